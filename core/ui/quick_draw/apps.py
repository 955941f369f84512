"""The section with the apps that a student can put on the Internet."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.sketch.apps.source import AppKind, app_zip, gradio_app, streamlit_app
from core.ui.frame.code import show_code
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.page import guard

_APPS: tuple[tuple[AppKind, str, Callable[[ModelRow], str]], ...] = (
    ("gradio", "Gradio", gradio_app),
    ("streamlit", "Streamlit", streamlit_app),
)


def app_section(row: ModelRow) -> None:
    """Draw the folded section with a Gradio and a Streamlit app that guess with the model of `row`: the code of each,
    and a ZIP with all that it needs."""
    with st.expander(_("The code: an app of your own"), icon=":material/code:"), guard():
        st.markdown(
            _(
                "Two apps that guess drawings and run by themselves. The ZIP holds all that one needs: upload its "
                "files to a new Space on the Hugging Face Hub (of the kind that its README.md names), and the Space's "
                "address is what you hand in."
            )
        )
        tabs = st.tabs([name for _kind, name, _app in _APPS])
        for tab, (kind, name, app) in zip(tabs, _APPS, strict=True):
            with tab:
                _app(row, kind, name, app(row))


def _app(row: ModelRow, kind: AppKind, name: str, code: str) -> None:
    downloads(
        Download(
            _("Download the {name} app as a ZIP").format(name=name),
            partial(app_zip, row, kind),
            f"pictionary_{kind}.zip",
            "application/zip",
            key=f"app_{kind}",
            kind="primary",
        ),
        Download(
            _("The same with five gaps to fill in"),
            partial(app_zip, row, kind, gaps=True),
            f"pictionary_{kind}_gaps.zip",
            "application/zip",
            ":material/edit_note:",
            key=f"app_gaps_{kind}",
        ),
    )
    show_code(code, height=420)
