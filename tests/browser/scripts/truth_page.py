"""A page with the truth editor alone; below it, what is true, as the page around it knows it."""

import json
from dataclasses import asdict

import streamlit as st

import core.ui.frame.language  # noqa: F401 (the texts follow the browser)
from core.compare.book.workbook import Workbook
from core.pictures.samples import open_sample
from core.ui.compare_detectors.truth.editor import truth_editor

st.set_page_config("Truth", layout="wide")
st.title("Truth", anchor=False)
book = st.session_state.setdefault("book", Workbook())
pictures = [open_sample("bus.jpg"), open_sample("cat.jpg")]
if st.toggle("Something more above"):
    st.warning("Something more")
truth_editor(book, pictures, None)
names = {picture.digest: picture.name for picture in pictures}
st.code(json.dumps({names[digest]: [asdict(box) for box in boxes] for digest, boxes in book.truth.items()}))
