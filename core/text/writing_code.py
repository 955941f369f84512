"""The code for one model that translates or summarises: a script, and a Gradio and a Streamlit app. They run by
themselves, outside the app.

transformers 5 has no pipelines for it any more: the code uses the Auto classes and `generate`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.models.code import load_words, pipeline_model
from core.python_code import quoted
from core.text.generate import Search
from core.text.limits import USUAL_TOKENS
from core.text.translation import split_mark


@dataclass(frozen=True)
class Setup:
    """What the code does: how is searched, and whether texts go in part by part (sentences of a translation)."""

    search: Search
    in_parts: bool
    is_translation: bool


def script(row: ModelRow, setup: Setup, text: str, parts: Sequence[str]) -> str:
    """Return a Python script that prints the translation or the summary of a text, which goes in part by part.

    It needs torch and transformers and nothing of this app. Comments are in the language in use, in the apps below too.
    """
    words = _words()
    mark, rest = split_mark(text) if setup.is_translation else ("", text)
    if parts and parts[0].startswith(mark):
        mark, rest = "", text
    if len(parts) == 1 and mark + parts[0] == text:
        given = f"text = {quoted(text)}"
        last = "print(write(tokenizer, model, text))"
    elif setup.is_translation:
        given = f"text = {quoted(rest)}\n\n# {words.parts}\nparts = {_listed(parts)}"
        part = f"{quoted(mark)} + part" if mark else "part"
        note = f"# {words.mark}\n" if mark else ""
        last = f"""\
{note}\
# {words.between}
result, at = "", 0
for part in parts:
    start = text.index(part, at)
    result += text[at:start] + write(tokenizer, model, {part})
    at = start + len(part)
print(result + text[at:])"""
    else:
        given = f"# {words.parts}\nparts = {_listed(parts)}"
        last = 'print(" ".join(write(tokenizer, model, part) for part in parts))'
    return f"""\
{_imports()}

# {load_words(row)}
{_loading(row)}

{given}


{_writing(setup)}

{last}
"""


def gradio_app(row: ModelRow, setup: Setup, text: str) -> str:
    """Return a Gradio app: a text in, its translation or summary out."""
    words = _words()
    return f"""\
{_imports("import gradio as gr", setup=setup)}

# {load_words(row)}
{_loading(row)}


{_writing(setup)}

{_whole(setup)}

def answer(text):
    return whole(tokenizer, model, text) if text.strip() else ""


if __name__ == "__main__":
    typed = gr.Textbox({quoted(text)}, lines=8, label={quoted(words.source)})
    gr.Interface(answer, typed, gr.Textbox(lines=8, label={quoted(_result(setup))})).launch()
"""


def streamlit_app(row: ModelRow, setup: Setup, text: str) -> str:
    """Return a Streamlit app that does the same; it is started with `streamlit run`."""
    words = _words()
    loading = _loading(row).replace("\n", "\n    ")
    return f"""\
{_imports("import streamlit as st", setup=setup)}


# {load_words(row)}
@st.cache_resource
def load():
    {loading}
    return tokenizer, model


{_writing(setup)}

{_whole(setup)}

left, right = st.columns(2)
text = left.text_area({quoted(words.source)}, {quoted(text)}, height=320)
if text.strip():
    right.text_area({quoted(_result(setup))}, whole(*load(), text), height=320)
"""


def text_rank_script(text: str, sentences: Sequence[str], most: int) -> str:
    """Return a Python script that prints the `most` sentences of a text that TextRank ranks highest; it needs nothing
    but Python."""
    from core.text.text_rank import DAMPING, LITTLE_WORDS

    words = _words()
    little = " ".join(sorted(LITTLE_WORDS))
    return f"""\
import math
import re

# {words.parts}
sentences = {_listed(sentences or [text])}

# {words.little}
LITTLE = set({quoted(little)}.split())


def tie(one, other):
    length = math.log(len(one) or 1) + math.log(len(other) or 1)
    return len(one & other) / length if length else float(bool(one & other))


# {words.ties}
words = [set(re.findall(r"\\w+", sentence.casefold())) - LITTLE for sentence in sentences]
number = len(words)
ties = [[tie(one, other) if one is not other else 0.0 for other in words] for one in words]

