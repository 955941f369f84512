"""The game on the page: six rounds against the clock, and what became of them.

Scope: drawing it, and keeping a visitor's game in the session; the rules are core.sketch.pictionary's. Everything is
one fragment, so that a line on the pad runs the round and nothing else.
"""

import time
from base64 import b64encode
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from html import escape
from random import Random
from secrets import token_hex

import numpy as np
import streamlit as st

from core.errors import UserError
from core.i18n import N_, _, decimal
from core.models.catalogue.row import ModelRow
from core.models.loaded import LoadedModel
from core.pictures.marks import percent
from core.sketch import pictionary
from core.sketch.class_names import class_name, with_article
from core.sketch.data_set import held_out
from core.sketch.game_picture import drawing_svg, result_png, result_words
from core.sketch.guessing import TASK, Guess, labels_of, probabilities
from core.sketch.how_people_draw import measured
from core.sketch.pictionary import Game, Round, TimedGuesses
from core.sketch.strokes import Strokes, hint_for
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.frame.page import guard
from core.ui.frame.status import status_line
from core.ui.frame.style import style
from core.ui.inputs.model_input import ask
from core.ui.quick_draw.kept_games import Play, best_times, keep_games, play_with, put_best_times, put_play
from core.ui.widgets.clock import RoundState, clock
from core.ui.widgets.sketch_pad import UNITS, sketch_pad

_OTHERS = 6
_SHOWN = 3
_BEST_SHOWN = 5


def game(row: ModelRow) -> None:
    """Draw the game against the model of `row`, as far as this visitor has come in it."""
    style(__file__, "game.css")
    _game_fragment(row)


@st.fragment
def _game_fragment(row: ModelRow) -> None:
    # A fragment runs again without the page's own net around it.
    with guard(), st.container(key="game"):
        play = play_with(row)
        if play is None:
            _intro(row)
        elif (index := play.game.current) is None:
            _end(play, row)
        else:
            _play_on(play, row, index)
        keep_games()


# ---- Before


def _intro(row: ModelRow) -> None:
    """Draw what the game is, and begin it once the visitor wants to play."""
    with st.container(key="game_card_intro", border=True):
        st.subheader(_("Can a network guess what you draw?"), anchor=False)
        st.markdown(
            _(
                "You get six things to draw, with {seconds} seconds for each. The network guesses all the while."
            ).format(seconds=decimal(pictionary.round_seconds(), 0))
        )
        st.caption(
            _(
                "Stay on this page while you play: the clock runs on without you. If you load it again the game is "
                "still there, and the drawing that you were at begins anew."
            )
        )
        if not st.button(
            _("Play the game"), type="primary", icon=":material/play_arrow:", key="game_play", width=200
        ):
            return
        _start(row)


def _start(row: ModelRow) -> None:
    """Begin a new game with the model of `row`, or the nearest one that can be had: other words, empty paper."""
    with status_line() as notify:
        guesser, labels = ask(row, TASK, lambda loaded: (loaded.row, labels_of(loaded)), notify)
    found = measured(guesser)
    allowed = pictionary.playable(labels, found)
    if not allowed:
        raise UserError(
            N_("{name} knows none of the things that this game asks for. Choose another model."),
            name=guesser.title,
        )
    words = pictionary.choose_words(allowed, found, Random())
    rounds = pictionary.new_game(words, pictionary.round_seconds())
    put_play(row, Play(guesser, allowed, rounds, token_hex(4)))
    st.rerun()


def _who_guesses(play: Play, chosen: ModelRow) -> None:
    """Say which model guesses where it is not the chosen one."""
    if play.row.name != chosen.name:
        st.caption(
            _("{chosen} cannot be used right now, so {model} guesses instead.").format(
                chosen=plain(chosen.title), model=plain(play.row.title)
            )
        )


# ---- The rounds


def _play_on(play: Play, row: ModelRow, index: int) -> None:
    """Draw the round that is being played, and take in what has happened in it: a line, the end of the time."""
    head, paper = st.container(key="game_head"), st.container(key="game_paper")
    round_ = play.game.rounds[index]
    if round_.started is None:
        with paper:
            _card(play, row, index)
    else:
        with paper:
            strokes = sketch_pad("game_pad", paper=f"{play.name}_{index}").strokes
        round_ = pictionary.time_over(_with_line(play, round_, strokes), time.monotonic())
        play.game = play.game.with_round(index, round_)
        # The pad must not be replaced within a run: an element that goes and comes loses the line being drawn on it.
        if round_.ended is not None:
            st.rerun()
    with head:
        _head(play, index)
    st.toggle(_("Say it aloud"), key="game_aloud", persist_state="session")


