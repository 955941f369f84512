import pytest

from core.compare.count.match import Agreement, Counts, Error, Match, agreement, errors, match, overlaps
from core.pictures.boxes import TruthBox
from core.vision.detection.detect import Detection

SQUARE = (0.0, 0.0, 10.0, 10.0)
FAR = (50.0, 50.0, 60.0, 60.0)


def truth(box=SQUARE, label="cat", crowd=False):
    return TruthBox(label, box, crowd)


def found(box=SQUARE, score=0.9, label="cat"):
    return Detection(label, score, box)


def wide(iou):
    """A box that has the IoU `iou` with SQUARE."""
    return (0.0, 0.0, 10.0 * iou, 10.0)


@pytest.mark.parametrize(
    ("box", "crowd", "expected"),
    [
        (SQUARE, False, 1.0),
        (wide(0.5), False, 0.5),
        # Touching is not overlapping.
        ((10.0, 0.0, 20.0, 10.0), False, 0.0),
        (FAR, False, 0.0),
        # A box without area, inside.
        ((5.0, 5.0, 5.0, 5.0), False, 0.0),
        ((5.0, 0.0, 15.0, 10.0), False, 1 / 3),
        # In a crowd only the detection's own area counts.
        ((0.0, 0.0, 5.0, 5.0), True, 1.0),
        ((5.0, 0.0, 15.0, 10.0), True, 0.5),
    ],
)
def test_overlap(box, crowd, expected):
    assert overlaps([found(box)], [truth(crowd=crowd)])[0, 0] == pytest.approx(expected)


@pytest.mark.parametrize(("rows", "columns"), [(0, 0), (0, 2), (3, 0), (3, 2)])
def test_overlaps_have_a_row_a_detection_and_a_column_a_truth(rows, columns):
    assert overlaps([found()] * rows, [truth()] * columns).shape == (rows, columns)


@pytest.mark.parametrize(
    ("detections", "real", "verdicts", "counts"),
    [
        ([], [], [], Counts(0, 0, 0)),
        ([], [truth()], [], Counts(0, 0, 1)),
        ([found()], [], ["false"], Counts(0, 1, 0)),
        ([found()], [truth()], ["right"], Counts(1, 0, 0)),
        # Just 0.5 is enough, a little less is not.
        ([found(wide(0.5))], [truth()], ["right"], Counts(1, 0, 0)),
        ([found(wide(0.49))], [truth()], ["false"], Counts(0, 1, 1)),
        # Another label is another object.
        ([found(label="dog")], [truth()], ["false"], Counts(0, 1, 1)),
        # The same label in its other spelling.
        ([found(label="TVMonitor")], [truth(label="tv")], ["right"], Counts(1, 0, 0)),
        ([found(label="dining table")], [truth(label="diningtable")], ["right"], Counts(1, 0, 0)),
        # Two on one object: the higher score wins, even where the other fits better.
        ([found(score=0.6), found(wide(0.6), score=0.9)], [truth()], ["false", "right"], Counts(1, 1, 0)),
        # Equal scores: the first one given wins.
        ([found(wide(0.6)), found()], [truth()], ["right", "false"], Counts(1, 1, 0)),
        # The nearest truth is taken, and the second takes the one that is left.
        (
            [found(), found(wide(0.9), score=0.5)],
            [truth(wide(0.8)), truth()],
            ["right", "right"],
            Counts(2, 0, 0),
        ),
        # A crowd takes any number, and is not missed when nothing is in it.
        ([found(), found(wide(0.3))], [truth(crowd=True)], ["ignored", "ignored"], Counts(0, 0, 0)),
        ([], [truth(crowd=True)], [], Counts(0, 0, 0)),
        # A single object goes before a crowd, though the crowd fits better.
        ([found(wide(0.6))], [truth(crowd=True), truth()], ["right"], Counts(1, 0, 0)),
        # What is left over falls to the crowd.
        ([found(), found(score=0.5)], [truth(), truth(crowd=True)], ["right", "ignored"], Counts(1, 0, 0)),
    ],
)
def test_match(detections, real, verdicts, counts):
    matching = match(detections, real)
    assert ([one.verdict for one in matching.matches], matching.counts) == (verdicts, counts)


def test_a_match_names_its_truth_and_their_iou():
    assert match([found(wide(0.8))], [truth(FAR), truth()]).matches == (Match("right", 1, 0.8),)


