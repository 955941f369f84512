"""A game as text, to be kept on the server and gone on with after a reload."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.sketch.guessing import Guess
from core.sketch.pictionary import Game, Round, TimedGuesses
from core.sketch.strokes import Stroke


def plain_game(game: Game) -> list[dict[str, Any]]:
    """Return the game's rounds as plain data for JSON.

    Of a round that is running only that it has begun: its clock would stand for nothing on another day, so that it
    begins anew.
    """
    return [_plain_round(round_) for round_ in game.rounds]


def game_from(rounds: object) -> tuple[Game, int | None]:
    """Return the game that `plain_game` wrote, and the number of the round that begins anew, None where none does.

    Raises ValueError where it is no game.
    """
    if not isinstance(rounds, list) or not rounds:
        raise ValueError("no rounds")
    try:
        game = Game(tuple(_round(item) for item in rounds))
        begun = [item["begun"] and item["ended"] is None for item in rounds]
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError("no game") from error
    return game, begun.index(True) if True in begun else None


def _plain_round(round_: Round) -> dict[str, Any]:
    plain = {
        "word": round_.word,
        "seconds": round_.seconds,
        "begun": round_.started is not None,
        "ended": round_.ended,
    }
    if round_.ended is None:
        return plain
    return {
        **plain,
        "recognised": round_.recognised,
        "strokes": [np.rint(stroke).astype(int).tolist() for stroke in round_.strokes],
        "timeline": [
            [moment.seconds, moment.strokes, [[guess.label, guess.score] for guess in moment.guesses]]
            for moment in round_.timeline
        ],
        "said": round_.said,
        "saying": round_.saying,
    }


def _round(item: Mapping[str, Any]) -> Round:
    word, seconds = str(item["word"]), float(item["seconds"])
    if item["ended"] is None:
        return Round(word, seconds)
    return Round(
        word,
        seconds,
        started=0.0,
        ended=float(item["ended"]),
        recognised=bool(item["recognised"]),
        strokes=tuple(_stroke(points) for points in item["strokes"]),
        timeline=tuple(
            TimedGuesses(
                float(after), int(lines), tuple(Guess(str(label), float(score)) for label, score in guesses)
            )
            for after, lines, guesses in item["timeline"]
        ),
        said=tuple(map(str, item["said"])),
        saying=tuple(map(str, item["saying"])),
    )


def _stroke(points: object) -> Stroke:
    stroke = np.array(points, np.float32)
    if stroke.ndim != 2 or stroke.shape[1] != 2 or not len(stroke):
        raise ValueError("no line")
    return stroke
