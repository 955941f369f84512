"""Zero-shot classification of texts in the terminal, for core.command: texts and labels in, labels with scores out."""

import argparse
from dataclasses import dataclass
from typing import Any

from core.errors import UserError
from core.i18n import N_, _
from core.models.loaded import LoadedModel
from core.own_labels import checked_labels, checked_template, split_labels
from core.pictures.marks import percent
from core.text import sources
from core.text.border import Text
from core.text.sources import TEXTS, text_at
from core.text.zero_shot import LABELS, TEMPLATE, judge, record

SUMMARY = N_("Says which of your own labels fit texts best, with their scores.")
INPUT_HELP = TEXTS

said = sources.said
"""What of a text is not read."""


@dataclass(frozen=True)
class Options:
    """The labels to choose among, the template that makes a sentence of each, and whether several may be true."""

    labels: tuple[str, ...]
    template: str
    several: bool


def add_options(options: argparse._ArgumentGroup) -> None:
    """Add --labels, --template and --several."""
    options.add_argument(
        "--labels",
        default=",".join(LABELS),
        help=_("Labels to choose among, parted by commas. Default: {default}.").format(
            default=",".join(LABELS)
        ),
    )
    options.add_argument(
        "--template",
        default=TEMPLATE,
        help=_(
            "The sentence that a label is put into, in the place of its braces. Default: {default}."
        ).format(default=f"“{TEMPLATE}”"),
    )
    options.add_argument(
        "--several",
        action="store_true",
        help=_("Several labels may be true: each is scored by itself. Without it the scores add up to 1."),
    )


def options_in(given: argparse.Namespace) -> Options:
    """Return labels and template."""
    labels = checked_labels(split_labels(given.labels), is_cased=True)
    if not labels.labels:
        raise UserError(N_("--labels has no label. Name some, as in --labels sports,politics."))
    return Options(labels.labels, checked_template(given.template), given.several)


def read(source: str) -> Text:
    """Return the text that was typed, or that of a file."""
    return text_at(source)


def answer(loaded: LoadedModel, text: Text, options: Options) -> dict[str, list[Any]]:
    """Return every label with its score (0..1), the best first, as transformers' pipeline does."""
    model = loaded.model
    found = judge(
        model.processor,
        model.model,
        text.content,
        options.labels,
        options.template,
        loaded.row.title,
        options.several,
    )
    return record(found)


def lines(found: dict[str, list[Any]]) -> list[str]:
    """Return a line a label: the label and its score."""
    widest = max(map(len, found["labels"]))
    return [
        f"{label:<{widest}}  {percent(score, 1):>7}"
        for label, score in zip(found["labels"], found["scores"], strict=True)
    ]


def files(_text: Text, _found: dict[str, list[Any]]) -> dict[str, bytes]:
    """Return nothing: the answer is in the JSON."""
    return {}
