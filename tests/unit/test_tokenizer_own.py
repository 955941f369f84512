"""A tokenizer of one's own: what is trained cuts as the library does, its file opens, and no text breaks it."""

import pytest
from transformers import PreTrainedTokenizerFast

from core.errors import UserError
from core.i18n import speaking
from core.library.tokenizer_code import use_own
from core.library.tokenizer_steps import steps_of
from core.library.tokenizer_training import (
    MOST_SPECIAL,
    USUAL_SPECIAL,
    Plan,
    learnt,
    special_in,
    train,
)

PAPER = "low low low low low lower lower newest newest newest newest newest newest widest widest widest"
PLANS = {
    **{model: Plan(model, 100, False, special_in(special)) for model, special in USUAL_SPECIAL.items()},
    "bytes": Plan("BPE", 300, True, ()),
}
TEXTS = {
    "sentence": "El veloz murciélago hindú comía feliz cardillo y kiwi.",
    "one letter": "a",
    "one sign": "…",
    "emojis": "👩‍👩‍👧 😀 " * 20,
    "right to left": "مرحبا بالعالم",
    "one long word": "a" * 20_000,
    "no spaces": "".join(chr(0x4E00 + place % 700) for place in range(5000)),
    "markup": "<b>x</b> <unk> [UNK] </s>",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_any_text_can_be_learnt_from_and_the_file_cuts_as_the_tokenizer_does(tmp_path, plan, text):
    trained = train(text, plan)
    file = tmp_path / "tokenizer.json"
    file.write_text(trained.text, encoding="utf-8")
    opened = PreTrainedTokenizerFast(tokenizer_file=str(file))
    assert opened(text)["input_ids"] == trained.tokenizer(text)["input_ids"]
    assert trained.growth[-1].size == len(trained.tokenizer)


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_a_larger_vocabulary_needs_fewer_tokens(plan):
    growth = train(TEXTS["sentence"] * 3, plan).growth
    assert [step.size for step in growth] == sorted({step.size for step in growth})
    assert growth[-1].tokens <= growth[0].tokens


def test_bpe_learns_the_pairs_of_the_paper_first():
    # Sennrich et al. 2016: "es", then "est", then "lo".
    trained = train(PAPER, Plan("BPE", 60, False, ("<unk>",)))
    assert [piece for piece, _number in learnt(trained)][:2] == ["es", "est"]


def test_special_tokens_have_the_first_ids_and_stand_around_every_text():
    trained = train(PAPER, PLANS["WordPiece"])
    tokens = trained.tokenizer.convert_ids_to_tokens(trained.tokenizer("lower")["input_ids"])
    assert (tokens[0], tokens[-1]) == ("[CLS]", "[SEP]")
    assert trained.tokenizer.convert_tokens_to_ids("[UNK]") == 0
    assert trained.tokenizer.mask_token == "[MASK]"


def test_bytes_spell_what_was_never_seen():
    trained = train("hola", PLANS["bytes"])
    assert trained.tokenizer.decode(trained.tokenizer("東京 😀")["input_ids"]) == "東京 😀"


def test_what_is_trained_can_be_looked_into():
    assert steps_of(train(PAPER, PLANS["BPE"]).tokenizer, "lowest").is_same


@pytest.mark.parametrize("model", ["BPE", "WordPiece", "Unigram"])
def test_without_a_token_for_the_unknown_it_says_what_to_write(model):
    with speaking("en"), pytest.raises(UserError, match="write <unk> or "):
        train(PAPER, Plan(model, 100, False, ("<s>",)))


@pytest.mark.parametrize("typed", [" ".join(map(str, range(MOST_SPECIAL + 1))), "x" * 31])
def test_too_many_or_too_long_special_tokens_are_refused(typed):
    with speaking("en"), pytest.raises(UserError, match="At most 20 special tokens, of 30 characters"):
        special_in(typed)


def test_special_tokens_are_each_there_once():
    assert special_in("  <s> </s>\n<s> ") == ("<s>", "</s>")


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_the_code_that_uses_the_file_runs(run_script, tmp_path, plan):
    trained = train(TEXTS["sentence"], plan)
    (tmp_path / "tokenizer.json").write_text(trained.text, encoding="utf-8")
    script = tmp_path / "own.py"
    script.write_text(use_own(plan), encoding="utf-8")
    assert run_script(script, tmp_path).strip() == str(trained.tokenizer.tokenize("Hola, ¿qué tal?"))
