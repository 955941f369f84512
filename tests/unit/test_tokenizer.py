"""What a tokenizer does to a text: tokens, ids and offsets are the library's own, and every step leads to them."""

import pytest
from transformers import AutoTokenizer

from core.errors import UserError
from core.i18n import speaking
from core.library.tokenizer_batch import batch
from core.library.tokenizer_counts import counts
from core.library.tokenizer_ids import decoded, id_of, ids_in, search, special_tokens, token_of
from core.library.tokenizer_steps import steps_of
from core.library.tokenizer_words import (
    longest_matches,
    merging,
    model_of,
    segmentations,
)
from core.models.catalogue.row import WEIGHTS
from core.pieces import bytes_of, in_letters, readable, visible, writes_bytes
from core.text.tokens import tokens_of

LAYOUTS = {
    "finiteautomata/bertweet-base-sentiment-analysis": "vocab.txt and bpe.codes",
    "Helsinki-NLP/opus-mt-es-en": "source.spm, target.spm, vocab.json",
    "josmunpen/mt5-small-spanish-summarization": "spiece.model",
    "ismaelfaro/gpt2-poems.es": "vocab.json and merges.txt",
    "Recognai/bert-base-spanish-wwm-cased-xnli": "vocab.txt",
    "FacebookAI/xlm-roberta-base": "tokenizer.json",
    "pysentimiento/robertuito-pos": "tokenizer.json alone",
    "openai/clip-vit-base-patch32": "vocab.json and merges.txt, words with an end",
}
SHIPPED = ["mini-bert-es", "mini-lm-es", "mini-es-en", "mini-idioma"]
FAST = [name for name in LAYOUTS if name not in list(LAYOUTS)[:2]]
TEXTS = {
    "plain": "Hola, ¿qué tal? No sé leer.",
    "spaces": "  two   spaces \n and\tlines\n\n",
    "controls": "a\x02b\x7f c\u200b",
    "right to left": "مرحبا بالعالم \u202eabc",
    "marks": "cafe\u0301 e\u0301\u0302 ﬁn ½",
    "emojis": "👩‍👩‍👧 ☀\ufe0f 😀😀",
    "markup": "<b>x</b> <s> [MASK] </s> <mask> <script>alert(1)</script>",
    "empty": "",
}


@pytest.fixture(scope="module")
def tokenizers(hub):
    folders = {name: hub.root / name for name in LAYOUTS} | {name: WEIGHTS / name for name in SHIPPED}
    return {name: AutoTokenizer.from_pretrained(folder) for name, folder in folders.items()}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("name", [*LAYOUTS, *SHIPPED])
def test_tokens_and_ids_are_the_library_s(tokenizers, name, text):
    tokenizer = tokenizers[name]
    found = tokens_of(tokenizer, text, trimmed=False)
    assert [token.id for token in found] == tokenizer(text)["input_ids"]
    if tokenizer.is_fast:
        plain = tokenizer(text, return_offsets_mapping=True)
        assert [token.piece for token in found] == tokenizer.convert_ids_to_tokens(plain["input_ids"])
        assert [(token.start, token.end) for token in found] == plain["offset_mapping"]


@pytest.mark.parametrize("name", [*LAYOUTS, *SHIPPED])
def test_100_000_characters_are_cut_as_the_library_does(tokenizers, name):
    text = ("Hola, ¿está todo bien? 😀 " * 4400)[:100_000]
    assert [t.id for t in tokens_of(tokenizers[name], text, trimmed=False)] == tokenizers[name](text)[
        "input_ids"
    ]


# --- what a person reads


