"""Summarization in the terminal, for core.command: texts in, summaries out."""

import argparse
from dataclasses import dataclass

from core.i18n import N_, _
from core.models.loaded import LoadedModel
from core.text.border import Text
from core.text.commands.searching import add_search, search_in
from core.text.generate import Search
from core.text.limits import most_tokens, read_characters
from core.text.sources import TEXTS, cut_words, text_at
from core.text.summarization import USUAL, record, summarize

SUMMARY = N_("Writes what texts are about in a few sentences.")
INPUT_HELP = TEXTS


@dataclass(frozen=True)
class Options:
    """How is searched, and whether a text is summarised part by part."""

    search: Search
    in_parts: bool


def add_options(options: argparse._ArgumentGroup) -> None:
    """Add --beams, --max-new-tokens and --parts."""
    add_search(options, USUAL)
    options.add_argument(
        "--parts",
        action="store_true",
        help=_(
            "Summarise part by part, each as long as the model can read: nothing of a long text is left out."
        ),
    )


def options_in(given: argparse.Namespace) -> Options:
    """Return the search, and whether to go part by part."""
    return Options(search_in(given, USUAL), given.parts)


def said(loaded: LoadedModel, text: Text) -> str:
    """Return what of a text is not read, unless it goes in part by part: too long for the app, or for the model."""
    sentences = [cut_words(text)] if text.cut_from else []
    most = most_tokens(loaded.model.processor, loaded.model.model)
    read_of_it = read_characters(loaded.model.processor, text.content, most)
    if read_of_it < len(text.content):
        words = _(
            "At once the model reads the first {n} characters of {all}; with --parts it reads them all."
        )
        sentences.append(words.format(n=read_of_it, all=len(text.content)))
    return " ".join(sentences)


def read(source: str) -> Text:
    """Return the text that was typed, or that of a file."""
    return text_at(source)


def answer(loaded: LoadedModel, text: Text, options: Options) -> dict[str, str]:
    """Return a summary, as transformers' pipeline did."""
    model = loaded.model
    return record(summarize(model.processor, model.model, text.content, options.search, options.in_parts))


def lines(found: dict[str, str]) -> list[str]:
    """Return the summary."""
    return found["summary_text"].splitlines() or [""]


def files(_text: Text, found: dict[str, str]) -> dict[str, bytes]:
    """Return the summary as a text file."""
    return {".txt": found["summary_text"].encode("utf-8", "replace")}
