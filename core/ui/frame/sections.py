"""The quiet sections below a page's result: the code, and what the model is. (The theory is in frame.page.)"""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from core.i18n import _, decimal, megabytes
from core.models import files
from core.models.catalogue.row import ModelRow, Published
from core.models.kinds import KINDS, limits_of
from core.models.readers import fetched_bytes
from core.ui.frame.code import show_code
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain


@dataclass(frozen=True)
class Code:
    """Python code that does what a page does and runs by itself: what kind it is ("Gradio"), and its file's name."""

    kind: str
    text: str
    file_name: str


def code_section(*codes: Code) -> None:
    """Draw the folded section with the code that does the same as the page, to copy or download; where there are
    several, each has a tab."""
    with st.expander(_("The code"), icon=":material/code:"):
        st.markdown(
            _("This script does the same as the page. It runs by itself.")
            if len(codes) == 1
            else _("Each of these does the same as the page. They run by themselves.")
        )
        tabs = st.tabs([code.kind for code in codes]) if len(codes) > 1 else [st.container()]
        for tab, code in zip(tabs, codes, strict=True):
            with tab:
                show_code(code.text)
                label = _("Download {file}").format(file=code.file_name)
                downloads(
                    Download(label, code.text, code.file_name, "text/x-python", key=f"code_{code.file_name}")
                )


def model_sections(rows: Sequence[ModelRow], task: str) -> None:
    """Draw what `model_section` does for each of several models, under its name where there is more than one."""
    for row in rows:
        model_section(row, task, _("About {model}").format(model=plain(row.title)) if len(rows) > 1 else "")


def model_section(row: ModelRow, task: str, title: str = "") -> None:
    """Draw the folded section with what is known of a model that a page uses for `task`: origin, size, licence, data,
    limits; under `title`, "About the model" without one."""
    with st.expander(title or _("About the model"), icon=":material/info:"):
        if row.why:
            st.markdown(_(row.why))
        kind = KINDS[task]
        size = files.size_bytes(row, kind)
        facts = {
            _("Name"): row.hub_id or row.name,
            _("File"): row.file,
            _("Revision"): row.revision if row.hub_id else "",
            _("Library"): "PyTorch" if row.library == "torch" else row.library,
            _("Parameters"): _("{n} million").format(n=decimal(row.parameters / 1e6))
            if row.parameters and kind.has_weights
            else "",
            _("Download") if fetched_bytes(row, kind) else _("Size"): megabytes(size) if size else "",
            _("Licence"): _(row.licence) if row.licence else _("not stated"),
            _("Trained on"): _(row.trained_on) if row.trained_on else "",
        }
        lines = [f"- **{name}**: {plain(value)}" for name, value in facts.items() if value]
        if row.published:
            lines.append(_published(row.published))
        st.markdown("\n".join(lines))
        st.markdown(_(limits_of(kind, row.domain)))


def _published(figure: Published) -> str:
    source = f"[{plain(figure.source)}]({figure.address})" if figure.address else plain(figure.source)
    return _(
        "- **{figure} that its authors publish** (0 to 100): {value} on {pictures}. Source: {source}"
    ).format(figure=figure.figure, value=decimal(figure.percent), pictures=_(figure.on), source=source)
