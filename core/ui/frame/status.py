"""What the app is busy with, told to whoever waits: queued, downloading, loading."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from core.i18n import _, decimal, megabytes, ngettext
from core.models.loaded import Downloading, Status, Waiting


def _words(status: Status) -> str:
    if isinstance(status, Waiting):
        if status.before > 1:
            return ngettext(
                "{n} visitor is before you. Then it is your turn…",
                "{n} visitors are before you. Then it is your turn…",
                status.before,
            )
        if status.for_what == "work":
            return _("Another visitor is measuring times, and nothing may disturb them. Your page is next…")
        if status.for_what == "memory":
            return _("Other visitors' models fill the memory. As soon as there is room, it is your turn…")
        if status.for_what == "load":
            return _("Another visitor is loading a model. Yours is next in line…")
        if status.for_what == "download":
            return _("Another visitor is already downloading this model. Then it is here for you too…")
        return _("Another visitor's turn comes first. Yours is next in line…")
    if isinstance(status, Downloading):
        if not status.total_bytes:
            return _("Downloading the model…")
        return _("Downloading the model: {done} of {total} ({percent} %)").format(
            done=megabytes(status.done_bytes),
            total=megabytes(status.total_bytes),
            percent=decimal(100 * status.done_bytes / status.total_bytes, 0),
        )
    return _("Loading the model into memory…")


@contextmanager
def status_line() -> Iterator[Callable[[Status | None], None]]:
    """Yield the function that shows a Status in one line here, or takes the line away (None); it goes when the with
    block ends."""
    placeholder = st.empty()

    def show(status: Status | None) -> None:
        if status is None:
            placeholder.empty()
        elif isinstance(status, Downloading) and status.total_bytes:
            placeholder.progress(min(1.0, status.done_bytes / status.total_bytes), text=_words(status))
        else:
            placeholder.info(_words(status), icon=":material/hourglass_top:")

    try:
        yield show
    finally:
        placeholder.empty()
