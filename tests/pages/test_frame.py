"""The frame around a page: what is there whatever happens inside of it."""

import threading
from contextlib import contextmanager

import pytest
from streamlit.testing.v1 import AppTest

from core import turns
from core.models.loaded import Waiting
from core.ui.frame import page as frame
from core.ui.frame.status import status_line
from tests.pages.visitor import errors, said


def page():
    import streamlit as st

    from core.errors import UserError
    from core.i18n import _
    from core.ui.frame.downloads import Download, downloads
    from core.ui.frame.page import page

    with page("quick_draw") as below:
        with below:
            st.caption("below")
        st.caption("first")
        match st.session_state.pop("then"):
            case "a sentence":
                raise UserError("Choose another picture.")
            case "an error":
                raise ZeroDivisionError
            case "stop":
                st.stop()
            case "rerun":
                st.session_state.then = "nothing"
                st.rerun()
            case "a file":
                downloads(
                    Download("CSV", lambda: _("Home"), "home.csv", "text/csv"),
                    Download("JSON", "{}", "a", "b"),
                )
        st.caption("last")


def page_with_a_drawing():
    import streamlit as st

    from core.ui.frame.page import page

    with page("quick_draw", {"one": lambda: st.caption("a drawing")}):
        pass


@pytest.fixture(autouse=True)
def _no_other_pages(monkeypatch):
    """The page by itself: in a script of its own there is nothing to link to."""
    monkeypatch.setattr(frame.st, "page_link", lambda *_, **__: None)


def opened(then: str) -> AppTest:
    at = AppTest.from_function(page, default_timeout=30)
    at.session_state["then"] = then
    at.query_params["lang"] = "en"
    return at.run()


def theory(at: AppTest) -> list[str]:
    return [fold.label for fold in at.main.expander]


def captions(at: AppTest) -> list[str]:
    return [caption.value for caption in at.caption]


def test_the_theory_comes_after_the_page_and_the_other_sections_after_it():
    at = opened("nothing")
    assert (captions(at), theory(at)) == (["first", "last", "below"], ["How it works"])


def test_a_sentence_for_the_visitor_is_shown_and_the_theory_stays():
    at = opened("a sentence")
    assert (errors(at), theory(at), captions(at)) == (
        ["Choose another picture."],
        ["How it works"],
        ["first", "below"],
    )


def test_what_nobody_expected_is_shown_without_its_traceback():
    at = opened("an error")
    assert (len(at.exception), len(said(at, "Something unexpected"))) == (0, 1)


def test_a_stop_is_no_error():
    at = opened("stop")
    assert (errors(at), captions(at)) == ([], ["first", "below"])


def test_a_rerun_is_no_error():
    at = opened("rerun")
    assert (errors(at), captions(at)) == ([], ["first", "last", "below"])


def test_files_to_save_are_one_row_of_buttons():
    at = opened("a file")
    assert [button.proto.label for button in at.get("download_button")] == ["CSV", "JSON"]


def test_a_line_of_the_theory_that_names_a_drawing_is_that_drawing(monkeypatch):
    monkeypatch.setattr(frame, "content", lambda _name: "before\n\n{{one}}\n\nafter {{two}}")
    at = AppTest.from_function(page_with_a_drawing, default_timeout=30).run()
    (fold,) = at.main.expander
    assert [part.value for part in fold.children.values()] == ["before", "a drawing", "after {{two}}"]


def test_a_page_waits_while_times_are_measured_says_so_and_takes_the_words_away(monkeypatch):
    shown, measuring, end = [], threading.Event(), threading.Event()

    def measure():
        with turns.in_turn("measure"):
            measuring.set()
            end.wait(20)

    @contextmanager
    def line():
        with status_line() as show:

            def noted(status):
                show(status)
                shown.append(status)
                end.set()

            yield noted

    monkeypatch.setattr(frame, "status_line", line)
    other = threading.Thread(target=measure)
    other.start()
    measuring.wait(20)
    at = opened("nothing")
    other.join(20)
    assert shown == [Waiting("work", 1), None]
    assert captions(at) == ["first", "last", "below"]
    assert not said(at, "measuring times")


@pytest.mark.parametrize("then", ["nothing", "a sentence", "an error", "stop", "rerun"])
def test_whatever_happens_on_a_page_its_turn_ends_with_it(then):
    opened(then)
    assert turns._TURNS._queue == []
