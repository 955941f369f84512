"""The game's rules. Times are seconds on a clock that begins at 100."""

import json
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from core.i18n import speaking
from core.sketch.guessing import Guess
from core.sketch.how_people_draw import Measured
from core.sketch.pictionary import (
    GRACE_SECONDS,
    LEAST_ACCURACY,
    RECOGNISED_SCORE,
    ROUNDS,
    Game,
    Round,
    begin,
    best_times,
    choose_words,
    closest,
    guesses_among,
    is_open,
    labels_to_say,
    new_game,
    playable,
    praise,
    round_seconds,
    seconds_left,
    sentence,
    time_over,
    to_ndjson,
    with_drawing,
)

START = 100.0
LINE = np.array([(0, 0), (500, 0)], np.float32)
OTHER = np.array([(0, 0), (0, 400)], np.float32)
SURE = RECOGNISED_SCORE
UNSURE = RECOGNISED_SCORE - 0.01


def guesses(**scores: float) -> tuple[Guess, ...]:
    return tuple(Guess(label, score) for label, score in scores.items())


def begun(word: str = "cat") -> Round:
    return begin(Round(word, 20.0), START)


def over(word: str, recognised: bool, seconds: float) -> Round:
    return replace(begun(word), recognised=recognised, ended=seconds)


# ---- Which words


def test_a_model_that_nobody_measured_plays_with_all_it_knows_that_has_a_name():
    assert playable(("cat", "no such thing", "dog"), None) == ("cat", "dog")


def test_what_a_model_is_bad_at_is_left_out():
    measured = Measured({"cat": LEAST_ACCURACY, "dog": LEAST_ACCURACY - 0.01}, ())
    assert playable(("cat", "dog", "house"), measured) == ("cat",)


def test_the_words_of_a_game_are_six_different_ones():
    for seed in range(20):
        words = choose_words(tuple("abcdefgh"), None, Random(seed))
        assert len(set(words)) == len(words) == ROUNDS, seed


def test_the_same_chance_gives_the_same_words():
    assert choose_words(tuple("abcdefgh"), None, Random(3)) == choose_words(
        tuple("hgfedcba"), None, Random(3)
    )


@pytest.mark.parametrize("pair", [("a", "b", 9), ("b", "a", 9)])
def test_two_things_that_are_taken_for_one_another_never_meet(pair):
    words = {seed: choose_words(tuple("abcdefg"), Measured({}, (pair,)), Random(seed)) for seed in range(20)}
    assert {seed: chosen for seed, chosen in words.items() if {"a", "b"} <= set(chosen)} == {}


@pytest.mark.parametrize("labels", [(), ("a",), ("a", "b")])
def test_a_model_that_knows_less_than_six_things_plays_fewer_rounds(labels):
    assert sorted(choose_words(labels, None, Random(0))) == list(labels)


def test_what_may_not_be_said_is_not_among_the_guesses():
    scores = np.array([0.5, 0.3, 0.2], np.float32)
    assert [guess.label for guess in guesses_among(("cat", "dog", "cow"), scores, ("cow", "dog"))] == [
        "dog",
        "cow",
    ]


def test_scores_stay_the_networks_own_when_others_are_left_out():
    scores = np.array([0.5, 0.25, 0.25], np.float32)
    assert guesses_among(("cat", "dog", "cow"), scores, ("dog",)) == (Guess("dog", 0.25),)


# ---- The time


def test_a_round_takes_twenty_seconds(monkeypatch):
    monkeypatch.delenv("MIRALAB_ROUND_SECONDS", raising=False)
    assert round_seconds() == 20


def test_a_setting_makes_rounds_shorter(monkeypatch):
    monkeypatch.setenv("MIRALAB_ROUND_SECONDS", "2.5")
    assert round_seconds() == 2.5


@pytest.mark.parametrize(("now", "left"), [(START, 20), (START + 5, 15), (START + 20, 0), (START + 99, 0)])
def test_the_time_left_never_falls_below_zero(now, left):
    assert seconds_left(begun(), now) == left


def test_all_the_time_is_left_before_a_round_begins():
    assert seconds_left(Round("cat", 20.0), START) == 20


@pytest.mark.parametrize(
    ("after", "open_"),
    [(0, True), (20, True), (20 + GRACE_SECONDS - 0.01, True), (20 + GRACE_SECONDS, False)],
)
def test_a_line_may_be_a_second_late(after, open_):
    assert is_open(begun(), START + after) is open_


@pytest.mark.parametrize("after", [0, 19.9, 20, 20 + GRACE_SECONDS - 0.01])
def test_a_round_is_not_over_before_its_time_and_the_grace_have_passed(after):
    assert time_over(begun(), START + after).ended is None


