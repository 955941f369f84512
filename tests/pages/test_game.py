"""The game on a page, with a network that thinks what a test tells it, on a pad and by a clock that the test holds."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
from sqlalchemy import create_engine
from streamlit.testing.v1 import AppTest

from core import store
from core.errors import UserError
from core.i18n import N_
from core.models.catalogue.rows import find
from core.sketch.game_text import plain_game
from core.sketch.pictionary import Game
from core.ui.frame import saved
from core.ui.quick_draw import game, kept_games
from core.ui.widgets.sketch_pad import Pad
from tests.pages.visitor import press, said, well

WORDS = ("cat", "house", "tree", "apple", "line", "circle")
LABELS = (*WORDS, "dog")
LINE = np.array([(100, 100), (900, 500)], np.float32)
DOT = np.array([(100, 100)], np.float32)


class World:
    """What a test decides: the time, the lines on the pad, which network guesses, what it thinks (label: score)."""

    def __init__(self):
        self.now, self.strokes, self.scores, self.asked = 1000.0, (), {}, 0
        self.failure, self.instead = None, None

    def ask(self, row, _task, work, _notify):
        if self.failure:
            raise self.failure
        return work(SimpleNamespace(row=self.instead or row))

    def probabilities(self, _loaded, drawings, _notify=None):
        self.asked += 1
        return np.array([[self.scores.get(label, 0.0) for label in LABELS] for _ in drawings], np.float32)

    def draws(self, at, number, **scores):
        """Have `number` lines on the pad, and the network think `scores`."""
        self.strokes, self.scores = tuple(LINE + 5 * line for line in range(number)), scores
        return well(at.run())


@pytest.fixture
def world(monkeypatch):
    world = World()
    monkeypatch.delenv("MIRALAB_ROUND_SECONDS", raising=False)
    monkeypatch.setattr(game, "time", SimpleNamespace(monotonic=lambda: world.now))
    monkeypatch.setattr(kept_games, "time", SimpleNamespace(monotonic=lambda: world.now))
    monkeypatch.setattr(game, "ask", world.ask)
    monkeypatch.setattr(game, "labels_of", lambda _loaded: LABELS)
    monkeypatch.setattr(game, "measured", lambda _row: None)
    monkeypatch.setattr(game, "probabilities", world.probabilities)
    monkeypatch.setattr(game, "sketch_pad", lambda _key, paper: Pad(world.strokes))
    monkeypatch.setattr(game.pictionary, "choose_words", lambda *_: WORDS)
    return world


def page():
    import streamlit as st

    from core.models.catalogue.rows import find
    from core.ui.frame.language import language_switch
    from core.ui.quick_draw.game import game

    language_switch()
    game(find(st.query_params.get("network", "quickdraw-cnn")))


@pytest.fixture(autouse=True)
def engine(tmp_path, monkeypatch):
    """A store of the test's own."""
    engine = create_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    monkeypatch.setattr(saved, "store_engine", lambda: engine)
    return engine


def visit(**address):
    app = AppTest.from_function(page, default_timeout=60)
    for name, value in {"lang": "en", **address}.items():
        app.query_params[name] = value
    return well(app.run())


@pytest.fixture
def at(world):
    return visit()


def reload(at):
    """The page as it is when the browser loads its address again: a new session."""
    return visit(**{name: at.query_params[name] for name in at.query_params})


def head(at):
    """What the game's head was given."""
    (node,) = [
        node for node in at.get("bidi_component") if node.proto.component_name.endswith("miralab.clock")
    ]
    return json.loads(node.proto.json)


def buttons(at):
    return [button.key for button in at.button]


def rounds(at):
    (play,) = at.session_state["pictionary_plays"].values()
    return play.game.rounds


def start(at):
    return press(press(at, "game_play"), "game_got_it_0")


def play_all(at, world, recognised):
    press(at, "game_play")
    for index, right in enumerate(recognised):
        world.strokes = ()
        press(at, f"game_got_it_{index}")
        world.now += 2 + index
        world.draws(at, 1, **{WORDS[index] if right else "dog": 0.9})
        if not right:
            world.now += 60
            well(at.run())
    return at


def test_the_game_waits_for_the_visitor(at, world):
    assert buttons(at) == ["game_play"]
    assert world.asked == 0


