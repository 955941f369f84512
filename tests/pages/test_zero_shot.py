"""The zero-shot page and Activity 4, with small models that are loaded for real."""

import io
import json
import re
import zipfile

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core.errors import UserError
from core.i18n import speaking
from core.models import defaults
from core.own_labels import Labels
from core.pictures.images import Picture
from core.pictures.labels import name_of
from core.pictures.pixels import packed
from core.pictures.samples import open_sample
from core.scenes.pictures import with_truth
from core.scenes.spec import SceneSpec
from core.ui.zero_shot_image_classification import answers
from core.ui.zero_shot_image_classification import labels as label_state
from tests.pages.visitor import errors, go, models_asked, press, press_words, said, visit, well

PAGE = "zero_shot_image_classification"
ANIMALS = ["owl", "bear", "seagull", "fox"]
BUTTON = "Compare with my labels"


@pytest.fixture(autouse=True)
def _hub(hub):
    with speaking("en"):
        yield


@pytest.fixture
def looks(monkeypatch):
    """The models that looked at a picture, in order."""
    return models_asked(monkeypatch, answers, "image_vector")


def compare(at: AppTest) -> AppTest:
    return press_words(at, BUTTON)


def labels(at: AppTest) -> list[str]:
    return list(at.session_state["zero_shot.labels"])


def html(at: AppTest, part: str) -> list[str]:
    return [node.proto.body for node in at.get("html") if part in node.proto.body]


def bars(at: AppTest) -> list[list[str]]:
    """The labels that have a bar, of each list of them."""
    return [re.findall(r'class="name">(.*?)</div>', text) for text in html(at, 'class="scores"')]


def write(at: AppTest, text: str) -> AppTest:
    """Write labels as a list and use them."""
    at.text_area[0].input(text)
    return press_words(at, "Use these labels")


def chips(at: AppTest):
    (found,) = [one for one in at.multiselect if one.key.startswith("zero_shot.chips")]
    return found


def test_the_first_click_gives_the_courses_labels_with_scores_that_add_up_to_one():
    at = compare(visit(PAGE))
    assert errors(at) == []
    assert [sorted(found) for found in bars(at)] == [sorted(ANIMALS)]
    assert said(at, "the scores add up to 100 %")
    (named,) = html(at, "<figcaption")
    assert bars(at)[0][0] in named


def test_every_picture_has_a_row_and_the_one_that_is_chosen_is_shown_large():
    at = compare(visit(PAGE))
    (table,) = [frame for frame in at.dataframe if "Name" in frame.value]
    assert table.value["Name"].tolist() == ["owl.jpg", "polar_bear.jpg", "gull.jpg", "fox.jpg"]


def test_labels_are_taken_away_and_put_in_another_order_without_running_a_model(looks):
    at = compare(visit(PAGE))
    write(at, "fox\nowl")
    assert [sorted(found) for found in bars(at)] == [["fox", "owl"]]
    assert len(looks) == 4


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{there}", "is right: **{there}** is on the picture."),
        ("submarine, castle", "None of your labels is on the picture"),
    ],
)
def test_of_a_collage_it_is_said_which_label_is_right(written, expected):
    spec = SceneSpec(7, 1, "easy", "collage")
    there = name_of(with_truth(spec)[1][0].label)
    at = compare(write(visit(PAGE, picture=spec.name), written.format(there=there)))
    assert said(at, "**Really there:**")
    assert said(at, expected.format(there=there))


def test_a_new_label_waits_for_the_button_and_the_pictures_are_not_looked_at_again(looks):
    at = write(compare(visit(PAGE)), "owl, bear, puffin")
    assert bars(at) == []
    assert said(at, "Press the button")
    compare(at)
    assert [sorted(found) for found in bars(at)] == [["bear", "owl", "puffin"]]
    assert len(looks) == 4


def test_the_labels_are_not_read_again_for_another_picture(monkeypatch, looks):
    read = []
    real = answers.label_vectors

    def counting(loaded, texts, *others):
        read.append(texts)
        return real(loaded, texts, *others)

    monkeypatch.setattr(answers, "label_vectors", counting)
    at = compare(visit(PAGE, {PAGE: [open_sample("owl.jpg")]}))
    at.session_state[PAGE] = [open_sample("owl.jpg"), open_sample("fox.jpg")]
    compare(well(at.run()))
    assert (len(read), len(looks)) == (1, 2)


def test_what_is_drawn_many_times_is_ranked_once_a_picture_and_model(monkeypatch):
    at = compare(visit(PAGE, two_clips="true"))
    ranked = []
    real = answers.ranked
    monkeypatch.setattr(answers, "ranked", lambda *given: ranked.append(given) or real(*given))
    assert len(bars(well(at.run()))) == 2
    assert len(ranked) == 4 * 2


