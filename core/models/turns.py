"""Turns: who may compute now, first come, first served.

Purpose: models run one at a time, because neither library is made for threads and two of them would only slow each
other down. Whoever waits knows how many are before him. A measurement keeps out everything else, the reading of
models too; other runs and the reading of a model go side by side. Work that takes long gives way to those who came
meanwhile. Scope: the order; what is done in a turn is not its business.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

Purpose = Literal["run", "load", "measure"]

_POLL_SECONDS = 0.25


@dataclass(eq=False)
class Turn:
    """One thread's turn, waiting or under way; `give_way` is for work that takes long."""

    purpose: Purpose
    turns: "Turns"
    active: bool = False

    def give_way(self, notify: Callable[[int], None] = lambda _before: None) -> None:
        """Let those who wait have their turn now, and come back when it is this thread's again.

        It costs nothing where nobody waits. Call it where the work can be left for a while: between two tokens.
        `notify` is called as in `Turns.turn`.
        """
        self.turns._give_way(self, notify)


@dataclass
class Turns:
    """The order in which threads compute; one for a process."""

    _changed: threading.Condition = field(default_factory=threading.Condition)
    _queue: list[Turn] = field(default_factory=list)
    """All turns, under way and waiting, in the order in which they were asked for."""
    _own: threading.local = field(default_factory=threading.local)

    @contextmanager
    def turn(self, purpose: Purpose, notify: Callable[[int], None]) -> Iterator[Turn]:
        """Wait for a turn, hold it inside the with block, and yield it.

        While others are before this thread, `notify` is called with how many, four times a second and whenever it
        changes; what it raises ends the wait. A thread that has a turn keeps it: asking again inside costs nothing, but
        raises RuntimeError where the turn that it has does not keep out all that the other one would.
        """
        held: Turn | None = getattr(self._own, "turn", None)
        if held is not None:
            if purpose != held.purpose != "measure":
                raise RuntimeError(f"a turn to {held.purpose} is not one to {purpose}")
            yield held
            return
        mine = Turn(purpose, self)
        with self._changed:
            self._queue.append(mine)
        try:
            self._wait(mine, notify)
            self._own.turn = mine
            yield mine
        finally:
            self._own.turn = None
            with self._changed:
                self._queue.remove(mine)
                self._changed.notify_all()

    def _wait(self, mine: Turn, notify: Callable[[int], None]) -> None:
        reported = 0
        while True:
            with self._changed:
                before = self._before(mine)
                if before == 0:
                    mine.active = True
                    # Another kind of work may be able to go beside this one.
                    self._changed.notify_all()
                    return
                if before == reported:
                    self._changed.wait(_POLL_SECONDS)
                    before = self._before(mine)
            if before:
                reported = before
                notify(before)

    def _before(self, mine: Turn) -> int:
        """Return how many turns have to end before this one can begin."""
        earlier = self._queue[: self._queue.index(mine)]
        later = [turn for turn in self._queue if turn.active and turn not in earlier and turn is not mine]
        return sum(_exclude(turn.purpose, mine.purpose) for turn in (*earlier, *later))

    def _give_way(self, mine: Turn, notify: Callable[[int], None]) -> None:
        with self._changed:
            waiting = [turn for turn in self._queue if not turn.active]
            if not any(_exclude(turn.purpose, mine.purpose) for turn in waiting):
                return
            # Behind those who wait now, and before whoever comes later.
            self._queue.remove(mine)
            self._queue.append(mine)
            mine.active = False
            self._changed.notify_all()
        self._wait(mine, notify)


def _exclude(one: Purpose, other: Purpose) -> bool:
    """Tell whether two turns cannot go side by side: two of a kind, or a measurement and anything."""
    return one == other or "measure" in (one, other)