def test_the_clock_does_not_run_while_the_visitor_reads_the_card(at, world):
    press(at, "game_play")
    world.now += 500
    well(at.run())
    assert buttons(at) == ["game_got_it_0"]
    assert [title.value for title in at.subheader] == ["a cat"]
    assert (head(at)["running"], head(at)["left"], head(at)["word"]) == (False, 20, "")


def test_the_clock_runs_from_the_moment_the_pad_is_there(at, world):
    start(at)
    world.now += 6
    well(at.run())
    assert (head(at)["running"], head(at)["left"], head(at)["word"]) == (True, 14, "a cat")


def test_an_empty_pad_is_not_guessed(at, world):
    start(at)
    assert (world.asked, head(at)["says"]) == (0, "Draw, I am watching…")


def test_a_dot_is_not_guessed(at, world):
    start(at)
    world.strokes, world.scores = (DOT,), {"cat": 0.9}
    well(at.run())
    assert (world.asked, rounds(at)[0].ended) == (0, None)


def test_it_says_what_it_sees(at, world):
    start(at)
    world.draws(at, 1, house=0.5, line=0.2, cat=0.15)
    assert head(at)["says"] == "I see a house, or a line."


def test_a_run_without_a_new_line_asks_the_network_nothing(at, world):
    start(at)
    world.draws(at, 1, house=0.5)
    well(at.run())
    assert world.asked == 1


def test_a_recognised_drawing_ends_the_round(at, world):
    start(at)
    world.now += 3.5
    world.draws(at, 2, cat=0.8)
    assert buttons(at) == ["game_got_it_1"]
    assert (rounds(at)[0].recognised, rounds(at)[0].ended) == (True, 3.5)
    assert head(at)["says"] == "Oh I know, it's a cat!"
    assert [mark["kind"] for mark in head(at)["marks"]] == ["right", "now", "next", "next", "next", "next"]


@pytest.mark.parametrize(("after", "ended"), [(20.9, None), (21, 20)])
def test_the_servers_clock_ends_the_round_not_the_browsers(at, world, after, ended):
    start(at)
    world.now += after
    well(at.run())
    assert rounds(at)[0].ended == ended


def test_it_is_sorry_when_the_time_is_over(at, world):
    start(at)
    world.now += 25
    well(at.run())
    assert head(at)["says"] == "Sorry, I couldn't guess it."
    assert buttons(at) == ["game_got_it_1"]


def test_another_language_in_the_middle_of_a_round_changes_nothing_but_the_words(at, world):
    start(at)
    world.draws(at, 1, house=0.5)
    well(at.button_group(key="language_switch_en").set_value("es").run())
    assert (head(at)["word"], head(at)["says"]) == ("un gato", "Veo una casa.")
    assert (world.asked, len(rounds(at)[0].timeline)) == (1, 1)


def test_what_was_drawn_before_is_kept_when_a_round_ends(at, world):
    start(at)
    world.draws(at, 2, house=0.5)
    world.now += 25
    well(at.run())
    assert (len(rounds(at)[0].strokes), len(rounds(at)[0].timeline)) == (2, 1)


def test_each_model_has_a_game_of_its_own(at, world):
    start(at)
    at.query_params["network"] = "quickdraw-resnet"
    well(at.run())
    assert buttons(at) == ["game_play"]
    at.query_params["network"] = "quickdraw-cnn"
    well(at.run())
    assert head(at)["word"] == "a cat"


def test_a_model_that_cannot_be_had_is_explained(at, world):
    world.failure = UserError(N_("There is no CUDA GPU on this machine. Choose the CPU."))
    at.button(key="game_play").click().run()
    assert "There is no CUDA GPU" in at.error[0].value


def test_the_model_that_guesses_instead_of_the_chosen_one_is_named_on_every_card(at, world):
    world.instead = find("quickdraw-resnet")
    press(at, "game_play")
    assert said(at, f"so {world.instead.title} guesses instead")
    press(at, "game_got_it_0")
    world.now += 60
    well(at.run())
    assert said(at, f"so {world.instead.title} guesses instead")


def test_the_chosen_model_that_guesses_is_not_excused(at, world):
    press(at, "game_play")
    assert not said(at, "guesses instead")


def test_playing_again_tries_the_chosen_model_again(at, world):
    world.instead = find("quickdraw-resnet")
    play_all(at, world, (True,) * 6)
    assert said(at, "guesses instead")
    world.instead = None
    press(at, "game_again")
    assert buttons(at) == ["game_got_it_0"]
    assert not said(at, "guesses instead")