def test_nothing_runs_again_when_the_page_is_left_and_come_back_to(looks):
    at = compare(write(visit(PAGE), "owl\nbúho"))
    before = bars(at)
    go(go(at, ""), PAGE)
    assert (labels(at), bars(at), len(looks)) == (["owl", "búho"], before, 4)


def test_a_chip_that_is_typed_joins_the_labels_and_another_one_leaves():
    at = visit(PAGE)
    chips(at).set_value([*ANIMALS, "puffin"])
    well(at.run())
    chips(at).set_value([*ANIMALS[1:], "puffin"])
    well(at.run())
    assert labels(at) == list(chips(at).value) == [*ANIMALS[1:], "puffin"]
    go(go(at, ""), PAGE)
    assert labels(at) == list(chips(at).value) == [*ANIMALS[1:], "puffin"]


def test_a_list_that_is_typed_as_a_chip_is_parted():
    at = visit(PAGE)
    chips(at).set_value([*ANIMALS, "puffin; pelican"])
    well(at.run())
    assert labels(at) == [*ANIMALS, "puffin", "pelican"]
    assert list(chips(at).value) == labels(at)


def test_a_label_with_a_comma_stays_one_whatever_happens_to_the_others():
    at = write(visit(PAGE), "tabby, tabby cat\nowl")
    chips(at).set_value(["tabby, tabby cat", "owl", "puffin"])
    well(at.run())
    assert labels(at) == ["tabby, tabby cat", "owl", "puffin"]
    assert labels(write(at, "tabby, tabby cat")) == ["tabby, tabby cat"]
    assert labels(visit(PAGE, labels=at.query_params["labels"])) == ["tabby, tabby cat"]


def test_without_labels_the_button_waits_and_the_page_says_what_to_do():
    at = write(visit(PAGE), " ")
    (button,) = [button for button in at.button if button.label == BUTTON]
    assert button.disabled and said(at, "Write at least one label first")


def test_an_answer_goes_with_the_last_label_and_comes_back_with_it(looks):
    at = compare(visit(PAGE))
    chips(at).set_value([])
    well(at.run())
    assert labels(at) == bars(at) == []
    assert said(at, "Write at least one label first")
    assert bars(write(at, "owl")) == [["owl"]]
    assert len(looks) == 4


def test_one_label_alone_gets_all_and_the_page_says_why():
    at = compare(write(visit(PAGE), "owl"))
    assert bars(at) == [["owl"]]
    assert said(at, "with one label alone, the score is always 100 %")


def test_too_many_labels_are_refused_and_neither_the_labels_nor_what_was_typed_is_lost():
    typed = "\n".join(map(str, range(5000)))
    at = write(visit(PAGE), typed)
    assert [error.startswith("These are 5000 labels, and 1000 are the most") for error in errors(at)] == [
        True
    ]
    assert labels(at) == ANIMALS
    assert at.text_area[0].value == typed


def test_labels_that_are_written_twice_or_too_long_are_said():
    at = write(visit(PAGE), f"owl\nOwl\n{'x' * 1000}")
    assert said(at, "Written twice, taken once: Owl.") and said(at, "1 label is longer than models read")
    assert bars(compare(at))


@pytest.mark.parametrize(
    "text", ["🦉\n🐻", "بومة\nדוב", "<b>owl</b>\n$x$ & {y}"], ids=["emoji", "rtl", "markup"]
)
def test_labels_of_any_letters_are_answered_and_shown_as_they_are(text):
    from html import escape

    at = compare(write(visit(PAGE), text))
    assert [sorted(found) for found in bars(at)] == [sorted(escape(line) for line in text.splitlines())]


def test_a_set_takes_the_place_of_the_labels_and_stands_in_the_address():
    at = press(visit(PAGE), "zero_shot.set.coco")
    assert (len(labels(at)), at.query_params["label_set"]) == (80, "coco")
    assert not at.multiselect[0].key.startswith("zero_shot.chips")
    compare(at)
    assert len(bars(at)[0]) == 10


def test_a_thousand_labels_are_answered():
    at = compare(write(visit(PAGE), "\n".join(f"label {number}" for number in range(1000))))
    assert errors(at) == [] and len(bars(at)[0]) == 10
    assert said(at, "These are the 20 labels that are closest")


def test_labels_in_the_address_are_those_of_the_visit():
    assert labels(visit(PAGE, labels=["búho", "a dog, asleep"])) == ["búho", "a dog, asleep"]
    assert labels(visit(PAGE, labels="owl,fox")) == ["owl", "fox"]


