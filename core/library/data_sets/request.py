"""What is asked of the process that reads data sets, and the way in for what a visitor typed."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from core.errors import UserError
from core.i18n import N_
from core.models.hub.inspect import id_in

EXAMPLE = "cornell-movie-review-data/rotten_tomatoes"
"""The course's data set. It was called rotten_tomatoes before, and the Hub still leads from there."""

MOST_ROWS = 1_000
"""The most rows that are read at once."""

MOST_START = 10_000_000

FileKind = Literal["csv", "json", "parquet"]


@dataclass(frozen=True)
class HubRequest:
    """Rows of a data set of the Hub: `configuration` and `split` are "" for the usual ones; `commit` is the version, ""
    for the newest; the first row is number `start` (from 0), and `count` are read at the most."""

    name: str
    configuration: str = ""
    split: str = ""
    start: int = 0
    count: int = 100
    commit: str = ""


@dataclass(frozen=True)
class FileRequest:
    """Rows of a file on this machine, read as the library's loader of that kind reads it, with its `options`;
    `encoding` is the one that it had before it became UTF-8, "" where it was that or is no text."""

    path: str
    name: str
    kind: FileKind
    options: tuple[tuple[str, str | bool], ...] = ()
    start: int = 0
    count: int = 100
    encoding: str = ""


Request = HubRequest | FileRequest


def hub_name(typed: str) -> str:
    """Return the id of the data set that a person typed or pasted the address of; UserError where that is none.

    >>> hub_name("datasets/stanfordnlp/imdb")
    'stanfordnlp/imdb'
    """
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils import validate_repo_id

    name = id_in(typed).removeprefix("datasets/")
    try:
        validate_repo_id(name)
        is_right = name.isascii() and name.count("/") <= 1
    except HFValidationError:
        is_right = False
    if not is_right:
        raise UserError(
            N_("{name} is not the id of a data set. Write it as organisation/name, as in {example}."),
            name=name,
            example=EXAMPLE,
        )
    return name


def to_json(request: Request) -> dict[str, Any]:
    """Return a request as a value for json.dumps."""
    return asdict(request)


def from_json(value: dict[str, Any]) -> Request:
    """Return the request that `to_json` wrote."""
    if "path" in value:
        return FileRequest(**{**value, "options": tuple(map(tuple, value["options"]))})
    return HubRequest(**value)
