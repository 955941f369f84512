"""The code for one model and labels: a script, and a Gradio and a Streamlit app. They run by themselves, outside the
app."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.models.code import load_words, pipeline_model
from core.python_code import quoted
from core.text.limits_code import limit_code


@dataclass(frozen=True)
class Setup:
    """What the code is for: at least one label, the template, and whether several labels may be true."""

    labels: Sequence[str]
    template: str
    several: bool


def script(row: ModelRow, setup: Setup, text: str) -> str:
    """Return a Python script that prints the labels for a text, the best first, with their scores.

    It needs transformers and nothing of this app. Comments are in the language in use, in the apps below too.
    """
    say = "# " + _("Print the labels, the best first, with their scores.")
    return f"""\
{_loading(row)}

{_choices(setup)}
text = {quoted(text)}

{_classify("classifier", "text", "LABELS")}

{say}
for label, score in zip(found["labels"], found["scores"]):
    print(f"{{score:.4f}} {{label}}")
"""


def gradio_app(row: ModelRow, setup: Setup) -> str:
    """Return a Gradio app: a text and labels in, the labels with bars out."""
    answer = _("Return the score (0 to 1) of each label; there is one label a line.")
    return f"""\
import gradio as gr
{_loading(row)}

{_choices(setup)}


def answer(text, labels):
    \"\"\"{answer}\"\"\"
    labels = [label.strip() for label in labels.splitlines() if label.strip()]
    if not text.strip() or not labels:
        return {{}}
    {_classify("classifier", "text", "labels")}
    return dict(zip(found["labels"], found["scores"]))


if __name__ == "__main__":
    typed = gr.Textbox("\\n".join(LABELS), lines=5, label={quoted(_("Labels, one a line"))})
    gr.Interface(answer, [gr.Textbox(lines=4), typed], gr.Label(num_top_classes=10)).launch()
"""


def streamlit_app(row: ModelRow, setup: Setup) -> str:
    """Return a Streamlit app that does the same; it is started with `streamlit run`."""
    title, own = _("A text"), _("Labels, one a line")
    return f"""\
import streamlit as st
from transformers import pipeline

{_choices(setup)}


{limit_code()}

# {load_words(row)}
@st.cache_resource
def load():
    classifier = pipeline("zero-shot-classification", model={pipeline_model(row)})
    limit(classifier.tokenizer, classifier.model.config)
    return classifier


text = st.text_area({quoted(title)})
typed = st.text_area({quoted(own)}, "\\n".join(LABELS))
labels = [label.strip() for label in typed.splitlines() if label.strip()]
if text.strip() and labels:
    {_classify("load()", "text", "labels")}
    for label, score in zip(found["labels"], found["scores"]):
        st.progress(score, text=f"{{label}}: {{score:.1%}}")
"""


def _loading(row: ModelRow) -> str:
    return f"""\
from transformers import pipeline


{limit_code()}

# {load_words(row)}
classifier = pipeline("zero-shot-classification", model={pipeline_model(row)})
limit(classifier.tokenizer, classifier.model.config)"""


def _choices(setup: Setup) -> str:
    labels = ", ".join(map(quoted, setup.labels))
    several = _("Each label by itself (True), or all together, their scores adding up to 1 (False).")
    return f"""\
LABELS = [{labels}]
TEMPLATE = {quoted(setup.template)}
# {several}
SEVERAL = {setup.several}"""


def _classify(classifier: str, text: str, labels: str) -> str:
    return f"found = {classifier}({text}, candidate_labels={labels}, hypothesis_template=TEMPLATE, multi_label=SEVERAL)"
