"""What a visitor did, kept on the server under a random key, so that the same address finds it again.

Scope: two tables on an SQLAlchemy engine that somebody else made (SQLite by default, PostgreSQL where a secrets file
says so); what is in an entry is its page's affair. What is typed is a small row that is written often; pictures and
measurements are rows of their own, written once. The key is all that protects an entry, so it is long and random, and
entries that nobody came back to are forgotten.

An entry has a version, a new random number with every write. Who writes says which version he has seen, so that of two
tabs on the same address none takes the other's work away unseen. Versions are not counted: an entry that was forgotten
and comes back would have the same ones again, for other work.
"""

import logging
import os
import re
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from typing import Any, Literal, TypeVar
from weakref import WeakKeyDictionary, WeakSet

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    delete,
    event,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from core.errors import UserError
from core.i18n import N_, megabytes

MAX_ENTRY_BYTES = 70_000_000
"""The most that one entry may take, pictures included: as a session file, in which a picture is a third longer, it can
be loaded too."""

MAX_STORE_BYTES = 2_000_000_000
"""The most that all entries may take together, unless the setting MIRALAB_STORE_MEGABYTES says otherwise; the oldest go
first."""

SAFE_DAYS = 1.0
"""For how long after its last change an entry is not forgotten for the sake of new ones."""

BUSY_SECONDS = 15
"""How long a visitor waits for another one's write, where the database takes one at a time (SQLite)."""

CANNOT_KEEP = N_(
    "The server cannot keep your work at the moment. Closing this tab would lose it: save the session file now, to be "
    "safe."
)

_DAY = 24 * 60 * 60
_VERSIONS = 2**62
_LOGGED_AGAIN = 60 * 60

_tables = MetaData()

_entries = Table(
    "miralab_entries",
    _tables,
    Column("key", String(64), primary_key=True),
    Column("updated", BigInteger, nullable=False, index=True),
    Column("work", Text, nullable=False),
    # Tables that were made before there were versions get this column when they are first used.
    Column("version", BigInteger, nullable=False, server_default="1"),
)

