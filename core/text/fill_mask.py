"""Filling gaps: what a masked language model puts in the place of a mask."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from core import spreadsheet
from core.errors import UserError
from core.i18n import N_, _
from core.text.limits import most_tokens, read_characters
from core.text.listing import Line

TASK = "fill-mask"

TOP = 5
"""How many guesses a gap is given where nobody asks for another number."""

_MASKS = re.compile(r"<mask>|\[MASK\]", re.IGNORECASE)
"""How the models that are used most write it: a text that was made for one is good for another."""

_WORD = re.compile(r"\w[\w\u0300-\u036f]*(?:['’-]\w[\w\u0300-\u036f]*)*")
"""Accents may be signs of their own, behind their letter."""


@dataclass(frozen=True)
class Guess:
    """What may stand in a gap: the token's number and its text, its probability (0..1), and the whole text with it."""

    token: int
    token_str: str
    score: float
    sequence: str


@dataclass(frozen=True)
class Filled:
    """The guesses for each gap of a text, in the text's order, the likeliest first; each gap as if the others stayed
    open. `best` is the text with the likeliest token in every gap, `read` how many of its characters were read."""

    gaps: tuple[tuple[Guess, ...], ...]
    best: str
    read: int

    def first(self, most: int) -> "Filled":
        """Return the same with at most so many guesses a gap."""
        return replace(self, gaps=tuple(gap[:most] for gap in self.gaps))


def mask_of(tokenizer: Any, name: str) -> str:  # noqa: ANN401 (transformers' own)
    """Return what the model called `name` writes in the place of a gap: "<mask>", "[MASK]".

    Raises UserError where it has none.
    """
    mask: str | None = tokenizer.mask_token
    if not mask:
        raise UserError(
            N_("{name} has no mask: it did not learn to fill gaps. Choose another model."), name=name
        )
    return mask


def with_mask_of(text: str, mask: str) -> str:
    """Return a text in which every mask, whatever model it was written for, is `mask`.

    >>> with_mask_of("Pedro compró un nuevo <mask>", "[MASK]")
    'Pedro compró un nuevo [MASK]'
    """
    return _MASKS.sub(lambda _found: mask, text)


def mask_in(text: str) -> str:
    """Return how the first mask of a text is written, whatever model it was written for; "" where there is none.

    >>> mask_in("Un <mask> y un [MASK]")
    '<mask>'
    """
    found = _MASKS.search(text)
    return found.group() if found else ""


def is_taken_for_the_end(found: Filled, text: str) -> bool:
    """Tell whether a model takes the gap behind which a text has nothing more for the end of the sentence: its best
    guess there is a sign and no word."""
    *_before, last = [None, *_MASKS.finditer(text)]
    if last is None or text[last.end() :].strip():
        return False
    return not any(letter.isalnum() for letter in found.gaps[-1][0].token_str)


def words_of(text: str) -> tuple[tuple[int, int], ...]:
    """Return where the words of a text are, [start, end) in characters; a mask is none."""
    masked = [found.span() for found in _MASKS.finditer(text)]
    return tuple(
        found.span()
        for found in _WORD.finditer(text)
        if not any(start <= found.start() < end for start, end in masked)
    )


def hidden(text: str, span: tuple[int, int], mask: str) -> str:
    """Return a text with `mask` in the place of what is at `span`."""
    return text[: span[0]] + mask + text[span[1] :]


def fill(tokenizer: Any, model: Any, text: str, name: str, top_k: int = TOP) -> Filled:  # noqa: ANN401
    """Return what the model called `name` puts in the gaps of a text, at most `top_k` tokens each, as transformers'
    pipeline does.

    A text that is longer than the model reads is cut at its end. Raises UserError where there is no gap in what is
    read, and where the model has no mask. Hold a turn.
    """
    import torch

    mask = mask_of(tokenizer, name)
    text = with_mask_of(text, mask)
    most = most_tokens(tokenizer, model)
    inputs = tokenizer(text, truncation=True, max_length=most, return_tensors="pt")
    ids = inputs["input_ids"][0]
    places = (ids == tokenizer.mask_token_id).nonzero()[:, 0]
    if not len(places):
        raise _no_gap(text, mask, most)
    with torch.inference_mode():
        logits = model(**inputs.to(model.device)).logits[0, places.to(model.device)]
        values, tokens = logits.float().softmax(dim=-1).topk(min(top_k, logits.shape[-1]))
    ids, single = ids.cpu(), len(places) == 1
    gaps = tuple(
        tuple(
            Guess(token, tokenizer.decode([token]), score, _text(tokenizer, ids, [place], [token], single))
            for score, token in zip(scores, guesses, strict=True)
        )
        for place, scores, guesses in zip(places.tolist(), values.tolist(), tokens.tolist(), strict=True)
    )
    best = _text(tokenizer, ids, places.tolist(), [gap[0].token for gap in gaps], True)
    return Filled(gaps, best, read_characters(tokenizer, text, most))


def records(found: Filled) -> list[Any]:
    """Return the guesses as transformers' pipeline gives them: [{"score", "token", "token_str", "sequence"}], and a
    list of such lists where there are several gaps."""
    gaps = [
        [
            {
                "score": guess.score,
                "token": guess.token,
                "token_str": guess.token_str,
                "sequence": guess.sequence,
            }
            for guess in gap
        ]
        for gap in found.gaps
    ]
    return gaps[0] if len(gaps) == 1 else gaps


def to_csv(lines: Sequence[Line]) -> bytes:
    """Return answers (`records`) as a table in the signs of the language in use: a line a guess, with text, model, and
    the number of its gap."""
    titles = [_("Text"), _("Model"), _("Gap"), _("Token"), _("Score"), _("The text with it")]
    rows: list[list[str | float]] = []
    for line in lines:
        gaps = line.answer if line.answer and isinstance(line.answer[0], list) else [line.answer]
        for number, gap in enumerate(gaps, 1):
            rows += [
                [
                    line.text,
                    line.model,
                    number,
                    guess["token_str"],
                    round(guess["score"], 4),
                    guess["sequence"],
                ]
                for guess in gap
            ]
    return spreadsheet.to_csv(titles, rows)


def _text(tokenizer: Any, ids: Any, places: list[int], tokens: list[int], plain: bool) -> str:  # noqa: ANN401
    """Return the text of token numbers with `tokens` at `places`; `plain` without marks, so without open gaps."""
    import torch

    filled = ids.clone()
    filled[places] = torch.tensor(tokens)
    text: str = tokenizer.decode(filled[filled != tokenizer.pad_token_id], skip_special_tokens=plain)
    return text


def _no_gap(text: str, mask: str, most: int) -> UserError:
    if mask in text:
        return UserError(
            N_(
                "The model reads {most} tokens at the most, and the gap comes later than that. Shorten what is before "
                "it."
            ),
            most=most,
        )
    return UserError(
        N_("There is no gap in the text. Hide one of its words, or write {mask} where one is missing."),
        mask=mask,
    )
