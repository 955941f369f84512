"""Values that can be made again, kept as long as somebody has what they belong to and there is room for them."""

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

V = TypeVar("V")


class _Entry(NamedTuple, Generic[V]):
    owner: weakref.ref[Any]
    value: V
    size: int


@dataclass
class Kept(Generic[V]):
    """Values by their owners, which are held weakly: a value goes when its owner does.

    All values together take at most `limit()` bytes; the least recently used goes first, and the last one put stays
    whatever its size. All methods may be called from any thread.
    """

    limit: Callable[[], int]
    _entries: OrderedDict[int, _Entry[V]] = field(default_factory=OrderedDict)
    _used: int = 0
    # An owner may end inside of these methods, in the thread that has the lock.
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def value(self, owner: object) -> V | None:
        """Return the value of an owner, which is now the most recently used; None where there is none."""
        with self._lock:
            entry = self._entries.get(id(owner))
            if entry is None or entry.owner() is not owner:
                return None
            self._entries.move_to_end(id(owner))
            return entry.value

    def put(self, owner: object, value: V, size: int) -> None:
        """Keep the value of an owner, `size` bytes large, in the place of the one that it had."""
        key = id(owner)
        with self._lock:
            self._drop(key)
            self._entries[key] = _Entry(weakref.ref(owner, lambda ended: self._end(key, ended)), value, size)
            self._used += size
            while self._used > self.limit() and len(self._entries) > 1:
                self._drop(next(iter(self._entries)))

    def used(self) -> int:
        """Return how many bytes all values take together."""
        with self._lock:
            return self._used

    def _end(self, key: int, ended: weakref.ref[Any]) -> None:
        with self._lock:
            # By now the number may be another owner's.
            if (entry := self._entries.get(key)) and entry.owner is ended:
                self._drop(key)

    def _drop(self, key: int) -> None:
        if entry := self._entries.pop(key, None):
            self._used -= entry.size
