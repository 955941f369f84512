"""Choosing a model, and asking it: the same on every page."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

import streamlit as st

from core.errors import UserError
from core.i18n import _, megabytes
from core.models import defaults, files, loader
from core.models.catalogue.row import ModelRow
from core.models.catalogue.rows import find, rows_for
from core.models.hub.explain import NotOnHubError
from core.models.hub.inspect import inspect
from core.models.kinds import KINDS
from core.models.loaded import LoadedModel, Notify, unable_words
from core.models.readers import fetched_bytes
from core.printable import printable_line
from core.ui.frame.markdown import plain
from core.ui.frame.page import guard
from core.ui.inputs.address import bound_choice
from core.ui.inputs.out_of_reach import why_no_answer, why_these

T = TypeVar("T")

_TYPED = "typed_models"
_FIRST = "first_models"


def known_rows(task: str) -> dict[str, ModelRow]:
    """Return the models that this visitor can choose for `task`, by name.

    These are the catalogue's, those of the folder that the setting MIRALAB_LOCAL_MODELS opens, and those that the
    visitor found on the Hub in this session.
    """
    typed: dict[str, ModelRow] = st.session_state.setdefault(_TYPED, {})
    rows = [*rows_for(task), *files.local_rows(), *typed.values()]
    return {row.name: row for row in rows if task in row.tasks}


def add_model(row: ModelRow) -> None:
    """Add a model to the lists of this session."""
    typed: dict[str, ModelRow] = st.session_state.setdefault(_TYPED, {})
    known = typed[row.name].tasks if row.name in typed else ()
    typed[row.name] = replace(row, tasks=tuple(dict.fromkeys((*known, *row.tasks))))


def open_with(row: ModelRow, task: str) -> None:
    """Have the page that asks for a model for `task` begin with this one when it is next opened in this visit."""
    add_model(row)
    st.session_state[_open_with(task)] = row.name


def _open_with(task: str) -> str:
    return f"open_with.{task}"


def first_names(task: str, number: int = 1) -> tuple[str, ...]:
    """Return the names of the models for `task` that a page for `number` of them begins with, () where there is none.

    They are settled once a visit: the network may come and go, the choices on the page stay.
    """
    settled: dict[tuple[str, int], tuple[str, ...]] = st.session_state.setdefault(_FIRST, {})
    if (task, number) not in settled:
        settled[task, number] = tuple(row.name for row in defaults.default_rows(KINDS[task], number))
    return settled[task, number]


def where_it_is(row: ModelRow, task: str) -> str:
    """Return where a model is now, and what its first use downloads."""
    kind = KINDS[task]
    if kind.opening == "config" and row.hub_id and not files.cached(row, replace(kind, opening="auto")):
        return _where_its_settings_are(row, task)
    size = fetched_bytes(row, kind)
    words = {
        "shipped": _("{model} ships with the app (doodles).")
        if row.domain == "doodles" and len(kind.domains) > 1
        else _("{model} ships with the app."),
        "here": _("{model} is on this machine."),
        "missing": _("{model} cannot be run: its files are not where they should be."),
        "hub": _("Of {model} only the tokenizer is downloaded, when it is first used: no weights.")
        if kind.opening == "tokenizer"
        else _("{model} is downloaded when it is first used: {size}.")
        if size
        else _("{model} is downloaded when it is first used."),
        "elsewhere": _("{model} was measured elsewhere and cannot be run here."),
    }[files.location_of(row, kind)]
    return words.format(model=row.title, size=megabytes(size))


def _where_its_settings_are(row: ModelRow, task: str) -> str:
    words = (
        _("The settings files of {model} are on this machine; its weights ({size}) stay on the Hub.")
        if files.cached(row, KINDS[task])
        else _(
            "Of {model} only the settings files are fetched, a few kB; its weights ({size}) stay on the Hub."
        )
    )
    size = megabytes(row.download_bytes) if row.download_bytes else _("size not known")
    return words.format(model=row.title, size=size)


def find_on_hub(task: str, key: str) -> ModelRow | None:
    """Draw the form that adds a model for `task` of the visitor's own choosing from the Hub to the lists of this
    session; return the one that was added in this run, else None.

    `key` is that of the chooser that the form belongs to. What is drawn after this knows the new model.
    """
    kind = KINDS[task]
    with (
        st.popover(_("Another model from the Hub"), icon=":material/add:"),
        st.form(f"{key}_hub", border=False),
    ):
        typed = st.text_input(
            _("Model id on the Hugging Face Hub"), placeholder=kind.hub_example, max_chars=120
        )
        hub_id = printable_line(typed)
        st.caption(_(kind.hub_help))
        if not st.form_submit_button(_("Look it up"), type="primary"):
            return None
        if not hub_id:
            st.warning(_("Type a model's id first, for example {example}.").format(example=kind.hub_example))
            return None
        with guard(), st.spinner(_("Asking the Hub…")):
            row = inspect(hub_id, task)
            add_model(row)
            st.success(
                _("{model} was added to the list and is chosen: {size}, licence {licence}.").format(
                    model=plain(row.title),
                    size=megabytes(row.download_bytes),
                    licence=plain(row.licence) or _("not stated"),
                )
            )
            return row
    return None


def say_no_models() -> None:
    """Draw what to do where there is no model for a page's task."""
    st.info(
        _(
            "There is no model for this here. Look one up on the Hugging Face Hub: “Another model from the Hub” adds "
            "it to the list and chooses it."
        ),
        icon=":material/deployed_code:",
    )


