"""The one way in for texts on every page: typed, pasted, from a .txt file, or an example that is ready to run.

What was typed is kept in the session under the page's own key, so it is there after another page, another language or
another model. An example stands in the address by its name; what a visitor wrote himself never does.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from core.errors import UserError
from core.i18n import _, decimal
from core.text.border import MAX_FILE_BYTES, Text, as_text, lines_of, open_text
from core.text.sources import cut_words
from core.ui.frame.markdown import plain
from core.ui.frame.saved import write_address
from core.ui.frame.widget_words import limit_words
from core.ui.inputs.thumbnails import small

MAX_TEXTS = 50
"""The most texts of a list, one a line."""

_HEIGHT = 150
_SEVERAL_HEIGHT = 220


@dataclass(frozen=True)
class Example:
    """A text that is ready to run: its name in the address, what its button says (English, marked for translation, ""
    for the beginning of the text itself), the text, which is not translated, and the code of its language."""

    name: str
    text: str
    title: str = ""
    language: str = "es"


def choose_text(
    key: str, examples: Sequence[Example], *, label: str = "", height: int = _HEIGHT
) -> Text | None:
    """Draw the input for one text and return what is in it; None where there is nothing to read, and that is said.

    It begins with the first example, or the one that the address names (`KEY_example`); no two pages may have the same
    key.
    A page may have several inputs, each with a key and a `label` ("" = "Text") of its own.
    """
    typed = _typed(key, examples, label or _("Text"), height)
    try:
        text = as_text(typed)
    except UserError as error:
        st.info(plain(str(error)), icon=":material/edit:")
        return None
    text = _with_origin(key, text)
    _about(text)
    return text


def choose_texts(key: str, examples: Sequence[Example], *, label: str = "") -> list[Text]:
    """Draw the input for a text, or with a switch for several, one a line; return those that there is something to
    read in.

    It begins as `choose_text` does. Of more than MAX_TEXTS the first ones are taken, and that is said.
    """
    several = st.toggle(
        _("Several texts, one a line"),
        key=f"{key}_several",
        bind="query-params",
        persist_state="session",
    )
    if not several:
        text = choose_text(key, examples, label=label)
        return [text] if text else []
    st.button(
        _("All examples, one a line"),
        key=f"{key}.all_examples",
        icon=":material/playlist_add:",
        on_click=_use_text,
        args=(key, examples, "\n".join(" ".join(example.text.split()) for example in examples)),
    )
    typed = _typed(key, examples, label or _("Texts, one a line"), _SEVERAL_HEIGHT)
    lines = lines_of(typed)
    texts: list[Text] = []
    for line in lines[:MAX_TEXTS]:
        try:
            texts.append(as_text(line))
        except UserError:
            continue
    if not texts:
        st.info(_("There is no text yet. Write one on each line."), icon=":material/edit:")
    elif len(lines) > MAX_TEXTS:
        st.warning(
            _("There are {all} lines: the first {n} are taken.").format(
                all=decimal(len(lines), 0), n=MAX_TEXTS
            ),
            icon=":material/content_cut:",
        )
    else:
        small(_("{n} texts").format(n=len(texts)) if len(texts) > 1 else _("1 text"))
    return texts


def set_text(key: str, text: str) -> None:
    """Put a text into the input of a page, as if it had been typed; for callbacks of buttons."""
    st.session_state[key] = text


def _typed(key: str, examples: Sequence[Example], label: str, height: int) -> str:
    """Draw the examples, the field, and the way in for a file; return what is in the field."""
    if key not in st.session_state:
        asked = st.query_params.get(_address(key))
        first = next((example for example in examples if example.name == asked), examples[0])
        st.session_state[key] = first.text
    _examples(key, examples)
    typed = st.text_area(
        label, key=key, height=height, persist_state="session", on_change=_forget_file, args=(key,)
    )
    _upload(key)
    _write_example(key, examples, typed or "")
    return typed or ""


def _examples(key: str, examples: Sequence[Example]) -> None:
    with st.container(horizontal=True, gap="xsmall", key=f"{key}.examples"):
        for example in examples:
            st.button(
                _(example.title) if example.title else plain(_beginning(example.text)),
                key=f"{key}.example.{example.name}",
                icon=":material/lightbulb:",
                help=None if not example.title else plain(_beginning(example.text, 200)),
                on_click=_use_text,
                args=(key, examples, example.text),
            )


def _use_text(key: str, examples: Sequence[Example], text: str) -> None:
    """Put a text that is offered into the field; what the visitor wrote there can be had back."""
    if all(st.session_state[key] != example.text for example in examples):
        _keep_before(key)
    set_text(key, text)
    _forget_file(key)


def _upload(key: str) -> None:
    """Draw the way in for a file; its text takes the place of what is in the field, which can be had back."""
    # A fresh uploader after every file: the field shows the text, the uploader need not do so again.
    counter = f"{key}.uploads"
    widget = f"{key}.upload.{st.session_state.setdefault(counter, 0)}"

    def uploaded() -> None:
        if file := st.session_state[widget]:
            _take_file(key, file.getvalue(), file.name)
        st.session_state[counter] += 1

    with st.container(horizontal=True, vertical_alignment="center"):
        with st.popover(_("A text file"), icon=":material/upload_file:"):
            limit_words(widget, MAX_FILE_BYTES, ["TXT"])
            st.file_uploader(
                _("A .txt file from your computer or phone"),
                type=["txt", "text", "md", "csv", "srt"],
                max_upload_size=MAX_FILE_BYTES // 1_000_000,
                key=widget,
                on_change=uploaded,
            )
        if f"{key}.before" in st.session_state:
            st.button(
                _("Bring back the text from before"),
                key=f"{key}.bring_back",
                icon=":material/undo:",
                on_click=_bring_back,
                args=(key,),
            )
    if error := st.session_state.pop(f"{key}.error", None):
        st.error(plain(str(error)), icon=":material/error:")


def _take_file(key: str, data: bytes, name: str) -> None:
    try:
        text = open_text(data, name)
    except UserError as error:
        st.session_state[f"{key}.error"] = error
        return
    _keep_before(key)
    st.session_state[key] = text.content
    st.session_state[f"{key}.file"] = text


def _keep_before(key: str) -> None:
    """Keep what is in the field, if there is anything, to be had back."""
    if (st.session_state[key] or "").strip():
        st.session_state[f"{key}.before"] = st.session_state[key]


def _bring_back(key: str) -> None:
    before = st.session_state.pop(f"{key}.before")
    # What was written since can be had back in its turn.
    _keep_before(key)
    st.session_state[key] = before
    _forget_file(key)


def _forget_file(key: str) -> None:
    st.session_state.pop(f"{key}.file", None)


def _with_origin(key: str, text: Text) -> Text:
    """Return a text with the file that it is from, where it still is that file's."""
    file: Text | None = st.session_state.get(f"{key}.file")
    return file if file and file.content == text.content else text


def _about(text: Text) -> None:
    """Say how long a text is, which file it is from and how that was read, and what was cut."""
    words = _("{n} characters").format(n=decimal(len(text.content), 0))
    if text.name:
        words = f"{plain(text.name)} ({plain(text.encoding)}) · {words}"
    small(words)
    if text.cut_from:
        st.warning(cut_words(text), icon=":material/content_cut:")


def _write_example(key: str, examples: Sequence[Example], typed: str) -> None:
    """Write the name of the example that is in the field into the address, unless the page begins with it."""
    name = next((example.name for example in examples if example.text == typed), "")
    if name and name != examples[0].name:
        write_address(_address(key), [name])
    elif _address(key) in st.query_params:
        del st.query_params[_address(key)]


def _address(key: str) -> str:
    """Return the part of the address that names an example: dots are for the session."""
    return f"{key.replace('.', '_')}_example"


def _beginning(text: str, most: int = 40) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
