"""Reading a model from disk into memory, and what that takes: time and bytes."""

import sys
import time
from pathlib import Path

from core.errors import UserError
from core.i18n import N_
from core.machine import give_freed_memory_back, resident_bytes
from core.models import files
from core.models.budget import Entry
from core.models.catalogue.row import ModelRow
from core.models.failures import cannot_run_on, explained
from core.models.kind import Kind
from core.models.loaded import LoadedModel
from core.models.readers import fetched_bytes, reader_of


def needed_bytes(row: ModelRow, path: Path | None, kind: Kind | None = None) -> int:
    """Return the bytes that a model's weights will take in memory, from the size of its files (`path` is None where
    they are still to come)."""
    return (files.weight_bytes(row, path, kind) if path else fetched_bytes(row, kind)) * reader_of(
        row, kind
    ).times


def read(row: ModelRow, kind: Kind, path: Path, device: str) -> Entry[LoadedModel]:
    """Read a model from disk, onto the processor where the device that was asked for cannot hold it."""
    # The libraries are imported before the clock starts: whoever came first would pay for everybody.
    open_model = reader_of(row, kind).open(row, kind)
    give_memory_back()
    before, start = resident_bytes(), time.perf_counter()
    try:
        try:
            model, networks = open_model(path, device)
        except Exception as error:
            if not cannot_run_on(error, device):
                raise
            device, start = "cpu", time.perf_counter()
            model, networks = open_model(path, device)
    except UserError:
        raise
    except Exception as error:
        raise explained(error, row.title) or UserError(
            N_("{name} could not be read: its files are damaged, or the installed libraries do not know it."),
            name=row.title,
        ) from error
    load_ms = 1000 * (time.perf_counter() - start)
    tensors = [tensor for network in networks for tensor in (*network.parameters(), *network.buffers())]
    taken = sum(tensor.nbytes for tensor in tensors) or needed_bytes(row, path, kind)
    loaded = LoadedModel(
        row=row,
        kind=kind,
        device=device,
        model=model,
        path=path,
        load_ms=load_ms,
        # Memory that was free inside the process already does not make it grow, and is taken all the same.
        memory_bytes=max(taken, resident_bytes() - before),
        parameters=sum(parameter.numel() for network in networks[:1] for parameter in network.parameters()),
        file_bytes=files.weight_bytes(row, path, kind),
    )
    return Entry(loaded, taken, (networks or [model])[0])


def give_memory_back() -> None:
    """Return what was dropped to the operating system: the C library and the accelerator's cache hold on to it."""
    torch = sys.modules.get("torch")
    if torch is not None and torch.accelerator.is_available():
        torch.accelerator.memory.empty_cache()
    give_freed_memory_back()
