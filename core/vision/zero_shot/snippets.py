"""The code for models and labels: scripts, and a Gradio and a Streamlit app. They run by themselves, outside the app.

With one template it is transformers' pipeline, as in the course; the mean over several templates needs the model's own
embeddings. Comments are in the language in use.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import indent
from types import SimpleNamespace

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.models.code import load_words, pipeline_model
from core.pictures.code import on_white, opening
from core.python_code import quoted

_SHORT_LIST = 100
"""The most characters of a list that stands in one line."""


@dataclass(frozen=True)
class Setup:
    """What the code is for: its labels and its templates, at least one of each."""

    labels: Sequence[str]
    templates: Sequence[str]


def script(row: ModelRow, setup: Setup, image_path: str) -> str:
    """Return a Python script that prints the labels for the picture at `image_path`, the best first, with their scores.

    It needs transformers and nothing of this app; so do the others below.
    """
    words = _words()
    return f"""\
{_imports(setup, "from PIL import Image, ImageOps")}

{_choices(setup)}

# {load_words(row)}
{_loading(setup, f"model={pipeline_model(row)}")}


{_classify(setup)}

{opening(image_path)}

# {words.say}
for found in classify(classifier, image, LABELS):
    print(f"{{found['score']:.4f}} {{found['label']}}")
"""


def activity_script(rows: Sequence[ModelRow], setup: Setup, pictures: Mapping[str, str]) -> str:
    """Return a script that does all of the activity: every model on every picture. `pictures` has the path of each
    beside its name."""
    models = "".join(f"    {quoted(row.title)}: dict(model={pipeline_model(row)}),\n" for row in rows)
    words = _words()
    return f"""\
{_imports(setup, "from PIL import Image, ImageOps", standard=("from pathlib import Path",))}

{_choices(setup)}
PICTURES = {_list(list(pictures.values()))}
MODELS = {{
{models}}}
# {words.folder}
FOLDER = Path(__file__).parent


{_classify(setup)}

for name, where in MODELS.items():
    # {words.weights}
{indent(_loading(setup, "**where"), "    ")}
    for path in PICTURES:
{indent(on_white("Image.open(FOLDER / path)"), "        ")}
        print(f"{{name}} · {{path}}")
        for found in classify(classifier, image, LABELS):
            print(f"  {{found['score']:.4f}} {{found['label']}}")
"""


def gradio_app(row: ModelRow, setup: Setup) -> str:
    """Return a Gradio app: a picture and labels in, the labels with bars out, as the activity's prototype."""
    words = _words()
    return f"""\
{_imports(setup, "import gradio as gr", "from PIL import Image, ImageOps")}

{_choices(setup)}

# {load_words(row)}
{_loading(setup, f"model={pipeline_model(row)}")}


{_classify(setup)}

def answer(image, labels):
    \"\"\"{words.answers}\"\"\"
    labels = [label.strip() for label in labels.splitlines() if label.strip()]
    if image is None or not labels:
        return {{}}
{indent(on_white("image"), "    ")}
    return {{found["label"]: found["score"] for found in classify(classifier, image, labels)}}


if __name__ == "__main__":
    picture = gr.Image(type="pil", image_mode="RGBA", label={quoted(words.picture)})
    typed = gr.Textbox("\\n".join(LABELS), lines=5, label={quoted(words.labels)})
    scores = gr.Label(num_top_classes=10, label={quoted(words.scores)})
    gr.Interface(answer, [picture, typed], scores).launch()
"""


def streamlit_app(row: ModelRow, setup: Setup) -> str:
    """Return a Streamlit app that does the same; it is started with `streamlit run`."""
    words = _words()
    return f"""\
{_imports(setup, "import streamlit as st", "from PIL import Image, ImageOps")}

{_choices(setup)}


# {load_words(row)}
@st.cache_resource
def load():
{indent(_loading(setup, f"model={pipeline_model(row)}"), "    ")}
    return classifier


{_classify(setup)}

file = st.file_uploader({quoted(words.picture)}, type=["jpg", "jpeg", "png", "webp"])
typed = st.text_area({quoted(words.labels)}, "\\n".join(LABELS))
labels = [label.strip() for label in typed.splitlines() if label.strip()]
if file and labels:
{indent(on_white("Image.open(file)"), "    ")}
    st.image(image)
    for found in classify(load(), image, labels):
        st.progress(found["score"], text=f"{{found['label']}}: {{found['score']:.1%}}")
"""


