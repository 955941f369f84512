"""What is said of times that others disturbed, and where."""

import json
from dataclasses import replace

import pytest

from core.compare.book.comments import comment_facts
from core.compare.book.resources import resource_table
from core.compare.book.session import Session, read_session, session_json
from core.compare.book.table import table_rows
from core.compare.book.workbook import Workbook, choices_of, disturbed, keep, measured_for
from core.compare.handin.exports import to_csv
from core.compare.handin.files import results_json
from core.compare.handin.report import drawn_charts, report_html
from core.compare.measure.disturbed import disturbed_words, others_in_all, others_words
from core.compare.measure.results import from_json, to_json
from core.compare.measure.run import Settings
from core.errors import UserError
from core.i18n import speaking
from core.load import Load
from tests.unit.compare_samples import comparison, facts, image_result, model_run
from tests.unit.handin_samples import handin

IDLE, BUSY, QUEUE = Load(0.02, 0.01), Load(0.4, 0.03), Load(0.05, 0.6)


@pytest.fixture(autouse=True)
def _english():
    with speaking("en"):
        yield


def a_picture(others: Load, digest: str = "d1"):
    return replace(image_result(model_run("a"), digest=digest), others=others)


def with_others(others: Load):
    made = handin()
    images = tuple(replace(image, others=others) for image in made.comparison.images)
    changed = replace(made.comparison, images=images)
    return replace(made, comparison=changed, rows=table_rows(changed, made.threshold))


@pytest.mark.parametrize(
    ("others", "words"),
    [
        (Load(), ""),
        (IDLE, "others used 3 % of the processor"),
        (BUSY, "disturbed: others used 43 % of the processor"),
    ],
)
def test_what_others_used_stands_with_every_picture(others, words):
    assert others_words(a_picture(others)).replace("\N{NO-BREAK SPACE}", " ") in (
        words,
        words.replace(" %", "%"),
    )


def test_where_nothing_was_disturbed_nothing_is_said():
    assert disturbed_words([a_picture(IDLE), a_picture(Load())]) == ""


@pytest.mark.parametrize(
    ("others", "programs", "visitors"),
    [(BUSY, True, False), (QUEUE, False, True), (Load(0.3, 0.3), True, True), (Load(0.1, 0.1), True, True)],
)
def test_the_advice_fits_who_disturbed(others, programs, visitors):
    words = disturbed_words([a_picture(others), a_picture(IDLE)])
    assert words.startswith("1 picture was disturbed")
    assert ("close what you can" in words, "when it is quieter" in words) == (programs, visitors)


@pytest.mark.parametrize(
    ("loads", "words"),
    [([Load()], "not known"), ([IDLE, Load()], "3"), ([IDLE, BUSY], "1 picture disturbed")],
)
def test_over_all_pictures_the_mean_and_how_many_were_disturbed(loads, words):
    assert words in others_in_all([a_picture(others) for others in loads])


@pytest.mark.parametrize("others", [Load(), IDLE, Load(None, 0.5), Load(0.5, None)])
def test_results_bring_it_back(others):
    made = comparison(a_picture(others))
    assert from_json(json.loads(json.dumps(to_json(made)))) == made


@pytest.mark.parametrize("bad", [-0.1, 1.5, "much", float("nan"), True])
def test_results_with_a_share_that_is_none_are_refused(bad):
    data = to_json(comparison(a_picture(BUSY)))
    data["images"][0]["others"]["programs"] = bad
    with pytest.raises(UserError):
        from_json(data)


def test_it_is_in_everything_that_is_handed_in():
    busy, idle = with_others(BUSY), with_others(IDLE)
    assert "1 picture" not in report_html(idle, [], drawn_charts(idle))
    assert "2 pictures were disturbed" in report_html(busy, [], drawn_charts(busy))
    assert "disturbed: others used 43" in to_csv(busy.rows).decode("utf-8-sig")
    assert json.loads(results_json(busy))["images"][0]["others"] == {"programs": 0.4, "visitors": 0.03}
    assert "2 pictures disturbed" in str(resource_table([busy.comparison])[-1])
    assert "close what you can" in " ".join(comment_facts(busy.comparison, 0.5, {})["resources"])


def test_a_session_brings_it_back():
    book = Workbook()
    settings = Settings(("a",), "cpu", 0.5, 3, 2)
    keep(book, measured_for(book, settings, [facts("a")], fresh=True), a_picture(BUSY))
    found = read_session(session_json(Session(book, (), settings))).book
    assert found.measured[choices_of(settings)].results["d1"].others == BUSY


def test_the_pictures_that_can_be_measured_again_are_those_that_were_disturbed_here():
    book, settings = Workbook(), Settings(("a",), "cpu", 0.5, 3, 2)
    measured = measured_for(book, settings, [facts("a")], fresh=True)
    for digest, others in {"d1": IDLE, "d2": BUSY, "d3": Load()}.items():
        keep(book, measured, a_picture(others, digest))
    asked = ["d3", "d2", "d1", "not measured"]
    assert [image.digest for image in disturbed(book, settings, asked)] == ["d2"]
    measured.versions = {"torch": "1.0"}
    assert disturbed(book, settings, asked) == ()
