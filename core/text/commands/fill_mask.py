"""Fill-mask in the terminal, for core.command: texts with a gap in, the tokens that fit out."""

import argparse
from typing import Any

from core.i18n import N_, _
from core.models.loaded import LoadedModel
from core.pictures.marks import percent
from core.terminal import whole_number_in
from core.text import sources
from core.text.border import Text
from core.text.fill_mask import TOP, fill, records
from core.text.sources import text_at

SUMMARY = N_("Says which words would fit in the gap of a text.")
INPUT_HELP = N_(
    "Texts, each in quotation marks, or names of .txt files; the gap is written <mask> or [MASK], whatever the model "
    "calls it."
)

said = sources.said
"""What of a text is not read."""

_MOST = 100


def add_options(options: argparse._ArgumentGroup) -> None:
    """Add --top."""
    options.add_argument(
        "--top", default=str(TOP), help=_("How many tokens a gap is given. Default: {n}.").format(n=TOP)
    )


def options_in(given: argparse.Namespace) -> int:
    """Return how many tokens a gap is given."""
    return whole_number_in("--top", given.top, 1, _MOST)


def read(source: str) -> Text:
    """Return the text that was typed, or that of a file."""
    return text_at(source)


def answer(loaded: LoadedModel, text: Text, top: int) -> list[Any]:
    """Return the `top` likeliest tokens of the gap, the likeliest first, as transformers' pipeline does: a list for
    each gap where there are several."""
    return records(fill(loaded.model.processor, loaded.model.model, text.content, loaded.row.title, top))


def lines(found: list[Any]) -> list[str]:
    """Return a line a token: its text, its score, and the sentence with it; an empty line between gaps."""
    gaps = found if isinstance(found[0], list) else [found]
    widest = max(len(_shown(guess["token_str"])) for gap in gaps for guess in gap)
    shown = []
    for number, gap in enumerate(gaps):
        shown += [""] if number else []
        shown += [
            f"{_shown(guess['token_str']):<{widest}}  {percent(guess['score'], 1):>7}  {_shown(guess['sequence'])}"
            for guess in gap
        ]
    return shown


def files(_text: Text, _found: list[Any]) -> dict[str, bytes]:
    """Return nothing: the answer is in the JSON."""
    return {}


def _shown(text: str) -> str:
    return " ".join(text.split())