def test_of_two_truths_alike_the_last_is_taken_as_in_pycocotools():
    assert match([found()], [truth(), truth()]).missed == (0,)


def test_matches_stay_in_the_order_of_the_detections():
    detections = [found(FAR, score=0.1, label="dog"), found(score=0.9)]
    assert [one.verdict for one in match(detections, [truth()]).matches] == ["false", "right"]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (Counts(0, 0, 0), (None, None, None)),
        (Counts(0, 0, 3), (None, 0.0, 0.0)),
        (Counts(0, 2, 0), (0.0, None, 0.0)),
        (Counts(3, 1, 2), (0.75, 0.6, 2 / 3)),
    ],
)
def test_precision_recall_and_f1(counts, expected):
    assert (counts.precision, counts.recall, counts.f1) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("a", "b", "real", "expected"),
    [
        ([], [], None, Agreement((), (), ())),
        ([found()], [], None, Agreement((), (0,), ())),
        ([], [found()], None, Agreement((), (), (0,))),
        ([found()], [found(wide(0.8))], None, Agreement(((0, 0),), (), ())),
        # Without a truth, a dog and a cat in one place are two findings.
        ([found()], [found(label="dog")], None, Agreement((), (0,), (0,))),
        # Two of A on one of B.
        ([found(), found(score=0.5)], [found()], None, Agreement(((0, 0),), (1,), ())),
        # With a truth, what neither is right about is in no view.
        ([found(FAR)], [found(FAR)], [truth()], Agreement((), (), ())),
        ([found()], [found(FAR)], [truth()], Agreement((), (0,), ())),
        ([found(FAR)], [found(FAR), found()], [truth()], Agreement((), (), (1,))),
        ([found(FAR), found()], [found()], [truth()], Agreement(((1, 0),), (), ())),
        # An empty truth is not the same as none.
        ([found()], [found()], [], Agreement((), (), ())),
    ],
)
def test_agreement(a, b, real, expected):
    assert agreement(a, b, real) == expected


@pytest.mark.parametrize(
    ("detections", "real", "expected"),
    [
        ([], [], ()),
        ([found()], [truth()], ()),
        # One of each kind.
        ([found(label="dog")], [truth()], (Error("Cls", 0, 0),)),
        ([found(wide(0.3))], [truth()], (Error("Loc", 0, 0),)),
        ([found(wide(0.3), label="dog")], [truth()], (Error("Both", 0, 0), Error("Miss", None, 0))),
        ([found(), found(score=0.5)], [truth()], (Error("Dupe", 1, 0),)),
        ([found(FAR)], [truth()], (Error("Bkg", 0, None), Error("Miss", None, 0))),
        ([], [truth()], (Error("Miss", None, 0),)),
        # Where there is no truth, all is background.
        ([found()], [], (Error("Bkg", 0, None),)),
        # The borders: 0.1 is a bad place for the right label, but background for another one.
        ([found(wide(0.1))], [truth()], (Error("Loc", 0, 0),)),
        ([found(wide(0.1), label="dog")], [truth()], (Error("Bkg", 0, None), Error("Miss", None, 0))),
        # 0.5 on another label is a wrong class.
        ([found(wide(0.5), label="dog")], [truth()], (Error("Cls", 0, 0),)),
        # Bad place goes before wrong class: a cat's box, badly placed, that sits on a dog.
        (
            [found(wide(0.3))],
            [truth(), truth(wide(0.3), label="dog")],
            (Error("Loc", 0, 0), Error("Miss", None, 1)),
        ),
        # Wrong class goes before double.
        (
            [found(), found(score=0.5)],
            [truth(), truth(wide(0.9), label="dog")],
            (Error("Cls", 1, 1),),
        ),
        # A badly placed double: the object it points at was found, so nothing is missed.
        ([found(), found(wide(0.3), score=0.5)], [truth()], (Error("Loc", 1, 0),)),
        # What is in a crowd is no error, and a crowd is nothing to be near to.
        ([found()], [truth(crowd=True)], ()),
        ([found(label="dog")], [truth(crowd=True)], (Error("Bkg", 0, None),)),
    ],
)
def test_errors_have_tides_kinds(detections, real, expected):
    assert errors(detections, real) == expected
