"""What every page shares: title, sidebar, the theory below, and the net under unexpected errors."""

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.errors import UserError
from core.i18n import _, current_language
from core.models.loaded import Waiting
from core.tasks import SECTIONS, Task, offered_tasks, task
from core.turns import in_turn, telling
from core.ui.frame.language import language_switch
from core.ui.frame.leaving import clear_up_when_left
from core.ui.frame.markdown import plain
from core.ui.frame.status import status_line
from core.ui.frame.style import style
from core.ui.frame.widget_words import widget_words

_ROOT = Path(__file__).resolve().parents[3]
CONTENT = _ROOT / "content"
ICON = _ROOT / "assets" / "icon.svg"
DRAWING = re.compile(r"^\{\{(\w+)\}\}$", re.MULTILINE)
"""A line of a text of content/ in whose place a drawing stands."""

_log = logging.getLogger("miralab")


@contextmanager
def home_page() -> Iterator[None]:
    """Draw the home page around the with block: browser title, sidebar, title; see `guard`."""
    _begin("MiraLab", "")
    with _in_turn_to_draw(), guard():
        st.title("MiraLab", anchor=False)
        yield


@contextmanager
def page(name: str, drawings: Mapping[str, Callable[[], None]] | None = None) -> Iterator[DeltaGenerator]:
    """Draw a task's page around the with block: browser title, sidebar, title, its sentence, and the theory below.

    `name` is the page's in core/tasks.py. What goes wrong in the block is shown as `guard` shows it, and the theory
    is there all the same. The block gets the place below itself, where the theory is, for the other quiet sections.
    `drawings` are what draws where the theory has a line such as "{{overlap}}".
    Example: `with page("object_detection") as below: ...`.
    """
    row = task(name)
    _begin(f"{_(row.title)} · MiraLab", row.section)
    with _in_turn_to_draw():
        st.title(_(row.title), anchor=False)
        st.markdown(_(row.sentence))
        block, below = st.container(), st.container()
        with below:
            _how_it_works(name, drawings or {})
        with block, guard():
            yield below


@contextmanager
def _in_turn_to_draw() -> Iterator[None]:
    """Let no time be measured while a page is drawn, and say what one waits for while one is."""
    with (
        status_line() as show,
        telling(lambda before: show(Waiting("work", before) if before else None)),
        in_turn("work"),
    ):
        yield


def _begin(title: str, here: str) -> None:
    st.set_page_config(title, ICON, layout="wide")
    clear_up_when_left()
    style(__file__, "frame.css")
    # Code stands in texts too, not only where show_code draws it.
    style(__file__, "code.css")
    widget_words()
    if st.context.theme.type == "dark":
        style(__file__, "dark_theme.css")
    with st.sidebar:
        language_switch()
        st.page_link("Home.py", label=_("Home"), icon=":material/home:")
        for section, section_title in SECTIONS.items():
            _section(
                section_title, [row for row in offered_tasks() if row.section == section], section == here
            )


def _section(title: str, rows: Sequence[Task], is_open: bool) -> None:
    """Draw the pages of a section in the sidebar: folded, unless one of them is the page in use or it has just one."""
    if len(rows) == 1:
        st.page_link(rows[0].path, label=_(rows[0].title), icon=rows[0].icon)
    elif rows:
        with st.expander(_(title), expanded=is_open):
            for row in rows:
                st.page_link(row.path, label=_(row.title), icon=row.icon)


def content(name: str) -> str:
    """Return the Markdown text content/LANGUAGE/`name`.md in the language in use; FileNotFoundError when missing."""
    return (CONTENT / current_language() / f"{name}.md").read_text(encoding="utf-8")


def _how_it_works(name: str, drawings: Mapping[str, Callable[[], None]]) -> None:
    with st.expander(_("How it works"), icon=":material/school:"):
        # The pattern's group makes every second part the name of a drawing.
        for position, part in enumerate(DRAWING.split(content(name))):
            if position % 2 == 0:
                st.markdown(part)
            else:
                drawings[part]()


@contextmanager
def guard() -> Iterator[None]:
    """Show what goes wrong inside the with block as a sentence in the user's language; the rest of the page goes on.

    No time is measured meanwhile: a fragment runs again without the page around it.
    An unexpected error is logged with its traceback and shown without it. Streamlit's own signals (rerun, stop) are
    not Exceptions and pass through.
    """
    try:
        with in_turn("work"):
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
