"""Figures in a hand-in that do not follow from what was measured and drawn: what a file says, and what it should.

Scope: results.json and truth.json against session.json, and what results.json counted against the app's own counting;
the tables are compared in core.compare.grade.tables. Two files that say the same are not proof that it is true, nor is
a difference proof of a bad intention: the words for that are in "How it works" of the page.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, astuple, dataclass
from math import isclose
from typing import Any

from core.compare.count.figures import ModelFigures
from core.compare.count.match import match
from core.compare.grade.work import Work
from core.compare.measure.run import ImageResult, ModelRun
from core.i18n import decimal
from core.json_files import as_list, as_object
from core.pictures.boxes import TruthBox
from core.vision.detection.detect import Detection
from core.vision.detection.listing import above

Value = str | float | None

CLOSE = 1e-6
"""Figures nearer than this are the same: other processors round otherwise."""

PIXEL = 0.001
"""Boxes nearer than this are the same."""


@dataclass(frozen=True)
class Difference:
    """A figure of a file that does not follow from the others.

    `figure` is what the file itself calls it; `said` stands there, `found` is what follows (None: nothing). `picture`
    is the name of the picture and `model` that of the model that it is about, "" where it is about none.
    """

    file: str
    figure: str
    said: Value
    found: Value
    picture: str = ""
    model: str = ""


def value_words(value: Value) -> str:
    """Return a value of a difference as a person reads it, in the language in use."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    return decimal(value, 0 if value == int(value) else 4)


def differs(said: object, found: Value) -> bool:
    """Tell whether a figure in a file is another than the one that follows."""
    if isinstance(said, bool) or not isinstance(said, int | float) or not isinstance(found, int | float):
        return said != found
    return not isclose(said, found, rel_tol=CLOSE, abs_tol=CLOSE)


def figure_differences(work: Work, figures: Iterable[ModelFigures]) -> Iterator[Difference]:
    """Yield what results.json and truth.json say otherwise; `figures` are those that follow from the work."""
    if work.said:
        yield from _settings(work)
        for image, other in _pairs(work):
            yield from _image(other, image)
        yield from _counts(work)
        yield from _metrics(work, figures)
    if work.truth is not None and work.has_session:
        yield from _truth(work, work.truth)


def _settings(work: Work) -> Iterator[Difference]:
    assert work.said  # noqa: S101 (only then it is called)
    said, found = work.said, work.comparison
    pairs: dict[str, tuple[Value, Value]] = {
        "threshold": (said.settings.threshold, work.threshold),
        "date": (said.date, found.date),
    }
    theirs, ours = asdict(said.machine), asdict(found.machine)
    pairs |= {f"machine.{name}": (theirs[name], ours[name]) for name in ours}
    for name, (value, right) in pairs.items():
        if differs(value, right):
            yield Difference("results.json", name, value, right)


def _pairs(work: Work) -> Iterator[tuple[ImageResult, ImageResult]]:
    """Yield each picture as it was measured and as results.json has it."""
    assert work.said  # noqa: S101 (only then it is called)
    said = {image.digest: image for image in work.said.images}
    for image in work.comparison.images:
        if image.digest in said:
            yield image, said[image.digest]


def _image(said: ImageResult, found: ImageResult) -> Iterator[Difference]:
    for name, value in asdict(said.others).items():
        right = getattr(found.others, name)
        if differs(value, right):
            yield Difference("results.json", f"others.{name}", value, right, found.image)
    for theirs, ours in zip(said.models, found.models, strict=True):
        yield from _run(theirs, ours, found.image)


def _run(said: ModelRun, found: ModelRun, picture: str) -> Iterator[Difference]:
    if differs(said.load_ms, found.load_ms):
        yield Difference("results.json", "load_ms", said.load_ms, found.load_ms, picture, found.model)
    if len(said.runs) != len(found.runs):
        yield Difference("results.json", "runs_ms", len(said.runs), len(found.runs), picture, found.model)
    for number, (theirs, ours) in enumerate(zip(said.runs, found.runs, strict=False), 1):
        if any(map(differs, astuple(theirs), astuple(ours))):
            yield Difference(
                "results.json", f"runs_ms {number}", theirs.total, ours.total, picture, found.model
            )
    if len(said.detections) != len(found.detections):
        number_said, number = len(said.detections), len(found.detections)
        yield Difference("results.json", "detections", number_said, number, picture, found.model)
        return
    for number, (one, other) in enumerate(zip(said.detections, found.detections, strict=True), 1):
        if one != other:
            words, right = _detection_words(one), _detection_words(other)
            yield Difference("results.json", f"detections {number}", words, right, picture, found.model)


def _detection_words(found: Detection) -> str:
    box = ", ".join(f"{side:.1f}" for side in found.box)
    return f"{found.label} {found.score:.4f} ({box})"


def _counts(work: Work) -> Iterator[Difference]:
    """Yield the counts of single pictures that the app's counting does not give."""
    said = {
        (digest, str(run.get("model"))): run
        for digest, image in zip(
            as_list(work.results["settings"]["image_digests"]), as_list(work.results["images"]), strict=True
        )
        for run in as_list(image["models"])
    }
    for image in work.comparison.images:
        if image.digest not in work.book.truth:
            continue
        for run in image.models:
            counts = match(above(run.detections, work.threshold), work.book.truth[image.digest]).counts
            theirs = said.get((image.digest, run.model), {})
            for name, right in asdict(counts).items():
                if name in theirs and differs(theirs[name], right):
                    value = _value(theirs[name])
                    yield Difference("results.json", name, value, right, image.image, run.model)


def _metrics(work: Work, figures: Iterable[ModelFigures]) -> Iterator[Difference]:
    try:
        said = {str(as_object(row).get("model")): row for row in as_list(work.results.get("metrics", []))}
    except TypeError:
        yield Difference("results.json", "metrics", "?", None)
        return
    for row in figures:
        theirs: Mapping[str, Any] = said.get(row.name, {})
        for name, right in asdict(row.metrics).items():
            if name != "model" and name in theirs and differs(theirs[name], right):
                yield Difference("results.json", name, _value(theirs[name]), right, model=row.name)


def _truth(work: Work, said: Mapping[str, tuple[TruthBox, ...]]) -> Iterator[Difference]:
    for image in work.comparison.images:
        ours, theirs = work.book.truth.get(image.digest), said.get(image.digest)
        if ours is None and theirs is None:
            continue
        if (ours is None) != (theirs is None) or _rounded(ours or ()) != _rounded(theirs or ()):
            yield Difference(
                "truth.json", "annotations", _boxes_words(theirs), _boxes_words(ours), picture=image.image
            )


def _rounded(boxes: Iterable[TruthBox]) -> Counter[tuple[Any, ...]]:
    return Counter((box.label, box.crowd, *(round(side / PIXEL) for side in box.box)) for box in boxes)


def _boxes_words(boxes: tuple[TruthBox, ...] | None) -> Value:
    """Return boxes as their labels and upper left corners, enough to see which one is another."""
    if boxes is None:
        return None
    return ", ".join(f"{box.label} ({box.box[0]:.1f}, {box.box[1]:.1f})" for box in boxes[:20]) or 0


def _value(value: object) -> Value:
    """Return a value of a file as one of a difference."""
    return value if isinstance(value, int | float | None) and not isinstance(value, bool) else str(value)[:60]
