"""Tokens and where they stand: the ids of the plain tokenizers, and offsets that are right in any script."""

import re
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.models import weights
from core.text.tokens import encode, fit_of, token_limit, tokens_of

NAMES = {
    "finiteautomata/bertweet-base-sentiment-analysis": 128,
    "pysentimiento/robertuito-pos": 128,
    "papluca/xlm-roberta-base-language-detection": 512,
    "Recognai/bert-base-spanish-wwm-cased-xnli": 512,
    "google-bert/bert-base-uncased": 512,
    "Helsinki-NLP/opus-mt-es-en": 512,
    "josmunpen/mt5-small-spanish-summarization": None,
    "PlanTL-GOB-ES/roberta-base-bne-sqac": 512,
    "ismaelfaro/gpt2-poems.es": 1024,
}
TEXTS = [
    "Hola",
    "¡Hola @maria! 😀😀 Mira https://t.co/abc, I can't… I cannot go at 5 p.m. :) #tag",
    "cafe\u0301 café CAFÉ ﬁn ½",
    "👩‍👩‍👧 ☀\ufe0f مرحبا بالعالم، 早上好！你今天好吗？ สวัสดี नमस्ते",
    "<s> [MASK] </s> <mask>",
    "  two   spaces \n and lines\n\n",
]


@pytest.fixture(scope="module")
def tokenizers(hub):
    from transformers import AutoTokenizer

    return {name: AutoTokenizer.from_pretrained(hub.root / name) for name in NAMES}


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("name", NAMES)
def test_the_ids_are_those_of_the_plain_tokenizer(tokenizers, name, text):
    assert [token.id for token in tokens_of(tokenizers[name], text)] == tokenizers[name](text)["input_ids"]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("name", NAMES)
def test_tokens_stand_in_the_order_of_the_text_and_reach_all_that_is_no_space(tokenizers, name, text):
    own = [token for token in tokens_of(tokenizers[name], text) if not token.special]
    reached = {place for token in own for place in range(token.start, token.end)}
    assert [token.start for token in own] == sorted(token.start for token in own)
    assert all(0 <= token.start <= token.end <= len(text) for token in own)
    missing = {place for place, letter in enumerate(text) if not letter.isspace()} - reached
    # Joiners and marks have no width; a tokenizer may drop them.
    assert {text[place] for place in missing if unicodedata.category(text[place])[0] not in "CM"} == set()


@pytest.mark.parametrize("name", NAMES)
def test_a_word_of_ascii_is_its_pieces_put_together(tokenizers, name):
    text = "Me gusta mucho leer libros"
    for token in tokens_of(tokenizers[name], text):
        plain = token.piece.strip("▁Ġ").removeprefix("##").removesuffix("@@")
        if not token.special and plain.isascii() and plain.isalpha():
            assert text[token.start : token.end].casefold() == plain.casefold()


@pytest.mark.parametrize("name", ["PlanTL-GOB-ES/roberta-base-bne-sqac", "ismaelfaro/gpt2-poems.es"])
def test_pieces_of_bytes_are_shown_as_the_letters_that_they_are(tokenizers, name):
    text = " ¿Qué canción?\n早"
    own = [token for token in tokens_of(tokenizers[name], text) if not token.special]
    shown = "".join(token.shown for token in own)
    # A letter that the vocabulary does not have stays in bytes.
    bytes_again = re.sub(
        "(⟨..⟩)+", lambda run: bytes.fromhex(run[0].translate({10216: "", 10217: ""})).decode(), shown
    )
    assert bytes_again.lstrip("␣") == text.strip().replace(" ", "␣").replace("\n", "↵")
    assert not {*shown} & {*"ĠÃÂ"}


def test_what_a_tweet_s_words_become_stands_where_the_words_stand(tokenizers):
    text = "@maria 😀 https://t.co/abc, sí"
    tokens = tokens_of(tokenizers["finiteautomata/bertweet-base-sentiment-analysis"], text)
    found = list(dict.fromkeys(text[token.start : token.end] for token in tokens if not token.special))
    assert found[:4] == ["@maria", "😀", "https://t.co/abc", ","]


@pytest.mark.parametrize(("name", "limit"), NAMES.items())
def test_the_limit_is_the_model_s(hub, tokenizers, name, limit):
    config = weights.read_json(hub.root / name / "config.json")
    assert token_limit(tokenizers[name], config) == limit


@pytest.mark.parametrize("name", NAMES)
def test_a_text_of_100_000_characters_is_cut_where_the_model_stops_reading(tokenizers, name):
    text = ("Hola, ¿está todo bien? " * 4400)[:100_000]
    encoded = encode(tokenizers[name], text, 64)
    plain = tokenizers[name](text, truncation=True, max_length=64, return_tensors="pt")
    assert encoded.tensors["input_ids"].tolist() == plain["input_ids"].tolist()
    assert [token.id for token in encoded.tokens] == plain["input_ids"][0].tolist()
    assert encoded.fit.is_cut
    assert encoded.fit.characters == max(token.end for token in encoded.tokens)


def test_a_text_that_fits_is_whole(tokenizers):
    tokenizer = tokenizers["google-bert/bert-base-uncased"]
    tokens = tokens_of(tokenizer, "hello")
    fit = fit_of(tokens, len(tokens), "hello")
    assert (fit.is_cut, fit.characters) == (False, 5)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=60))
def test_the_tokens_of_any_text_are_the_plain_ones_and_stand_inside_it(tokenizers, name, text):
    tokens = tokens_of(tokenizers[name], text)
    assert [token.id for token in tokens] == tokenizers[name](text)["input_ids"]
    assert all(0 <= token.start <= token.end <= len(text) for token in tokens)


def test_the_packages_that_tokenizers_prepare_texts_with_are_there(tokenizers):
    tweets = tokenizers["finiteautomata/bertweet-base-sentiment-analysis"]
    assert tweets.normalizeTweet("😀") == ":grinning_face:"
    # Without sacremoses quotation marks would stay as they are.
    assert "«" not in tokenizers["Helsinki-NLP/opus-mt-es-en"].normalize("«Hola»")
