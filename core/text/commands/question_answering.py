"""Question answering in the terminal, for core.command: texts and a question in, the answers that stand in them out."""

import argparse
from typing import Any

from core.errors import UserError
from core.i18n import N_, _
from core.models.loaded import LoadedModel
from core.pictures.marks import percent
from core.text.border import Text
from core.text.question_answering import ask, record
from core.text.sources import cut_words, text_at

SUMMARY = N_("Finds the answer to a question in texts.")
INPUT_HELP = N_(
    "Texts in which the answer is looked for, each in quotation marks, or names of .txt files (also as --context)."
)


def add_options(options: argparse._ArgumentGroup) -> None:
    """Add --question and --context."""
    options.add_argument(
        "--question", default="", help=_("What is asked of every text. There is no default.")
    )
    options.add_argument(
        "--context",
        dest="more_inputs",
        action="append",
        default=[],
        help=_("A text or the name of a .txt file: another way to name an input."),
    )


def options_in(given: argparse.Namespace) -> str:
    """Return the question."""
    if not given.question.strip():
        raise UserError(N_("There is no question. Ask one with --question, in quotation marks."))
    return str(given.question)


def said(_loaded: LoadedModel, text: Text) -> str:
    """Return what of a text is not read: to the model it goes part by part, so only what was too long for the app."""
    return cut_words(text) if text.cut_from else ""


def read(source: str) -> Text:
    """Return the text that was typed, or that of a file."""
    return text_at(source)


def answer(loaded: LoadedModel, text: Text, question: str) -> dict[str, Any]:
    """Return the best answer, as transformers' pipeline did: its words, where they stand, and their score (0..1)."""
    found = ask(loaded.model.processor, loaded.model.model, question, text.content, loaded.row.title)
    return record(found)


def lines(found: dict[str, Any]) -> list[str]:
    """Return the answer with its score and its place."""
    place = _("characters {start} to {end}").format(start=found["start"], end=found["end"])
    return [f"{' '.join(found['answer'].split())}  {percent(found['score'], 1)}  ({place})"]


def files(_text: Text, _found: dict[str, Any]) -> dict[str, bytes]:
    """Return nothing: the answer is in the JSON."""
    return {}