@pytest.mark.parametrize(
    ("piece", "in_bytes", "read"),
    [
        ("", True, ""),
        ("Ġniño", True, "␣ni⟨F1⟩o"),
        ("ĠniÃ±o", True, "␣niño"),
        ("Ċ", True, "↵"),
        ("ðŁĳ©", True, "👩"),
        ("ðŁ", True, "⟨F0⟩⟨9F⟩"),
        ("<soneto>", True, "<soneto>"),
        ("▁niño", False, "␣niño"),
        ("##do", False, "##do"),
        ("\u202e\x02", False, "⟨202E⟩⟨0002⟩"),
        ("\u0301", False, "◌\u0301"),
        ("\u200d", False, "⟨200D⟩"),
        ("👩\u200d👧", False, "👩\u200d👧"),
    ],
)
def test_a_piece_is_shown_so_that_all_of_it_can_be_seen(piece, in_bytes, read):
    assert readable(piece, in_bytes) == read


def test_every_byte_has_a_letter_and_the_way_back():
    from tokenizers.pre_tokenizers import ByteLevel

    text = "".join(map(chr, range(0x20, 0x500))) + "😀"
    assert bytes_of(in_letters(text)) == text.encode()
    assert set(in_letters(text)) <= set(ByteLevel.alphabet())
    assert visible(" ") == "␣"


def test_a_token_outside_the_bytes_has_none(tokenizers):
    assert bytes_of("<|東|>") is None
    assert [writes_bytes(tokenizers[name]) for name in ("mini-lm-es", "mini-bert-es")] == [True, False]


# --- ids both ways


@pytest.mark.parametrize("with_special", [True, False])
@pytest.mark.parametrize("name", [*LAYOUTS, *SHIPPED])
def test_ids_become_the_text_that_the_library_makes_of_them(tokenizers, name, with_special):
    tokenizer = tokenizers[name]
    ids = tokenizer("Hola, ¿qué tal?")["input_ids"]
    expected = tokenizer.decode(ids, skip_special_tokens=not with_special)
    assert decoded(tokenizer, ids, with_special) == expected


@pytest.mark.parametrize(
    ("typed", "ids"),
    [("7", [7]), ("[101, 7592;102]", [101, 7592, 102]), ("1\n2\t3", [1, 2, 3]), ("007", [7])],
)
def test_ids_are_read_however_they_are_parted(typed, ids):
    assert ids_in(typed) == ids


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "There are no ids yet"),
        ("[ , ]", "There are no ids yet"),
        ("12 x 3", "“x” is no id"),
        ("-1", "“-1” is no id"),
        ("1.5", "“1.5” is no id"),
        ("٣", "“٣” is no id"),
        ("9" * 5000, "is no id"),
        ("1 " * 20_001, "20001 ids"),
    ],
)
def test_what_is_no_id_is_said(typed, problem):
    with speaking("en"), pytest.raises(UserError, match=problem) as raised:
        ids_in(typed)
    assert len(str(raised.value)) < 200


@pytest.mark.parametrize("name", [*LAYOUTS, *SHIPPED])
def test_an_id_that_the_vocabulary_does_not_have_is_said(tokenizers, name):
    last = len(tokenizers[name]) - 1
    with speaking("en"), pytest.raises(UserError, match=f"no id 900000000: they go from 0 to {last}"):
        decoded(tokenizers[name], [900_000_000], with_special=True)
    assert token_of(tokenizers[name], -1) is None


@pytest.mark.parametrize("name", [*LAYOUTS, *SHIPPED])
def test_a_token_and_its_id_are_found_from_one_another(tokenizers, name):
    tokenizer = tokenizers[name]
    number = tokenizer("Hola")["input_ids"][0]
    assert id_of(tokenizer, token_of(tokenizer, number)) == (token_of(tokenizer, number), number)
    assert id_of(tokenizer, "no such token at all") is None


def test_a_space_may_be_typed_for_what_the_vocabulary_writes(tokenizers):
    assert id_of(tokenizers["mini-lm-es"], " que")[0] == "Ġque"
    assert id_of(tokenizers["FacebookAI/xlm-roberta-base"], " de")[0] == "▁de"


