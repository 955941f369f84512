"""A page with one picture that two models see in two ways."""

import streamlit as st
from PIL import Image

import core.ui.frame.language  # noqa: F401 (the texts follow the browser)
from core.pictures.marks import Mark
from core.pictures.palette import color_of
from core.pictures.pixels import Pixels, packed
from core.ui.widgets.split_viewer import Side, split_viewer

st.set_page_config(page_title="Border", layout="wide")


@st.cache_resource
def picture() -> Pixels:
    return packed(Image.linear_gradient("L").resize((800, 600)).convert("RGB"))


st.title("Border")
least = st.slider("Threshold", 0.0, 1.0, 0.0, 0.1)
marks = (
    Mark("dog", color_of("dog"), 0.9, (100, 200, 300, 400), status="right"),
    Mark("<b>cat</b>", color_of("cat"), 0.5, (500, 200, 700, 400), status="false"),
)
others = (Mark("chair", color_of("chair"), 0.8, (300, 100, 600, 500)),)
split_viewer(
    picture(),
    Side("One", [mark for mark in marks if (mark.score or 0) >= least]),
    Side("Two", others),
    key="split",
    alt="A grey picture",
)
