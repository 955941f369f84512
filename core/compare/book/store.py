"""What a visitor did, kept on the server under a random key, so that the same address finds it again.

Scope: two tables on an SQLAlchemy engine that somebody else made (SQLite by default, PostgreSQL where a secrets file
says so). What is typed is a small row that is written often; pictures and measurements are rows of their own, written
once. The key is all that protects an entry, so it is long and random, and entries that nobody came back to are
forgotten.
"""

import os
import secrets
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakSet

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
    select,
    update,
)
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from core.compare.book.session import MAX_SESSION_BYTES, Session, files_of, pack, unpack
from core.errors import UserError
from core.i18n import N_, megabytes

MAX_ENTRY_BYTES = MAX_SESSION_BYTES * 7 // 10
"""The most that one entry may take, pictures included: as a session file, in which a picture is a third longer, it is
within MAX_SESSION_BYTES too."""

MAX_STORE_BYTES = 2_000_000_000
"""The most that all entries may take together; the oldest go first."""

SAFE_DAYS = 1.0
"""For how long after its last change an entry is not forgotten for the sake of new ones."""

BUSY_SECONDS = 15
"""How long a visitor waits for another one's write, where the database takes one at a time (SQLite)."""

CANNOT_KEEP = N_(
    "The server cannot keep your work at the moment. Closing this tab would lose it: save the session file now, to be "
    "safe."
)

_DAY = 24 * 60 * 60

_tables = MetaData()

_entries = Table(
    "miralab_entries",
    _tables,
    Column("key", String(64), primary_key=True),
    Column("updated", BigInteger, nullable=False, index=True),
    Column("work", Text, nullable=False),
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

T = TypeVar("T")


def default_url() -> str:
    """Return the address of the SQLite store for who set up no other: in the user's data folder.

    Where that cannot be written it is the system's temporary folder, which a restart may empty.
    """
    home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    spare = Path(tempfile.gettempdir()) / f"miralab-{_user()}"
    for folder in (home / "miralab", spare):
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if os.access(folder, os.W_OK | os.X_OK):
                break
    return f"sqlite:///{folder / 'store.sqlite'}"


def new_key() -> str:
    """Return a new key: 22 letters, digits, - and _, of 128 random bits."""
    return secrets.token_urlsafe(16)


def save(engine: Engine, key: str, session: Session) -> None:
    """Keep the session under `key`, in place of what was there; where the store is full, the oldest entries go.

    Raises UserError when it is larger than MAX_ENTRY_BYTES, when all others are too new to go, or when the store cannot
    be written.
    """
    work = pack(session)
    stored = _do(engine, lambda connection: _sizes(connection, key))
    files = files_of(session)
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

    def write(connection: Connection) -> None:
        # The first statement writes, so that SQLite takes its write lock at once: raised later, it would not wait.
        fresh = {"updated": int(time.time()), "work": work}
        changed = connection.execute(update(_entries).where(_entries.c.key == key).values(fresh))
        if not changed.rowcount:
            connection.execute(insert(_entries).values(key=key, **fresh))
        there = _sizes(connection, key)
        # Another tab may have taken away, since they were looked for, files that this one needs.
        missing = {name: new.get(name) or make() for name, make in files.items() if name not in there}
        rows = [{"key": key, "name": name, "size": len(file), "file": file} for name, file in missing.items()]
        if rows:
            connection.execute(insert(_files), rows)
            _make_room(connection, key)
        if gone := there.keys() - files.keys():
            connection.execute(delete(_files).where(_files.c.key == key, _files.c.name.in_(gone)))

    with _turn(engine):
        _do(engine, write)


def find(engine: Engine, key: str) -> Session | None:
    """Return what was saved under `key`, or None where nothing is.

    Raises UserError when the store cannot be read, or the entry is damaged or of another version.
    """

    # One query, so that entry and pictures are of the same moment even while another tab is saving.
    both = (
        select(_entries.c.work, _files.c.name, _files.c.file)
        .outerjoin_from(_entries, _files, _entries.c.key == _files.c.key)
        .where(_entries.c.key == key)
    )
    rows = _do(engine, lambda connection: connection.execute(both).all())
    if not rows:
        return None
    return unpack(rows[0].work, {row.name: bytes(row.file) for row in rows if row.name is not None})


def forget_old(engine: Engine, days: float = 30) -> int:
    """Delete the entries that were not saved for `days` days, and return how many they were.

    Raises UserError when the store cannot be written.
    """
    limit = int(time.time() - days * _DAY)
    old = select(_entries.c.key).where(_entries.c.updated < limit)

    def forget(connection: Connection) -> int:
        connection.execute(delete(_files).where(_files.c.key.in_(old)))
        return connection.execute(delete(_entries).where(_entries.c.updated < limit)).rowcount

    with _turn(engine):
        return _do(engine, forget)


def _make_room(connection: Connection, key: str) -> None:
    """Delete the oldest entries until all of them take MAX_STORE_BYTES at most; that of `key` stays."""
    total = connection.execute(select(func.coalesce(func.sum(_files.c.size), 0))).scalar_one()
    if total <= MAX_STORE_BYTES:
        return
    oldest_first = (
        select(_entries.c.key, func.sum(_files.c.size).label("size"))
        .join_from(_entries, _files, _entries.c.key == _files.c.key)
        .where(_entries.c.updated < int(time.time() - SAFE_DAYS * _DAY), _entries.c.key != key)
        .group_by(_entries.c.key, _entries.c.updated)
        .order_by(_entries.c.updated)
    )
    for row in connection.execute(oldest_first).all():
        connection.execute(delete(_files).where(_files.c.key == row.key))
        connection.execute(delete(_entries).where(_entries.c.key == row.key))
        total -= row.size
        if total <= MAX_STORE_BYTES:
            return
    raise UserError(CANNOT_KEEP)


def _turn(engine: Engine) -> AbstractContextManager[object]:
    """Let the sessions of this process write one after the other where the database would have them race (SQLite)."""
    return _writing if engine.dialect.name == "sqlite" else nullcontext()


def _sizes(connection: Connection, key: str) -> dict[str, int]:
    """Return the files that are kept under a key: name and size in bytes."""
    rows = connection.execute(select(_files.c.name, _files.c.size).where(_files.c.key == key))
    return {row.name: row.size for row in rows}


def _do(engine: Engine, work: Callable[[Connection], T]) -> T:
    """Do `work` in one transaction, on tables that are there; what fails in the database becomes a UserError."""
    try:
        _prepare(engine)
        try:
            with engine.begin() as connection:
                return work(connection)
        except IntegrityError:
            # The same address is open in another tab, which wrote the same row in between: now it is there.
            with engine.begin() as connection:
                return work(connection)
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise UserError(CANNOT_KEEP) from error


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
        _ready.add(engine)


def _tune(connection: Any, _record: object) -> None:  # noqa: ANN401 (a DBAPI connection has no type of its own)
    connection.execute(f"PRAGMA busy_timeout = {1000 * BUSY_SECONDS}")
    # A disk that is not writable, or a network one, cannot do this; it works without, only with more waiting.
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
