"""A visitor's games: in the session, and in the store under a key in the address, so that a reload brings them back."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

import streamlit as st

from core import store
from core.i18n import _
from core.json_files import as_text, as_texts
from core.models.catalogue.row import ModelRow
from core.sketch.game_text import FORMAT, game_from, games_from, plain_game
from core.sketch.guessing import TASK
from core.sketch.pictionary import Game, faster
from core.store import StoreError
from core.ui.frame import saved
from core.ui.frame.saved import KeptText, address_of, keep_text, write_address
from core.ui.inputs.model_input import known_rows

KEY = "game"
"""The part of the address that names the games."""

_AGAIN_SECONDS = 60
_PLAYS = "pictionary_plays"
_BEST = "pictionary_best"
_KEPT = "pictionary_kept"


@dataclass
class Play:
    """A visitor's game with one model: the model that guesses, what it may say, the rounds.

    `row` is another model than the chosen one where that could not be had. `name` tells this game's sheets of paper
    from those of another. `anew` is the round that was running when the page was loaded again, None where none was.
    """

    row: ModelRow
    allowed: tuple[str, ...]
    game: Game
    name: str
    anew: int | None = None


@dataclass
class _Kept(KeptText):
    """What is known of the entry in the store.

    `unread` says that what the address names could not be read yet, and until when that is not tried again (seconds,
    monotonic; None: it is read); `waiting` holds games by model that nobody has
    asked for since the reload, as they were written.
    """

    unread: float | None = None
    waiting: dict[str, Any] = field(default_factory=dict)


def _plays() -> dict[str, Play]:
    plays: dict[str, Play] = st.session_state.setdefault(_PLAYS, {})
    return plays


def play_with(row: ModelRow) -> Play | None:
    """Return this visitor's game with the model of `row`, None where there is none."""
    kept = _kept()
    if row.name in kept.waiting and (play := _play(kept.waiting[row.name])):
        _plays()[row.name] = play
        del kept.waiting[row.name]
    return _plays().get(row.name)


def put_play(row: ModelRow, play: Play) -> None:
    """Begin a game with the model of `row`, in the place of the one before."""
    _kept().waiting.pop(row.name, None)
    _plays()[row.name] = play


def best_times() -> dict[str, float]:
    """Return this visitor's best times so far: seconds by word."""
    return dict(st.session_state.get(_BEST, {}))


def put_best_times(times: Mapping[str, float]) -> None:
    """Keep the best times so far."""
    st.session_state[_BEST] = dict(times)


def _kept() -> _Kept:
    """Return what is known of the store's entry; on the first call of a visit, and until it works, read it."""
    if _KEPT not in st.session_state:
        key = st.query_params.get(KEY, "")
        named = store.is_key(key)
        st.session_state[_KEPT] = _Kept(key if named else "", unread=0.0 if named else None)
    kept: _Kept = st.session_state[_KEPT]
    if kept.unread is not None and time.monotonic() >= kept.unread:
        _read(kept)
    return kept


def _read(kept: _Kept) -> None:
    try:
        entry = store.read(saved.store_engine(), kept.key)
    except StoreError:
        # Each line that is drawn asks for the games.
        kept.failed, kept.unread = True, time.monotonic() + _AGAIN_SECONDS
        return
    kept.failed, kept.unread = False, None
    try:
        games = games_from(entry.work if entry else "")
    except ValueError:
        # Nothing is there, or something else, which is not written over.
        kept.key = ""
        st.query_params.pop(KEY, None)
        st.info(
            _("There is no saved game at this address: it was not used for 30 days, or it is mistyped."),
            icon=":material/history:",
        )
        return
    put_best_times(faster(games.best, best_times()))
    begun = games.plays.keys() & _plays().keys()
    kept.waiting = {name: play for name, play in games.plays.items() if name not in begun}
    if begun:
        # What was played meanwhile with the same model goes on at an address of its own: neither is lost.
        st.info(
            _(
                "There was a game at this address already, and it could not be read until now. It is still there, at "
                "{address}; the game that you began here has an address of its own."
            ).format(address=address_of(KEY, kept.key)),
            icon=":material/call_split:",
        )
        kept.key = ""
    elif entry:
        kept.version, kept.text = entry.version, entry.work


def _play(item: Mapping[str, Any]) -> Play | None:
    """Return a game as it was written, None where its model is not here or it cannot be read."""
    try:
        row = known_rows(TASK).get(as_text(item["guesser"]))
        game, anew = game_from(item["rounds"])
        allowed = as_texts(item["allowed"])
    except (ValueError, TypeError, KeyError):
        return None
    # Other sheets of paper than before: what is on those belongs to the round that begins anew.
    return Play(row, allowed, game, token_hex(4), anew) if row else None


def keep_games() -> None:
    """Save the games if they changed since they were saved last; say so where that cannot be done."""
    kept = _kept()
    plays = {
        name: {
            "guesser": play.row.name,
            "allowed": play.allowed,
            "rounds": plain_game(play.game),
        }
        for name, play in _plays().items()
    }
    content = {"format": FORMAT, "plays": {**kept.waiting, **plays}, "best": best_times()}
    text = json.dumps(content)
    if content["plays"] and text != kept.text and kept.unread is None:
        keep_text(kept, text)
    if kept.key:
        write_address(KEY, [kept.key])
    if kept.failed:
        st.caption(
            _("The server cannot keep your game at the moment: if you reload this page, it may be lost.")
        )
