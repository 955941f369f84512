"""What the things that people draw are called, in Spanish and English.

Purpose: the 345 classes of the Quick, Draw! data set as a student says them, alone ("gato") and in a sentence ("un
gato"). Scope: a table and two look-ups.

The names are not in the gettext catalogue: a noun and its article belong together (un hacha, unas tijeras, la luna),
and 345 of them are easier to read through, and to correct, as one table than between the app's sentences.
"""

import csv
from functools import cache
from pathlib import Path

from core.i18n import current_language

NAMES = Path(__file__).resolve().parents[2] / "assets" / "quick_draw" / "classes.csv"


def class_name(label: str) -> str:
    """Return the name of a class in the language in use: "cat", "gato".

    `label` is spelt as the data set spells it; a label that is not one of its classes comes back as it is.
    """
    return _look_up(label, current_language())


def with_article(label: str) -> str:
    """Return what `class_name` does as a sentence has it: "a cat", "un gato"; "scissors", "unas tijeras"."""
    return _look_up(label, f"{current_language()}_article")


def classes() -> tuple[str, ...]:
    """Return the 345 classes as the data set spells them, in its own order."""
    return tuple(_table())


def _look_up(label: str, column: str) -> str:
    row = _table().get(label)
    return row[column] if row else label


@cache
def _table() -> dict[str, dict[str, str]]:
    """Return the rows of the table by their class."""
    with NAMES.open(encoding="utf-8", newline="") as file:
        return {row["class"]: row for row in csv.DictReader(file)}
