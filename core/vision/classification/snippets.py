"""The code for one model: a script, and a Gradio and a Streamlit app. They run by themselves, outside the app."""

from textwrap import indent

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.models.code import load_words, pipeline_model
from core.pictures.code import on_white, opening
from core.vision.classification.classify import TOP


def script(row: ModelRow, image_path: str) -> str:
    """Return a Python script that prints the five labels with the highest scores for the picture at `image_path`.

    It needs transformers and nothing of this app. Comments are in the language in use, in the apps below too.
    """
    say = "# " + _("Print the labels with the highest scores, the best first.")
    return f"""\
from PIL import Image, ImageOps
{_loading(row)}
{opening(image_path)}

{say}
for found in classifier(image, top_k={TOP}):
    print(f"{{found['score']:.4f}} {{found['label']}}")
"""


def gradio_app(row: ModelRow) -> str:
    """Return a Gradio app: a picture in, its labels with bars out."""
    answer = _("The labels with the highest scores, each with its score (0 to 1).")
    return f"""\
import gradio as gr
from PIL import Image, ImageOps
{_loading(row)}

def classify(image):
    \"\"\"{answer}\"\"\"
    if image is None:
        return {{}}
{indent(on_white("image"), "    ")}
    return {{found["label"]: found["score"] for found in classifier(image, top_k={TOP})}}


if __name__ == "__main__":
    gr.Interface(classify, gr.Image(type="pil", image_mode="RGBA"), gr.Label(num_top_classes={TOP})).launch()
"""


def streamlit_app(row: ModelRow) -> str:
    """Return a Streamlit app that does the same; it is started with `streamlit run`."""
    load, model = "# " + load_words(row), pipeline_model(row)
    return f"""\
import streamlit as st
from PIL import Image, ImageOps
from transformers import pipeline


{load}
@st.cache_resource
def load():
    return pipeline("image-classification", model={model})


file = st.file_uploader("{_("A picture")}", type=["jpg", "jpeg", "png", "webp"])
if file:
{indent(on_white("Image.open(file)"), "    ")}
    st.image(image)
    for found in load()(image, top_k={TOP}):
        st.progress(found["score"], text=f"{{found['label']}}: {{found['score']:.1%}}")
"""


def _loading(row: ModelRow) -> str:
    """Return the lines that load the model as `classifier`, with the import that they need."""
    return f"""\
from transformers import pipeline

# {load_words(row)}
classifier = pipeline("image-classification", model={pipeline_model(row)})
"""
