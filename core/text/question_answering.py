"""Extractive question answering: the words of a text that answer a question.

Purpose: what transformers' pipeline did up to version 4, with what it saw on the way. A text that is longer than the
model reads is read in windows that overlap. In each, every token gets a logit as the answer's start and one as its end;
softmax over the window's text makes probabilities of them, and an answer's score is the product of its start's and its
end's. Answers are whole words: what several runs of tokens have in common adds up. The first token, before the
question, stands for "no answer" in models that were trained to say so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import spreadsheet
from core.errors import UserError
from core.i18n import N_, _
from core.text.limits import most_tokens

TASK = "question-answering"

TOP = 5
"""How many answers are given where nobody asks for another number."""

LONGEST_ANSWER = 15
"""In tokens, as transformers' pipeline had it."""

LONGEST_WINDOW = 384
OVERLAP = 128
"""In tokens, too: what two windows share, at the most."""

Progress = Callable[[int, int], None]
"""Is told how many windows are read, and of how many, after each: here others can have their turn."""

_Numbers = NDArray[np.float32]


@dataclass(frozen=True)
class Answer:
    """Words of the text: from character `start` to before `end`, with their score (0..1)."""

    answer: str
    start: int
    end: int
    score: float


@dataclass(frozen=True)
class Token:
    """A token of the text: where it stands there, [start, end) in characters, its logits as the answer's start and end,
    and their probabilities (0..1) in its window."""

    text: str
    start: int
    end: int
    start_logit: float
    end_logit: float
    start_probability: float
    end_probability: float


@dataclass(frozen=True)
class Window:
    """What was read at once: the text's tokens in it, and the score (0..1) of the first token as start and end."""

    tokens: tuple[Token, ...]
    no_answer: float


@dataclass(frozen=True)
class Answered:
    """The best answers, the best first, none sharing a letter with a better one; and the windows they were found in."""

    answers: tuple[Answer, ...]
    windows: tuple[Window, ...]

    @property
    def no_answer(self) -> float:
        """The score (0..1) of "no answer": the lowest of all windows, as an answer in one of them is enough."""
        return min(window.no_answer for window in self.windows)


def ask(
    tokenizer: Any,  # noqa: ANN401 (transformers' own)
    model: Any,  # noqa: ANN401
    question: str,
    context: str,
    name: str,
    most: int = TOP,
    progress: Progress | None = None,
) -> Answered:
    """Return the `most` best answers of the model called `name` to a question in a text; one at least.

    Raises UserError where there is no question, no text, nothing in it that the tokenizer keeps, a question with no
    room for a text beside it, or a tokenizer that does not say where its tokens stand. Hold a turn.
    """
    encoded = _windows(tokenizer, model, question, context, name)
    number = len(encoded["input_ids"])
    read = []
    for window in range(number):
        read.append(_read(tokenizer, model, encoded, window, context))
        if progress:
            progress(window + 1, number)
    found: dict[tuple[int, int], float] = {}
    for window, (tokens, _null) in enumerate(read):
        for span, score in _spans(encoded, window, tokens).items():
            # What two windows share is seen twice: the better look counts.
            found[span] = max(score, found.get(span, 0.0))
    answers = _best(context, found, most)
    if not answers:
        raise UserError(N_("{name} sees no words in this text. Write or paste another one."), name=name)
    return Answered(answers, tuple(Window(tuple(tokens.values()), null) for tokens, null in read))


def record(found: Answered) -> dict[str, Any]:
    """Return the best answer as transformers' pipeline gave it: {"answer", "start", "end", "score"}."""
    best = found.answers[0]
    return {"answer": best.answer, "start": best.start, "end": best.end, "score": best.score}


def answers_csv(question: str, found: Mapping[str, Answered]) -> bytes:
    """Return the answers of models, by name, as a table in the signs of the language in use: a line an answer, the best
    first, with its place and its score (0..1)."""
    titles = [_("Question"), _("Model"), _("Place"), _("Answer"), _("Start"), _("End"), _("Score")]
    rows: list[list[str | float]] = [
        [question, name, place, one.answer, one.start, one.end, round(one.score, 4)]
        for name, answered in found.items()
        for place, one in enumerate(answered.answers, 1)
    ]
    return spreadsheet.to_csv(titles, rows)


