"""Model files on this machine: which are here and whole, and the rows of those that are not in the catalogue.

Purpose: a model's files are either complete and what their publisher uploaded, or they are not there. Scope: files and
facts about them; it never asks the network, fetching is core.models.hub's, and reading weights into memory is
core.models.loader's. It does not import streamlit, and transformers only where it is needed.

How a copy is known to be complete: core.models.hub fetches the weights after everything else, checks them against the
Hub's checksum, and deletes them at once when they differ. A folder in the Hub's cache that has weights is therefore a
whole model.
"""

import json
import os
import re
import zipfile
from pathlib import Path
from typing import Any, Literal

from core.errors import UserError
from core.i18n import N_
from core.models.catalogue import Library, ModelRow, rows_for, ships
from core.models.environment import APP_FOLDER

ONE_FILE = "model.safetensors"
INDEX = "model.safetensors.index.json"
SHARD = re.compile(r"model-\d+-of-\d+\.safetensors")

PUBLISHED_SKETCHER = ("class_names.txt", "pytorch_model.bin")
"""The files of a sketch network as the course's source published it (core.models.networks reads them)."""

SKETCHES = "sketch-recognition"
"""The app's name for the task of guessing drawings; the Hub files such models under "image-classification"."""

_ARCHITECTURES = {"object-detection": "ForObjectDetection", SKETCHES: "ForImageClassification"}
"""How the names of transformers' architectures for a task end."""

_PREPARATION = (
    "preprocessor_config.json",
    "processor_config.json",
    "tokenizer_config.json",
    "tokenizer.json",
    "vocab.txt",
)
"""Any of these says how an input becomes a tensor; a folder with none was not fetched to its end."""


def cached(row: ModelRow) -> Path | None:
    """Return where the complete files of a model are on this machine, or None; it never asks the network.

    The path is a .pt file for an Ultralytics model and a folder for any other one.
    """
    if row.local_path:
        path = Path(row.local_path)
        return path if _is_complete(path, row) else None
    if not has_plain_names(row):
        return None
    candidates = [_snapshot(row)]
    if row.library == "ultralytics":
        candidates = [*(folder / row.file for folder in candidates if folder), own_file(row)]
    return next((path for path in candidates if path and _is_complete(path, row)), None)


Place = Literal["shipped", "here", "missing", "hub", "elsewhere"]
"""Where a model is: shipped with the app, on this machine, not where its files should be, on the Hub, or only on the
machine where it was measured."""


def place_of(row: ModelRow) -> Place:
    """Return where a model is; it never asks the network."""
    if cached(row) is not None:
        return "shipped" if ships(row) else "here"
    if row.local_path:
        return "missing"
    return "hub" if row.hub_id else "elsewhere"


def row_from_path(path: str | Path, task: str = "object-detection") -> ModelRow:
    """Return the row of a model on this machine's disk: a folder, or an Ultralytics .pt file.

    Its name is the path as given. Raises UserError when there is no model for `task` there, or transformers cannot
    run it.
    """
    row = _local_row(Path(path).expanduser(), str(path))
    if row.task != task:
        raise unsuitable(row.name, task)
    if row.library == "transformers":
        check_known(read_json(Path(row.local_path) / "config.json"), row.name, task)
    return row


def local_rows() -> tuple[ModelRow, ...]:
    """Return the models directly inside the folder that the setting MIRALAB_LOCAL_MODELS names, by name.

    Without that setting there are none: an app that others can reach must not open its host's files.
    """
    folder = os.environ.get("MIRALAB_LOCAL_MODELS")
    if not folder or not Path(folder).is_dir():
        return ()
    rows = []
    for place in sorted(Path(folder).iterdir()):
        try:
            rows.append(_local_row(place, place.name))
        except UserError:
            continue
    return tuple(rows)


def weight_files(path: Path) -> list[Path]:
    """Return the files that hold a model's weights, given what `cached` returned."""
    if path.is_file():
        return [path]
    if (path / ONE_FILE).is_file():
        return [path / ONE_FILE]
    if _is_published_sketcher(path):
        return [path / PUBLISHED_SKETCHER[1]]
    return sorted(file for file in path.iterdir() if SHARD.fullmatch(file.name))