@pytest.mark.parametrize("after", [20 + GRACE_SECONDS, 3600])
def test_a_round_that_runs_out_took_its_whole_time_and_is_not_recognised(after):
    ended = time_over(begun(), START + after)
    assert (ended.ended, ended.recognised) == (20, False)


def test_time_does_not_pass_before_a_round_begins():
    assert time_over(Round("cat", 20.0), START + 99).ended is None


def test_a_round_that_is_over_stays_as_it_was():
    round_ = over("cat", True, 3.0)
    assert time_over(round_, START + 99) is round_


# ---- Drawing


def test_nothing_is_drawn_before_a_round_begins():
    round_ = Round("cat", 20.0)
    assert with_drawing(round_, (LINE,), guesses(cat=0.9), START) is round_


@pytest.mark.parametrize("score", [SURE, 1.0])
def test_a_drawing_is_recognised_when_its_word_is_the_best_guess(score):
    round_ = with_drawing(begun(), (LINE,), guesses(cat=score, dog=0.1), START + 4)
    assert (round_.recognised, round_.ended) == (True, 4)


@pytest.mark.parametrize("found", [guesses(cat=UNSURE), guesses(dog=0.5, cat=0.4), guesses(dog=0.9), ()])
def test_a_drawing_is_not_recognised_by_an_unsure_guess_or_another_one(found):
    assert with_drawing(begun(), (LINE,), found, START + 4).ended is None


def test_a_drawing_may_be_recognised_at_once():
    assert with_drawing(begun(), (LINE,), guesses(cat=0.9), START).ended == 0


def test_a_late_line_that_is_recognised_took_the_whole_time():
    round_ = with_drawing(begun(), (LINE,), guesses(cat=0.9), START + 20.5)
    assert (round_.recognised, round_.ended) == (True, 20)


def test_a_line_that_is_too_late_changes_nothing():
    round_ = begun()
    assert with_drawing(round_, (LINE,), guesses(cat=0.9), START + 20 + GRACE_SECONDS) is round_


def test_a_line_after_the_end_changes_nothing():
    round_ = over("cat", True, 3.0)
    assert with_drawing(round_, (LINE,), guesses(dog=0.9), START + 4) is round_


def test_every_line_leaves_what_was_thought_then():
    round_ = with_drawing(begun(), (LINE,), guesses(dog=0.2), START + 1)
    round_ = with_drawing(round_, (LINE, OTHER), guesses(cow=0.2), START + 2)
    assert [(step.seconds, step.strokes, step.guesses[0].label) for step in round_.timeline] == [
        (1, 1, "dog"),
        (2, 2, "cow"),
    ]


def test_a_line_that_grows_keeps_its_last_thought_alone():
    round_ = with_drawing(begun(), (LINE / 2,), guesses(dog=0.2), START + 1)
    round_ = with_drawing(round_, (LINE,), guesses(cow=0.2), START + 2)
    assert [(step.strokes, step.guesses[0].label) for step in round_.timeline] == [(1, "cow")]


def test_undoing_a_line_takes_back_what_was_thought_of_it():
    round_ = with_drawing(begun(), (LINE,), guesses(dog=0.2), START + 1)
    round_ = with_drawing(round_, (LINE, OTHER), guesses(cow=0.2), START + 2)
    round_ = with_drawing(round_, (LINE,), guesses(dog=0.2), START + 3)
    assert [(step.seconds, step.strokes) for step in round_.timeline] == [(3, 1)]


def test_erasing_within_an_earlier_line_takes_back_what_was_thought_since():
    third = LINE + 7
    round_ = with_drawing(begun(), (LINE,), guesses(dog=0.2), START + 1)
    round_ = with_drawing(round_, (LINE, OTHER), guesses(cow=0.2), START + 2)
    round_ = with_drawing(round_, (LINE, OTHER, third), guesses(pig=0.2), START + 3)
    round_ = with_drawing(round_, (LINE, OTHER / 2, OTHER / 4, third), guesses(ant=0.2), START + 4)
    assert [(step.strokes, step.guesses[0].label) for step in round_.timeline] == [(1, "dog"), (4, "ant")]


def test_clearing_the_pad_takes_back_all_thoughts():
    round_ = with_drawing(with_drawing(begun(), (LINE,), guesses(dog=0.2), START + 1), (), (), START + 2)
    assert (round_.strokes, round_.timeline) == ((), ())


def test_a_dot_of_which_nothing_is_thought_leaves_no_thought():
    assert with_drawing(begun(), (LINE[:1],), (), START + 1).timeline == ()


# ---- What it says


def test_it_says_the_two_likeliest_at_most():
    assert labels_to_say(guesses(dog=0.4, cow=0.3, pig=0.2), ()) == ("dog", "cow")


