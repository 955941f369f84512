import json
import os
import sys
import threading
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import create_engine, text

from core import store, store_folder
from core.compare.book import store as sessions
from core.compare.book.session import Session, files_of, pack
from core.compare.book.store import find, save
from core.compare.book.workbook import Workbook
from core.compare.measure.run import Settings
from core.errors import UserError
from core.pictures.images import open_picture
from core.store import BehindError, StoreError, write


def picture(shade: int = 0):
    file = BytesIO()
    Image.new("RGB", (40, 30), (shade, 0, 0)).save(file, "PNG")
    return open_picture(file.getvalue(), f"{shade}.png")


def session(student: str = "Ana", shades: tuple[int, ...] = (1, 2)) -> Session:
    return Session(Workbook(student=student), tuple(map(picture, shades)), Settings(("yolo11n",)))


@pytest.fixture
def engine(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield engine
    engine.dispose()


def kept(engine, key) -> Session:
    return find(engine, key).session


def save_again(engine, key, session) -> int:
    """Save as one who has seen what is there."""
    return save(engine, key, session, find(engine, key).version)


def files_kept(engine) -> int:
    with engine.connect() as connection:
        return connection.execute(
            text("select count(*) from miralab_files where name not like 'measured-%'")
        ).scalar_one()


def test_keys_are_long_and_never_the_same():
    keys = {store.new_key() for _ in range(1000)}
    assert len(keys) == 1000
    assert {len(key) for key in keys} == {22}


def test_what_was_saved_is_found_again(engine):
    save(engine, "key", session())
    assert kept(engine, "key") == session()


def test_it_is_found_after_the_server_has_started_again(engine):
    save(engine, "key", session())
    again = create_engine(engine.url)
    assert kept(again, "key") == session()
    again.dispose()


@pytest.mark.parametrize("key", ["", "other", "' or 1=1 --", "x" * 5000])
def test_a_key_that_nobody_has_finds_nothing(engine, key):
    save(engine, "key", session())
    assert find(engine, key) is None


def test_saving_again_takes_the_place_of_what_was_there(engine):
    save(engine, "key", session("Ana", (1, 2)))
    save_again(engine, "key", session("Eva", (2, 3)))
    assert kept(engine, "key") == session("Eva", (2, 3))


def test_pictures_and_measurements_are_written_once(engine, monkeypatch):
    save(engine, "key", session("Ana", (1, 2)))

    def unwanted():
        raise AssertionError("made again")

    monkeypatch.setattr(sessions, "files_of", lambda session: dict.fromkeys(files_of(session), unwanted))
    save_again(engine, "key", session("Ana María", (2,)))
    assert kept(engine, "key").book.student == "Ana María"


def test_pictures_go_when_they_are_removed(engine):
    save(engine, "key", session("Ana", (1, 2)))
    save_again(engine, "key", session("Ana", (2,)))
    assert files_kept(engine) == 1


def test_two_visitors_with_the_same_picture_do_not_touch_each_other(engine):
    save(engine, "ana", session("Ana", (1,)))
    save(engine, "eva", session("Eva", (1,)))
    save_again(engine, "eva", session("Eva", ()))
    assert kept(engine, "ana") == session("Ana", (1,))


def test_entries_that_nobody_came_back_to_are_forgotten_with_their_pictures(engine, monkeypatch):
    now = store.time.time()
    monkeypatch.setattr(store.time, "time", lambda: now - 31 * 86_400)
    save(engine, "old", session())
    monkeypatch.setattr(store.time, "time", lambda: now - 29 * 86_400)
    save(engine, "recent", session("Eva", (3,)))
    monkeypatch.setattr(store.time, "time", lambda: now)
    assert store.forget_old(engine) == 1
    assert find(engine, "old") is None
    assert kept(engine, "recent") == session("Eva", (3,))
    assert files_kept(engine) == 1


def test_saving_keeps_an_entry_young(engine, monkeypatch):
    now = store.time.time()
    monkeypatch.setattr(store.time, "time", lambda: now - 31 * 86_400)
    save(engine, "key", session())
    monkeypatch.setattr(store.time, "time", lambda: now)
    save_again(engine, "key", session("Eva"))
    assert store.forget_old(engine) == 0


def test_an_entry_that_is_too_large_says_so_and_leaves_the_last_one(engine, monkeypatch):
    save(engine, "key", session())
    monkeypatch.setattr(store, "MAX_ENTRY_BYTES", 500)
    with pytest.raises(UserError, match="demasiado grande"):
        save_again(engine, "key", session("Eva", (1, 2, 3)))
    assert kept(engine, "key") == session()


def test_pictures_that_are_there_already_count_for_the_size_too(engine, monkeypatch):
    save(engine, "key", session())
    size = len(pack(session()))
    monkeypatch.setattr(store, "MAX_ENTRY_BYTES", size + 10)
    with pytest.raises(UserError, match="demasiado grande"):
        save_again(engine, "key", session())


@pytest.mark.parametrize("place", ["/nowhere/at/all/store.sqlite", "/proc/store.sqlite", "/"])
def test_a_store_that_cannot_be_written_is_a_message(place):
    engine = create_engine(f"sqlite:///{place}")
    with pytest.raises(UserError, match="no puede guardar"):
        save(engine, "key", session())
    with pytest.raises(UserError, match="no puede guardar"):
        find(engine, "key")
    with pytest.raises(UserError, match="no puede guardar"):
        store.forget_old(engine)


def test_a_store_that_became_read_only_still_gives_what_it_has(engine, tmp_path):
    save(engine, "key", session())
    engine.dispose()
    frozen = create_engine(f"sqlite:///file:{tmp_path / 'store.sqlite'}?mode=ro&uri=true")
    assert kept(frozen, "key") == session()
    with pytest.raises(UserError, match="no puede guardar"):
        save_again(frozen, "key", session("Eva"))
    frozen.dispose()


def test_a_file_that_is_no_database_is_a_message(tmp_path):
    (tmp_path / "store.sqlite").write_text("no database, " * 100)
    engine = create_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    with pytest.raises(UserError, match="no puede guardar"):
        find(engine, "key")


def test_a_damaged_entry_is_a_message(engine):
    save(engine, "key", session())
    with engine.begin() as connection:
        connection.execute(text("update miralab_entries set work = '{'"))
    with pytest.raises(UserError, match="sesión"):
        find(engine, "key")


def test_thirty_sessions_at_once_all_keep_their_work(engine):
    failures: list[Exception] = []
    begin = threading.Barrier(30)

    def visit(number: int) -> None:
        try:
            begin.wait(30)
            seen = 0
            for turn in range(3):
                seen = save(engine, f"key {number}", session(f"{number}:{turn}", (number, 100 + turn)), seen)
                assert kept(engine, f"key {number}").book.student == f"{number}:{turn}"
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []


def test_two_tabs_on_the_same_address_leave_one_whole_entry_and_none_is_written_over_unseen(engine):
    failures: list[Exception] = []
    written: list[int] = []
    begin = threading.Barrier(8)

    def tab(number: int) -> None:
        try:
            begin.wait(30)
            seen = 0
            for turn in range(5):
                try:
                    seen = save(engine, "key", session(str(number), (number, 100 + turn)), seen)
                    written.append(seen)
                except BehindError:
                    seen = find(engine, "key").version
        except Exception as error:
            failures.append(error)

    tabs = [threading.Thread(target=tab, args=(number,)) for number in range(8)]
    for thread in tabs:
        thread.start()
    for thread in tabs:
        thread.join(60)
    assert failures == []
    found = kept(engine, "key")
    assert found.pictures[0].name == f"{found.book.student}.png"
    assert len(set(written)) == len(written) >= 5
    assert find(engine, "key").version == written[-1]


def test_who_is_behind_changes_nothing(engine):
    seen = save(engine, "key", session("Ana", (1,)))
    later = save(engine, "key", session("Eva", (2,)), seen)
    with pytest.raises(BehindError):
        save(engine, "key", session("Ana", (1, 3)), seen)
    assert find(engine, "key") == (session("Eva", (2,)), later)
    assert files_kept(engine) == 1


def test_who_has_seen_nothing_takes_no_entry_away(engine):
    save(engine, "key", session("Ana"))
    with pytest.raises(BehindError):
        save(engine, "key", session("Eva"))
    assert kept(engine, "key").book.student == "Ana"


def test_an_entry_that_was_forgotten_meanwhile_comes_back_whole(engine):
    seen = save(engine, "key", session())
    store.forget_old(engine, days=-1)
    save(engine, "key", session("Eva"), seen)
    assert kept(engine, "key") == session("Eva")


def test_of_two_tabs_whose_entry_was_forgotten_the_later_does_not_take_the_earlier_s_work_away(engine):
    seen = save(engine, "key", session())
    store.forget_old(engine, days=-1)
    save(engine, "key", session("Eva"), seen)
    with pytest.raises(BehindError):
        save(engine, "key", session("Ana"), seen)
    store.forget_old(engine, days=-1)
    # As often as the first tab had saved before.
    save(engine, "key", session("Eva"))
    with pytest.raises(BehindError):
        save(engine, "key", session("Ana"), seen)
    assert kept(engine, "key") == session("Eva")


def test_a_table_without_versions_gets_them_and_keeps_its_entries(engine):
    save(engine, "key", session())
    with engine.begin() as connection:
        connection.execute(text("alter table miralab_entries drop column version"))
    later = create_engine(engine.url)
    assert find(later, "key") == (session(), 1)
    save(later, "key", session("Eva"), 1)
    assert kept(later, "key") == session("Eva")
    later.dispose()


# --- trouble


def test_what_fails_is_in_the_log_once_and_so_is_its_end(tmp_path, caplog):
    caplog.set_level("INFO", "miralab")
    engine = create_engine(f"sqlite:///{tmp_path / 'gone' / 'store.sqlite'}")
    for _turn in range(3):
        with pytest.raises(StoreError):
            save(engine, "key", session("a secret name"))
    (tmp_path / "gone").mkdir()
    seen = 0
    for _turn in range(3):
        seen = save(engine, "key", session("a secret name"), seen)
    assert [record.levelname for record in caplog.records] == ["ERROR", "INFO"]
    assert "secret" not in caplog.text
    engine.dispose()


def test_a_store_whose_file_is_replaced_goes_on_with_the_new_one(engine, tmp_path):
    save(engine, "key", session())
    engine.dispose()
    whole = (tmp_path / "store.sqlite").read_bytes()
    (tmp_path / "store.sqlite").write_bytes(b"no database, " * 1000)
    with pytest.raises(StoreError):
        find(engine, "key")
    (tmp_path / "store.sqlite").write_bytes(whole)
    assert kept(engine, "key") == session()


def test_an_entry_that_is_broken_on_the_disk_stops_nobody_else(engine, tmp_path, monkeypatch):
    now = store.time.time()
    monkeypatch.setattr(store.time, "time", lambda: now - 40 * 86_400)
    write(engine, "broken", "work", {"noise": lambda: b"noise" * 20_000})
    save(engine, "old", session("Ana"))
    monkeypatch.setattr(store.time, "time", lambda: now)
    break_pages_with(engine, tmp_path / "store.sqlite", b"noise" * 815)
    with pytest.raises(StoreError):
        find(engine, "broken")
    assert store.forget_old(engine) == 1
    monkeypatch.setenv("MIRALAB_STORE_MEGABYTES", "0.1")
    save(engine, "new", session("Eva"))
    assert kept(engine, "new") == session("Eva")


def break_pages_with(engine, file, content: bytes) -> None:
    """Write nonsense over the pages of an SQLite file that are full of `content`."""
    with engine.connect() as connection:
        connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
    engine.dispose()
    page = 4096
    data = bytearray(file.read_bytes())
    for start in range(0, len(data), page):
        if content in data[start : start + page]:
            data[start : start + page] = b"\xff" * page
    file.write_bytes(data)


# --- the total size


def test_old_entries_make_room_and_never_the_one_being_saved(engine, monkeypatch):
    now = store.time.time()
    seen = {}
    for age, key in enumerate(("oldest", "old", "young")):
        monkeypatch.setattr(store.time, "time", lambda age=age: now - 200_000 + age)
        seen[key] = write(engine, key, "work", {"file": lambda: b"." * 400_000})
    monkeypatch.setattr(store.time, "time", lambda: now)
    monkeypatch.setenv("MIRALAB_STORE_MEGABYTES", "1")
    write(engine, "oldest", "work", {"larger": lambda: b"." * 450_000}, after=seen["oldest"])
    assert [key for key in ("oldest", "old", "young") if store.read(engine, key)] == ["oldest", "young"]


def test_what_would_not_fit_in_any_case_takes_nobody_else_s_place(engine, monkeypatch):
    now = store.time.time()
    monkeypatch.setattr(store.time, "time", lambda: now - 200_000)
    write(engine, "old", "work", {"file": lambda: b"." * 400_000})
    monkeypatch.setattr(store.time, "time", lambda: now)
    monkeypatch.setenv("MIRALAB_STORE_MEGABYTES", "1")
    with pytest.raises(StoreError):
        write(engine, "huge", "work", {"file": lambda: b"." * 2_000_000})
    assert store.read(engine, "old")


def test_typing_alone_looks_at_no_other_entry(engine, monkeypatch):
    seen = write(engine, "key", "work", {"file": lambda: b"."})
    monkeypatch.setattr(store, "_make_room", None)
    write(engine, "key", "more work", {"file": lambda: b"."}, after=seen)
    assert store.read(engine, "key").work == "more work"


# --- the end of a process


def test_a_server_that_is_killed_while_it_saves_loses_at_most_the_last_change(engine, run_process):
    save(engine, "somebody else", session())
    told = json.loads(run_process(sys.executable, "-c", KILL_SAVERS, str(engine.url)).stdout)
    for key, last in told.items():
        found = kept(engine, key)
        assert last <= int(found.book.student) <= last + 1
        assert found.pictures[0].name == f"{int(found.book.student) % 5}.png"
    assert len(told) == 5 and all(told.values())
    assert kept(engine, "somebody else") == session()


KILL_SAVERS = """
import itertools, json, os, random, signal, sys, time
from sqlalchemy import create_engine
from core.compare.book.store import find, save
from tests.unit.test_store import session

def save_on_and_on(key, last, saved):
    engine = create_engine(sys.argv[1])
    found = find(engine, key)
    change, version = (int(found.session.book.student), found.version) if found else (0, 0)
    assert last <= change <= last + 1, (last, change)
    for change in itertools.count(change + 1):
        version = save(engine, key, session(str(change), (change % 5, 100)), version)
        os.write(saved, b"%d " % change)

def start(key, last):
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        save_on_and_on(key, last, writing)
    os.close(writing)
    return child, open(reading)

chance, told = random.Random(7), dict.fromkeys(map(str, range(5)), 0)
for life in range(6):
    savers = {key: start(key, last) for key, last in told.items()}
    for key, (child, saved) in savers.items():
        first = saved.read(1)
        assert first, "it ended by itself"
        time.sleep(chance.uniform(0, 0.05))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        # A number that is not followed by a space was not written to its end.
        told[key] = int((first + saved.read()).rpartition(" ")[0].split()[-1])
print(json.dumps(told))
"""
"""Starts five that save as fast as they can, kills each at a random moment, and again, six times; each goes on where
the one before was killed, and says what is saved. What is printed is what each had said last."""


def test_the_default_store_is_in_the_users_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert store_folder.default_url() == f"sqlite:///{tmp_path}/data/miralab/store.sqlite"
    assert not store_folder.is_temporary(create_engine(store_folder.default_url()))
    save(create_engine(store_folder.default_url()), "key", session())


def test_a_data_folder_that_cannot_be_written_is_not_left_for_another(tmp_path, monkeypatch):
    (tmp_path / "miralab").mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(store_folder.os, "access", lambda *_: False)
    assert store_folder.default_url() == f"sqlite:///{tmp_path}/miralab/store.sqlite"


def test_without_a_data_folder_the_default_store_is_temporary(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(store_folder.tempfile, "gettempdir", lambda: str(tmp_path))
    assert store_folder.default_url() == f"sqlite:///{tmp_path}/miralab-{os.getuid()}/store.sqlite"
    assert store_folder.is_temporary(create_engine(store_folder.default_url()))