def size_bytes(row: ModelRow) -> int:
    """Return how large a model is: what its download fetches, or its files on this machine; 0 where neither is
    known."""
    if row.download_bytes or not row.local_path or (path := cached(row)) is None:
        return row.download_bytes
    return sum(file.stat().st_size for file in weight_files(path))


def network_of(row: ModelRow) -> str:
    """Return which of core.models.networks a row of the library "torch" is: "quickdraw-cnn", "quickdraw-resnet".

    "" where its files say so and are not on this machine.
    """
    if not row.local_path or _is_published_sketcher(Path(row.local_path)):
        return "quickdraw-cnn"
    return _metadata(Path(row.local_path) / ONE_FILE).get("network", "")


def has_plain_names(row: ModelRow) -> bool:
    """Tell whether a row's names can become parts of a path: a session file or a person may have written anything."""
    parts = [*row.hub_id.split("/"), row.revision, *([row.file] if row.file else [])]
    return all(re.fullmatch(r"\w[\w.-]*", part) and ".." not in part for part in parts)


def repository(row: ModelRow) -> Path:
    """Return the folder of the Hub's cache that holds a model's repository, whether or not it exists."""
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE) / f"{row.repo_type}s--{row.hub_id.replace('/', '--')}"


def own_file(row: ModelRow) -> Path:
    """Return where a file that Ultralytics' own download brought is kept."""
    from huggingface_hub import constants

    return Path(constants.HF_HOME) / APP_FOLDER / row.file


def read_json(file: Path) -> dict[str, Any]:
    """Return the JSON object in a file; an empty one where there is none that can be read."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def check_config(config: dict[str, Any], name: str, task: str) -> None:
    """Raise UserError unless a config.json is that of a model for `task` without code of its own."""
    if config.get("auto_map"):
        raise UserError(
            N_("{name} needs code of its own to run, which the app does not execute. Choose another model."),
            name=name,
        )
    if _task_of(config) != task:
        raise unsuitable(name, task)


def check_known(config: dict[str, Any], name: str, task: str) -> None:
    """Raise UserError unless the installed transformers can run the model of a config.json; it imports torch."""
    from transformers.models.auto import modeling_auto

    known = (
        modeling_auto.MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING_NAMES
        if task == SKETCHES
        else modeling_auto.MODEL_FOR_OBJECT_DETECTION_MAPPING_NAMES
    )
    # Some kinds of model have two architectures for one task, one of them with a teacher.
    names = {name for value in known.values() for name in ([value] if isinstance(value, str) else value)}
    if not names.intersection(config["architectures"]):
        raise unsuitable(name, task)


def unsuitable(name: str, task: str) -> UserError:
    """Return the error that says that a model is not for `task`, or that transformers does not know it."""
    if task == SKETCHES:
        return UserError(
            N_("{name} is not an image classifier that the installed transformers library knows."), name=name
        )
    return UserError(
        N_("{name} is not an object detector that the installed transformers library knows."), name=name
    )


def incomplete(name: str) -> UserError:
    """Return the error that says that the files of a model on this machine's disk are not all there."""
    return UserError(
        N_("The model at {path} is not complete, or its weights are not in safetensors format."), path=name
    )


def _local_row(place: Path, name: str) -> ModelRow:
    task = "object-detection"
    if place.suffix == ".pt" and place.is_file():
        library: Library = "ultralytics"
    elif (place / "config.json").is_file():
        library = "transformers"
        config = read_json(place / "config.json")
        # A classifier of photographs has the architecture of one of sketches: only its labels tell.
        task = SKETCHES if _names_sketches(config) else task
        check_config(config, name, task)
    elif _is_published_sketcher(place) or "network" in _metadata(place / ONE_FILE):
        library, task = "torch", SKETCHES
    else:
        raise UserError(
            N_(
                "There is no model at {path}. Give a folder with config.json and model.safetensors, or a .pt file of "
                "Ultralytics."
            ),
            path=name,
        )
    resolved = place.resolve()
    row = ModelRow(
        name=name,
        title=resolved.stem if library == "ultralytics" else resolved.name,
        hub_id="",
        task=task,
        library=library,
        local_path=str(resolved),
    )
    if cached(row) is None:
        raise incomplete(name)
    return row


