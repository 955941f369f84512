"""What is searched for: words, filters, and searches that are ready."""

from typing import cast

import streamlit as st
from babel import Locale, UnknownLocaleError

from core.i18n import N_, _
from core.library.search import LONGEST_WORD, SORTS, Sort, Wish
from core.models.kinds import KINDS
from core.printable import printable_line
from core.ui.inputs.address import bound_choice, choice_in_address

GO = "find_models.go"
"""Whether a search that is ready was pressed."""

_ANY = ""
_TASKS = (
    _ANY,
    *sorted({kind.hub_task for kind in KINDS.values() if kind.hub_task}),
    *("audio-classification", "automatic-speech-recognition", "feature-extraction", "image-text-to-text"),
    *("image-to-text", "sentence-similarity", "text-to-image", "text-to-speech", "visual-question-answering"),
)
_LIBRARIES = (
    _ANY,
    "transformers",
    "timm",
    "ultralytics",
    "sentence-transformers",
    "diffusers",
    "gguf",
    "onnx",
)
_LANGUAGES = (
    *(_ANY, "es", "en", "ca", "eu", "gl", "pt", "fr", "de", "it", "ar", "zh", "ru", "uk", "ro", "qu"),
    "multilingual",
)
_LICENCES = (
    *(_ANY, "apache-2.0", "mit", "bsd-3-clause", "cc-by-4.0", "cc-by-sa-4.0", "cc-by-nc-4.0"),
    *("gpl-3.0", "agpl-3.0", "openrail", "other"),
)
_SORT_WORDS: dict[Sort, str] = {
    "downloads": N_("Downloads"),
    "likes": N_("Likes"),
    "last_modified": N_("Latest change"),
}
_KEYS = {
    "words": "find_words",
    "task": "find_task",
    "library": "find_library",
    "language": "find_language",
    "licence": "find_licence",
    "data_set": "find_data_set",
    "sort": "find_sort",
}

READY: tuple[tuple[str, Wish], ...] = (
    (N_("Translators from or into Spanish"), Wish(task="translation", language="es")),
    (N_("Sentiment in Spanish"), Wish(words="sentiment", task="text-classification", language="es")),
    (N_("Detectors that learnt from COCO"), Wish(task="object-detection", data_set="coco")),
    (N_("Depth with the licence Apache 2.0"), Wish(task="depth-estimation", licence="apache-2.0")),
    (N_("The most liked language models"), Wish(task="text-generation", sort="likes")),
)
"""Searches that are ready: what their buttons say, marked for translation, and what they look for."""


def choose_wish() -> Wish:
    """Draw the searches that are ready and the form; return what is in it."""
    with st.container(horizontal=True, gap="xsmall"):
        for number, (words, wish) in enumerate(READY):
            st.button(
                _(words),
                key=f"find_models.ready.{number}",
                icon=":material/bolt:",
                on_click=_take,
                args=(wish,),
            )
    words = st.text_input(
        _("Part of the model's name"),
        max_chars=LONGEST_WORD,
        placeholder="bert",
        key=_KEYS["words"],
        bind="query-params",
        persist_state="session",
    )
    task = _choice(_("Task"), "task", _TASKS)
    left, right = st.columns(2)
    with left:
        language = _choice(_("Language"), "language", _LANGUAGES, _language)
    with right:
        licence = _choice(_("Licence"), "licence", _LICENCES)
    library = _choice(_("Library"), "library", _LIBRARIES)
    data_set = st.text_input(
        _("Data set that it learnt from"),
        max_chars=LONGEST_WORD,
        placeholder="coco",
        key=_KEYS["data_set"],
        bind="query-params",
        persist_state="session",
    )
    sorts: dict[str, str] = {name: _(said) for name, said in _SORT_WORDS.items()}
    sort = cast(Sort, choice_in_address(_("Sorted by"), sorts, _KEYS["sort"], SORTS[0]))
    return Wish(_line(words), task, library, language, licence, _line(data_set), sort)


def _choice(label: str, name: str, options: tuple[str, ...], words: object = None) -> str:
    shown = words if callable(words) else _or_dash
    key = _KEYS[name]
    return str(
        st.selectbox(
            label,
            options,
            # The address holds these words, so they must not depend on the language.
            format_func=shown,
            key=key,
            bind=bound_choice(key, [shown(option) for option in options]),
            persist_state="session",
        )
    )


def _or_dash(name: str) -> str:
    return name or "–"


def _language(code: str) -> str:
    """Return a language by its code and the name that it gives itself."""
    try:
        return f"{code} ({Locale.parse(code).get_display_name(code)})" if code else "–"
    except (UnknownLocaleError, ValueError):
        return code


def _line(typed: str | None) -> str:
    return printable_line(typed or "", LONGEST_WORD)


def _take(wish: Wish) -> None:
    """Put a search that is ready into the form, and have it made."""
    for name, key in _KEYS.items():
        st.session_state[key] = getattr(wish, name)
    st.session_state[GO] = True
