"""Two people's work on one comparison, merged."""

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.compare.book.merge import Conflict, conflict_words, merge
from core.compare.book.session import Session
from core.compare.book.workbook import COMMENTS, Measured, Workbook, choices_of, copy_of
from core.compare.measure.run import Settings
from core.i18n import speaking
from core.pictures.boxes import TruthBox
from core.pictures.images import open_picture
from tests.unit.compare_samples import MACHINE, facts, image_result, model_run

DIGESTS = ("d1", "d2", "d3")
MODELS = ("one", "two")
SETTINGS = tuple(Settings(MODELS, device, 0.5, 2, 0) for device in ("cpu", "cuda"))
FIELDS = (
    *(("truth", digest) for digest in DIGESTS),
    *(("edits", (digest, model, "remarks")) for digest in DIGESTS for model in MODELS),
    *(("comments", name) for name in COMMENTS),
    *(("measured", (settings, digest)) for settings in SETTINGS for digest in DIGESTS),
    ("student", ""),
)
"""Everything that one of two people can change: a part of the workbook, and which of its entries."""


def change(book: Workbook, field: tuple, number: int) -> None:
    """Put something into an entry that goes with the number."""
    part, entry = field
    if part == "truth":
        book.truth[entry] = (TruthBox("cat", (0.0, 0.0, 1.0 + number, 5.0)),)
    elif part == "student":
        book.student = f"name {number}"
    elif part == "measured":
        settings, digest = entry
        empty = Measured(settings, (facts("one"), facts("two")), MACHINE, {}, "2026-11-21T10:00:00+00:00")
        results = book.measured.get(choices_of(settings), empty).results
        result = image_result(model_run("one", totals=(100.0 + number,)), digest=digest)
        book.measured[choices_of(settings)] = replace(empty, results={**results, digest: result})
    else:
        getattr(book, part)[entry] = f"text {number}"


def value(book: Workbook, field: tuple):
    part, entry = field
    if part == "student":
        return book.student or None
    if part == "measured":
        settings, digest = entry
        found = book.measured.get(choices_of(settings))
        return found.results.get(digest) if found else None
    return getattr(book, part).get(entry)


def changed(book: Workbook, changes: dict[tuple, int]) -> Workbook:
    later = copy_of(book)
    for field, number in changes.items():
        change(later, field, number)
    return later


def session(book: Workbook, *pictures) -> Session:
    return Session(book, pictures, SETTINGS[0])


def picture(shade: int, name: str = ""):
    file = BytesIO()
    Image.new("RGB", (8, 8), (shade, 0, 0)).save(file, "PNG")
    return open_picture(file.getvalue(), name or f"{shade}.png")


changes = st.dictionaries(st.sampled_from(FIELDS), st.integers(0, 3))


@given(base=changes, mine=changes, other=changes, known=st.booleans())
def test_what_one_of_two_changed_is_there_and_what_both_did_is_named(base, mine, other, known):
    before = changed(Workbook(), base)
    ours, theirs = changed(before, mine), changed(before, other)
    merged = merge(session(before) if known else None, session(ours), session(theirs))
    clashes = 0
    for field in FIELDS:
        was, here, there = (value(book, field) for book in (before if known else Workbook(), ours, theirs))
        both = here != was and there != was and here != there and None not in (here, there)
        clashes += both
        now = value(merged.session.book, field)
        if both:
            assert now == there
        else:
            assert now == (here if here != was and here is not None else there)
    assert len(merged.conflicts) == clashes


@given(base=changes, mine=changes, other=changes)
def test_merging_leaves_what_was_merged_as_it_is(base, mine, other):
    before = changed(Workbook(), base)
    sessions = [session(changed(before, more)) for more in ({}, mine, other)]
    copies = [one._replace(book=copy_of(one.book)) for one in sessions]
    merged = merge(*sessions)
    for field in FIELDS:
        change(merged.session.book, field, 9)
    assert sessions == copies


def test_what_one_took_away_and_the_other_left_alone_stays_away():
    base = Workbook(edits={("d1", "one", "remarks"): "mine"}, truth={"d1": ()})
    assert merge(session(base), session(Workbook()), session(copy_of(base))).session.book == Workbook()
    assert merge(session(base), session(copy_of(base)), session(Workbook())).session.book == Workbook()


def test_without_a_base_what_only_one_has_is_kept():
    merged = merge(None, session(Workbook(comments={"ease": "a"})), session(Workbook(truth={"d1": ()})))
    assert merged.session.book == Workbook(comments={"ease": "a"}, truth={"d1": ()})


def test_measurements_that_began_apart_are_never_mixed():
    (choices,) = {choices_of(SETTINGS[0])}
    ours, theirs = Workbook(), Workbook()
    change(ours, ("measured", (SETTINGS[0], "d1")), 0)
    change(theirs, ("measured", (SETTINGS[0], "d2")), 0)
    theirs.measured[choices] = replace(theirs.measured[choices], date="2026-11-22T10:00:00+00:00")
    merged = merge(None, session(ours), session(theirs))
    assert merged.session.book.measured == theirs.measured
    assert merged.conflicts == (Conflict("measurement", choices=choices),)


def test_pictures_of_both_are_there_under_names_of_their_own_and_what_one_removed_is_not():
    old, gone, mine, other = picture(1), picture(2), picture(3, "a.png"), picture(4, "A.png")
    merged = merge(
        session(Workbook(), old, gone),
        session(Workbook(), old, mine),
        session(Workbook(), old, gone, other),
    )
    assert [one.name for one in merged.session.pictures] == ["1.png", "A.png", "a (2).png"]


@pytest.mark.parametrize(
    ("conflict", "words"),
    [
        (Conflict("student"), "your name"),
        (Conflict("cell", picture="d1", model="one", column="remarks"), "“Remarks” of bus.jpg, One"),
        (Conflict("truth", picture="d9"), "no longer in the list"),
        (Conflict("result", picture="d1", choices=choices_of(SETTINGS[0])), "bus.jpg with One, two"),
    ],
)
def test_a_conflict_says_what_both_changed(conflict, words):
    with speaking("en"):
        assert words in conflict_words(conflict, {"d1": "bus.jpg"}, {"one": "One"})
