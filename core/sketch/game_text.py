"""A game as text, to be kept on the server and gone on with after a reload."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.json_files import as_list, as_number, as_object, as_text, as_texts, as_whole, read_json
from core.sketch.guessing import Guess
from core.sketch.pictionary import Game, Round, TimedGuesses
from core.sketch.strokes import Stroke, strokes_of

FORMAT = "miralab-games"
"""What the text of kept games says it is."""

_MOST_ROUNDS = 100
_LONGEST_SECONDS = 1e6


def plain_game(game: Game) -> list[dict[str, Any]]:
    """Return the game's rounds as plain data for JSON.

    Of a round that is running only that it has begun: its clock would stand for nothing on another day, so that it
    begins anew.
    """
    return [_plain_round(round_) for round_ in game.rounds]


@dataclass(frozen=True)
class KeptGames:
    """What is kept of a visitor's games: each as it was written, by model, and the best times in seconds by word."""

    plays: dict[str, dict[str, Any]]
    best: dict[str, float]


def games_from(text: str) -> KeptGames:
    """Return the games that were kept as a text; what each of them holds is not looked at yet (see `game_from`).

    Raises ValueError where the text is something else.
    """
    try:
        content = as_object(read_json(text))
        if content.get("format") != FORMAT:
            raise ValueError("no games")
        best = {as_text(word): _seconds(seconds) for word, seconds in as_object(content["best"]).items()}
        plays = {as_text(name): as_object(play) for name, play in as_object(content["plays"]).items()}
    except (KeyError, TypeError) as error:
        raise ValueError("no games") from error
    return KeptGames(plays, best)


def game_from(rounds: object) -> tuple[Game, int | None]:
    """Return the game that `plain_game` wrote, and the number of the round that begins anew, None where none does.

    Raises ValueError where it is no game.
    """
    try:
        items = [as_object(item) for item in as_list(rounds, _MOST_ROUNDS)]
        if not items:
            raise ValueError("no rounds")
        game = Game(tuple(map(_round, items)))
        begun = [bool(item["begun"]) and item["ended"] is None for item in items]
    except (KeyError, TypeError) as error:
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
    word, seconds = as_text(item["word"]), _seconds(item["seconds"])
    if item["ended"] is None:
        return Round(word, seconds)
    return Round(
        word,
        seconds,
        started=0.0,
        ended=_seconds(item["ended"]),
        recognised=item["recognised"] is True,
        strokes=tuple(map(_stroke, as_list(item["strokes"]))),
        timeline=tuple(map(_moment, as_list(item["timeline"]))),
        said=as_texts(item["said"]),
        saying=as_texts(item["saying"]),
    )


def _moment(item: object) -> TimedGuesses:
    after, lines, guesses = as_list(item)
    return TimedGuesses(
        as_number(after),
        as_whole(lines),
        tuple(Guess(as_text(label), as_number(score)) for label, score in map(as_list, as_list(guesses))),
    )


def _seconds(value: object) -> float:
    seconds = as_number(value)
    if not 0 <= seconds <= _LONGEST_SECONDS:
        raise ValueError("no time that anybody drew for")
    return seconds


def _stroke(points: object) -> Stroke:
    # The same limits as for what the browser sends.
    strokes = strokes_of([[as_number(value) for point in as_list(points) for value in as_list(point, 2)]])
    if not strokes:
        raise ValueError("no line")
    return strokes[0]