def _with_line(play: Play, round_: Round, strokes: Strokes) -> Round:
    """Return the round with what is on the pad now, guessed if it is new and in time.

    Where guessing fails, that is explained and the round goes on: the next line is guessed again.
    """
    now = time.monotonic()
    if _same(strokes, round_.strokes) or not pictionary.is_open(round_, now):
        return round_
    guesses: tuple[Guess, ...] = ()
    if hint_for(strokes, UNITS) is None:
        with guard(), status_line() as notify:
            guesses = ask(play.row, TASK, partial(_guess, strokes=strokes, allowed=play.allowed), notify)
    return pictionary.with_drawing(round_, strokes, guesses, now)


def _guess(loaded: LoadedModel, strokes: Strokes, allowed: Collection[str]) -> tuple[Guess, ...]:
    return pictionary.guesses_among(labels_of(loaded), probabilities(loaded, [strokes])[0], allowed)


def _same(one: Strokes, other: Strokes) -> bool:
    return len(one) == len(other) and all(map(np.array_equal, one, other))


def _head(play: Play, index: int) -> None:
    """Draw word, clock and talk of a round; before it has begun the talk of the one before, after it the talk alone."""
    round_ = play.game.rounds[index]
    begun = round_.started is not None
    running = begun and round_.ended is None
    talking = round_ if begun or index == 0 else play.game.rounds[index - 1]
    clock(
        "game_clock",
        name=f"{play.name}_{index}",
        left=pictionary.seconds_left(round_, time.monotonic()),
        total=round_.seconds,
        running=running,
        grace=pictionary.GRACE_SECONDS,
        word=with_article(round_.word) if running else "",
        says=pictionary.sentence(talking) if begun or index else "…",
        rounds=[_state(other, number == index) for number, other in enumerate(play.game.rounds)],
        aloud=bool(st.session_state.get("game_aloud")),
    )


def _state(round_: Round, playing: bool) -> RoundState:
    if round_.ended is None:
        return "now" if playing else "next"
    return "right" if round_.recognised else "wrong"


def _card(play: Play, row: ModelRow, index: int) -> None:
    """Draw what to draw next, and how the drawing before went; the clock starts when the visitor is ready."""
    round_ = play.game.rounds[index]
    with st.container(key="game_card", border=True):
        if index:
            before = play.game.rounds[index - 1]
            st.html(
                f'<div class="before">{_picture(before.strokes, class_name(before.word))}'
                f"<div>{escape(class_name(before.word))}<br>{_took(before)}</div></div>"
            )
        st.markdown(_("Draw"))
        st.subheader(plain(with_article(round_.word)), anchor=False)
        st.markdown(_("in under {seconds} seconds").format(seconds=decimal(round_.seconds, 0)))
        if play.anew == index:
            st.caption(_("The page was loaded again in the middle of this drawing: it begins anew."))
        _who_guesses(play, row)
        st.button(
            _("Got it!"),
            type="primary",
            key=f"game_got_it_{index}",
            width=200,
            on_click=_begin,
            args=(play, index),
        )


def _begin(play: Play, index: int) -> None:
    play.game = play.game.with_round(index, pictionary.begin(play.game.rounds[index], time.monotonic()))


# ---- The end


def _end(play: Play, row: ModelRow) -> None:
    """Draw the result: the last answer, the score, the drawings, best times, and what to take along."""
    # In a container as in the rounds, so that the head stays the same one and its voice is not cut off.
    with st.container(key="game_head"):
        _head(play, len(play.game.rounds) - 1)
    st.subheader(pictionary.praise(play.game), anchor=False)
    with st.container(key="game_results"):
        for index, round_ in enumerate(play.game.rounds):
            with st.container(border=True):
                st.html(
                    f'<div class="result">{_picture(round_.strokes, class_name(round_.word))}'
                    f'<span class="name">{escape(class_name(round_.word))}</span>'
                    f'<span class="took">{_took(round_)}</span></div>'
                )
                if st.button(_("What it thought"), key=f"game_open_{index}", width="stretch"):
                    title = class_name(round_.word)
                    st.dialog(title[:1].upper() + title[1:], width="medium")(_thoughts)(round_)
    _best_times(play.game)
    _who_guesses(play, row)
    with st.container(horizontal=True):
        again = st.button(_("Play again"), type="primary", icon=":material/replay:", key="game_again")
        _result_downloads(play)
    if again:
        _start(row)


