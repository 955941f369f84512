"""The code for one model: a script on one picture, a Gradio app and a Streamlit app. Each runs by itself.

The script writes the same numbers, levels and colours as core.vision.depth.files and .colour. Comments are in the
language in use.
"""

from textwrap import indent

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.models.code import load_words, pipeline_model
from core.pictures.code import on_white, opening
from core.python_code import quoted
from core.vision.depth.files import STEPS_A_METRE

_IMPORTS = """\
import numpy as np
from matplotlib import colormaps
from PIL import Image, ImageOps
from transformers import pipeline"""


def script(row: ModelRow, image_path: str) -> str:
    """Return a Python script that prints the size and the range of the depth of the picture at `image_path`, and saves
    depth.npy, depth.png (16 bit) and depth_color.png.

    It needs transformers, torch, Pillow, numpy and matplotlib, and nothing of this app.
    """
    save = "# " + _(
        "The exact numbers, and a PNG of 16 bits: metres times {steps}, or 0 (farthest) to 65535 (nearest)."
    ).format(steps=STEPS_A_METRE)
    return f"""\
{_IMPORTS}

# {load_words(row)}
{_load(row)}

{opening(image_path)}


{_functions("estimator")}


depth, near, unit = depth_of(image)
print(f"{{image.width}} x {{image.height}}, min={{depth.min():.4f}}, max={{depth.max():.4f}}, unit={{unit}}")

{save}
np.save("depth.npy", depth)
levels = depth * {STEPS_A_METRE} if unit == "m" else near * 65535
Image.fromarray(levels.round().clip(0, 65535).astype(np.uint16)).save("depth.png")
in_colours(near).save("depth_color.png")
"""


def gradio_app(row: ModelRow) -> str:
    """Return a Gradio app: a picture in; its depth in colours, and from where to where it goes, out."""
    choose, picture, depth, extent, title = map(
        quoted,
        (
            _("Choose a picture first."),
            _("Picture"),
            _("Depth: near is bright"),
            _("Range"),
            _("Depth estimation"),
        ),
    )
    return f"""\
import gradio as gr
{_IMPORTS}

# {load_words(row)}
{_load(row)}


{_functions("estimator")}


def estimate(image):
    if image is None:
        return None, {choose}
{indent(on_white("image"), "    ")}
    depth, near, unit = depth_of(image)
    return in_colours(near), f"{{depth.min():.2f}} – {{depth.max():.2f}} ({{unit}})"


demo = gr.Interface(
    fn=estimate,
    inputs=gr.Image(type="pil", image_mode="RGBA", label={picture}),
    outputs=[
        gr.Image(type="pil", format="png", label={depth}),
        gr.Textbox(label={extent}),
    ],
    title={title},
    flagging_mode="never",
)

if __name__ == "__main__":
    demo.launch()
"""


def streamlit_app(row: ModelRow) -> str:
    """Return a Streamlit app that does the same; it is started with `streamlit run`."""
    title, picture = quoted(_("Depth estimation")), quoted(_("Picture"))
    return f"""\
import streamlit as st
{_IMPORTS}


# {load_words(row)}
@st.cache_resource
def load():
{indent(_load(row), "    ")}
    return estimator


{_functions("load()")}


def main():
    st.title({title})
    file = st.file_uploader({picture}, type=["jpg", "jpeg", "png", "webp"])
    if file is None:
        return
{indent(on_white("Image.open(file)"), "    ")}
    depth, near, unit = depth_of(image)
    st.image([image, in_colours(near)], width=480)
    st.write(f"{{depth.min():.2f}} – {{depth.max():.2f}} ({{unit}})")


if __name__ == "__main__":
    main()
"""


def _load(row: ModelRow) -> str:
    return f'estimator = pipeline("depth-estimation", model={pipeline_model(row)})'


def _functions(estimator: str) -> str:
    """Return the functions that all three have; `estimator` is how they name the loaded pipeline."""
    number = "# " + _(
        "A number for every pixel. Most models give large numbers to what is near, without a unit."
    )
    metres = "# " + _("These answer in metres instead, so that what is far has large numbers.")
    colours = "# " + _("Near is bright, far is dark, in steps that look equally large.")
    return f"""\
def depth_of(image):
    {number}
    found = {estimator}(image)["predicted_depth"]
    depth = found.cpu().numpy().reshape(image.height, image.width)
    span = depth.max() - depth.min()
    near = (depth - depth.min()) / span if span > 0 else np.ones_like(depth)
    {metres}
    config = {estimator}.model.config
    backbone = getattr(config, "backbone_config", None)
    if (
        config.model_type in ("depth_pro", "glpn", "tipsv2_dpt", "zoedepth")
        or getattr(config, "depth_estimation_type", "") == "metric"
        or (config.model_type == "dpt" and getattr(backbone, "model_type", "") == "dinov2")
    ):
        return depth, (1 - near if span > 0 else near), "m"
    return depth, near, "relative"


def in_colours(near):
    {colours}
    colours = colormaps["inferno"](np.rint(255 * near).astype(np.uint8))
    return Image.fromarray(np.rint(255 * colours[..., :3]).astype(np.uint8))"""
