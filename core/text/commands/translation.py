"""Translation in the terminal, for core.command: texts in, translations out."""

import argparse
from dataclasses import dataclass

from core.i18n import N_, _
from core.models.loaded import LoadedModel
from core.text.border import Text
from core.text.commands.searching import add_search, search_in
from core.text.generate import Search
from core.text.sources import TEXTS, cut_words, text_at
from core.text.translation import USUAL, needs_sentences, record, translate

SUMMARY = N_("Writes in another language what texts say.")
INPUT_HELP = TEXTS


@dataclass(frozen=True)
class Options:
    """How is searched, and whether every text goes in sentence by sentence."""

    search: Search
    by_sentence: bool


def add_options(options: argparse._ArgumentGroup) -> None:
    """Add --beams, --max-new-tokens and --sentences."""
    add_search(options, USUAL)
    options.add_argument(
        "--sentences",
        action="store_true",
        help=_(
            "Translate sentence by sentence. Without it a text is translated whole where the model can read it to its "
            "end, and sentence by sentence where not."
        ),
    )


def options_in(given: argparse.Namespace) -> Options:
    """Return the search, and whether to go by sentence."""
    return Options(search_in(given, USUAL), given.sentences)


def said(_loaded: LoadedModel, text: Text) -> str:
    """Return what of a text is not read: to the model it goes in sentences, so only what was too long for the app."""
    return cut_words(text) if text.cut_from else ""


def read(source: str) -> Text:
    """Return the text that was typed, or that of a file."""
    return text_at(source)


def answer(loaded: LoadedModel, text: Text, options: Options) -> dict[str, str]:
    """Return a translation, as transformers' pipeline did."""
    model = loaded.model
    tokenizer, network = model.processor, model.model
    by_sentence = options.by_sentence or needs_sentences(tokenizer, network, text.content)
    return record(translate(tokenizer, network, text.content, options.search, by_sentence))


def lines(found: dict[str, str]) -> list[str]:
    """Return the translation line by line."""
    return found["translation_text"].splitlines() or [""]


def files(_text: Text, found: dict[str, str]) -> dict[str, bytes]:
    """Return the translation as a text file."""
    return {".txt": found["translation_text"].encode("utf-8", "replace")}
