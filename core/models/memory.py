"""How much memory a piece of work takes at its peak, on the processor or on the graphics card."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from core.machine import resident_bytes

_SAMPLE_SECONDS = 0.002


@dataclass
class Peak:
    """By how many bytes memory rose above where it was when the work began; it is set when the work is over."""

    bytes: int = 0


@contextmanager
def watched_peak(device: str) -> Iterator[Peak]:
    """Yield the Peak of what is done inside the with block on `device` ("cpu", "cuda", "mps", "xpu").

    On the processor this is the process's resident memory, looked at every two milliseconds from another thread; other
    threads of the process count too, so hold a turn. That thread costs time: do not time what is watched.
    On the graphics card it is what torch's own allocator recorded.
    """
    peak = Peak()
    if device != "cpu":
        import torch

        torch.accelerator.memory.reset_peak_memory_stats()
        before = torch.accelerator.memory.memory_allocated()
        try:
            yield peak
        finally:
            peak.bytes = max(0, torch.accelerator.memory.max_memory_allocated() - before)
        return

    before = resident_bytes()
    over = threading.Event()

    def look() -> None:
        while not over.wait(_SAMPLE_SECONDS):
            peak.bytes = max(peak.bytes, resident_bytes() - before)

    watcher = threading.Thread(target=look, name="memory peak", daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()
        peak.bytes = max(peak.bytes, resident_bytes() - before)
