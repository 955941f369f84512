"""The quiet sections below a page's result: the code, and what the model is. (The theory is in frame.page.)"""

import streamlit as st

from core.i18n import N_, _, decimal, megabytes
from core.models import files
from core.models.catalogue import ModelRow, knows_doodles
from core.ui.frame.code import show_code
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain

_LIMITS = {
    "object-detection": N_(
        "It only knows the labels it was trained on, it learnt from photographs taken mostly in rich countries, and a "
        "high score is not a promise: look at the picture before you trust it."
    ),
    "sketch-recognition": N_(
        "It only knows the things it was trained on, and it learnt from drawings that people made in 20 seconds, "
        "mostly with a mouse or a finger: what it has never seen it takes for something else. A high score is not a "
        "promise."
    ),
}
"""What to keep in mind about the models of each task."""

_DOODLE_LIMITS = N_(
    "It only knows 20 kinds of things, and it learnt from scenes that this app makes of drawings from Quick, Draw!: in "
    "a photograph it is lost. A high score is not a promise: look at the picture before you trust it."
)


def code_section(code: str, file_name: str) -> None:
    """Draw the folded section with the script that does the same as the page, to copy or download."""
    with st.expander(_("The code"), icon=":material/code:"):
        st.markdown(_("This script does the same as the page. It runs by itself."))
        show_code(code)
        label = _("Download {file}").format(file=file_name)
        downloads(Download(label, code, file_name, "text/x-python", key=f"code_{file_name}"))


def model_section(row: ModelRow) -> None:
    """Draw the folded section with what is known of the model: origin, size, licence, data, limits."""
    with st.expander(_("About the model"), icon=":material/info:"):
        if row.why:
            st.markdown(_(row.why))
        size = files.size_bytes(row)
        facts = {
            _("Name"): row.hub_id or row.name,
            _("File"): row.file,
            _("Revision"): row.revision if row.hub_id else "",
            _("Library"): "PyTorch" if row.library == "torch" else row.library,
            _("Parameters"): _("{n} million").format(n=decimal(row.parameters / 1e6))
            if row.parameters
            else "",
            _("Download") if row.download_bytes else _("Size"): megabytes(size) if size else "",
            _("Licence"): row.licence or _("not stated"),
            _("Trained on"): _(row.trained_on) if knows_doodles(row) else row.trained_on,
        }
        st.markdown("\n".join(f"- **{name}**: {plain(value)}" for name, value in facts.items() if value))
        st.markdown(_(_DOODLE_LIMITS if knows_doodles(row) else _LIMITS[row.task]))
