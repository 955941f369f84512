"""A game written down and read again."""

import json

import numpy as np
import pytest

from core.sketch.game_text import game_from, plain_game
from core.sketch.guessing import Guess
from core.sketch.pictionary import begin, new_game, time_over, with_drawing

LINE = np.array([(100, 100), (900, 500)], np.float32)


def game():
    """A game of four rounds: recognised, not recognised, running, not begun."""
    played = new_game(("cat", "house", "tree", "line"), 20.0)
    first = with_drawing(begin(played.rounds[0], 5.0), [LINE], [Guess("dog", 0.5)], 6.0)
    first = with_drawing(first, [LINE, LINE + 5], [Guess("cat", 0.8), Guess("dog", 0.1)], 8.5)
    second = time_over(begin(played.rounds[1], 30.0), 60.0)
    third = with_drawing(begin(played.rounds[2], 70.0), [LINE], [], 71.0)
    for index, round_ in enumerate((first, second, third)):
        played = played.with_round(index, round_)
    return played


def written(content) -> object:
    return json.loads(json.dumps(content))


def test_rounds_that_are_over_come_back_with_drawing_guesses_and_time():
    back, _anew = game_from(written(plain_game(game())))
    first = back.rounds[0]
    assert (first.word, first.recognised, first.ended, first.said) == ("cat", True, 3.5, ("dog",))
    assert [stroke.tolist() for stroke in first.strokes] == [LINE.tolist(), (LINE + 5).tolist()]
    assert first.timeline == game().rounds[0].timeline
    assert (back.rounds[1].recognised, back.rounds[1].ended) == (False, 20.0)
    assert plain_game(back)[:2] == plain_game(game())[:2]


def test_the_round_that_was_running_begins_anew():
    back, anew = game_from(written(plain_game(game())))
    assert (anew, back.current) == (2, 2)
    assert [(round_.started, round_.strokes) for round_ in back.rounds[2:]] == [(None, ())] * 2


def test_between_two_rounds_none_begins_anew():
    assert game_from(written(plain_game(new_game(("cat", "house"), 20.0))))[1] is None


@pytest.mark.parametrize("content", [None, {}, [], [None], [{}], [{"word": "cat"}], "cat"])
def test_what_is_no_game_is_an_error(content):
    with pytest.raises(ValueError):
        game_from(content)


@pytest.mark.parametrize("strokes", [[[]], [[1, 2]], [[[1, 2, 3]]], ["line"], 7])
def test_what_is_no_drawing_is_an_error(strokes):
    rounds = written(plain_game(game()))
    rounds[0]["strokes"] = strokes
    with pytest.raises(ValueError):
        game_from(rounds)
