"""Token classification: a label for every token, and words and names put together from them.

Scope: the network's work, and how tokens become words and words names; nothing here knows a page.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from core import spreadsheet
from core.i18n import _
from core.models.loaded import LoadedModel
from core.text.listing import Line
from core.text.tokens import Fit, Token, encode, token_limit

TASK = "token-classification"

Rule = Literal["first", "average", "max"]
"""Which label a word of several pieces gets: that of its first piece, that of the mean of their scores, or that of the
piece with the highest score; transformers' names."""

RULES: tuple[Rule, ...] = ("first", "average", "max")

NOTHING = "O"
"""The label of what is no name ("outside")."""


@dataclass(frozen=True)
class Span:
    """A word or a name: its label, its words as they stand in the text from `start` to `end` (characters), its score
    (0..1), and the places of its pieces among the tokens of the answer."""

    label: str
    word: str
    start: int
    end: int
    score: float
    pieces: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Tagged:
    """What a model said of the tokens of a text.

    `tokens` are those of the text that the network read, `begins` whether each begins a word, `labels` all that the
    model knows in the order of its outputs, `scores`, float32 [tokens, labels], rows that add up to 1; `ms` is the wall
    time of tokenizer and network, in milliseconds.
    """

    text: str
    tokens: tuple[Token, ...]
    begins: tuple[bool, ...]
    fit: Fit
    labels: tuple[str, ...]
    scores: NDArray[np.float32]
    ms: float

    @property
    def are_names(self) -> bool:
        """Whether labels say where a name begins (B-) and goes on (I-): then words become names."""
        return any(label[:2] in ("B-", "I-") for label in self.labels)


def tag(loaded: LoadedModel, text: str) -> Tagged:
    """Return what a loaded AutoModel says of each token of a text; of more tokens than it reads the first ones count.

    Hold a turn (`loader.using`): neither tokenizer nor network may run in two threads at once.

    >>> [span.label for span in spans_of(tag(loaded, "Pedro vive en Madrid"))]
    ['PER', 'LOC']
    """
    import torch

    model, tokenizer = loaded.model.model, loaded.model.processor
    start = perf_counter()
    encoded = encode(tokenizer, text, token_limit(tokenizer, model.config.to_dict()))
    with torch.inference_mode():
        outputs = model(**{name: tensor.to(model.device) for name, tensor in encoded.tensors.items()})
    scores = outputs.logits[0].float().softmax(dim=-1).cpu().numpy()
    ms = 1000 * (perf_counter() - start)
    own = [place for place, token in enumerate(encoded.tokens) if not token.special]
    tokens = tuple(encoded.tokens[place] for place in own)
    names = model.config.id2label
    return Tagged(
        text=text,
        tokens=tokens,
        begins=tuple(_begins(tokens, text, _goes_on_mark(tokenizer))),
        fit=encoded.fit,
        labels=tuple(names[number] for number in range(len(names))),
        scores=scores[own],
        ms=ms,
    )


def words_of(found: Tagged, rule: Rule = "first") -> tuple[Span, ...]:
    """Return every word of a text with the label that `rule` gives it, in the order of the text."""
    groups: list[list[int]] = []
    for place, begins in enumerate(found.begins):
        if begins or not groups:
            groups.append([])
        groups[-1].append(place)
    return tuple(span for group in groups if (span := _word(found, group, rule)).word)


def spans_of(found: Tagged, rule: Rule = "first") -> tuple[Span, ...]:
    """Return what a model marks in a text, in its order: words with their labels; where labels say where names begin,
    the names, several words long, without the B- and I- and without what is no name."""
    words = words_of(found, rule)
    if not found.are_names:
        return tuple(word for word in words if word.label != NOTHING)
    groups: list[list[Span]] = []
    for word in words:
        begins, kind = _parts(word.label)
        if groups and kind == _parts(groups[-1][-1].label)[1] and not begins:
            groups[-1].append(word)
        else:
            groups.append([word])
    return tuple(_name(found.text, group) for group in groups if _parts(group[0].label)[1] != NOTHING)


def counts_of(spans: Sequence[Span]) -> list[tuple[str, int]]:
    """Return how often each label is there, the most frequent first."""
    return Counter(span.label for span in spans).most_common()


def records(found: Tagged, rule: Rule = "first") -> list[dict[str, Any]]:
    """Return what a model marks as transformers' pipeline gives it with an aggregation strategy: label, word, start,
    end and score."""
    return [
        {"label": span.label, "word": span.word, "start": span.start, "end": span.end, "score": span.score}
        for span in spans_of(found, rule)
    ]


def to_csv(lines: Sequence[Line]) -> bytes:
    """Return answers (`records`) as a table in the signs of the language in use: a line a word or name."""
    titles = [_("Model"), _("Label"), _("Word"), _("From"), _("To"), _("Score")]
    return spreadsheet.to_csv(
        titles,
        [
            [line.model, one["label"], one["word"], one["start"], one["end"], round(one["score"], 4)]
            for line in lines
            for one in line.answer
        ],
    )


def _word(found: Tagged, places: list[int], rule: Rule) -> Span:
    scores = found.scores[places]
    if rule == "first":
        row = scores[0]
    elif rule == "max":
        row = scores[int(scores.max(axis=1).argmax())]
    else:
        row = scores.mean(axis=0)
    number = int(row.argmax())
    start, end = found.tokens[places[0]].start, max(found.tokens[place].end for place in places)
    return Span(found.labels[number], found.text[start:end], start, end, float(row[number]), tuple(places))


def _name(text: str, words: list[Span]) -> Span:
    start, end = words[0].start, words[-1].end
    pieces = tuple(place for word in words for place in word.pieces)
    score = float(np.mean([word.score for word in words]))
    return Span(_parts(words[0].label)[1], text[start:end], start, end, score, pieces)


def _parts(label: str) -> tuple[bool, str]:
    """Return whether a label says that a name begins, and of which kind the name is."""
    return label.startswith("B-"), label[2:] if label[:2] in ("B-", "I-") else label


def _goes_on_mark(tokenizer: Any) -> str:  # noqa: ANN401
    """Return what a piece begins with that goes on from the one before ("##"), "" where pieces do not say."""
    if not tokenizer.is_fast:
        return ""
    return getattr(tokenizer.backend_tokenizer.model, "continuing_subword_prefix", None) or ""


def _begins(tokens: Sequence[Token], text: str, mark: str) -> Iterator[bool]:
    """Yield for each token whether it begins a word.

    Where pieces do not say so, a word ends at a space and at a sign, and where a script has no spaces, with each piece.
    """
    end = 0
    for token in tokens:
        if mark:
            yield not token.piece.startswith(mark)
        elif token.start == token.end:
            # A space alone: it is no word, and not a part of one.
            yield True
        else:
            first = text[token.start]
            before = text[token.start - 1] if token.start else " "
            yield token.start > end or (
                token.start == end
                and (_is_sign(first) or _is_sign(before) or _is_wide(first) or before.isspace())
            )
        end = max(end, token.end)


def _is_sign(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "PS"


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in ("W", "F")
