"""Scenes of doodles as pictures: made by the app, drawn by the visitor, or fifty at once; their truth comes along."""

from dataclasses import replace
from io import BytesIO
from pathlib import PurePath

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core.errors import UserError
from core.i18n import speaking
from core.models.catalogue.rows import find
from core.pictures.images import Picture, drawn_picture
from core.pictures.samples import open_sample
from core.scenes.pictures import with_truth
from core.scenes.spec import MOST_SCENE_SEED, SceneSpec, set_among, specs
from core.ui.inputs import picture_list
from core.ui.inputs.domains import domain_of
from core.ui.inputs.picture_list import (
    MAX_PICTURES,
    MAX_SCENES,
    SET_SCENES,
    pictures_from_names,
    public_names,
    with_picture,
)


def one_picture():
    import streamlit as st

    from core.i18n import speaking
    from core.ui.inputs.image_input import choose_picture
    from core.ui.inputs.scene_input import truth_of

    with speaking(st.session_state.get("language", "en")):
        if st.session_state.get("elsewhere"):
            st.write("another page")
        else:
            picture = choose_picture("photo", domain=st.session_state.get("domain", "photographs"))
            st.session_state.got = picture
            st.session_state.there = truth_of(picture)


def several_pictures():
    import streamlit as st

    from core.i18n import speaking
    from core.ui.inputs.image_input import choose_pictures

    with speaking(st.session_state.get("language", "en")):
        truth = st.session_state.setdefault("truth", {})
        domains = st.session_state.get("domains", ("doodles",))
        st.session_state.got = choose_pictures("photos", domains=domains, add_truth=truth.setdefault)


def notes():
    import streamlit as st

    from core.i18n import speaking
    from core.ui.inputs.domains import domain_gap

    with speaking("en"):
        domain_gap(st.session_state.rows, st.session_state.pictures)


def app(script, **state) -> AppTest:
    at = AppTest.from_function(script, default_timeout=60)
    for name, value in state.items():
        at.session_state[name] = value
    return checked(at.run())


def checked(at):
    assert not at.exception
    assert not at.error, [error.value for error in at.error]
    return at


def go(at, way):
    if way == "draw":
        return checked(go(at, "scene").button_group[1].set_value("draw").run())
    return checked(at.button_group[0].set_value(way).run())


def press(at, key):
    return checked(at.button(key=key).click().run())


def names(at):
    return [picture.name for picture in at.session_state.got]


def keys(at):
    return {button.key for button in at.button}


# A square and a diagonal through it, as the pad sends them: flat lists of x, y in units of 0 to 1000.
SQUARE = [100, 100, 400, 100, 400, 400, 100, 400, 100, 100]
DIAGONAL = [500, 500, 900, 900]


def draw(at, *lines):
    """Leave lines on the sheet that is on the pad, as the browser reports them."""
    sheet = str(at.session_state["scene_sheet"])
    at.session_state["scene_pad_kept"] = {
        sheet: {"paper": sheet, "strokes": lines, "widths": [15] * len(lines)}
    }
    return checked(at.run())


def name(at, label):
    return checked(at.selectbox(key=f"scene_name_{at.session_state['scene_sheet']}").set_value(label).run())


# --- made by the app


def test_a_scene_is_made_of_its_seed_number_and_difficulty():
    at = go(app(one_picture), "scene")
    checked(at.number_input(key="photo.seed").set_value(9).run())
    checked(at.slider(key="photo.objects").set_value(2).run())
    press(at, "photo.make")
    assert at.session_state.got.name == "scene-9-2-medium.png"
    assert len(at.session_state.there) == 2


def test_a_surprise_shows_the_seed_that_makes_the_same_scene_again():
    at = press(go(app(one_picture), "scene"), "photo.surprise")
    surprise = at.session_state.got
    assert surprise.name == f"scene-{at.number_input(key='photo.seed').value}-4-medium.png"
    press(at, "photo.make")
    assert at.session_state.got == surprise


def test_the_choices_of_a_scene_survive_another_page():
    at = press(go(app(one_picture), "scene"), "photo.surprise")
    seed = at.number_input(key="photo.seed").value
    at.session_state.elsewhere = True
    checked(at.run())
    at.session_state.elsewhere = False
    checked(at.run())
    assert at.number_input(key="photo.seed").value == seed


def test_a_scene_joins_the_list_with_its_truth():
    at = press(go(app(several_pictures), "scene"), "photos.make")
    (picture,) = at.session_state.got
    assert {box.origin for box in at.session_state.truth[picture.digest]} == {"scene"}


