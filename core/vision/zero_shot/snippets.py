"""The code for one model: a script, and a Gradio and a Streamlit app. They run by themselves, outside the app.

With one template it is transformers' pipeline, as in the course; the mean over several templates needs the model's own
embeddings.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.models.code import load_words, pipeline_model
from core.pictures.code import opening
from core.python_code import quoted

_SHORT_LIST = 100
"""The most characters of a list that stands in one line."""


@dataclass(frozen=True)
class Setup:
    """What the code is for: a model, its labels and its templates, at least one of each."""

    row: ModelRow
    labels: Sequence[str]
    templates: Sequence[str]


def script(setup: Setup, image_path: str) -> str:
    """Return a Python script that prints the labels for the picture at `image_path`, the best first, with their scores.

    It needs transformers and nothing of this app. Comments are in the language in use, in the apps below too.
    """
    say = "# " + _("Print the labels, the best first, with their scores.")
    return f"""\
from PIL import Image, ImageOps
{_classifier(setup)}
{opening(image_path)}

{say}
for found in classify(image, LABELS):
    print(f"{{found['score']:.4f}} {{found['label']}}")
"""


def gradio_app(setup: Setup) -> str:
    """Return a Gradio app: a picture and labels in, the labels with bars out, as the activity's prototype."""
    does = _("Return the score (0 to 1) of each label, whose texts are parted by commas.")
    return f"""\
import gradio as gr
{_classifier(setup)}

def answer(image, labels):
    \"\"\"{does}\"\"\"
    labels = [label.strip() for label in labels.split(",") if label.strip()]
    if image is None or not labels:
        return {{}}
    return {{found["label"]: found["score"] for found in classify(image, labels)}}


if __name__ == "__main__":
    picture = gr.Image(type="pil", label={quoted(_("Picture"))})
    typed = gr.Textbox(", ".join(LABELS), label={quoted(_("Labels, parted by commas"))})
    gr.Interface(answer, [picture, typed], gr.Label(num_top_classes=10, label={quoted(_("Scores"))})).launch()
"""


def streamlit_app(setup: Setup) -> str:
    """Return a Streamlit app that does the same; it is started with `streamlit run`."""
    return f"""\
import streamlit as st
from PIL import Image, ImageOps
{_classifier(setup, "@st.cache_resource")}

file = st.file_uploader({quoted(_("A picture"))}, type=["jpg", "jpeg", "png", "webp"])
typed = st.text_input({quoted(_("Labels, parted by commas"))}, ", ".join(LABELS))
labels = [label.strip() for label in typed.split(",") if label.strip()]
if file and labels:
    image = ImageOps.exif_transpose(Image.open(file)).convert("RGB")
    st.image(image)
    for found in classify(image, labels):
        st.progress(found["score"], text=f"{{found['label']}}: {{found['score']:.1%}}")
"""


def _classifier(setup: Setup, decorator: str = "") -> str:
    """Return the lines that load the model and define `classify(image, labels)`; `decorator` stands over what loads."""
    parts = _with_pipeline if len(setup.templates) == 1 else _with_embeddings
    return parts(setup, f"{decorator}\n" if decorator else "")


def _with_pipeline(setup: Setup, decorator: str) -> str:
    does = _("Return the labels by falling score, as [{}].").format('{"label": ..., "score": ...}')
    return f"""\
from transformers import pipeline

LABELS = {_list(setup.labels)}
TEMPLATE = {quoted(setup.templates[0])}


# {load_words(setup.row)}
{decorator}def load():
    return pipeline("zero-shot-image-classification", model={pipeline_model(setup.row)})


classifier = load()


def classify(image, labels):
    \"\"\"{does}\"\"\"
    return classifier(image, candidate_labels=labels, hypothesis_template=TEMPLATE)

"""


def _with_embeddings(setup: Setup, decorator: str) -> str:
    does = _("Return the labels by falling score, as [{}].").format('{"label": ..., "score": ...}')
    mean = _("The embedding of a label is the mean of what it is in each template, made long 1 again.")
    scores = _("CLIP: softmax, the scores add up to 1. SigLIP: each label is judged by itself.")
    return f"""\
import torch
from transformers import pipeline

LABELS = {_list(setup.labels)}
TEMPLATES = {_list(setup.templates)}


# {load_words(setup.row)}
{decorator}def load():
    return pipeline("zero-shot-image-classification", model={pipeline_model(setup.row)})


classifier = load()


def texts_of(labels, template):
    texts = [template.replace("{{}}", label) for label in labels]
    is_siglip = "siglip" in classifier.model.config.model_type
    options = {{"padding": "max_length", "max_length": 64}} if is_siglip else {{"padding": True}}
    inputs = classifier.tokenizer(texts, truncation=True, return_tensors="pt", **options)
    features = classifier.model.get_text_features(**inputs.to(classifier.device)).pooler_output.float()
    return features / features.norm(dim=-1, keepdim=True)


@torch.inference_mode()
def classify(image, labels):
    \"\"\"{does}\"\"\"
    model = classifier.model
    # {mean}
    texts = torch.stack([texts_of(labels, template) for template in TEMPLATES]).mean(dim=0)
    texts = texts / texts.norm(dim=-1, keepdim=True)
    inputs = classifier.image_processor(images=[image], return_tensors="pt").to(classifier.device)
    features = model.get_image_features(**inputs).pooler_output.float()
    features = features / features.norm(dim=-1, keepdim=True)
    logits = model.logit_scale.exp() * (features @ texts.T)[0]
    # {scores}
    if "siglip" in model.config.model_type:
        scores = torch.sigmoid(logits + model.logit_bias)
    else:
        scores = logits.softmax(dim=0)
    found = [{{"label": label, "score": score}} for label, score in zip(labels, scores.tolist())]
    return sorted(found, key=lambda item: -item["score"])

"""


def _list(texts: Sequence[str]) -> str:
    """Return a list of texts as Python has it: in one line, or a line a text where that is long."""
    line = f"[{', '.join(map(quoted, texts))}]"
    if len(line) <= _SHORT_LIST:
        return line
    return "[\n" + "".join(f"    {quoted(text)},\n" for text in texts) + "]"