def _words() -> SimpleNamespace:
    """Return the texts in the code: those inside an f-string would not be found when texts are collected."""
    return SimpleNamespace(
        say=_("Print the labels, the best first, with their scores."),
        folder=_("The pictures are in the folder of this script."),
        weights=_("Its weights are downloaded the first time."),
        answers=_("Return the score (0 to 1) of each label; there is one label a line."),
        picture=_("Picture"),
        labels=_("Labels, one a line"),
        scores=_("Scores"),
    )


def _imports(setup: Setup, *libraries: str, standard: tuple[str, ...] = ()) -> str:
    """Return the imports, Python's own first: those given, and what `_loading` and `_classify` need."""
    is_one = len(setup.templates) == 1
    own = [*(["from functools import partial"] if is_one else []), *standard]
    others = [*libraries, *([] if is_one else ["import torch"]), "from transformers import pipeline"]
    return "\n\n".join("\n".join(lines) for lines in (own, others) if lines)


def _choices(setup: Setup) -> str:
    labels = f"LABELS = {_list(setup.labels)}"
    if len(setup.templates) == 1:
        return f"{labels}\nTEMPLATE = {quoted(setup.templates[0])}"
    return f"{labels}\nTEMPLATES = {_list(setup.templates)}"


def _loading(setup: Setup, where: str) -> str:
    """Return the lines that make the `classifier`; `where` is what the pipeline is told of the model."""
    lines = [f'classifier = pipeline("zero-shot-image-classification", {where})']
    if len(setup.templates) == 1:
        cut = _("What is longer than the model reads is cut.")
        # The pipeline itself hands nothing on to its tokenizer.
        lines += [
            f"# {cut}",
            "classifier.tokenizer = partial(classifier.tokenizer, truncation=True)",
        ]
    return "\n".join(lines)


def _classify(setup: Setup) -> str:
    """Return the definition of `classify(classifier, image, labels)`, with an empty line behind it."""
    does = _("Return the labels by falling score, each with its score.")
    if len(setup.templates) == 1:
        return f"""\
def classify(classifier, image, labels):
    \"\"\"{does}\"\"\"
    return classifier(image, candidate_labels=labels, hypothesis_template=TEMPLATE)
"""
    mean = _("The embedding of a label is the mean of what it is in each template, made long 1 again.")
    vector = _("Some versions of transformers give the embedding alone, others together with more.")
    scale = _("CLIP has learnt what the cosines are multiplied by, ALIGN what they are divided by.")
    scores = _("CLIP: softmax, the scores add up to 1. SigLIP: each label is judged by itself.")
    return f"""\
def unit(features):
    # {vector}
    found = (features if hasattr(features, "shape") else features.pooler_output).float()
    return found / found.norm(dim=-1, keepdim=True)


def texts_of(classifier, texts):
    is_siglip = "siglip" in classifier.model.config.model_type
    options = {{"padding": "max_length", "max_length": 64}} if is_siglip else {{"padding": True}}
    inputs = classifier.tokenizer(texts, truncation=True, return_tensors="pt", **options)
    return unit(classifier.model.get_text_features(**inputs.to(classifier.device)))


@torch.inference_mode()
def classify(classifier, image, labels):
    \"\"\"{does}\"\"\"
    model = classifier.model
    # {mean}
    texts = [texts_of(classifier, [template.replace("{{}}", label) for label in labels]) for template in TEMPLATES]
    mean = torch.stack(texts).mean(dim=0)
    mean = mean / mean.norm(dim=-1, keepdim=True)
    inputs = classifier.image_processor(images=[image], return_tensors="pt").to(classifier.device)
    # {scale}
    scale = model.logit_scale.exp() if hasattr(model, "logit_scale") else 1 / model.temperature
    logits = scale * (unit(model.get_image_features(**inputs)) @ mean.T)[0]
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
