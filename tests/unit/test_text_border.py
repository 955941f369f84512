"""The way in for texts: what is decoded, cleaned, cut and refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UserError
from core.i18n import speaking
from core.text.border import MAX_CHARACTERS, MAX_FILE_BYTES, as_text, lines_of, open_text
from core.text.sources import text_at

SPANISH = "¿Qué tal, señor Núñez?\nBien, ¡y tú! «Ñandú» – 5 €"
ALL = "niño e\u0301 😀👩‍👩‍👧 مرحبا بالعالم 早上好 Ünïcödé"


@pytest.fixture(autouse=True)
def _english():
    with speaking("en"):
        yield


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
@pytest.mark.parametrize("text", [SPANISH, ALL, "早上好 你今天好吗", "hola"])
def test_a_file_in_any_unicode_encoding_is_read(text, encoding):
    assert open_text(text.encode(encoding), "a.txt").content == text


@pytest.mark.parametrize(
    ("encoding", "text"), [("cp1252", SPANISH), ("latin-1", "¿Qué tal, señor Núñez? 5 ¤")]
)
def test_a_file_of_old_windows_is_read(encoding, text):
    found = open_text(text.encode(encoding), "a.txt")
    assert (found.content, found.encoding) == (text, "Windows-1252")


def test_bytes_that_no_encoding_has_do_not_break_it():
    assert open_text(b"se\xf1or \x81 \xff", "a.txt").content == "señor  ÿ"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\x0b"])
def test_lines_end_in_one_way(end):
    assert open_text(f"one{end}two".encode(), "a.txt").content == "one\ntwo"


@pytest.mark.parametrize("typed", ["", "  \n\t ", "\x00\x01\x02", "\u200b\u200d\ufeff", "\u202e\u00a0"])
def test_nothing_to_read_is_said(typed):
    with pytest.raises(UserError, match="There is no text yet"):
        as_text(typed)


def test_an_empty_file_is_said_by_its_name():
    with pytest.raises(UserError, match=r"nothing to read in empty\.txt"):
        open_text(b"\xef\xbb\xbf \n", "empty.txt")


def test_control_characters_and_marks_that_deceive_go_out():
    assert as_text("ho\x07la \u202emundo\ufeff").content == "hola mundo"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7 ...", "another kind .PDF."),
        (b"PK\x03\x04rest of a document", "another kind .ZIP, DOCX, ODT."),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "not a text file"),
        (b"\x00" * 100, "not a text file"),
        (b"hola " * (MAX_FILE_BYTES // 5 + 1), "too big for a text: 5 MB"),
    ],
)
def test_a_file_that_is_no_text_is_refused(data, says):
    with pytest.raises(UserError, match=says):
        open_text(data, "file.txt")


def test_a_text_that_is_too_long_is_cut_and_says_how_long_it_was():
    found = as_text("a" * (MAX_CHARACTERS + 7))
    assert (len(found.content), found.cut_from) == (MAX_CHARACTERS, MAX_CHARACTERS + 7)


@pytest.mark.parametrize("letter", ["e\u0301", "👩‍👩‍👧", "☀\ufe0f"])
def test_no_letter_is_cut_in_two(letter):
    for before in range(len(letter) + 1):
        found = as_text("a" * (MAX_CHARACTERS - before) + letter * 9)
        assert found.content.replace("a", "") in ("", letter)


def test_a_text_as_long_as_allowed_is_whole():
    assert as_text("a" * MAX_CHARACTERS).cut_from == 0


def test_texts_one_a_line_are_those_with_something_in_them():
    assert lines_of(" one\r\n\n \t\ntwo ") == ["one", "two"]


def test_a_command_takes_texts_and_names_of_files(tmp_path):
    file = tmp_path / "nota ñ.txt"
    file.write_text(SPANISH, encoding="utf-16")
    assert (text_at(str(file)).content, text_at(str(file)).name) == (SPANISH, "nota ñ.txt")
    assert text_at("Hola, ¿qué tal?").content == "Hola, ¿qué tal?"
    assert text_at("a" * 5000).content == "a" * 5000


def test_a_file_that_is_missing_is_said():
    with pytest.raises(UserError, match=r"There is no file missing\.txt"):
        text_at("missing.txt")


@given(
    st.binary(max_size=200) | st.text(max_size=80).map(lambda text: text.encode("utf-16", "surrogatepass"))
)
def test_any_file_is_a_text_or_is_refused_in_a_sentence(data):
    try:
        found = open_text(data, "any.txt")
    except UserError as error:
        assert str(error)
        return
    assert found.content.strip() == found.content != ""
    assert found.content.encode("utf-8")
    assert not any(letter < " " and letter not in "\t\n" for letter in found.content)


@given(st.text(max_size=200))
def test_what_is_typed_comes_back_the_same_when_it_comes_in_again(typed):
    try:
        found = as_text(typed)
    except UserError:
        return
    assert as_text(found.content) == found
