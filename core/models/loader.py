"""Models in memory: loaded once for everybody, within one budget, one at a time.

Purpose: whatever page or session asks, a model is read from disk once and kept until the memory is needed for
another one. `from_pretrained` is not thread-safe, and neither are a YOLO predictor and a fast tokenizer, so
there is one lock for loading and one for inference, and one for each model's download; whoever waits is told.
Scope: memory and locks; files are core.models.files' and core.models.hub's.

Everything lives in one object behind `st.cache_resource`, so it is shared by all sessions, outlives the
reload of this module while the app is being written, and goes when the app's menu clears the cache.
"""

import ctypes
import gc
import sys
import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from core.errors import UserError
from core.i18n import N_, Size
from core.machine import model_budget_bytes, resident_bytes
from core.models import files, hub
from core.models.catalogue import ModelRow, knows_doodles, rows_for
from core.models.environment import threads

_POLL_SECONDS = 0.25


@dataclass(frozen=True)
class Waiting:
    """Somebody else is using what this call needs."""

    for_what: Literal["download", "load", "inference"]


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

    `device` is "cpu" or "cuda"; `model` a transformers pipeline, an Ultralytics YOLO, or for the library "torch" a
    core.models.networks.Sketcher; `path` its folder or file; `load_ms` the time from disk to ready, without download
    and without importing the libraries; `memory_bytes` by how much the process's resident memory grew meanwhile;
    `parameters` their number; `file_bytes` the weights' size on disk.
    """

    row: ModelRow
    device: str
    model: Any
    path: Path
    load_ms: float
    memory_bytes: int
    parameters: int
    file_bytes: int


@dataclass
class _Store:
    """The process's models by identity, least recently used first, with the bytes of weights each one
    holds."""

    models: OrderedDict[tuple[str, ...], tuple[LoadedModel, int]] = field(default_factory=OrderedDict)
    bookkeeping: threading.Lock = field(default_factory=threading.Lock)
    download_locks: defaultdict[tuple[str, str], threading.Lock] = field(
        default_factory=lambda: defaultdict(threading.Lock)
    )
    load_lock: threading.Lock = field(default_factory=threading.Lock)
    inference_lock: Any = field(default_factory=threading.RLock)


@st.cache_resource(show_spinner=False)
def _store() -> _Store:
    return _Store()


def ignore(_status: Status) -> None:
    """Take a status and do nothing with it."""


def load(row: ModelRow, device: str = "auto", notify: Notify = ignore) -> LoadedModel:
    """Return the model of a row, ready to run on `device` ("auto", "cpu" or "cuda"), fetching and reading it
    if need be.

    `notify` is called in this thread with what is going on; while waiting, four times a second. What it
    raises ends the call. Raises UserError when the model cannot be had, does not fit, is broken, or there is
    no such device.
    """
    if not (row.hub_id or row.local_path):
        raise UserError(
            N_(
                "{name} was measured elsewhere and is not known here. To measure with it, look it up on the Hub by "
                "its id."
            ),
            name=row.title,
        )
    store = _store()
    device = _resolve(device)
    key = (row.library, row.hub_id, row.revision, row.file, row.local_path, device)
    if found := _hit(store, key):
        return replace(found, row=row)
    path = files.cached(row)
    if path is None and row.local_path:
        raise files.incomplete(row.local_path)
    if path is None:
        with store.bookkeeping:
            download_lock = store.download_locks[row.hub_id, row.file]
        with _held(download_lock, Waiting("download"), notify):
            path = files.cached(row) or hub.download(
                row, lambda done, total: notify(Downloading(done, total))
            )
    with _held(store.load_lock, Waiting("load"), notify):
        if found := _hit(store, key):
            return replace(found, row=row)
        notify(Loading())
        _make_room(store, _needed_bytes(row, path), row)
        loaded, weight_bytes = _read(row, path, device, _file_bytes(path))
        with store.bookkeeping:
            store.models[key] = (loaded, weight_bytes)
        return loaded


def check_together(rows: Sequence[ModelRow]) -> None:
    """Raise UserError unless the models of `rows` can be in memory together, as taking turns needs them to be.

    It reads no weights and fetches nothing: what is not on this machine counts with the size that its row gives.
    """
    budget = model_budget_bytes()
    needed = {row: _needed_bytes(row, files.cached(row)) for row in rows}
    for row, size in needed.items():
        _check_alone(row, size)
    if (total := sum(needed.values())) > budget:
        raise UserError(
            N_(
                "{names} do not fit into this machine's memory together: their weights take {size}, and models may "
                "take {budget}. Choose fewer models, or smaller ones."
            ),
            names=", ".join(row.title for row in needed),
            size=Size(total),
            budget=Size(budget),
        )


@contextmanager
def inference_lock(notify: Notify = ignore) -> Iterator[None]:
    """Hold the one lock under which models run; a thread that has it may take it again.

    While another thread has it, `notify(Waiting("inference"))` is called four times a second.
    """
    with _held(_store().inference_lock, Waiting("inference"), notify):
        yield


def on_this_machine(task: str) -> tuple[ModelRow, ...]:
    """Return the rows of a task whose files are on this machine; it needs neither the network nor torch."""
    rows = (*rows_for(task), *files.local_rows())
    return tuple(row for row in rows if row.task == task and files.cached(row) is not None)


def nearest_available(row: ModelRow) -> ModelRow | None:
    """Return the model to carry on with when `row` cannot be had: of its task, and on this machine; or None.

    One that knows doodles stands in for one that knows photographs, or the other way about, only where there is no
    other.
    """
    others = [other for other in on_this_machine(row.task) if other.name != row.name]
    return min(others, key=lambda other: knows_doodles(other) != knows_doodles(row), default=None)


def loaded_names() -> tuple[str, ...]:
    """Return the names of the models in memory, the most recently used one last."""
    store = _store()
    with store.bookkeeping:
        return tuple(loaded.row.name for loaded, _ in store.models.values())


def devices() -> tuple[str, ...]:
    """Return the devices that models can run on here: "cpu", and "cuda" where torch finds a GPU."""
    import torch

    return ("cpu", "cuda") if torch.cuda.is_available() else ("cpu",)


@contextmanager
def _held(lock: Any, status: Waiting, notify: Notify) -> Iterator[None]:  # noqa: ANN401 (Lock or RLock)
    """Hold `lock`; polling, so that a `notify` that raises can end the wait (Streamlit stops a script that
    way)."""
    if not lock.acquire(blocking=False):
        notify(status)
        while not lock.acquire(timeout=_POLL_SECONDS):
            notify(status)
    try:
        yield
    finally:
        lock.release()


def _hit(store: _Store, key: tuple[str, ...]) -> LoadedModel | None:
    with store.bookkeeping:
        if key not in store.models:
            return None
        store.models.move_to_end(key)
        return store.models[key][0]


def _resolve(device: str) -> str:
    if device == "cpu":
        return device
    has_gpu = "cuda" in devices()
    if device == "cuda" and not has_gpu:
        raise UserError(N_("There is no CUDA GPU on this machine. Choose the CPU."))
    return "cuda" if has_gpu else "cpu"


def _file_bytes(path: Path) -> int:
    return sum(file.stat().st_size for file in files.weight_files(path))


def _needed_bytes(row: ModelRow, path: Path | None) -> int:
    """Return the bytes that a model's weights will take in memory, from the size of its files (`path` is None where
    they are still to come)."""
    # The files of YOLO and of our own networks hold half-precision numbers, which take twice as much in memory, and a
    # YOLO keeps its weights twice: as trained, and fused to run.
    times = {"transformers": 1, "ultralytics": 4, "torch": 2}[row.library]
    return (_file_bytes(path) if path else row.download_bytes) * times


def _check_alone(row: ModelRow, needed: int) -> None:
    if needed > (budget := model_budget_bytes()):
        raise UserError(
            N_(
                "{name} does not fit into this machine's memory: its weights take {size}, and models may take "
                "{budget} together."
            ),
            name=row.title,
            size=Size(needed),
            budget=Size(budget),
        )


def _make_room(store: _Store, needed: int, row: ModelRow) -> None:
    """Drop the models that were not used for longest until `needed` bytes of weights fit into the budget."""
    _check_alone(row, needed)
    budget, evicted = model_budget_bytes(), False
    with store.bookkeeping:
        while store.models and needed + sum(size for _, size in store.models.values()) > budget:
            store.models.popitem(last=False)
            evicted = True
    if evicted:
        _give_memory_back()


def _give_memory_back() -> None:
    """Return what was dropped to the operating system: Python's, the C library's and the GPU's caches hold on
    to it."""
    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    # Other systems' C libraries have no such call, and Windows cannot even look for it this way.
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


def _read(row: ModelRow, path: Path, device: str, file_bytes: int) -> tuple[LoadedModel, int]:
    """Read a model from disk; return it and the bytes that its weights take in memory."""
    read = {"transformers": _read_pipeline, "ultralytics": _read_yolo, "torch": _read_sketcher}[row.library]
    # The libraries are imported before the clock starts: whoever came first would pay for everybody.
    open_model = read(row)
    before, start = resident_bytes(), time.perf_counter()
    try:
        model, networks = open_model(path, device)
    except Exception as error:
        raise UserError(
            N_("{name} could not be read: its files are damaged, or the installed libraries do not know it."),
            name=row.title,
        ) from error
    load_ms = 1000 * (time.perf_counter() - start)
    tensors = [tensor for network in networks for tensor in (*network.parameters(), *network.buffers())]
    loaded = LoadedModel(
        row=row,
        device=device,
        model=model,
        path=path,
        load_ms=load_ms,
        memory_bytes=max(0, resident_bytes() - before),
        parameters=sum(parameter.numel() for parameter in networks[0].parameters()),
        file_bytes=file_bytes,
    )
    return loaded, sum(tensor.nbytes for tensor in tensors)


Opened = tuple[Any, list[Any]]
"""A model, and the torch modules that hold its weights, the one as published first."""


def _read_pipeline(row: ModelRow) -> Callable[[Path, str], Opened]:
    from transformers import pipeline
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    # Its type knows every task by name; a row's task is only known when the app runs.
    any_pipeline: Any = pipeline

    def open_model(path: Path, device: str) -> Opened:
        pipe = any_pipeline(
            "image-classification" if row.task == files.SKETCHES else row.task,
            model=str(path),
            device=device,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
        return pipe, [pipe.model]

    return open_model


def _read_yolo(_row: ModelRow) -> Callable[[Path, str], Opened]:
    import torch
    import torchvision  # noqa: F401 (Ultralytics imports it in its first prediction)
    from PIL import Image
    from ultralytics import YOLO, settings

    if settings["sync"]:
        settings.update(sync=False)

    def open_model(path: Path, device: str) -> Opened:
        model: Any = YOLO(path)
        # The first prediction builds the predictor: it copies the network, moves it to the device and fuses
        # it.
        model.predict(Image.new("RGB", (64, 64)), imgsz=64, device=device, verbose=False)
        # Meanwhile Ultralytics set the number of threads for all of torch to one less than there are cores.
        torch.set_num_threads(threads())
        return model, [model.model, model.predictor.model]

    return open_model


def _read_sketcher(_row: ModelRow) -> Callable[[Path, str], Opened]:
    from core.models.networks import read_sketcher

    def open_model(path: Path, device: str) -> Opened:
        sketcher = read_sketcher(files.weight_files(path)[0], device)
        return sketcher, [sketcher.network]

    return open_model
