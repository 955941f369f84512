"""The game by itself, against the course's network, with things that a mouse draws easily."""

import streamlit as st

from core.models.catalogue import find
from core.ui import game
from core.ui.language import language_switch

WORDS = ("circle", "square", "triangle", "line", "ladder", "lightning")

game.pictionary.playable = lambda _labels, _measured: WORDS

st.set_page_config("Game", layout="wide")
language_switch()
game.game(find("quickdraw-cnn"))
