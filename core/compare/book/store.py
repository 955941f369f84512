"""A comparison in the store: a session under a key, with the version that says whether somebody else has changed it."""

from typing import NamedTuple

from sqlalchemy import Engine

from core.compare.book.session import Session, files_of, pack, unpack
from core.store import read, write


class Kept(NamedTuple):
    """A session as it was found in the store, and the version that it has there."""

    session: Session
    version: int


def save(engine: Engine, key: str, session: Session, after: int = 0) -> int:
    """Keep the session under `key` if nobody has since the version `after` (0: none seen); return its new version.

    Raises BehindError, UserError and StoreError as `core.store.write`.
    """
    return write(engine, key, pack(session), files_of(session), after)


def find(engine: Engine, key: str) -> Kept | None:
    """Return what was saved under `key`, or None where nothing is.

    Raises StoreError when the store cannot be read, BusyError as `core.json_files.reading_turn`, UserError when the
    entry is damaged or of another version.
    """
    entry = read(engine, key)
    return Kept(unpack(entry.work, entry.files), entry.version) if entry else None
