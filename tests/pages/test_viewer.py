import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core.i18n import speaking
from core.pictures.marks import Mark
from core.pictures.pixels import packed
from core.ui.widgets import viewer
from core.vision.detection.detect import Detection
from core.vision.detection.marks import marks_of


def one_page(size, found, key, threshold_first):
    import streamlit as st
    from PIL import Image

    from core.pictures.pixels import packed
    from core.ui.widgets.viewer import picture_viewer
    from core.vision.detection.marks import marks_of

    threshold = st.slider("Threshold", 0.0, 1.0, threshold_first)
    kept = [item for item in found if item.score >= threshold]
    picture_viewer(packed(Image.new("RGB", size)), marks_of(kept), key=key, alt="A picture")


@pytest.fixture
def sent(monkeypatch):
    """What the viewer gave its component, one entry a call."""
    calls = []
    monkeypatch.setattr(viewer, "_component", lambda **given: calls.append(given))
    return calls


def show(size=(60, 40), marks=(), **options):
    with speaking("en"):
        viewer.picture_viewer(packed(Image.new("RGB", size)), marks, key="k", alt="A picture", **options)


@pytest.mark.parametrize("number", [0, 1, 300])
def test_a_page_with_a_viewer_runs_and_runs_again(number):
    found = [Detection("dog", 0.9, (0, 0, 10, 10))] * number
    page = AppTest.from_function(one_page, args=((60, 40), found, "viewer", 0.5)).run()
    page.slider[0].set_value(0.95).run()
    assert not page.exception


def test_marks_arrive_with_the_pictures_own_size_and_pixels(sent):
    show((4000, 2000), marks_of([Detection("dog", 0.973, (10.126, 20, 30, 40))]))
    data = sent[0]["data"]
    assert (data["picture"]["width"], data["picture"]["height"]) == (4000, 2000)
    assert data["marks"][0]["box"] == [10.13, 20, 30, 40]
    assert data["marks"][0]["corners"] == [10, 20, 30, 40]
    assert (data["marks"][0]["short"], data["marks"][0]["long"]) == ("97\u00a0%", "97.3\u00a0%")


def test_a_truth_box_has_no_score_and_says_its_status(sent):
    show(marks=[Mark("dog", "#123456", None, (0, 0, 5, 5), status="missed", note="IoU 0.31")])
    mark = sent[0]["data"]["marks"][0]
    assert (mark["score"], mark["short"], mark["sign"], mark["note"]) == (None, "", "?", "missed · IoU 0.31")
    assert mark["spoken"] == "dog, missed, IoU 0.31, box: xmin 0, ymin 0, xmax 5, ymax 5"


def test_numpys_numbers_travel_too(sent):
    import json

    import numpy as np

    show(marks=marks_of([Detection("dog", np.float32(0.5), tuple(np.arange(4, dtype=np.float32)))]))
    assert json.loads(json.dumps(sent[0]["data"]))["marks"][0]["box"] == [0, 1, 2, 3]


def test_a_large_picture_is_sent_small_and_a_small_one_as_it_is():
    large, small = Image.new("RGB", (4000, 1000)), Image.new("RGB", (1, 1))
    assert decoded(viewer._jpeg(large)).size == (viewer.SENT_SIDE, 320)
    assert decoded(viewer._jpeg(small)).size == (1, 1)


def test_a_mask_becomes_the_opacity_of_a_png():
    mask = Image.new("L", (40, 20))
    mask.paste(255, (0, 0, 20, 20))
    png = decoded(viewer._sent_mask(mask))
    assert [png.getpixel((x, 5))[-1] for x in (5, 35)] == [255, 0]


def test_the_same_picture_is_encoded_once(sent, monkeypatch):
    pixels = packed(Image.new("RGB", (50, 50)))
    viewer.picture_viewer(pixels, (), key="k", alt="A picture")
    monkeypatch.setattr(viewer, "_jpeg", None)
    viewer.picture_viewer(pixels, (), key="k", alt="A picture")
    assert sent[0]["data"]["picture"] == sent[1]["data"]["picture"]


def decoded(address):
    from base64 import b64decode
    from io import BytesIO

    return Image.open(BytesIO(b64decode(address.split(",", 1)[1])))
