"""The code for one model that answers questions: a script, and a Gradio and a Streamlit app. They run by themselves,
outside the app.

transformers 5 has no pipeline for it any more: the code does what that one did, with the Auto class.
"""

from types import SimpleNamespace

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.models.code import load_words, pipeline_model
from core.python_code import quoted
from core.text.limits_code import limit_code
from core.text.question_answering import LONGEST_ANSWER, LONGEST_WINDOW, OVERLAP


def script(row: ModelRow, question: str, context: str) -> str:
    """Return a Python script that prints the best answer to a question in a text, with its place and its score.

    It needs torch and transformers and nothing of this app. Comments are in the language in use, in the apps below too.
    """
    return f"""\
{_imports()}


{limit_code()}

# {load_words(row)}
{_loading(row)}

question = {quoted(question)}
context = {quoted(context)}


{_answering()}

print(answer(tokenizer, model, question, context))
"""


def gradio_app(row: ModelRow, question: str, context: str) -> str:
    """Return a Gradio app: a question and a text in, the answer out."""
    words = _words()
    return f"""\
{_imports("import gradio as gr")}


{limit_code()}

# {load_words(row)}
{_loading(row)}


{_answering()}

def ask(question, context):
    if not question.strip() or not context.strip():
        return ""
    found = answer(tokenizer, model, question, context)
    return f"{{found['answer']}} ({{found['score']:.1%}})"


if __name__ == "__main__":
    asked = gr.Textbox({quoted(question)}, label={quoted(words.question)})
    text = gr.Textbox({quoted(context)}, lines=8, label={quoted(words.context)})
    gr.Interface(ask, [asked, text], gr.Textbox(label={quoted(words.found)})).launch()
"""


def streamlit_app(row: ModelRow, question: str, context: str) -> str:
    """Return a Streamlit app that does the same; it is started with `streamlit run`."""
    words = _words()
    loading = _loading(row).replace("\n", "\n    ")
    return f"""\
{_imports("import streamlit as st")}


{limit_code()}

# {load_words(row)}
@st.cache_resource
def load():
    {loading}
    return tokenizer, model


{_answering()}

question = st.text_input({quoted(words.question)}, {quoted(question)})
context = st.text_area({quoted(words.context)}, {quoted(context)}, height=240)
if question.strip() and context.strip():
    found = answer(*load(), question, context)
    st.metric({quoted(words.found)}, found["answer"], f"{{found['score']:.1%}}", delta_color="off")
"""


def _words() -> SimpleNamespace:
    """Return the texts in the code: those inside an f-string would not be found when texts are collected."""
    return SimpleNamespace(
        question=_("Question"),
        context=_("Text"),
        found=_("Answer"),
        does=_(
            "Return the words of the text that answer the question best, with their place and their score."
        ),
        windows=_("A long text is read in windows that overlap."),
        softmax=_(
            "Only the text's tokens, and the first one, which stands for “no answer”, take part in the softmax."
        ),
        whole=_("Answers are whole words: what several runs of tokens have in common adds up."),
        best=_("Of a run that two windows show, the better look counts."),
    )


def _imports(library: str = "") -> str:
    lines = [*([library] if library else []), "import torch"]
    return "\n".join([*lines, "from transformers import AutoModelForQuestionAnswering, AutoTokenizer"])


def _loading(row: ModelRow) -> str:
    model = pipeline_model(row)
    return f"""\
tokenizer = AutoTokenizer.from_pretrained({model})
model = AutoModelForQuestionAnswering.from_pretrained({model})
limit(tokenizer, model.config)"""


def _answering() -> str:
    """Return the definition of `answer(tokenizer, model, question, context)`, with an empty line behind it."""
    words = _words()
    return f"""\
def answer(tokenizer, model, question, context):
    \"\"\"{words.does}\"\"\"
    longest = min(tokenizer.model_max_length, {LONGEST_WINDOW})
    room = longest - len(tokenizer(question, "")["input_ids"])
    # {words.windows}
    inputs = tokenizer(
        question,
        context,
        truncation="only_second",
        max_length=longest,
        stride=min({OVERLAP}, longest // 2, room - 1),
        return_overflowing_tokens=True,
    )
    scores = {{}}
    for window, ids in enumerate(inputs["input_ids"]):
        with torch.inference_mode():
            found = model(input_ids=torch.tensor([ids]), **types_of(inputs, window))
        places = [place for place, part in enumerate(inputs.sequence_ids(window)) if part == 1]
        # {words.softmax}
        shared = [ids.index(tokenizer.cls_token_id), *places]
        starts = dict(zip(shared, found.start_logits[0, shared].softmax(0).tolist()))
        ends = dict(zip(shared, found.end_logits[0, shared].softmax(0).tolist()))
        words = {{
            place: inputs.word_to_chars(window, inputs.token_to_word(window, place), sequence_index=1)
            for place in places
        }}
        # {words.whole}
        here = {{}}
        for first in places:
            for last in range(first, min(first + {LONGEST_ANSWER}, places[-1] + 1)):
                span = (words[first].start, words[last].end)
                here[span] = here.get(span, 0) + starts[first] * ends[last]
        # {words.best}
        for span, score in here.items():
            scores[span] = max(score, scores.get(span, 0))
    start, end = max(scores, key=scores.get)
    text = context[start:end].strip()
    start = context.index(text, start)
    return {{"answer": text, "start": start, "end": start + len(text), "score": scores[max(scores, key=scores.get)]}}


def types_of(inputs, window):
    names = [name for name in ("attention_mask", "token_type_ids") if name in inputs]
    return {{name: torch.tensor([inputs[name][window]]) for name in names}}
"""
