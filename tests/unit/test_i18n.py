"""Texts: every one is in the catalogue, translated, with the same places for values; numbers follow the language."""

import ast
import re
import sys
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from core import i18n

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "locales" / "es" / "LC_MESSAGES" / "miralab.po"


def messages(path: Path) -> dict[str | tuple[str, ...], str | tuple[str, ...]]:
    with path.open("rb") as file:
        return {message.id: message.string for message in read_po(file, locale="es") if message.id}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.fixture(scope="module")
def extracted(run_process, tmp_path_factory) -> dict[str | tuple[str, ...], str | tuple[str, ...]]:
    template = tmp_path_factory.mktemp("locale") / "miralab.pot"
    options = ["-q", "extract", "-F", "babel.cfg", "-k", "_", "-k", "N_", "-k", "ngettext:1,2", "-o"]
    run_process(sys.executable, "-m", "babel.messages.frontend", *options, str(template), ".")
    return messages(template)


def test_every_text_of_the_code_is_in_the_catalogue(extracted):
    assert set(extracted) - set(messages(CATALOGUE)) == set()


def test_no_text_hides_where_the_extraction_overlooks_it(extracted):
    # Inside an f-string it does.
    found = {text for one in extracted for text in (one if isinstance(one, tuple) else (one,))}
    asked = {
        node.args[0].value
        for path in [*ROOT.glob("core/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "Home.py"]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "N_")
        if node.args and isinstance(node.args[0], ast.Constant)
    }
    assert asked - found == set()


def test_the_catalogue_has_no_text_that_left_the_code(extracted):
    assert set(messages(CATALOGUE)) - set(extracted) == set()


def test_every_text_is_translated():
    missing = [
        text
        for text, spanish in messages(CATALOGUE).items()
        if not (all(spanish) if isinstance(spanish, tuple) else spanish)
    ]
    assert missing == []


def test_no_translation_has_a_text_of_the_code_in_it():
    # Where catalogues were merged line by line, the English of the next text may have come behind the Spanish.
    every = messages(CATALOGUE)
    long = [text for text in every if isinstance(text, str) and len(text) > 40]
    mixed = [spanish for spanish in every.values() for text in long if text != spanish and text in spanish]
    assert mixed == []


def test_no_translation_is_marked_as_a_guess():
    # What is marked so is passed over when the catalogue is read.
    with CATALOGUE.open("rb") as file:
        assert [message.id for message in read_po(file, locale="es") if message.id and message.fuzzy] == []


def test_every_translation_has_the_places_of_its_text():
    wrong = []
    for text, said in messages(CATALOGUE).items():
        many, spanish = (text[1], said[1]) if isinstance(text, tuple) else (text, said)
        if places(many) != places(spanish):
            wrong.append(spanish)
        # The singular may say "the picture" in place of "1 picture".
        if isinstance(text, tuple) and not places(said[0]) <= places(many):
            wrong.append(said[0])
    assert wrong == []


def test_no_translation_goes_on_in_english():
    texts = messages(CATALOGUE)
    sentences = [text for text in texts if isinstance(text, str) and len(text) > 40]
    # What is the same in both languages is no English that was left over.
    glued = [
        said
        for said in texts.values()
        if isinstance(said, str) and any(text in said for text in sentences if text != said)
    ]
    assert glued == []


def test_every_content_text_exists_in_both_languages():
    spanish, english = (
        {path.name for path in (ROOT / "content" / language).glob("*.md")} for language in ("es", "en")
    )
    assert spanish == english != set()


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        (None, "es"),
        ("", "es"),
        ("es", "es"),
        ("es-MX", "es"),
        ("ca_ES", "es"),
        ("en-GB", "en"),
        ("de-DE", "en"),
        ("x", "en"),
    ],
)
def test_a_browser_is_greeted_in_the_language_it_reads_best(locale, language):
    assert i18n.best_language(locale) == language


@pytest.mark.parametrize(
    ("language", "text"),
    [("es", "1.234,5"), ("en", "1,234.5"), ("xx", "1.234,5")],
    ids=["es", "en", "unknown is es"],
)
def test_numbers_follow_the_language(language, text):
    with i18n.speaking(language):
        assert i18n.decimal(1234.5) == text


@pytest.mark.parametrize(("number", "text"), [(0, "0 objetos"), (1, "1 objeto"), (1200, "1.200 objetos")])
def test_a_counted_text_agrees_with_its_number(number, text):
    with i18n.speaking("es"):
        assert i18n.ngettext("{n} object", "{n} objects", number) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0.0 MB"), (5_600_000, "5.6 MB"), (167_000_000, "167 MB"), (1_250_000_000, "1.2 GB")],
)
def test_sizes_use_the_unit_that_suits_them(size, text):
    with i18n.speaking("en"):
        assert i18n.megabytes(size) == text


@pytest.mark.parametrize(("value", "text"), [(0.84, "0.8 ms"), (190.4, "190 ms"), (4812, "4.81 s")])
def test_durations_use_the_unit_that_suits_them(value, text):
    with i18n.speaking("en"):
        assert i18n.milliseconds(value) == text


def test_the_language_set_for_a_block_ends_with_it():
    with i18n.speaking("en"):
        pass
    assert i18n.current_language() == "es"


def test_no_text_is_an_f_string():
    code = "\n".join(
        path.read_text() for path in [ROOT / "Home.py", *ROOT.glob("pages/*.py"), *ROOT.glob("core/**/*.py")]
    )
    assert re.findall(r"\b(?:_|N_|ngettext)\(\s*f[\"']", code) == []


@pytest.mark.parametrize("name", [path.name for path in (ROOT / "content" / "en").glob("*.md")])
def test_a_text_has_the_same_drawings_in_both_languages(name):
    spanish, english = (
        re.findall(r"\{\{\w+\}\}", (ROOT / "content" / language / name).read_text(encoding="utf-8"))
        for language in ("es", "en")
    )
    assert spanish == english