def _result_downloads(play: Play) -> None:
    today = datetime.now().astimezone().date()
    png = partial(result_png, play.game, play.row.title, today)
    downloads(
        Download(_("Share as a picture"), png, "pictionary.png", "image/png", ":material/image:"),
        Download(
            _("Your drawings as data (NDJSON)"),
            pictionary.to_ndjson(play.game),
            "pictionary.ndjson",
            "application/x-ndjson",
            ":material/data_object:",
            hint=_("One drawing a line, in the format of the Quick, Draw! data set."),
        ),
    )


def _best_times(game: Game) -> None:
    times = pictionary.best_times(best_times(), game)
    put_best_times(times)
    if not times:
        return
    best = [
        f"{plain(class_name(word))} {decimal(value, 1)} s"
        for word, value in list(times.items())[:_BEST_SHOWN]
    ]
    st.markdown(_("Your best times so far: {times}").format(times=" · ".join(best)))


def _thoughts(round_: Round) -> None:
    """Draw what the network thought of a drawing, line by line, beside other people's drawings of the same thing."""
    with guard():
        if round_.timeline:
            st.markdown(_("What the network thought after each line, and how sure it was:"))
            st.html(
                f'<ol class="strip">{"".join(_moment(round_, moment) for moment in round_.timeline)}</ol>'
            )
        else:
            st.markdown(_("There was nothing to guess on the paper."))
        if not round_.recognised and (near := pictionary.closest(round_)):
            st.markdown(_("To the network your drawing looked more like these, drawn by other people:"))
            st.html(_gallery([(guess.label, _others(guess.label)[:1]) for guess in near], named=True))
        if others := _others(round_.word):
            st.markdown(_("How other people drew {thing}:").format(thing=plain(with_article(round_.word))))
            st.html(_gallery([(round_.word, others)], named=False))
            st.caption(_("Drawings from Google's Quick, Draw! data set, CC BY 4.0."))


def _moment(round_: Round, moment: TimedGuesses) -> str:
    rows = "".join(
        f'<span class="{"word" if guess.label == round_.word else ""}">{escape(class_name(guess.label))} '
        f"<i>{escape(percent(guess.score))}</i></span>"
        for guess in moment.guesses[:_SHOWN]
    )
    after = _("{n} s").format(n=decimal(moment.seconds, 1))
    alt = _("The drawing with {n} lines").format(n=moment.strokes)
    return f"<li>{_picture(round_.strokes, alt, moment.strokes)}<b>{escape(after)}</b>{rows}</li>"


def _gallery(drawings: Sequence[tuple[str, Sequence[Strokes]]], named: bool) -> str:
    """Return HTML for drawings by class, each with the name of its class if they are to be `named`."""
    items = "".join(
        f"<li>{_picture(strokes, class_name(label))}{escape(class_name(label)) if named else ''}</li>"
        for label, several in drawings
        for strokes in several
    )
    return f'<ul class="strip small">{items}</ul>'


def _others(label: str) -> list[Strokes]:
    """Return other people's drawings of a class, none of a class that the data set has not."""
    drawings = held_out()
    if label not in drawings.classes:
        return []
    return [drawings.strokes(number) for number in drawings.of_class(label)[:_OTHERS]]


def _took(round_: Round) -> str:
    return f"{'✓' if round_.recognised else '✗'} {escape(result_words(round_))}"


def _picture(strokes: Strokes, alt: str, first: int | None = None) -> str:
    """Return HTML for a drawing, the first lines of it or all; Streamlit's HTML takes no SVG but as a picture."""
    source = b64encode(drawing_svg(strokes, first).encode()).decode("ascii")
    return f'<img class="sketch" src="data:image/svg+xml;base64,{source}" alt="{escape(alt)}">'
