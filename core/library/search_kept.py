"""Answers of the Hub, kept on the disk for when it cannot be asked: beside the models, under HF_HOME.

Scope: one JSON file an answer, MOST_KEPT of them, the ones that were asked for least recently go first. What cannot be
written is not kept; what cannot be read is not there.
"""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any, get_args

from core.errors import UserError
from core.json_files import as_list, as_object, as_text, as_texts, as_whole, read_json
from core.library.search import (
    MOST_MODELS,
    Answer,
    Format,
    Found,
    Progress,
    Wish,
    search_catalogue,
    search_hub,
)
from core.terminal import write_file

MOST_KEPT = 100
"""How many answers are kept: of 20 models each they take 1 MB."""

LARGEST_FILE = 200_000
"""Bytes of a file that is still read."""


def find_models(wish: Wish, on_progress: Progress = lambda _done, _all: None) -> Answer:
    """Return what the Hub answers to a search; where it does not, what it answered last, else what the catalogue has.

    `problem` says why it is not the Hub's, or not all of it; only a whole answer is kept. It never raises for what the
    Hub does; see `search_hub` for `on_progress`.
    """
    try:
        answer = search_hub(wish, on_progress)
    except UserError as error:
        return replace(kept_answer(wish) or search_catalogue(wish), problem=error)
    if answer.problem is None:
        keep_answer(answer)
    return answer


def keep_answer(answer: Answer) -> None:
    """Write an answer of the Hub to the disk, and let the oldest go where there are too many."""
    folder = _folder()
    record = {
        "wish": asdict(answer.wish),
        "models": [asdict(found) for found in answer.models],
        "at": answer.at,
    }
    with suppress(UserError, OSError):
        write_file(folder / _name(answer.wish), json.dumps(record).encode())
        for file in sorted(folder.glob("*.json"), key=_age)[:-MOST_KEPT]:
            file.unlink(missing_ok=True)


def kept_answer(wish: Wish) -> Answer | None:
    """Return what the Hub answered to a wish when it was last asked, None where that is not known."""
    file = _folder() / _name(wish)
    try:
        if file.stat().st_size > LARGEST_FILE:
            return None
        record = as_object(read_json(file.read_bytes()))
        models = tuple(_found(entry) for entry in as_list(record["models"], MOST_MODELS))
        answer = Answer(wish, models, "kept", as_text(record["at"]))
        file.touch()
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return answer


def _folder() -> Path:
    from huggingface_hub import constants

    return Path(constants.HF_HOME) / "miralab-searches"


def _name(wish: Wish) -> str:
    return f"{hashlib.sha256(json.dumps(asdict(wish)).encode()).hexdigest()[:32]}.json"


def _age(file: Path) -> float:
    with suppress(OSError):
        return file.stat().st_mtime
    return 0.0


def _found(entry: object) -> Found:
    """Return a model as it was kept; KeyError, TypeError or ValueError where it is none."""
    given = as_object(entry)
    read: dict[str, Any] = {one.name: _READ.get(one.name, as_text)(given[one.name]) for one in fields(Found)}
    if read["format"] not in get_args(Format):
        raise ValueError("no such format")
    return Found(**read)


def _number_or_none(value: object) -> int | None:
    return None if value is None else as_whole(value)


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("neither true nor false")
    return value


_READ: dict[str, Callable[[object], object]] = {
    "languages": as_texts,
    "data_sets": as_texts,
    "endings": as_texts,
    "downloads": _number_or_none,
    "likes": _number_or_none,
    "size": as_whole,
    "gated": _truth,
}
