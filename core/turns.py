"""Turns: who may compute now, first come, first served.

Purpose: models run one at a time, because neither library is made for threads and two of them would only slow each
other down. Whoever waits knows how many are before him. A measurement keeps out everything else: the reading of models,
and all other work of the process, such as drawing pages, making scenes, opening pictures, reading and writing files.
Without a measurement runs, the reading of a model and other work go side by side. Work that takes long gives way to
those who came meanwhile. Scope: the order; what is done in a turn is not its business.

Nobody who has a turn waits for another one: whoever asks for it has let go of his own before, so turns cannot wait for
one another in a circle. For the same reason ask for no turn inside a lock: who holds one may have a turn.
"""

import threading
from bisect import insort
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from math import inf
from operator import attrgetter
from time import monotonic
from typing import Literal

Purpose = Literal["run", "load", "measure", "work"]
"""What a turn is for: a model's run, the reading of one, a timed run, or anything else that takes the processor."""

Tell = Callable[[int], None]
"""Is told how many are before who waits."""

_POLL_SECONDS = 0.25

_SELDOM_SECONDS = 2.0
"""How often those who wait are told while times are measured: thirty pages that say something new take the processor
from a run for longer than a small model needs."""


@dataclass(eq=False)
class Turn:
    """One thread's turn, waiting or under way; `give_way` is for work that takes long.

    `after_others` says, once it is under way, that another thread had a turn since this thread's last one.
    """

    purpose: Purpose
    turns: "Turns"
    active: bool = False
    after_others: bool = False
    place: int = 0
    """Where it stands in the order of asking."""
    asked: int | None = None
    """Of a turn to "work": the place that its next run takes, wherever it comes back to itself meanwhile."""

    def give_way(self, notify: Tell | None = None) -> None:
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
    _places: Iterator[int] = field(default_factory=count)
    _latest: int = 0
    """The thread whose turn began last."""
    _switches: int = 0
    """How often a turn began that was another thread's than the one before."""
    _own: threading.local = field(default_factory=threading.local)

    @contextmanager
    def turn(self, purpose: Purpose, notify: Tell | None = None) -> Iterator[Turn]:
        """Wait for a turn, hold it inside the with block, and yield it.

        While others are before this thread, `notify` (see `telling`) is called with how many, four times a
        second and whenever it changes, and every two seconds while times are measured; what it raises ends the
        wait. A thread that has a turn keeps it: asking again inside costs nothing where the turn that it has
        keeps out all that the other one would. A turn to "work" is set aside for any other. Its first run or
        measurement takes the place at which it was asked for itself: who presses first is served first, however
        late his page asks, and also where it has to wait for the model; the next one takes a new place. Else
        RuntimeError is raised.
        """
        held = self._held()
        if held and (purpose in (held.purpose, "work") or held.purpose == "measure"):
            yield held
            return
        if held and held.purpose != "work":
            raise RuntimeError(f"a turn to {held.purpose} is not one to {purpose}")
        with self.set_aside():
            mine = Turn(purpose, self)
            place = None if held is None else held.place if purpose == "load" else held.asked
            try:
                self._come(mine, notify, place)
                yield mine
            finally:
                if held and purpose != "load":
                    # Whoever came meanwhile is before this thread's next run.
                    held.asked = None
                self._leave(mine)

    @contextmanager
    def set_aside(self) -> Iterator[None]:
        """Be without this thread's turn to "work" inside the with block, and wait to have it back: for whatever waits
        for something else, such as the network, or for another turn. Without one it does nothing."""
        held = self._held()
        if held is None or held.purpose != "work":
            yield
            return
        self._leave(held)
        try:
            yield
        finally:
            self._come(held, None)

    @contextmanager
    def telling(self, notify: Tell) -> Iterator[None]:
        """Inside the with block call `notify` wherever this thread waits and nobody else is told; with 0 when the wait
        is over."""
        before = getattr(self._own, "notify", None)
        self._own.notify = notify
        try:
            yield
        finally:
            self._own.notify = before

    def _held(self) -> Turn | None:
        turn: Turn | None = getattr(self._own, "turn", None)
        return turn

    def _come(self, mine: Turn, notify: Tell | None, place: int | None = None) -> None:
        with self._changed:
            mine.place = next(self._places) if place is None else place
            mine.asked = mine.place if mine.asked is None else mine.asked
            insort(self._queue, mine, key=attrgetter("place"))
        self._own.turn = mine
        self._wait(mine, notify)

    def _leave(self, mine: Turn) -> None:
        self._own.turn = None
        with self._changed:
            mine.active = False
            self._queue.remove(mine)
            self._changed.notify_all()

    def _wait(self, mine: Turn, notify: Tell | None) -> None:
        told = notify or getattr(self._own, "notify", None) or _tell_nobody
        reported, said_at = 0, -inf
        while True:
            with self._changed:
                before = self._before(mine)
                if before == 0:
                    self._begin(mine)
                    break
                is_measured = any(turn.purpose == "measure" for turn in self._queue)
                left = said_at + (_SELDOM_SECONDS if is_measured else _POLL_SECONDS) - monotonic()
                if left > 0 and (is_measured or before == reported):
                    self._changed.wait(left)
                    continue
            reported, said_at = before, monotonic()
            told(before)
        if reported and not notify:
            told(0)

    def _begin(self, mine: Turn) -> None:
        mine.active = True
        if mine.purpose != "measure":
            # Another kind of work may be able to go beside this one.
            self._changed.notify_all()
        if self._latest != threading.get_ident():
            self._latest = threading.get_ident()
            self._switches += 1
        mine.after_others = getattr(self._own, "switches", self._switches) != self._switches
        self._own.switches = self._switches

    def _before(self, mine: Turn) -> int:
        """Return how many turns have to end before this one can begin."""
        earlier = self._queue[: self._queue.index(mine)]
        later = [turn for turn in self._queue if turn.active and turn not in earlier and turn is not mine]
        return sum(_exclude(turn.purpose, mine.purpose) for turn in (*earlier, *later))

    def _give_way(self, mine: Turn, notify: Tell | None) -> None:
        with self._changed:
            waiting = [turn for turn in self._queue if not turn.active]
            if not any(_exclude(turn.purpose, mine.purpose) for turn in waiting):
                return
            # Behind those who wait now, and before whoever comes later.
            self._queue.remove(mine)
            mine.place = next(self._places)
            self._queue.append(mine)
            mine.active = False
            self._changed.notify_all()
        self._wait(mine, notify)


def _exclude(one: Purpose, other: Purpose) -> bool:
    """Tell whether two turns cannot go side by side: a measurement and anything, two runs, two readings of a model."""
    return "measure" in (one, other) or one == other != "work"


def _tell_nobody(_before: int) -> None:
    """Wait in silence."""


_TURNS = Turns()
"""Those of this process."""

in_turn = _TURNS.turn
set_aside = _TURNS.set_aside
telling = _TURNS.telling
