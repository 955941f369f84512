"""The parts of the home page. Nothing here imports torch or transformers: the page must open at once."""

import pandas as pd
import streamlit as st

from core.i18n import _, decimal, megabytes
from core.machine import machine
from core.models import files
from core.models.catalogue.row import ModelRow
from core.models.catalogue.rows import CATALOGUE
from core.models.loader import loaded_names
from core.models.readers import kind_of
from core.tasks import TASKS


def task_cards() -> None:
    """Draw one card for each task: what it does, and the way in."""
    for position, row in enumerate(TASKS):
        # Two at a time: on a phone columns stand one below the other, and the order should stay.
        if position % 2 == 0:
            columns = st.columns(2)
        with columns[position % 2].container(border=True, height="stretch"):
            st.subheader(f"{row.icon} {_(row.title)}", anchor=False)
            st.markdown(_(row.sentence))
            st.page_link(row.path, label=_("Open"), icon=":material/arrow_forward:")


def models_here() -> None:
    """Draw the table of models: which are on this machine and in memory, and what the others download."""
    st.subheader(_("Models"), anchor=False)
    in_memory = loaded_names()
    rows = []
    for row in (*CATALOGUE, *files.local_rows()):
        state = _("in memory, ready") if row.name in in_memory else _where_it_is(row)
        rows.append(
            {
                _("Model"): row.title,
                _("State"): state,
                _("Size"): megabytes(size) if (size := files.size_bytes(row)) else "",
                _("Parameters"): _("{n} million").format(n=decimal(row.parameters / 1e6))
                if row.parameters
                else "",
                _("Licence"): row.licence or _("not stated"),
            }
        )
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt=_("The models of the app and where they are"))


def _where_it_is(row: ModelRow) -> str:
    is_special = row.domain == "doodles" and len(kind_of(row).domains) > 1
    return {
        "shipped": _("ships with the app (doodles)") if is_special else _("ships with the app"),
        "here": _("on this machine"),
        "missing": _("its files are missing"),
        "hub": _("downloaded when first used"),
    }[files.location_of(row)]


def machine_facts() -> None:
    """Draw what the machine is that runs the models, since every time measured here depends on it."""
    st.subheader(_("This machine"), anchor=False)
    here = machine()
    facts = {
        _("Processor"): here.cpu,
        _("Cores"): decimal(here.cores, 0 if here.cores == int(here.cores) else 1),
        _("Memory"): megabytes(here.memory_bytes),
        _("Graphics card"): here.gpu or _("none: the models run on the processor"),
    }
    for column, (name, value) in zip(st.columns(len(facts)), facts.items(), strict=True):
        column.caption(name)
        column.markdown(f"**{value}**")
