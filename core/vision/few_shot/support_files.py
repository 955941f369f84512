"""A support set as a ZIP: a folder a class, the pictures in it. Out, and back in. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

from core.errors import UserError
from core.handin.files import file_names, zip_of
from core.i18n import N_
from core.pictures.encode import encoded
from core.pictures.images import EXTENSIONS, MAX_PICTURE_BYTES, Picture, open_picture
from core.printable import printable_line

MOST_EXAMPLES = 1000
MOST_CLASSES = 100
MOST_ZIP_BYTES = 200_000_000
LONGEST_NAME = 60

_ENDINGS = {f".{ending.lstrip('.')}" for ending in EXTENSIONS}


def class_name_of(text: str) -> str:
    """Return a class's name as it is kept: printable, in one line, 60 letters at most; "" where nothing is left."""
    return printable_line(text, LONGEST_NAME).strip()


def to_zip(examples: Mapping[str, Sequence[Picture]]) -> bytes:
    """Return a ZIP with a folder a class and its pictures in it; pictures are as they came in, without metadata."""
    folders = [name.removesuffix("/") for name in file_names((label, "/") for label in examples)]
    files: dict[str, bytes] = {}
    for folder, pictures in zip(folders, examples.values(), strict=True):
        content = [encoded(picture) for picture in pictures]
        names = file_names(
            (PurePosixPath(picture.name).stem, ending)
            for picture, (_data, ending) in zip(pictures, content, strict=True)
        )
        files |= {f"{folder}/{name}": data for name, (data, _ending) in zip(names, content, strict=True)}
    return zip_of(files)


def from_zip(data: bytes) -> Iterator[tuple[str, Picture | UserError]]:
    """Yield (class, picture) for every picture in a ZIP: its class is the folder that it lies in.

    A picture that cannot be read comes as the error that says why. Files that are no pictures, hidden ones and what a
    Mac adds are passed over. Raises UserError where the file is no ZIP, is too large when unpacked, or holds no
    pictures in folders.
    """
    try:
        archive = ZipFile(BytesIO(data))
    except (BadZipFile, OSError, ValueError) as error:
        raise UserError(
            N_("This file is no ZIP that can be read. Pack a folder a class into one.")
        ) from error
    with archive:
        wanted = [entry for entry in archive.infolist() if _is_example(entry.filename)]
        _check(len(wanted), sum(entry.file_size for entry in wanted))
        for entry in wanted:
            label = class_name_of(PurePosixPath(entry.filename).parent.name)
            try:
                content = archive.read(entry) if entry.file_size <= MAX_PICTURE_BYTES else b""
                yield label, open_picture(content, PurePosixPath(entry.filename).name)
            except UserError as error:
                yield label, error
            except Exception:
                # zipfile raises errors of many kinds for a damaged entry, and for one with a password.
                yield label, UserError(N_("{name} in the ZIP is damaged."), name=entry.filename)


def from_folder(folder: Path) -> Iterator[tuple[str, Picture]]:
    """Yield (class, picture) for every picture in the folders of a folder, in the order of their names.

    Raises UserError where there is no such folder, where it holds no pictures in folders, and for a picture that cannot
    be read.
    """
    if not folder.is_dir():
        raise UserError(N_("There is no folder {path}."), path=folder)
    files = sorted(
        path
        for path in folder.glob("*/*")
        if path.is_file() and _is_example(f"{path.parent.name}/{path.name}")
    )
    _check(len(files), 0)
    for path in files:
        yield class_name_of(path.parent.name), open_picture(path.read_bytes(), path.name, "file")


def _is_example(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    hidden = any(re.match(r"\.|__MACOSX", part) for part in path.parts)
    return len(path.parts) >= 2 and not hidden and path.suffix.lower() in _ENDINGS


def _check(number: int, size: int) -> None:
    if not number:
        raise UserError(
            N_(
                "There are no pictures in folders here. A support set is a folder a class, with its pictures in it."
            )
        )
    if number > MOST_EXAMPLES or size > MOST_ZIP_BYTES:
        raise UserError(
            N_("This support set is too large: at most {number} pictures, {size} MB unpacked."),
            number=MOST_EXAMPLES,
            size=MOST_ZIP_BYTES // 1_000_000,
        )
