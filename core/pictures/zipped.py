"""Pictures in a ZIP: a folder a label, as people pack them."""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath

from core.errors import UserError
from core.i18n import N_
from core.pictures.images import EXTENSIONS, MAX_PICTURE_BYTES

MAX_ZIP_BYTES = 200_000_000
MOST_IN_ZIP = 2000
"""Files that a ZIP may hold, of whatever kind."""


def is_picture_in_folder(path: PurePosixPath) -> bool:
    """Tell whether a path is that of a picture, and not of what a Mac or a hidden folder adds."""
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return not hidden and path.suffix.lower().lstrip(".") in EXTENSIONS


def first_bytes(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """Return the first `most` bytes of a file in a ZIP, and take no more memory for it than that, whatever the entry
    says of its size.

    Raises zipfile.BadZipFile for a way of packing that zipfile cannot unpack piece by piece (bzip2, LZMA): of those a
    few hundred bytes may become gigabytes.
    """
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile(f"packed in way {entry.compress_type}")
    with archive.open(entry) as file:
        return file.read(most)


def pictures_in(data: bytes) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Yield the path and the file of each picture in a ZIP, in its order.

    Files of other kinds are passed over, and of a picture no more is unpacked than one may have. Raises UserError
    where it is no ZIP that can be read, or larger than MAX_ZIP_BYTES or MOST_IN_ZIP when
    unpacked.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > MAX_ZIP_BYTES or len(entries) > MOST_IN_ZIP:
                raise UserError(
                    N_("This ZIP is too large: unpacked it may have {size} MB, in {number} files."),
                    size=MAX_ZIP_BYTES // 1_000_000,
                    number=MOST_IN_ZIP,
                )
            for entry in entries:
                path = PurePosixPath(entry.filename.replace("\\", "/"))
                if entry.is_dir() or not is_picture_in_folder(path):
                    continue
                yield path, first_bytes(archive, entry, MAX_PICTURE_BYTES + 1)
    # An encrypted file is a RuntimeError, an unknown way of packing a NotImplementedError.
    except (zipfile.BadZipFile, OSError, RuntimeError, EOFError, ValueError, zlib.error) as error:
        raise UserError(
            N_("This ZIP cannot be read. Make it again: a folder for each label, with its pictures inside.")
        ) from error
