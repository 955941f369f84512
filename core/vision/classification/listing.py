"""Answers written down: as JSON, and as a table. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from core import spreadsheet
from core.i18n import _
from core.models.scores import Scored
from core.vision.classification.classify import TOP, Prediction, best


@dataclass(frozen=True)
class Line:
    """One model's answer to one picture: the picture's name, the label that is right ("" = nobody said), the model's
    title, and its best labels."""

    picture: str
    truth: str
    model: str
    best: tuple[Scored, ...]


def records(prediction: Prediction, top: int = TOP) -> list[dict[str, str | float]]:
    """Return the best labels as transformers' pipeline gives them: label and score, the highest first."""
    return [{"label": item.label, "score": item.score} for item in best(prediction, top)]


def to_json(lines: Sequence[Line]) -> str:
    """Return answers as JSON text: picture, model, and the labels with their scores."""
    return json.dumps(
        [
            {
                "image": line.picture,
                "model": line.model,
                "answer": [{"label": item.label, "score": item.score} for item in line.best],
            }
            for line in lines
        ],
        ensure_ascii=False,
        indent=2,
    )


def to_csv(lines: Sequence[Line]) -> bytes:
    """Return one line an answer in the signs of the language in use: picture, truth, model, the five best labels, each
    with its score (0..1)."""
    titles = [_("Picture"), _("Really there"), _("Model")]
    for place in range(1, TOP + 1):
        titles += [_("Label {n}").format(n=place), _("Score {n}").format(n=place)]
    rows: list[list[str | float]] = []
    for line in lines:
        cells: list[str | float] = [line.picture, line.truth, line.model]
        for item in line.best:
            cells += [item.label, round(item.score, 4)]
        rows.append(cells + [""] * (len(titles) - len(cells)))
    return spreadsheet.to_csv(titles, rows)
