"""The end of a visit: whose session is closed, and when memory is given back."""

import asyncio
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from types import SimpleNamespace

import pytest

from core.turns import in_turn
from core.ui.frame import leaving


@pytest.fixture
def server(monkeypatch):
    """A server in the place of Streamlit's: who is here, whose session it closed, how often memory was given back."""
    here = SimpleNamespace(active=set(), closed=[], given_back=[])
    here.is_active_session = here.active.__contains__
    here.close_session = here.closed.append
    monkeypatch.setattr(leaving.runtime, "get_instance", lambda: here)
    monkeypatch.setattr(leaving, "_give_back", lambda: here.given_back.append(len(here.closed)))
    monkeypatch.setattr(leaving, "KEPT_SECONDS", 0.05)
    return here


def leave(*visitors, then=lambda: None):
    async def lesson():
        for visitor in visitors:
            leaving._left(visitor)
        then()
        while leaving._leaving:
            await asyncio.sleep(0.01)
        await asyncio.get_running_loop().shutdown_default_executor()

    # A thread of its own: a browser test may have left an event loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, lesson()).result()


def test_the_session_of_who_left_is_closed_and_its_memory_given_back(server):
    leave("ana")
    assert (server.closed, server.given_back) == (["ana"], [1])


def test_who_came_back_keeps_the_session(server):
    leave("ana", then=lambda: server.active.add("ana"))
    assert server.closed == []


def test_who_left_twice_is_waited_for_since_the_last_time(server):
    leave("ana", "ana")
    assert server.closed == ["ana"]


def test_memory_is_given_back_once_for_all_who_leave_together(server):
    leave("ana", "ben", "eva")
    assert (server.closed, server.given_back) == (["ana", "ben", "eva"], [3])


def test_while_times_are_measured_one_waits_for_all_who_leave(monkeypatch):
    given_back = []
    monkeypatch.setattr(leaving, "give_memory_back", lambda: given_back.append(1))
    with ThreadPoolExecutor(3) as pool:
        with in_turn("measure"):
            leaving_now = [pool.submit(leaving._give_back) for _ in range(3)]
            for done in islice(as_completed(leaving_now), 2):
                done.result()
        for done in leaving_now:
            done.result()
    assert given_back == [1]
