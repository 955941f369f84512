"""The image segmentation page and Activity 3, with small models that are loaded for real."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops
from streamlit.testing.v1 import AppTest

from core.i18n import speaking
from core.models import defaults
from core.pictures.samples import open_sample
from core.ui.image_segmentation import activity, answer
from tests.pages.visitor import (
    errors,
    go,
    marks,
    models_asked,
    press,
    press_words,
    said,
    visit,
    warnings,
    well,
)

PAGE = "image_segmentation"


@pytest.fixture(autouse=True)
def _hub(hub):
    with speaking("en"):
        yield


@pytest.fixture
def runs(monkeypatch):
    """The models that looked at a picture, in order."""
    return models_asked(monkeypatch, answer, "segment")


def segmented(**address) -> AppTest:
    return press_words(visit(PAGE, **address), "Segment the picture")


def field(at: AppTest):
    return at.multiselect[0]


def look_for(at: AppTest, *texts: str) -> AppTest:
    return well(field(at).set_value(list(texts)).run())


def labels(at: AppTest) -> list[str]:
    (found,) = marks(at)
    return [mark["label"] for mark in found]


def code(at: AppTest, name: str) -> str:
    (found,) = [one.value for one in at.code if name in one.value]
    return found


def captions_of_pictures(at: AppTest) -> list[str]:
    return [image.caption for node in at.get("image") for image in node.proto.imgs]


def result_is_there(at: AppTest) -> bool:
    return "The result" in captions_of_pictures(at)


@pytest.mark.parametrize("model", ["SegFormer-B0 (ADE20K)", "Mask2Former (instances)", "YOLO11n-seg"])
def test_every_segment_has_a_mask_and_its_share_of_the_picture(model):
    (found,) = marks(segmented(segmenter=model))
    assert found
    for mark in found:
        assert mark["mask"].startswith("data:image/png;base64,")
        assert mark["note"].endswith("%")


def test_the_largest_segment_comes_first_and_all_labels_found_are_listed():
    at = segmented()
    (listed,) = [text for text in said(at, "- ") if text.startswith("- ") and " · " in text]
    assert [line[2:].split(" · ")[0] for line in listed.splitlines()] == labels(at)


def test_a_label_in_spanish_gives_the_result_and_stands_in_the_code(runs):
    at = segmented()
    label = labels(at)[0]
    with speaking("es"):
        from core.pictures.labels import name_of

        spanish = name_of(label)
    assert spanish != label
    assert not result_is_there(at)
    look_for(at, spanish)
    assert result_is_there(at)
    assert f'WANTED = ["{label}"]' in code(at, "WANTED")
    assert runs == ["segformer-b0-ade"]


def test_several_labels_are_cut_out_together():
    at = segmented()
    first, second = labels(at)[:2]
    look_for(at, first, second)
    assert f'WANTED = ["{first}", "{second}"]' in code(at, "WANTED")


def test_a_label_that_the_model_has_not_seen_and_one_that_it_does_not_know_are_told_apart_and_nothing_is_lost():
    at = segmented()
    label = labels(at)[0]
    unseen = next(one for one in ("waterfall", "escalator") if one not in labels(at))
    look_for(at, label, unseen, "gamusino")
    assert [("knows it" in words, "is not a label" in words) for words in warnings(at)] == [
        (True, False),
        (False, True),
    ]
    assert result_is_there(at)


def test_the_nearest_label_can_be_taken_in_the_place_of_one_that_is_not_there():
    at = segmented()
    label = labels(at)[0]
    look_for(at, f"{label}x")
    press(at, f"nearest_{label}x")
    assert field(at).value == [label]
    assert result_is_there(at) and warnings(at) == []


def test_the_code_has_the_background_that_was_chosen():
    at = segmented()
    look_for(at, labels(at)[0])
    well(at.button_group(key="background").set_value("blur").run())
    assert all("GaussianBlur" in one.value for one in at.code)
    well(at.button_group(key="background").set_value("picture").run())
    assert at.selectbox(key="segmentation_other.name").value == "taj_mahal.jpg"


def test_the_code_is_there_before_a_model_ran():
    at = visit(PAGE)
    assert len(at.code) == 3
    assert 'WANTED = ["person"]' in code(at, "WANTED")


def test_an_address_asks_for_a_model_labels_and_a_background():
    at = segmented(segmenter="DeepLabV3 (MobileNetV2)", label=["fondo", "xyz"], background="transparent")
    assert at.selectbox(key="segmenter").value == "deeplabv3-mobilenet-v2"
    assert field(at).value == ["fondo", "xyz"]
    assert result_is_there(at)
    assert all("putalpha" in one.value for one in at.code)


def test_an_address_with_nonsense_is_passed_over():
    at = segmented(background="<b>", label=["", "\x00", "a" * 999])
    assert at.button_group(key="background").value == "white"
    assert [len(text) for text in field(at).value] == [100]


def test_the_answer_and_all_that_was_chosen_and_written_are_there_after_another_page(runs):
    at = segmented()
    label = labels(at)[0]
    look_for(at, label)
    well(at.button_group(key="background").set_value("blur").run())
    well(at.text_input(key="activity_3_student").input("Ana").run())
    well(at.text_area(key="activity_3_words").input("It is right.").run())
    go(go(at, ""), PAGE)
    assert (labels(at)[0], field(at).value, runs) == (label, [label], ["segformer-b0-ade"])
    assert at.button_group(key="background").value == "blur"
    assert at.text_input(key="activity_3_student").value == "Ana"
    assert at.text_area(key="activity_3_words").value == "It is right."


def test_the_words_looked_for_stay_when_another_picture_is_chosen(runs):
    at = segmented()
    look_for(at, "gamusino")
    press(at, f"{PAGE}.sample.taj_mahal.jpg")
    assert marks(at) == [[]]
    press_words(at, "Segment the picture")
    assert field(at).value == ["gamusino"]
    press(at, f"{PAGE}.sample.man_and_airplane.jpg")
    assert labels(at) and len(runs) == 2


def test_what_is_missing_is_said_until_it_is_there():
    at = segmented()
    assert said(at, "Still missing: a label that is in the picture; your name; your own words on the result.")
    look_for(at, labels(at)[0])
    well(at.text_input(key="activity_3_student").input("Ana").run())
    well(at.text_area(key="activity_3_words").input("Right.").run())
    assert not said(at, "Still missing")


def test_a_model_that_cannot_be_had_says_why(hub, clean_cache, monkeypatch):
    monkeypatch.setattr(defaults, "nearest_available", lambda _row, _task: None)
    at = visit(PAGE)
    with hub.broken("refuse"):
        press_words(at, "Segment the picture")
    assert errors(at) == ["The Hugging Face Hub cannot be reached. Check the network and try again."]


@pytest.mark.parametrize(("way", "button"), [("scene", "make"), ("collage", "collage.make")])
def test_what_the_app_made_has_its_truth_beside_the_answer_and_the_figures(way, button):
    at = visit(PAGE)
    well(at.button_group(key=f"{PAGE}.way").set_value(way).run())
    press(at, f"{PAGE}.{button}")
    assert len(marks(at)) == 2
    press_words(at, "Segment the picture")
    assert len(marks(at)) == 3
    assert said(at, "Mean IoU")


def test_labels_that_the_model_knows_are_found_in_both_languages():
    at = segmented()
    well(at.text_input(key="segmentation_label_search").input("avión").run())
    assert said(at, "airplane")


def test_a_label_is_found_in_a_language_that_is_not_the_pages_own():
    at = segmented()
    well(at.text_input(key="segmentation_label_search").input("cielo").run())
    assert said(at, "sky")


@pytest.fixture
def saved(monkeypatch):
    """The files that Activity 3 offers, by their names; the values are what makes them."""
    files = {}
    monkeypatch.setattr(
        activity, "downloads", lambda *offered: files.update({one.file_name: one.data for one in offered})
    )
    return files


def test_a_file_is_made_when_it_is_pressed_and_until_then_no_picture_is_held_for_it(saved):
    look_for(segmented(), "person")
    assert list(saved) == ["result.png", "mask.png", "inverted_mask.png"]
    assert not any(isinstance(one, Image.Image) for made in saved.values() for one in made.args)
    mask, inverted = (Image.open(BytesIO(saved[name]())) for name in ("mask.png", "inverted_mask.png"))
    assert ImageChops.invert(mask).tobytes() == inverted.tobytes()


def test_the_picture_behind_can_be_saved_as_the_file_that_the_code_opens(saved):
    at = segmented(background="picture")
    assert 'Image.open("background.png")' in code(at, "WANTED")
    behind = Image.open(BytesIO(saved["background.png"]()))
    assert behind.tobytes() == open_sample("taj_mahal.jpg").image.tobytes()


def test_an_own_picture_called_as_a_sample_stands_beside_it():
    at = segmented(background="picture")
    file = BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "PNG")
    uploader = at.file_uploader(key="segmentation_other.file")
    well(uploader.set_value(("owl.jpg", file.getvalue(), "image/png")).run())
    choice = at.selectbox(key="segmentation_other.name")
    assert (choice.options[0], len(choice.options), uploader.proto.max_upload_size_mb) == ("owl.jpg", 6, 25)
    assert "Owl" in choice.options


def test_the_model_chosen_on_another_page_is_not_asked_here():
    at = visit("object_detection", model="YOLO11n")
    go(at, PAGE)
    assert "nvidia/segformer" in code(at, "WANTED")