@pytest.mark.parametrize(
    "address", [{"labels": ""}, {"labels": "\x00"}, {"label_set": "../../etc"}, {"template": "{0}"}]
)
def test_an_address_that_makes_no_sense_falls_back_to_the_courses_labels(address):
    at = visit(PAGE, **address)
    assert labels(at) == ANIMALS
    assert bars(compare(at))


def test_own_labels_are_written_into_the_address():
    at = write(visit(PAGE), "puffin\npelican")
    assert at.query_params["labels"] == ["puffin", "pelican"]
    press(at, "zero_shot.set.animals")
    assert "labels" not in at.query_params


def test_a_file_of_labels_is_read_and_one_that_is_none_changes_nothing():
    at = visit(PAGE)
    at.get("file_uploader")[0].upload("labels.json", b'["puffin", "pelican"]', "application/json")
    well(at.run())
    assert labels(at) == ["puffin", "pelican"]
    at.get("file_uploader")[0].upload("labels.json", b"<html>", "application/json")
    well(at.run())
    assert "is a web page, not a list of labels" in errors(at)[0]
    assert labels(at) == ["puffin", "pelican"]


def test_the_labels_at_an_address_take_the_place_of_the_others(monkeypatch):
    monkeypatch.setattr(label_state, "labels_at", lambda url: Labels(("puffin", "pelican")))
    at = visit(PAGE)
    at.text_input(key="zero_shot.url").input("https://example.org/labels.json")
    press_words(at, "Get the labels")
    assert labels(at) == ["puffin", "pelican"] == list(chips(at).value)


def test_an_address_that_cannot_be_had_is_said_and_the_labels_stay():
    at = visit(PAGE)
    at.text_input(key="zero_shot.url").input("http://127.0.0.1/labels.json")
    press_words(at, "Get the labels")
    assert ["not on the public web" in error for error in errors(at)] == [True]
    assert labels(at) == ANIMALS


def test_several_templates_are_taken_and_a_template_without_a_place_for_the_label_gets_one():
    at = visit(PAGE)
    at.multiselect(key="template").set_value(["a photo of a {}", "a sketch of a"])
    well(at.run())
    assert at.multiselect(key="template").value == ["a photo of a {}", "a sketch of a {}"]
    assert said(at, "a photo of a owl") and said(at, "and 7 more")
    assert bars(compare(at)) and "TEMPLATES = " in at.code[0].value


def test_a_template_with_other_braces_is_refused_and_the_others_stay():
    at = visit(PAGE)
    at.multiselect(key="template").set_value(["{}", "{label}"])
    well(at.run())
    assert ["may hold {} once" in error.replace("\\", "") for error in errors(at)] == [True]
    assert at.multiselect(key="template").value == ["{}"]


def test_two_models_stand_side_by_side_and_what_they_agree_on_is_said():
    at = visit(PAGE, two_clips="true")
    assert (at.selectbox(key="clip").value, at.selectbox(key="second_clip").value) == (
        "clip-vit-base-patch32",
        "clip-vit-b32-laion2b",
    )
    compare(at)
    assert len(bars(at)) == 2
    (words,) = said(at, "They do not agree") or said(at, "Both say")
    assert "OpenAI" in words and "LAION" in words


def test_siglip_says_that_its_scores_do_not_add_up():
    at = compare(visit(PAGE, clip="SigLIP base"))
    assert said(at, "the scores do not add up to 100 %") and said(at, "**Sigmoid.**")


def test_the_scores_are_explained_with_the_answers_own_numbers():
    at = compare(visit(PAGE))
    (steps,) = [frame.value for frame in at.dataframe if "Logit" in frame.value]
    assert steps["Label"].tolist() == bars(at)[0]
    assert said(at, "multiplies them by 99.5")


def test_english_and_spanish_are_measured_with_the_courses_animals():
    at = press(compare(visit(PAGE)), "zero_shot.measure_languages")
    (table,) = [frame.value for frame in at.dataframe if "Spanish" in frame.value]
    assert len(table) == 4 and said(at, "of 4 right")


def test_a_picture_that_a_model_cannot_work_on_does_not_stop_the_others(monkeypatch):
    real = answers.image_vector
    owl = open_sample("owl.jpg").size

    def choosy(loaded, image):
        if image.size == owl:
            raise UserError("Not this one.")
        return real(loaded, image)

    monkeypatch.setattr(answers, "image_vector", choosy)
    at = compare(visit(PAGE, {PAGE: [open_sample("owl.jpg"), open_sample("cat.jpg")]}))
    assert errors(at) == ["Not this one."]
    assert said(at, "1 picture has no answer yet")


