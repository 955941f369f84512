"""Models in memory: read once for everybody, within one budget, in fair turns.

Purpose: whatever page or session asks, a model is read from disk once and kept until the memory is needed for another
one. `using` does it all in one call: it fetches, makes room, reads, keeps the model from being dropped, and waits for
its turn. Scope: putting the parts together; files are core.models.files' and core.models.hub's, opening is
core.models.opening's, bytes are core.models.budget's, the order is core.models.turns'.

What cannot fit is refused before a byte of it is fetched.

Everything lives in one object behind `st.cache_resource`, so it is shared by all sessions, outlives the
reload of this module while the app is being written, and goes when the app's menu clears the cache.
"""

import ctypes
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeVar

import streamlit as st

from core.errors import UserError
from core.i18n import N_, Size
from core.machine import model_budget_bytes, resident_bytes
from core.models import devices, files
from core.models.budget import Budget, Entry, Key
from core.models.catalogue.row import ModelRow
from core.models.catalogue.rows import rows_for
from core.models.failures import cannot_run_on, explained
from core.models.hub.download import download
from core.models.kinds import Kind
from core.models.loaded import Downloading, LoadedModel, Loading, Notify, Waiting, ignore
from core.models.readers import kind_of, reader_of
from core.models.turns import Purpose, Turn, Turns

T = TypeVar("T")

_POLL_SECONDS = 0.25

PATIENCE_SECONDS = 120.0
"""How long to wait for memory that others use before giving up."""


@dataclass
class _Store:
    """What the process's sessions share: the models in memory, the turns, a lock a download, and which models (keys
    without their device) turned out not to run on the accelerator."""

    models: Budget[LoadedModel] = field(default_factory=Budget)
    turns: Turns = field(default_factory=Turns)
    bookkeeping: threading.Lock = field(default_factory=threading.Lock)
    download_locks: defaultdict[tuple[str, str], threading.Lock] = field(
        default_factory=lambda: defaultdict(threading.Lock)
    )
    unable: set[Key] = field(default_factory=set)


@st.cache_resource(show_spinner=False)
def _store() -> _Store:
    return _Store()


@contextmanager
def using(
    row: ModelRow, device: str = "auto", notify: Notify = ignore, kind: Kind | None = None
) -> Iterator[LoadedModel]:
    """Yield the model of a row, ready to run on `device` ("auto", or one of `devices.devices()`), in a turn of its own.

    It is fetched and read if need be, opened for `kind` (the row's usual one without), and stays in memory as long as
    the with block lasts; nothing else runs meanwhile, but see `Turn.give_way`. `notify` is called in this thread with
    what is going on; while waiting, four times a second. What it raises ends the call. Raises UserError when the
    model cannot be had, does not fit, is broken, when there is no such device, and for what `failures.explained`
    knows of what is raised inside.

    >>> with using(find("yolo11n")) as loaded:
    ...     prediction = detect(loaded, image)
    """
    with together([row], device, notify, kind) as (loaded,), in_turn(notify):
        try:
            yield loaded
        except Exception as error:
            if sentence := explained(error, row.title):
                raise sentence from error
            raise


def answer(
    row: ModelRow,
    work: Callable[[LoadedModel], T],
    device: str = "auto",
    notify: Notify = ignore,
    kind: Kind | None = None,
) -> T:
    """Return `work(model)`, done inside `using`; once more on the processor where the accelerator lacks what it needs.

    The model then has the device that cannot run it in `unable`, now and whenever it is asked for again.
    """
    with using(row, device, notify, kind) as loaded:
        try:
            return work(loaded)
        except Exception as error:
            if not cannot_run_on(error, loaded.device):
                raise
            _store().unable.add(_identity(row, loaded.kind))
    with using(row, device, notify, kind) as loaded:
        return work(loaded)


