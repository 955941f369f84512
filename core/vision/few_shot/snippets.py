"""The code of a few-shot classification, as a student would write it. It runs by itself, beside a support set."""

from textwrap import indent

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.models.code import load_words, pipeline_model
from core.pictures.code import on_white, path_words
from core.python_code import quoted
from core.vision.few_shot.classify import Method

_IMPORTS: dict[Method, str] = {
    "nearest": "",
    "mean": "",
    "logistic": "from sklearn.linear_model import LogisticRegression\n",
}


def script(row: ModelRow, method: Method, image_path: str) -> str:
    """Return a Python script that prints the class scores of `image_path` from the examples in the folder support_set,
    a folder a class.

    It needs transformers (and scikit-learn for "logistic") and nothing of this app; `row` is a model of transformers.
    Comments are in the language in use.
    """
    return f"""\
{_sorter(row, method)}

# {path_words(image_path)}
image = opened({quoted(image_path)})
for name, score in sorted(scores_of(image).items(), key=lambda pair: -pair[1]):
    print(f"{{name}}: {{score:.3f}}")
"""


def gradio_app(row: ModelRow, method: Method) -> str:
    """Return the same as a Gradio app: a picture in, its classes with bars out."""
    return f"""\
{_sorter(row, method, "import gradio as gr")}

def sort(image):
    if image is None:
        return {{}}
{indent(on_white("image"), "    ")}
    return scores_of(image)


if __name__ == "__main__":
    gr.Interface(sort, gr.Image(type="pil", image_mode="RGBA"), gr.Label()).launch()
"""


def streamlit_app(row: ModelRow, method: Method) -> str:
    """Return the same as a Streamlit app; it is started with `streamlit run`."""
    choose = quoted(_("A picture"))
    return f"""\
{_sorter(row, method, "import streamlit as st")}

file = st.file_uploader({choose}, type=["jpg", "jpeg", "png", "webp"])
if file:
{indent(on_white("Image.open(file)"), "    ")}
    st.image(image)
    for name, score in sorted(scores_of(image).items(), key=lambda pair: -pair[1]):
        st.progress(min(1.0, max(0.0, score)), text=f"{{name}}: {{score:.3f}}")
"""


def _sorter(row: ModelRow, method: Method, imported: str = "") -> str:
    """Return the code up to the function `scores_of`, which all three have."""
    where, says = pipeline_model(row), _comments(row, method)
    imports = "\n".join(filter(None, ("import torch", imported, "from PIL import Image, ImageOps")))
    imports = "\n".join(sorted(imports.splitlines(), key=lambda line: (line.startswith("from"), line)))
    return f"""\
from pathlib import Path

{imports}
{_IMPORTS[method]}from transformers import AutoImageProcessor, AutoModel

# {says["load"]}
processor = AutoImageProcessor.from_pretrained({where})
model = AutoModel.from_pretrained({where}).eval()
FIRST_TOKEN = {{"beit", "deit", "dinov2", "dinov2_with_registers", "dinov3_vit", "vit", "vit_mae"}}


@torch.inference_mode()
def embed(image):
    # {says["embed"]}
    # {says["clip"]}
    pixels = processor(images=image, return_tensors="pt")["pixel_values"]
    if hasattr(model, "get_image_features"):
        found = model.get_image_features(pixel_values=pixels)
        vector = (found if hasattr(found, "shape") else found.pooler_output)[0]
    elif model.config.model_type in FIRST_TOKEN:
        vector = model(pixel_values=pixels).last_hidden_state[0, 0]
    else:
        found = model(pixel_values=pixels)
        if found.get("pooler_output") is not None:
            vector = found.pooler_output[0].flatten()
        else:
            features = found.last_hidden_state[0]
            vector = features.mean(0) if features.dim() == 2 else features.flatten(1).mean(1)
    return vector / vector.norm()


def opened(path):
{indent(on_white("Image.open(path)"), "    ")}
    return image


# {says["support"]}
examples = [
    (path.parent.name, embed(opened(path))) for path in sorted(Path("support_set").glob("*/*"))
]
names = list(dict.fromkeys(name for name, _ in examples))


def scores_of(image):
    # {says["compare"]}
    query = embed(image)
{indent(_COMPARE[method], "    ")}
    return scores
"""


def _comments(row: ModelRow, method: Method) -> dict[str, str]:
    return {
        "load": load_words(row),
        "embed": _("The embedding of a picture: a list of numbers of length 1."),
        "clip": _(
            "CLIP and SigLIP have an output for this; of a ViT it is the first token, of others what they pool."
        ),
        "support": _(
            "The examples: a folder for each class, with its pictures in it (the ZIP of the page, unpacked)."
        ),
        "compare": {
            "nearest": _("Each class counts with the example that is most alike (cosine)."),
            "mean": _("Each class counts with the mean of its examples (cosine)."),
            "logistic": _("A logistic regression learns from all examples."),
        }[method],
    }


_COMPARE: dict[Method, str] = {
    "nearest": """\
scores = {
    name: max(float(vector @ query) for other, vector in examples if other == name)
    for name in names
}""",
    "mean": """\
scores = {}
for name in names:
    mean = torch.stack([vector for other, vector in examples if other == name]).mean(0)
    scores[name] = float(mean @ query / mean.norm())""",
    "logistic": """\
regression = LogisticRegression(C=100.0, max_iter=1000, class_weight="balanced")
regression.fit(torch.stack([vector for _, vector in examples]).numpy(), [name for name, _ in examples])
found = regression.predict_proba(query[None].numpy())[0]
scores = {str(name): float(score) for name, score in zip(regression.classes_, found)}""",
}


def terminal_command(row: ModelRow, method: Method, image_path: str) -> str:
    """Return the command of the terminal that does the same in MiraLab's folder, for the app's own networks."""
    return (
        f"python -m core few-shot-image-classification {quoted(image_path)} --support support_set "
        f"--model {row.name} --method {method}\n"
    )
