"""The options of the commands that write a text from a text: how the next words are searched for."""

import argparse
from dataclasses import replace

from core.i18n import _
from core.terminal import whole_number_in
from core.text.generate import Search

MOST_BEAMS = 16
MOST_TOKENS = 1024


def add_search(options: argparse._ArgumentGroup, usual: Search) -> None:
    """Add --beams and --max-new-tokens."""
    options.add_argument(
        "--beams",
        default=str(usual.beams),
        metavar="N",
        help=_(
            "How many beginnings are kept at every step: 1 takes the likeliest token each time. Default: {n}."
        ).format(n=usual.beams),
    )
    options.add_argument(
        "--max-new-tokens",
        default=str(usual.most_tokens),
        metavar="N",
        help=_("How many tokens are written for a part of the text at the most. Default: {n}.").format(
            n=usual.most_tokens
        ),
    )


def search_in(given: argparse.Namespace, usual: Search) -> Search:
    """Return the search that the options ask for; UserError where a number cannot be used."""
    return replace(
        usual,
        beams=whole_number_in("--beams", given.beams, 1, MOST_BEAMS),
        most_tokens=whole_number_in("--max-new-tokens", given.max_new_tokens, 1, MOST_TOKENS),
    )