def test_a_network_that_fails_in_a_round_stops_neither_the_clock_nor_the_next_line(at, world):
    start(at)
    world.failure = UserError(N_("There is no CUDA GPU on this machine. Choose the CPU."))
    world.now += 2
    world.draws(at, 1, cat=0.9)
    assert "There is no CUDA GPU" in at.error[0].value
    assert (head(at)["running"], head(at)["left"]) == (True, 18)
    world.failure = None
    world.draws(at, 2, cat=0.9)
    assert rounds(at)[0].recognised


def test_a_model_that_knows_nothing_the_game_asks_for_is_explained(at, monkeypatch):
    monkeypatch.setattr(game, "labels_of", lambda _loaded: ("LABEL_0", "LABEL_1"))
    at.button(key="game_play").click().run()
    assert "knows none of the things" in at.error[0].value


def test_the_end_shows_the_score_the_drawings_and_the_best_times(at, world):
    play_all(at, world, (True, True, True, True, False, False))
    assert [title.value for title in at.subheader] == [
        "Well drawn! The network recognised 4 of your 6 drawings."
    ]
    assert [key for key in buttons(at) if "open" in key] == [f"game_open_{index}" for index in range(6)]
    assert said(at, "Your best times so far: cat 2.0 s · house 3.0 s · tree 4.0 s · apple 5.0 s")


@pytest.mark.parametrize(
    ("right", "answer"), [(True, "Oh I know, it's a circle!"), (False, "Sorry, I couldn't guess it.")]
)
def test_the_last_answer_is_given_at_the_end(at, world, right, answer):
    start(at)
    at.toggle(key="game_aloud").set_value(True)
    world.now += 60
    well(at.run())
    for index in range(1, 5):
        press(at, f"game_got_it_{index}")
        world.now += 60
        well(at.run())
    press(at, "game_got_it_5")
    world.draws(at, 1, circle=0.9 if right else 0.0)
    world.now += 60
    well(at.run())
    assert (head(at)["says"], head(at)["aloud"], head(at)["running"]) == (answer, True, False)
    assert head(at)["over"]


def test_a_game_without_a_recognised_drawing_has_no_best_times(at, world):
    play_all(at, world, (False,) * 6)
    assert not said(at, "best times")


def test_a_drawing_opens_what_was_thought_of_it_and_how_others_drew_it(at, world):
    play_all(at, world, (True,) * 6)
    press(at, "game_open_0")
    assert said(at, "What the network thought after each line")
    assert said(at, "How other people drew a cat:")
    assert not said(at, "looked more like these")


def test_a_drawing_that_was_not_recognised_opens_what_it_looked_like_too(at, world):
    play_all(at, world, (False,) * 6)
    press(at, "game_open_0")
    assert said(at, "looked more like these")


def test_an_empty_drawing_opens_too(at, world):
    start(at)
    for index in range(1, 7):
        world.now += 60
        well(at.run())
        if index < 6:
            press(at, f"game_got_it_{index}")
    press(at, "game_open_0")
    assert said(at, "There was nothing to guess on the paper.")


def test_playing_again_begins_a_new_game_and_keeps_the_best_times(at, world):
    play_all(at, world, (True,) * 6)
    press(at, "game_again")
    assert [round_.started for round_ in rounds(at)] == [None] * 6
    assert at.session_state["pictionary_best"]["cat"] == 2


# --- after a reload


def same_rounds(one, other):
    """Say whether two games' rounds are the same, but for when they began."""
    return plain_game(Game(one)) == plain_game(Game(other))


def test_a_finished_game_is_there_after_a_reload(at, world):
    play_all(at, world, (True, False, True, True, True, True))
    again = reload(at)
    assert same_rounds(rounds(again), rounds(at))
    assert [title.value for title in again.subheader] == [title.value for title in at.subheader]
    assert said(again, "Your best times so far: cat 2.0 s")
    press(again, "game_open_1")
    assert said(again, "What the network thought after each line")


def test_a_drawing_that_was_interrupted_begins_anew_and_the_others_stay(at, world):
    start(at)
    world.now += 2
    world.draws(at, 1, cat=0.9)
    world.strokes = ()
    press(at, "game_got_it_1")
    world.now += 5
    world.draws(at, 2, dog=0.9)
    again = reload(at)
    assert buttons(again) == ["game_got_it_1"]
    assert said(again, "in the middle of this drawing: it begins anew")
    world.strokes = ()
    press(again, "game_got_it_1")
    assert (head(again)["left"], head(again)["word"], rounds(again)[0].ended) == (20, "a house", 2)
    assert head(again)["name"] != head(at)["name"]


