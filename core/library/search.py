"""Searching the Hub for models: what is asked, what is found, and what can be said of it before it is used.

Scope: one search of bounded size, read as text whoever wrote it; no token is sent and no file of a model is fetched.
Where the Hub cannot be asked, `find_models` gives what it answered last, or the catalogue's own models.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from time import monotonic
from typing import Any, Literal, get_args

from core.errors import UserError
from core.i18n import N_, Phrase
from core.models import files, weights
from core.models.catalogue.row import ModelRow
from core.models.catalogue.rows import CATALOGUE
from core.models.hub.client import ask_about, offline, prepare, reachable
from core.models.hub.job import Job, watched
from core.models.kinds import KINDS
from core.printable import printable_line
from core.turns import set_aside

MOST_MODELS = 20
"""How many models one search gives: each is asked about once more, for the size of its files."""

LONGEST_WORD = 100
"""The most characters of what is searched for."""

_SIZES_SECONDS = 15.0
"""How long sizes are asked for; the models that are left have none."""

_MOST_TAGS = 12
_PROPERTIES = [
    "downloads",
    "gated",
    "lastModified",
    "library_name",
    "likes",
    "pipeline_tag",
    "siblings",
    "tags",
]

Sort = Literal["downloads", "likes", "last_modified"]
SORTS: tuple[Sort, ...] = get_args(Sort)

Format = Literal["safetensors", "pytorch_model.bin", "other", ""]
"""What a model's weights are in: safetensors; only PyTorch's own format, which the app reads as numbers; only others,
which it does not read; "" where nobody knows."""

Source = Literal["hub", "kept", "catalogue"]

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Wish:
    """What is searched for; "" = any. `words` stand in the model's id, `task` is the Hub's name of a task, `library`
    of a library, `language` a code ("es"), `licence` the Hub's name of it ("apache-2.0"), `data_set` an id of the
    Hub."""

    words: str = ""
    task: str = ""
    library: str = ""
    language: str = ""
    licence: str = ""
    data_set: str = ""
    sort: Sort = "downloads"


@dataclass(frozen=True)
class Found:
    """One model: its id on the Hub, or its name in the catalogue where it is not on the Hub; its task, library and
    licence as the Hub names them ("" where nobody says); its languages and the data sets that it learnt from; downloads
    of a month and likes (None: not known), and the day of its last change ("2026-11-27").

    `size` is the bytes of its weights (0: not known), `endings` those of weights that the app does not read. A `gated`
    one is only for those who accepted its terms.
    """

    name: str
    task: str = ""
    library: str = ""
    licence: str = ""
    languages: tuple[str, ...] = ()
    data_sets: tuple[str, ...] = ()
    downloads: int | None = None
    likes: int | None = None
    changed: str = ""
    size: int = 0
    format: Format = ""
    endings: tuple[str, ...] = ()
    gated: bool = False


@dataclass(frozen=True)
class Answer:
    """What a search gave: the wish, the models in the Hub's order (the catalogue's where that was searched), where they
    are from, when the Hub said so (ISO 8601, UTC), and why the Hub itself was not asked, or not all of it could be
    read."""

    wish: Wish
    models: tuple[Found, ...]
    source: Source
    at: str
    problem: UserError | None = None


def search_hub(wish: Wish, on_progress: Progress = lambda _done, _all: None) -> Answer:
    """Return what the Hub answers, MOST_MODELS at most. Raises UserError where it does not.

    `on_progress` is told of how many models the sizes are known, and of how many there are.
    """
    if offline():
        raise UserError(N_("The app is set to stay offline (HF_HUB_OFFLINE)."))
    if not reachable():
        raise UserError(N_("The Hugging Face Hub cannot be reached. Check the network and try again."))
    with set_aside():
        models, is_whole = watched(lambda job: _ask(wish, job), on_progress, Phrase(N_("the list of models")))
    problem = None if is_whole else UserError(N_("The rest of the Hub's answer could not be read."))
    return Answer(wish, models, "hub", datetime.now(UTC).isoformat(timespec="minutes"), problem)


def search_catalogue(wish: Wish) -> Answer:
    """Return the models of the app's own catalogue that fit a wish, by the same filters, those on this machine
    first."""
    rows = sorted((row for row in CATALOGUE if _fits(row, wish)), key=lambda row: files.cached(row) is None)
    return Answer(wish, tuple(map(_of_row, rows[:MOST_MODELS])), "catalogue", "")


def read_model(info: Any) -> Found:  # noqa: ANN401 (huggingface_hub's ModelInfo)
    """Return what the Hub says of a model, each of it a short text or a number, whatever it says."""
    tags = [tag for tag in _list(info.tags) if isinstance(tag, str)]
    names = [sibling.rfilename for sibling in _list(info.siblings) if isinstance(sibling.rfilename, str)]
    changed = getattr(info, "last_modified", None)
    return _with_files(
        Found(
            name=_text(info.id),
            task=_text(info.pipeline_tag),
            library=_text(info.library_name),
            licence=next(iter(_tagged(tags, "license")), ""),
            languages=tuple(tag for tag in map(_text, tags) if _is_language(tag))[:_MOST_TAGS],
            data_sets=_tagged(tags, "dataset")[:_MOST_TAGS],
            downloads=_count(info.downloads),
            likes=_count(info.likes),
            changed=changed.date().isoformat() if isinstance(changed, datetime) else "",
            gated=bool(info.gated) or bool(info.private),
        ),
        dict.fromkeys(names, 0),
    )


def _ask(wish: Wish, job: Job) -> tuple[tuple[Found, ...], bool]:
    """Return the models of a search, and whether all of the answer could be read."""
    from huggingface_hub import HfApi

    prepare()
    filters = [wish.library, wish.language, f"license:{wish.licence}" if wish.licence else ""]
    given = HfApi().list_models(
        search=wish.words or None,
        pipeline_tag=wish.task or None,
        filter=[one for one in filters if one] or None,
        trained_dataset=wish.data_set or None,
        sort=wish.sort,
        limit=MOST_MODELS,
        expand=_PROPERTIES,  # type: ignore[arg-type]
        token=False,
    )
    models, is_whole = [], True
    for info in _readable(given):
        if info is None:
            is_whole = False
        elif (found := read_model(info)).name:
            models.append(found)
    return tuple(_with_sizes(models, job)), is_whole


def _readable(given: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield the entries of an answer; None, and no more, where one is not what the Hub's library expects."""
    entries = iter(given)
    while True:
        try:
            yield next(entries)
        except StopIteration:
            return
        except (KeyError, TypeError, ValueError, AttributeError):
            yield None
            return


