import json

import pytest

from core.i18n import speaking
from core.vision.detection import listing
from core.vision.detection.detect import Detection

BOX = (1.04, 2.0, 30.0, 40.0)
DOG, CAT, SECOND_DOG = Detection("dog", 0.9, BOX), Detection("cat", 0.5, BOX), Detection("dog", 0.4999, BOX)


@pytest.mark.parametrize(
    ("threshold", "labels", "expected"),
    [
        (0.5, (), (DOG, CAT)),  # what is just at the threshold counts
        (0.0, (), (DOG, CAT, SECOND_DOG)),
        (1.0, (), ()),
        (0.0, ("cat",), (CAT,)),
        (0.0, ("bird",), ()),
    ],
)
def test_above_keeps_scores_from_the_threshold_on_and_the_labels_asked_for(threshold, labels, expected):
    assert listing.above((DOG, CAT, SECOND_DOG), threshold, labels) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [((), []), ((CAT, DOG), [("cat", 1), ("dog", 1)]), ((CAT, DOG, SECOND_DOG), [("dog", 2), ("cat", 1)])],
    ids=["none", "equal ones by name", "the most frequent first"],
)
def test_labels_are_counted(found, expected):
    assert list(listing.count_labels(found).items()) == expected


def test_json_holds_what_was_shown_and_how_it_was_cut():
    data = json.loads(listing.to_json((DOG,), image="niño.jpg", model="yolo11n", threshold=0.5))
    assert data == {
        "image": "niño.jpg",
        "model": "yolo11n",
        "threshold": 0.5,
        "detections": [{"label": "dog", "score": 0.9, "xmin": 1.0, "ymin": 2.0, "xmax": 30.0, "ymax": 40.0}],
    }


@pytest.mark.parametrize(
    ("language", "line"), [("es", "dog;0,9;1,0;2,0;30,0;40,0"), ("en", "dog,0.9,1.0,2.0,30.0,40.0")]
)
def test_csv_has_the_signs_of_the_language(language, line):
    with speaking(language):
        assert listing.to_csv((DOG,)).decode("utf-8-sig").splitlines()[1] == line


def test_csv_of_nothing_has_its_titles():
    with speaking("en"):
        assert listing.to_csv(()).decode("utf-8-sig").split() == ["label,score,xmin,ymin,xmax,ymax"]
