"""What every page shares: title, sidebar, the three quiet sections below, and the net under unexpected errors."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from core.errors import UserError
from core.i18n import _, current_language
from core.tasks import SECTIONS, TASKS, task
from core.ui.frame.language import language_switch
from core.ui.frame.markdown import plain

_ROOT = Path(__file__).resolve().parents[3]
CONTENT = _ROOT / "content"
ICON = _ROOT / "assets" / "icon.svg"

_log = logging.getLogger("miralab")


_DARK_BUTTONS = """<style>
[data-testid="stBaseButton-primary"], [data-testid="stBaseButton-primaryFormSubmit"] { color: #05090a; }
</style>"""


def _sidebar() -> None:
    # Streamlit writes in white on the primary colour, which in a dark theme has to be a light one to serve as text too.
    if st.context.theme.type == "dark":
        st.html(_DARK_BUTTONS)
    with st.sidebar:
        language_switch()
        st.page_link("Home.py", label=_("Home"), icon=":material/home:")
        for section, title in SECTIONS.items():
            st.markdown(f"**{_(title)}**")
            for row in TASKS:
                if row.section == section:
                    st.page_link(row.path, label=_(row.title), icon=row.icon)


def begin_home() -> None:
    """Set the home page up: browser title, sidebar."""
    st.set_page_config("MiraLab", ICON, layout="wide")
    _sidebar()


def begin(page: str) -> None:
    """Set a task's page up: browser title, sidebar, title and its one sentence.

    `page` is the page's name in core/tasks.py.
    """
    row = task(page)
    st.set_page_config(f"{_(row.title)} · MiraLab", ICON, layout="wide")
    _sidebar()
    st.title(_(row.title), anchor=False)
    st.markdown(_(row.sentence))


def content(name: str) -> str:
    """Return the Markdown text content/LANGUAGE/`name`.md in the language in use; FileNotFoundError when missing."""
    return (CONTENT / current_language() / f"{name}.md").read_text(encoding="utf-8")


def how_it_works(name: str) -> None:
    """Draw the folded section with the theory of the page (content/LANGUAGE/`name`.md)."""
    with st.expander(_("How it works"), icon=":material/school:"):
        st.markdown(content(name))


@contextmanager
def guard() -> Iterator[None]:
    """Show what goes wrong inside the with block as a sentence in the user's language; the rest of the page goes on.

    An unexpected error is logged with its traceback and shown without it. Streamlit's own signals (rerun, stop) are
    not Exceptions and pass through.
    """
    try:
        yield
    except UserError as error:
        st.error(plain(str(error)), icon=":material/error:")
    except Exception:
        _log.exception("unexpected error on a page")
        st.error(
            _(
                "Something unexpected went wrong here. Nothing you made is lost: try again, or reload the page."
            ),
            icon=":material/error:",
        )
