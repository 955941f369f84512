"""Searching for models in the terminal, for core.command: what is searched for in, models out."""

import argparse
from dataclasses import asdict
from typing import Any

from core.errors import UserError
from core.i18n import N_, _, decimal, megabytes
from core.library.search import LONGEST_WORD, SORTS, Answer, Found, Wish
from core.library.search_kept import find_models
from core.printable import printable_line

SUMMARY = N_("Searches the Hub for models; without it, what it answered last, or the catalogue of the app.")

_SOURCES = {
    "hub": N_("From the Hub."),
    "kept": N_("What the Hub said on {day}; it cannot be asked now."),
    "catalogue": N_("From the catalogue of the app: the Hub cannot be asked now."),
}


def add_options(options: argparse._ArgumentGroup) -> None:
    """Add the words and the filters."""
    options.add_argument("words", nargs="*", metavar=_("WORD"), help=_("What stands in the model's name."))
    options.add_argument("--task", default="", help=_("The Hub's name of a task, such as translation."))
    options.add_argument("--library", default="", help=_("A library, such as transformers."))
    options.add_argument("--language", default="", help=_("The code of a language, such as es."))
    options.add_argument("--licence", default="", help=_("The Hub's name of a licence, such as apache-2.0."))
    options.add_argument("--data-set", default="", help=_("A data set that it learnt from."))
    options.add_argument(
        "--sort",
        default=SORTS[0],
        help=_("By what: {names}. Default: downloads.").format(names=", ".join(SORTS)),
    )


def look_up(given: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    """Return the models that fit, and where they are from."""
    if given.sort not in SORTS:
        raise UserError(
            N_("There is no order {name}. Choose one of {names}."), name=given.sort, names=", ".join(SORTS)
        )
    wish = Wish(
        words=_line_of(" ".join(given.words)),
        task=_line_of(given.task),
        library=_line_of(given.library),
        language=_line_of(given.language),
        licence=_line_of(given.licence),
        data_set=_line_of(given.data_set),
        sort=given.sort,
    )
    answer = find_models(wish)
    return record(answer), [*map(_line, answer.models), source_words(answer)]


def record(answer: Answer) -> dict[str, Any]:
    """Return an answer as plain data for JSON."""
    return {
        "wish": asdict(answer.wish),
        "source": answer.source,
        "at": answer.at,
        "problem": str(answer.problem) if answer.problem else "",
        "models": [asdict(found) for found in answer.models],
    }


def source_words(answer: Answer) -> str:
    """Return where an answer is from, and why it is not the Hub's, in the language in use."""
    said = _(_SOURCES[answer.source]).format(day=answer.at[:10])
    return f"{answer.problem} {said}" if answer.problem else said


def _line_of(typed: str) -> str:
    return printable_line(typed, LONGEST_WORD)


def _line(found: Found) -> str:
    facts = (
        found.name,
        found.task,
        found.licence,
        megabytes(found.size) if found.size else "",
        found.format,
        _("{n} downloads").format(n=decimal(found.downloads, 0)) if found.downloads is not None else "",
    )
    return " · ".join(fact for fact in facts if fact)
