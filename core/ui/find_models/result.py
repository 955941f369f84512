"""What was found, as a table, and the model that is chosen in it."""

import json
from datetime import datetime

import pandas as pd
import streamlit as st

from core.i18n import _, current_language, megabytes, ngettext
from core.library.own_pages import kinds_of, page_of
from core.library.search import MOST_MODELS, Answer, Format, Found, Wish
from core.library.search_command import record
from core.library.search_kept import find_models
from core.models.catalogue.rows import find
from core.models.hub.client import reachable
from core.models.hub.inspect import inspect
from core.models.kind import Kind
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.frame.page import guard
from core.ui.inputs.model_input import open_with

_ANSWER, _SEARCHES = "find_models.answer", "find_models.searches"
_MOST_KINDS = 2


def search(wish: Wish) -> None:
    """Search, and keep what was found for this visit."""
    bar = st.progress(0.0, _("Asking the Hub…"))

    def show(done: int, of_all: int) -> None:
        bar.progress(done / of_all, _("Asking for sizes: {n} of {all}").format(n=done, all=of_all))

    st.session_state[_ANSWER] = find_models(wish, show)
    st.session_state[_SEARCHES] = st.session_state.get(_SEARCHES, 0) + 1
    bar.empty()


def show_found(wish: Wish) -> None:
    """Draw what was found last, and where that is from; an invitation where nothing was searched yet."""
    answer: Answer | None = st.session_state.get(_ANSWER)
    if answer is None or answer.source == "hub":
        _say_offline()
    if answer is None:
        st.caption(_("Press a search that is ready, or choose what you look for and press Search."))
        return
    if answer.wish != wish:
        st.caption(_("This was found before the last change: press Search again."))
    _say_source(answer)
    if not answer.models:
        st.info(
            _("Nothing fits all of that. Leave out a filter or a word and search again."),
            icon=":material/search_off:",
        )
        return
    found = _chosen(answer)
    _about(found)
    downloads(
        Download(
            "JSON",
            json.dumps(record(answer), ensure_ascii=False, indent=2),
            "models.json",
            "application/json",
            ":material/data_object:",
        )
    )


def _say_offline() -> None:
    """Say before anything is pressed that the Hub cannot be asked, where that is so."""
    if not reachable():
        st.info(
            _(
                "The Hugging Face Hub cannot be reached now. A search gives what the Hub answered last to the same "
                "question, or else the models that this app knows by name, by the same filters."
            ),
            icon=":material/cloud_off:",
        )


def _say_source(answer: Answer) -> None:
    if answer.source == "hub":
        said = (
            _("The first {n} models that the Hub names.").format(n=MOST_MODELS)
            if len(answer.models) == MOST_MODELS
            else ngettext("{n} model of the Hub", "{n} models of the Hub", len(answer.models))
        )
        if answer.models:
            st.caption(said)
        if answer.problem:
            st.warning(plain(str(answer.problem)), icon=":material/warning:")
        return
    if answer.source == "kept":
        said = _("This is what the Hub answered on {day}.").format(day=_day(answer.at))
    else:
        said = _(
            "Searched instead: the models that this app knows by name. It does not know their downloads and likes."
        )
    st.warning(f"{plain(str(answer.problem))} {said}", icon=":material/cloud_off:")


def _day(at: str) -> str:
    from babel.dates import format_date

    try:
        return format_date(datetime.fromisoformat(at), "long", locale=current_language())
    except ValueError:
        return plain(at)


def _chosen(answer: Answer) -> Found:
    """Draw the models as a table and return the one that is chosen there, the first one where none is."""
    table = st.dataframe(
        # The catalogue does not know how many people took a model or like it.
        pd.DataFrame([_row(found) for found in answer.models]).dropna(axis="columns", how="all"),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            _("Model"): st.column_config.TextColumn(width="medium"),
            _("Size"): st.column_config.TextColumn(width="small"),
        },
        key=f"find_models.table.{st.session_state[_SEARCHES]}",
        alt=_("The models that were found"),
    )
    rows = table["selection"]["rows"]
    return answer.models[rows[0]] if rows and rows[0] < len(answer.models) else answer.models[0]


def _row(found: Found) -> dict[str, str | int | None]:
    return {
        _("Model"): found.name,
        _("Size"): megabytes(found.size) if found.size else "–",
        _("Files"): _format_words(found),
        _("Downloads a month"): found.downloads,
        _("Likes"): found.likes,
        _("Task"): found.task or "–",
        _("Licence"): found.licence or "–",
        _("Changed"): found.changed or "–",
    }


def _format_words(found: Found) -> str:
    words: dict[Format, str] = {
        "safetensors": "safetensors",
        "pytorch_model.bin": _("PyTorch's own only"),
        "other": ", ".join(found.endings) or _("no weights"),
        "": "–",
    }
    return words[found.format]


def _about(found: Found) -> None:
    with st.container(border=True):
        st.markdown(f"**{plain(found.name)}**")
        facts = {
            _("Task"): found.task,
            _("Library"): found.library,
            _("Languages"): ", ".join(found.languages),
            _("Licence"): found.licence or _("not stated"),
            _("Trained on"): ", ".join(found.data_sets),
            _("Size"): megabytes(found.size) if found.size else "",
        }
        st.markdown("\n".join(f"- **{name}**: {plain(value)}" for name, value in facts.items() if value))
        st.markdown(_files_words(found))
        kinds = kinds_of(found.task)[:_MOST_KINDS]
        if problem := _why_not(found, kinds):
            st.info(problem, icon=":material/block:")
            return
        st.caption(
            _("Opening it looks at its configuration first; its weights are downloaded when you use it.")
            if not find(found.name)
            else _("The app knows this model by name.")
        )
        for kind in kinds:
            _open_button(found, kind)


def _files_words(found: Found) -> str:
    words: dict[Format, str] = {
        "safetensors": _("Its weights are in **safetensors**: numbers and nothing else."),
        "pytorch_model.bin": _(
            "Its weights are only in PyTorch's own format, which may hold code. The app reads the numbers alone "
            "(`weights_only=True`)."
        ),
        "other": _("Its weights are in a format that the app does not read."),
        "": _("What its files are is not known before it is looked at."),
    }
    return words[found.format]


def _why_not(found: Found, kinds: tuple[Kind, ...]) -> str:
    """Return why a model cannot be opened here, as far as that is seen without asking again; "" where it may."""
    if not kinds:
        return (
            _("This app has no page for {task}.").format(task=plain(found.task))
            if found.task
            else _("The Hub does not say for which task it is.")
        )
    if found.gated:
        return _("It is only for people who accepted its terms on the Hub. Choose a public model.")
    if found.format == "other" and not find(found.name):
        return _("This app does not open it. Choose a model with safetensors files.")
    return ""


def _open_button(found: Found, kind: Kind) -> None:
    page = page_of(kind)
    assert page is not None  # noqa: S101 (only kinds with a page are offered)
    if st.button(
        _("Open on the page “{page}”").format(page=_(page.title)),
        key=f"find_models.open.{kind.task}",
        icon=page.icon,
        type="primary" if kind.task == found.task else "secondary",
    ):
        with guard():
            with st.spinner(_("Looking at its configuration…")):
                row = find(found.name) or inspect(found.name, kind.task)
            open_with(row, kind.task)
            # Without an address of its own Streamlit would refuse: this page's choices stand in the present one.
            st.switch_page(page.path, query_params={})
