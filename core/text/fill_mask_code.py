"""The code for one model that fills gaps: a script, and a Gradio and a Streamlit app. They run by themselves, outside
the app."""

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.models.code import load_words, pipeline_model
from core.python_code import quoted
from core.text.limits_code import limit_code


def script(row: ModelRow, text: str, top: int) -> str:
    """Return a Python script that prints the `top` likeliest tokens for each gap of a text.

    It needs transformers and nothing of this app. Comments are in the language in use, in the apps below too.
    """
    say = "# " + _("Print what fits in each gap, the likeliest first.")
    return f"""\
{_loading(row)}

text = {quoted(text)}


{_filling(top)}

{say}
for gap in fill(text):
    for guess in gap:
        print(f"{{guess['score']:.4f}} {{guess['token_str']!r}} {{guess['sequence']}}")
    print()
"""


def gradio_app(row: ModelRow, text: str, top: int) -> str:
    """Return a Gradio app: a text with a gap in, the tokens that fit with bars out."""
    answer = _("The likeliest tokens of the first gap, each with its score (0 to 1).")
    return f"""\
import gradio as gr
{_loading(row)}


{_filling(top)}

def answer(text):
    \"\"\"{answer}\"\"\"
    if "<mask>" not in text and "[MASK]" not in text:
        return {{}}
    return {{guess["token_str"]: guess["score"] for guess in fill(text)[0]}}


if __name__ == "__main__":
    gr.Interface(answer, gr.Textbox({quoted(text)}, lines=3), gr.Label(num_top_classes={top})).launch()
"""


def streamlit_app(row: ModelRow, text: str, top: int) -> str:
    """Return a Streamlit app that does the same; it is started with `streamlit run`."""
    asked = _("A text with <mask> where a word is missing")
    return f"""\
import streamlit as st
from transformers import pipeline


{limit_code()}

# {load_words(row)}
@st.cache_resource
def load():
    filler = pipeline("fill-mask", model={pipeline_model(row)})
    limit(filler.tokenizer, filler.model.config)
    return filler


filler = load()


{_filling(top)}

text = st.text_area({quoted(asked)}, {quoted(text)})
if "<mask>" in text or "[MASK]" in text:
    for gap in fill(text):
        for guess in gap:
            st.progress(guess["score"], text=f"{{guess['score']:.1%}} · {{guess['sequence']}}")
        st.divider()
"""


def _loading(row: ModelRow) -> str:
    return f"""\
from transformers import pipeline


{limit_code()}

# {load_words(row)}
filler = pipeline("fill-mask", model={pipeline_model(row)})
limit(filler.tokenizer, filler.model.config)"""


def _filling(top: int) -> str:
    """Return the definition of `fill(text)`: a list of guesses for every gap."""
    own = _("Every model has a mask of its own: <mask> or [MASK].")
    single = _("Of one gap the pipeline gives one list, of several a list of lists.")
    return f"""\
def fill(text):
    # {own}
    for mask in ("<mask>", "[MASK]"):
        text = text.replace(mask, filler.tokenizer.mask_token)
    found = filler(text, top_k={top}, tokenizer_kwargs={{"truncation": True}})
    # {single}
    return found if isinstance(found[0], list) else [found]
"""
