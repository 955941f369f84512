"""What models answered a visitor, so that nothing runs again when a page is left and come back to.

All pages of a visit share one room: the least recently used answers go first when it is full.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

MOST_BYTES = 24_000_000
"""How much the answers of one visit may take together."""

_KEPT = "answers"


@dataclass
class _Answers:
    entries: OrderedDict[Hashable, tuple[Any, int]] = field(default_factory=OrderedDict)
    used: int = 0


def keep_answer(key: Hashable, answer: Any, size: int) -> None:  # noqa: ANN401 (each page has its own type)
    """Keep an answer that takes `size` bytes under a key that names the page, the picture and the model.

    The last one stays whatever its size.
    """
    answers = _answers()
    _drop(answers, key)
    answers.entries[key] = (answer, size)
    answers.used += size
    while answers.used > MOST_BYTES and len(answers.entries) > 1:
        _drop(answers, next(iter(answers.entries)))


def kept_answer(key: Hashable) -> Any:  # noqa: ANN401
    """Return the answer that was kept under a key, None where there is none; it is now the most recently used."""
    answers = _answers()
    entry = answers.entries.get(key)
    if entry is None:
        return None
    answers.entries.move_to_end(key)
    return entry[0]


def _answers() -> _Answers:
    answers: _Answers = st.session_state.setdefault(_KEPT, _Answers())
    return answers


def _drop(answers: _Answers, key: Hashable) -> None:
    _answer, size = answers.entries.pop(key, (None, 0))
    answers.used -= size
