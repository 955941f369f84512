"""Choosing a model, and getting it ready: the same on every page."""

from collections.abc import Callable, Sequence

import streamlit as st

from core.errors import UserError
from core.i18n import _, megabytes
from core.models import files, loader
from core.models.catalogue.row import ModelRow
from core.models.catalogue.rows import rows_for
from core.models.defaults import default_rows
from core.models.hub.inspect import inspect
from core.models.kinds import KINDS
from core.models.loaded import LoadedModel, Status
from core.models.readers import kind_of
from core.ui.frame.markdown import plain
from core.ui.frame.page import guard

_TYPED = "typed_models"
_FIRST_MODEL = "first_model"
_FIRST_MODELS = "first_models"


def known_rows(task: str) -> dict[str, ModelRow]:
    """Return the models that this visitor can choose for `task`, by name.

    These are the catalogue's, those of the folder that the setting MIRALAB_LOCAL_MODELS opens, and those that the
    visitor found on the Hub in this session.
    """
    typed: dict[str, ModelRow] = st.session_state.setdefault(_TYPED, {})
    rows = [*rows_for(task), *files.local_rows(), *typed.values()]
    return {row.name: row for row in rows if task in row.tasks}


def remember(row: ModelRow) -> None:
    """Add a model to the lists of this session."""
    st.session_state.setdefault(_TYPED, {})[row.name] = row


def first_models() -> tuple[str, ...]:
    """Return the names of the detectors that this visitor's comparison begins with.

    They are settled once a visit: the network may come and go, the choices on the page stay.
    """
    if _FIRST_MODELS not in st.session_state:
        st.session_state[_FIRST_MODELS] = tuple(
            row.name for row in default_rows(KINDS["object-detection"], 2)
        )
    return st.session_state[_FIRST_MODELS]


def first_model() -> str:
    """Return the name of the detector that a page for one picture begins with, settled once a visit."""
    if _FIRST_MODEL not in st.session_state:
        st.session_state[_FIRST_MODEL] = default_rows(KINDS["object-detection"])[0].name
    return st.session_state[_FIRST_MODEL]


def why_doodle_models(chosen: Sequence[ModelRow], first: Sequence[str]) -> str:
    """Return why a page began with models for doodles, while these are chosen, else ""; `first` names what it began
    with: one model, or two."""
    if [row.name for row in chosen] != list(first) or not all(row.domain == "doodles" for row in chosen):
        return ""
    if len(first) == 1:
        return _(
            "When you came, the Hugging Face Hub could not be reached and no model for photographs was on this "
            "machine, so one that ships with the app is chosen. It knows doodles, not photographs."
        )
    return _(
        "When you came, the Hugging Face Hub could not be reached and this machine did not have two models for "
        "photographs, so the two that ship with the app are chosen. They know doodles, not photographs."
    )


def where_it_is(row: ModelRow) -> str:
    """Return where a model is now, and what its first use downloads."""
    words = {
        "shipped": _("{model} ships with the app (doodles).")
        if row.domain == "doodles" and len(kind_of(row).domains) > 1
        else _("{model} ships with the app."),
        "here": _("{model} is on this machine."),
        "missing": _("{model} cannot be run: its files are not where they should be."),
        "hub": _("{model} is downloaded when it is first used: {size}."),
        "elsewhere": _("{model} was measured elsewhere and cannot be run here."),
    }[files.place_of(row)]
    return words.format(model=row.title, size=megabytes(row.download_bytes))


def find_on_hub(task: str) -> None:
    """Draw the form that adds a model for `task` of the visitor's own choosing from the Hub to the lists of this
    session."""
    kind = KINDS[task]
    with (
        st.popover(_("Another model from the Hub"), icon=":material/add:"),
        st.form("hub_model", border=False),
    ):
        hub_id = st.text_input(
            _("Model id on the Hugging Face Hub"), placeholder=kind.hub_example, max_chars=120
        )
        st.caption(_(kind.hub_help))
        if st.form_submit_button(_("Look it up"), type="primary") and hub_id.strip():
            with guard(), st.spinner(_("Asking the Hub…")):
                row = inspect(hub_id.strip(), task)
                remember(row)
                st.success(
                    _("{model} was added to the list: {size}, licence {licence}.").format(
                        model=plain(row.title),
                        size=megabytes(row.download_bytes),
                        licence=plain(row.licence) or _("not stated"),
                    )
                )


def choose_model(task: str, key: str) -> ModelRow:
    """Draw the list of the models for `task` and return the one chosen.

    A choice stands in the address, unless it is what the page began with.
    """
    rows = known_rows(task)
    names = list(rows)
    first = first_model() if task == "object-detection" else names[0]
    name = st.selectbox(
        _("Model"),
        names,
        index=names.index(first) if first in rows else 0,
        # The address holds these words, so they must not depend on the language or on this machine.
        format_func=lambda name: rows[name].title,
        key=key,
        bind="query-params",
    )
    find_on_hub(task)
    row = rows[name]
    st.caption(" ".join(filter(None, (_(row.why) if row.why else "", plain(where_it_is(row))))))
    if why := why_doodle_models([row], [first]):
        st.info(why, icon=":material/cloud_off:")
    return row


def ready(row: ModelRow, device: str, notify: Callable[[Status], None]) -> LoadedModel:
    """Return the model of `row` in memory, or, when it cannot be had, the nearest one on this machine, and say so.

    Raises UserError when there is none to carry on with.
    """
    try:
        return loader.load(row, device, notify)
    except UserError as error:
        other = loader.nearest_available(row, row.tasks[0])
        if other is None:
            raise
        said = _("{problem} Carrying on with {model}, which is on this machine.").format(
            problem=plain(str(error)), model=plain(other.title)
        )
        if other.domain == "doodles" and row.domain != "doodles":
            said += " " + _("It knows doodles, not photographs.")
        st.warning(
            said,
            icon=":material/cloud_off:",
        )
        return loader.load(other, device, notify)
