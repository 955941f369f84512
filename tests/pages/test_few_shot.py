"""The few-shot page: classes of the visitor's own, a new picture, and what decides."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from core.ui.few_shot import embedded, own_classes
from tests.pages.visitor import errors, go, models_asked, press, said, visit, warnings, well

PAGE = "few_shot"
RESNET = "QuickDraw ResNet"
ASK = "few_shot_ask"


def upload_set(at, **files: bytes):
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    (uploader,) = [one for one in at.file_uploader if one.key.startswith("few_shot_zip_")]
    return well(uploader.set_value(("set.zip", content.getvalue(), "application/zip")).run())


def classes(at) -> dict[str, int]:
    """The names of the classes on the page, and how many examples each has."""
    return {one.name: len(one.pictures) for one in at.session_state["few_shot_classes"]}


def verdict(at) -> str:
    (heading,) = [one.value for one in at.subheader]
    return heading.removeprefix("It is nearest to: ")


def view(at, name: str):
    return well(at.button_group(key="few_shot_view").set_value(name).run())


@pytest.fixture
def seen(monkeypatch):
    """The models that looked at pictures, once for each picture."""
    return models_asked(monkeypatch, embedded, "embed")


def test_with_no_network_one_press_sorts_the_drawing_that_is_there(hub, clean_cache):
    with hub.broken("refuse"):
        at = press(visit(PAGE), ASK)
    assert (verdict(at), errors(at), list(classes(at))) == ("cat", [], ["cat", "house", "umbrella"])


def test_what_takes_a_models_place_looks_at_each_picture_once(hub, clean_cache, seen):
    at = visit(PAGE, encoder="DINOv2 small")
    press(at, "few_shot_drawings")
    at.button_group(key="few_shot_way_photographs").set_value("draw")
    with hub.broken("refuse"):
        press(at, ASK)
        number = len(seen)
        for name in ("map", "one_out"):
            view(at, name)
    assert set(seen) == {"quickdraw-resnet"}
    assert len(seen) == number == sum(classes(at).values()) + 1
    assert said(at, "This is what **QuickDraw ResNet** sees: DINOv2 small could not be had.")


def test_with_a_network_it_begins_with_photographs(hub):
    at = press(visit(PAGE), ASK)
    assert list(classes(at)) == ["penguin", "bear", "owl"]
    assert verdict(at) in classes(at)


def test_a_picture_is_looked_at_once_whatever_is_changed_afterwards(hub, seen):
    at = press(visit(PAGE, encoder=RESNET), ASK)
    number = len(seen)
    assert number == sum(classes(at).values()) + 1
    for name in ("map", "without", "one_out", "curve", "nearest"):
        view(at, name)
    well(at.button_group(key="method").set_value("logistic").run())
    go(at, "")
    at = go(at, PAGE, encoder=RESNET)
    assert len(seen) == number
    assert verdict(at) == "cat"


def test_every_way_to_compare_gives_the_class(hub):
    at = press(visit(PAGE, encoder=RESNET), ASK)
    for method in ("nearest", "mean", "logistic"):
        well(at.button_group(key="method").set_value(method).run())
        assert verdict(at) == "cat"


def test_removing_all_classes_but_one_says_what_to_do_and_another_brings_the_answer_back(hub):
    at = press(visit(PAGE, encoder=RESNET), ASK)
    (_cat, house, umbrella) = [one.number for one in at.session_state["few_shot_classes"]]
    press(at, f"few_shot_remove_{house}")
    press(at, f"few_shot_remove_{umbrella}")
    assert errors(at) == [
        "Only cat has examples. With one class everything is that class: add examples to another."
    ]
    press(at, "few_shot_drawings")
    assert (verdict(at), errors(at)) == ("cat", [])


def test_classes_that_were_taken_away_can_be_brought_back(hub):
    at = visit(PAGE, encoder=RESNET)
    press(at, "few_shot_nothing")
    press(at, "few_shot_back")
    assert classes(at) == {"cat": 3, "house": 3, "umbrella": 3}
    press(at, f"few_shot_remove_{at.session_state['few_shot_classes'][0].number}")
    press(at, "few_shot_back")
    assert list(classes(at)) == ["cat", "house", "umbrella"]


def test_a_zip_is_not_read_on_where_there_is_no_room(hub, monkeypatch):
    monkeypatch.setattr(own_classes, "MOST_EXAMPLES", 10)
    names = ("owl_snowy", "bear_black", "penguin", "gull")
    files = {f"owl/{name}.jpg": Path(f"assets/samples/{name}.jpg").read_bytes() for name in names}
    at = upload_set(visit(PAGE, encoder=RESNET), **files)
    assert sum(classes(at).values()) == 10
    assert errors(at) == ["10 examples are the most. Remove one first."]


def test_without_classes_there_is_a_sentence_and_the_page_goes_on(hub):
    at = press(visit(PAGE, encoder=RESNET), ASK)
    press(at, "few_shot_nothing")
    assert errors(at) == ["There are no examples yet. Add some to two classes at least."]
    assert classes(at) == {"first class": 0}


def test_two_classes_never_have_one_name_and_a_name_is_never_empty(hub):
    at = visit(PAGE, encoder=RESNET)
    (cat, house, _umbrella) = [one.number for one in at.session_state["few_shot_classes"]]
    well(at.text_input(key=f"few_shot_name_{house}").set_value("Cat").run())
    assert list(classes(at)) == ["cat", "Cat (2)", "umbrella"]
    well(at.text_input(key=f"few_shot_name_{cat}").set_value("  \x02 ").run())
    assert list(classes(at)) == ["cat", "Cat (2)", "umbrella"]
    press(at, "few_shot_add")
    assert list(classes(at))[-1] == "class"


def test_an_example_that_is_taken_out_no_longer_counts(hub):
    at = press(visit(PAGE, encoder=RESNET), ASK)
    cat = at.session_state["few_shot_classes"][0]
    for picture in cat.pictures:
        press(at, f"few_shot_out_{cat.number}_{picture.digest}")
    assert classes(at)["cat"] == 0
    assert verdict(at) in ("house", "umbrella")


def test_a_zip_adds_to_classes_of_its_folders_and_names_what_cannot_be_read(hub):
    owl, bear = (Path(f"assets/samples/{name}.jpg").read_bytes() for name in ("owl_snowy", "bear_black"))
    at = visit(PAGE, encoder=RESNET)
    upload_set(at, **{"owl/1.jpg": owl, "house/1.jpg": bear, "owl/broken.jpg": b"nothing"})
    assert classes(at) == {"cat": 3, "house": 4, "umbrella": 3, "owl": 1}
    assert any("broken.jpg" in error for error in errors(at))
    upload_set(at, **{"house/again.jpg": bear})
    assert errors(at) == ["again.jpg is an example of house already."]


def test_an_example_without_lines_is_left_out_and_named_and_the_others_count(hub):
    from PIL import Image

    blank = BytesIO()
    Image.new("RGB", (60, 60), "white").save(blank, "PNG")
    at = visit(PAGE, encoder=RESNET)
    upload_set(at, **{"cat/blank.png": blank.getvalue()})
    press(at, ASK)
    assert verdict(at) == "cat"
    assert warnings(at)[-1].startswith("Left out: blank.png. QuickDraw ResNet looks at drawings")


def test_too_few_examples_for_a_view_are_said_there(hub):
    at = visit(PAGE, encoder=RESNET)
    for one in at.session_state["few_shot_classes"]:
        for picture in one.pictures[1:]:
            press(at, f"few_shot_out_{one.number}_{picture.digest}")
    press(at, ASK)
    view(at, "curve")
    assert said(at, "There are too few examples: every class needs one more")
    view(at, "one_out")
    assert said(at, "Alone in its class, an example cannot get it: cat, house, umbrella.")


def test_the_code_is_a_script_for_models_of_the_hub_and_a_command_for_the_apps_own(hub):
    at = press(visit(PAGE, encoder=RESNET), ASK)
    assert any(
        "--support support_set --model quickdraw-resnet --method mean" in code.value for code in at.code
    )
    at = press(visit(PAGE, encoder="CLIP ViT-B/32 (OpenAI)"), ASK)
    assert any("AutoModel.from_pretrained" in code.value for code in at.code)
