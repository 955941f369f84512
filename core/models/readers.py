"""How each library's models are read: one record a way, in one table.

Purpose: one place that says, for each way to open a model, which files of a repository are wanted, whether those on the
disk are whole, which of them hold weights, how much memory they take and how they open. Scope: choosing and describing;
the opening itself is core.models.opening's, which imports the heavy libraries when it is called.
"""

import zipfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from core.errors import UserError
from core.i18n import N_
from core.models import opening, weights
from core.models.catalogue.row import ModelRow
from core.models.kind import Kind
from core.models.kinds import KINDS

_CONFIGS = ("config.json", "generation_config.json")
_IMAGE_PREPARATION = ("preprocessor_config.json", "processor_config.json")
_TOKENIZERS = (
    ("tokenizer.json",),
    ("bpe.codes", "vocab.txt"),
    ("merges.txt", "vocab.json"),
    ("source.spm", "target.spm", "vocab.json"),
    ("spiece.model",),
    ("sentencepiece.bpe.model",),
    ("tokenizer.model",),
    ("vocab.txt",),
)
"""The vocabulary files of each layout that tokenizers were published in, from today's back to the oldest."""

_TOKENIZER_SETTINGS = (
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "chat_template.jinja",
)
_VOCABULARIES = frozenset(name for layout in _TOKENIZERS for name in layout)
_TOKENIZER_FILES = _VOCABULARIES.union(_TOKENIZER_SETTINGS)
_PREPARATION = frozenset((*_IMAGE_PREPARATION, *_TOKENIZER_FILES))

_TOKENIZER_TIMES = 5
"""What a vocabulary takes in memory, roughly, of its file."""

_OTHER_WEIGHTS = (".pt", ".pth", ".ckpt", ".h5", ".msgpack", ".onnx", ".gguf")

Wanted = Callable[[Collection[str], ModelRow], tuple[str, ...]]
Whole = Callable[[Path, ModelRow], bool]


@dataclass(frozen=True)
class Reader:
    """One way to read models.

    `wanted(names, row)` are the files to fetch of a repository that has `names`, in the order to fetch them: what
    makes a copy complete comes last. It raises UserError where the repository has no such model. `whole(path, row)`
    tells whether a copy on the disk is complete. `weight_files(path)` are the files that hold its weights. In memory
    the weights take `times` the bytes of their files. `open(row, kind)` imports the libraries and returns what reads
    the model at a path onto a device.
    """

    wanted: Wanted
    whole: Whole
    weight_files: Callable[[Path], list[Path]]
    times: int
    open: Callable[[ModelRow, Kind], opening.Open]


def reader_of(row: ModelRow, kind: Kind | None = None) -> Reader:
    """Return the reader of a row for a kind of task; for the row's usual kind without one."""
    if row.library == "ultralytics":
        return _ULTRALYTICS
    if row.library == "torch":
        return _NETWORKS
    return _TRANSFORMERS[(kind or kind_of(row)).opening]


def kind_of(row: ModelRow) -> Kind:
    """Return the usual kind of task of a row."""
    return KINDS[row.tasks[0]]


def fetched_bytes(row: ModelRow, kind: Kind | None = None) -> int:
    """Return how many bytes a first use for a kind of task downloads, 0 where nobody knows: a row's size is that of all
    files that its usual kind needs, and of a model that is some of them only."""
    usual = kind_of(row)
    return row.download_bytes if (kind or usual).has_weights or kind == usual else 0


def has_tokenizer(path: Path) -> bool:
    """Tell whether a folder has the vocabulary of a tokenizer, in a layout that can be read."""
    return _has_tokenizer(weights.names_in(path))


def _named(names: Collection[str], row: ModelRow, wanted: tuple[str, ...]) -> tuple[str, ...]:
    for name in wanted:
        if name not in names:
            raise UserError(
                N_("The Hub repository {hub_id} has no file {file}."), hub_id=row.hub_id, file=name
            )
    return wanted


def _model_files(names: Collection[str], row: ModelRow) -> tuple[str, ...]:
    found = weights.weight_names(names)
    if not found:
        raise _no_weights(names, row.name)
    if _PREPARATION.isdisjoint(names):
        raise UserError(
            N_("{name} does not say how its input is prepared: it has no processor and no tokenizer."),
            name=row.name,
        )
    return (*_small_files(names, row), *found)


def _small_files(names: Collection[str], _row: ModelRow) -> tuple[str, ...]:
    return tuple(sorted(name for name in names if name in _CONFIGS or name in _PREPARATION))


def _tokenizer_files(names: Collection[str], row: ModelRow) -> tuple[str, ...]:
    if not _has_tokenizer(names):
        raise UserError(N_("{name} has no tokenizer that can be read."), name=row.name)
    # The settings for pictures come along: a configuration that is there says that all settings are.
    wanted = [name for name in names if name in _CONFIGS or name in _PREPARATION]
    # A vocabulary that is there says that all is there; of the pairs the name that comes later in the alphabet does.
    return tuple(sorted(wanted, key=lambda name: (name in _VOCABULARIES, name)))


def _setting_files(names: Collection[str], row: ModelRow) -> tuple[str, ...]:
    beside = (*_IMAGE_PREPARATION, "tokenizer_config.json")
    # A configuration that is there says that all is there.
    return (*sorted(name for name in beside if name in names), *_named(names, row, ("config.json",)))


def _has_tokenizer(names: Collection[str]) -> bool:
    return any(all(name in names for name in layout) for layout in _TOKENIZERS)


def _no_weights(names: Collection[str], name: str) -> UserError:
    if any(file.endswith(_OTHER_WEIGHTS) for file in names):
        return UserError(
            N_(
                "{name} has its weights only in a format that the app does not open. Choose a model with safetensors "
                "files."
            ),
            name=name,
        )
    return UserError(N_("{name} has no weights that can be read."), name=name)


def _is_whole_model(path: Path, _row: ModelRow) -> bool:
    names = weights.names_in(path)
    return "config.json" in names and not _PREPARATION.isdisjoint(names) and weights.are_whole(path)


_TRANSFORMERS = {
    "pipeline": Reader(_model_files, _is_whole_model, weights.weight_files, 1, opening.open_pipeline),
    "auto": Reader(_model_files, _is_whole_model, weights.weight_files, 1, opening.open_auto),
    "tokenizer": Reader(
        _tokenizer_files,
        lambda path, _row: has_tokenizer(path),
        lambda path: [path / name for name in sorted(weights.names_in(path) & _VOCABULARIES)],
        _TOKENIZER_TIMES,
        opening.open_tokenizer,
    ),
    "config": Reader(
        _setting_files,
        lambda path, _row: bool(weights.read_json(path / "config.json")),
        lambda path: [path / "config.json"],
        1,
        opening.open_config,
    ),
}

# The files of YOLO and of our own networks hold half-precision numbers, which take twice as much in memory, and a YOLO
# keeps its weights twice: as trained, and fused to run.
_ULTRALYTICS = Reader(
    lambda names, row: _named(names, row, (row.file,)),
    lambda path, _row: path.is_file() and zipfile.is_zipfile(path),
    lambda path: [path],
    4,
    opening.open_yolo,
)
_NETWORKS = Reader(
    lambda names, row: _named(names, row, weights.PUBLISHED_SKETCHER),
    lambda path, _row: (
        weights.is_published_sketcher(path) or weights.is_whole_safetensors(path / weights.SAFETENSORS)
    ),
    lambda path: [weights.network_file(path)],
    2,
    opening.open_network,
)
