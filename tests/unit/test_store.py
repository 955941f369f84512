import os
import threading
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import create_engine, text

from core.compare.book import store
from core.compare.book.session import Session, files_of
from core.compare.book.workbook import Workbook
from core.compare.measure.run import Settings
from core.errors import UserError
from core.pictures.images import open_picture


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
    store.save(engine, "key", session())
    assert store.find(engine, "key") == session()


def test_it_is_found_after_the_server_has_started_again(engine):
    store.save(engine, "key", session())
    again = create_engine(engine.url)
    assert store.find(again, "key") == session()
    again.dispose()


@pytest.mark.parametrize("key", ["", "other", "' or 1=1 --", "x" * 5000])
def test_a_key_that_nobody_has_finds_nothing(engine, key):
    store.save(engine, "key", session())
    assert store.find(engine, key) is None


def test_saving_again_takes_the_place_of_what_was_there(engine):
    store.save(engine, "key", session("Ana", (1, 2)))
    store.save(engine, "key", session("Eva", (2, 3)))
    assert store.find(engine, "key") == session("Eva", (2, 3))


def test_pictures_and_measurements_are_written_once(engine, monkeypatch):
    store.save(engine, "key", session("Ana", (1, 2)))

    def unwanted():
        raise AssertionError("made again")

    monkeypatch.setattr(store, "files_of", lambda session: dict.fromkeys(files_of(session), unwanted))
    store.save(engine, "key", session("Ana María", (2,)))
    assert store.find(engine, "key").book.student == "Ana María"


def test_pictures_go_when_they_are_removed(engine):
    store.save(engine, "key", session("Ana", (1, 2)))
    store.save(engine, "key", session("Ana", (2,)))
    assert files_kept(engine) == 1


def test_two_visitors_with_the_same_picture_do_not_touch_each_other(engine):
    store.save(engine, "ana", session("Ana", (1,)))
    store.save(engine, "eva", session("Eva", (1,)))
    store.save(engine, "eva", session("Eva", ()))
    assert store.find(engine, "ana") == session("Ana", (1,))


def test_entries_that_nobody_came_back_to_are_forgotten_with_their_pictures(engine, monkeypatch):
    now = store.time.time()
    monkeypatch.setattr(store.time, "time", lambda: now - 31 * 86_400)
    store.save(engine, "old", session())
    monkeypatch.setattr(store.time, "time", lambda: now - 29 * 86_400)
    store.save(engine, "recent", session("Eva", (3,)))
    monkeypatch.setattr(store.time, "time", lambda: now)
    assert store.forget_old(engine) == 1
    assert store.find(engine, "old") is None
    assert store.find(engine, "recent") == session("Eva", (3,))
    assert files_kept(engine) == 1


def test_saving_keeps_an_entry_young(engine, monkeypatch):
    now = store.time.time()
    monkeypatch.setattr(store.time, "time", lambda: now - 31 * 86_400)
    store.save(engine, "key", session())
    monkeypatch.setattr(store.time, "time", lambda: now)
    store.save(engine, "key", session("Eva"))
    assert store.forget_old(engine) == 0


def test_an_entry_that_is_too_large_says_so_and_leaves_the_last_one(engine, monkeypatch):
    store.save(engine, "key", session())
    monkeypatch.setattr(store, "MAX_ENTRY_BYTES", 500)
    with pytest.raises(UserError, match="demasiado grande"):
        store.save(engine, "key", session("Eva", (1, 2, 3)))
    assert store.find(engine, "key") == session()


def test_pictures_that_are_there_already_count_for_the_size_too(engine, monkeypatch):
    store.save(engine, "key", session())
    size = len(store.pack(session()))
    monkeypatch.setattr(store, "MAX_ENTRY_BYTES", size + 10)
    with pytest.raises(UserError, match="demasiado grande"):
        store.save(engine, "key", session())


@pytest.mark.parametrize("place", ["/nowhere/at/all/store.sqlite", "/proc/store.sqlite", "/"])
def test_a_store_that_cannot_be_written_is_a_message(place):
    engine = create_engine(f"sqlite:///{place}")
    with pytest.raises(UserError, match="no puede guardar"):
        store.save(engine, "key", session())
    with pytest.raises(UserError, match="no puede guardar"):
        store.find(engine, "key")
    with pytest.raises(UserError, match="no puede guardar"):
        store.forget_old(engine)


def test_a_store_that_became_read_only_still_gives_what_it_has(engine, tmp_path):
    store.save(engine, "key", session())
    engine.dispose()
    frozen = create_engine(f"sqlite:///file:{tmp_path / 'store.sqlite'}?mode=ro&uri=true")
    assert store.find(frozen, "key") == session()
    with pytest.raises(UserError, match="no puede guardar"):
        store.save(frozen, "key", session("Eva"))
    frozen.dispose()


def test_a_file_that_is_no_database_is_a_message(tmp_path):
    (tmp_path / "store.sqlite").write_text("no database, " * 100)
    engine = create_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    with pytest.raises(UserError, match="no puede guardar"):
        store.find(engine, "key")


def test_a_damaged_entry_is_a_message(engine):
    store.save(engine, "key", session())
    with engine.begin() as connection:
        connection.execute(text("update miralab_entries set work = '{'"))
    with pytest.raises(UserError, match="sesión"):
        store.find(engine, "key")


def test_thirty_sessions_at_once_all_keep_their_work(engine):
    failures: list[Exception] = []
    begin = threading.Barrier(30)

    def visit(number: int) -> None:
        try:
            begin.wait(30)
            for turn in range(3):
                store.save(engine, f"key {number}", session(f"{number}:{turn}", (number, 100 + turn)))
                assert store.find(engine, f"key {number}").book.student == f"{number}:{turn}"
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []


def test_two_tabs_on_the_same_address_leave_one_whole_entry(engine):
    failures: list[Exception] = []
    begin = threading.Barrier(8)

    def tab(number: int) -> None:
        try:
            begin.wait(30)
            for turn in range(5):
                store.save(engine, "key", session(str(number), (number, 100 + turn)))
        except Exception as error:
            failures.append(error)

    tabs = [threading.Thread(target=tab, args=(number,)) for number in range(8)]
    for thread in tabs:
        thread.start()
    for thread in tabs:
        thread.join(60)
    assert failures == []
    found = store.find(engine, "key")
    assert found.pictures[0].name == f"{found.book.student}.png"


def test_the_default_store_is_in_the_users_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert store.default_url() == f"sqlite:///{tmp_path}/data/miralab/store.sqlite"
    store.save(create_engine(store.default_url()), "key", session())


def test_without_a_data_folder_the_default_store_is_temporary(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(store.tempfile, "gettempdir", lambda: str(tmp_path))
    assert store.default_url() == f"sqlite:///{tmp_path}/miralab-{os.getuid()}/store.sqlite"
