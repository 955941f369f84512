"""The code for one model: a script on one picture, a Gradio app and a Streamlit app. Each runs by itself.

All three do Activity 3: find the segments with a label, make one mask of them, invert it, and apply it. The script
gives the very picture that core.vision.segmentation.cut_out gives. Comments are in the language in use.
"""

from collections.abc import Sequence
from textwrap import indent
from types import SimpleNamespace

from core.i18n import _
from core.models.catalogue.row import ModelRow, source_of
from core.models.code import load_words, pipeline_model
from core.pictures.code import on_white, opening
from core.python_code import quoted
from core.vision.segmentation.cut_out import BLUR, Background
from core.vision.segmentation.segment import YOLO_MOST_MASKS

OTHER_PICTURE = "background.png"
"""The file that the code reads the other picture from that goes behind what is cut out."""


def script(row: ModelRow, image_path: str, labels: Sequence[str], background: Background) -> str:
    """Return a script that prints every label in `image_path` and cuts out those called `labels` (the model's own
    texts): it saves mask.png, inverted_mask.png and result.png."""
    words = _words()
    wanted = ", ".join(quoted(label.strip()) for label in labels)
    return f"""\
{_imports(row, background)}

# {words.wanted}
WANTED = [{wanted}]

{_model(row)}


{_functions(row, background)}


{opening(image_path)}
segments = segments_of(image)

# {words.print}
for label in labels_in(segments):
    print(label)

mask = mask_of(segments, WANTED, image.size)
if mask.getbbox() is None:
    print({quoted(words.none)}, *WANTED)
mask.save("mask.png")
ImageOps.invert(mask).save("inverted_mask.png")
cut_out(image, mask).save("result.png")
"""


def gradio_app(row: ModelRow, background: Background) -> str:
    """Return a Gradio app: a picture and labels in; the picture with only these in it, and all labels found, out."""
    words = _words()
    return f"""\
import gradio as gr
{_imports(row, background)}

{_model(row)}


{_functions(row, background)}


def segment(image, label):
    if image is None:
        return None, {quoted(words.first)}
{indent(on_white("image"), "    ")}
    segments = segments_of(image)
    labels = "\\n".join(labels_in(segments))
    print(labels)
    mask = mask_of(segments, label.split(","), image.size)
    if mask.getbbox() is None:
        return None, {quoted(words.not_found)} + "\\n" + labels
    return cut_out(image, mask), labels


demo = gr.Interface(
    fn=segment,
    inputs=[
        gr.Image(type="pil", image_mode="RGBA", label={quoted(words.picture)}),
        gr.Textbox("person", label={quoted(words.label)}),
    ],
    outputs=[
        gr.Image(type="pil", format="png", label={quoted(words.result)}),
        gr.Textbox(label={quoted(words.found)}, lines=6),
    ],
    title={quoted(words.title)},
    flagging_mode="never",
)

if __name__ == "__main__":
    demo.launch()
"""


def streamlit_app(row: ModelRow, background: Background) -> str:
    """Return a Streamlit app that does the same."""
    words = _words()
    return f"""\
import streamlit as st
{_imports(row, background)}


@st.cache_resource
def load():
{indent(_model(row), "    ")}
    return model


{_functions(row, background, model="load()")}


def main():
    st.title({quoted(words.title)})
    file = st.file_uploader({quoted(words.picture)}, type=["jpg", "jpeg", "png", "webp"])
    label = st.text_input({quoted(words.label)}, "person")
    if file is None:
        return
{indent(on_white("Image.open(file)"), "    ")}
    segments = segments_of(image)
    mask = mask_of(segments, label.split(","), image.size)
    if mask.getbbox() is None:
        st.warning({quoted(words.not_found)})
    else:
        st.image(cut_out(image, mask), output_format="PNG")
    st.write({quoted(words.found)}, labels_in(segments))


if __name__ == "__main__":
    main()
"""


def _imports(row: ModelRow, background: Background) -> str:
    """Return the imports of what is not an app's own."""
    filters = ", ImageFilter" if background == "blur" else ""
    pillow = f"from PIL import Image, ImageChops{filters}, ImageOps"
    if row.library == "ultralytics":
        return f"import numpy as np\n{pillow}\nfrom ultralytics import YOLO"
    return f"{pillow}\nfrom transformers import pipeline"


