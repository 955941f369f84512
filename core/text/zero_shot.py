"""Zero-shot classification of texts: each label becomes a sentence, and a model that knows inference says whether it
follows from the text.

Purpose: the very pairs that a model is sent, and what it says of each, so that the answer can be followed. Scope: what
transformers' pipeline "zero-shot-classification" does, number for number; the border for labels and templates is
somewhere else.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core import spreadsheet
from core.errors import UserError
from core.i18n import N_, _
from core.own_labels import SLOT
from core.printable import printable_line
from core.text.limits import most_tokens
from core.text.tokens import Fit, fit_of, tokens_of

TASK = "zero-shot-classification"

LABELS = ("computación", "filosofía", "artes", "arquitectura")
TEMPLATE = "Este ejemplo es {}."
"""The course's labels, and the template that its model was tried with."""

_ENTAILED = ("entail", "impli", "vincul", "acarret", "consec", "conseq", "folger")
_CONTRADICTED = ("contra", "widerspr", "not_entail", "not-entail", "not entail", "non-entail", "no_entail")
"""How the names of labels begin, without accents, in the languages that such models are published in."""

Progress = Callable[[int, int], None]
"""Is told how many pairs are read, and of how many, after each: here others can have their turn."""


@dataclass(frozen=True)
class Pair:
    """What was sent for a label, and what came back: the hypothesis beside the text, both as the network reads them
    (`sent`, with its marks), the logit of each of the model's own labels, and their softmax (0..1)."""

    label: str
    hypothesis: str
    sent: str
    logits: tuple[float, ...]
    probabilities: tuple[float, ...]


@dataclass(frozen=True)
class Judged:
    """What a model says of a text: `names` are its own labels, `pairs` one for each label asked for, in that order,
    `scores` theirs. `entailment` and `contradiction` are places in `names`; `fit` says how the text, without what the
    tokenizer adds, fits beside the longest hypothesis."""

    names: tuple[str, ...]
    entailment: int
    contradiction: int
    pairs: tuple[Pair, ...]
    scores: tuple[float, ...]
    fit: Fit

    @property
    def ranked(self) -> tuple[tuple[str, float], ...]:
        """The labels with their scores, the best first; equal ones in the order in which they were asked for."""
        order = np.argsort(-np.array(self.scores), kind="stable")
        return tuple((self.pairs[number].label, self.scores[number]) for number in order)


def places_of(labels: Mapping[int, str], name: str) -> tuple[int, int]:
    """Return which of a model's labels (its `id2label`) mean entailment and contradiction.

    Whatever language they are in and whatever order; the second is the first or the last one, as in transformers, where
    no name says so. Raises UserError where none means entailment: the model called `name` is of another kind.

    >>> places_of({0: "ENTAILMENT", 1: "neutral", 2: "contradiction"}, "a model")
    (0, 2)
    """
    plain = {number: _plain(label) for number, label in labels.items()}
    entailed = [number for number, label in plain.items() if label.startswith(_ENTAILED)]
    if not entailed:
        raise UserError(
            N_(
                "{name} does not say which of its labels means that one sentence follows from another (“entailment”), "
                "so it cannot be asked about labels of your own. Choose a model of natural language inference."
            ),
            name=name,
        )
    against = [number for number, label in plain.items() if label.startswith(_CONTRADICTED)]
    return entailed[0], against[0] if against else (len(labels) - 1 if entailed[0] == 0 else 0)


