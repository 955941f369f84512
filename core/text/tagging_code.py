"""The code for one model that labels tokens: a script, and a Gradio and a Streamlit app. They run by themselves,
outside the app."""

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.models.code import load_words, pipeline_model
from core.python_code import quoted
from core.text.limits_code import limit_code


def script(row: ModelRow, text: str) -> str:
    """Return a Python script that prints every word of a text with its label, as the page does with the first piece's
    label; names without what is no name.

    It needs transformers and nothing of this app. Comments are in the language in use, in the apps below too.
    """
    return f"""\
{_marking(row)}

for word, label, score in marked({quoted(text)}):
    print(f"{{score:.4f}} {{label}} {{word}}")
"""


def gradio_app(row: ModelRow) -> str:
    """Return a Gradio app: a text in, its words as a table out."""
    does = _("Every word with its label and its score (0 to 1).")
    return f"""\
import gradio as gr
{_marking(row)}

def answer(text):
    \"\"\"{does}\"\"\"
    return [[word, label, round(score, 4)] for word, label, score in marked(text)]


if __name__ == "__main__":
    titles = {[_("Word"), _("Label"), _("Score")]!r}
    gr.Interface(answer, gr.Textbox(lines=4), gr.Dataframe(headers=titles)).launch()
"""


def streamlit_app(row: ModelRow) -> str:
    """Return a Streamlit app that does the same; it is started with `streamlit run`."""
    title = _("A text")
    code = _marking(row).replace("from functools import cache\n", "").replace(_KEPT, "@st.cache_resource")
    return f"""\
import streamlit as st
{code}

text = st.text_area({quoted(title)})
if text.strip():
    columns = {[_("Word"), _("Label"), _("Score")]!r}
    st.dataframe([dict(zip(columns, row)) for row in marked(text)])
"""


_KEPT = "@cache"
"""What keeps the model in memory; Streamlit has a way of its own."""


def _marking(row: ModelRow) -> str:
    """Return the code up to the function `marked`, which all three have."""
    return f"""\
{_loading(row)}

{_words()}

{_names()}
"""


def _loading(row: ModelRow) -> str:
    model = pipeline_model(row)
    return f"""\
import unicodedata
from functools import cache

import torch
from transformers import AutoModelForTokenClassification, AutoTokenizer


{limit_code()}

# {load_words(row)}
{_KEPT}
def load():
    tokenizer = AutoTokenizer.from_pretrained({model})
    model = AutoModelForTokenClassification.from_pretrained({model})
    limit(tokenizer, model.config)
    return tokenizer, model
"""


def _words() -> str:
    """Return the functions that put words together from pieces."""
    begins = "# " + _(
        "A word ends at a space and at a sign, and with each piece where a script has no spaces."
    )
    label = "# " + _("A word gets the label of its first piece.")
    return f"""\
def marked(text):
    if not text.strip():
        return []
    tokenizer, model = load()
    inputs = tokenizer(text, return_tensors="pt", truncation=True, return_offsets_mapping=True,
                       return_special_tokens_mask=True)
    offsets = inputs.pop("offset_mapping")[0].tolist()
    special = inputs.pop("special_tokens_mask")[0].tolist()
    with torch.inference_mode():
        scores = model(**inputs).logits[0].softmax(dim=-1)
    pieces = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    mark = getattr(tokenizer.backend_tokenizer.model, "continuing_subword_prefix", None)
    words, last = [], 0
    for place, (start, end) in enumerate(offsets):
        while start < end and text[start].isspace():
            start += 1
        if special[place] or (start == end and not mark):
            continue
        {begins}
        if mark:
            begins = not pieces[place].startswith(mark)
        else:
            begins = start > last or (start == last and (parts(text[start - 1 : start]) or parts(text[start])))
        {label}
        if begins or not words:
            score, number = scores[place].max(dim=-1)
            words.append([start, end, model.config.id2label[number.item()], score.item()])
        words[-1][1] = max(words[-1][1], end)
        last = max(last, end)
    return [(text[start:end], label, score) for start, end, label, score in joined(words, model)]


def parts(letter):
    return not letter or letter.isspace() or unicodedata.category(letter)[0] in "PS" or (
        unicodedata.east_asian_width(letter) in "WF"
    )
"""


def _names() -> str:
    """Return the function that puts names together from words."""
    say = "# " + _("B- says that a name begins, I- that it goes on: these words are one name.")
    return f"""\
def joined(words, model):
    {say}
    if not any(label[:2] in ("B-", "I-") for label in model.config.label2id):
        return [word for word in words if word[2] != "O"]
    names = []
    for start, end, label, score in words:
        kind = label[2:] if label[:2] in ("B-", "I-") else label
        if names and names[-1][2] == kind and not label.startswith("B-"):
            names[-1][1] = end
            names[-1][3].append(score)
        else:
            names.append([start, end, kind, [score]])
    return [(start, end, kind, sum(each) / len(each)) for start, end, kind, each in names if kind != "O"]
"""
