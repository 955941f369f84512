"""Text classification in the terminal, for core.command: texts in, labels and scores out."""

import argparse
from typing import Any

from core.i18n import N_, _
from core.models.loaded import LoadedModel
from core.pictures.marks import percent
from core.terminal import whole_number_in
from core.text import sources
from core.text.border import Text
from core.text.classification import TOP, classify, records
from core.text.sources import TEXTS, text_at

SUMMARY = N_("Says what texts are like: the likeliest labels, with their scores.")
INPUT_HELP = TEXTS

said = sources.said
"""What of a text is not read."""

_MOST = 100_000


def add_options(options: argparse._ArgumentGroup) -> None:
    """Add --top."""
    options.add_argument("--top", default=str(TOP), help=_("How many labels a text is given. Default: 5."))


def options_in(given: argparse.Namespace) -> int:
    """Return how many labels are asked for."""
    return whole_number_in("--top", given.top, 1, _MOST)


def read(source: str) -> Text:
    """Return the text that was typed, or that of a file."""
    return text_at(source)


def answer(loaded: LoadedModel, text: Text, top: int) -> list[dict[str, Any]]:
    """Return the `top` labels with the highest scores (0..1), the highest first, as transformers' pipeline does."""
    return records(classify(loaded, text.content), top)


def lines(found: list[dict[str, Any]]) -> list[str]:
    """Return a line a label: its name and its score."""
    widest = max(len(item["label"]) for item in found)
    return [f"{item['label']:<{widest}}  {percent(item['score'], 1):>7}" for item in found]


def files(_text: Text, _found: list[dict[str, Any]]) -> dict[str, bytes]:
    """Return nothing: the answer is in the JSON."""
    return {}
