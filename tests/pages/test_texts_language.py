"""An example in another language than the model's: that is said in a sentence."""

import pytest

from tests.pages.visitor import said, visit, well

WORDS = "expect little of it"


@pytest.fixture(autouse=True)
def _models(hub):
    pass


@pytest.mark.parametrize(
    ("page", "address", "says"),
    [
        (
            "text_generation",
            {"text_generation_model": "Mini LM (es)"},
            "This example is in English, and Mini LM (es) only knows Spanish",
        ),
        ("translation", {"translation_model": "Mini es-en"}, "Mini es-en only knows Spanish"),
        ("question_answering", {}, "only knows Spanish"),
        ("zero_shot_classification", {}, "only knows Spanish"),
        ("summarization", {}, "only knows Spanish"),
        ("token_classification", {}, "only knows Spanish"),
        ("fill_mask", {"gap_filler": "Mini BERT (es)"}, "only knows Spanish"),
    ],
)
def test_an_english_example_for_a_spanish_model_warns_and_a_spanish_one_does_not(page, address, says):
    at = visit(page, **address, **{f"{page}_example": "english"})
    assert said(at, says) and said(at, WORDS)
    assert not said(visit(page, **address), WORDS)


def test_a_model_of_many_languages_or_of_the_right_one_is_not_warned_of():
    assert not said(visit("fill_mask", fill_mask_example="english"), WORDS)
    assert not said(
        visit("translation", translation_example="english", translation_model="OPUS-MT en → es"), WORDS
    )
    at = visit("text_classification", text_classification_example="greeting")
    assert said(at, "only knows English")


def test_of_a_text_of_one_s_own_nothing_is_said():
    at = visit("text_generation", text_generation_model="Mini LM (es)")
    well(at.text_area(key="text_generation").set_value("Once upon a midnight dreary").run())
    assert not said(at, WORDS)


def test_a_title_that_describes_a_model_is_spanish_in_a_spanish_sentence_and_the_same_in_every_list():
    at = visit("question_answering", lang="es")
    assert said(at, "RoBERTa BNE SQAC (español)")
    assert at.selectbox[0].options[0] == "RoBERTa BNE SQAC (Spanish)"
