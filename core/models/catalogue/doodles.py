"""The networks of doodles that ship with the app: what their rows in the files of all families have in common."""

import json
from functools import cache
from typing import Any

from core.i18n import N_
from core.models.catalogue.row import WEIGHTS, Figure, ModelRow, Published

SCENES = N_("doodle scenes")
"""What a network learnt from or was measured on: pictures that core.scenes makes of people's drawings."""

DRAWINGS = N_("drawings of Quick, Draw!")


def doodle_row(
    name: str,
    title: str,
    tasks: tuple[str, ...],
    *,
    trained_on: str,
    figure: tuple[Figure, str],
    measured_on: str,
    why: str,
    file: str = "",
) -> ModelRow:
    """Return the row of a transformers model in weights/NAME, or of Ultralytics' `file` in it.

    Its number of parameters and the figure that it publishes are those of the measured.json that stands beside its
    card: `figure` is what the field calls it, and its key there. A model that nobody measured has neither.
    """
    measured = _measured(name)
    share = measured.get(figure[1])
    return ModelRow(
        name=name,
        title=title,
        hub_id="",
        tasks=tasks,
        domain="doodles",
        library="ultralytics" if file else "transformers",
        file=file,
        parameters=measured.get("parameters", 0),
        licence="AGPL-3.0",
        trained_on=trained_on,
        published=None
        if share is None
        else Published(figure[0], round(100 * share, 1), measured_on, f"weights/{name}/README.md"),
        why=why,
        local_path=str(WEIGHTS / name / file),
    )


@cache
def _measured(name: str) -> dict[str, Any]:
    """Return what training.scenes.card measured of a model, {} before that."""
    file = WEIGHTS / name / "measured.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return found
