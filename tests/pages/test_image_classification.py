"""The image classification page, with small models that are loaded for real."""

import json
import zipfile
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core.errors import UserError
from core.i18n import N_, speaking
from core.models import defaults, files
from core.models.catalogue.row import WEIGHTS
from core.pictures.images import Picture
from core.pictures.pixels import packed
from core.pictures.samples import open_sample
from core.ui.image_classification import answers, result
from tests.pages.visitor import errors, go, models_asked, press, press_words, said, visit, warnings, well

PAGE = "image_classification"
DOGS_AND_CATS = "Dogs and cats (AutoTrain)"


@pytest.fixture(autouse=True)
def _hub(hub):
    with speaking("en"):
        yield


@pytest.fixture
def runs(monkeypatch):
    """The models that looked at a picture, in order."""
    return models_asked(monkeypatch, answers, "classify")


def classify(at: AppTest) -> AppTest:
    return press_words(at, "Classify")


def bars(at: AppTest) -> list[str]:
    """The lists of labels on the page, as HTML."""
    return [node.proto.body for node in at.get("html") if 'class="scores"' in node.proto.body]


def overlays(at: AppTest) -> list[dict]:
    """What the pictures on the page were given to draw."""
    return [
        json.loads(node.proto.json)
        for node in at.get("bidi_component")
        if "miralab.heat_overlay" in node.proto.component_name
    ]


def toggle(at: AppTest, key: str) -> AppTest:
    return well(at.toggle(key=key).set_value(True).run())


def pictures(*names: str) -> dict:
    return {PAGE: [open_sample(name) for name in names]}


def type_truth(at: AppTest, *labels: str) -> AppTest:
    """Write what the pictures really show, as if it had been typed."""
    at.session_state["image_classification.truths"] = {
        picture.digest: label for picture, label in zip(at.session_state[PAGE], labels, strict=True)
    }
    return well(at.run())


def test_the_first_click_gives_five_labels_with_their_scores():
    at = visit(PAGE)
    assert [overlay["picture"]["alt"] for overlay in overlays(at)] == ["cat.jpg"]
    (shown,) = bars(classify(at))
    assert shown.count('class="score"') == 5


def test_the_code_is_there_before_a_model_ran_as_script_gradio_and_streamlit():
    first, gradio, streamlit = [code.value for code in visit(PAGE).code]
    assert 'Image.open("cat.jpg")' in first
    assert ("import gradio" in gradio, "import streamlit" in streamlit) == (True, True)


def test_nothing_runs_again_when_the_page_is_left_and_come_back_to(runs):
    at = classify(visit(PAGE))
    before = bars(at)
    go(go(at, ""), PAGE)
    assert (bars(at), runs) == (before, ["vit-base-patch16-224"])


def test_pressed_again_only_what_is_new_is_asked(runs):
    at = classify(visit(PAGE))
    press(at, f"{PAGE}.sample.dog.jpg")
    assert said(at, "1 picture has no answer yet")
    classify(at)
    assert len(runs) == 2
    assert not said(at, "no answer yet")


def test_two_models_stand_side_by_side_and_what_they_agree_on_is_said():
    at = classify(toggle(visit(PAGE), "two_classifiers"))
    assert len(bars(at)) == 2
    (words,) = said(at, "They do not agree") or said(at, "Both say")
    assert "ViT base" in words and "ResNet-50" in words


def test_the_same_model_twice_is_asked_once_and_the_page_says_so(runs):
    at = toggle(visit(PAGE), "two_classifiers")
    well(at.selectbox(key="second_classifier").set_value("vit-base-patch16-224").run())
    classify(at)
    assert said(at, "Both are the same model")
    assert (len(bars(at)), len(runs)) == (1, 1)


def test_both_models_and_that_there_are_two_stand_in_the_address():
    at = visit(PAGE, classifier="MobileNetV2", two_classifiers="true", second_classifier="DeiT base")
    assert (at.selectbox(key="classifier").value, at.selectbox(key="second_classifier").value) == (
        "mobilenet-v2",
        "deit-base-patch16-224",
    )


@pytest.mark.parametrize("model", ["nothing", "", "../../etc/passwd"])
def test_an_unknown_model_in_the_address_falls_back_to_the_first(model):
    assert visit(PAGE, classifier=model).selectbox(key="classifier").value == "vit-base-patch16-224"


@pytest.mark.parametrize("two", ["maybe", "", "<script>"])
def test_what_is_no_answer_to_two_models_or_one_means_one(two):
    assert visit(PAGE, two_classifiers=two).toggle(key="two_classifiers").value is False


def test_several_pictures_have_a_table_with_a_row_each():
    at = classify(visit(PAGE, pictures("cat.jpg", "dog.jpg", "owl.jpg")))
    names = next(frame.value["Name"].tolist() for frame in at.dataframe if "Name" in frame.value)
    assert names == ["cat.jpg", "dog.jpg", "owl.jpg"]


