"""The code for one text classifier: a script, and a Gradio and a Streamlit app. They run by themselves, outside the
app."""

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.models.code import load_words, pipeline_model
from core.python_code import quoted
from core.text.classification import TOP
from core.text.limits_code import limit_code


def script(row: ModelRow, text: str) -> str:
    """Return a Python script that goes step by step from a text to its labels and prints the best ones.

    It needs transformers and nothing of this app. Comments are in the language in use, in the apps below too.
    """
    model = pipeline_model(row)
    words = {
        "tokens": _("The text becomes tokens, and each token its number in the vocabulary."),
        "logits": _("The network gives each of its labels a number, the logit."),
        "scores": _(
            "Softmax makes scores of them that add up to 1; where several labels can be right, sigmoid does. Where the "
            "model gives numbers and not labels, they stay as they are."
        ),
        "best": _("Print the labels with the highest scores, the best first."),
    }
    return f"""\
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer


{limit_code()}

# {load_words(row)}
tokenizer = AutoTokenizer.from_pretrained({model})
model = AutoModelForSequenceClassification.from_pretrained({model})
limit(tokenizer, model.config)

text = {quoted(text)}

# {words["tokens"]}
inputs = tokenizer(text, return_tensors="pt", truncation=True)
print(tokenizer.convert_ids_to_tokens(inputs["input_ids"][0]))

# {words["logits"]}
with torch.inference_mode():
    logits = model(**inputs).logits[0]

# {words["scores"]}
kind = model.config.problem_type
if kind == "regression":
    scores = logits
elif kind == "multi_label_classification" or len(logits) == 1:
    scores = logits.sigmoid()
else:
    scores = logits.softmax(dim=-1)

# {words["best"]}
for number in scores.argsort(descending=True)[:{TOP}].tolist():
    print(f"{{scores[number]:.4f}} {{model.config.id2label[number]}}")
"""


def gradio_app(row: ModelRow) -> str:
    """Return a Gradio app: a text in, its labels with bars out."""
    answer = _("The labels with the highest scores, each with its score (0 to 1).")
    return f"""\
import gradio as gr
from transformers import pipeline


{limit_code()}

# {load_words(row)}
classifier = pipeline("text-classification", model={pipeline_model(row)})
limit(classifier.tokenizer, classifier.model.config)


def classify(text):
    \"\"\"{answer}\"\"\"
    if not text.strip():
        return {{}}
    return {{found["label"]: found["score"] for found in classifier(text, top_k={TOP}, truncation=True)}}


if __name__ == "__main__":
    gr.Interface(classify, gr.Textbox(lines=4), gr.Label(num_top_classes={TOP})).launch()
"""


def streamlit_app(row: ModelRow) -> str:
    """Return a Streamlit app that does the same; it is started with `streamlit run`."""
    title = _("A text")
    return f"""\
import streamlit as st
from transformers import pipeline


{limit_code()}

# {load_words(row)}
@st.cache_resource
def load():
    classifier = pipeline("text-classification", model={pipeline_model(row)})
    limit(classifier.tokenizer, classifier.model.config)
    return classifier


text = st.text_area({quoted(title)})
if text.strip():
    for found in load()(text, top_k={TOP}, truncation=True):
        st.progress(found["score"], text=f"{{found['label']}}: {{found['score']:.1%}}")
"""
