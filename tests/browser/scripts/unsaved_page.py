"""A page with a text to type, and the question before it is left: while its box is ticked it has unsaved work."""

import streamlit as st

from core.ui.widgets.unsaved import ask_before_leaving

text = st.text_area("Comment")
st.caption(f"The server has: {text}")
unsaved = st.checkbox("Unsaved")
ask_before_leaving(unsaved=unsaved)
st.caption(f"There is unsaved work: {unsaved}")