def _snapshot(row: ModelRow) -> Path | None:
    """Return the Hub cache's folder for the row's revision, if the cache knows that revision."""
    home = repository(row)
    reference = home / "refs" / row.revision
    commit = reference.read_text().strip() if reference.is_file() else row.revision
    if (folder := home / "snapshots" / commit).is_dir():
        return folder
    # A revision may be the start of a commit, which other programs that share the cache wrote out in full.
    written_out = (
        re.compile(f"{re.escape(commit)}[0-9a-f]*") if re.fullmatch("[0-9a-f]{7,}", commit) else None
    )
    folders = (home / "snapshots").glob("*") if written_out else ()
    return next((place for place in folders if written_out and written_out.fullmatch(place.name)), None)


def _is_complete(path: Path, row: ModelRow) -> bool:
    if row.library == "ultralytics":
        return path.is_file() and zipfile.is_zipfile(path)
    if row.library == "torch":
        return _is_published_sketcher(path) or _is_whole_safetensors(path / ONE_FILE)
    if not (path / "config.json").is_file() or not any((path / name).is_file() for name in _PREPARATION):
        return False
    index = path / INDEX
    files = [path / ONE_FILE]
    if not files[0].is_file() and index.is_file():
        files = [path / name for name in set(read_json(index).get("weight_map", {}).values())]
    return bool(files) and all(_is_whole_safetensors(file) for file in files)


def _is_published_sketcher(folder: Path) -> bool:
    names, weights = (folder / name for name in PUBLISHED_SKETCHER)
    return names.is_file() and weights.is_file() and zipfile.is_zipfile(weights)


def _task_of(config: dict[str, Any]) -> str | None:
    """Return the app's task that a config.json's architecture is for; None for any other one."""
    architectures = config.get("architectures") or ()
    return next(
        (
            task
            for task, end in _ARCHITECTURES.items()
            if any(architecture.endswith(end) for architecture in architectures)
        ),
        None,
    )


def _names_sketches(config: dict[str, Any]) -> bool:
    """Tell whether at least half of a classifier's labels are things of Quick, Draw!.

    They are those of the first sketch model that ships with the app; a model of ImageNet's 1000 labels shares some 50.
    """
    if _task_of(config) != SKETCHES:
        return False
    named = config.get("id2label")
    labels = {
        str(label).casefold().replace("_", " ")
        for label in (named if isinstance(named, dict) else {}).values()
    }
    shipped = Path(rows_for(SKETCHES)[0].local_path) / ONE_FILE
    things = {name.casefold() for name in json.loads(_metadata(shipped).get("classes", "[]"))}
    return bool(labels) and 2 * len(labels & things) >= len(labels)


def _metadata(file: Path) -> dict[str, str]:
    """Return the metadata of a safetensors file; none where there is no such file, or a damaged one."""
    try:
        with file.open("rb") as opened:
            length = int.from_bytes(opened.read(8), "little")
            header = json.loads(opened.read(length)) if length < file.stat().st_size else {}
    except (OSError, ValueError):
        return {}
    facts = header.get("__metadata__") if isinstance(header, dict) else None
    return facts if isinstance(facts, dict) else {}


def _is_whole_safetensors(file: Path) -> bool:
    """Tell whether a file is as long as its own header says (format: 8 bytes of header length, JSON header,
    data)."""
    try:
        with file.open("rb") as opened:
            length = int.from_bytes(opened.read(8), "little")
            if length > file.stat().st_size:
                return False
            header = json.loads(opened.read(length))
        ends = [entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"]
        return file.stat().st_size == 8 + length + max(ends, default=0)
    except (OSError, ValueError, KeyError, TypeError):
        return False