def test_special_tokens_have_their_roles_and_those_that_were_only_added_have_none(tokenizers):
    roles = {one.role: one.token for one in special_tokens(tokenizers["mini-bert-es"])}
    assert (roles["cls_token"], roles["mask_token"]) == ("[CLS]", "[MASK]")
    added = [one.token for one in special_tokens(tokenizers["mini-lm-es"]) if not one.role]
    assert "<soneto>" in added


@pytest.mark.parametrize("name", [*LAYOUTS, *SHIPPED])
def test_a_search_for_nothing_finds_the_whole_vocabulary_in_the_order_of_the_ids(tokenizers, name):
    found = search(tokenizers[name], "", "contains")
    assert found.tolist() == sorted(tokenizers[name].get_vocab().values())


def test_a_search_finds_tokens_by_a_part_or_by_their_beginning(tokenizers):
    tokenizer = tokenizers["mini-lm-es"]
    inside = [token_of(tokenizer, number) for number in search(tokenizer, "ción", "contains").tolist()]
    assert inside and all("ciÃ³n" in token for token in inside)
    starts = [token_of(tokenizer, number) for number in search(tokenizer, "Que", "starts").tolist()]
    assert {"Ġque", "que"} <= set(starts) and all(
        token.strip("Ġ").lower().startswith("que") for token in starts
    )
    assert len(search(tokenizer, "zzzzzz", "contains")) == 0


# --- the steps


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("name", [*FAST, *SHIPPED])
def test_the_steps_end_with_the_tokens_of_the_library_and_say_where_they_differ_before(
    tokenizers, name, text
):
    tokenizer = tokenizers[name]
    steps = steps_of(tokenizer, text)
    assert list(steps.tokens) == tokenizer.convert_ids_to_tokens(tokenizer(text)["input_ids"])
    own = tokenizer.convert_ids_to_tokens(tokenizer(text, add_special_tokens=False)["input_ids"])
    assert steps.is_same == ([piece for word in steps.words for piece in word.pieces] == own)


@pytest.mark.parametrize("name", [*FAST, *SHIPPED])
def test_the_steps_of_a_plain_sentence_make_just_its_tokens(tokenizers, name):
    assert steps_of(tokenizers[name], "Hola, ¿qué tal?").is_same


def test_a_token_that_is_looked_for_first_is_a_word_by_itself(tokenizers):
    steps = steps_of(tokenizers["mini-bert-es"], "una [MASK] más")
    assert [word.text for word in steps.words] == ["una", "[MASK]", "más"]
    assert [word.added for word in steps.words] == [False, True, False]
    assert steps.is_same


def test_what_does_each_step_is_named(tokenizers):
    parts = steps_of(tokenizers["mini-bert-es"], "a").parts
    assert (parts.pre_tokenizer, parts.model) == ("BertPreTokenizer", "WordPiece")
    assert parts.normalizer == "NFC, Replace × 8, BertNormalizer"
    assert parts.post_processor == "TemplateProcessing: [CLS] $A [SEP]"


def test_a_slow_tokenizer_cannot_be_looked_into(tokenizers):
    assert steps_of(tokenizers["Helsinki-NLP/opus-mt-es-en"], "Hola") is None


# --- one word

WORDS = ["Hola", "murciélago", "👩‍👩‍👧", "anticonstitucionalmente", "ж", "a", "leer", "zzzzzzzz", "東京"]


def words_of(tokenizer, text):
    return [word.text for word in steps_of(tokenizer, text).words if not word.added]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("name", [*FAST, *SHIPPED])
def test_a_word_is_cut_as_the_library_cuts_it(tokenizers, name, word):
    tokenizer = tokenizers[name]
    model = model_of(tokenizer)
    for part in words_of(tokenizer, word):
        plain = [token.value for token in tokenizer.backend_tokenizer.model.tokenize(part)]
        if model["type"] == "BPE":
            assert list(merging(model, part).pieces) == plain
        elif model["type"] == "WordPiece":
            pieces = [match.piece for match in longest_matches(model, part)]
            assert (pieces if all(pieces) else ["[UNK]"]) == plain
        else:
            best = segmentations(model, part)[0]
            # The library puts unknown letters that stand together into one piece.
            assert "".join(best.pieces) == "".join(plain)
            assert not all(best.known) or list(best.pieces) == plain


