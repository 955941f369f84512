"""What the loader gives and says: a model that is ready to run, and what is going on while one waits for it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.models.devices import name_of
from core.models.kind import Kind


@dataclass(frozen=True)
class Waiting:
    """Others are using what this call needs; `before` of them come first (0: nobody knows)."""

    for_what: Literal["download", "load", "inference", "memory", "work"]
    before: int = 0


@dataclass(frozen=True)
class Downloading:
    """Files are coming in: bytes so far, and bytes in all."""

    done_bytes: int
    total_bytes: int


@dataclass(frozen=True)
class Loading:
    """The weights are being read from disk."""


Status = Waiting | Downloading | Loading
Notify = Callable[[Status], None]


@dataclass(frozen=True)
class LoadedModel:
    """A model that is ready to run.

    `kind` is the kind of task that it was opened for. `device` is where it runs ("cpu", "cuda", "mps", "xpu");
    `unable` is the device that it should have run on and cannot, or "". `model` is a transformers pipeline, a
    core.models.opening.AutoModel, a tokenizer, a configuration, an Ultralytics YOLO, or for the library "torch" a
    core.models.networks.Sketcher; `path` its folder or file; `load_ms` the time from disk to ready, without download
    and without importing the libraries; `memory_bytes` what it takes: by how much the process's resident memory grew
    meanwhile, but no less than its weights;
    `parameters` their number; `file_bytes` the weights' size on disk.
    """

    row: ModelRow
    kind: Kind
    device: str
    model: Any
    path: Path
    load_ms: float
    memory_bytes: int
    parameters: int
    file_bytes: int
    unable: str = ""


def unable_words(title: str, device: str) -> str:
    """Return the sentence that says that a device ("mps") cannot run the model called `title`, so the processor
    does."""
    return _("{device} cannot run {model} here, so it runs on the processor.").format(
        device=name_of(device), model=title
    )


def ignore(_status: Status) -> None:
    """Take a status and do nothing with it."""
