"""Rows of the Hub's data sets for all visitors: what one of them has read is there for the next."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

from core.library.data_sets import reading
from core.library.data_sets.reading import Progress
from core.library.data_sets.request import HubRequest
from core.library.data_sets.table import Reading
from core.turns import set_aside

SECONDS = 600.0
"""How long what was read is taken for what the Hub has."""

MOST_KEPT = 8
"""Readings, of 3 MB at the most each."""

_WAIT_SECONDS = 0.2


@dataclass
class _Shared:
    """What was read, with the time of it, the least recently read first; and a lock for each request under way."""

    kept: "OrderedDict[HubRequest, tuple[float, Reading]]" = field(default_factory=OrderedDict)
    under_way: dict[HubRequest, threading.Lock] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


_shared = _Shared()


def read(request: HubRequest, on_progress: Progress) -> Reading:
    """Return rows of a data set of the Hub as `core.library.data_sets.reading.read` does, once for all who ask."""
    # Whoever waits for another's reading must not keep anybody from his turn.
    with set_aside(), _one_at_a_time(request, on_progress):
        if found := _kept(request):
            return found
        found = reading.read(request, on_progress)
        with _shared.lock:
            _shared.kept[request] = (monotonic(), found)
            while len(_shared.kept) > MOST_KEPT:
                _shared.kept.popitem(last=False)
        return found


def forget() -> None:
    """Forget what was read."""
    with _shared.lock:
        _shared.kept.clear()


def _kept(request: HubRequest) -> Reading | None:
    with _shared.lock:
        at, found = _shared.kept.get(request, (0.0, None))
        return found if found and monotonic() - at < SECONDS else None


@contextmanager
def _one_at_a_time(request: HubRequest, on_progress: Progress) -> Iterator[None]:
    with _shared.lock:
        mine = _shared.under_way.setdefault(request, threading.Lock())
    while not mine.acquire(timeout=_WAIT_SECONDS):
        on_progress(None)
    try:
        yield
    finally:
        mine.release()
        with _shared.lock:
            _shared.under_way.pop(request, None)
