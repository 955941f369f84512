"""What pictures really show, read from where people write it: the folders of a ZIP, and the names of files. Pure."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from core.pictures.zipped import pictures_in

_NUMBER = re.compile(r"[\s_.\-]*\(?\d*\)?$")


def name_in(file_name: str) -> str:
    """Return the label that a file's name holds, without its number.

    >>> name_in("polar_bear_01.jpg"), name_in("cat (2).png"), name_in("0001.jpg")
    ('polar bear', 'cat', '')
    """
    return _NUMBER.sub("", PurePosixPath(file_name).stem).replace("_", " ").strip()


def labelled_pictures(data: bytes) -> Iterator[tuple[str, str, bytes]]:
    """Yield of each picture in a ZIP: the label (the folder that it is in, else what its name holds), the bare name,
    and the file. Raises UserError as `pictures_in`."""
    for path, content in pictures_in(data):
        yield path.parent.name.replace("_", " ").strip() or name_in(path.name), path.name, content