@contextmanager
def together(
    rows: Sequence[ModelRow], device: str = "auto", notify: Notify = ignore, kind: Kind | None = None
) -> Iterator[tuple[LoadedModel, ...]]:
    """Yield the models of several rows, all in memory until the with block ends, as taking turns needs them to be.

    As `using` does, but without a turn: whoever runs one takes it (`in_turn`). Raises UserError where they do not fit
    together, before anything is fetched.
    """
    check_together(rows, kind)
    store = _store()
    on = [_device_for(store, row, device, kind) for row in rows]
    keys = [(*_identity(row, kind or kind_of(row)), name) for row, name in zip(rows, on, strict=True)]
    # A row that is there twice is one model.
    wanted = dict(zip(keys, rows, strict=True))
    if not store.models.begin_use(wanted):
        paths = {key: _path_of(store, row, notify, kind) for key, row in wanted.items()}
        _bring_in(store, wanted, paths, notify, kind)
    try:
        asked = devices.resolved(device, devices.devices()) if device != "cpu" else "cpu"
        yield tuple(
            replace(
                store.models.entries[key].value,
                row=row,
                unable=asked if key[-1] != asked else store.models.entries[key].value.unable,
            )
            for key, row in zip(keys, rows, strict=True)
        )
    finally:
        store.models.end_use(wanted)


def load(
    row: ModelRow, device: str = "auto", notify: Notify = ignore, kind: Kind | None = None
) -> LoadedModel:
    """Return the model of a row, as `using` makes it ready; for scripts, whose models nobody else needs.

    It may be dropped from the memory that all share while it is still in use here: then it counts until it is gone.
    """
    with together([row], device, notify, kind) as (loaded,):
        return loaded


def check_together(rows: Sequence[ModelRow], kind: Kind | None = None) -> None:
    """Raise UserError unless the models of `rows` can be in memory together.

    It reads no weights and fetches nothing: what is not on this machine counts with the size that its row gives.
    """
    budget = model_budget_bytes()
    needed = {row: _needed_bytes(row, files.cached(row, kind), kind) for row in rows}
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
def in_turn(notify: Notify = ignore, purpose: Purpose = "run") -> Iterator[Turn]:
    """Hold a turn to compute, first come, first served; a thread that has one keeps it.

    While others are before this thread, `notify(Waiting("inference", before))` is called four times a second. The turn
    of a measurement keeps everything else out, also the reading of models.
    """
    for_what: Literal["load", "inference"] = "load" if purpose == "load" else "inference"
    with _store().turns.turn(purpose, lambda before: notify(Waiting(for_what, before))) as turn:
        yield turn


def on_this_machine(task: str) -> tuple[ModelRow, ...]:
    """Return the rows of a task whose files are on this machine; it needs neither the network nor torch."""
    rows = (*rows_for(task), *files.local_rows())
    return tuple(row for row in rows if task in row.tasks and files.cached(row) is not None)


def nearest_available(row: ModelRow, task: str) -> ModelRow | None:
    """Return the model to carry on with when `row` cannot be had: of a task, and on this machine; or None.

    One that learnt from another world (doodles in place of photographs) stands in only where there is no other.
    """
    others = [other for other in on_this_machine(task) if other.name != row.name]
    return min(others, key=lambda other: _is_doodles(other) != _is_doodles(row), default=None)


def loaded_names() -> tuple[str, ...]:
    """Return the names of the models in memory, the most recently used one last."""
    return tuple(entry.value.row.name for entry in list(_store().models.entries.values()))


def _is_doodles(row: ModelRow) -> bool:
    return row.domain == "doodles"


def _identity(row: ModelRow, kind: Kind) -> Key:
    """Return what a model in memory is known by, but for its device: its files, and how they are opened."""
    return (row.library, row.hub_id, row.revision, row.file, row.local_path, kind.task)


def _device_for(store: _Store, row: ModelRow, device: str, kind: Kind | None) -> str:
    if device == "cpu" or _identity(row, kind or kind_of(row)) in store.unable:
        return "cpu"
    return devices.resolved(device, devices.devices())


def _path_of(store: _Store, row: ModelRow, notify: Notify, kind: Kind | None) -> Path:
    """Return where a model's files are, fetching them if need be; of the same model only one thread does."""
    if not (row.hub_id or row.local_path):
        raise UserError(
            N_(
                "{name} was measured elsewhere and is not known here. To measure with it, look it up on the Hub by "
                "its id."
            ),
            name=row.title,
        )
    path = files.cached(row, kind)
    if path is not None:
        return path
    if row.local_path:
        raise files.incomplete(row.local_path)
    with store.bookkeeping:
        download_lock = store.download_locks[row.hub_id, row.file]
    with _held(download_lock, notify):
        return files.cached(row, kind) or download(
            row, lambda done, total: notify(Downloading(done, total)), kind
        )


