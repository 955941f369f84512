"""The end of a visit: what it held is let go, and the memory given back to the system.

Streamlit keeps the session of whoever is gone for two minutes, to come back to after a lost connection, but then lets
go of it only when another visitor leaves; and much of it waits for Python's collector, which a quiet server never runs.
"""

import asyncio
import gc
import threading

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.models.reading import give_memory_back
from core.turns import in_turn

KEPT_SECONDS = 115.0
"""How long one can come back. Streamlit cannot close a session any more that it has kept for 120 seconds."""

_TOGETHER = 5.0
"""Seconds within which many who leave, as at the end of a lesson, are cleared up after together."""

_leaving: dict[str, asyncio.TimerHandle] = {}
"""What will close the session of each visitor who is gone; only the server's event loop uses it."""

_waits = threading.Lock()
"""Held by the thread that waits for its turn to give memory back."""


def clear_up_when_left() -> None:
    """Have this visit's session closed and its memory given back some time after the visitor has left."""
    context = get_script_run_ctx()
    if context and runtime.exists():
        _visit(context.session_id)


def _left(session: str) -> None:
    # Streamlit calls this in its event loop, whenever the browser is gone.
    loop = asyncio.get_running_loop()
    if session in _leaving:
        _leaving[session].cancel()
    _leaving[session] = loop.call_later(KEPT_SECONDS, _close, session)


@st.cache_resource(scope="session", show_spinner=False, on_release=_left)
def _visit(session: str) -> str:
    return session


def _close(session: str) -> None:
    """Close a session, unless its visitor is back."""
    del _leaving[session]
    server, loop = runtime.get_instance(), asyncio.get_running_loop()
    if not server.is_active_session(session):
        server.close_session(session)
    if not any(other.when() < loop.time() + _TOGETHER for other in _leaving.values()):
        loop.run_in_executor(None, _give_back)


def _give_back() -> None:
    # Who waits for a long measurement does it for all who leave meanwhile: these threads make the downloads too.
    if not _waits.acquire(blocking=False):
        return
    # The collector stops everything for a while, which must not stand in anybody's measured times.
    with in_turn("work"):
        _waits.release()
        gc.collect()
        give_memory_back()
