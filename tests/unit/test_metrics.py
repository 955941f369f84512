"""The figures over all pictures, held against pycocotools and against a plain reading of COCO's rule."""

import contextlib
import io

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from core.compare.count.match import Counts
from core.compare.count.metrics import average_precision, by_label, error_totals, metrics, total
from core.compare.truth.coco import to_coco
from core.compare.truth.truth import PictureInfo
from core.pictures.boxes import TruthBox
from core.vision.detection.detect import Detection

SIDE = 64


def pycocotools_says(predictions, truth):
    """Return AP and AP50 by pycocotools, None for its -1, with the labels' own text as categories."""
    pictures = [PictureInfo(key, key, SIDE, SIDE) for key in truth]
    content = to_coco(truth, pictures)
    categories = {category["name"]: category["id"] for category in content["categories"]}
    results = [
        {
            "image_id": image["id"],
            "category_id": categories[found.label],
            "score": found.score,
            "bbox": [found.box[0], found.box[1], found.box[2] - found.box[0], found.box[3] - found.box[1]],
        }
        for image in content["images"]
        for found in predictions.get(image["file_name"], ())
        if found.label in categories
    ]
    with contextlib.redirect_stdout(io.StringIO()):
        real = COCO()
        real.dataset = content
        real.createIndex()
        if results:
            found = real.loadRes(results)
        else:
            found = COCO()
            found.dataset = {**content, "annotations": []}
            found.createIndex()
        evaluation = COCOeval(real, found, "bbox")
        evaluation.params.areaRng, evaluation.params.areaRngLbl = [[0, 1e10]], ["all"]
        evaluation.params.maxDets = [100]
        evaluation.evaluate()
        evaluation.accumulate()
    precision = evaluation.eval["precision"]
    mean = lambda values: float(np.mean(values[values > -1])) if (values > -1).any() else None  # noqa: E731
    return mean(precision), mean(precision[0])


# Quarters of a pixel are exact in floating point, so x + width is too, and an IoU of just 0.5 is just that in both.
quarter = st.integers(0, 4 * SIDE).map(lambda value: value / 4)
scores = st.one_of(st.sampled_from([0.25, 0.5, 0.5, 0.75, 1.0]), st.floats(0.001, 1.0))
labels = st.sampled_from(["dog", "cat", "tv", "person", "zebra"])


@st.composite
def boxes(draw):
    """Boxes of every size, many of them tiny (a quarter of a pixel) and many alike."""
    if draw(st.booleans()):
        left, top = draw(st.sampled_from([(8, 8), (8, 10), (10, 8), (30, 30)]))
        width, height = draw(st.sampled_from([(16, 16), (16, 14), (12, 16), (8, 16), (0.25, 0.25)]))
    else:
        left, top = draw(quarter), draw(quarter)
        width, height = draw(st.integers(1, 80)) / 4, draw(st.integers(1, 80)) / 4
    return float(left), float(top), float(left + width), float(top + height)


truths = st.builds(TruthBox, labels, boxes(), st.sampled_from([False, False, False, True]))
detections = st.builds(Detection, labels, scores, boxes())


@st.composite
def cases(draw):
    """Up to four pictures; some detections sit on a truth or are each other's doubles."""
    truth, predictions = {}, {}
    for number in range(draw(st.integers(0, 4))):
        real = draw(st.lists(truths, max_size=6))
        found = draw(st.lists(detections, max_size=6))
        near = st.sampled_from(real) if real else st.nothing()
        for box in draw(st.lists(near, max_size=6)) if real else ():
            shift = draw(st.sampled_from([0.0, 0.25, 1.0, 2.0, 4.0]))
            left, top, right, bottom = box.box
            found.append(Detection(box.label, draw(scores), (left + shift, top, right + shift, bottom)))
        truth[str(number)], predictions[str(number)] = tuple(real), tuple(found)
    return predictions, truth


