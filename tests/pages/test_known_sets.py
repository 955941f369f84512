"""A test set at a click, on the pages whose truth the app knows: what is counted, again and where it is stopped."""

import numpy as np
import pytest
from streamlit.runtime.scriptrunner import StopException

from core.i18n import speaking
from core.scenes.pictures import labels_of_kind, made
from core.scenes.spec import specs
from core.sketch.single import drawing_picture, drawings
from core.ui.image_classification import measured as names
from core.ui.image_segmentation import measured as masks
from core.ui.inputs import known_sets
from core.vision.classification.classify import Prediction
from core.vision.segmentation.segment import Prediction as Segmented
from core.vision.segmentation.truth import true_segments
from tests.pages.visitor import errors, press, said, visit, well

PAGES = {
    "image_classification": {"classifier": "Doodle ResNet"},
    "image_segmentation": {"segmenter": "Doodle SegFormer"},
    "depth_estimation": {"depth_model": "Doodle Depth"},
}
SEED = 7
"""The one that stands in the field at first."""


@pytest.fixture(autouse=True)
def _few(hub, monkeypatch):
    monkeypatch.setattr(known_sets, "COUNT", 4)
    with speaking("en"):
        yield


def opened(page, **address):
    return visit(page, {f"{page}.test": True}, **PAGES[page], **address)


def counted(at):
    """The rows of the table of what was measured."""
    (table,) = [frame.value for frame in at.dataframe if "Counted" in frame.value]
    return table.to_dict("records")


@pytest.mark.parametrize("page", PAGES)
def test_the_same_seed_gives_the_same_figures(page):
    at = press(opened(page), f"{page}.test_again")
    assert errors(at) == []
    first = counted(at)
    assert first[0]["Model"] == next(iter(PAGES[page].values()))
    assert counted(press(at, f"{page}.test_again")) == first
    assert said(at, f"seed **{SEED}**")


def test_a_new_set_has_a_seed_of_its_own(monkeypatch):
    monkeypatch.setattr(known_sets, "randbelow", lambda _most: 4711)
    at = press(opened("image_classification"), "image_classification.test_new")
    assert at.session_state["image_classification.test_run"].models["doodle-resnet"].seen == 4
    assert said(at, "4 new pictures of seed **4711**")
    assert not errors(at)


@pytest.mark.parametrize(
    ("kind", "key"), [("scene", "image_segmentation"), ("collage", "image_segmentation_collages")]
)
def test_a_segmenter_that_says_what_is_there_has_a_mean_iou_of_one(kind, key, monkeypatch):
    scenes = {scene.picture.tobytes(): scene for scene in map(made, specs(4, SEED, kind))}

    def knows_all(_loaded, image):
        return Segmented(true_segments(scenes[image.tobytes()].class_mask, labels_of_kind(kind)), 1.0)

    monkeypatch.setattr(masks, "segment", knows_all)
    at = visit("image_segmentation", {f"{key}.test": True}, **PAGES["image_segmentation"])
    (row,) = counted(press(at, f"{key}.test_again"))
    assert (row["Mean IoU"], row["Pixel accuracy"], row["Counted"]) == (
        "1.00",
        "100.0\N{NO-BREAK SPACE}%",
        "4 of 4",
    )


def test_a_classifier_is_right_where_its_first_label_is_the_drawings(monkeypatch):
    labels = {drawing_picture(spec).image.tobytes(): spec.label for spec in drawings(4, SEED)}
    wrong = next(iter(labels))

    def classify(_loaded, image):
        label = "no such thing" if image.tobytes() == wrong else labels[image.tobytes()]
        return Prediction((label, "another"), np.array([1, 0], np.float32), "softmax", 1.0)

    monkeypatch.setattr(names, "classify", classify)
    (row,) = counted(press(opened("image_classification"), "image_classification.test_again"))
    assert row["Top-1"].startswith("3 of 4")


def test_a_depth_without_depth_is_the_line_to_compare_with():
    *models, flat = counted(press(opened("depth_estimation"), "depth_estimation.test_again"))
    assert [row["Model"] for row in models] == ["Doodle Depth"]
    assert flat["Model"] == "a map without depth"
    assert float(flat["AbsRel"]) > 0


def test_what_was_counted_stays_where_a_run_is_stopped(monkeypatch):
    seen = []

    def judge(_loaded, _spec):
        if len(seen) == 2:
            raise StopException
        seen.append(1)
        return names.Judged("cat", ("cat",))

    monkeypatch.setattr(names, "_judge", judge)
    at = opened("image_classification")
    at.button(key="image_classification.test_again").click().run()
    at = well(at.run())
    assert said(at, "Doodle ResNet was stopped after 2 pictures.")
    assert counted(at)[0]["Counted"] == "2 of 2"


def test_two_models_have_a_line_each_and_what_one_has_no_label_for_is_not_counted():
    at = opened("image_classification", two_classifiers="true", second_classifier="MobileNetV2")
    press(at, "image_classification.test_again")
    models = at.session_state["image_classification.test_run"].models
    assert {name: found.seen for name, found in models.items()} == {"doodle-resnet": 4, "mobilenet-v2": 4}
    assert len(models["mobilenet-v2"].counted) < 4
