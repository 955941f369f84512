"""The game by itself, against the course's network, with things that a mouse draws easily.

A line may take a minute however short the other rounds are, so that even a busy machine recognises it in time.
"""

import streamlit as st

from core.models.catalogue.rows import find
from core.sketch.pictionary import Game, Round
from core.ui.frame.language import language_switch
from core.ui.quick_draw import game

WORDS = ("circle", "square", "triangle", "line", "ladder", "lightning")

LINE_SECONDS = 60.0


def new_game(words, seconds):
    """Return a game as pictionary.new_game does, with more time for a line."""
    return Game(
        tuple(Round(word, max(seconds, LINE_SECONDS) if word == "line" else seconds) for word in words)
    )


game.pictionary.new_game = new_game
game.pictionary.playable = lambda _labels, _measured: WORDS

st.set_page_config("Game", layout="wide")
language_switch()
game.game(find("quickdraw-cnn"))