def _windows(tokenizer: Any, model: Any, question: str, context: str, name: str) -> Any:  # noqa: ANN401
    """Return question and text as token numbers, a window a row, with all that is needed to find the letters."""
    if not question.strip():
        raise UserError(N_("There is no question. Write one."))
    if not context.strip():
        raise UserError(N_("There is no text to look for the answer in. Write or paste one."))
    if not tokenizer.is_fast:
        raise UserError(
            N_(
                "{name} has a tokenizer that does not say which letters a token is made of, so an answer cannot be "
                "found in the text. Choose another model."
            ),
            name=name,
        )
    longest = min(most_tokens(tokenizer, model), LONGEST_WINDOW)
    room = longest - len(tokenizer(question, "")["input_ids"])
    if room < 2:
        raise UserError(N_("The question is too long: the model has no room left for the text. Shorten it."))
    return tokenizer(
        question,
        context,
        truncation="only_second",
        max_length=longest,
        stride=min(OVERLAP, longest // 2, room - 1),
        return_overflowing_tokens=True,
        return_offsets_mapping=True,
    )


def _read(
    tokenizer: Any,  # noqa: ANN401
    model: Any,  # noqa: ANN401
    encoded: Any,  # noqa: ANN401
    window: int,
    context: str,
) -> tuple[dict[int, Token], float]:
    """Return the text's tokens in a window by their place in it, and the score of "no answer"."""
    import torch

    names = [name for name in tokenizer.model_input_names if name in encoded]
    inputs = {name: torch.tensor([encoded[name][window]], device=model.device) for name in names}
    with torch.inference_mode():
        found = model(**inputs)
    starts, ends = (logits[0].float().cpu().numpy() for logits in (found.start_logits, found.end_logits))
    ids = encoded["input_ids"][window]
    places = [place for place, part in enumerate(encoded.sequence_ids(window)) if part == 1]
    null = ids.index(tokenizer.cls_token_id) if tokenizer.cls_token_id in ids else None
    shared = places if null is None else [null, *places]
    start_of, end_of = _softmax(starts, shared), _softmax(ends, shared)
    spans = encoded["offset_mapping"][window]
    tokens = {
        place: Token(
            context[slice(*spans[place])],
            *spans[place],
            *map(float, (starts[place], ends[place], start_of[place], end_of[place])),
        )
        for place in places
    }
    return tokens, 0.0 if null is None else float(start_of[null] * end_of[null])


def _softmax(logits: _Numbers, places: list[int]) -> _Numbers:
    """Return the probabilities of some places of logits [tokens], 0 elsewhere."""
    powers = np.zeros_like(logits)
    if places:
        powers[places] = np.exp(logits[places] - logits[places].max())
        powers /= powers.sum()
    return powers


def _spans(encoded: Any, window: int, tokens: dict[int, Token]) -> dict[tuple[int, int], float]:  # noqa: ANN401
    """Return the score of every run of words, by its first and its last letter's place."""
    words = {place: _word(encoded, window, place, token) for place, token in tokens.items()}
    found: dict[tuple[int, int], float] = {}
    for first, token in tokens.items():
        for last in range(first, first + LONGEST_ANSWER):
            if last not in tokens:
                break
            span = (words[first][0], words[last][1])
            if span[0] < span[1]:
                score = token.start_probability * tokens[last].end_probability
                found[span] = found.get(span, 0.0) + score
    return found


def _word(encoded: Any, window: int, place: int, token: Token) -> tuple[int, int]:  # noqa: ANN401
    """Return the letters of the word that a token is in, [start, end) in the text; those of the token itself where the
    tokenizer has no words."""
    number = encoded.token_to_word(window, place)
    if number is None:
        return token.start, token.end
    span = encoded.word_to_chars(window, number, sequence_index=1)
    return span.start, span.end


def _best(context: str, found: dict[tuple[int, int], float], most: int) -> tuple[Answer, ...]:
    """Return the best answers that say something and share no letter, and no wording, with a better one."""
    kept: list[Answer] = []
    for (start, end), score in sorted(found.items(), key=lambda item: -item[1]):
        if len(kept) == most:
            break
        letters = context[start:end]
        start += len(letters) - len(letters.lstrip())
        text = letters.strip()
        end = start + len(text)
        is_new = all(end <= one.start or start >= one.end for one in kept)
        if text and is_new and text.casefold() not in {one.answer.casefold() for one in kept}:
            kept.append(Answer(text, start, end, score))
    return tuple(kept)