@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(cases())
def test_ap_and_ap50_equal_pycocotools(case):
    predictions, truth = case
    ours = average_precision(predictions, truth)
    assert (ours.ap, ours.ap50) == pytest.approx(pycocotools_says(predictions, truth), abs=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_ap_equals_pycocotools_with_over_a_hundred_detections_of_a_label_on_a_picture(seed):
    """Beyond 100 a picture and label COCO looks no further."""
    random = np.random.default_rng(seed)

    def box():
        left, top, width, height = random.integers(0, 40, 2).tolist() + random.integers(4, 24, 2).tolist()
        return float(left), float(top), float(left + width), float(top + height)

    truth = {
        str(key): tuple(TruthBox("cat" if n % 3 else "dog", box(), n % 11 == 0) for n in range(40))
        for key in range(3)
    }
    predictions = {
        key: tuple(
            Detection("cat" if n % 4 else "dog", float(score), box())
            for n, score in enumerate(random.choice(50, 300) / 50)
        )
        for key in truth
    }
    ours = average_precision(predictions, truth)
    assert (ours.ap, ours.ap50) == pytest.approx(pycocotools_says(predictions, truth), abs=1e-6)


def plain_count(found, real, threshold):
    """COCO's rule for one picture, written as it is told: label by label, one detection after another."""
    tp = fp = fn = 0
    for label in {one.label for one in (*found, *real)}:
        mine = [one for one in real if one.label == label]
        free = [not one.crowd for one in mine]
        for one in sorted(
            (d for d in found if d.label == label and d.score >= threshold), key=lambda d: -d.score
        ):
            best, best_iou, in_crowd = None, 0.5, False
            for index, other in enumerate(mine):
                width = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
                height = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
                common = max(width, 0) * max(height, 0)
                area = (one.box[2] - one.box[0]) * (one.box[3] - one.box[1])
                other_area = (other.box[2] - other.box[0]) * (other.box[3] - other.box[1])
                if other.crowd:
                    in_crowd = in_crowd or common / area >= 0.5
                elif free[index] and common / (area + other_area - common) >= best_iou:
                    best, best_iou = index, common / (area + other_area - common)
            if best is not None:
                free[best] = False
                tp += 1
            elif not in_crowd:
                fp += 1
        fn += sum(free)
    return Counts(tp, fp, fn)


@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(cases(), st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0]))
def test_counts_equal_a_plain_reading_of_cocos_rule(case, threshold):
    predictions, truth = case
    expected = sum((plain_count(predictions[key], truth[key], threshold) for key in truth), Counts())
    assert total(predictions, truth, threshold) == expected


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(cases())
def test_counts_by_label_add_up_to_the_total(case):
    predictions, truth = case
    assert sum(by_label(predictions, truth, 0.5).values(), Counts()) == total(predictions, truth, 0.5)


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(cases())
def test_every_false_detection_has_one_kind_of_error(case):
    predictions, truth = case
    kinds = error_totals(predictions, truth, 0.5)
    assert sum(kinds.values()) - kinds["Miss"] == total(predictions, truth, 0.5).fp


CAT = TruthBox("cat", (0, 0, 10, 10))
FOUND = Detection("cat", 0.9, (0, 0, 10, 10))
WRONG = Detection("dog", 0.8, (20, 20, 30, 30))


@pytest.mark.parametrize(
    ("predictions", "truth", "expected"),
    [
        # Nothing at all: nothing can be said.
        ({}, {}, (None, None, None, None, None)),
        # A picture without a truth does not count.
        ({"a": (FOUND,)}, {}, (None, None, None, None, None)),
        # A picture that the model was not run on does not count either.
        ({}, {"a": (CAT,)}, (None, None, None, None, None)),
        # An empty truth: every detection is false.
        ({"a": (FOUND,)}, {"a": ()}, (0, None, 0, None, None)),
        # Nothing found.
        ({"a": ()}, {"a": (CAT,)}, (None, 0, 0, 0, 0)),
        # Below the threshold: for AP it is found all the same.
        ({"a": (Detection("cat", 0.1, CAT.box),)}, {"a": (CAT,)}, (None, 0, 0, 1, 1)),
        # Just at the threshold counts.
        ({"a": (Detection("cat", 0.5, CAT.box),)}, {"a": (CAT,)}, (1, 1, 1, 1, 1)),
        # A false one of a label that the truth does not have: precision falls, AP does not.
        ({"a": (FOUND, WRONG)}, {"a": (CAT,)}, (0.5, 1, 2 / 3, 1, 1)),
        # Only a crowd: neither right nor false.
        ({"a": (FOUND,)}, {"a": (TruthBox("cat", CAT.box, crowd=True),)}, (None, None, None, None, None)),
        # Found at IoU 0.72 only: right from 0.50 to 0.70, five of the ten.
        ({"a": (Detection("cat", 0.9, (0, 0, 7.2, 10)),)}, {"a": (CAT,)}, (1, 1, 1, 1, 0.5)),
        # Two spellings of one label.
        ({"a": (Detection("Sofa", 0.9, CAT.box),)}, {"a": (TruthBox("couch", CAT.box),)}, (1, 1, 1, 1, 1)),
    ],
)
def test_metrics_of_small_cases(predictions, truth, expected):
    result = metrics("yolo11n", predictions, truth, 0.5)
    figures = (result.precision, result.recall, result.f1, result.ap50, result.ap)
    assert figures == pytest.approx(expected)


def test_the_curve_falls_to_zero_where_the_model_finds_no_more():
    """Two cats, one of them found after a false alarm: precision 1/2 up to recall 1/2, then 0."""
    truth = {"a": (CAT, TruthBox("cat", (40, 40, 50, 50)))}
    predictions = {"a": (Detection("cat", 0.95, (20, 20, 30, 30)), FOUND)}
    curve = average_precision(predictions, truth)
    assert curve.precision == pytest.approx([0.5] * 51 + [0.0] * 50)


def test_the_curve_is_empty_without_objects():
    assert average_precision({"a": (FOUND,)}, {"a": ()}).precision == ()


def test_labels_with_most_objects_come_first():
    truth = {"a": (TruthBox("ant", (0, 0, 9, 9)), CAT, TruthBox("cat", (30, 30, 40, 40)))}
    counts = by_label({"a": (FOUND, WRONG)}, truth, 0.5)
    assert list(counts.items()) == [
        ("cat", Counts(1, 0, 1)),
        ("ant", Counts(0, 0, 1)),
        ("dog", Counts(0, 1, 0)),
    ]
