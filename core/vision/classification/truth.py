"""What pictures really show, read from where people write it: the folders of a ZIP, and the names of files. Pure."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath

from core.errors import UserError
from core.i18n import N_
from core.pictures.images import EXTENSIONS, MAX_PICTURE_BYTES

MAX_ZIP_BYTES = 100_000_000

_NUMBER = re.compile(r"[\s_.\-]*\(?\d*\)?$")


def name_in(file_name: str) -> str:
    """Return the label that a file's name holds, without its number.

    >>> name_in("polar_bear_01.jpg"), name_in("cat (2).png"), name_in("0001.jpg")
    ('polar bear', 'cat', '')
    """
    return _NUMBER.sub("", PurePosixPath(file_name).stem).replace("_", " ").strip()


def pictures_in(data: bytes) -> Iterator[tuple[str, str, bytes]]:
    """Yield of each picture in a ZIP: the label (the folder that it is in, else what its name holds), the bare name,
    and the file.

    Files of other kinds are passed over, and of a picture no more is unpacked than one may have. Raises UserError
    where it is no ZIP that can be read.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for entry in archive.infolist():
                path = PurePosixPath(entry.filename.replace("\\", "/"))
                hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
                if entry.is_dir() or hidden or path.suffix.lower().lstrip(".") not in EXTENSIONS:
                    continue
                with archive.open(entry) as file:
                    content = file.read(MAX_PICTURE_BYTES + 1)
                label = path.parent.name.replace("_", " ").strip() or name_in(path.name)
                yield label, path.name, content
    # An encrypted file is a RuntimeError, an unknown way of packing a NotImplementedError.
    except (zipfile.BadZipFile, OSError, RuntimeError, EOFError, ValueError, zlib.error) as error:
        raise UserError(
            N_("This ZIP cannot be read. Make it again: a folder for each label, with its pictures inside.")
        ) from error
