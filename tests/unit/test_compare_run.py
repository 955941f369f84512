import threading
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from PIL import Image

from core.compare.measure import run
from core.compare.measure.run import (
    FLOOR,
    MOST,
    NextRun,
    PictureFailed,
    PictureMeasured,
    Settings,
    compare,
    library_versions,
    measure,
    with_distinct_names,
)
from core.errors import UserError
from core.i18n import speaking
from core.models.catalogue.row import ModelRow
from core.models.memory import Peak
from core.pictures.images import Picture
from core.pictures.pixels import Pixels, packed
from core.turns import in_turn
from core.vision.detection.detect import Detection, Prediction, StageTimes


def a_picture(name: str) -> Picture:
    return Picture(name, packed(Image.new("RGB", (8, 6))), "file", f"digest of {name}")


def a_model(name: str) -> SimpleNamespace:
    return SimpleNamespace(
        row=ModelRow(name, name.upper(), f"org/{name}", "object-detection", "transformers"),
        load_ms=7.0,
        device="cpu",
    )


class FakeDetector:
    """Stands in for a detector: keeps what it was asked, and breaks where it is told to."""

    def __init__(self, breaks_on: tuple[str, str] | None = None, error: Exception | None = None) -> None:
        self.calls: list[tuple[str, float, int]] = []
        self.breaks_on = breaks_on
        self.error = error or RuntimeError("out of\nmemory")

    def __call__(self, loaded, image, threshold, limit, notify) -> Prediction:
        self.calls.append((loaded.row.name, threshold, limit))
        if self.breaks_on and self.breaks_on == (loaded.row.name, image.info.get("name")):
            raise self.error
        detections = (
            Detection("cat", 0.9, (0.0, 0.0, 1.0, 1.0)),
            Detection("dog", 0.01, (0.0, 0.0, 1.0, 1.0)),
        )
        return Prediction(
            tuple(found for found in detections if found.score >= threshold),
            StageTimes(1.0, float(len(self.calls)), 2.0),
        )


def pictures(*names: str) -> list[Picture]:
    made = [a_picture(name) for name in names]
    for picture in made:
        picture.image.info["name"] = picture.name
    return made


def run_all(names, models, settings, detector):
    return list(measure(pictures(*names), [a_model(name) for name in models], settings, detect=detector))


def order_of(events, phase: str) -> list[str]:
    return [event.model for event in events if isinstance(event, NextRun) and event.phase == phase]


def finished(events) -> list[str]:
    return [event.result.image for event in events if isinstance(event, PictureMeasured)]


def test_without_pictures_nothing_runs_not_even_the_warm_up():
    detector = FakeDetector()
    assert run_all([], "ab", Settings(("a", "b")), detector) == []
    assert detector.calls == []


def test_each_model_is_warmed_up_before_anything_is_timed():
    events = run_all(["x", "y"], "ab", Settings(("a", "b"), warmup=2, repeats=1), FakeDetector())
    assert [event.phase for event in events if isinstance(event, NextRun)][:5] == ["warmup"] * 4 + ["timed"]
    assert order_of(events, "warmup") == ["a", "a", "b", "b"]


def test_models_alternate_run_by_run_and_take_turns_at_beginning():
    events = run_all(["x", "y", "z"], "ab", Settings(("a", "b"), warmup=0, repeats=2), FakeDetector())
    assert "".join(order_of(events, "timed")) == "abab" + "baba" + "abab"


def test_three_models_take_turns_at_beginning():
    events = run_all(["x", "y", "z", "w"], "abc", Settings(tuple("abc"), warmup=0, repeats=1), FakeDetector())
    assert "".join(order_of(events, "timed")) == "abc" + "bca" + "cab" + "abc"


