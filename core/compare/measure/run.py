"""Run several detectors over the same pictures and time them fairly.

Scope: the order of the runs, their times and what each model found. Loading models, drawing and counting
errors are done elsewhere. How latency is measured (warm-up, one query after another, every run kept) follows
optimum-benchmark, MLPerf's SingleStream scenario and Ultralytics' ProfileModels.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Literal

from core.compare.measure.facts import ModelFacts
from core.errors import problem_of
from core.i18n import _
from core.load import NOT_KNOWN, Load, LoadMeter
from core.machine import Machine, machine
from core.models.memory import watched_peak
from core.names import distinct_name
from core.vision.detection.detect import Detection, StageTimes, run_detection

if TYPE_CHECKING:
    from PIL.Image import Image

    from core.models.loaded import LoadedModel
    from core.pictures.images import Picture
    from core.vision.detection.detect import Prediction

FLOOR = 0.001
"""The score down to which the untimed run collects detections: low enough for average precision."""

MOST = 300
"""The most detections that are kept of one picture, the most confident first."""

MOST_RUNS = 1000
"""The most timed runs, and the most warm-up runs, of a model on a picture that anybody may ask for."""

LIBRARIES = ("torch", "torchvision", "transformers", "timm", "ultralytics", "pillow")
"""The packages whose versions can change a time or a detection, so they are written beside the numbers."""

_OTHER_BUILDS = {"ultralytics": "ultralytics-opencv-headless"}

Phase = Literal["warmup", "timed", "collect"]
Detect = Callable[["LoadedModel", "Image", float, int, Callable[..., None]], "Prediction"]


@dataclass(frozen=True)
class Settings:
    """What a comparison was asked to do.

    `models` are the names of the models' rows, in the order of the table; `device` is "auto", "cpu" or
    "cuda"; `threshold` (0..1) is the one that the timed runs use; `repeats` (at least 1) timed runs a
    picture and model; `warmup` (0 or more) runs a model before the first timed one.
    """

    models: tuple[str, ...]
    device: str = "auto"
    threshold: float = 0.5
    repeats: int = 5
    warmup: int = 2


@dataclass(frozen=True)
class ModelRun:
    """One model on one picture: all it found (score from 0.001, 300 at most), load time in ms, timed runs.

    `peak_bytes` is by how much memory rose at the most during an untimed run; 0: not known.
    """

    model: str
    detections: tuple[Detection, ...]
    load_ms: float
    runs: tuple[StageTimes, ...]
    peak_bytes: int = 0

    @property
    def totals(self) -> tuple[float, ...]:
        """The whole time of each run, in milliseconds, in the order they were made."""
        return tuple(run.total for run in self.runs)


@dataclass(frozen=True)
class ImageResult:
    """One picture through every model: its file name, its digest, its size in pixels, a ModelRun a model.

    `others` is what others used of the processor during all its timed runs: the models alternate run by run, so what
    disturbed one of them disturbed all.
    """

    image: str
    digest: str
    width: int
    height: int
    models: tuple[ModelRun, ...]
    others: Load = NOT_KNOWN


@dataclass(frozen=True)
class Comparison:
    """A comparison, with everything that is needed to understand its numbers on another day.

    `versions` maps the name of a package to its version; `date` is when it was put together, ISO 8601 in UTC.
    """

    settings: Settings
    machine: Machine
    models: tuple[ModelFacts, ...]
    images: tuple[ImageResult, ...]
    versions: dict[str, str]
    date: str


@dataclass(frozen=True)
class NextRun:
    """A run is about to start: `done` of `total` are over, `seconds_left` remain (None: not known yet)."""

    done: int
    total: int
    image: str
    model: str
    phase: Phase
    seconds_left: float | None


@dataclass(frozen=True)
class PictureMeasured:
    """A picture is done for every model."""

    result: ImageResult


@dataclass(frozen=True)
class PictureFailed:
    """A model broke on a picture; the picture is left out and the others go on. str() is for the user.

    Where the picture's own file is gone, `model` is the one that came first.
    """

    image: str
    digest: str
    model: str
    error: Exception

    def __str__(self) -> str:
        return _("{model} could not work on {image}, so this picture is left out. {reason}").format(
            model=self.model, image=self.image, reason=problem_of(self.error)
        )


@dataclass(frozen=True)
class _Run:
    phase: Phase
    loaded: LoadedModel

    @property
    def name(self) -> str:
        return self.loaded.row.name


class _Progress:
    """How many runs of each model are over and how many are left, and the seconds that those over took."""

    def __init__(self, runs: Sequence[_Run]) -> None:
        self.done = 0
        self.left = Counter(run.name for run in runs)
        self.spent: dict[str, list[float]] = {run.name: [] for run in runs}

    def before(self, run: _Run, image: str) -> NextRun:
        """Return the event that comes before a run."""
        total = self.done + self.left.total()
        return NextRun(self.done, total, image, run.name, run.phase, self.seconds_left())

    def seconds_left(self) -> float | None:
        """Return the seconds that the runs left will take, each model's at the median of those it made; None while a
        model has made none."""
        waiting = [name for name, count in self.left.items() if count]
        if not all(self.spent[name] for name in waiting):
            return None
        return sum(self.left[name] * median(self.spent[name]) for name in waiting)

    def over(self, run: _Run, seconds: float) -> None:
        """Count a run as over."""
        self.done += 1
        self.left[run.name] -= 1
        self.spent[run.name].append(seconds)

    def give_up(self, runs: Sequence[_Run], again: Sequence[_Run]) -> None:
        """Count the runs of a picture that are not made any more, and those that are made again because of that."""
        self.left.subtract(run.name for run in runs)
        self.left.update(run.name for run in again)


@dataclass
class _Found:
    """What the runs of one picture gave so far: by model times, and the detections of the untimed run; and what others
    did during the timed ones."""

    times: defaultdict[str, list[StageTimes]] = field(default_factory=lambda: defaultdict(list))
    detections: dict[str, tuple[Detection, ...]] = field(default_factory=dict)
    others: LoadMeter = field(default_factory=LoadMeter)

    def add(self, run: _Run, prediction: Prediction) -> None:
        if run.phase == "timed":
            self.times[run.name].append(prediction.times)
        elif run.phase == "collect":
            self.detections[run.name] = prediction.detections

    def result(
        self, picture: Picture, loaded_models: Sequence[LoadedModel], peaks: Mapping[str, int]
    ) -> ImageResult:
        runs = (
            ModelRun(name, self.detections[name], loaded.load_ms, tuple(self.times[name]), peaks[name])
            for name, loaded in ((loaded.row.name, loaded) for loaded in loaded_models)
        )
        return ImageResult(picture.name, picture.digest, *picture.size, tuple(runs), self.others.load())


def _plan(loaded_models: Sequence[LoadedModel], settings: Settings, position: int) -> list[_Run]:
    """Return the runs of the picture at `position` (0, 1, ...), in order, without the warm-up.

    Models alternate run by run, so that a machine that slows down (heat, a neighbour's work) slows all of
    them alike. Who follows whom matters too, because a run finds the processor's caches as the one before
    left them: the model that begins changes from picture to picture, so that nobody always goes first.
    """
    first = position % len(loaded_models)
    order = [*loaded_models[first:], *loaded_models[:first]]
    timed = [_Run("timed", loaded) for _repeat in range(settings.repeats) for loaded in order]
    return timed + [_Run("collect", loaded) for loaded in order]


def measure(
    pictures: Sequence[Picture],
    loaded_models: Sequence[LoadedModel],
    settings: Settings,
    *,
    notify: Callable[..., None] = lambda _status: None,
    detect: Detect = run_detection,
    clock: Callable[[], float] = perf_counter,
) -> Iterator[NextRun | PictureMeasured | PictureFailed]:
    """Put every picture through every model and yield what happens, one event at a time.

    A NextRun comes before each single run, a PictureMeasured when a picture is done for all models, a PictureFailed
    when a model breaks on one or its file is gone. Each run is a turn of its own, which ends before the yield, so the
    caller may stop at any event and keep what is finished; to go on later, call it again with the pictures that are
    missing. Each call warms every model up on its first picture, because a model that rested has cold caches.
    `notify` is told when a run has to wait for another visitor's. Timed runs use settings.threshold, as a user
    would; one more, not timed, collects everything down to FLOOR. Memory is watched during the runs that are not
    timed, and what others use of the processor during those that are. Where others had their turn before a timed run,
    the one that it follows is made once more, untimed: a run finds the processor as the one before left it, and that
    has to be one of the comparison.

    `clock` (in seconds) serves the estimate of the time left: for each model, the runs it still has to make
    times the median of those it made.
    """
    warmup = [_Run("warmup", loaded) for loaded in loaded_models for _repeat in range(settings.warmup)]
    plans = [_plan(loaded_models, settings, position) for position in range(len(pictures))]
    progress = _Progress([*warmup, *chain.from_iterable(plans)])
    peaks: Counter[str] = Counter()
    before: _Run | None = None

    for picture, plan in zip(pictures, plans, strict=True):
        found, runs = _Found(), [*warmup, *plan]
        try:
            # It may have to be decoded for this, which must not happen between the runs.
            image = picture.image
        except Exception as error:
            progress.give_up(runs, again=warmup)
            yield PictureFailed(picture.name, picture.digest, runs[0].name, error)
            continue
        for number, run in enumerate(runs):
            yield progress.before(run, picture.name)
            began = clock()
            try:
                prediction, peak = _one_run(
                    run, before, image, settings.threshold, found.others, detect, notify
                )
            except Exception as error:
                # Until a picture went well, the next one begins with the warm-up.
                progress.give_up(runs[number:], again=warmup)
                yield PictureFailed(picture.name, picture.digest, run.name, error)
                break
            progress.over(run, clock() - began)
            peaks[run.name] = max(peaks[run.name], peak)
            found.add(run, prediction)
            before = run
        else:
            warmup = []
            yield PictureMeasured(found.result(picture, loaded_models, peaks))


def _one_run(
    run: _Run,
    before: _Run | None,
    image: Image,
    threshold: float,
    others: LoadMeter,
    detect: Detect,
    notify: Callable[..., None],
) -> tuple[Prediction, int]:
    """Return what a model says, and by how many bytes memory rose meanwhile (0 in a timed run, where it is not
    watched: that would take time); `before` is the run that it follows."""
    from core.models.loader import in_turn

    # In a turn that keeps everything else out, or another visitor's run or model would count.
    with in_turn(notify, "measure") as turn:
        if run.phase == "timed":
            if before and turn.after_others:
                detect(before.loaded, image, threshold, MOST, notify)
            with others.running():
                return detect(run.loaded, image, threshold, MOST, notify), 0
        lowest = FLOOR if run.phase == "collect" else threshold
        with watched_peak(run.loaded.device) as peak:
            prediction = detect(run.loaded, image, lowest, MOST, notify)
    return prediction, peak.bytes


def with_distinct_names(pictures: Sequence[Picture]) -> tuple[Picture, ...]:
    """Return the pictures with distinct names: of two called "photo.jpg" the second becomes "photo (2).jpg".

    The first pictures keep their names when more are added behind them.
    """
    named: list[Picture] = []
    for picture in pictures:
        name = distinct_name(picture.name, [other.name for other in named])
        named.append(replace(picture, name=name))
    return tuple(named)


@cache
def library_versions() -> dict[str, str]:
    """Return the versions of the installed LIBRARIES, by package name, without importing them."""
    versions = {}
    for package in LIBRARIES:
        for build in (package, _OTHER_BUILDS.get(package, package)):
            with suppress(PackageNotFoundError):
                versions[package] = version(build)
    return versions


def compare(settings: Settings, facts: Sequence[ModelFacts], images: Sequence[ImageResult]) -> Comparison:
    """Return the comparison that these results make, with this machine, these versions and the time now."""
    return Comparison(
        settings,
        machine(),
        tuple(facts),
        tuple(images),
        dict(library_versions()),
        datetime.now(UTC).isoformat(timespec="seconds"),
    )