# --- samples that match the model


@pytest.mark.parametrize(("domain", "expected"), [("photographs", "bus.jpg"), ("doodles", "scene-")])
def test_the_first_picture_is_one_that_the_model_knows(domain, expected):
    assert app(one_picture, domain=domain).session_state.got.name.startswith(expected)


def test_the_first_picture_follows_the_model_until_the_visitor_chooses_one():
    at = app(one_picture)
    at.session_state.domain = "doodles"
    checked(at.run())
    assert at.session_state.got.source == "drawing"
    press(at, "photo.scene.2")
    chosen = at.session_state.got
    at.session_state.domain = "photographs"
    checked(at.run())
    assert at.session_state.got == chosen


@pytest.mark.parametrize(
    ("domains", "shown"),
    [
        (("doodles",), {"photos.first_scenes"}),
        (("photographs",), {"photos.first"}),
        (("doodles", "photographs"), {"photos.first_scenes", "photos.first"}),
    ],
)
def test_the_first_samples_on_offer_are_those_that_the_models_know(domains, shown):
    at = app(several_pictures, domains=domains)
    assert keys(at) & {"photos.first_scenes", "photos.first"} == shown


def test_two_doodle_scenes_and_what_is_on_them_come_with_one_click():
    at = press(app(several_pictures), "photos.first_scenes")
    assert len(names(at)) == 2
    assert all(at.session_state.truth[picture.digest] for picture in at.session_state.got)


# --- a test set


def test_fifty_new_scenes_come_with_their_truth_and_the_same_seed_brings_them_again():
    at = press(app(several_pictures), "photos.set")
    first = names(at)
    _kind, seed = set_among([PurePath(name).stem for name in first], SET_SCENES)
    assert len(set(first)) == SET_SCENES
    assert all(picture.digest in at.session_state.truth for picture in at.session_state.got)
    assert any(f"**{seed}**" in text.value for text in at.markdown)
    other = app(several_pictures)
    checked(other.number_input(key="photos.set_seed").set_value(seed).run())
    assert names(press(other, "photos.set_again")) == first


def test_fifty_new_collages_come_with_their_truth_and_the_same_seed_brings_them_again():
    at = press(app(several_pictures, domains=("photographs",)), "photos.set_collages")
    first = names(at)
    kind, seed = set_among([PurePath(name).stem for name in first], SET_SCENES)
    assert (kind, len(set(first))) == ("collage", SET_SCENES)
    assert all(at.session_state.truth[picture.digest] for picture in at.session_state.got)
    assert any(f"collages of seed **{seed}**" in text.value for text in at.markdown)
    other = app(several_pictures, domains=("photographs",))
    checked(other.number_input(key="photos.set_seed").set_value(seed).run())
    assert names(press(other, "photos.set_again")) == first


def test_a_collage_is_made_as_the_choices_say_and_brings_its_truth():
    at = go(app(one_picture), "collage")
    checked(at.number_input(key="photo.collage.seed").set_value(5).run())
    press(at, "photo.collage.make")
    assert at.session_state.got.name == "collage-5-4-medium.png"
    assert at.session_state.there == with_truth(SceneSpec(5, 4, "medium", "collage"))[1]


def test_a_collage_that_was_saved_is_uploaded_with_its_truth():
    picture, boxes = with_truth(SceneSpec(5, 4, "medium", "collage"))
    at = uploaded(app(one_picture), picture.name, picture)
    assert (at.session_state.got.source, at.session_state.there) == ("collage", boxes)


def test_another_picture_called_as_a_collage_is_uploaded_as_it_is():
    at = uploaded(app(one_picture), "collage-5-4-medium.png", scene(3))
    assert (at.session_state.got.source, at.session_state.there) == ("upload", None)


def test_collages_are_photographs_that_take_no_room_from_photographs():
    collage = with_truth(SceneSpec(5, 1, "easy", "collage"))[0]
    pictures = [replace(collage, digest=str(number), name=f"{number}.png") for number in range(MAX_SCENES)]
    assert with_picture(pictures, open_sample("bus.jpg"))[-1].name == "bus.jpg"
    with pytest.raises(UserError):
        with_picture(pictures, scene(1))
    assert domain_of(collage) == "photographs"


def test_the_pictures_whose_place_fifty_scenes_take_can_be_had_back():
    at = press(app(several_pictures), "photos.first_scenes")
    before = names(at)
    press(press(at, "photos.set"), "photos.bring_back")
    assert names(at) == before


