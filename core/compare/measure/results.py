"""A comparison as results.json, and back. Pure.

The file is an object with `settings`, `machine` and `images`; boxes are in pixels of the upright image,
times in milliseconds, and what others used of the processor meanwhile (`others`) a share from 0 to 1, null where it is
not known. What the numbers were made with (models, versions, date, the pictures' digests) is
part of `settings`.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, astuple
from typing import Any, TypeVar, get_type_hints

from core.compare.measure.facts import ModelFacts
from core.compare.measure.run import MOST, MOST_RUNS, Comparison, ImageResult, ModelRun, Settings
from core.errors import UserError
from core.i18n import N_
from core.json_files import as_list, as_number, as_object, as_text, as_texts, as_whole
from core.load import Load
from core.machine import Machine
from core.vision.detection.detect import Detection, StageTimes

_Record = TypeVar("_Record", Settings, Machine, ModelFacts, StageTimes)
_LONGEST_MS = 1e8
"""A day. With more, nothing that the app writes down about times would be a number any more."""

_FURTHEST = 1e5
"""Pixels: a model's box may reach past its picture, but not by many times its size."""

_KINDS: dict[Any, Callable[[object], Any]] = {
    str: as_text,
    int: as_whole,
    float: as_number,
    tuple[str, ...]: as_texts,
}


def to_json(comparison: Comparison) -> dict[str, Any]:
    """Return the comparison as plain data for json.dumps."""
    return {
        "settings": {
            **_plain(asdict(comparison.settings)),
            "versions": comparison.versions,
            "date": comparison.date,
            "model_facts": [_plain(asdict(facts)) for facts in comparison.models],
            "image_digests": [image.digest for image in comparison.images],
        },
        "machine": asdict(comparison.machine),
        "images": [
            {
                "image": image.image,
                "width": image.width,
                "height": image.height,
                "others": asdict(image.others),
                "models": [
                    {
                        "model": run.model,
                        "detections": [
                            {"label": found.label, "score": found.score, "box": list(found.box)}
                            for found in run.detections
                        ],
                        "load_ms": run.load_ms,
                        "runs_ms": [asdict(times) for times in run.runs],
                        "peak_bytes": run.peak_bytes,
                    }
                    for run in image.models
                ],
            }
            for image in comparison.images
        ],
    }


def from_json(data: object) -> Comparison:
    """Return the comparison that to_json wrote; json.loads(json.dumps(to_json(c))) gives back an equal one.

    Texts are made printable. Raises UserError for anything else: parts missing, of the wrong type, or that do not fit
    together; more detections or runs than a comparison makes; numbers that no measurement can have.
    """
    try:
        return _comparison(data)
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise UserError(
            N_("This is not a complete results file of MiraLab. Choose a results.json that the app wrote.")
        ) from error


def _comparison(data: Any) -> Comparison:  # noqa: ANN401 (it is whatever a file held)
    settings = _record(Settings, data["settings"])
    facts = tuple(
        _record(ModelFacts, {"labels": [], **item}) for item in as_list(data["settings"]["model_facts"])
    )
    images = tuple(
        _image(item, as_text(digest), settings.models)
        for item, digest in zip(
            as_list(data["images"]), as_list(data["settings"]["image_digests"]), strict=True
        )
    )
    if tuple(model.name for model in facts) != settings.models:
        raise ValueError("the facts are not those of the models")
    versions = {
        as_text(name): as_text(number) for name, number in as_object(data["settings"]["versions"]).items()
    }
    return Comparison(
        settings,
        _record(Machine, data["machine"]),
        facts,
        images,
        versions,
        as_text(data["settings"]["date"]),
    )


def _image(item: Any, digest: str, models: tuple[str, ...]) -> ImageResult:  # noqa: ANN401
    runs = tuple(_model_run(run) for run in as_list(item["models"]))
    if tuple(run.model for run in runs) != models:
        raise ValueError("a picture's models are not those of the settings")
    # Earlier versions did not look at what others did.
    others = as_object(item.get("others", {}))
    return ImageResult(
        as_text(item["image"]),
        digest,
        as_whole(item["width"]),
        as_whole(item["height"]),
        runs,
        Load(_share(others.get("programs")), _share(others.get("visitors"))),
    )


def _share(value: object) -> float | None:
    if value is None:
        return None
    share = as_number(value)
    if not 0 <= share <= 1:
        raise ValueError("a share of a processor that is none")
    return share


def _model_run(item: Any) -> ModelRun:  # noqa: ANN401
    runs = tuple(_record(StageTimes, times) for times in as_list(item["runs_ms"], MOST_RUNS))
    if not runs:
        raise ValueError("a model without a timed run")
    load_ms = as_number(item["load_ms"])
    if not all(
        0 <= time <= _LONGEST_MS for time in (load_ms, *(one for run in runs for one in astuple(run)))
    ):
        raise ValueError("a time that nobody can have waited for")
    return ModelRun(
        as_text(item["model"]),
        tuple(_detection(found) for found in as_list(item["detections"], MOST)),
        load_ms,
        runs,
        as_whole(item["peak_bytes"]),
    )


def _detection(item: Any) -> Detection:  # noqa: ANN401
    x1, y1, x2, y2 = (as_number(side) for side in as_list(item["box"]))
    if not (-_FURTHEST <= x1 <= x2 <= _FURTHEST and -_FURTHEST <= y1 <= y2 <= _FURTHEST):
        raise ValueError("a box that is on no picture")
    return Detection(as_text(item["label"]), as_number(item["score"]), (x1, y1, x2, y2))


def _record(kind: type[_Record], item: Any) -> _Record:  # noqa: ANN401
    """Build a flat dataclass from the object that has a value of the right type for each of its fields."""
    return kind(**{name: _KINDS[hint](item[name]) for name, hint in get_type_hints(kind).items()})


def _plain(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record with lists in place of tuples, as JSON gives it back."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in record.items()}
