"""The game of Quick, Draw!: six things to draw in 20 seconds each, while a network guesses aloud.

Purpose: the rules, as plain functions on rounds that are never changed in place: which words, what the network says,
when it has recognised a drawing, when the time is over. Scope: no page, no clock and no network of its own; times are
seconds on any clock that only goes forward, given by the caller.
"""

import json
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np
from numpy.typing import NDArray

from core.i18n import _
from core.sketch.class_names import classes, with_article
from core.sketch.guessing import Guess, best
from core.sketch.how_people_draw import Measured
from core.sketch.strokes import Stroke, simplified

ROUNDS = 6

GRACE_SECONDS = 1.0
"""A line that was begun in time may arrive this long after the round's end."""

LEAST_ACCURACY = 0.6
"""Accuracy (0..1) on a class's own drawings below which the game neither asks for it nor speaks of it."""

RECOGNISED_SCORE = 0.25
"""Score (0..1) from which the network's best guess counts as its answer.

Lower, and it settles on other things on the way: luck. Higher, and it misses drawings of what it knows.
"""

_SAID_SCORE = 0.1
_MOST_SAID = 2
_GUESSES = 5
_CLOSEST = 3
_USUAL_SECONDS = 20.0


@dataclass(frozen=True)
class TimedGuesses:
    """What the network thought at one moment: seconds since the round's start, number of lines then, best guesses."""

    seconds: float
    strokes: int
    guesses: tuple[Guess, ...]


@dataclass(frozen=True, eq=False)
class Round:
    """One thing to draw: `word` is its class, `seconds` the time there is for it.

    `started` is the time at which the pad was shown, `ended` how many seconds later it was over (both None before).
    `timeline` is what the network thought of the drawing as it stands, with ever more lines; `said` are the classes
    that it has named, `saying` those named last.
    """

    word: str
    seconds: float
    started: float | None = None
    ended: float | None = None
    recognised: bool = False
    strokes: tuple[Stroke, ...] = ()
    timeline: tuple[TimedGuesses, ...] = ()
    said: tuple[str, ...] = ()
    saying: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Game:
    """The rounds of a game, played one after another."""

    rounds: tuple[Round, ...]

    @property
    def current(self) -> int | None:
        """The number of the first round that is not over, None when all are."""
        return next((index for index, round_ in enumerate(self.rounds) if round_.ended is None), None)

    @property
    def recognised(self) -> int:
        """How many drawings were recognised."""
        return sum(round_.recognised for round_ in self.rounds)

    def with_round(self, index: int, round_: Round) -> "Game":
        """Return the game with another state of round number `index`."""
        return Game((*self.rounds[:index], round_, *self.rounds[index + 1 :]))


def round_seconds() -> float:
    """Return the seconds that a round takes: 20, or what the setting MIRALAB_ROUND_SECONDS says."""
    return float(os.environ.get("MIRALAB_ROUND_SECONDS", _USUAL_SECONDS))


def playable(labels: Sequence[str], measured: Measured | None) -> tuple[str, ...]:
    """Return the labels that the game asks for and speaks of: those that the app has a name for and, where the model
    was measured, that it is good at (LEAST_ACCURACY)."""
    named = set(classes())
    return tuple(
        label
        for label in labels
        if label in named and (measured is None or measured.by_class.get(label, 0.0) >= LEAST_ACCURACY)
    )


def choose_words(labels: Collection[str], measured: Measured | None, rng: Random) -> tuple[str, ...]:
    """Return ROUNDS different labels by chance, fewer where there are not so many; where the model was measured, no two
    of them are among what it most often takes for one another."""
    mistaken = {frozenset(pair[:2]) for pair in measured.taken_for} if measured else set()
    chosen: list[str] = []
    for label in rng.sample(sorted(labels), len(labels)):
        if len(chosen) < ROUNDS and not any(frozenset((label, other)) in mistaken for other in chosen):
            chosen.append(label)
    return tuple(chosen)


def new_game(words: Sequence[str], seconds: float) -> Game:
    """Return a game that has not begun: a round of `seconds` for each word."""
    return Game(tuple(Round(word, seconds) for word in words))


def begin(round_: Round, now: float) -> Round:
    """Return the round with its clock running since `now`."""
    return replace(round_, started=now)


def seconds_left(round_: Round, now: float) -> float:
    """Return how many of the round's seconds are left, never less than 0; all of them before it has begun."""
    return max(0.0, round_.seconds - _elapsed(round_, now))


def is_open(round_: Round, now: float) -> bool:
    """Say whether a line that arrives `now` counts: the round has begun, is not over, and its time and the grace after
    it have not passed."""
    begun = round_.started is not None and round_.ended is None
    return begun and _elapsed(round_, now) < round_.seconds + GRACE_SECONDS