def test_after_two_sets_the_pictures_from_before_the_first_can_be_had_back():
    at = press(app(several_pictures), "photos.first_scenes")
    before = names(at)
    press(press(press(at, "photos.set"), "photos.set"), "photos.bring_back")
    assert names(at) == before


def test_a_truth_that_was_corrected_stays_when_its_scene_is_made_again():
    at = app(several_pictures)
    checked(at.number_input(key="photos.set_seed").set_value(5).run())
    press(at, "photos.set_again")
    corrected = at.session_state.got[0].digest
    at.session_state.truth[corrected] = ()
    press(at, "photos.set_again")
    assert at.session_state.truth[corrected] == ()


def test_a_set_leaves_no_mark_at_the_samples_whose_place_it_took():
    at = press(press(app(several_pictures), "photos.first_scenes"), "photos.set")
    assert not any(at.button(key=f"photos.scene.{place}").icon for place in range(2))


def test_many_pictures_are_folded_away():
    at = press(app(several_pictures), "photos.set")
    assert not [key for key in keys(at) if key.startswith("photos.remove")]


def scene_of(spec: SceneSpec) -> Picture:
    return with_truth(spec)[0]


def uploaded(at, name: str, picture: Picture):
    file = BytesIO()
    picture.image.save(file, "PNG")
    go(at, "upload")
    return checked(at.file_uploader[0].set_value((name, file.getvalue(), "image/png")).run())


def scene(number: int) -> Picture:
    return drawn_picture(Image.new("RGB", (9, 9), (number, 0, 0)), "scene.png")


def test_scenes_take_no_room_from_photographs_and_have_a_limit_of_their_own():
    pictures = []
    for number in range(MAX_SCENES):
        pictures = with_picture(pictures, scene(number))
    assert with_picture(pictures, open_sample("bus.jpg"))[-1].name == "bus.jpg"
    with pytest.raises(UserError) as caught, speaking("en"):
        with_picture(pictures, scene(MAX_SCENES))
    with speaking("en"):
        assert f"{MAX_SCENES} scenes, collages and drawings are the most" in str(caught.value)
    assert SET_SCENES + 1 < MAX_SCENES > MAX_PICTURES


# --- in an address, and from a file


def test_the_pictures_that_everybody_can_have_come_back_by_their_names():
    at = press(
        press(app(several_pictures, domains=("doodles", "photographs")), "photos.first"),
        "photos.first_scenes",
    )
    called = public_names(at.session_state.got)
    truth = {}
    assert [picture.digest for picture in pictures_from_names(called, truth.setdefault)] == [
        picture.digest for picture in at.session_state.got
    ]
    assert len(truth) == 2


def test_a_set_of_scenes_has_one_short_name():
    pictures = [scene_of(spec) for spec in specs(SET_SCENES, 7)]
    assert public_names(pictures) == ["set-7"]
    found = pictures_from_names(["set-7"], {}.setdefault)
    assert [picture.digest for picture in found] == [picture.digest for picture in pictures]


def test_collages_have_names_of_their_own_in_an_address():
    pictures = [
        scene_of(spec) for spec in (*specs(SET_SCENES, 7, "collage"), SceneSpec(3, 2, "hard", "collage"))
    ]
    assert public_names(pictures) == ["collages-7", "collage-3-2-hard"]
    found = pictures_from_names(["collages-7", "collage-3-2-hard"], {}.setdefault)
    assert [picture.digest for picture in found] == [picture.digest for picture in pictures]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "set-",
        "set--1",
        "set-1000000",
        "set-x",
        "collages-",
        "collages-1000000",
        "collage-1-9-easy",
        "scene-1-9-easy",
        "scene-1-2-odd",
        "../../etc/passwd",
        "²",
    ],
)
def test_a_name_that_nobody_has_is_passed_over(name):
    assert pictures_from_names([name], {}.setdefault) == []


def test_an_address_of_many_sets_makes_no_more_scenes_than_a_list_holds(monkeypatch):
    made = []
    monkeypatch.setattr(picture_list, "scene_picture", lambda spec: made.append(spec) or scene(len(made)))
    pictures_from_names([f"set-{seed}" for seed in range(100)], {}.setdefault)
    assert len(made) == MAX_PICTURES + MAX_SCENES


def test_a_drawing_of_the_visitors_own_is_in_no_address():
    assert public_names([scene(1)]) == []


