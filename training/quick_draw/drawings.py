"""The drawings that the networks learn from, and those that they never see.

A drawing belongs to one side for ever, by its key alone: held out (one in ten) or for training. The held-out ones
measure a network, and the app shows them.
"""

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.sketch.data_set import Drawings, pack

HELD_OUT_IN = 10
"""One drawing in so many is held out."""


def is_held_out(key: str) -> bool:
    """Say whether the drawing with this key (`key_id`, decimal digits) is one that no training may see."""
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % HELD_OUT_IN == 0


def read(folder: Path, held_out: bool, most: int | None = None) -> Drawings:
    """Return the held-out drawings of a folder, or those for training; of each class the first `most`.

    The folder holds simplified drawings as Google publishes them, one JSON object a line, in any number of files
    called *.ndjson or *.ndjson.gz, and categories.txt with the names of the classes in order. A drawing that is there
    twice counts once, and one without a key not at all: it could be on both sides. Raises FileNotFoundError where
    there is none.
    """
    names = classes(folder)
    number = {name: index for index, name in enumerate(names)}
    files = sorted(folder.glob("*.ndjson*"))
    if not files:
        raise FileNotFoundError(f"{folder} holds no *.ndjson or *.ndjson.gz file.")
    seen: set[str] = set()
    taken: Counter[str] = Counter()
    found = []
    for record in _records(files):
        key, word = record.get("key_id"), record["word"]
        if not key or key in seen or word not in number or is_held_out(key) != held_out:
            continue
        if most is not None and taken[word] >= most:
            continue
        seen.add(key)
        taken[word] += 1
        found.append((int(key), number[word], [np.array(line[:2], np.uint8).T for line in record["drawing"]]))
    return pack(names, found)


def class_by_class(drawings: Drawings, names: Sequence[str]) -> Drawings:
    """Return the drawings of the classes `names`, in their order; ValueError for a class that is not among them."""
    return pack(
        tuple(names),
        [
            _packed(drawings, index, number)
            for number, name in enumerate(names)
            for index in drawings.of_class(name)
        ],
    )


def without(drawings: Drawings, names: Collection[str]) -> Drawings:
    """Return the drawings that are of none of the classes `names`; the numbers of the classes stay as they are."""
    kept = np.flatnonzero([drawings.classes[label] not in names for label in drawings.labels])
    return pack(
        drawings.classes,
        [_packed(drawings, int(index), int(drawings.labels[index])) for index in kept],
    )


def _packed(drawings: Drawings, index: int, label: int) -> tuple[int, int, list[NDArray[np.uint8]]]:
    """Return a drawing as `pack` takes it, under the number of a class."""
    return int(drawings.keys[index]), label, [line.astype(np.uint8) for line in drawings.strokes(index)]


def classes(folder: Path) -> tuple[str, ...]:
    """Return the names of the classes in a folder of drawings, in order: the lines of its categories.txt."""
    return tuple(filter(None, (folder / "categories.txt").read_text(encoding="utf-8").splitlines()))


def _records(files: list[Path]) -> Iterator[dict[str, Any]]:
    for file in files:
        with gzip.open(file, "rt") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)