def test_a_picture_that_joins_the_list_is_the_one_shown_large():
    at = press(classify(visit(PAGE)), f"{PAGE}.sample.dog.jpg")
    assert overlays(at)[0]["picture"]["alt"] == "dog.jpg"
    press(at, f"{PAGE}.remove.{open_sample('dog.jpg').digest}")
    assert overlays(at)[0]["picture"]["alt"].startswith("cat.jpg")


def test_without_pictures_the_button_waits_and_the_page_asks_for_some():
    at = press(visit(PAGE), f"{PAGE}.remove.{open_sample('cat.jpg').digest}")
    (button,) = [button for button in at.button if button.label == "Classify"]
    assert button.disabled and said(at, "No pictures yet")


@pytest.mark.parametrize(("model", "words"), [("ViT base", "Attention rollout"), ("ResNet-50", "Grad-CAM")])
def test_where_a_model_looks_is_laid_over_the_picture_and_explained(model, words):
    at = classify(visit(PAGE, classifier=model))
    assert overlays(at)[0]["heat"] == ""
    toggle(at, "where_it_looks")
    (overlay,) = overlays(at)
    assert overlay["heat"].startswith("data:image/png") and "where" in overlay["picture"]["alt"]
    assert said(at, words) and said(at, "They do not say whether the answer is right")


def test_the_scores_are_explained_with_the_answers_own_numbers():
    at = classify(visit(PAGE))
    assert said(at, "There is no “none of these”") and said(at, "of its 1,000 labels")
    (steps,) = [frame.value for frame in at.dataframe if "Logit" in frame.value]
    assert steps["Label"].tolist()[-1] == "the 995 others"


def test_a_model_of_labels_that_do_not_exclude_one_another_is_explained_as_such():
    at = visit(PAGE)
    at.text_input[0].input("someone/many-labels")
    classify(press_words(at, "Look it up"))
    assert said(at, "sigmoid") and said(at, "does not say what its labels mean")


def test_a_model_of_one_very_long_label_is_shown_short():
    at = visit(PAGE)
    at.text_input[0].input("someone/one-label")
    (shown,) = bars(classify(press_words(at, "Look it up")))
    assert shown.count('class="score"') == 1 and "<details>" in shown


def test_what_the_pictures_show_is_taken_from_their_names_and_counted():
    named = [
        Picture(f"{label}_{number}.png", packed(noise(number)), "upload", f"digest {number}")
        for number, label in enumerate(["cat", "dog", "0"])
    ]
    at = classify(visit(PAGE, {PAGE: named}, classifier=DOGS_AND_CATS))
    at.session_state["image_classification.truth"] = True
    well(at.run())
    press_words(at, "Take the labels from the file names")
    (counted,) = [frame.value for frame in at.dataframe if "Top-1" in frame.value]
    assert counted["Top-5"].tolist() == ["2 of 2 (100\N{NO-BREAK SPACE}%)"]


def test_a_word_that_is_no_label_is_named_with_the_labels_that_have_it_and_not_counted():
    at = type_truth(classify(visit(PAGE)), "cat")
    (words,) = warnings(at)
    assert (
        words.startswith("ViT base does not know this label") and "**cat**" in words and "tiger cat" in words
    )
    assert not [frame for frame in at.dataframe if "Top-1" in frame.value]


def test_truth_may_be_written_in_spanish():
    at = type_truth(classify(visit(PAGE, classifier=DOGS_AND_CATS)), "gatos")
    assert [frame for frame in at.dataframe if "Top-1" in frame.value] and not warnings(at)


def type_in_table(at: AppTest, row: int, label: str) -> AppTest:
    """Write into the table of what the pictures show, as a browser does: the app's callback runs first."""
    (table,) = at.data_editor
    states = at._tree.get_widget_states()
    edit = {"edited_rows": {row: {"Really there": label}}, "added_rows": [], "deleted_rows": []}
    states.widgets.add(id=table.proto.id, string_value=json.dumps(edit))
    return well(at._run(states))


def test_the_label_typed_last_is_in_the_table_of_that_very_run_and_in_its_files(monkeypatch):
    saved = {}
    monkeypatch.setattr(
        result, "downloads", lambda *files: saved.update({file.label: file.data for file in files})
    )
    at = classify(visit(PAGE, pictures("cat.jpg", "dog.jpg")))
    at.session_state["image_classification.truth"] = True
    type_in_table(well(at.run()), 1, "pug")
    (shown,) = [frame.value for frame in at.dataframe if "ViT base" in frame.value and "Name" in frame.value]
    assert ("Really there" in shown, b"pug" in saved["CSV"]) == (True, True)


def test_an_error_in_the_result_shown_large_is_a_sentence_and_takes_nothing_else_away(monkeypatch):
    at = classify(visit(PAGE))

    def fail(*_given):
        raise UserError(N_("The file {name} is empty. Choose another picture."), name="a.png")

    monkeypatch.setattr(result, "show_bars", fail)
    well(at.run())
    assert errors(at) == ["The file a.png is empty. Choose another picture."]
    assert "CSV" in [button.proto.label for button in at.get("download_button")]


def noise(seed: int) -> Image.Image:
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (20, 20, 3), np.uint8))


