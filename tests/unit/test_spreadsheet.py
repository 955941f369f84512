import pytest

from core import spreadsheet
from core.i18n import speaking


def line(*cells: str | float, language: str = "es") -> str:
    with speaking(language):
        return spreadsheet.to_csv(["title"], [cells]).decode("utf-8-sig").splitlines()[1]


def test_excel_is_told_that_it_is_utf_8():
    assert spreadsheet.to_csv(["ñ"], []) == b"\xef\xbb\xbf\xc3\xb1\r\n"


@pytest.mark.parametrize("formula", ["=1+1", "+cmd", "-cmd", "@SUM(A1)", " =1", "\t=1"])
def test_a_text_that_would_run_as_a_formula_is_disarmed(formula):
    assert line(formula).lstrip('"').startswith("'")


@pytest.mark.parametrize("text", ["-5", "+3,5", "3 - 2", "a=b", "FP 1, FN 2"])
def test_ordinary_texts_stay_as_they_are(text):
    assert line(text) == text


@pytest.mark.parametrize(("language", "expected"), [("es", "1,5;x"), ("en", "1.5,x")])
def test_decimals_and_separators_follow_the_language(language, expected):
    assert line(1.5, "x", language=language) == expected


def test_a_separator_inside_a_text_is_quoted():
    assert line("a;b", "c") == '"a;b";c'
