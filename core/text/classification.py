"""Text classification: what a model makes of a whole text, step by step, from tokens to scores.

Scope: the tokenizer's and the network's work, and how numbers become scores; nothing here knows a page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from core import spreadsheet
from core.i18n import _
from core.models.loaded import LoadedModel
from core.models.scores import Rule, Scored, best_of, rule_of, scores_of
from core.text.listing import Line
from core.text.tokens import Fit, Token, encode, token_limit

TASK = "text-classification"

TOP = 5
"""How many labels are given where nobody asks for another number."""

_SHOWN_IDS = 12


@dataclass(frozen=True)
class Input:
    """One tensor that the network gets: its name, its shape, its type as torch writes it, and its first numbers."""

    name: str
    shape: tuple[int, ...]
    kind: str
    first: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Classified:
    """What a model said of one text, and what it did on the way.

    `prepared` is the text as a tokenizer that changes tweets first made it, "" where it is left as it is; `tokens` are
    those that the network read, `inputs` its tensors; `labels` are all that it knows, in the order of its outputs, and
    `logits`, float32 [labels], its outputs as they are; `rule` makes scores of them. `ms` is the wall time of tokenizer
    and network, in milliseconds.
    """

    prepared: str
    tokens: tuple[Token, ...]
    fit: Fit
    inputs: tuple[Input, ...]
    labels: tuple[str, ...]
    logits: NDArray[np.float32]
    rule: Rule
    ms: float

    @property
    def scores(self) -> NDArray[np.float32]:
        """Float32 [labels], in the order of `labels`."""
        return scores_of(self.logits, self.rule)


def classify(loaded: LoadedModel, text: str) -> Classified:
    """Return what a loaded classifier (an AutoModel) says of a text; of more tokens than it reads the first ones count.

    Hold a turn (`loader.using`): neither tokenizer nor network may run in two threads at once.

    >>> best(classify(loaded, "I'm so happy today, it's my birthday."), 1)[0].label
    'POS'
    """
    import torch

    model, tokenizer = loaded.model.model, loaded.model.processor
    start = perf_counter()
    encoded = encode(tokenizer, text, token_limit(tokenizer, model.config.to_dict()))
    with torch.inference_mode():
        outputs = model(**{name: tensor.to(model.device) for name, tensor in encoded.tensors.items()})
    logits: NDArray[np.float32] = outputs.logits[0].float().cpu().numpy()
    ms = 1000 * (perf_counter() - start)
    names = model.config.id2label
    return Classified(
        prepared=tokenizer.normalizeTweet(text) if getattr(tokenizer, "normalization", False) else "",
        tokens=encoded.tokens,
        fit=encoded.fit,
        inputs=tuple(
            Input(name, tuple(tensor.shape), str(tensor.dtype), tuple(tensor.flatten()[:_SHOWN_IDS].tolist()))
            for name, tensor in encoded.tensors.items()
        ),
        labels=tuple(names[number] for number in range(len(names))),
        logits=logits,
        rule=rule_of(model.config),
        ms=ms,
    )


def best(found: Classified, top: int = TOP) -> tuple[Scored, ...]:
    """Return the `top` labels with the highest scores, the highest first; all of them where there are fewer."""
    return best_of(found.labels, found.logits, found.rule, top)


def records(found: Classified, top: int = TOP) -> list[dict[str, str | float]]:
    """Return the best labels as transformers' pipeline gives them: label and score, the highest first."""
    return [{"label": item.label, "score": item.score} for item in best(found, top)]


def to_csv(lines: Sequence[Line]) -> bytes:
    """Return answers (`records`) as a table in the signs of the language in use: a line an answer, with text, model,
    and the best labels, each with its score (0..1)."""
    most = max((len(line.answer) for line in lines), default=0)
    titles = [_("Text"), _("Model")]
    for place in range(1, most + 1):
        titles += [_("Label {n}").format(n=place), _("Score {n}").format(n=place)]
    rows: list[list[str | float]] = []
    for line in lines:
        cells: list[str | float] = [line.text, line.model]
        for item in line.answer:
            cells += [item["label"], round(item["score"], 4)]
        rows.append(cells + [""] * (len(titles) - len(cells)))
    return spreadsheet.to_csv(titles, rows)
