"""Texts in Spanish and English.

Purpose: every text that a person reads is written in English in the code, inside `_()` or `ngettext()`, and translated
by the gettext catalogue in locales/. Scope: looking texts up and writing numbers; which language a visitor wants is
decided elsewhere (`follow`, `speaking`). It does not import streamlit.
"""

import gettext as _gettext
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TypeVar

LANGUAGES = {"es": "Español", "en": "English"}
DEFAULT_LANGUAGE = "es"
DOMAIN = "miralab"
LOCALES = Path(__file__).resolve().parent.parent / "locales"

T = TypeVar("T")

_spoken: ContextVar[str | None] = ContextVar("language", default=None)
_source: Callable[[], str | None] = lambda: None  # noqa: E731


def follow(source: Callable[[], str | None]) -> None:
    """Ask `source` for the language code ("es" or "en"; None when it does not know) whenever none is set here."""
    global _source
    _source = source


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Use `language` ("es" or "en") for every text looked up inside the with block, in this thread."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def current_language() -> str:
    """Return the code of the language in use, "es" or "en"."""
    language = _spoken.get() or _source()
    return language if language in LANGUAGES else DEFAULT_LANGUAGE


def best_language(locale: str | None) -> str:
    """Return the language to greet a browser with, from its locale ("es-MX", "en", ... or None when unknown).

    Spanish for the languages of Spain too (a Catalan browser reads Spanish more readily than English), English for
    everybody else whose language the app does not speak.
    """
    if not locale:
        return DEFAULT_LANGUAGE
    language = locale.replace("_", "-").split("-")[0].lower()
    return "es" if language in {"es", "ca", "gl", "eu", "ast"} else "en"


@cache
def _translations(language: str) -> _gettext.NullTranslations:
    """Read a catalogue from its .po file, so that no compiled copy can go stale."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    path = LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not path.exists():
        return _gettext.NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return _gettext.GNUTranslations(compiled)


def _(text: str) -> str:
    """Return `text` (English, the catalogue's key) in the language in use."""
    return _translations(current_language()).gettext(text)


def ngettext(one: str, many: str, number: int) -> str:
    """Return `one` or `many`, whichever fits `number`, in the language in use, with {n} replaced by the number."""
    return _translations(current_language()).ngettext(one, many, number).format(n=decimal(number, 0))


def N_(text: str) -> str:  # noqa: N802 (gettext's own name for it)
    """Mark `text` for the catalogue where it is defined; it is translated later, where it is shown."""
    return text


def in_this_language(function: Callable[[], T]) -> Callable[[], T]:
    """Return `function` so that it speaks the language in use now, whenever and in whatever thread it is called."""
    language = current_language()

    def speak() -> T:
        with speaking(language):
            return function()

    return speak


def decimal(number: float, digits: int = 1) -> str:
    """Return `number` with `digits` decimals: "1.234,5" in Spanish, "1,234.5" in English."""
    from babel.numbers import format_decimal

    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(number, format=pattern, locale=current_language())


def megabytes(number_of_bytes: float) -> str:
    """Return a size in the unit that suits it, 10^6 bytes to the megabyte: "5,6 MB", "167 MB", "1,2 GB"."""
    size = number_of_bytes / 1e6
    if size >= 1000:
        return f"{decimal(size / 1000, 1)} GB"
    return f"{decimal(size, 1 if size < 100 else 0)} MB"


class Size(int):
    """A number of bytes that writes itself in the language of whoever reads it; for the values of a UserError."""

    def __format__(self, _spec: str) -> str:
        return megabytes(self)


class Phrase(str):
    """A piece of a sentence (English, marked for translation) that writes itself in the language of whoever reads it;
    for the values of a UserError."""

    __slots__ = ()

    def __format__(self, _spec: str) -> str:
        return _(str(self))


def milliseconds(value: float) -> str:
    """Return a duration given in milliseconds as a person reads it: "0,8 ms", "190 ms", "4,81 s"."""
    if value >= 1000:
        return f"{decimal(value / 1000, 2)} s"
    return f"{decimal(value, 1 if value < 10 else 0)} ms"


def seconds(value: float) -> str:
    """Return a time to wait, given in seconds, no finer than one believes it: "8 s", "2 min"."""
    return f"{decimal(value / 60, 0)} min" if value >= 90 else f"{decimal(max(1.0, value), 0)} s"
