import pytest

from core.compare.count import counting
from core.compare.count.unknown import unknown_labels
from core.i18n import speaking
from core.pictures.boxes import TruthBox
from core.vision.detection.detect import Detection
from tests.unit.compare_samples import HERE, THERE, comparison, facts, image_result, model_run, seen

DOG_HERE, CAT_THERE = TruthBox("dog", HERE), TruthBox("cat", THERE)


def counted(*detections: Detection, truth: tuple[TruthBox, ...]):
    made = comparison(image_result(model_run("a", detections)))
    with speaking("en"):
        return counting.error_counts(made, {"d1": truth}, 0.5)["d1", "a"]


def test_a_picture_without_truth_is_not_counted():
    assert counting.error_counts(comparison(image_result(model_run("a", seen("dog")))), {}, 0.5) == {}


def test_on_an_empty_truth_everything_is_false():
    assert counted(*seen("dog"), truth=())[:2] == (1, 0)


def test_what_is_found_once_more_is_a_false_positive():
    assert counted(*seen("dog", "dog"), truth=(DOG_HERE,))[:2] == (1, 0)


def test_where_nothing_is_found_everything_is_missed():
    assert counted(truth=(DOG_HERE, CAT_THERE))[:2] == (0, 2)


def test_below_the_threshold_nothing_counts():
    assert counted(*seen("dog", score=0.49), truth=(DOG_HERE,))[:2] == (0, 1)


@pytest.mark.parametrize(
    ("detections", "truth", "words"),
    [
        (seen("dog"), (DOG_HERE,), "Finds everything, and nothing that is not there."),
        ((), (), "Finds everything, and nothing that is not there."),
        (seen("dog"), (DOG_HERE, CAT_THERE), "Missed: cat."),
        (seen("bird", "bird"), (), "Made up: 2 bird."),
        (seen("bird"), (DOG_HERE,), "Missed: dog. Made up: bird."),
        (seen("dog", "dog"), (DOG_HERE,), "Found once more: dog."),
    ],
)
def test_the_remarks_name_what_was_missed_and_made_up(detections, truth, words):
    assert counted(*detections, truth=truth).remarks == words


def test_marks_are_not_judged_without_a_truth():
    marks = counting.judged_marks(model_run("a", seen("dog")), None, 0.5)
    assert [mark.status for mark in marks] == [""]


def test_marks_say_right_false_and_missed():
    marks = counting.judged_marks(model_run("a", seen("dog", "bird")), (DOG_HERE, CAT_THERE), 0.5)
    assert [(mark.label, mark.status) for mark in marks] == [
        ("dog", "right"),
        ("bird", "false"),
        ("cat", "missed"),
    ]


def test_what_a_crowd_covers_is_not_judged():
    crowd = TruthBox("dog", HERE, crowd=True)
    assert [mark.status for mark in counting.judged_marks(model_run("a", seen("dog")), (crowd,), 0.5)] == [""]


@pytest.mark.parametrize(
    ("first", "second", "truth", "expected"),
    [
        ((), (), None, {"both": [], "first": [], "second": []}),
        (seen("dog"), seen("dog"), None, {"both": ["dog"], "first": [], "second": []}),
        (seen("dog"), seen("cat"), None, {"both": [], "first": ["dog"], "second": ["cat"]}),
        # With a truth, what both made up is on neither side.
        (seen("bird"), seen("bird"), (DOG_HERE,), {"both": [], "first": [], "second": []}),
        (seen("dog"), (), (DOG_HERE,), {"both": [], "first": ["dog"], "second": []}),
    ],
)
def test_views_say_who_found_what(first, second, truth, expected):
    image = image_result(model_run("a", first), model_run("b", second))
    views = counting.views(image, truth, 0.5)
    assert {name: [mark.label for mark in marks] for name, marks in views.items()} == expected


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ((("chair",), ("Chair", "bus")), ("silla",)),
        ((("chair", "silla"), ("bus",)), ()),
        (((), ("bus",)), ()),
    ],
    ids=["none knows it", "one knows it", "one does not tell what it knows"],
)
def test_labels_that_no_model_can_say_are_named_once(known, expected):
    models = [facts(f"model {number}", labels=labels) for number, labels in enumerate(known)]
    assert unknown_labels(["silla", "chair", "silla"], models) == expected
