"""The shared picture input, as a page uses it."""

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core.errors import UserError
from core.i18n import speaking
from core.machine import machine
from core.pictures import images
from core.pictures.images import Picture, open_picture
from core.pictures.pixels import packed
from core.pictures.samples import open_sample
from core.ui.inputs import ways_in
from core.ui.inputs.picture_list import MAX_PICTURES, with_picture


def png(colour="red", size=(30, 20)):
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


def one_picture():
    import streamlit as st

    from core.i18n import speaking
    from core.ui.inputs.image_input import choose_picture

    with speaking(st.session_state.get("language", "en")):
        if st.session_state.get("elsewhere"):
            st.write("another page")
        else:
            picture = choose_picture("photo", domain="photographs")
            st.session_state.got = picture
        st.button("Rerun")


def several_pictures():
    import streamlit as st

    from core.i18n import speaking
    from core.ui.inputs.image_input import choose_pictures

    with speaking(st.session_state.get("language", "en")):
        if st.session_state.get("elsewhere"):
            st.write("another page")
        else:
            st.session_state.got = choose_pictures(
                "photos", domains=("photographs",), add_truth=lambda *_: None
            )
        st.button("Rerun")


def app(script, **state):
    at = AppTest.from_function(script, default_timeout=30)
    for name, value in state.items():
        at.session_state[name] = value
    return checked(at.run())


def checked(at):
    assert not at.exception
    return at


def go(at, way):
    return checked(at.button_group[0].set_value(way).run())


def upload(at, *files):
    go(at, "upload")
    return checked(at.file_uploader[0].set_value([(name, data, "image/png") for name, data in files]).run())


def leave_and_come_back(at):
    at.session_state.elsewhere = True
    checked(at.run())
    at.session_state.elsewhere = False
    return checked(at.run())


def names(at):
    return [picture.name for picture in at.session_state.got]


def errors(at):
    return [error.value for error in at.error]


def test_the_default_sample_is_there_at_once():
    assert app(one_picture).session_state.got.name == "bus.jpg"


def test_a_sample_is_chosen_by_the_button_under_it():
    at = app(one_picture)
    checked(at.button(key="photo.sample.cat.jpg").click().run())
    assert at.session_state.got.name == "cat.jpg"


def test_every_sample_shows_its_credit_and_licence():
    credits_shown = [markdown.value for markdown in app(one_picture).markdown]
    assert any("Rachel Michetti" in text and "CC0" in text for text in credits_shown)


def test_an_upload_is_chosen():
    at = upload(app(one_picture), ("mine.png", png()))
    assert (at.session_state.got.name, at.session_state.got.image.size) == ("mine.png", (30, 20))


def test_a_bad_upload_is_reported_and_keeps_the_picture():
    at = upload(app(one_picture), ("mine.png", png()))
    upload(at, ("bad.png", b"words"))
    assert at.session_state.got.name == "mine.png"
    assert "bad.png is not a picture" in errors(at)[0]


def test_the_error_is_gone_after_the_next_good_picture():
    at = upload(app(one_picture), ("bad.png", b"words"))
    upload(at, ("mine.png", png()))
    assert errors(at) == []


def test_the_error_is_in_the_language_of_the_user():
    at = upload(app(one_picture, language="es"), ("bad.png", b"words"))
    assert "bad.png no es una imagen" in errors(at)[0]


def test_an_upload_is_opened_once_however_often_the_page_runs_again(monkeypatch):
    opened = []

    def counted(data, name, source="upload"):
        opened.append(name)
        return open_picture(data, name, source)

    monkeypatch.setattr(ways_in, "open_picture", counted)
    at = upload(app(one_picture), ("mine.png", png()))
    for _run in range(3):
        checked(at.run())
    assert opened == ["mine.png"]


def test_the_picture_survives_another_page_and_another_language():
    at = upload(app(one_picture), ("mine.png", png()))
    at.session_state.language = "es"
    leave_and_come_back(at)
    assert at.session_state.got.name == "mine.png"


def test_a_picture_from_an_address_is_chosen(monkeypatch):
    monkeypatch.setattr(ways_in, "fetch_picture", lambda url: open_picture(png(), url[-7:], "url"))
    at = go(app(one_picture), "upload")
    at.text_input[0].set_value("https://example.com/red.png")
    checked(at.button[0].click().run())
    assert (at.session_state.got.name, at.session_state.got.source) == ("red.png", "url")