def test_after_others_had_their_turn_the_run_before_is_made_once_more_untimed():
    detector, settings = FakeDetector(), Settings(("a", "b"), warmup=1, repeats=2)

    def come_and_go():
        with in_turn("work"):
            pass

    for event in measure(pictures("x"), [a_model("a"), a_model("b")], settings, detect=detector):
        if isinstance(event, NextRun) and event.phase == "timed" and event.model == "a":
            other = threading.Thread(target=come_and_go)
            other.start()
            other.join(20)
    called = "".join(name for name, _threshold, _limit in detector.calls)
    # The warm-up; b again and a; b; b again and a; b; and what collects.
    assert called == "ab" + "ba" + "b" + "ba" + "b" + "ab"
    assert [len(one.runs) for one in event.result.models] == [2, 2]


def test_timed_runs_use_the_threshold_and_the_last_one_collects_everything():
    detector = FakeDetector()
    run_all(["x"], "a", Settings(("a",), threshold=0.7, warmup=1, repeats=2), detector)
    assert detector.calls == [("a", 0.7, MOST)] * 3 + [("a", FLOOR, MOST)]


def test_a_result_holds_the_timed_runs_alone_and_the_detections_of_the_untimed_one():
    (result,) = [
        event.result
        for event in run_all(["x"], "ab", Settings(("a", "b"), warmup=1, repeats=2), FakeDetector())
        if isinstance(event, PictureMeasured)
    ]
    assert (result.image, result.digest, result.width, result.height) == ("x", "digest of x", 8, 6)
    assert [run.model for run in result.models] == ["a", "b"]
    assert [[times.inference for times in run.runs] for run in result.models] == [[3.0, 5.0], [4.0, 6.0]]
    assert result.models[0].totals == (6.0, 8.0)
    assert [found.label for found in result.models[0].detections] == ["cat", "dog"]
    assert result.models[0].load_ms == 7.0


def test_memory_is_watched_in_the_untimed_runs_alone(monkeypatch):
    watched = []

    @contextmanager
    def watching(device):
        watched.append(device)
        yield Peak(len(watched) * 1000)

    monkeypatch.setattr(run, "watched_peak", watching)
    settings = Settings(("a",), "cpu", 0.5, repeats=3, warmup=1)
    events = list(measure(pictures("x"), [a_model("a")], settings, detect=FakeDetector()))
    # One warm-up and one collecting run; the larger peak stays.
    assert (len(watched), events[-1].result.models[0].peak_bytes) == (2, 2000)


def test_models_keep_their_order_in_the_result_whoever_began():
    events = run_all(["x", "y"], "ab", Settings(("a", "b"), warmup=0, repeats=1), FakeDetector())
    orders = [
        [run.model for run in event.result.models] for event in events if isinstance(event, PictureMeasured)
    ]
    assert orders == [["a", "b"], ["a", "b"]]


def test_progress_counts_every_single_run():
    events = run_all(["x", "y"], "ab", Settings(("a", "b"), warmup=1, repeats=3), FakeDetector())
    steps = [event for event in events if isinstance(event, NextRun)]
    assert [step.done for step in steps] == list(range(2 + 2 * 2 * 4))
    assert {step.total for step in steps} == {2 + 2 * 2 * 4}


def test_the_time_left_is_unknown_until_every_model_ran_once_then_the_medians_of_the_runs_still_to_make():
    ticks = iter([0.0, 1.0] + [10.0, 13.0] + [20.0, 21.0] * 10)
    models = [a_model("a"), a_model("b")]
    settings = Settings(("a", "b"), warmup=1, repeats=1)
    events = measure(pictures("x"), models, settings, detect=FakeDetector(), clock=lambda: next(ticks))
    left = [event.seconds_left for event in events if isinstance(event, NextRun)]
    # a took 1 s, b 3 s; then two runs of each remain, and so on down. b's second run took 1 s: its median is 2.
    assert left == [None, None, 2 * 1 + 2 * 3, 1 * 1 + 2 * 3, 1 * 1 + 1 * 2, 1 * 2]


def test_stopping_in_the_middle_keeps_the_finished_pictures_and_runs_nothing_more():
    detector = FakeDetector()
    events = measure(
        pictures("x", "y"), [a_model("a")], Settings(("a",), warmup=0, repeats=2), detect=detector
    )
    kept = []
    for event in events:
        if isinstance(event, PictureMeasured):
            kept.append(event.result.image)
        if isinstance(event, NextRun) and event.image == "y" and event.done == 4:
            events.close()
    assert kept == ["x"]
    assert len(detector.calls) == 4


