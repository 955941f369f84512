"""A page with the truth editor alone, whose truth outlives the server: what a real page keeps in its store."""

import os
import pickle
from pathlib import Path

import streamlit as st

import core.ui.frame.language  # noqa: F401 (the texts follow the browser)
from core.compare.book.workbook import Workbook
from core.pictures.samples import open_sample
from core.ui.compare_detectors.truth.editor import truth_editor

KEPT = Path(os.environ["KEPT_TRUTH"])


def keep() -> bool:
    KEPT.write_bytes(pickle.dumps(book.truth))
    return False


st.set_page_config("Truth", layout="wide")
if "book" not in st.session_state:
    st.session_state["book"] = Workbook(truth=pickle.loads(KEPT.read_bytes()) if KEPT.exists() else {})
book = st.session_state["book"]
truth_editor(book, [open_sample("bus.jpg")], None, save=keep)