_files = Table(
    "miralab_files",
    _tables,
    Column("key", String(64), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("file", LargeBinary, nullable=False),
)

_ready: WeakSet[Engine] = WeakSet()
_getting_ready = threading.Lock()
_writing = threading.Lock()

_log = logging.getLogger("miralab")
_WELL_FORMED = re.compile("[A-Za-z0-9_-]{22}")

Use = Literal["read", "written"]
_failing: WeakKeyDictionary[Engine, dict[Use, str]] = WeakKeyDictionary()
"""What fails on an engine at the moment, and why: it is logged when it begins and when it is over, not each time."""

_logged: WeakKeyDictionary[Engine, dict[str, float]] = WeakKeyDictionary()
"""When a failure was logged last (seconds, monotonic): of one broken entry there may be many, between good ones."""

T = TypeVar("T")


@dataclass(frozen=True)
class Entry:
    """What is kept under a key: a text, files by name, and the version (never 0) that they have."""

    work: str
    files: dict[str, bytes]
    version: int


class StoreError(UserError):
    """The store cannot be read or written at the moment."""


class BehindError(Exception):
    """The entry has another version than the writer has seen: what is there now is somebody else's."""


def new_key() -> str:
    """Return a new key: 22 letters, digits, - and _, of 128 random bits."""
    return secrets.token_urlsafe(16)


def is_key(text: str) -> bool:
    """Say whether `new_key` may have made this text: anything shorter could be guessed."""
    return bool(_WELL_FORMED.fullmatch(text))


def write(
    engine: Engine, key: str, work: str, files: Mapping[str, Callable[[], bytes]], after: int = 0
) -> int:
    """Keep a text and files under `key`, in place of what was there, and return the version that they have now.

    `after` is the version that the writer has seen, 0 where there was none. A file's name stands for its content: it
    is made only when none of that name is kept. An entry that is gone since it was seen comes back. Raises BehindError
    when somebody else has written since, UserError when the entry is larger than MAX_ENTRY_BYTES, StoreError when the
    store cannot be written.

    >>> seen = write(engine, key, "text", {"red.png": lambda: png})
    >>> write(engine, key, "another text", {"red.png": lambda: png}, after=seen) == seen
    False
    """
    stored = _do(engine, "read", lambda connection: _sizes(connection, key))
    new = {name: make() for name, make in files.items() if name not in stored}
    size = (
        len(work) + sum(map(len, new.values())) + sum(stored[name] for name in files.keys() & stored.keys())
    )
    if size > MAX_ENTRY_BYTES:
        raise UserError(
            N_(
                "Your work is too large to be kept: {size}, and the limit is {limit}. Closing this tab would lose it: "
                "remove some pictures, or download everything as ZIP."
            ),
            size=megabytes(size),
            limit=megabytes(MAX_ENTRY_BYTES),
        )

    version = secrets.randbelow(_VERSIONS) + 1

    def put(connection: Connection) -> None:
        # The first statement writes, so that SQLite takes its write lock at once: raised later, it would not wait.
        _put_entry(connection, key, work, after, version)
        there = _sizes(connection, key)
        # Another tab may have taken away, since they were looked for, files that this one needs.
        missing = {name: new.get(name) or make() for name, make in files.items() if name not in there}
        rows = [{"key": key, "name": name, "size": len(file), "file": file} for name, file in missing.items()]
        if rows:
            connection.execute(insert(_files), rows)
        if gone := there.keys() - files.keys():
            connection.execute(delete(_files).where(_files.c.key == key, _files.c.name.in_(gone)))

    if new or not after:
        _make_room(engine, key, size)
    with _turn(engine):
        _do(engine, "written", put)
    return version


def _put_entry(connection: Connection, key: str, work: str, after: int, version: int) -> None:
    """Write an entry's row if it has the version `after`, or is not there; raise BehindError otherwise."""
    fresh = {"updated": int(time.time()), "work": work, "version": version}
    seen = (_entries.c.key == key, _entries.c.version == after)
    if connection.execute(update(_entries).where(*seen).values(fresh)).rowcount:
        return
    # An entry that this writer has seen is gone when it made room for others: it comes back.
    if connection.execute(select(_entries.c.version).where(_entries.c.key == key)).first():
        raise BehindError
    connection.execute(insert(_entries).values(key=key, **fresh))


def read(engine: Engine, key: str) -> Entry | None:
    """Return what is kept under `key`, or None where nothing is; StoreError when the store cannot be read."""

    # One query, so that entry and pictures are of the same moment even while another tab is saving.
    both = (
        select(_entries.c.work, _entries.c.version, _files.c.name, _files.c.file)
        .outerjoin_from(_entries, _files, _entries.c.key == _files.c.key)
        .where(_entries.c.key == key)
    )
    rows = _do(engine, "read", lambda connection: connection.execute(both).all())
    if not rows:
        return None
    files = {row.name: bytes(row.file) for row in rows if row.name is not None}
    return Entry(rows[0].work, files, rows[0].version)


def forget_old(engine: Engine, days: float = 30) -> int:
    """Delete the entries that were not saved for `days` days, and return how many they were.

    One that cannot be deleted stays and stops none of the others. Raises StoreError when the store cannot be read.
    """
    limit = int(time.time() - days * _DAY)
    old = select(_entries.c.key, _entries.c.updated).where(_entries.c.updated < limit)
    rows = _do(engine, "read", lambda connection: connection.execute(old).all())
    return sum(_forget(engine, row.key, row.updated) for row in rows)


def _make_room(engine: Engine, key: str, size: int) -> None:
    """Delete the oldest entries until that of `key` fits in with `size` bytes; StoreError where it cannot be made to.

    What is new is not deleted, and nothing is where that would not be enough.
    """
    files = select(_files.c.key, func.sum(_files.c.size).label("size")).group_by(_files.c.key).subquery()
    others = (
        select(
            _entries.c.key,
            _entries.c.updated,
            (func.length(_entries.c.work) + func.coalesce(files.c.size, 0)).label("size"),
        )
        .outerjoin_from(_entries, files, _entries.c.key == files.c.key)
        .where(_entries.c.key != key)
        .order_by(_entries.c.updated)
    )
    rows = _do(engine, "read", lambda connection: connection.execute(others).all())
    over = size + sum(int(row.size) for row in rows) - max_store_bytes()
    old = [row for row in rows if row.updated < time.time() - SAFE_DAYS * _DAY]
    if over > sum(int(row.size) for row in old):
        _log.error(
            "the store of saved work is full of work that is not a day old (%d MB)",
            max_store_bytes() // 10**6,
        )
        raise StoreError(CANNOT_KEEP)
    for row in old:
        if over <= 0:
            return
        # One that is broken on the disk cannot go; it must not keep others out all the same.
        _forget(engine, row.key, row.updated)
        over -= int(row.size)


def max_store_bytes() -> int:
    """Return how many bytes all entries may take: MAX_STORE_BYTES, or what MIRALAB_STORE_MEGABYTES says."""
    return int(float(os.environ.get("MIRALAB_STORE_MEGABYTES") or MAX_STORE_BYTES / 1e6) * 1e6)


def _forget(engine: Engine, key: str, updated: int) -> bool:
    """Delete an entry with its files unless it was saved since `updated`; say whether it is gone."""

    def forget(connection: Connection) -> bool:
        unchanged = (_entries.c.key == key, _entries.c.updated == updated)
        gone = bool(connection.execute(delete(_entries).where(*unchanged)).rowcount)
        if gone:
            connection.execute(delete(_files).where(_files.c.key == key))
        return gone

    try:
        with _turn(engine):
            return _do(engine, "written", forget)
    except StoreError:
        # An entry that is broken on the disk must not keep the others from being written or forgotten.
        return False


def _turn(engine: Engine) -> AbstractContextManager[object]:
    """Let the sessions of this process write one after the other where the database would have them race (SQLite)."""
    return _writing if engine.dialect.name == "sqlite" else nullcontext()


def _sizes(connection: Connection, key: str) -> dict[str, int]:
    """Return the files that are kept under a key: name and size in bytes."""
    rows = connection.execute(select(_files.c.name, _files.c.size).where(_files.c.key == key))
    return {row.name: row.size for row in rows}


def _do(engine: Engine, use: Use, work: Callable[[Connection], T]) -> T:
    """Do `work` in one transaction, on tables that are there; what fails in the database becomes StoreError."""
    try:
        _prepare(engine)
        try:
            with engine.begin() as connection:
                done = work(connection)
        except IntegrityError:
            # The same address is open in another tab, which wrote the same row in between: now it is there.
            with engine.begin() as connection:
                done = work(connection)
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        _note_failure(engine, use, error)
        raise StoreError(CANNOT_KEEP) from error
    if _failing.get(engine, {}).pop(use, None):
        _log.info("saved work can be %s again", use)
    return done


def _note_failure(engine: Engine, use: Use, error: Exception) -> None:
    """Log what begins to fail, and have the next try open the database anew: it may be mended or another file."""
    # What the database says of the statement holds the visitor's work: that is not for the log.
    words = f"saved work cannot be {use}: {getattr(error, 'orig', None) or error}"
    now = time.monotonic()
    logged = _logged.setdefault(engine, {})
    if (
        words != _failing.get(engine, {}).get(use)
        and now >= logged.get(words, -_LOGGED_AGAIN) + _LOGGED_AGAIN
    ):
        logged[words] = now
        _failing.setdefault(engine, {})[use] = words
        _log.error(words)
    _ready.discard(engine)
    engine.dispose()


def _prepare(engine: Engine) -> None:
    """Make the tables, once an engine, and have SQLite wait for others instead of failing."""
    if engine in _ready:
        return
    with _getting_ready:
        if engine in _ready:
            return
        if engine.dialect.name == "sqlite" and not event.contains(engine, "connect", _tune):
            event.listen(engine, "connect", _tune)
            # Connections that were opened before know nothing of it.
            engine.dispose()
        # Another process may be making the same tables: each that fails to be made here is there the next time.
        for _table in _tables.sorted_tables:
            with suppress(SQLAlchemyError):
                _tables.create_all(engine)
        _tables.create_all(engine)
        _add_version(engine)
        _ready.add(engine)


def _add_version(engine: Engine) -> None:
    """Give a table that was made before there were versions its column, the entries in it version 1."""

    def has_it() -> bool:
        return "version" in {column["name"] for column in inspect(engine).get_columns(_entries.name)}

    if has_it():
        return
    try:
        with engine.begin() as connection:
            connection.execute(
                text(f"ALTER TABLE {_entries.name} ADD COLUMN version BIGINT NOT NULL DEFAULT 1")
            )
    except SQLAlchemyError:
        # Another process may have been quicker.
        if not has_it():
            raise


def _tune(connection: Any, _record: object) -> None:  # noqa: ANN401 (a DBAPI connection has no type of its own)
    connection.execute(f"PRAGMA busy_timeout = {1000 * BUSY_SECONDS}")
    # A disk that is not writable, or a network one, cannot do this; it works without, only with more waiting.
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