@pytest.mark.parametrize("found", [(), guesses(dog=0.05)])
def test_it_says_nothing_that_it_hardly_believes(found):
    assert labels_to_say(found, ()) == ()


def test_it_passes_over_what_it_has_said():
    assert labels_to_say(guesses(dog=0.4, cow=0.3, pig=0.2), ("dog",)) == ("cow", "pig")


def test_it_never_repeats_itself_within_a_round():
    round_ = begun()
    found = guesses(dog=0.4, cow=0.3, pig=0.2, ant=0.1)
    for number in range(1, 6):
        round_ = with_drawing(round_, (LINE,) * number, found, START + number)
    assert round_.said == ("dog", "cow", "pig", "ant")


def test_undoing_does_not_make_it_say_a_thing_again():
    round_ = with_drawing(begun(), (LINE,), guesses(dog=0.4), START + 1)
    round_ = with_drawing(with_drawing(round_, (), (), START + 2), (LINE,), guesses(dog=0.4), START + 3)
    assert round_.said == ("dog",)


def test_it_does_not_name_the_word_before_it_is_sure():
    assert with_drawing(begun(), (LINE,), guesses(dog=0.3, cat=0.2), START + 1).said == ("dog",)


def test_its_last_words_stand_until_there_is_something_new_to_say():
    round_ = with_drawing(begun(), (LINE,), guesses(dog=0.4), START + 1)
    assert with_drawing(round_, (LINE, OTHER), guesses(dog=0.4), START + 2).saying == ("dog",)


@pytest.mark.parametrize(
    ("found", "english", "spanish"),
    [
        ((), "…", "…"),
        (guesses(circle=0.2), "I see a circle.", "Veo un círculo."),
        (guesses(circle=0.2, wheel=0.1), "I see a circle, or a wheel.", "Veo un círculo o una rueda."),
        (guesses(cat=0.9), "Oh I know, it's a cat!", "¡Ya lo sé, es un gato!"),
    ],
)
def test_it_speaks_in_the_language_in_use(found, english, spanish):
    round_ = with_drawing(begun(), (LINE,), found, START + 1)
    with speaking("en"):
        assert sentence(round_) == english
    with speaking("es"):
        assert sentence(round_) == spanish


def test_it_waits_while_the_pad_is_empty():
    with speaking("en"):
        assert sentence(begun()) == "Draw, I am watching…"


def test_it_is_sorry_when_the_time_is_over():
    with speaking("en"):
        assert sentence(over("cat", False, 20)) == "Sorry, I couldn't guess it."


# ---- The game and its end


def test_the_rounds_are_played_in_their_order():
    game = new_game(("cat", "dog"), 20)
    assert game.current == 0
    game = game.with_round(0, over("cat", True, 3))
    assert game.current == 1
    assert game.with_round(1, over("dog", False, 20)).current is None


@pytest.mark.parametrize(
    ("results", "said"),
    [
        ((False, False), "Not this time. The network recognised none of your drawings."),
        ((True, False, False), "That was hard to guess! The network recognised 1 of your 3 drawings."),
        ((True, False), "Well drawn! The network recognised 1 of your 2 drawings."),
        ((True, True), "Perfect! The network recognised 2 of your 2 drawings."),
    ],
)
def test_the_praise_fits_the_score(results, said):
    game = Game(tuple(over("cat", recognised, 3) for recognised in results))
    with speaking("en"):
        assert praise(game) == said


def test_what_was_closest_leaves_the_word_itself_out():
    found = guesses(dog=0.3, cat=0.2, cow=0.1, pig=0.05, ant=0.01)
    assert [guess.label for guess in closest(with_drawing(begun(), (LINE,), found, START + 1))] == [
        "dog",
        "cow",
        "pig",
    ]


def test_nothing_was_close_to_an_empty_pad():
    assert closest(begun()) == ()


def test_best_times_are_the_fastest_of_recognised_drawings_the_fastest_first():
    game = Game((over("cat", True, 5), over("dog", False, 20), over("cow", True, 4)))
    times = best_times({"cat": 7, "cow": 3, "pig": 9}, game)
    assert list(times.items()) == [("cow", 3), ("cat", 5), ("pig", 9)]


def test_the_drawings_leave_in_the_data_sets_own_format():
    drawn = replace(over("cat", True, 5), strokes=(LINE, OTHER))
    first, second = to_ndjson(Game((drawn, over("dog", False, 20)))).splitlines()
    assert json.loads(first) == {
        "word": "cat",
        "recognized": True,
        "drawing": [[[0, 255], [0, 0]], [[0, 0], [0, 204]]],
    }
    assert json.loads(second) == {"word": "dog", "recognized": False, "drawing": []}
