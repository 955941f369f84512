"""Question answering in the terminal, for core.command: texts in, answers out."""

import argparse
from typing import Any

from core.i18n import N_
from core.models.loaded import LoadedModel
from core.text.border import Text
from core.text.sources import TEXTS, text_at

SUMMARY = N_("Finds the answer to a question in texts.")
INPUT_HELP = TEXTS


def add_options(_options: argparse._ArgumentGroup) -> None:
    """Add nothing."""


def options_in(_given: argparse.Namespace) -> None:
    """Return None."""


def read(source: str) -> Text:
    """Return the text that was typed, or that of a file."""
    return text_at(source)


def answer(_loaded: LoadedModel, _text: Text, _options: None) -> Any:  # noqa: ANN401
    """Return what a model answers."""
    raise NotImplementedError


def lines(_found: Any) -> list[str]:  # noqa: ANN401
    """Return an answer as lines."""
    raise NotImplementedError


def files(_text: Text, _found: Any) -> dict[str, bytes]:  # noqa: ANN401
    """Return nothing: there is nothing to keep but the JSON."""
    return {}