def _with_sizes(models: Sequence[Found], job: Job) -> Iterator[Found]:
    """Yield models with the sizes of their files, as far as the Hub gives them in time."""
    job.total, deadline, goes_on = len(models), monotonic() + _SIZES_SECONDS, True
    for number, found in enumerate(models, start=1):
        if goes_on and monotonic() < deadline and not found.gated:
            try:
                info, _commit = ask_about(found.name, None, token=False)
                sizes = {
                    one.rfilename: one.size for one in _list(info.siblings) if isinstance(one.rfilename, str)
                }
                found = _with_files(found, {name: _count(size) or 0 for name, size in sizes.items()})
            except (UserError, OSError):
                # The Hub wants to be left alone, or is away: the list itself is there.
                goes_on = False
            except (KeyError, TypeError, ValueError, AttributeError):
                pass
        job.done = number
        yield found


def _with_files(found: Found, sizes: dict[str, int]) -> Found:
    """Return a model with what its files are, given their sizes by name (0: not known)."""
    if not sizes:
        return found
    wanted = weights.weight_names(sizes)
    if wanted:
        is_safe = any(name.endswith(".safetensors") for name in wanted)
        return replace(
            found,
            format="safetensors" if is_safe else "pytorch_model.bin",
            size=sum(sizes[name] for name in wanted),
            endings=(),
        )
    others = [name for name in sizes if name.endswith(_OTHER_ENDINGS)]
    endings = sorted({PurePosixPath(name).suffix for name in others})
    return replace(found, format="other", size=sum(sizes[name] for name in others), endings=tuple(endings))


_OTHER_ENDINGS = (
    ".safetensors",
    ".bin",
    ".pt",
    ".pth",
    ".ckpt",
    ".h5",
    ".msgpack",
    ".onnx",
    ".gguf",
    ".tflite",
)


def _tagged(tags: Sequence[str], kind: str) -> tuple[str, ...]:
    """Return what stands behind "kind:" in tags."""
    return tuple(
        _text(value) for key, _colon, value in (tag.partition(":") for tag in tags) if key == kind and value
    )


def _is_language(tag: str) -> bool:
    return tag == "multilingual" or (2 <= len(tag) <= 3 and tag.isascii() and tag.isalpha() and tag.islower())


def _text(value: object) -> str:
    return printable_line(value, LONGEST_WORD) if isinstance(value, str) else ""


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _of_row(row: ModelRow) -> Found:
    return Found(
        # A repository of several models is not one of them.
        name=row.name if row.file or not row.hub_id else row.hub_id,
        task=KINDS[row.tasks[0]].hub_task,
        library=row.library,
        licence=_hub_licence(row.licence),
        languages=row.languages,
        size=files.size_bytes(row),
        format="pytorch_model.bin"
        if row.library == "ultralytics"
        else "safetensors"
        if row.local_path
        else "",
    )


def _fits(row: ModelRow, wish: Wish) -> bool:
    """Tell whether a row of the catalogue is what is searched for, as far as it says."""
    words = f"{row.hub_id} {row.name} {row.title}".casefold()
    return (
        all(word in words for word in wish.words.casefold().split())
        and wish.task in ("", *(KINDS[task].hub_task for task in row.tasks))
        and wish.library in ("", row.library)
        and wish.language in ("", *row.languages)
        and wish.licence in ("", _hub_licence(row.licence))
        and wish.data_set.casefold() in row.trained_on.casefold()
    )


def _hub_licence(licence: str) -> str:
    """Return a licence of the catalogue as the Hub writes it: "CC BY 4.0" is "cc-by-4.0"."""
    name = licence.casefold().replace(" ", "-")
    return name if len(name) <= LONGEST_WORD and ":" not in name else "other"
