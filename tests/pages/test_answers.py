"""The answers of a visit: kept as long as there is room for them."""

import pytest
from streamlit.testing.v1 import AppTest

from core.ui.inputs import answers


def _kept_of(sizes: dict[str, int]) -> list[str]:
    """Return which answers are still there after they were kept in this order."""

    def app(sizes: dict[str, int]) -> None:
        import streamlit as st

        from core.ui.inputs.answers import keep_answer, kept_answer

        for key, size in sizes.items():
            keep_answer(key, f"answer {key}", size)
            kept_answer("first")
        st.session_state["there"] = [key for key in sizes if kept_answer(key) == f"answer {key}"]

    at = AppTest.from_function(app, args=(sizes,)).run()
    assert not at.exception
    return at.session_state["there"]


@pytest.mark.parametrize(
    ("sizes", "there"),
    [
        ({}, []),
        ({"only": 10 * answers.MOST_BYTES}, ["only"]),
        ({"first": 1, "second": 1}, ["first", "second"]),
        ({"first": 1, "second": 1, "large": answers.MOST_BYTES - 1}, ["first", "large"]),
    ],
    ids=["none", "one that is too large", "room for all", "the least recently used goes"],
)
def test_the_least_recently_used_answer_goes_where_there_is_no_room(sizes, there):
    assert _kept_of(sizes) == there
