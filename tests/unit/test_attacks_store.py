"""What goes out comes in again, and the store does not grow without end."""

import tomllib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import create_engine

from core import store as rows
from core.compare.book import fitting, store
from core.compare.book import session as sessions
from core.compare.book.session import MAX_SESSION_BYTES, Session, read_session, session_json
from core.compare.book.workbook import Workbook
from core.compare.handin.files import files
from core.errors import UserError
from core.i18n import speaking
from core.pictures.images import MAX_PICTURE_BYTES, open_picture
from tests.unit.handin_samples import handin

CONFIG = tomllib.loads((Path(__file__).resolve().parents[2] / ".streamlit/config.toml").read_text())
DAY = 86_400


@pytest.fixture
def engine(tmp_path):
    made = create_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield made
    made.dispose()


def session(shade: int = 0) -> Session:
    file = BytesIO()
    Image.effect_noise((200, 200), 50 + shade).convert("RGB").save(file, "PNG")
    return Session(Workbook(student=str(shade)), (open_picture(file.getvalue(), "noise.png"),), None)


def test_a_session_file_of_ours_is_within_what_an_upload_may_be():
    assert CONFIG["server"]["maxUploadSize"] * 2**20 >= MAX_SESSION_BYTES
    assert MAX_PICTURE_BYTES <= MAX_SESSION_BYTES


def test_what_the_store_keeps_fits_into_a_session_file():
    kept = session()
    size = len(sessions.pack(kept)) + sum(len(make()) for make in sessions.files_of(kept).values())
    assert len(session_json(kept)) * rows.MAX_ENTRY_BYTES <= size * MAX_SESSION_BYTES


def test_no_session_file_is_written_that_could_not_be_loaded(monkeypatch):
    too_large = session()
    data = session_json(too_large)
    monkeypatch.setattr(sessions, "MAX_SESSION_BYTES", len(data) - 1)
    with pytest.raises(UserError):
        session_json(too_large)
    with pytest.raises(UserError):
        read_session(data)


def test_a_hand_in_without_room_for_the_session_is_whole_otherwise_and_says_so(monkeypatch, run_process):
    monkeypatch.setattr(sessions, "MAX_SESSION_BYTES", 100)
    with speaking("en"):
        content = files(handin())
    assert "session.json" not in content
    assert {"report.html", "table.xlsx", "results.json"} <= content.keys()
    assert content["left_out.txt"].startswith(
        b"session.json: it is not among the files. The session file is too large"
    )
    assert "left_out.txt" in content["report.html"].decode()


def test_a_hand_in_with_room_for_a_part_of_the_session_says_what_is_not_in_it(monkeypatch, run_process):
    monkeypatch.setattr(fitting, "MOST_VALUES", 10_150)
    with speaking("en"):
        content = files(handin())
    assert read_session(content["session.json"]).book.measured == {}
    assert content["left_out.txt"].decode().endswith("Not in it: 1 measurement.")


def test_errors_that_nothing_caught_do_not_name_the_server_s_folders():
    assert CONFIG["client"]["showErrorDetails"] == "none"


def at_day(monkeypatch, day: float) -> None:
    monkeypatch.setattr(rows.time, "time", lambda: day * DAY)


def test_where_the_store_is_full_the_oldest_entries_go_first(engine, monkeypatch):
    for day in range(3):
        at_day(monkeypatch, 100 + day)
        store.save(engine, f"of day {day}", session(day))
    size = len(next(iter(sessions.files_of(session()).values()))())
    monkeypatch.setattr(rows, "MAX_STORE_BYTES", round(2.5 * size) * 1)
    at_day(monkeypatch, 104)
    store.save(engine, "new", session(9))
    kept = [key for key in ("of day 0", "of day 1", "of day 2", "new") if store.find(engine, key)]
    assert kept == ["of day 2", "new"]


def test_work_of_today_does_not_go_for_the_sake_of_new_work(engine, monkeypatch):
    at_day(monkeypatch, 100)
    store.save(engine, "mine", session(1))
    size = len(next(iter(sessions.files_of(session()).values()))())
    monkeypatch.setattr(rows, "MAX_STORE_BYTES", round(1.5 * size))
    at_day(monkeypatch, 100.5)
    with pytest.raises(UserError):
        store.save(engine, "theirs", session(2))
    assert store.find(engine, "mine")
    assert store.find(engine, "theirs") is None
