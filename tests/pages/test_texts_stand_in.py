"""Where one of two models cannot be had and the other one stands in for it, the pages on texts show the one once."""

import pytest

from core.models.hub.explain import unknown
from core.ui.inputs import model_input
from tests.pages.visitor import press_words, said, visit, warnings, well


@pytest.fixture
def lacks(hub, monkeypatch):
    """Let the Hub have one model no more, and another one stand in for it."""

    def without(gone: str, other: str) -> None:
        load, stands_in = model_input.loader.load, model_input.find(other)

        def loaded(row, *rest, **options):
            if row.name == gone:
                raise unknown(row.hub_id)
            return load(row, *rest, **options)

        monkeypatch.setattr(model_input.loader, "load", loaded)
        monkeypatch.setattr(model_input, "find", lambda _name: stands_in)

    return without


@pytest.mark.parametrize(
    ("page", "button", "two", "gone", "other"),
    [
        (
            *("text_classification", "Classify the text", "two_text_classifiers"),
            *("bertweet-sentiment", "xlm-roberta-language-detection"),
        ),
        (
            *("token_classification", "Mark the words", "two_token_classifiers"),
            *("robertuito-pos", "bert-spanish-ner"),
        ),
        ("fill_mask", "Fill the gap", "two_gap_fillers", "xlm-roberta-base", "bert-base-uncased"),
        ("translation", "Translate", "two_translation_models", "opus-mt-es-en", "mini-es-en"),
    ],
)
def test_a_model_that_is_chosen_and_stands_in_too_answers_once(lacks, page, button, two, gone, other):
    lacks(gone, other)
    at = press_words(visit(page, **{two: "true"}), button)
    title = str(model_input.find(other).title)
    assert f"{title} stands in for it" in warnings(at)[0]
    assert len(said(at, "This is what")) == 1
    assert [one.value for one in at.markdown].count(f"**{title}**") == 1
    assert not said(at, "They differ")


def test_a_table_of_several_texts_names_the_model_that_answered(lacks):
    lacks("distilbert-sst-2", "bertweet-sentiment")
    at = visit(
        "text_classification",
        text_classification_several="true",
        text_classifier="DistilBERT SST-2 (sentiment, English)",
    )
    well(at.text_area[0].input("so happy\nso sad").run())
    at = press_words(at, "Classify the text")
    (table,) = [frame.value for frame in at.dataframe if "Text" in frame.value and len(frame.value) == 2]
    assert list(table.columns) == ["Text", "BERTweet (sentiment, English)"]


def test_parts_of_speech_are_stood_in_for_by_parts_of_speech(hub, monkeypatch):
    load = model_input.loader.load

    def without(row, *rest, **options):
        if row.name == "robertuito-pos":
            raise unknown(row.hub_id)
        return load(row, *rest, **options)

    monkeypatch.setattr(model_input.loader, "load", without)
    at = press_words(visit("token_classification"), "Mark the words")
    assert "Mini POS (es) stands in for it" in warnings(at)[0]
    assert ">DET<" in "".join(node.body for node in at.get("html"))
