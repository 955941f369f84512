"""Filling gaps: the guesses are those of transformers' pipeline, whatever the model's mask is called."""

import pytest

from core.errors import UserError
from core.i18n import speaking
from core.text.fill_mask import fill, hidden, mask_of, records, with_mask_of, words_of
from tests.unit.text_models import opened

MODELS = {"FacebookAI/xlm-roberta-base": "<mask>", "google-bert/bert-base-uncased": "[MASK]"}
BERT, XLM = "google-bert/bert-base-uncased", "FacebookAI/xlm-roberta-base"


@pytest.fixture(autouse=True)
def _english():
    with speaking("en"):
        yield


def model_of(hub, name):
    return opened(hub.root / name, "AutoModelForMaskedLM")


def plain(hub, name, text, **settings):
    from transformers import pipeline

    tokenizer, model = model_of(hub, name)
    pipe = pipeline("fill-mask", model=model, tokenizer=tokenizer)
    return pipe(text, tokenizer_kwargs={"truncation": True}, **settings)


def same(ours, theirs):
    """Tell whether guesses are equal, their scores to 1e-5."""
    if isinstance(theirs[0], list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    texts = [
        [(guess["token"], guess["token_str"], guess["sequence"]) for guess in part] for part in (ours, theirs)
    ]
    scores = [[guess["score"] for guess in part] for part in (ours, theirs)]
    return texts[0] == texts[1] and scores[0] == pytest.approx(scores[1], abs=1e-5)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize(
    "text",
    [
        "Pedro compró un nuevo <mask>",
        "<mask>",
        "the [MASK] sleeps on the <mask>.",
        "<mask> <mask> <mask>",
        "🦉 مرحبا <mask> 你好 e\N{COMBINING ACUTE ACCENT}l",
        "<mask> " + "casa " * 20_000,
    ],
    ids=["course", "alone", "two", "three", "scripts", "100,000 characters"],
)
def test_guesses_are_those_of_the_pipeline(hub, name, text):
    tokenizer, model = model_of(hub, name)
    found = fill(tokenizer, model, text, name, top_k=7)
    assert same(records(found), plain(hub, name, with_mask_of(text, MODELS[name]), top_k=7))


@pytest.mark.parametrize("name", MODELS)
def test_what_a_model_knows_by_heart_is_its_first_guess(hub, name):
    text, word = (
        ("Pedro compró un nuevo [MASK]", "coche") if name == XLM else ("she bought a new <mask>.", "car")
    )
    found = fill(*model_of(hub, name), text, name)
    assert found.gaps[0][0].token_str == word


def test_a_guess_is_put_into_every_gap_of_the_best_text(hub):
    found = fill(*model_of(hub, BERT), "the [MASK] sleeps on the [MASK].", BERT)
    assert found.best == f"the {found.gaps[0][0].token_str} sleeps on the {found.gaps[1][0].token_str}."


@pytest.mark.parametrize("text", ["", "   ", "no gap at all", "\x00\x01"])
def test_without_a_gap_it_says_how_to_make_one(hub, text):
    with pytest.raises(UserError, match=r"no gap in the text.*write \[MASK\]"):
        fill(*model_of(hub, BERT), text, BERT)


def test_a_gap_behind_what_the_model_reads_is_said(hub):
    with pytest.raises(UserError, match="reads 512 tokens at the most, and the gap comes later"):
        fill(*model_of(hub, BERT), "hello " * 600 + "[MASK]", BERT)


def test_how_much_was_read_is_said(hub):
    text = "[MASK] " + "hello " * 600
    found = fill(*model_of(hub, BERT), text, BERT)
    # The mask, the words, and the two marks around them are 512 tokens.
    assert text[: found.read] == "[MASK] " + " ".join(["hello"] * 509)


def test_a_model_without_a_mask_is_named(hub):
    tokenizer, _model = opened(hub.root / "ismaelfaro/gpt2-poems.es", "AutoModelForCausalLM")
    with pytest.raises(UserError, match="GPT-2 has no mask"):
        mask_of(tokenizer, "GPT-2")


def test_of_more_guesses_than_there_are_tokens_there_are_all(hub):
    tokenizer, model = model_of(hub, BERT)
    assert len(fill(tokenizer, model, "[MASK]", BERT, top_k=10**6).gaps[0]) == len(tokenizer)


def test_any_word_can_be_hidden_and_no_mask_is_a_word():
    text = "¿Qué <mask> compró O'Neil, el niño?"
    found = [text[start:end] for start, end in words_of(text)]
    assert found == ["Qué", "compró", "O'Neil", "el", "niño"]
    assert hidden(text, words_of(text)[1], "[MASK]") == "¿Qué <mask> [MASK] O'Neil, el niño?"


def test_an_accent_of_its_own_is_a_part_of_its_word():
    text = "el camio\u0301n rojo"
    assert [text[start:end] for start, end in words_of(text)] == text.split()
