"""The code for one model that goes on with texts: a script, and a Gradio and a Streamlit app that write token by token.
They run by themselves, outside the app."""

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.models.code import load_words, pipeline_model
from core.python_code import quoted
from core.text.generation import Settings
from core.text.limits_code import limit_code


def script(row: ModelRow, text: str, settings: Settings) -> str:
    """Return a Python script that prints a text with its continuation, the same as the page's from the same seed.

    It needs transformers and nothing of this app. Comments are in the language in use, in the apps below too.
    """
    say = "# " + _("The same seed writes the same text.")
    end = _("Of a text that is too long the end is read.")
    return f"""\
import torch
from transformers import pipeline


{limit_code()}

# {load_words(row)}
writer = pipeline("text-generation", model={pipeline_model(row)})
limit(writer.tokenizer, writer.model.config)

text = {quoted(text)}

{say}
torch.manual_seed({settings.seed})
found = writer(
    text,
{_options(settings, "    ")}
    # {end}
    handle_long_generation="hole",
)
print(found[0]["generated_text"])
"""


def gradio_app(row: ModelRow, text: str, settings: Settings) -> str:
    """Return a Gradio app: a text in, the text with its continuation out, token by token."""
    answer = _("The text with its continuation, as far as it has come.")
    return f"""\
from threading import Thread

import gradio as gr
import torch
from transformers import TextIteratorStreamer, pipeline


{limit_code()}

# {load_words(row)}
writer = pipeline("text-generation", model={pipeline_model(row)})
limit(writer.tokenizer, writer.model.config)


{_writing(settings)}

def answer(text):
    \"\"\"{answer}\"\"\"
    for piece in write(text):
        text += piece
        yield text


if __name__ == "__main__":
    gr.Interface(answer, gr.Textbox({quoted(text)}, lines=3), gr.Textbox(lines=12)).launch()
"""


def streamlit_app(row: ModelRow, text: str, settings: Settings) -> str:
    """Return a Streamlit app that does the same; it is started with `streamlit run`."""
    asked, go = _("The beginning of a text"), _("Go on with the text")
    return f"""\
from threading import Thread

import streamlit as st
import torch
from transformers import TextIteratorStreamer, pipeline


{limit_code()}

# {load_words(row)}
@st.cache_resource
def load():
    writer = pipeline("text-generation", model={pipeline_model(row)})
    limit(writer.tokenizer, writer.model.config)
    return writer


writer = load()


{_writing(settings)}

text = st.text_area({quoted(asked)}, {quoted(text)})
if st.button({quoted(go)}) and text.strip():
    place = st.empty()
    for piece in write(text):
        text += piece
        place.text(text)
"""


def _writing(settings: Settings) -> str:
    """Return the definition of `write(text)`, which yields what is written piece by piece."""
    thread = _("The model writes in a thread of its own, and what is there already is read here.")
    return f"""\
def write(text):
    if not text.strip():
        return
    stream = TextIteratorStreamer(writer.tokenizer, skip_prompt=True, skip_special_tokens=True)
    options = dict(
{_options(settings, "        ")}
        handle_long_generation="hole",
        streamer=stream,
    )
    torch.manual_seed({settings.seed})
    # {thread}
    Thread(target=writer, args=(text,), kwargs=options).start()
    yield from stream
"""


def _options(settings: Settings, indent: str) -> str:
    """Return the arguments that say how the next token is chosen, a line each; all of them, for a model may have usual
    values of its own."""
    how = (
        {
            "do_sample": True,
            "temperature": settings.temperature,
            "top_k": settings.top_k,
            "top_p": settings.top_p,
        }
        if settings.is_sampled
        else {"do_sample": False}
    )
    given = {
        "max_new_tokens": settings.most_tokens,
        **how,
        "repetition_penalty": settings.repetition_penalty,
    }
    return "\n".join(f"{indent}{name}={value!r}," for name, value in given.items())