def choose_model(task: str, key: str, *, label: str = "", place: int = 0) -> ModelRow | None:
    """Draw the list of the models for `task` and return the one chosen, None where there is none to choose.

    A choice stands in the address under its `key`, unless it is what the page began with; no two pages may have the
    same, or one's choice would be taken for the other's. A page may have several, each with a `key` and a `label`
    ("" = "Model") of its own, and the `place` that it has among the models that the page begins with.
    """
    # A model that the form below has just found is chosen in the list above it.
    choice = st.container()
    if found := find_on_hub(task, key):
        st.session_state[key] = found.name
    elif not place and (wanted := st.session_state.pop(_open_with(task), None)):
        st.session_state[key] = wanted
    rows = known_rows(task)
    if not rows:
        with choice:
            say_no_models()
        return None
    names = list(rows)
    first = next(
        (name for name in first_names(task, place + 1)[place:] if name in rows),
        names[min(place, len(names) - 1)],
    )
    name = choice.selectbox(
        label or _("Model"),
        names,
        index=names.index(first),
        # The address holds these words, so they must not depend on the language or on this machine.
        format_func=lambda name: rows[name].title,
        key=key,
        bind=bound_choice(key, [row.title for row in rows.values()]),
        persist_state="session",
    )
    row = rows[name]
    st.caption(" ".join(filter(None, (_(row.why) if row.why else "", plain(where_it_is(row, task))))))
    if why := why_these(task, [row], [first], place) or why_no_answer(row, task):
        st.info(why, icon=":material/cloud_off:")
    return row


def say_stand_in(answered: ModelRow, asked: ModelRow) -> None:
    """Say whose answer is shown where another model than the one that was asked gave it."""
    if answered.name != asked.name:
        st.caption(
            (
                _("This is what **{model}** says: {wanted} could not be had.")
                if asked.domain == "text"
                else _("This is what **{model}** sees: {wanted} could not be had.")
            ).format(model=plain(answered.title), wanted=plain(asked.title))
        )


def ask(row: ModelRow, task: str, work: Callable[[LoadedModel], T], notify: Notify) -> T:
    """Return `work(model)`, done in a turn of its own with the model of `row`, opened for `task`.

    Where that cannot be had, the nearest one on this machine does it, and where the graphics card cannot run it, the
    processor does: both are said. Raises UserError when there is none to carry on with, and what `loader.answer`
    raises.
    """

    def noted(loaded: LoadedModel) -> tuple[T, str]:
        return work(loaded), loaded.unable

    usable = _usable(row, task, notify)
    found, unable = loader.answer(usable, noted, notify=notify, kind=KINDS[task])
    if unable:
        st.caption(plain(unable_words(usable.title, unable)))
    return found


def _usable(row: ModelRow, task: str, notify: Notify) -> ModelRow:
    """Bring a model into memory, or else one that stands in for it, and return its row."""
    try:
        loader.load(row, notify=notify, kind=KINDS[task])
        return row
    except NotOnHubError as error:
        if other := find(row.instead):
            with suppress(UserError):
                loader.load(other, notify=notify, kind=KINDS[task])
                _say_carrying_on(
                    _(
                        "{problem} {model} stands in for it: its weights are others, and its labels may be, too."
                    ),
                    error,
                    other,
                )
                return other
        return _nearest(row, task, error)
    except UserError as error:
        return _nearest(row, task, error)


def _nearest(row: ModelRow, task: str, error: UserError) -> ModelRow:
    """Return the nearest model on this machine, and say that it carries on; raise `error` where there is none."""
    other = defaults.nearest_available(row, task)
    if other is None:
        raise error
    said = _("{problem} Carrying on with {model}, which is on this machine.")
    if other.domain == "doodles" and row.domain != "doodles":
        said += " " + _("It knows doodles, not photographs.")
    _say_carrying_on(said, error, other)
    return other


def _say_carrying_on(words: str, error: UserError, other: ModelRow) -> None:
    st.warning(words.format(problem=plain(str(error)), model=plain(other.title)), icon=":material/cloud_off:")
