"""Scored labels written down, without running a model again. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from core import spreadsheet
from core.i18n import _
from core.vision.zero_shot.scores import Scored, records


@dataclass(frozen=True)
class Line:
    """What a model said of a picture, both by their names: every label, the best first."""

    picture: str
    model: str
    scored: tuple[Scored, ...]


def to_json(lines: Sequence[Line]) -> str:
    """Return the answers as JSON text: [{"image", "model", "answer": [{"label", "score"}]}]."""
    found = [{"image": line.picture, "model": line.model, "answer": records(line.scored)} for line in lines]
    return json.dumps(found, ensure_ascii=False, indent=2)


def to_csv(lines: Sequence[Line]) -> bytes:
    """Return a row a picture, model and label, the best first, in the signs of the language in use."""
    titles = (_("Picture"), _("Model"), _("Place"), _("Label"), _("Score"), _("Cosine"))
    return spreadsheet.to_csv(
        titles,
        (
            (line.picture, line.model, place, item.label, round(item.score, 4), round(item.cosine, 4))
            for line in lines
            for place, item in enumerate(line.scored, 1)
        ),
    )