@contextmanager
def _held(lock: threading.Lock, notify: Notify) -> Iterator[None]:
    """Hold the lock of a download; polling, so that a `notify` that raises can end the wait (Streamlit stops a script
    that way)."""
    while not lock.acquire(timeout=_POLL_SECONDS):
        notify(Waiting("download"))
    try:
        yield
    finally:
        lock.release()


def _bring_in(
    store: _Store, wanted: dict[Key, ModelRow], paths: dict[Key, Path], notify: Notify, kind: Kind | None
) -> None:
    """Read what is not in memory yet, once there is room for it, and count one more user of all of it."""
    sizes = {key: _needed_bytes(row, paths[key], kind) for key, row in wanted.items()}
    for key, row in wanted.items():
        _check_alone(row, sizes[key])
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with in_turn(notify, "load"):
            if store.models.begin_use(wanted):
                return
            reserved = store.models.reserve(sizes, model_budget_bytes())
            if reserved is not None:
                try:
                    for key, row in wanted.items():
                        if key not in store.models.entries:
                            notify(Loading())
                            store.models.put(key, _read(row, kind or kind_of(row), paths[key], key[-1]))
                finally:
                    store.models.release(reserved)
                store.models.begin_use(wanted)
                return
        # Not inside the turn: others may want a model for which there is room.
        if time.monotonic() > deadline:
            raise UserError(
                N_("Other visitors' models take the memory that {names} needs. Try again in a few minutes."),
                names=", ".join(row.title for row in wanted.values()),
            )
        notify(Waiting("memory"))
        time.sleep(_POLL_SECONDS)
        _give_memory_back()


def _needed_bytes(row: ModelRow, path: Path | None, kind: Kind | None = None) -> int:
    """Return the bytes that a model's weights will take in memory, from the size of its files (`path` is None where
    they are still to come)."""
    return (files.weight_bytes(row, path, kind) if path else row.download_bytes) * reader_of(row, kind).times


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


def _read(row: ModelRow, kind: Kind, path: Path, device: str) -> Entry[LoadedModel]:
    """Read a model from disk, onto the processor where the device that was asked for cannot hold it."""
    # The libraries are imported before the clock starts: whoever came first would pay for everybody.
    open_model = reader_of(row, kind).open(row, kind)
    _give_memory_back()
    before, start, unable = resident_bytes(), time.perf_counter(), ""
    try:
        try:
            model, networks = open_model(path, device)
        except Exception as error:
            if not cannot_run_on(error, device):
                raise
            device, unable, start = "cpu", device, time.perf_counter()
            model, networks = open_model(path, device)
    except Exception as error:
        raise explained(error, row.title) or UserError(
            N_("{name} could not be read: its files are damaged, or the installed libraries do not know it."),
            name=row.title,
        ) from error
    load_ms = 1000 * (time.perf_counter() - start)
    tensors = [tensor for network in networks for tensor in (*network.parameters(), *network.buffers())]
    loaded = LoadedModel(
        row=row,
        kind=kind,
        device=device,
        model=model,
        path=path,
        load_ms=load_ms,
        memory_bytes=max(0, resident_bytes() - before),
        parameters=sum(parameter.numel() for network in networks[:1] for parameter in network.parameters()),
        file_bytes=files.weight_bytes(row, path, kind),
        unable=unable,
    )
    return Entry(loaded, sum(tensor.nbytes for tensor in tensors), (networks or [model])[0])


def _give_memory_back() -> None:
    """Return what was dropped to the operating system: the C library's cache and the accelerator's hold on to it."""
    torch = sys.modules.get("torch")
    if torch is not None and torch.accelerator.is_available():
        torch.accelerator.memory.empty_cache()
    # Other systems' C libraries have no such call, and Windows cannot even look for it this way.
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)
