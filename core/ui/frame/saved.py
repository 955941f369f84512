"""The store of this server, for the pages that keep what a visitor does."""

import logging
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

import streamlit as st
from sqlalchemy import Engine

from core import store
from core.errors import UserError
from core.store import BehindError, StoreError
from core.store_folder import default_url

_log = logging.getLogger("miralab")


@st.cache_resource(show_spinner=False, ttl="1d")
def store_engine() -> Engine:
    """Return the store's engine, SQLite unless the secrets name another one, and forget old entries once a day.

    Raises StoreError where the secrets name one that cannot be had.
    """
    try:
        if st.secrets.load_if_toml_exists() and "store" in st.secrets.get("connections", {}):
            engine = st.connection("store", type="sql").engine
        else:
            engine = st.connection("store", type="sql", url=default_url()).engine
    except Exception as error:
        # A mistake in the secrets or a driver that is not installed: each library has an error of its own for it, and
        # its words may hold the password.
        _log_once(f"the store of saved work cannot be opened: {type(error).__name__}")
        raise StoreError(store.CANNOT_KEEP) from error
    # What is there can perhaps be read all the same, and the store says itself what is wrong with it.
    with suppress(StoreError):
        store.forget_old(engine)
    return engine


@cache
def _log_once(words: str) -> None:
    _log.error(words)


def write_address(name: str, values: list[str]) -> None:
    """Set a part of the address, only where it changes: each message could overtake what the browser writes there."""
    if st.query_params.get_all(name) != values:
        st.query_params[name] = values


def page_address() -> str:
    """Return the address of this page, without its choices."""
    return (st.context.url or "").split("?")[0]


def is_only_here() -> bool:
    """Tell whether this page's address works on this computer alone."""
    return urlsplit(st.context.url or "").hostname in ("localhost", "127.0.0.1", "::1")


def address_of(name: str, key: str) -> str:
    """Return the address of what is kept under a key, which is the part `name` of the address, as Markdown that can be
    copied."""
    address = f"{page_address()}?{name}={key}".replace("`", "")
    return f"`{address}`"


@dataclass
class KeptText:
    """What is known of a visit's entry in the store that is one text: its key ("": it has none yet), the version seen
    last, what was written last, and whether it cannot be kept now."""

    key: str = ""
    version: int = 0
    text: str = ""
    failed: bool = False


def keep_text(kept: KeptText, text: str) -> None:
    """Write the text of an entry, at a new key where there is none yet or another tab has written meanwhile."""
    key = kept.key or store.new_key()
    try:
        try:
            version = store.write(store_engine(), key, text, {}, kept.version)
        except BehindError:
            key = store.new_key()
            version = store.write(store_engine(), key, text, {})
        kept.key, kept.version, kept.text, kept.failed = key, version, text, False
    except UserError:
        kept.failed = True
