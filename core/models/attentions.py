"""Having a network give out its attention."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def giving_attentions(model: Any) -> Iterator[None]:  # noqa: ANN401
    """Let a model compute its attention step by step inside the with block: the fast ways do not give it out."""
    before = model.config._attn_implementation
    model.set_attn_implementation("eager")
    try:
        yield
    finally:
        model.set_attn_implementation(before)
