"""One budget for the weights of all models in memory.

Purpose: what is in memory never takes more than the budget, whoever holds it. Models that nobody uses go first, the
least recently used one before the others; models in use stay, and those that were dropped while somebody still has
them count until they are really gone. Scope: bookkeeping of bytes; it knows no model.
"""

import gc
import threading
import weakref
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Key = tuple[str, ...]
T = TypeVar("T")


@dataclass
class Entry(Generic[T]):
    """One thing in memory, the bytes that it takes, the object whose end means that they are free, and how many users
    it has now."""

    value: T
    size: int
    holder: Any
    users: int = 0


@dataclass
class Budget(Generic[T]):
    """What is in memory, by key, the least recently used first. All methods may be called from any thread."""

    _entries: OrderedDict[Key, Entry[T]] = field(default_factory=OrderedDict)
    _reserved: list[int] = field(default_factory=list)
    _dropped: list[tuple[weakref.ref[Any], int]] = field(default_factory=list)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def values(self) -> list[T]:
        """Return what is here, the most recently used last."""
        with self._lock:
            return [entry.value for entry in self._entries.values()]

    def value(self, key: Key) -> T | None:
        """Return what is under a key; None where there is nothing."""
        with self._lock:
            return self._entries[key].value if key in self._entries else None

    def begin_use(self, keys: Iterable[Key]) -> bool:
        """Count one more user of each of `keys` if all of them are here, and tell whether they are.

        A key that is there twice counts once, here as in `end_use`.
        """
        with self._lock:
            wanted = list(dict.fromkeys(keys))
            if any(key not in self._entries for key in wanted):
                return False
            for key in wanted:
                self._entries[key].users += 1
                self._entries.move_to_end(key)
            return True

    def end_use(self, keys: Iterable[Key]) -> None:
        """Count one user less of each of `keys`."""
        with self._lock:
            for key in set(keys):
                if key in self._entries:
                    self._entries[key].users -= 1

    def reserve(self, sizes: Mapping[Key, int], limit: int) -> int | None:
        """Set bytes aside for what is not here yet of `sizes` (bytes by key) within a budget of `limit` bytes.

        What nobody uses is dropped as far as needed, and nothing where there could be no room all the same. Returns how
        many bytes are set aside, to be given to `release` later; None where there is no room as long as others use, or
        still hold, what they do.
        """
        # Networks are full of circles: only the collector frees what was dropped and is no longer held.
        if self.used() + sum(sizes.values()) > limit:
            gc.collect()
        with self._lock:
            needed = sum(size for key, size in sizes.items() if key not in self._entries)
            stays = sum(entry.size for key, entry in self._entries.items() if entry.users or key in sizes)
            if needed + stays + self._unseen() > limit:
                return None
            dropped = False
            for key in [key for key, entry in self._entries.items() if not entry.users and key not in sizes]:
                if needed + self._all() <= limit:
                    break
                self._drop(key)
                dropped = True
        if dropped:
            gc.collect()
        with self._lock:
            if needed and needed + self._all() > limit:
                return None
            self._reserved.append(needed)
            return needed

    def release(self, reserved: int) -> None:
        """Give back what `reserve` set aside."""
        with self._lock:
            self._reserved.remove(reserved)

    def put(self, key: Key, entry: Entry[T]) -> None:
        """Keep something under a key; what is there already stays, since somebody may be using it."""
        with self._lock:
            self._entries.setdefault(key, entry)

    def drop(self, keys: Iterable[Key]) -> None:
        """Drop what is under `keys`, in use or not."""
        with self._lock:
            for key in keys:
                if key in self._entries:
                    self._drop(key)
        gc.collect()

    def used(self) -> int:
        """Return how many bytes are taken now: of what is here, of what was dropped and is still held, and reserved."""
        with self._lock:
            return self._all()

    def _drop(self, key: Key) -> None:
        entry = self._entries.pop(key)
        self._dropped.append((weakref.ref(entry.holder), entry.size))

    def _unseen(self) -> int:
        self._dropped = [(reference, size) for reference, size in self._dropped if reference() is not None]
        return sum(self._reserved) + sum(size for _reference, size in self._dropped)

    def _all(self) -> int:
        return sum(entry.size for entry in self._entries.values()) + self._unseen()