def test_a_scene_that_was_saved_and_uploaded_is_that_scene_with_its_truth():
    spec = SceneSpec(12, 3, "easy")
    at = uploaded(app(several_pictures), f"{spec.name}.png", scene_of(spec))
    (picture,) = at.session_state.got
    assert (picture.source, len(at.session_state.truth[picture.digest])) == ("drawing", 3)


def test_another_picture_under_a_scenes_name_is_a_photograph():
    at = uploaded(app(several_pictures), "scene-12-3-easy.png", open_sample("bus.jpg"))
    (picture,) = at.session_state.got
    assert picture.source == "upload"
    assert not at.session_state.truth


def test_every_scene_of_a_set_can_be_made_alone():
    at = go(app(one_picture), "scene")
    checked(at.number_input(key="photo.seed").set_value(MOST_SCENE_SEED).run())
    press(at, "photo.make")
    assert at.session_state.got.name == f"scene-{MOST_SCENE_SEED}-4-medium.png"


# --- drawn by the visitor


def test_an_empty_pad_says_what_to_do_and_cannot_be_used():
    at = go(app(several_pictures), "draw")
    assert "Draw one object" in at.info[0].value
    assert at.button(key="scene_use").disabled
    assert at.button(key="scene_next").disabled


def test_a_drawing_without_a_name_is_asked_for_it():
    at = draw(go(app(several_pictures), "draw"), SQUARE)
    assert "Say what your drawing is" in at.info[0].value
    assert at.button(key="scene_use").disabled


def test_two_named_drawings_become_one_picture_and_its_truth():
    at = name(draw(go(app(several_pictures), "draw"), SQUARE), "cat")
    press(at, "scene_next")
    press(name(draw(at, DIAGONAL), "umbrella"), "scene_use")
    (picture,) = at.session_state.got
    truth = at.session_state.truth[picture.digest]
    assert [(box.label, box.origin) for box in truth] == [("cat", "drawn"), ("umbrella", "drawn")]
    assert truth[0].box == pytest.approx([51, 51, 205, 205], abs=8)
    assert np.asarray(picture.image)[128, 51].max() < 255


def test_what_is_drawn_is_still_there_after_another_page_and_in_another_language():
    at = press(name(draw(go(app(one_picture), "draw"), SQUARE), "cat"), "scene_next")
    draw(at, DIAGONAL)
    at.session_state.elsewhere = True
    checked(at.run())
    at.session_state.elsewhere, at.session_state.language = False, "es"
    checked(at.run())
    press(name(at, "boat"), "scene_use")
    assert [box.label for box in at.session_state.there] == ["cat", "boat"]


def test_the_last_object_can_be_taken_away():
    at = press(name(draw(go(app(one_picture), "draw"), SQUARE), "cat"), "scene_next")
    press(at, "scene_undo")
    assert at.button(key="scene_use").disabled


def test_new_paper_is_empty():
    at = press(name(draw(go(app(one_picture), "draw"), SQUARE), "cat"), "scene_next")
    press(draw(at, DIAGONAL), "scene_clear")
    assert "Draw one object" in at.info[0].value


def test_names_stand_in_both_languages():
    at = go(app(one_picture, language="es"), "draw")
    assert "gato (cat)" in at.selectbox[0].options


# --- the gap between domains


def gap(models, pictures):
    at = app(notes, rows=[find(model) for model in models], pictures=pictures)
    return [info.value for info in at.info]


@pytest.mark.parametrize(
    ("models", "doodle", "expected"),
    [
        (["doodle-detr"], True, []),
        (["yolo11n"], False, []),
        (["doodle-detr"], False, ["Doodle DETR learnt from doodles and has never seen a photograph"]),
        (["yolo11n"], True, ["YOLO11n learnt from photographs, not from doodles: what it says"]),
        (
            ["doodle-detr", "doodle-yolo11"],
            False,
            ["Doodle DETR and Doodle YOLO11 learnt from doodles and have"],
        ),
        (["doodle-detr", "yolo11n"], True, ["YOLO11n learnt from photographs"]),
    ],
)
def test_a_model_that_is_shown_what_it_never_saw_is_explained(models, doodle, expected):
    found = gap(models, [scene(1) if doodle else open_sample("bus.jpg")])
    assert len(found) == len(expected)
    assert all(text.startswith(start) for text, start in zip(found, expected, strict=True))


def test_nothing_is_said_of_a_model_of_which_nobody_knows_what_it_learnt_from():
    at = app(notes, rows=[replace(find("yolo11n"), trained_on="", domain="")], pictures=[scene(1)])
    assert not at.info
