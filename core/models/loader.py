"""Models in memory: read once for everybody, within one budget, in fair turns.

Purpose: whatever page or session asks, a model is read from disk once and kept until the memory is needed for another
one. `using` does it all in one call: it fetches, makes room, reads, keeps the model from being dropped, and waits for
its turn. Scope: putting the parts together; files are core.models.files' and core.models.hub's, opening is
core.models.opening's, bytes are core.models.budget's, the order is core.turns'.

What cannot fit is refused before a byte of it is fetched.

Everything lives in one object behind `st.cache_resource`, so it is shared by all sessions, outlives the
reload of this module while the app is being written, and goes when the app's menu clears the cache.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeVar

import streamlit as st

from core import turns
from core.errors import UserError
from core.i18n import N_, Size
from core.machine import model_budget_bytes
from core.models import devices, files, reading
from core.models.budget import Budget, Key
from core.models.catalogue.row import ModelRow
from core.models.failures import cannot_run_on, explained
from core.models.hub.download import download
from core.models.kind import Kind
from core.models.loaded import Downloading, LoadedModel, Loading, Notify, Waiting, ignore
from core.models.readers import kind_of
from core.models.reading import needed_bytes
from core.turns import Purpose, Turn, set_aside

T = TypeVar("T")

_POLL_SECONDS = 0.25

PATIENCE_SECONDS = 120.0
"""How long to wait for memory that others use before giving up."""


@dataclass
class _Store:
    """What the process's sessions share: the models in memory, a lock a download and how the last one
    ended that failed, and which models (keys without their device) turned out not to run on the accelerator."""

    models: Budget[LoadedModel] = field(default_factory=Budget)
    bookkeeping: threading.Lock = field(default_factory=threading.Lock)
    download_locks: defaultdict[tuple[str, str], threading.Lock] = field(
        default_factory=lambda: defaultdict(threading.Lock)
    )
    failed_downloads: dict[tuple[str, str], tuple[float, UserError]] = field(default_factory=dict)
    unable: set[Key] = field(default_factory=set)
    _memory_queue: list[object] = field(default_factory=list)

    def first_for_memory(self, ticket: object) -> bool:
        """Join the queue for memory, if `ticket` is not in it, and tell whether it is first."""
        with self.bookkeeping:
            if ticket not in self._memory_queue:
                self._memory_queue.append(ticket)
            return self._memory_queue[0] is ticket

    def before_in_memory_queue(self, ticket: object) -> int:
        """Return how many wait for memory before `ticket`."""
        with self.bookkeeping:
            return self._memory_queue.index(ticket)

    def leave_memory_queue(self, ticket: object) -> None:
        """Give up `ticket`'s place in the queue for memory."""
        with self.bookkeeping:
            if ticket in self._memory_queue:
                self._memory_queue.remove(ticket)


@st.cache_resource(show_spinner=False)
def _store() -> _Store:
    return _Store()


@contextmanager
def using(
    row: ModelRow, device: str = "auto", notify: Notify = ignore, kind: Kind | None = None
) -> Iterator[LoadedModel]:
    """Yield the model of a row, ready to run on `device` ("auto", or one of `devices.devices()`), in a turn of its own.

    It is fetched and read if need be, opened for `kind` (the row's usual one without), and stays in memory as long as
    the with block lasts; nothing else runs meanwhile, unless the work gives way. `notify` is called in this thread
    with what is going on; while waiting, four times a second. What it raises ends the call. Raises UserError when the
    model cannot be had, does not fit, is broken, when there is no such device, and for what `failures.explained`
    knows of what is raised inside.

    >>> with using(find("yolo11n")) as loaded, in_turn() as turn:
    ...     for image in images:
    ...         detect(loaded, image)
    ...         turn.give_way()
    """
    with together([row], device, notify, kind) as (loaded,), in_turn(notify):
        try:
            yield loaded
        except Exception as error:
            sentence = explained(error, row.title)
            if sentence is None or sentence is error:
                raise
            raise sentence from error


