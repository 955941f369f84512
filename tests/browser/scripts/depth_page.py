"""A page with one picture and two depths of it: metres that grow downwards, and nearness that grows to the right."""

import numpy as np
import streamlit as st
from PIL import Image

import core.ui.frame.language  # noqa: F401 (the texts follow the browser)
from core.pictures.pixels import Pixels, packed
from core.ui.widgets.depth_viewer import depth_viewer, shown_depth
from core.vision.depth.depth_map import DepthMap

st.set_page_config(page_title="Depth", layout="wide")


@st.cache_resource
def picture() -> Pixels:
    return packed(Image.new("RGB", (400, 200), "grey"))


st.title("Depth")
rows, columns = np.mgrid[0:200, 0:400].astype(np.float32)
factor = st.slider("Factor", 1, 2, 1)
maps = {"metres": DepthMap(factor * (rows + 0.5) / 10, "m"), "relative": DepthMap(columns, "relative")}
for place, (name, depth) in zip(st.columns(2), maps.items(), strict=True):
    with place:
        depth_viewer(picture(), shown_depth(depth), key=name, alt=f"Grey, {name}", group="both", caption=name)