def _model(row: ModelRow) -> str:
    """Return the lines that load a model as `model`."""
    words = _words()
    if row.library == "ultralytics":
        file = quoted(source_of(row) if row.local_path else row.file)
        return f"# {load_words(row)}\nmodel = YOLO({file})"
    return f"""\
# {load_words(row)}
model = pipeline("image-segmentation", model={pipeline_model(row)})
# {words.middle}
if getattr(model.image_processor, "do_center_crop", False):
    model.image_processor.do_center_crop = False
    model.image_processor.size = model.image_processor.crop_size"""


def _functions(row: ModelRow, background: Background, model: str = "model") -> str:
    """Return the four functions that all three have; `model` is how they name the loaded model."""
    words = _words()
    segments_of = _ultralytics_segments(model) if row.library == "ultralytics" else _pipeline_segments(model)
    return f"""\
{segments_of}


def labels_in(segments):
    return list(dict.fromkeys(segment["label"].strip() for segment in segments))


def mask_of(segments, wanted, size):
    # {words.mask}
    wanted = [label.strip().casefold() for label in wanted]
    mask = Image.new("L", size, 0)
    for segment in segments:
        if segment["label"].strip().casefold() in wanted:
            mask = ImageChops.lighter(mask, segment["mask"])
    return mask


{_cut_out(background)}"""


def _pipeline_segments(model: str) -> str:
    words = _words()
    return f"""\
def segments_of(image):
    # {words.segments}
    return {model}(image)"""


def _ultralytics_segments(model: str) -> str:
    words = _words()
    return f"""\
def segments_of(image):
    # {words.masks}
    result = {model}(image, retina_masks=True, max_det={YOLO_MOST_MASKS}, verbose=False)[0]
    segments = []
    taken = np.zeros((image.height, image.width), dtype=bool)
    for number in result.boxes.conf.argsort(descending=True, stable=True).tolist() if result.masks else []:
        mask = (result.masks.data[number].cpu().numpy() > 0) & ~taken
        taken |= mask
        if mask.any():
            label = result.names[int(result.boxes.cls[number])]
            segments.append({{"label": label, "mask": Image.fromarray(mask.astype(np.uint8) * 255)}})
    return segments"""


def _cut_out(background: Background) -> str:
    words = _words()
    if background == "transparent":
        return f"""\
def cut_out(image, mask):
    # {words.transparent}
    result = image.copy()
    result.putalpha(mask)
    return result"""
    ground = {
        "white": 'Image.new("RGB", image.size, "white")',
        "blur": f"image.filter(ImageFilter.GaussianBlur(max(image.size) / {BLUR}))",
        "picture": f'ImageOps.fit(Image.open("{OTHER_PICTURE}").convert("RGB"), image.size)',
    }[background]
    return f"""\
def cut_out(image, mask):
    # {words.inverted}
    inverted = ImageOps.invert(mask)
    background = {ground}
    result = image.copy()
    result.paste(background, mask=inverted)
    return result"""


def _words() -> SimpleNamespace:
    """Return the words of the code in the language in use. Inside of an f-string they would not be collected."""
    return SimpleNamespace(
        wanted=_("The labels to look for, as the model writes them."),
        print=_("Print all the labels that were found."),
        none=_("None of the labels was found:"),
        first=_("Choose a picture first."),
        not_found=_("The label was not found. These were:"),
        picture=_("Picture"),
        label=_("Label to look for, as the model writes it"),
        result=_("Result"),
        found=_("Labels found"),
        title=_("Segmentation by label"),
        middle=_(
            "Some models would look at the middle of the picture only, and their masks would be out of place."
        ),
        mask=_("One mask of all that is wanted: white where it is, black elsewhere."),
        segments=_("Each segment has a label, a score (None from some models) and a mask."),
        masks=_("Masks at the picture's own size, the surest first; none over a surer one."),
        transparent=_("What the mask does not show becomes transparent."),
        inverted=_("The inverted mask is white where the background is: that is where it is covered."),
    )