# {words.walk}
ranks = [1 / number] * number
for _ in range(200):
    new = [{1 - DAMPING:.2f} / number] * number
    for row in range(number):
        total = sum(ties[row])
        for column in range(number):
            new[column] += {DAMPING} * ranks[row] * (ties[row][column] / total if total else 1 / number)
    done = max(abs(a - b) for a, b in zip(new, ranks)) < 1e-10
    ranks = new
    if done:
        break

best = sorted(range(number), key=lambda place: -ranks[place])[:{most}]
print(" ".join(sentences[place] for place in sorted(best)))
"""


def _words() -> SimpleNamespace:
    """Return the texts in the code: those inside an f-string would not be found when texts are collected."""
    return SimpleNamespace(
        source=_("Text"),
        parts=_("The text in the parts in which the page gave it to the model."),
        between=_("What is between the parts stays as it is."),
        longest=_("No more than the model reads, and no more than it has places to write."),
        mark=_("What says into which language, as >>fra<<, goes before every part."),
        rule=_("A simple rule for where a sentence ends: abbreviations fool it."),
        prefix=_("T5 models want to be told what to do."),
        little=_("Words that tie any sentence to any other do not count."),
        ties=_("Two sentences are tied as strongly as they share words."),
        walk=_("PageRank: how often one comes by each sentence on a walk along the ties."),
    )


def _result(setup: Setup) -> str:
    return _("Translation") if setup.is_translation else _("Summary")


def _listed(parts: Sequence[str]) -> str:
    lines = "".join(f"    {quoted(part)},\n" for part in parts)
    return f"[\n{lines}]"


def _imports(library: str = "", setup: Setup | None = None) -> str:
    standard = ["import re", ""] if setup and setup.is_translation and setup.in_parts else []
    lines = [*standard, *([library] if library else []), "import torch"]
    return "\n".join([*lines, "from transformers import AutoModelForSeq2SeqLM, AutoTokenizer"])


def _loading(row: ModelRow) -> str:
    model = pipeline_model(row)
    return f"""\
tokenizer = AutoTokenizer.from_pretrained({model})
model = AutoModelForSeq2SeqLM.from_pretrained({model})"""


def _writing(setup: Setup) -> str:
    """Return the definition of `write(tokenizer, model, text)`, with an empty line behind it."""
    words = _words()
    prefix = (
        ""
        if setup.is_translation
        else f"""\
    # {words.prefix}
    tasks = getattr(model.config, "task_specific_params", None) or {{}}
    text = (tasks.get("summarization", {{}}).get("prefix") or "") + text
"""
    )
    search = setup.search
    return f"""\
def write(tokenizer, model, text):
{prefix}\
    # {words.longest}
    reader, writer = (getattr(model.config, part, None) or model.config for part in ("encoder", "decoder"))
    places = [getattr(reader, name, None) for name in ("max_position_embeddings", "n_positions")]
    longest = min([tokenizer.model_max_length, *filter(None, places)])
    most = getattr(writer, "max_position_embeddings", None)
    inputs = tokenizer(
        text, truncation=True, max_length=longest if longest < 100_000 else {USUAL_TOKENS}, return_tensors="pt"
    )
    with torch.inference_mode():
        ids = model.generate(
            **inputs,
            do_sample=False,
            num_beams={search.beams},
            max_length=None,
            max_new_tokens=min({search.most_tokens}, most - 1) if most else {search.most_tokens},
            no_repeat_ngram_size={search.no_repeat},
        )
    return tokenizer.decode(ids[0], skip_special_tokens=True).strip()
"""


def _whole(setup: Setup) -> str:
    """Return the definition of `whole(tokenizer, model, text)`, with an empty line behind it."""
    if not setup.in_parts:
        return """\
def whole(tokenizer, model, text):
    return write(tokenizer, model, text)
"""
    if not setup.is_translation:
        return """\
def whole(tokenizer, model, text):
    return " ".join(write(tokenizer, model, part) for part in text.split("\\n\\n") if part.strip())
"""
    return f"""\
def whole(tokenizer, model, text):
    # {_words().rule}
    mark, text = re.fullmatch(r"\\s*(>>[\\w@-]+<<\\s*)?(.*)", text, re.DOTALL).groups("")
    pieces = re.split(r"((?<=[.!?…])\\s+|\\n+)", text)
    # {_words().mark}
    return "".join(write(tokenizer, model, mark + piece) if piece.strip() else piece for piece in pieces)
"""