def answer(
    row: ModelRow,
    work: Callable[[LoadedModel], T],
    device: str = "auto",
    notify: Notify = ignore,
    kind: Kind | None = None,
) -> T:
    """Return `work(model)`, done inside `using`; once more on the processor where the accelerator lacks what it needs.

    The model then has the device that cannot run it in `unable`, now and whenever it is asked for again.

    >>> answer(find("yolo11n"), lambda loaded: detect(loaded, image))
    """
    with using(row, device, notify, kind) as loaded:
        try:
            return work(loaded)
        except Exception as error:
            if not cannot_run_on(error, loaded.device):
                raise
            key = _key(row, loaded.kind, loaded.device)
            _store().unable.add(key[:-1])
    # Nobody will ask for it there again.
    _store().models.drop([key])
    with using(row, device, notify, kind) as loaded:
        return work(loaded)


@contextmanager
def together(
    rows: Sequence[ModelRow], device: str = "auto", notify: Notify = ignore, kind: Kind | None = None
) -> Iterator[tuple[LoadedModel, ...]]:
    """Yield the models of several rows, all in memory until the with block ends, as taking turns needs them to be.

    As `using` does, but without a turn: whoever runs one waits for it (`in_turn`). Raises UserError where they do not
    fit together, before anything is fetched.

    >>> with together([find("detr-resnet-50"), find("yolo11n")]) as models:
    ...     [loaded.device for loaded in models]
    """
    store = _store()
    keys = _keys(store, rows, device, kind)
    if not store.models.begin_use(keys):
        check_together(rows, kind)
        paths = {row: path_of(row, notify, kind) for row in rows}
        keys = _bring_in(store, rows, paths, device, notify, kind)
    try:
        yield tuple(_as_asked(store, row, key, device) for row, key in zip(rows, keys, strict=True))
    finally:
        store.models.end_use(keys)


def load(
    row: ModelRow, device: str = "auto", notify: Notify = ignore, kind: Kind | None = None
) -> LoadedModel:
    """Return the model of a row, as `using` makes it ready, without keeping it: for scripts, whose models nobody else
    needs, and to have a model in memory before it is used.

    It may be dropped from the memory that all share while it is still in use here: then it counts until it is gone.

    >>> load(find("yolo11n"), "cpu").parameters
    """
    with together([row], device, notify, kind) as (loaded,):
        return loaded


def path_of(row: ModelRow, notify: Notify = ignore, kind: Kind | None = None) -> Path:
    """Return where a model's files are, fetching them if need be; of the same model only one thread does.

    Which files depends on the kind (the row's usual one without). Raises UserError where they cannot be had.
    """
    store = _store()
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
    began, of = time.monotonic(), (row.hub_id, row.file)
    with store.bookkeeping:
        download_lock = store.download_locks[of]
    # Nobody waits for this thread to be through with the network.
    with set_aside(), _held(download_lock, notify):
        if path := files.cached(row, kind):
            return path
        # Whoever waited for a download that failed is told so, and does not wait for a failure of his own.
        failed, error = store.failed_downloads.get(of, (0.0, None))
        if error and failed >= began:
            raise type(error)(error.message, **error.values)
        try:
            return download(row, lambda done, total: notify(Downloading(done, total)), kind)
        except UserError as error:
            # A new one: the old one holds on to all that this visitor's page was doing.
            store.failed_downloads[of] = (time.monotonic(), type(error)(error.message, **error.values))
            raise


def check_together(rows: Sequence[ModelRow], kind: Kind | None = None) -> None:
    """Raise UserError unless the models of `rows` can be in memory together.

    It reads no weights and fetches nothing: what is not on this machine counts with the size that its row gives.
    """
    _check_sizes({row: needed_bytes(row, files.cached(row, kind), kind) for row in rows})


@contextmanager
def in_turn(notify: Notify = ignore, purpose: Purpose = "run") -> Iterator[Turn]:
    """Hold a turn to compute, first come, first served; a thread that has one keeps it.

    While others are before this thread, `notify(Waiting("inference", before))` is called four times a second. The turn
    of a measurement keeps everything else out (see core.turns).
    """
    for_what: Literal["load", "inference"] = "load" if purpose == "load" else "inference"
    with turns.in_turn(purpose, lambda before: notify(Waiting(for_what, before))) as turn:
        yield turn


def loaded_names() -> tuple[str, ...]:
    """Return the names of the models in memory, the most recently used one last; a tokenizer alone is none."""
    models = _store().models.values()
    return tuple(loaded.row.name for loaded in models if loaded.kind.has_weights)