def test_a_model_that_cannot_be_had_says_why_and_the_labels_stay(hub, clean_cache, monkeypatch):
    monkeypatch.setattr(defaults, "nearest_available", lambda _row, _task: None)
    at = write(visit(PAGE), "puffin\npelican")
    with hub.broken("refuse"):
        compare(at)
    assert errors(at) == ["The Hugging Face Hub cannot be reached. Check the network and try again."]
    assert labels(at) == ["puffin", "pelican"]
    assert bars(compare(at))


def zipped(at: AppTest) -> dict[str, bytes]:
    from core.handin.files import zip_of
    from core.ui.zero_shot_image_classification import hand_in

    made = {}
    hand_in.downloads = lambda *files: made.update({file.key: file.data for file in files})
    well(at.run())
    with speaking("en"), zipfile.ZipFile(io.BytesIO(made["activity_4_zip"]())) as archive:
        assert zip_of({}) is not None
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_hand_in_says_what_is_missing_and_holds_everything(monkeypatch):
    from core.ui.zero_shot_image_classification import hand_in

    monkeypatch.setattr(hand_in, "downloads", hand_in.downloads)
    at = compare(visit(PAGE, {PAGE: [open_sample("owl.jpg"), open_sample("fox.jpg")]}))
    assert said(at, "Still missing: your name; your own words on the result.")
    at.text_input(key="activity_4_student").input("Ana Núñez")
    at.text_area(key="activity_4_words").input("It never says búho.")
    well(at.run())
    assert not said(at, "Still missing")
    files = zipped(at)
    assert set(files) == {
        "report.html",
        "zero_shot.py",
        "app.py",
        "results.csv",
        "results.json",
        "images/owl.jpg",
        "images/fox.jpg",
        "labelled/owl.jpg",
        "labelled/fox.jpg",
    }
    report = files["report.html"].decode()
    assert "Ana Núñez" in report and "It never says búho." in report
    results = json.loads(files["results.json"])
    assert [one["image"] for one in results] == ["owl.jpg", "fox.jpg"]
    with Image.open(io.BytesIO(files["labelled/owl.jpg"])) as labelled:
        assert labelled.size == open_sample("owl.jpg").size


def test_a_tiny_picture_is_answered():
    tiny = Picture("tiny.png", packed(Image.new("RGB", (1, 1))), "upload", "tiny")
    assert bars(compare(visit(PAGE, {PAGE: [tiny]})))


@pytest.mark.parametrize(
    ("language", "first", "template"),
    [("en", "a cat", "a drawing of {}"), ("es", "un gato", "un dibujo de {}")],
)
def test_a_model_of_drawings_is_asked_about_drawings_in_the_language_of_the_page(language, first, template):
    at = visit(PAGE, clip="Doodle CLIP", lang=language)
    assert labels(at)[0] == first
    assert at.multiselect(key="drawing_template").value == [template]
    assert [picture.name for picture in at.session_state[PAGE]] == [
        "cat-11.png",
        "bicycle-0.png",
        "house-0.png",
        "fish-1.png",
    ]
    assert "label_set" not in at.query_params


def test_the_first_labels_follow_the_model_until_the_visitor_writes_others():
    at = visit(PAGE, clip="Doodle CLIP")
    chosen = at.selectbox(key="clip")
    well(chosen.set_value("clip-vit-base-patch32").run())
    assert labels(at) == ANIMALS
    write(at, "owl, bear")
    well(at.selectbox(key="clip").set_value("doodle-clip").run())
    assert labels(at) == ["owl", "bear"]


def test_a_model_of_drawings_is_measured_in_both_languages_on_drawings():
    at = press(compare(visit(PAGE, clip="Doodle CLIP")), "zero_shot.measure_languages")
    (table,) = [frame.value for frame in at.dataframe if "Spanish" in frame.value]
    assert table["Picture"].tolist()[0] == "cat-11.png"
    assert all(cell.split()[1] in ("un", "una", "unas") for cell in table["Spanish"])


def test_what_a_stand_in_says_in_both_languages_has_its_name_and_gives_way_to_the_model_itself(
    hub, clean_cache
):
    at = visit(PAGE)
    with hub.broken("refuse"):
        press(compare(at), "zero_shot.measure_languages")
    well(at.run())
    stands_in = "This is what **Doodle CLIP** sees: CLIP ViT-B/32 (OpenAI) could not be had."
    before = len(said(at, stands_in))
    # The other one is said over the answer to the page's question.
    assert before == 2
    press(at, "zero_shot.measure_languages")
    assert len(said(at, stands_in)) == before - 1
