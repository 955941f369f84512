"""Model files on this machine: which are here and whole, and the rows of those that are not in the catalogue.

Purpose: a model's files are either complete and what their publisher uploaded, or they are not there. Scope: files and
facts about them; it never asks the network, fetching is core.models.hub's, and reading weights into memory is
core.models.opening's. It does not import streamlit, and transformers only where it is needed.

How a copy is known to be complete: core.models.hub fetches the weights after everything else, checks them against the
Hub's checksum, and deletes them at once when they differ. A folder in the Hub's cache that has weights is therefore a
whole model.
"""

import os
import re
from pathlib import Path
from typing import Literal

from core.errors import UserError
from core.i18n import N_, Size
from core.models import kinds, weights
from core.models.catalogue.row import Library, ModelRow, ships
from core.models.environment import APP_FOLDER
from core.models.kind import Kind
from core.models.kinds import KINDS
from core.models.readers import fetched_bytes, has_tokenizer, reader_of
from core.printable import printable_line


def cached(row: ModelRow, kind: Kind | None = None) -> Path | None:
    """Return where the complete files of a model are on this machine, or None; it never asks the network.

    The path is a .pt file for an Ultralytics model and a folder for any other one. What is complete depends on the kind
    of task (its usual one without `kind`): for some a tokenizer is all.
    """
    is_whole = reader_of(row, kind).whole
    if row.local_path:
        path = Path(row.local_path)
        return path if is_whole(path, row) else None
    if not has_plain_names(row):
        return None
    candidates = [_snapshot(row)]
    if row.library == "ultralytics":
        candidates = [*(folder / row.file for folder in candidates if folder), own_file(row)]
    return next((path for path in candidates if path and is_whole(path, row)), None)


Location = Literal["shipped", "here", "missing", "hub", "elsewhere"]
"""Where a model is: shipped with the app, on this machine, not where its files should be, on the Hub, or only on the
machine where it was measured."""


def location_of(row: ModelRow, kind: Kind | None = None) -> Location:
    """Return where what a kind of task (the row's usual one without) needs of a model is; it never asks the network."""
    if cached(row, kind) is not None:
        return "shipped" if ships(row) else "here"
    if row.local_path:
        return "missing"
    return "hub" if row.hub_id else "elsewhere"


def row_from_path(path: str | Path, task: str) -> ModelRow:
    """Return the row of a model on this machine's disk: a folder, or an Ultralytics .pt file.

    Its name is the path as given. Raises UserError when there is no model for `task` there, or transformers cannot
    run it.

    >>> row_from_path("models/my-detr", "object-detection").library
    'transformers'
    """
    kind = KINDS[task]
    row = _local_row(Path(path).expanduser(), str(path), kind)
    if task not in row.tasks:
        raise kinds.not_suitable(row.name, kind)
    if row.library == "transformers":
        kinds.check_architecture(weights.read_json(Path(row.local_path) / "config.json"), row.name, kind)
    return row


def local_rows() -> tuple[ModelRow, ...]:
    """Return the models directly inside the folder that the setting MIRALAB_LOCAL_MODELS names, by name.

    Without that setting there are none: an app that others can reach must not open its host's files.
    """
    folder = os.environ.get("MIRALAB_LOCAL_MODELS")
    if not folder or not Path(folder).is_dir():
        return ()
    rows = []
    for path in sorted(Path(folder).iterdir()):
        try:
            rows.append(_local_row(path, path.name))
        except UserError:
            continue
    return tuple(rows)


def size_bytes(row: ModelRow, kind: Kind | None = None) -> int:
    """Return how large what a kind of task needs of a model is: what its download fetches, or its files on this
    machine; 0 where neither is known."""
    fetched = fetched_bytes(row, kind)
    if fetched or (path := cached(row, kind)) is None:
        return fetched
    return weight_bytes(row, path, kind)


def weight_bytes(row: ModelRow, path: Path, kind: Kind | None = None) -> int:
    """Return how many bytes the files take that hold a model's weights, given what `cached` returned."""
    return sum(file.stat().st_size for file in reader_of(row, kind).weight_files(path))


def check_packing(row: ModelRow, path: Path, kind: Kind | None = None) -> None:
    """Raise UserError where a model's weights would grow when they are read: libraries write them as they are, so
    that is a file made to fill the memory."""
    for file in reader_of(row, kind).weight_files(path):
        size, unpacked = file.stat().st_size, weights.unpacked_bytes(file)
        if unpacked > 2 * size:
            raise UserError(
                N_(
                    "{name} is not opened: its weights would grow from {size} to {unpacked} when they are read."
                ),
                name=row.title,
                size=Size(size),
                unpacked=Size(unpacked),
            )


