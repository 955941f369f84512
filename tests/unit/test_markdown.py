import pytest
from streamlit.testing.v1 import AppTest

from core.ui.frame.markdown import plain


@pytest.mark.parametrize("text", ["", "bus.jpg", "Añadir (2)", "10:30 h", "Tom & Jerry", "50 %", "no: yes"])
def test_an_ordinary_text_reads_as_it_is(text):
    assert plain(text).replace("\u2060", "") == text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("**a** [b](c)", r"\*\*a\*\* \[b\](c)"),
        (":red[a]", ":\u2060red\\[a\\]"),
        ("C:\\new.*", "C:\\\\new.\\*"),
        ("# a\n# b", r"\# a # b"),
        ("1. a", r"1\. a"),
        ("https://a_b", r"https\://a\_b"),
    ],
)
def test_what_looks_like_markdown_is_parted_or_escaped(text, wanted):
    assert plain(text) == wanted


def _page():
    from PIL import Image

    from core.models.catalogue.row import ModelRow
    from core.pictures.images import Picture
    from core.pictures.pixels import packed
    from core.ui.frame.sections import model_section
    from core.ui.object_detection.answer import Answer, explore
    from core.vision.detection.detect import Detection, Prediction, StageTimes

    bad = "**:red[x]**"
    row = ModelRow(
        bad, bad, "a/b", ("object-detection",), "transformers", licence=bad, trained_on=bad, revision=bad
    )
    picture = Picture(bad, packed(Image.new("RGB", (9, 9))), "upload", "digest")
    found = (Detection(bad, 0.9, (1.0, 1.0, 5.0, 5.0)),)
    explore(picture, Answer(row, Prediction(found, StageTimes(1.0, 1.0, 1.0)), (bad,)), row)
    model_section(row, "object-detection")


def test_no_text_of_a_model_from_the_hub_is_read_as_markdown():
    at = AppTest.from_function(_page, default_timeout=60).run()
    assert not at.exception
    texts = [element.value for kind in (at.markdown, at.caption) for element in kind]
    options = [option.content for group in at.button_group for option in group.proto.options]
    assert sum(plain("**:red[x]**") in text for text in texts + options) >= 4
    assert not [text for text in texts + options if "**:red[" in text]