def judge(
    tokenizer: Any,  # noqa: ANN401 (transformers' own)
    model: Any,  # noqa: ANN401
    text: str,
    labels: Sequence[str],
    template: str,
    name: str,
    several: bool = False,
    progress: Progress | None = None,
) -> Judged:
    """Return what the model called `name` says of a text for each label, set into `template` in the place of "{}".

    `several` of the labels may be true: then each is scored by itself, entailment against contradiction, as a single
    label always is; else their entailments compete and the scores add up to 1. Raises UserError for no text, no label,
    a template without a place, or a model of another kind. Hold a turn.
    """
    _check(text, labels, template)
    config = model.config
    entailment, contradiction = places_of(config.id2label, name)
    most, pairs, rooms = most_tokens(tokenizer, model), [], []
    for number, label in enumerate(labels):
        hypothesis = filled(template, label)
        rooms.append(_room(tokenizer, hypothesis, most))
        logits, sent = _read(tokenizer, model, text, hypothesis, most)
        pairs.append(Pair(label, hypothesis, sent, tuple(logits.tolist()), tuple(_softmax(logits).tolist())))
        if progress:
            progress(number + 1, len(labels))
    table = np.array([pair.logits for pair in pairs], np.float32)
    if several or len(labels) == 1:
        scores = _softmax(table[:, [contradiction, entailment]])[:, 1]
    else:
        scores = _softmax(table[:, entailment])
    names = tuple(str(config.id2label[number]) for number in range(len(config.id2label)))
    own = [token for token in tokens_of(tokenizer, text) if not token.special]
    fit = fit_of(own, min(rooms), text)
    return Judged(names, entailment, contradiction, tuple(pairs), tuple(scores.tolist()), fit)


def record(found: Judged) -> dict[str, list[Any]]:
    """Return the answer as transformers' pipeline gives it: {"labels": […], "scores": […]}, the best first."""
    return {
        "labels": [label for label, _score in found.ranked],
        "scores": [score for _label, score in found.ranked],
    }


def judged_csv(text: str, found: Mapping[str, Judged]) -> bytes:
    """Return what models, by name, said of a text as a table in the signs of the language in use: a line a label, the
    best first, with the sentence that was sent and its score (0..1)."""
    titles = [_("Text"), _("Model"), _("Label"), _("Second sentence"), _("Score")]
    rows: list[list[str | float]] = []
    for name, judged in found.items():
        sent = {pair.label: pair.hypothesis for pair in judged.pairs}
        rows += [[text, name, label, sent[label], round(score, 4)] for label, score in judged.ranked]
    return spreadsheet.to_csv(titles, rows)


def filled(template: str, label: str) -> str:
    """Return the sentence of a label: the template with the label in the place of "{}"."""
    return template.replace(SLOT, label)


def _check(text: str, labels: Sequence[str], template: str) -> None:
    if not text.strip():
        raise UserError(N_("There is no text to classify. Write or paste one."))
    if not labels:
        raise UserError(N_("There are no labels to choose from. Write some, parted by commas."))
    if SLOT not in template:
        raise UserError(
            N_("The template “{template}” has no place for the label: write {slot} where it goes."),
            template=template,
            slot=SLOT,
        )


def _room(tokenizer: Any, hypothesis: str, most: int) -> int:  # noqa: ANN401
    """Return how many tokens of a text a model reads beside a hypothesis."""
    room: int = most - len(tokenizer("", hypothesis)["input_ids"])
    if room < 1:
        raise UserError(
            N_("“{hypothesis}” alone is longer than the model reads. Shorten the label or the template."),
            hypothesis=printable_line(hypothesis, 100),
        )
    return room


def _read(tokenizer: Any, model: Any, text: str, hypothesis: str, most: int) -> tuple[Any, str]:  # noqa: ANN401
    """Return the logits [labels] of a pair, and the pair as it was sent: the text's end may be left out, the hypothesis
    never is."""
    import torch

    inputs = tokenizer(text, hypothesis, truncation="only_first", max_length=most, return_tensors="pt")
    with torch.inference_mode():
        logits = model(**inputs.to(model.device)).logits[0]
    return logits.float().cpu().numpy(), tokenizer.decode(inputs["input_ids"][0])


def _softmax(values: Any) -> Any:  # noqa: ANN401 (an array)
    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def _plain(label: str) -> str:
    """Return a label in small letters and without accents."""
    letters = unicodedata.normalize("NFD", label.strip().casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
