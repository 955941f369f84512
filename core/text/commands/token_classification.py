"""Token classification in the terminal, for core.command: texts in, words with their labels out."""

import argparse
from typing import Any

from core.errors import UserError
from core.i18n import N_, _
from core.models.loaded import LoadedModel
from core.pictures.marks import percent
from core.text import sources
from core.text.border import Text
from core.text.sources import TEXTS, text_at
from core.text.tagging import RULES, Rule, records, tag

SUMMARY = N_("Gives the words of texts labels: parts of speech, or names.")
INPUT_HELP = TEXTS

said = sources.said
"""What of a text is not read."""


def add_options(options: argparse._ArgumentGroup) -> None:
    """Add --rule."""
    options.add_argument(
        "--rule",
        default="first",
        metavar="|".join(RULES),
        help=_(
            "Which label a word of several pieces gets: that of its first piece, of the mean, or of the surest piece. "
            "Default: first."
        ),
    )


def options_in(given: argparse.Namespace) -> Rule:
    """Return the rule that is asked for."""
    if given.rule not in RULES:
        raise UserError(
            N_("There is no rule {name}. Choose one of these: {names}."),
            name=given.rule,
            names=", ".join(RULES),
        )
    rule: Rule = given.rule
    return rule


def read(source: str) -> Text:
    """Return the text that was typed, or that of a file."""
    return text_at(source)


def answer(loaded: LoadedModel, text: Text, rule: Rule) -> list[dict[str, Any]]:
    """Return the marked words and names in the order of the text: label, word, start, end (characters) and score."""
    return records(tag(loaded, text.content), rule)


def lines(found: list[dict[str, Any]]) -> list[str]:
    """Return a line a word: its label, its score, the word."""
    if not found:
        return [_("The model marks nothing in this text.")]
    widest = max(len(one["label"]) for one in found)
    return [f"{one['label']:<{widest}}  {percent(one['score'], 1):>7}  {one['word']}" for one in found]


def files(_text: Text, _found: list[dict[str, Any]]) -> dict[str, bytes]:
    """Return nothing: the answer is in the JSON."""
    return {}
