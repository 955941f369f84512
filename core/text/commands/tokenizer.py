"""A tokenizer in the terminal, for core.command: texts in, their tokens with ids and places out."""

import argparse
from typing import Any

from core.i18n import N_
from core.models.loaded import LoadedModel
from core.python_code import quoted
from core.text.border import Text
from core.text.sources import TEXTS, cut_words, text_at
from core.text.tokens import tokens_of

SUMMARY = N_("Cuts texts into tokens, with their ids and where each stands.")
INPUT_HELP = TEXTS


def add_options(_options: argparse._ArgumentGroup) -> None:
    """Add nothing: a tokenizer has no settings."""


def options_in(_given: argparse.Namespace) -> None:
    """Return nothing."""


def read(source: str) -> Text:
    """Return the text that was typed, or that of a file."""
    return text_at(source)


def said(_loaded: LoadedModel, text: Text) -> str:
    """Return what of a text is not cut into tokens, as it is too long for the app; "" where all is."""
    return cut_words(text) if text.cut_from else ""


def answer(loaded: LoadedModel, text: Text, _options: None) -> list[dict[str, Any]]:
    """Return every token of a text, those that the tokenizer adds among them: as the vocabulary writes it, its id, and
    its place in characters (0 to 0 where it stands for nothing in the text)."""
    return [
        {"token": token.piece, "id": token.id, "start": token.start, "end": token.end}
        for token in tokens_of(loaded.model, text.content, trimmed=False)
    ]


def lines(found: list[dict[str, Any]]) -> list[str]:
    """Return a line a token: the token, its id, and its place."""
    # A token may be a space or the end of a line.
    tokens = [quoted(one["token"]) for one in found]
    widest = max(map(len, tokens), default=0)
    return [
        f"{token:<{widest}}  {one['id']:>7}  {one['start']}-{one['end']}"
        for token, one in zip(tokens, found, strict=True)
    ]


def files(_text: Text, _found: list[dict[str, Any]]) -> dict[str, bytes]:
    """Return nothing: the answer is in the JSON."""
    return {}
