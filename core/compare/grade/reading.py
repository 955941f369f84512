"""What a student handed in, as files: a ZIP of the step "Hand in", or a session file alone.

Scope: bytes to the few files that hold figures. Nothing is written to the disk, nothing that stands in a ZIP is run,
and of each file no more is unpacked than one that the app writes can have. What a file means is read in
core.compare.grade.work.
"""

import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from core.compare.book.session import MAX_SESSION_BYTES
from core.compare.truth.files import MAX_TRUTH_BYTES
from core.errors import UserError
from core.i18n import N_, megabytes
from core.pictures.zipped import MAX_ZIP_BYTES, first_bytes

ENDINGS = ("zip", "json")

MOST_FILES = 2000
"""Files that a hand-in may hold: 200 pictures with ten models each."""

_MOST_MARKS = 20_000
"""Entries that are looked at in a ZIP, those of ZIPs inside it (xlsx, weights) among them: each takes memory."""

_ENTRY = b"PK\x01\x02"

MAX_TABLE_BYTES = 10_000_000

_READ = {
    "results.json": MAX_SESSION_BYTES,
    "session.json": MAX_SESSION_BYTES,
    "truth.json": MAX_TRUTH_BYTES,
    "table.csv": MAX_TABLE_BYTES,
    "table.xlsx": MAX_TABLE_BYTES,
}
"""The files that figures are read from, and the most bytes of each."""

_MARKS = ("results.json", "session.json")
"""Either of them says that the folder it is in is a hand-in."""


def is_handed_in(path: str) -> bool:
    """Tell whether a file of a folder is a hand-in by its name: every ZIP, and JSON files with "session" in theirs.

    Other JSON files in a folder are those of a hand-in that somebody unpacked.
    """
    file = PurePosixPath(path)
    if _is_hidden(file):
        return False
    ending = file.suffix.lower()
    return ending == ".zip" or (ending == ".json" and "session" in file.stem.lower())


@dataclass(frozen=True)
class Handed:
    """The files of one hand-in: the content of those that hold figures, by name, and the paths of all in the ZIP
    (None: a session file alone)."""

    files: dict[str, bytes]
    paths: frozenset[str] | None


def open_hand_in(data: bytes) -> Handed:
    """Return what is in the file that a student handed in.

    Raises UserError: empty, too large, neither a ZIP nor JSON, damaged, with a password, too many files, no hand-in of
    the comparison or several in it, a file that unpacks to more than it can have.
    """
    if not data:
        raise UserError(N_("The file is empty."))
    if len(data) > MAX_ZIP_BYTES:
        raise UserError(
            N_("The file is too large: {size}. The limit is {limit}."),
            size=megabytes(len(data)),
            limit=megabytes(MAX_ZIP_BYTES),
        )
    if data[:2] != b"PK" and data.lstrip()[:1] == b"{":
        return Handed({"session.json": data}, None)
    if data[:2] != b"PK":
        raise UserError(N_("This is neither a ZIP nor a session file of MiraLab."))
    if data.count(_ENTRY) > _MOST_MARKS:
        raise _too_many()
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _unpacked(archive)
    # A file with a password is a RuntimeError, an unknown way of packing a NotImplementedError.
    except (zipfile.BadZipFile, OSError, RuntimeError, EOFError, ValueError, zlib.error) as error:
        raise UserError(N_("The ZIP is damaged or cut short. Ask for it again.")) from error


def _unpacked(archive: zipfile.ZipFile) -> Handed:
    entries = {
        PurePosixPath(entry.filename.replace("\\", "/")): entry
        for entry in archive.infolist()
        if not entry.is_dir()
    }
    entries = {path: entry for path, entry in entries.items() if not _is_hidden(path)}
    if len(entries) > MOST_FILES:
        raise _too_many()
    folder = _folder_of(entries)
    inside = {
        path.relative_to(folder).as_posix(): entry
        for path, entry in entries.items()
        if path.is_relative_to(folder)
    }
    files = {name: _read(archive, inside[name], most) for name, most in _READ.items() if name in inside}
    return Handed(files, frozenset(inside))


def _is_hidden(path: PurePosixPath) -> bool:
    """Tell whether a path is of what a Mac adds to a ZIP."""
    return any(part != ".." and part.startswith((".", "__MACOSX")) for part in path.parts)


def _folder_of(paths: Iterable[PurePosixPath]) -> PurePosixPath:
    """Return the folder in the ZIP that is the hand-in: people pack the unpacked folder again."""
    found = {path.parent for path in paths if path.name in _MARKS}
    if len(found) > 1:
        raise UserError(N_("The ZIP holds several hand-ins. Unpack it, and choose each of them."))
    if found:
        return found.pop()
    if any(path.suffix.lower() == ".zip" for path in paths):
        raise UserError(N_("The ZIP holds other ZIPs. Unpack it, and choose those."))
    raise UserError(
        N_("The ZIP is no hand-in of the comparison: it holds neither results.json nor session.json.")
    )


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    if entry.flag_bits & 1:
        raise UserError(N_("The ZIP is protected by a password. Ask for one without."))
    # What an entry says of its size may be wrong: it is unpacked no further than it may be.
    data = first_bytes(archive, entry, most + 1)
    if len(data) > most:
        raise UserError(
            N_("The ZIP holds a file that is too large, {name}: more than {limit}."),
            name=PurePosixPath(entry.filename).name,
            limit=megabytes(most),
        )
    return data


def _too_many() -> UserError:
    return UserError(N_("The ZIP holds too many files: more than {limit}."), limit=MOST_FILES)
