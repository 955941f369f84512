"""What of a session is kept where not all of it can be; whatever is kept can be read again."""

from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import create_engine

from core.compare.book import fitting as fit
from core.compare.book.fitting import NOTHING, LeftOut, fitting, left_out_words
from core.compare.book.session import Session, files_of, pack, read_session, session_json
from core.compare.book.store import find, save
from core.compare.book.workbook import Measured, Workbook, choices_of
from core.compare.measure.run import MOST, Settings
from core.errors import UserError
from core.i18n import speaking
from core.pictures.boxes import MOST_BOXES, TruthBox
from tests.unit.compare_samples import MACHINE, facts, image_result, model_run, seen
from tests.unit.handin_samples import picture

HOUSE = TruthBox("house", (1.0, 2.0, 30.0, 40.0))


@pytest.fixture
def engine(tmp_path):
    made = create_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield made
    made.dispose()


def measured(
    *models: str, day: int = 1, repeats: int = 1, pictures: int = 1, detections: int = 1
) -> Measured:
    settings = Settings(models, "cpu", 0.5, repeats, 0)
    run = partial(model_run, detections=seen("person, standing") * detections, totals=[100.0])
    results = {
        f"d{number}": image_result(*map(run, models), digest=f"d{number}") for number in range(pictures)
    }
    date = f"2026-11-{day:02}T10:00:00+00:00"
    return Measured(settings, tuple(map(facts, models)), MACHINE, {}, date, results)


def session(*found: Measured, **typed: object) -> Session:
    book = Workbook(measured={choices_of(one.settings): one for one in found}, student="Ana", **typed)
    return Session(book, (), Settings(("a",)))


def kept_of(whole: Session, engine) -> tuple[Session, LeftOut]:
    """What fits, after making sure that it can be kept and handed out and read again both ways."""
    part, left_out = fitting(whole)
    assert read_session(session_json(part)) == part
    save(engine, "key", part)
    assert find(engine, "key").session == part
    return part, left_out


def test_of_what_fits_nothing_is_left_out(engine):
    whole = session(measured("a", "b"), truth={"d0": (HOUSE,)})
    assert kept_of(whole, engine) == (whole, NOTHING)


def test_more_detections_than_can_be_read_leave_the_oldest_measurements_out(engine):
    many = partial(measured, "a", "b", pictures=120, detections=MOST)
    whole = session(many(day=2, repeats=2), many(day=3, repeats=3), measured("a", day=1))
    part, left_out = kept_of(whole, engine)
    assert [found.settings.repeats for found in part.book.measured.values()] == [3, 1]
    assert (left_out, part.book.student) == (LeftOut(measured=1), "Ana")
    with pytest.raises(UserError):
        session_json(whole)
    with pytest.raises(UserError):
        save(engine, "other", whole)


def test_more_choices_than_can_be_read_leave_the_oldest_out(engine):
    found = [measured("a", day=1 + number % 28, repeats=1 + number) for number in range(501)]
    part, left_out = kept_of(session(*found), engine)
    assert (len(part.book.measured), left_out.measured) == (500, 1)
    with pytest.raises(UserError):
        pack(session(*found))


def test_more_models_than_can_be_read_leave_the_oldest_out(engine):
    found = [measured("a", f"m{number}", day=1 + number // 2) for number in range(55)]
    part, left_out = kept_of(session(*found), engine)
    assert left_out == LeftOut(measured=6)
    assert choices_of(found[0].settings) not in part.book.measured
    with pytest.raises(UserError):
        pack(session(*found))


def test_more_truth_than_can_be_read_leaves_the_last_pictures_truth_out(engine):
    truth = {f"d{number}": (HOUSE,) * MOST_BOXES for number in range(130)}
    part, left_out = kept_of(session(truth=truth), engine)
    assert left_out.truths > 0
    assert list(part.book.truth) == list(truth)[: 130 - left_out.truths]


def test_pictures_that_are_too_large_leave_the_typed_and_the_measured_in(engine, monkeypatch):
    pictures = (
        picture("red", "a.jpg"),
        picture("blue", "b.png", "PNG", (2000, 2000)),
        picture("lime", "c.jpg"),
    )
    monkeypatch.setattr(fit, "MAX_ENTRY_BYTES", 400_000 + 3 * len(pictures[0].jpeg))
    whole = session(measured("a"), comments={"ease": "mine"})._replace(pictures=pictures)
    part, left_out = kept_of(whole, engine)
    assert [one.name for one in part.pictures] == ["a.jpg", "c.jpg"]
    assert (part.book, left_out) == (whole.book, LeftOut(pictures=1))


def test_what_is_typed_and_too_large_by_itself_is_refused(engine):
    whole = session(comments={"ease": "," * 1_000_001})
    with pytest.raises(UserError):
        save(engine, "key", fitting(whole).session)
    assert find(engine, "key") is None


def test_a_picture_is_turned_into_a_file_once_to_know_its_size(monkeypatch):
    large = replace(picture("navy", "n.png", "PNG", (1500, 1500)), digest="of this test")
    monkeypatch.setattr(fit, "MAX_ENTRY_BYTES", 1_000_000)
    first = fitting(session()._replace(pictures=(large,)))
    monkeypatch.setattr(fit, "encoded", None)
    assert fitting(session()._replace(pictures=(large,))) == first


def test_a_size_that_others_have_forgotten_meanwhile_is_known_all_the_same(monkeypatch):
    class Cleared(dict):
        def __setitem__(self, _digest, _size):
            pass

    monkeypatch.setattr(fit, "_sizes", Cleared())
    monkeypatch.setattr(fit, "MAX_ENTRY_BYTES", 1_000_000)
    large = replace(picture("navy", "n.png", "PNG", (1500, 1500)), digest="of this test too")
    assert fitting(session()._replace(pictures=(large,))).left_out == NOTHING


@pytest.mark.parametrize("limit", [fit.MAX_ENTRY_BYTES, 1_000_000])
def test_the_size_of_a_jpeg_is_known_without_reading_its_file(monkeypatch, limit):
    def read():
        raise AssertionError

    photograph = picture("navy", "n.jpg", "JPEG", (1500, 1500))
    unread = replace(photograph, pixels=replace(photograph.pixels, jpeg=read))
    monkeypatch.setattr(fit, "MAX_ENTRY_BYTES", limit)
    assert fitting(session()._replace(pictures=(unread,))).left_out == NOTHING


def test_files_that_could_not_be_read_are_not_made():
    many = [measured("a", "b", pictures=120, detections=MOST, repeats=number) for number in (1, 2)]
    (make,) = files_of(session(*many)).values()
    with pytest.raises(UserError):
        make()


def test_what_is_left_out_is_said():
    with speaking("en"):
        assert left_out_words(LeftOut(2, 1, 1)) == "2 measurements, 1 picture, the truth of 1 picture"