def network_of(row: ModelRow) -> str:
    """Return which of core.models.networks a row of the library "torch" is: "quickdraw-cnn", "quickdraw-resnet".

    "" where its files say so and are not on this machine.
    """
    if not row.local_path or weights.is_published_sketcher(Path(row.local_path)):
        return "quickdraw-cnn"
    return weights.metadata(Path(row.local_path) / weights.SAFETENSORS).get("network", "")


def has_plain_names(row: ModelRow) -> bool:
    """Tell whether a row's names can become parts of a path: a session file or a person may have written anything."""
    parts = [*row.hub_id.split("/"), row.revision, *([row.file] if row.file else [])]
    return all(re.fullmatch(r"\w[\w.-]*", part) and ".." not in part for part in parts)


def repository(row: ModelRow) -> Path:
    """Return the folder of the Hub's cache that holds a model's repository, whether or not it exists."""
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE) / f"{row.repo_type}s--{row.hub_id.replace('/', '--')}"


def known_commit(row: ModelRow) -> str:
    """Return the commit that a row's revision stood for when it was last fetched; "" where it never was."""
    reference = repository(row) / "refs" / row.revision
    return reference.read_text().strip() if reference.is_file() else ""


def own_file(row: ModelRow) -> Path:
    """Return where a file that Ultralytics' own download brought is kept."""
    from huggingface_hub import constants

    return Path(constants.HF_HOME) / APP_FOLDER / row.file


def incomplete(name: str) -> UserError:
    """Return the error that says that the files of a model on this machine's disk are not all there."""
    return UserError(N_("The model at {path} is not complete, or its weights cannot be read."), path=name)


def _local_row(path: Path, name: str, kind: Kind | None = None) -> ModelRow:
    """Return the row of a model on the disk, for a kind or, without one, for every kind that recognises it."""
    tasks, library = _tasks_and_library(path, name, kind)
    resolved = path.resolve()
    row = ModelRow(
        name=printable_line(name),
        title=printable_line(resolved.stem if library == "ultralytics" else resolved.name),
        hub_id="",
        tasks=tasks,
        library=library,
        local_path=str(resolved),
    )
    if cached(row, kind) is None:
        raise incomplete(name)
    return row


def _tasks_and_library(path: Path, name: str, kind: Kind | None) -> tuple[tuple[str, ...], Library]:
    if path.suffix == ".pt" and path.is_file():
        # Which of them it is says the checkpoint, a pickle that is only opened when it is used.
        return tuple(other.task for other in KINDS.values() if other.ultralytics_task), "ultralytics"
    if (path / "config.json").is_file():
        config = weights.read_json(path / "config.json")
        if kind:
            kinds.check_config(config, name, kind)
            return (kind.task,), "transformers"
        tasks = kinds.recognised(config)
        for task in tasks:
            kinds.check_config(config, name, KINDS[task])
        if has_tokenizer(path):
            tasks += tuple(other.task for other in KINDS.values() if other.opening == "tokenizer")
        if tasks:
            looked_at = (other.task for other in KINDS.values() if other.opening == "config")
            return (*tasks, *looked_at), "transformers"
    elif weights.is_published_sketcher(path) or "network" in weights.metadata(path / weights.SAFETENSORS):
        return tuple(other.task for other in KINDS.values() if other.own_networks), "torch"
    raise UserError(
        N_(
            "There is no model at {path}. Give a folder with config.json and its weights (model.safetensors or "
            "pytorch_model.bin), or a .pt file of Ultralytics."
        ),
        path=name,
    )


def _snapshot(row: ModelRow) -> Path | None:
    """Return the Hub cache's folder for the row's revision, if the cache knows that revision."""
    home = repository(row)
    commit = known_commit(row) or row.revision
    if (folder := home / "snapshots" / commit).is_dir():
        return folder
    # A revision may be the start of a commit, which other programs that share the cache wrote out in full.
    written_out = (
        re.compile(f"{re.escape(commit)}[0-9a-f]*") if re.fullmatch("[0-9a-f]{7,}", commit) else None
    )
    folders = (home / "snapshots").glob("*") if written_out else ()
    return next((found for found in folders if written_out and written_out.fullmatch(found.name)), None)
