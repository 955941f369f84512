"""A support set as a ZIP: a folder a class, the pictures in it. Out, and back in. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from core.errors import UserError
from core.handin.files import file_names, zip_of
from core.i18n import N_
from core.pictures.encode import encoded
from core.pictures.images import Picture, open_picture
from core.pictures.zipped import is_picture_in_folder, pictures_in
from core.printable import printable_line

MOST_EXAMPLES = 1000
MOST_CLASSES = 100
LONGEST_NAME = 60


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
    """Yield (class, picture) for every picture in a ZIP that lies in a folder: its class is the folder's name.

    A picture that cannot be read comes as the error that says why. Raises UserError where the file is no ZIP, is too
    large when unpacked, or holds no pictures in folders.
    """
    yield from from_files(pictures_in(data))


def from_files(files: Iterable[tuple[PurePosixPath, bytes]]) -> Iterator[tuple[str, Picture | UserError]]:
    """Yield (class, picture) for every picture among files, each with its path: its class is the name of its folder.

    A picture that cannot be read comes as the error that says why. Raises UserError where there are no pictures in
    folders.
    """
    found = False
    for path, content in files:
        label = class_name_of(path.parent.name)
        if label and is_picture_in_folder(path):
            found = True
            try:
                yield label, open_picture(content, path.name)
            except UserError as error:
                yield label, error
    if not found:
        raise _no_examples()


def from_folder(folder: Path) -> Iterator[tuple[str, Picture]]:
    """Yield (class, picture) for every picture in the folders of a folder, in the order of their names.

    Raises UserError where there is no such folder, where it holds no pictures in folders or more than MOST_EXAMPLES,
    and for a picture that cannot be read.
    """
    if not folder.is_dir():
        raise UserError(N_("There is no folder {path}."), path=folder)
    files = sorted(
        path
        for path in folder.glob("*/*")
        if path.is_file() and is_picture_in_folder(PurePosixPath(*path.parts[-2:]))
    )
    if not files:
        raise _no_examples()
    if len(files) > MOST_EXAMPLES:
        raise UserError(N_("{limit} examples are the most. Remove one first."), limit=MOST_EXAMPLES)
    for path in files:
        yield class_name_of(path.parent.name), open_picture(path.read_bytes(), path.name, "file")


def _no_examples() -> UserError:
    return UserError(
        N_(
            "There are no pictures in folders here. A support set is a folder a class, with its pictures in it."
        )
    )
