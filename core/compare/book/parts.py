"""The parts of a session as plain data, checked: what nobody can have chosen, typed or drawn is refused.

Scope: plain data in, the workbook's own types out. Wrong data raise TypeError, KeyError or ValueError, as
core.json_files does; what is right and too much raises UserError, which says so.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from core.compare.book.table import EDITABLE
from core.compare.book.workbook import Edits
from core.compare.measure.run import MOST_RUNS, Settings
from core.errors import UserError
from core.i18n import N_
from core.json_files import as_lines, as_list, as_number, as_object, as_text, as_texts, as_whole
from core.models.devices import NAMES
from core.pictures.boxes import MOST_BOXES, Box, TruthBox
from core.pictures.images import MAX_SIDE

MOST_MEASURED, MOST_MODELS, MOST_PICTURES = 500, 50, 200
"""More than anybody measures, compares and chooses: all of it is shown on one page. MOST_MODELS are those of the
choices in force and of all measurements together."""

_TOO_MANY = {
    "models": N_(
        "The session file names more than {limit} models, which is more than this page can show, so it is not loaded. "
        "What you have here stays as it is."
    ),
    "measurements": N_(
        "The session file holds more than {limit} measurements, which is more than this page can show, so it is not "
        "loaded. What you have here stays as it is."
    ),
    "pictures": N_(
        "The session file holds more than {limit} pictures, which is more than this page can show, so it is not "
        "loaded. What you have here stays as it is."
    ),
    "boxes": N_(
        "The session file has more than {limit} true boxes on one picture, which is more than this page can show, so "
        "it is not loaded. What you have here stays as it is."
    ),
}


def few_enough(what: str, things: Collection[Any], limit: int) -> None:
    """Raise UserError where there are more things than `limit`; `what` is "models", "measurements", "pictures" or
    "boxes"."""
    if len(things) > limit:
        raise UserError(_TOO_MANY[what], limit=limit)


def settings_from(item: Mapping[str, Any]) -> Settings:
    """Return the choices of a run."""
    settings = Settings(
        as_texts(item["models"]),
        as_text(item["device"]),
        as_number(item["threshold"]),
        as_whole(item["repeats"]),
        as_whole(item["warmup"]),
    )
    check_settings(settings)
    return settings


def check_settings(settings: Settings) -> None:
    """Raise ValueError for choices that nobody can have made, UserError for more than MOST_MODELS models."""
    few_enough("models", settings.models, MOST_MODELS)
    check(len(set(settings.models)) == len(settings.models) > 0 and all(settings.models), "the models")
    check(settings.device in {"auto", *NAMES}, "the device")
    check(0 <= settings.threshold <= 1, "the threshold")
    check(1 <= settings.repeats <= MOST_RUNS and 0 <= settings.warmup <= MOST_RUNS, "the runs")


def edits_from(items: Iterable[Any]) -> Edits:
    """Return what was typed into the table's cells."""
    edits = {
        (as_text(item["digest"]), as_text(item["model"]), as_text(item["column"])): as_lines(item["text"])
        for item in items
    }
    check(all(column in EDITABLE for _digest, _model, column in edits), "a column")
    return edits


def truth_from(item: object) -> dict[str, tuple[TruthBox, ...]]:
    """Return the true boxes by picture digest; UserError where a picture has more than MOST_BOXES."""
    truth = {}
    for digest, items in as_object(item).items():
        boxes = as_list(items)
        few_enough("boxes", boxes, MOST_BOXES)
        truth[as_text(digest)] = tuple(_truth_box(box) for box in boxes)
    return truth


def _truth_box(item: Mapping[str, Any]) -> TruthBox:
    check(isinstance(item["crowd"], bool), "a crowd")
    left, top, right, bottom = (as_number(side) for side in as_list(item["box"]))
    # A box drawn over the edge may reach out of the picture.
    check(-MAX_SIDE <= left <= right <= 2 * MAX_SIDE, "a box")
    check(-MAX_SIDE <= top <= bottom <= 2 * MAX_SIDE, "a box")
    box: Box = (left, top, right, bottom)
    return TruthBox(as_text(item["label"]), box, item["crowd"], as_text(item["origin"]))


def check(holds: bool, what: str) -> None:
    """Raise ValueError, with `what` is wrong, unless it holds."""
    if not holds:
        raise ValueError(f"not right: {what}")
