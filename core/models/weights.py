"""Formats of weight files: which of a folder's files hold the weights, and whether they are whole.

Scope: names, lengths and headers; nothing here reads a weight into memory, and nothing unpickles.
"""

import json
import re
import zipfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

SAFETENSORS = "model.safetensors"
SAFETENSORS_INDEX = "model.safetensors.index.json"
SAFETENSORS_SHARD = re.compile(r"model-\d+-of-\d+\.safetensors")

PICKLE = "pytorch_model.bin"
PICKLE_INDEX = "pytorch_model.bin.index.json"
PICKLE_SHARD = re.compile(r"pytorch_model-\d+-of-\d+\.bin")

PUBLISHED_SKETCHER = ("class_names.txt", PICKLE)
"""The files of a sketch network as the course's source published it (core.models.networks reads them)."""

_FORMATS = (
    (SAFETENSORS, SAFETENSORS_INDEX, SAFETENSORS_SHARD),
    (PICKLE, PICKLE_INDEX, PICKLE_SHARD),
)
"""One file, or an index and its shards, in the order in which transformers looks for them."""

_LONGEST_HEADER = 10_000_000
"""What safetensors itself allows the header of a file to be, in bytes."""

LONGEST_JSON = 20_000_000
"""The largest JSON file of a model that is read, in bytes."""

# What torch wrote before version 1.6 begins as a pickle does; since then it is a ZIP.
_OLD_PICKLE = b"\x80\x02"


def weight_names(names: Collection[str]) -> tuple[str, ...]:
    """Return which of a repository's files hold the weights, an index last; () where none does.

    safetensors come first, as in transformers; "pytorch_model.bin" counts where there are none.

    >>> weight_names({"config.json", "model.safetensors", "pytorch_model.bin"})
    ('model.safetensors',)
    """
    for one, index, shard in _FORMATS:
        if one in names:
            return (one,)
        shards = sorted(name for name in names if shard.fullmatch(name))
        if index in names and shards:
            return (*shards, index)
    return ()


def names_in(folder: Path) -> set[str]:
    """Return the names of the files in a folder that are really there, not only linked to; none where it is no
    folder."""
    return {file.name for file in folder.iterdir() if file.is_file()} if folder.is_dir() else set()


def weight_files(folder: Path) -> list[Path]:
    """Return the files of a transformers folder that hold weights, without an index; [] where there are none."""
    names = weight_names(names_in(folder))
    return [folder / name for name in names if not name.endswith(".json")]


def network_file(folder: Path) -> Path:
    """Return the file that holds the weights of one of the app's own networks, whether or not it is there."""
    return folder / (PICKLE if is_published_sketcher(folder) else SAFETENSORS)


def is_published_sketcher(folder: Path) -> bool:
    """Tell whether a folder holds a sketch network as the course's source published it."""
    names, pickled = (folder / name for name in PUBLISHED_SKETCHER)
    return names.is_file() and pickled.is_file() and zipfile.is_zipfile(pickled)


def are_whole(folder: Path) -> bool:
    """Tell whether the weights of a transformers folder are all there, every file as long as it should be."""
    there = names_in(folder)
    names = weight_names(there)
    if not names:
        return False
    wanted = set(names)
    if names[-1].endswith(".json"):
        parts = read_json(folder / names[-1]).get("weight_map")
        wanted = {str(name) for name in parts.values()} if isinstance(parts, dict) else set()
    # An index may name anything, in other folders too.
    return bool(wanted) and wanted <= there and all(is_whole(folder / name) for name in wanted)


def is_whole(file: Path) -> bool:
    """Tell whether one weight file is complete, as far as its own header says."""
    return is_whole_safetensors(file) if file.suffix == ".safetensors" else is_pickle(file)


def is_pickle(file: Path) -> bool:
    """Tell whether a file is what torch.save writes, today (a whole ZIP) or before version 1.6."""
    if not file.is_file():
        return False
    if zipfile.is_zipfile(file):
        return True
    with file.open("rb") as opened:
        return opened.read(2) == _OLD_PICKLE


def unpacked_bytes(file: Path) -> int:
    """Return how many bytes a weight file has once it is read: those of all that a ZIP holds, as its directory says."""
    try:
        with zipfile.ZipFile(file) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return file.stat().st_size


def is_whole_safetensors(file: Path) -> bool:
    """Tell whether a file is as long as its own header says (format: 8 bytes of header length, JSON header,
    data)."""
    try:
        with file.open("rb") as opened:
            length = int.from_bytes(opened.read(8), "little")
            if length > min(file.stat().st_size, _LONGEST_HEADER):
                return False
            header = json.loads(opened.read(length))
        ends = [entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"]
        return file.stat().st_size == 8 + length + max(ends, default=0)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return False


def metadata(file: Path) -> dict[str, str]:
    """Return the metadata of a safetensors file; none where there is no such file, or a damaged one."""
    try:
        with file.open("rb") as opened:
            length = int.from_bytes(opened.read(8), "little")
            is_header = length < min(file.stat().st_size, _LONGEST_HEADER)
            header = json.loads(opened.read(length)) if is_header else {}
    except (OSError, ValueError, RecursionError):
        return {}
    facts = header.get("__metadata__") if isinstance(header, dict) else None
    items = facts.items() if isinstance(facts, dict) else ()
    return {name: value for name, value in items if isinstance(value, str)}


def read_json(file: Path) -> dict[str, Any]:
    """Return the JSON object in a file; an empty one where none can be read, or the file has more than 20 MB."""
    try:
        is_small = file.stat().st_size <= LONGEST_JSON
        content = json.loads(file.read_text(encoding="utf-8")) if is_small else {}
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
