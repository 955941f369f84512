"""The text classification page: what a visitor gets of a text, step by step."""

import pytest

import core.ui.text_classification.choices as choices
from core.ui.text_classification.choices import EXAMPLES
from tests.pages.visitor import errors, go, models_asked, press, press_words, said, visit, warnings, well

PAGE = "text_classification"
MULTILINGUAL = "XLM-RoBERTa (20 languages)"


@pytest.fixture(autouse=True)
def _models(hub):
    pass


def classify(at):
    return press_words(at, "Classify the text")


def bars(at) -> list[str]:
    """The rows of score bars on the page, as text."""
    return [html.body for html in at.get("html") if '<ol class="scores">' in html.body]


def test_the_first_example_is_classified_at_a_click():
    at = classify(visit(PAGE))
    assert ">POS (positive)<" in bars(at)[0].split("</li>")[0]
    assert [said(at, f"**{n} · ") != [] for n in range(1, 7)] == [True] * 6


def test_a_teacher_s_link_opens_an_example_and_a_model():
    at = classify(visit(PAGE, text_classification_example="greeting", text_classifier=MULTILINGUAL))
    assert ">es (Spanish)<" in bars(at)[0].split("</li>")[0]
    assert at.text_area[0].value == "Hola, cómo te encuentras?"


def test_all_twenty_languages_can_be_seen_as_bars():
    at = classify(visit(PAGE, text_classifier=MULTILINGUAL))
    few, all_of_them = bars(at)
    assert (few.count("<li"), all_of_them.count("<li")) == (5, 20)


def test_an_example_that_the_address_makes_up_is_the_first_one():
    assert visit(PAGE, text_classification_example="nonsense").text_area[0].value == EXAMPLES[0].text


def test_what_is_typed_stays_on_another_page_another_language_and_another_model():
    at = visit(PAGE)
    well(at.text_area[0].input("Mine, and only mine.").run())
    well(at.selectbox[0].select(at.selectbox[0].options[1]).run())
    go(at, "image_classification")
    well(at.sidebar.button_group(key="language_switch_en").set_value("es").run())
    at.query_params.clear()
    well(at.switch_page(f"pages/{PAGE}.py").run())
    assert at.text_area[0].value == "Mine, and only mine."


@pytest.mark.parametrize("typed", ["", "   ", "\u200b"])
def test_without_a_text_it_says_what_to_do(typed):
    at = visit(PAGE)
    well(at.text_area[0].input(typed).run())
    assert said(at, "There is no text yet")
    assert next(button for button in at.button if button.label == "Classify the text").disabled


def test_a_text_that_is_too_long_for_the_model_says_what_is_not_read():
    at = visit(PAGE)
    well(at.text_area[0].input("so happy today " * 100 + "THE END").run())
    at = classify(at)
    assert "at most 128 tokens" in warnings(at)[0]
    assert any(text.value.endswith("THE END") for text in at.text)


def test_an_uploaded_file_takes_the_place_of_the_text_which_can_be_had_back():
    at = visit(PAGE)
    well(at.text_area[0].input("Mine.").run())
    well(
        at.get("file_uploader")[0].upload("nota.txt", "¿Qué tal, señor?".encode("utf-16"), "text/plain").run()
    )
    assert at.text_area[0].value == "¿Qué tal, señor?"
    assert said(at, "nota.txt (UTF-16)")
    well(at.text_area[0].input("¿Qué tal?").run())
    press_words(at, "Bring back the text from before")
    assert at.text_area[0].value == "Mine."
    press_words(at, "Bring back the text from before")
    assert at.text_area[0].value == "¿Qué tal?"


def test_the_examples_together_take_the_place_of_a_text_which_can_be_had_back():
    at = visit(PAGE, text_classification_several="true")
    well(at.text_area[0].input("Mine.").run())
    press_words(at, "All examples, one a line")
    press_words(at, "Bring back the text from before")
    assert at.text_area[0].value == "Mine."


def test_a_file_that_is_no_text_is_refused_and_the_text_stays():
    at = visit(PAGE)
    well(
        at.get("file_uploader")[0].upload("photo.txt", b"\x89PNG\r\n\x1a\n" + bytes(300), "text/plain").run()
    )
    assert "photo.txt is not a text file" in errors(at)[0]
    assert at.text_area[0].value == EXAMPLES[0].text


def test_several_texts_make_a_table_and_one_of_them_is_shown_step_by_step():
    at = visit(PAGE, text_classification_several="true")
    well(at.text_area[0].input("I love this song.\n\nTomorrow is Tuesday.").run())
    at = classify(at)
    table = at.dataframe[0].value
    assert list(table["Text"]) == ["I love this song.", "Tomorrow is Tuesday."]
    assert [cell.split(" · ")[0] for cell in table["BERTweet (sentiment, English)"]] == ["POS", "NEU"]


def test_two_models_answer_side_by_side_and_it_says_that_they_answer_different_questions():
    at = classify(visit(PAGE, two_text_classifiers="true"))
    # The second has so many labels that all of them are folded below its best.
    assert len(bars(at)) == 3
    assert said(at, "The two models know different labels")


def test_nothing_runs_again_when_the_page_is_left_and_come_back_to(monkeypatch):
    asked = models_asked(monkeypatch, choices, "classify")
    at = classify(visit(PAGE))
    go(at, "object_detection")
    at = classify(go(at, PAGE))
    assert asked == ["bertweet-sentiment"]


def test_attention_is_worked_out_when_its_part_is_opened():
    at = classify(visit(PAGE, {"text_classification.attention.bertweet-sentiment": True}))
    assert said(at, "Strongest between two tokens")


def test_where_the_hub_lacks_the_model_it_says_so_and_the_one_that_stands_in_answers(monkeypatch):
    from core.ui.inputs import model_input

    other = model_input.find("xlm-roberta-language-detection")
    monkeypatch.setattr(model_input, "find", lambda _name: other)
    at = classify(visit(PAGE, text_classifier="DistilBERT SST-2 (sentiment, English)"))
    assert "There is no public model called distilbert-sst-2 on the Hub" in warnings(at)[0]
    assert f"{MULTILINGUAL} stands in for it" in warnings(at)[0]
    assert ">fr (French)<" in bars(at)[0]


def test_two_models_are_timed_on_the_page_s_text_and_the_examples():
    at = visit(PAGE, {"text_classification.timing": True}, two_text_classifiers="true")
    press(at, "text_classification.measure")
    times = [frame.value for frame in at.dataframe if "Median" in frame.value]
    assert list(times[0]["Model"]) == ["BERTweet (sentiment, English)", MULTILINGUAL]
    texts = next(
        frame.value for frame in at.dataframe if "Text" in frame.value and len(frame.value.columns) == 3
    )
    assert len(texts) == len(EXAMPLES)
    assert said(at, "faster")
