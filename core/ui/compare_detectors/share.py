"""What a whole class begins the activity with: pictures and choices, and nothing of anybody's work."""

from collections.abc import Sequence
from functools import partial
from urllib.parse import urlencode

import streamlit as st

from core.compare.book.session import Session
from core.compare.book.workbook import Workbook
from core.compare.measure.run import Settings
from core.i18n import _
from core.models.catalogue.rows import CATALOGUE
from core.pictures.images import Picture
from core.ui.compare_detectors.choices import TASK
from core.ui.compare_detectors.kept_work import ADDRESS, SAMPLES
from core.ui.compare_detectors.session_files import session_file, session_uploader
from core.ui.compare_detectors.steps import STEP
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.frame.saved import is_only_here, page_address
from core.ui.inputs.model_input import known_rows
from core.ui.inputs.picture_list import is_public, public_names


def share_with_class(pictures: Sequence[Picture], settings: Settings | None) -> None:
    """Draw the button with the address that brings others the same set-up, where there are own pictures with the file
    that brings these too, and the way in for such a file."""
    with st.popover(_("Share with the class"), icon=":material/group_add:", type="tertiary", key="share"):
        st.markdown(
            _(
                "Whoever opens this address begins with the same models, settings, samples and made scenes, and "
                "sees nothing of your work:"
            )
        )
        st.code(_set_up_address(pictures, settings), language=None, wrap_lines=True)
        if is_only_here():
            st.caption(
                _(
                    "It works on this computer alone. So that others can open it, open the app under an address that "
                    "they can reach: that of this computer in your network, or of the app once it is published."
                )
            )
        rows = known_rows(TASK)
        known = {row.name for row in CATALOGUE}
        if added := [
            rows[name].title
            for name in (settings.models if settings else ())
            if rows[name].hub_id and name not in known
        ]:
            st.warning(
                _(
                    "{models}: whoever opens the address or the file has to find these models first, under “{form}”."
                ).format(models=plain(", ".join(added)), form=_("Another model from the Hub")),
                icon=":material/deployed_code_alert:",
            )
        if not all(map(is_public, pictures)):
            st.markdown(
                _(
                    "Your own pictures are not in the address. This file has all pictures and the settings, without "
                    "answers: give it to the class."
                )
            )
            downloads(
                Download(
                    _("Save the set-up file"),
                    partial(set_up_file, pictures, settings),
                    "class.json",
                    "application/json",
                    key="save_set_up",
                )
            )
        session_uploader(_("Begin with a file for the class"), "load_set_up")


def set_up_file(pictures: Sequence[Picture], settings: Settings | None) -> bytes:
    """Return a session file of these pictures and choices, with nothing of the visitor's work."""
    return session_file(Session(Workbook(), tuple(pictures), settings))


def _set_up_address(pictures: Sequence[Picture], settings: Settings | None) -> str:
    """Return the address of this page with its choices, but without the visitor's work."""
    choices = {
        name: st.query_params.get_all(name) for name in st.query_params if name not in (*ADDRESS, STEP)
    }
    choices[SAMPLES] = public_names(pictures)
    if settings:
        # The address bar leaves out what a page begins with, and that depends on the visitor's network and machine.
        rows = known_rows(TASK)
        choices["models"] = [rows[name].title for name in settings.models]
    return f"{page_address()}?{urlencode(choices, doseq=True)}"
