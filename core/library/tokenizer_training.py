"""A tokenizer of one's own: BPE, WordPiece or Unigram, trained on a text in a moment.

Scope: the trainers of the tokenizers library on the beginning of one text; what comes
out is a fast tokenizer of transformers, and its tokenizer.json. Whoever trains holds a turn (`loader.in_turn`).
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from core.errors import UserError
from core.i18n import N_
from core.library.tokenizer_counts import number_of_tokens

Model = Literal["BPE", "WordPiece", "Unigram"]

MOST_CHARACTERS = 30_000
"""How much of a text is learnt from: a visitor waits for it."""

LEAST_SIZE, MOST_SIZE, USUAL_SIZE = 50, 5000, 500
"""How many tokens a vocabulary may have."""

USUAL_SPECIAL: dict[Model, str] = {
    "BPE": "<unk> <pad> <s> </s>",
    "WordPiece": "[UNK] [PAD] [CLS] [SEP] [MASK]",
    "Unigram": "<unk> <pad> <s> </s>",
}
"""The special tokens that models of each kind usually have."""

MOST_SPECIAL, LONGEST_SPECIAL = 20, 30

_ROLES = {
    "<unk>": "unk_token",
    "[UNK]": "unk_token",
    "<pad>": "pad_token",
    "[PAD]": "pad_token",
    "<s>": "bos_token",
    "</s>": "eos_token",
    "[CLS]": "cls_token",
    "[SEP]": "sep_token",
    "<mask>": "mask_token",
    "[MASK]": "mask_token",
}
_FRAMES = (("[CLS]", "[SEP]"), ("<s>", "</s>"))
"""What stands before and behind every text where the vocabulary has both."""

_STEPS = 6

_LONG_RUN = re.compile(r"\S{40}")
"""What is cut before it is learnt from: a trainer's work grows with the square of a word's length, and in Chinese, or
where somebody leans on a key, a word is as long as the text."""


@dataclass(frozen=True)
class Plan:
    """What is trained: the model, how many tokens its vocabulary shall have, whether it cuts bytes instead of letters
    (BPE only), and its special tokens."""

    model: Model
    size: int
    in_bytes: bool
    special: tuple[str, ...]


@dataclass(frozen=True)
class Grown:
    """A vocabulary on its way: how many tokens it has, and into how many it cuts the text that it was trained on."""

    size: int
    tokens: int


@dataclass(frozen=True, eq=False)
class Trained:
    """A tokenizer that was trained: transformers' `tokenizer`, its tokenizer.json as `text`, and how its vocabulary
    grew, the smallest first."""

    plan: Plan
    tokenizer: Any
    text: str
    growth: tuple[Grown, ...]

    @cached_property
    def digest(self) -> str:
        """A name for it: two that cut alike have the same."""
        return hashlib.sha256(self.text.encode("utf-8", "replace")).hexdigest()[:16]


def special_in(typed: str) -> tuple[str, ...]:
    """Return the special tokens that a person typed, parted by spaces; UserError where they are too many or too long.

    >>> special_in("[UNK]  [PAD]")
    ('[UNK]', '[PAD]')
    """
    tokens = tuple(dict.fromkeys(typed.split()))
    if len(tokens) > MOST_SPECIAL or any(len(token) > LONGEST_SPECIAL for token in tokens):
        raise UserError(
            N_("At most {most} special tokens, of {longest} characters each."),
            most=MOST_SPECIAL,
            longest=LONGEST_SPECIAL,
        )
    return tokens


def train(text: str, plan: Plan) -> Trained:
    """Return a tokenizer trained on a text. Raises UserError where the plan lacks a token for what is unknown, or the
    text is too short to learn from.

    >>> train("hug pug pun bun hugs", Plan("BPE", 60, False, ("<unk>",))).tokenizer.tokenize("hug")
    ['▁hug']
    """
    if not (plan.model == "BPE" and plan.in_bytes) and _unknown(plan) is None:
        raise UserError(
            N_(
                "The special tokens need one for what is not in the vocabulary: write <unk> or [UNK] among them. Only "
                "bytes can do without."
            )
        )
    text = text[:MOST_CHARACTERS]
    lines = _LONG_RUN.sub(r"\g<0>\n", text).split("\n")
    grown: dict[int, Grown] = {}
    for size in _sizes(plan, text):
        tokenizer = _trained(lines, plan, size)
        has = tokenizer.get_vocab_size()
        grown[has] = Grown(has, number_of_tokens(_wrapped(tokenizer, plan), text))
    return Trained(plan, _wrapped(tokenizer, plan), tokenizer.to_str(pretty=True), tuple(grown.values()))


def learnt(trained: Trained, most: int = 30) -> list[tuple[str, int]]:
    """Return the first pieces of a trained vocabulary that are more than a letter, with their ids: BPE and WordPiece
    learnt them in this order, Unigram has the likeliest first."""
    vocabulary: dict[str, int] = trained.tokenizer.get_vocab()
    pieces = sorted(vocabulary.items(), key=lambda item: item[1])
    letters = [(piece, number) for piece, number in pieces if piece not in trained.plan.special]
    return [(piece, number) for piece, number in letters if len(piece.removeprefix("##")) > 1][:most]


def roles_of(plan: Plan) -> dict[str, str]:
    """Return what the special tokens of a plan are for, as transformers calls it: {"unk_token": "<unk>"}."""
    # Of two tokens for the same, the one that is named first has the role.
    return {_ROLES[token]: token for token in reversed(plan.special) if token in _ROLES}


def _sizes(plan: Plan, text: str) -> list[int]:
    """Return sizes on the way to the one that is planned, each about as many times larger than the one before.

    Unigram refuses a vocabulary that has no room for every letter.
    """
    on_the_way = {round(plan.size ** (step / _STEPS)) for step in range(2, _STEPS)}
    least = len(set(text)) + len(plan.special) + 2 if plan.model == "Unigram" else 1
    return sorted({max(size, least) for size in (*on_the_way, plan.size)})


def _trained(lines: Sequence[str], plan: Plan, size: int) -> Any:  # noqa: ANN401 (of the tokenizers library)
    tokenizer, trainer = _prepared(plan, size)
    try:
        tokenizer.train_from_iterator(lines, trainer)
    except Exception as error:
        raise UserError(
            N_("This text is too short or too monotonous to learn from: give it some sentences more.")
        ) from error
    frame = next((pair for pair in _FRAMES if set(pair) <= set(plan.special)), None)
    if frame:
        from tokenizers.processors import TemplateProcessing

        begin, end = frame
        tokenizer.post_processor = TemplateProcessing(
            single=f"{begin} $A {end}",
            pair=f"{begin} $A {end} $B:1 {end}:1",
            special_tokens=[(token, tokenizer.token_to_id(token)) for token in frame],
        )
    return tokenizer


def _prepared(plan: Plan, size: int) -> tuple[Any, Any]:
    """Return a tokenizer of the tokenizers library that knows nothing yet, and its trainer."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

    unknown = _unknown(plan)
    common: dict[str, Any] = {
        "vocab_size": size,
        "special_tokens": list(plan.special),
        "show_progress": False,
    }
    if plan.model == "WordPiece":
        tokenizer = Tokenizer(models.WordPiece(unk_token=unknown))
        tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False)
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        tokenizer.decoder = decoders.WordPiece()
        return tokenizer, trainers.WordPieceTrainer(**common)
    tokenizer = Tokenizer(models.Unigram() if plan.model == "Unigram" else models.BPE(unk_token=unknown))
    if plan.model == "BPE" and plan.in_bytes:
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        tokenizer.decoder = decoders.ByteLevel()
        alphabet = pre_tokenizers.ByteLevel.alphabet()
        return tokenizer, trainers.BpeTrainer(initial_alphabet=alphabet, **common)
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    if plan.model == "Unigram":
        return tokenizer, trainers.UnigramTrainer(unk_token=unknown, **common)
    return tokenizer, trainers.BpeTrainer(**common)


def _unknown(plan: Plan) -> str | None:
    return roles_of(plan).get("unk_token")


def _wrapped(tokenizer: Any, plan: Plan) -> Any:  # noqa: ANN401
    from transformers import PreTrainedTokenizerFast

    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, **roles_of(plan))