def test_merges_are_done_in_the_order_in_which_they_were_learnt():
    model = {"vocab": dict.fromkeys("abc") | {"ab": 3, "abc": 4}, "merges": [["a", "b"], ["ab", "c"]]}
    cut = merging(model, "abcab")
    assert [(one.left, one.right, one.rank, one.place) for one in cut.merges] == [
        ("a", "b", 0, 0),
        ("a", "b", 0, 2),
        ("ab", "c", 1, 0),
    ]
    assert cut.pieces == ("abc", "ab")
    assert merging(model, "c").merges == ()


def test_wordpiece_tries_the_longest_first_and_gives_up_where_nothing_fits():
    model = {"vocab": dict.fromkeys(["un", "##a"]), "continuing_subword_prefix": "##"}
    assert [(one.tried, one.piece) for one in longest_matches(model, "una")] == [
        (("una", "un"), "un"),
        (("##a",), "##a"),
    ]
    assert longest_matches(model, "unz")[-1].piece == ""
    assert longest_matches(model, "") == ()


def test_unigram_takes_the_greatest_sum():
    model = {"vocab": [["<unk>", 0.0], ["a", -2.0], ["b", -2.0], ["ab", -3.0]]}
    first, second = segmentations(model, "ab")
    assert (first.pieces, first.total, second.pieces, second.total) == (("ab",), -3.0, ("a", "b"), -4.0)
    assert segmentations(model, "z")[0].known == (False,)


# --- several texts, and what they cost


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(("most", "to_the_most"), [(None, False), (6, False), (12, True)])
@pytest.mark.parametrize(
    "name", ["mini-bert-es", "Helsinki-NLP/opus-mt-es-en", "FacebookAI/xlm-roberta-base"]
)
def test_a_batch_is_the_library_s(tokenizers, name, most, to_the_most, side):
    tokenizer, texts = tokenizers[name], ["Hola", "¿Qué tal estás? Muy bien, gracias.", "Sí"]
    plain = tokenizer(
        texts,
        padding="max_length" if to_the_most else True,
        padding_side=side,
        truncation=most is not None,
        max_length=most,
    )
    rows = batch(tokenizer, texts, side, most, to_the_most)
    assert [list(row.ids) for row in rows] == plain["input_ids"]
    assert [list(row.mask) for row in rows] == plain["attention_mask"]


def test_a_batch_says_how_many_tokens_were_cut_off(tokenizers):
    tokenizer = tokenizers["mini-bert-es"]
    text = "¿Qué tal estás? Muy bien, gracias."
    (row,) = batch(tokenizer, [text], "right", 5)
    assert row.cut == len(tokenizer(text)["input_ids"]) - 5


def test_a_tokenizer_without_padding_is_filled_up_with_its_end(hub):
    tokenizer = AutoTokenizer.from_pretrained(hub.root / "ismaelfaro/gpt2-poems.es")
    tokenizer.pad_token = None
    short, long = batch(tokenizer, ["Hola", "Hola, hola, hola"], "right", None)
    assert short.tokens[-1] == tokenizer.eos_token and len(short.ids) == len(long.ids)


def test_counts_leave_out_what_the_tokenizer_adds():
    found = counts("Hola, mundo", [2, 5, 6, 1, 3], [True, False, False, False, True], unknown=1)
    assert (found.tokens, found.added, found.unknown, found.words, found.characters) == (3, 2, 1, 2, 11)
    assert (found.per_word, found.characters_per_token) == (1.5, 11 / 3)


def test_without_words_or_tokens_there_is_no_average():
    found = counts("…", [], [], unknown=None)
    assert (found.per_word, found.characters_per_token) == (None, None)