def test_a_model_that_breaks_on_one_picture_costs_that_picture_alone():
    detector = FakeDetector(breaks_on=("b", "y"))
    events = run_all(["x", "y", "z"], "ab", Settings(("a", "b"), warmup=1, repeats=2), detector)
    failures = [event for event in events if isinstance(event, PictureFailed)]
    assert [(failure.image, failure.digest, failure.model) for failure in failures] == [
        ("y", "digest of y", "b")
    ]
    assert finished(events) == ["x", "z"]


def test_a_picture_whose_file_is_gone_costs_that_picture_alone():
    def gone():
        raise UserError("The file is gone.")

    first, last = pictures("x", "z")
    lost = Picture("y", Pixels((8, 6), gone), "file", "digest of y")
    settings = Settings(("a",), warmup=1, repeats=1)
    events = list(measure([lost, first, last], [a_model("a")], settings, detect=FakeDetector()))
    assert [str(event.error) for event in events if isinstance(event, PictureFailed)] == ["The file is gone."]
    steps = [(event.done, event.total) for event in events if isinstance(event, NextRun)]
    assert (finished(events), steps) == (["x", "z"], [(done, 5) for done in range(5)])


def test_the_runs_of_a_broken_picture_leave_the_progress():
    detector = FakeDetector(breaks_on=("a", "x"))
    events = run_all(["x", "y"], "a", Settings(("a",), warmup=0, repeats=2), detector)
    steps = [event for event in events if isinstance(event, NextRun)]
    assert [(step.done, step.total) for step in steps] == [(0, 6), (0, 3), (1, 3), (2, 3)]


def test_after_a_picture_that_broke_in_the_warm_up_the_next_one_warms_up():
    detector = FakeDetector(breaks_on=("b", "x"))
    events = run_all(["x", "y"], "ab", Settings(("a", "b"), warmup=1, repeats=1), detector)
    assert [
        (event.image, event.phase, event.model) for event in events if isinstance(event, NextRun)
    ] == [
        ("x", "warmup", "a"),
        ("x", "warmup", "b"),
        ("y", "warmup", "a"),
        ("y", "warmup", "b"),
        ("y", "timed", "b"),
        ("y", "timed", "a"),
        ("y", "collect", "b"),
        ("y", "collect", "a"),
    ]  # fmt: skip
    assert finished(events) == ["y"]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (RuntimeError("out of\nmemory"), "RuntimeError: out of memory"),
        (UserError("The file {name} is empty.", name="f"), "The file f is empty."),
    ],
)
def test_a_failure_says_which_model_which_picture_and_why_in_one_line(error, reason):
    with speaking("en"):
        text = str(PictureFailed("bus.jpg", "d", "yolo11n", error))
    assert text == f"yolo11n could not work on bus.jpg, so this picture is left out. {reason}"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], []),
        (["a.jpg", "b.jpg"], ["a.jpg", "b.jpg"]),
        (["a.jpg", "a.jpg", "a.jpg"], ["a.jpg", "a (2).jpg", "a (3).jpg"]),
        # A file that already has the name that would be made up.
        (["a.jpg", "a (2).jpg", "a.jpg"], ["a.jpg", "a (2).jpg", "a (3).jpg"]),
        (["a", "a"], ["a", "a (2)"]),
        # Windows and macOS would write the second one over the first.
        (["A.jpg", "a.jpg"], ["A.jpg", "a (2).jpg"]),
        (["v1.2.jpg", "v1.2.jpg"], ["v1.2.jpg", "v1.2 (2).jpg"]),
    ],
)
def test_names_are_made_distinct(names, expected):
    assert [picture.name for picture in with_distinct_names([a_picture(name) for name in names])] == expected


def test_a_comparison_says_what_it_was_measured_with():
    made = compare(Settings(("a",)), [], [])
    assert made.versions == library_versions()
    assert {"torch", "transformers", "ultralytics"} <= set(made.versions)
    assert made.machine.cores > 0
    assert made.date.endswith("+00:00")