def test_a_bad_address_is_reported_and_keeps_the_picture():
    at = go(app(one_picture), "upload")
    at.text_input[0].set_value("http://127.0.0.1/red.png")
    checked(at.button[0].click().run())
    assert at.session_state.got.name == "bus.jpg"
    assert "not on the public web" in errors(at)[0]


def test_the_camera_is_mounted_only_when_it_is_chosen():
    at = app(one_picture)
    before = len(at.get("camera_input"))
    assert (before, len(go(at, "camera").get("camera_input"))) == (0, 1)


def test_a_photo_of_the_camera_is_chosen():
    at = go(app(one_picture), "camera")
    at.get("camera_input")[0].set_value(("photo.jpg", png(), "image/jpeg"))
    checked(at.run())
    assert (at.session_state.got.name, at.session_state.got.source) == ("camera.jpg", "camera")


def test_a_large_picture_says_that_it_was_scaled_down():
    at = upload(app(one_picture), ("large.png", png(size=(8192, 10))))
    assert "scaled down from 8192 × 10 px" in at.markdown[-1].value


def test_the_list_of_pictures_begins_empty_and_says_so():
    at = app(several_pictures)
    assert names(at) == []
    assert "No pictures yet" in at.info[0].value


def test_the_two_first_samples_are_added_with_one_click():
    at = app(several_pictures)
    checked(at.button(key="photos.first").click().run())
    assert names(at) == ["bus.jpg", "zidane.jpg"]


def test_pictures_from_several_sources_stay_together():
    at = app(several_pictures)
    checked(at.button(key="photos.sample.cat.jpg").click().run())
    upload(at, ("a.png", png("red")), ("b.png", png("blue")))
    assert names(at) == ["cat.jpg", "a.png", "b.png"]


def test_one_bad_file_among_good_ones_costs_only_itself():
    at = upload(app(several_pictures), ("a.png", png("red")), ("bad.png", b""), ("b.png", png("blue")))
    assert names(at) == ["a.png", "b.png"]
    assert ["bad.png is empty" in error for error in errors(at)] == [True]


def test_the_same_picture_is_not_added_twice_and_it_says_so():
    at = upload(app(several_pictures), ("a.png", png()), ("copy.png", png()))
    assert names(at) == ["a.png"]
    assert "copy.png is already in the list, as a.png" in errors(at)[0]


def test_a_picture_that_comes_again_under_its_own_name_is_named_once():
    at = upload(app(several_pictures), ("a.png", png()), ("a.png", png()))
    assert errors(at) == [r"a.png is already in the list: the same picture is not added twice."]


def test_an_error_is_gone_at_the_next_step():
    at = upload(app(several_pictures), ("bad.png", b"words"))
    assert len(errors(at)) == 1
    assert errors(go(at, "sample")) == []


def test_a_picture_is_removed_and_can_come_back():
    at = upload(app(several_pictures), ("a.png", png("red")), ("b.png", png("blue")))
    checked(at.button(key=f"photos.remove.{at.session_state.got[0].digest}").click().run())
    after_removal = names(at)
    upload(at, ("a.png", png("red")))
    assert (after_removal, names(at)) == (["b.png"], ["b.png", "a.png"])


def test_the_list_survives_another_page_and_another_language():
    at = upload(app(several_pictures), ("a.png", png("red")), ("b.png", png("blue")))
    at.session_state.language = "es"
    leave_and_come_back(at)
    assert names(at) == ["a.png", "b.png"]


def test_two_sessions_do_not_share_their_pictures():
    first, second = app(several_pictures), app(several_pictures)
    upload(first, ("a.png", png()))
    checked(second.run())
    assert (names(first), names(second)) == (["a.png"], [])


