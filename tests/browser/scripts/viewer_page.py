"""A page with one viewer over a synthetic picture, and a second one that shares its labels."""

import streamlit as st
from PIL import Image, ImageDraw

from core.i18n import best_language, follow
from core.pictures.marks import Mark
from core.pictures.palette import color_of
from core.pictures.pixels import Pixels, packed
from core.ui.widgets.viewer import picture_viewer
from core.vision.detection.detect import Detection
from core.vision.detection.marks import marks_of

st.set_page_config(page_title="Viewer", layout="wide")
follow(lambda: best_language(st.context.locale))


@st.cache_resource
def picture() -> Pixels:
    image = Image.linear_gradient("L").resize((1600, 1200)).convert("RGB")
    ImageDraw.Draw(image).ellipse((200, 200, 1000, 1000), fill="#806040")
    return packed(image)


@st.cache_resource
def ball() -> Image.Image:
    mask = Image.new("L", picture().size)
    ImageDraw.Draw(mask).ellipse((200, 200, 1000, 1000), fill=255)
    return mask


FOUND = (
    Detection("person", 0.973, (100, 100, 1100, 1100)),
    Detection("dog", 0.9, (300, 300, 800, 900)),
    Detection("tie", 0.81, (500, 500, 560, 620)),
    Detection("<script>window.broken = true</script>", 0.62, (1150, 100, 1550, 500)),
    Detection("<img src=x onerror='window.broken = true'>", 0.35, (1150, 600, 1550, 1100)),
)

st.title("Viewer")
threshold = st.slider("Threshold", 0.0, 1.0, 0.0, 0.05)
many = 40 if st.query_params.get("many") else 1
found = [item for item in FOUND if item.score >= threshold] * many
picture_viewer(
    picture(), marks_of(found), key="first", alt="A brown ball", group="both", empty_text="Nothing here."
)
if st.query_params.get("second"):
    dog = Mark("Dog", color_of("dog"), None, (300, 300, 800, 900), status="missed", note="IoU 0.31")
    cat = Mark("cat", color_of("cat"), 0.5, (900, 300, 1300, 900), status="false")
    picture_viewer(picture(), (dog, cat), key="second", alt="The same ball", group="both")
if st.query_params.get("mask"):
    marks = (
        Mark("ball", color_of("ball"), mask=ball()),
        Mark("spot", color_of("spot"), 0.5, (1300, 300, 1400, 400)),
    )
    picture_viewer(picture(), marks, key="mask", alt="A ball under its mask")