def test_each_model_s_game_is_there_after_a_reload(at, world):
    start(at)
    at.query_params["network"] = "quickdraw-resnet"
    well(at.run())
    play_all(at, world, (True,) * 6)
    again = reload(at)
    again.query_params["network"] = "quickdraw-cnn"
    well(again.run())
    assert buttons(again) == ["game_got_it_0"]
    again = reload(again)
    again.query_params["network"] = "quickdraw-resnet"
    well(again.run())
    assert "game_again" in buttons(again)


def test_two_tabs_that_play_on_at_one_address_keep_both_games(at, world):
    press(at, "game_play")
    other = reload(at)
    for tab, after in ((at, 2), (other, 3)):
        world.strokes = ()
        press(tab, "game_got_it_0")
        world.now += after
        world.draws(tab, 1, cat=0.9)
    assert at.query_params["game"] != other.query_params["game"]
    assert [rounds(reload(tab))[0].ended for tab in (at, other)] == [2, 3]


def test_a_game_that_cannot_be_kept_is_played_and_that_is_said(at, monkeypatch):
    broken = create_engine("sqlite:////proc/no/such/folder/store.sqlite")
    monkeypatch.setattr(saved, "store_engine", lambda: broken)
    start(at)
    assert said(at, "cannot keep your game")
    assert head(at)["word"] == "a cat"


def test_a_game_that_cannot_be_read_for_a_while_keeps_its_address(at, world, engine, monkeypatch):
    play_all(at, world, (True,) * 6)
    broken = create_engine("sqlite:////proc/no/such/folder/store.sqlite")
    monkeypatch.setattr(saved, "store_engine", lambda: broken)
    again = reload(at)
    assert (buttons(again), again.query_params["game"]) == (["game_play"], at.query_params["game"])
    assert said(again, "cannot keep your game")
    monkeypatch.setattr(saved, "store_engine", lambda: engine)
    world.now += 61
    well(again.run())
    assert "game_again" in buttons(again)


@pytest.fixture
def late(at, world, engine, monkeypatch):
    """A finished game, and a visit of its address that could not read it and has begun another; it can from now on."""
    play_all(at, world, (True,) * 6)
    broken = create_engine("sqlite:////proc/no/such/folder/store.sqlite")
    monkeypatch.setattr(saved, "store_engine", lambda: broken)
    again = reload(at)
    press(again, "game_play")
    monkeypatch.setattr(saved, "store_engine", lambda: engine)
    return again


def test_a_game_that_is_read_late_stays_at_its_address_and_the_new_one_has_another(at, world, late):
    world.now += 61
    well(late.run())
    key = at.query_params["game"]
    assert said(late, f"?game={key}`")
    assert (buttons(late), late.query_params["game"] != key) == (["game_got_it_0"], True)
    assert "game_again" in buttons(reload(at))
    assert buttons(reload(late)) == ["game_got_it_0"]


def test_a_store_that_cannot_be_read_is_asked_once_a_minute(world, engine, late, monkeypatch):
    asked = []
    monkeypatch.setattr(kept_games.store, "read", lambda *_: asked.append(world.now) or unread())
    world.now += 61
    for _line in range(5):
        well(late.run())
    assert len(asked) == 1
    world.now += 61
    well(late.run())
    assert len(asked) == 2


def unread():
    raise store.StoreError(store.CANNOT_KEEP)


def test_the_best_time_of_both_is_kept_when_games_are_read_late(at, world, late):
    best = {"cat": 1.0, "house": 9.0, "dog": 5.0}
    late.session_state["pictionary_best"] = best
    world.now += 61
    well(late.run())
    times = late.session_state["pictionary_best"]
    assert {word: times[word] for word in best} == {"cat": 1.0, "house": 3.0, "dog": 5.0}
    assert list(times.values()) == sorted(times.values())


@pytest.mark.parametrize("content", [None, "{", "[]", '{"format": "miralab-session", "version": 1}'])
def test_an_address_without_a_game_says_so_and_writes_nothing_over(world, engine, content):
    key = store.new_key()
    if content:
        store.write(engine, key, content, {})
    at = visit(game=key)
    assert said(at, "There is no saved game at this address")
    press(at, "game_play")
    assert at.query_params["game"] != key
    assert content is None or store.read(engine, key).work == content
