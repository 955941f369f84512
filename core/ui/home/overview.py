"""The parts of the home page. Nothing here imports torch or transformers: the page must open at once."""

import re
from base64 import b64encode
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from core.i18n import _, decimal, megabytes
from core.machine import machine
from core.models import files
from core.models.catalogue.row import ModelRow
from core.models.catalogue.rows import CATALOGUE
from core.models.loader import loaded_names
from core.models.readers import kind_of
from core.tasks import ACTIVITIES, SECTIONS, offered_tasks, task
from core.ui.frame.markdown import plain
from core.ui.frame.style import style

_PAGES = Path(__file__).resolve().parents[1]


def say_unknown_page() -> None:
    """Say that there is no such page where the address names one that the app does not have: Streamlit shows this one
    in its place, and says so in English."""
    asked = urlsplit(st.context.url or "").path.rpartition("/")[2]
    # A part that is no word is a host's, and the last part of the base is the home page's own.
    if (
        re.fullmatch(r"\w+", asked)
        and asked != st.get_option("server.baseUrlPath").strip("/").rpartition("/")[2]
    ):
        st.warning(
            _("There is no page “{page}” here. This is the home page: choose where to go.").format(
                page=plain(asked)
            ),
            icon=":material/wrong_location:",
        )


def activities() -> None:
    """Draw what students hand in: one card an activity, with the way to it."""
    style(__file__, "cards.css")
    st.subheader(_("The activities"), anchor=False)
    with st.container(horizontal=True, key="activities"):
        for activity in ACTIVITIES:
            with st.container(border=True, height="stretch", key=f"activity_{activity.page}"):
                st.markdown(f"**{_(activity.title)}**")
                drawing, words = st.columns([2, 3], vertical_alignment="center")
                with drawing:
                    _picture(activity.page)
                words.caption(_(activity.sentence))
                st.page_link(
                    task(activity.page).path,
                    label=_(activity.start),
                    icon=":material/arrow_forward:",
                    width="stretch",
                )


def task_cards() -> None:
    """Draw one card a task, section by section: a picture, the way in, and what it does."""
    for section, title in SECTIONS.items():
        rows = [row for row in offered_tasks() if row.section == section]
        if not rows:
            continue
        st.subheader(_(title), anchor=False)
        with st.container(horizontal=True, key=f"section_{section}"):
            for row in rows:
                with st.container(border=True, height="stretch", key=f"task_{row.page}"):
                    _picture(row.page)
                    st.page_link(row.path, label=_(row.title), icon=row.icon, width="stretch")
                    st.caption(_(row.sentence))


def _picture(page: str) -> None:
    """Draw card.svg of a page's folder. It says nothing that the words beside it do not say, so it has no text."""
    source = b64encode((_PAGES / page / "card.svg").read_bytes()).decode("ascii")
    st.html(f'<img class="card-picture" src="data:image/svg+xml;base64,{source}" alt="">')


def models_here() -> None:
    """Draw the table of models: which are on this machine and in memory, and what the others download."""
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
                _("Licence"): _(row.licence) if row.licence else _("not stated"),
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