def test_every_button_that_removes_names_its_picture():
    at = upload(app(several_pictures), ("a*b.png", png("red")), ("b.png", png("blue")))
    assert [button.label for button in at.button if button.label.startswith("Remove")] == [
        "Remove a\\*b.png",
        "Remove b.png",
    ]


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("cat.jpg", "cat (3).jpg"),
        ("dog.jpg", "dog.jpg"),
        ("picture", "picture (2)"),
        (".png", ".png (2)"),
        ("CAT.jpg", "CAT (3).jpg"),
    ],
)
def test_names_are_made_unique(new, expected):
    pictures = []
    for shade, name in enumerate(["cat.jpg", "cat.jpg", "picture", ".png"]):
        pictures = with_picture(pictures, open_picture(png((shade, 0, 0)), name))
    assert with_picture(pictures, open_picture(png("white"), new))[-1].name == expected


def test_there_is_a_limit_and_nothing_is_lost_at_it():
    pictures = []
    for shade in range(MAX_PICTURES):
        pictures = with_picture(pictures, open_picture(png((shade, 0, 0)), "a.png"))
    with pytest.raises(UserError) as caught, speaking("en"):
        with_picture(pictures, open_sample("bus.jpg"))
    with speaking("en"):
        assert "bus.jpg was not added" in str(caught.value)
    assert len(pictures) == MAX_PICTURES


# Of a gigabyte a tenth is for pictures, 26.8 million pixels, but two pictures of full size always fit: 33.5 million.
@pytest.mark.parametrize(("gigabytes", "expected"), [(1, 2), (2, 3), (4, 6)])
def test_together_the_pictures_may_take_a_tenth_of_the_machine_s_memory(monkeypatch, gigabytes, expected):
    small = replace(machine(), memory_bytes=gigabytes * 2**30)
    monkeypatch.setattr(images, "machine", lambda: small)
    pixels, pictures = packed(Image.new("RGB", (4096, 4096))), []
    with pytest.raises(UserError) as caught, speaking("en"):
        for number in range(MAX_PICTURES):
            pictures = with_picture(pictures, Picture("a.png", pixels, "upload", str(number)))
    with speaking("en"):
        assert "million pixels" in str(caught.value)
    assert len(pictures) == expected


def a_list_that_begins():
    import streamlit as st

    from core.i18n import speaking
    from core.ui.inputs.image_input import choose_pictures

    with speaking("en"):
        st.session_state.got = choose_pictures(
            "photos", domains=("photographs",), add_truth=lambda *_: None, begin=("cat.jpg", "bus.jpg")
        )


def opened(script, *names: str) -> AppTest:
    at = AppTest.from_function(script, default_timeout=30)
    at.query_params["picture"] = list(names)
    return at.run()


def in_address(at: AppTest) -> list[str]:
    names = at.query_params.get("picture", [])
    return [names] if isinstance(names, str) else list(names)


@pytest.mark.parametrize("name", ["coffee.jpg", "owl.jpg", "scene-6-3-easy"])
def test_an_address_brings_a_picture_that_everybody_can_have(name):
    at = opened(one_picture, name)
    assert at.session_state.got.name.startswith(name)
    assert in_address(at) == [name]


@pytest.mark.parametrize("name", ["nobody.jpg", "../secret", "scene-x", ""])
def test_a_name_that_nobody_has_is_passed_over_and_leaves_the_address(name):
    at = opened(one_picture, name)
    assert (at.session_state.got.name, in_address(at)) == ("bus.jpg", [])


def test_a_sample_stands_in_the_address_and_what_is_ones_own_or_the_first_does_not():
    at = opened(one_picture)
    assert in_address(at) == []
    at.button(key="photo.sample.cat.jpg").click().run()
    assert in_address(at) == ["cat.jpg"]
    at.session_state["photo"] = open_picture(png(), "mine.png")
    at.run()
    assert in_address(at) == []
    at.button(key="photo.sample.bus.jpg").click().run()
    assert in_address(at) == []


def test_a_list_begins_with_its_samples_or_with_those_in_the_address():
    begun = opened(a_list_that_begins)
    assert ([picture.name for picture in begun.session_state.got], in_address(begun)) == (
        ["cat.jpg", "bus.jpg"],
        [],
    )
    named = opened(a_list_that_begins, "coffee.jpg", "scene-6-3-easy")
    assert [picture.name for picture in named.session_state.got] == ["coffee.jpg", "scene-6-3-easy.png"]
    assert in_address(named) == ["coffee.jpg", "scene-6-3-easy"]
