"""Answers of the text pages written down as JSON. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Line:
    """One model's answer to one text, as transformers' pipeline of the task gives it."""

    text: str
    model: str
    answer: Any


def to_json(lines: Sequence[Line]) -> str:
    """Return answers as JSON text: the text, the model, and what it answered."""
    return json.dumps(
        [{"text": line.text, "model": line.model, "answer": line.answer} for line in lines],
        ensure_ascii=False,
        indent=2,
    )