def _key(row: ModelRow, kind: Kind, device: str) -> Key:
    """Return what a model in memory is known by: its files, how they are opened, and where it runs."""
    return (row.library, row.hub_id, row.revision, row.file, row.local_path, kind.task, device)


def _keys(store: _Store, rows: Sequence[ModelRow], device: str, kind: Kind | None) -> list[Key]:
    """Return the keys of the models of rows, on the processor where they are known not to run on the accelerator."""
    wanted = device if device == "cpu" else devices.resolved(device, devices.devices())
    keys = [_key(row, kind or kind_of(row), wanted) for row in rows]
    return [(*key[:-1], "cpu") if key[:-1] in store.unable else key for key in keys]


def _as_asked(store: _Store, row: ModelRow, key: Key, device: str) -> LoadedModel:
    """Return a model in memory as it was asked for: with its row, and the device that it should have run on."""
    loaded = store.models.value(key)
    assert loaded is not None  # noqa: S101 (it is in use)
    on_another = device != "cpu" and key[-1] == "cpu" and key[:-1] in store.unable
    unable = devices.resolved(device, devices.devices()) if on_another else ""
    return replace(loaded, row=row, unable=unable)


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
    store: _Store,
    rows: Sequence[ModelRow],
    paths: dict[ModelRow, Path],
    device: str,
    notify: Notify,
    kind: Kind | None,
) -> list[Key]:
    """Read what is not in memory yet, once there is room for it, and return the keys of all of it, now in use.

    Whoever waits for memory waits in a queue of its own, first come, first served.
    """
    sizes = {row: needed_bytes(row, paths[row], kind) for row in rows}
    for row in rows:
        files.check_packing(row, paths[row], kind)
    _check_sizes(sizes)
    deadline, ticket = time.monotonic() + PATIENCE_SECONDS, object()
    try:
        while True:
            with in_turn(notify, "load"):
                keys = _keys(store, rows, device, kind)
                first = store.first_for_memory(ticket)
                if store.models.begin_use(keys):
                    return keys
                wanted = dict(zip(keys, rows, strict=True))
                if first and (read := _read_all(store, wanted, sizes, paths, notify, kind)):
                    return [read[key] for key in keys]
                reading.give_memory_back()
            # Not inside the turn: others may find what they want in memory.
            if time.monotonic() > deadline:
                raise UserError(
                    N_(
                        "Other visitors' models take the memory that {names} needs. Try again in a few minutes."
                    ),
                    names=", ".join(row.title for row in sizes),
                )
            notify(Waiting("memory", store.before_in_memory_queue(ticket)))
            with set_aside():
                time.sleep(_POLL_SECONDS)
    finally:
        store.leave_memory_queue(ticket)


def _read_all(
    store: _Store,
    wanted: dict[Key, ModelRow],
    sizes: dict[ModelRow, int],
    paths: dict[ModelRow, Path],
    notify: Notify,
    kind: Kind | None,
) -> dict[Key, Key]:
    """Read what of `wanted` is not in memory, and count one more user of all.

    Returns under which key each is now: a model may have ended up on the processor. {} where there is no room now.
    """
    reserved = store.models.reserve({key: sizes[row] for key, row in wanted.items()}, model_budget_bytes())
    if reserved is None:
        return {}
    try:
        keys: dict[Key, Key] = {}
        for key, row in wanted.items():
            if store.models.value(key) is None:
                notify(Loading())
                entry = reading.read(row, kind or kind_of(row), paths[row], key[-1])
                if entry.value.device != key[-1]:
                    store.unable.add(key[:-1])
                keys[key] = (*key[:-1], entry.value.device)
                store.models.put(keys[key], entry)
            else:
                keys[key] = key
        store.models.begin_use(keys.values())
        return keys
    finally:
        store.models.release(reserved)


def _check_sizes(needed: dict[ModelRow, int]) -> None:
    """Raise UserError where models that take so many bytes do not fit, one by one or together."""
    budget = model_budget_bytes()
    for row, size in needed.items():
        if size > budget:
            raise UserError(
                N_(
                    "{name} does not fit into this machine's memory: its weights take {size}, and models may take "
                    "{budget} together."
                ),
                name=row.title,
                size=Size(size),
                budget=Size(budget),
            )
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