def png(seed: int) -> bytes:
    file = BytesIO()
    noise(seed).save(file, "PNG")
    return file.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def upload(at: AppTest, data: bytes) -> AppTest:
    at.session_state["image_classification.truth"] = True
    well(at.run())
    (uploader,) = [one for one in at.get("file_uploader") if "truths.upload" in str(one.key)]
    return well(uploader.upload("set.zip", data, "application/zip").run())


def test_a_zip_of_folders_takes_the_place_of_the_list_and_says_what_is_in_it():
    at = upload(visit(PAGE), zipped({"cat/1.png": png(1), "dog/1.png": png(2)}))
    assert [picture.name for picture in at.session_state[PAGE]] == ["1.png", "1 (2).png"]
    assert list(at.session_state["image_classification.truths"].values()) == ["cat", "dog"]
    press(at, f"{PAGE}.bring_back")
    assert [picture.name for picture in at.session_state[PAGE]] == ["cat.jpg"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"nothing", "This ZIP cannot be read"),
        (zipped({"notes.txt": b""}), "There is no picture in this ZIP"),
        (zipped({"cat/a.png": b"broken"}), "a.png is not a picture"),
    ],
)
def test_a_zip_that_is_of_no_use_takes_nothing_away(data, words):
    at = upload(visit(PAGE), data)
    assert [words in error for error in errors(at)] == [True]
    assert [picture.name for picture in at.session_state[PAGE]] == ["cat.jpg"]


def test_of_a_zip_of_too_many_pictures_the_first_are_taken():
    at = upload(visit(PAGE), zipped({f"cat/{number}.png": png(number) for number in range(22)}))
    assert len(at.session_state[PAGE]) == 20
    assert errors(at) == ["The first 20 pictures were taken: a list holds no more."]


def test_a_model_that_cannot_be_had_says_why_where_there_is_no_other(hub, clean_cache, monkeypatch):
    monkeypatch.setattr(defaults, "nearest_available", lambda _row, _task: None)
    at = visit(PAGE)
    with hub.broken("refuse"):
        classify(at)
    assert errors(at) == ["The Hugging Face Hub cannot be reached. Check the network and try again."]
    assert bars(classify(at))


def test_a_picture_that_a_model_cannot_work_on_does_not_stop_the_others(monkeypatch):
    real = answers.classify

    def choosy(loaded, image):
        if image.size == open_sample("cat.jpg").size:
            raise answers.UserError("Not this one.")
        return real(loaded, image)

    monkeypatch.setattr(answers, "classify", choosy)
    at = classify(visit(PAGE, pictures("cat.jpg", "dog.jpg")))
    assert errors(at) == ["Not this one."]
    assert said(at, "1 picture has no answer yet")


def test_a_model_of_drawings_is_offered_drawings_and_is_judged_by_what_they_are():
    at = visit(PAGE, classifier="Doodle ViT")
    assert [picture.name for picture in at.session_state[PAGE]] == ["cat-11.png"]
    assert {"Cat", "Bicycle"} <= {button.label for button in at.button}
    classify(at)
    assert not said(at, "shows the gap between domains")
    assert said(at, "Top-1: the right label is the best one.")


def test_the_first_picture_follows_the_model_until_the_visitor_chooses_one():
    at = visit(PAGE, classifier="Doodle ViT")
    well(at.selectbox(key="classifier").set_value("mobilenet-v2").run())
    assert [picture.name for picture in at.session_state[PAGE]] == ["cat.jpg"]
    press(at, f"{PAGE}.sample.dog.jpg")
    well(at.selectbox(key="classifier").set_value("doodle-vit").run())
    assert [picture.name for picture in at.session_state[PAGE]] == ["cat.jpg", "dog.jpg"]


def test_what_a_visitor_says_of_a_drawing_that_ships_is_not_overwritten():
    at = visit(PAGE, classifier="Doodle ViT")
    (digest,) = [picture.digest for picture in at.session_state[PAGE]]
    assert at.session_state["image_classification.truths"] == {digest: "cat"}
    at.session_state["image_classification.truths"] = {digest: "dog"}
    assert well(at.run()).session_state["image_classification.truths"] == {digest: "dog"}


def test_a_drawing_stands_in_the_address_by_its_name():
    at = visit(PAGE, classifier="Doodle ViT", picture=["house-0", "unicorn-1"])
    assert [picture.name for picture in at.session_state[PAGE]] == ["house-0.png"]
    assert at.query_params["picture"] == "house-0"


def test_a_second_model_that_ships_beside_one_for_photographs_says_why_and_nothing_wrong(monkeypatch):
    here = {"vit-base-patch16-224", "doodle-vit", "doodle-resnet"}
    monkeypatch.setattr(files, "cached", lambda row, _kind=None: WEIGHTS if row.name in here else None)
    monkeypatch.setattr(defaults, "reachable", lambda: False)
    at = visit(PAGE, two_classifiers="true")
    models = [at.selectbox(key=key).value for key in ("classifier", "second_classifier")]
    assert models == ["vit-base-patch16-224", "doodle-vit"]
    assert said(at, "did not have two other models for this, so the second one ships with the app")
    assert not said(at, "no other model for this was on this machine")
