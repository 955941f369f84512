"""Tables as CSV that a spreadsheet opens right, in the language in use."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

from core.i18n import current_language

_FORMULA = re.compile(r"\s*[=@+-]")
_PLAIN_NUMBER = re.compile(r"\s*[+-]\d+([.,]\d+)?\s*")


def to_csv(titles: Iterable[str], rows: Iterable[Sequence[str | float]]) -> bytes:
    """Return a table as CSV: UTF-8 with a byte order mark, so that Excel reads accents.

    Separated by semicolons and with a decimal comma in Spanish, where Excel takes the comma for the decimal sign; by
    commas in English. A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, "CSV
    injection"); a plain number such as -5 is left alone.
    """
    spanish = current_language() == "es"
    text = StringIO()
    writer = csv.writer(text, delimiter=";" if spanish else ",", lineterminator="\r\n")
    writer.writerow(titles)
    for row in rows:
        writer.writerow([_cell(value, decimal_comma=spanish) for value in row])
    return text.getvalue().encode("utf-8-sig", "replace")


def _cell(value: str | float, *, decimal_comma: bool) -> str:
    if not isinstance(value, str):
        return str(value).replace(".", ",") if decimal_comma else str(value)
    return f"'{value}" if _FORMULA.match(value) and not _PLAIN_NUMBER.fullmatch(value) else value
