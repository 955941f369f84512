"""A comparison as results.json, and back. Pure.

The file is an object with `settings`, `machine` and `images`; boxes are in pixels of the upright image,
times in milliseconds. What the numbers were made with (models, versions, date, the pictures' digests) is
part of `settings`.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, TypeVar, get_type_hints

from core.compare.facts import ModelFacts
from core.compare.run import Comparison, ImageResult, ModelRun, Settings
from core.errors import UserError
from core.i18n import N_
from core.machine import Machine
from core.vision.detection import Detection, StageTimes

_Record = TypeVar("_Record", Settings, Machine, ModelFacts, StageTimes)


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

    Raises UserError for anything else: parts missing, of the wrong type, or that do not fit together.
    """
    try:
        return _comparison(data)
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(
            N_("This is not a complete results file of MiraLab. Choose a results.json that the app wrote.")
        ) from error


def _comparison(data: Any) -> Comparison:  # noqa: ANN401 (it is whatever a file held)
    settings = _record(Settings, data["settings"])
    facts = tuple(_record(ModelFacts, item) for item in _list(data["settings"]["model_facts"]))
    images = tuple(
        _image(item, _typed(digest, str), settings.models)
        for item, digest in zip(_list(data["images"]), _list(data["settings"]["image_digests"]), strict=True)
    )
    if tuple(model.name for model in facts) != settings.models:
        raise ValueError("the facts are not those of the models")
    versions = {
        _typed(name, str): _typed(number, str)
        for name, number in _typed(data["settings"]["versions"], dict).items()
    }
    return Comparison(
        settings,
        _record(Machine, data["machine"]),
        facts,
        images,
        versions,
        _typed(data["settings"]["date"], str),
    )


def _image(item: Any, digest: str, models: tuple[str, ...]) -> ImageResult:  # noqa: ANN401
    runs = tuple(_model_run(run) for run in _list(item["models"]))
    if tuple(run.model for run in runs) != models:
        raise ValueError("a picture's models are not those of the settings")
    return ImageResult(
        _typed(item["image"], str), digest, _typed(item["width"], int), _typed(item["height"], int), runs
    )


def _model_run(item: Any) -> ModelRun:  # noqa: ANN401
    runs = tuple(_record(StageTimes, times) for times in _list(item["runs_ms"]))
    if not runs:
        raise ValueError("a model without a timed run")
    return ModelRun(
        _typed(item["model"], str),
        tuple(_detection(found) for found in _list(item["detections"])),
        _typed(item["load_ms"], float),
        runs,
        _typed(item["peak_bytes"], int),
    )


def _detection(item: Any) -> Detection:  # noqa: ANN401
    x1, y1, x2, y2 = (_typed(side, float) for side in _list(item["box"]))
    return Detection(_typed(item["label"], str), _typed(item["score"], float), (x1, y1, x2, y2))


def _record(kind: type[_Record], item: Any) -> _Record:  # noqa: ANN401
    """Build a flat dataclass from the object that has a value of the right type for each of its fields."""
    return kind(**{name: _typed(item[name], hint) for name, hint in get_type_hints(kind).items()})


def _typed(value: Any, hint: Any) -> Any:  # noqa: ANN401
    """Return `value` if it is what `hint` (a type or tuple[str, ...]) asks for; TypeError if not."""
    if hint == tuple[str, ...]:
        return tuple(_typed(item, str) for item in _list(value))
    kinds = (int, float) if hint is float else (hint,)
    if (
        isinstance(value, bool)
        or not isinstance(value, kinds)
        or (hint is float and not math.isfinite(value))
    ):
        raise TypeError(f"{value!r} is no {hint}")
    return value


def _list(value: Any) -> list[Any]:  # noqa: ANN401
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    return value


def _plain(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record with lists in place of tuples, as JSON gives it back."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in record.items()}