def with_drawing(round_: Round, strokes: Sequence[Stroke], guesses: Sequence[Guess], now: float) -> Round:
    """Return the round after the drawing on the pad became `strokes`, of which the network thinks `guesses` (the best
    first; none where there is nothing to guess).

    What was thought of lines that are gone or changed (undo, eraser) is taken back, not what was said: the lines of
    each moment are the first ones of the drawing as it stands.
    The round ends when its word is the best guess with RECOGNISED_SCORE or more. A drawing that comes too late changes
    nothing.
    """
    if not is_open(round_, now):
        return round_
    seconds = min(_elapsed(round_, now), round_.seconds)
    kept = min(_unchanged(round_.strokes, strokes), len(strokes) - 1)
    timeline = tuple(moment for moment in round_.timeline if moment.strokes <= kept)
    if guesses:
        timeline += (TimedGuesses(seconds, len(strokes), tuple(guesses)),)
    recognised = bool(guesses) and guesses[0].label == round_.word and guesses[0].score >= RECOGNISED_SCORE
    new = labels_to_say(guesses, (*round_.said, round_.word))
    return replace(
        round_,
        strokes=tuple(strokes),
        timeline=timeline,
        recognised=recognised,
        ended=seconds if recognised else None,
        said=round_.said + new,
        saying=new or (round_.saying if strokes else ()),
    )


def time_over(round_: Round, now: float) -> Round:
    """Return the round, ended and not recognised if its time and the grace after it have passed."""
    if round_.started is None or round_.ended is not None or is_open(round_, now):
        return round_
    return replace(round_, ended=round_.seconds)


def labels_to_say(guesses: Sequence[Guess], unsaid: Collection[str]) -> tuple[str, ...]:
    """Return the labels to say next, the likeliest first: two at most, never one of `unsaid` (what it has said before,
    and the word itself: naming that is the end of the round), none that it hardly believes in."""
    wanted = (guess.label for guess in guesses if guess.score >= _SAID_SCORE and guess.label not in unsaid)
    return tuple(wanted)[:_MOST_SAID]


def sentence(round_: Round) -> str:
    """Return what the network says in this round, in the language in use."""
    if round_.recognised:
        return _("Oh I know, it's {thing}!").format(thing=with_article(round_.word))
    if round_.ended is not None:
        return _("Sorry, I couldn't guess it.")
    if not round_.strokes:
        return _("Draw, I am watching…")
    things = [with_article(label) for label in round_.saying]
    if not things:
        return "…"
    if len(things) == 1:
        return _("I see {thing}.").format(thing=things[0])
    return _("I see {thing}, or {other}.").format(thing=things[0], other=things[1])


def praise(game: Game) -> str:
    """Return what the score is worth, in words: "Well drawn! The network recognised 4 of your 6 drawings."."""
    total, right = len(game.rounds), game.recognised
    if not right:
        return _("Not this time. The network recognised none of your drawings.")
    words = _("Well drawn!") if 2 * right >= total else _("That was hard to guess!")
    if right == total:
        words = _("Perfect!")
    recognised = _("The network recognised {n} of your {total} drawings.").format(n=right, total=total)
    return f"{words} {recognised}"


def guesses_among(
    labels: Sequence[str], scores: NDArray[np.float32], allowed: Collection[str]
) -> tuple[Guess, ...]:
    """Return the five best guesses among the `allowed` labels, the best first; `scores` (float32 [labels]) stay as the
    network gave them."""
    kept = [index for index, label in enumerate(labels) if label in allowed]
    return best([labels[index] for index in kept], scores[kept], _GUESSES)


def closest(round_: Round) -> tuple[Guess, ...]:
    """Return what the finished drawing looked like most to the network, the word itself left out: three at most."""
    last = round_.timeline[-1].guesses if round_.timeline else ()
    return tuple(guess for guess in last if guess.label != round_.word)[:_CLOSEST]


def best_times(times: Mapping[str, float], game: Game) -> dict[str, float]:
    """Return the fastest seconds by word, the fastest word first: those of `times` and of the game's recognised
    drawings."""
    fastest = times
    for round_ in game.rounds:
        if round_.recognised and round_.ended is not None:
            fastest = faster(fastest, {round_.word: round_.ended})
    return dict(fastest)


def faster(times: Mapping[str, float], others: Mapping[str, float]) -> dict[str, float]:
    """Return the faster of two times in seconds for each word that has one, the fastest word first."""
    words = {
        word: min(all_[word] for all_ in (times, others) if word in all_) for word in {**times, **others}
    }
    return dict(sorted(words.items(), key=lambda item: item[1]))


def to_ndjson(game: Game) -> str:
    """Return the drawings in the data set's own format of simplified drawings, one JSON object a line.

    https://github.com/googlecreativelab/quickdraw-dataset, "Simplified Drawing files": each has "word", "recognized"
    and "drawing", a list of strokes [[x, ...], [y, ...]] of whole numbers from 0 to 255.
    """
    lines = (
        {
            "word": round_.word,
            "recognized": round_.recognised,
            "drawing": [stroke.T.astype(int).tolist() for stroke in simplified(round_.strokes)],
        }
        for round_ in game.rounds
    )
    return "".join(f"{json.dumps(line)}\n" for line in lines)


def _unchanged(before: Sequence[Stroke], after: Sequence[Stroke]) -> int:
    """Return how many of the first lines are the same in both drawings."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((index for index, pair in pairs if not np.array_equal(*pair)), min(len(before), len(after)))


def _elapsed(round_: Round, now: float) -> float:
    return 0.0 if round_.started is None else now - round_.started
