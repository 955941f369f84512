"""Reading the rows that are wanted, once a visit."""

from time import monotonic

import streamlit as st

from core.i18n import _, ngettext
from core.library.data_sets.reading import Progress, read_file
from core.library.data_sets.shared import read as read_shared
from core.library.data_sets.table import Reading
from core.scenes.data_sets import read as read_shipped
from core.ui.datasets.choices import Wanted, own_file_bytes, remember
from core.ui.inputs.answers import keep_answer
from core.ui.inputs.answers import kept_answer as kept

_SAID_EVERY = 0.3
_ROW_BYTES = 500


def kept_reading(wanted: Wanted | None) -> Reading | None:
    """Return the rows that were read for this choice, None where none were."""
    reading: Reading | None = kept(_key(wanted)) if wanted else None
    return reading


def read_rows(wanted: Wanted) -> None:
    """Read the rows that are wanted, keep them, and draw the page anew, which then knows what else there is to choose;
    UserError where they cannot be had."""
    place = st.empty()
    said_at = 0.0

    def tell(rows: int | None) -> None:
        nonlocal said_at
        if monotonic() - said_at < _SAID_EVERY:
            return
        said_at = monotonic()
        place.info(_words(rows), icon=":material/hourglass_top:")

    tell(0)
    try:
        reading = _read(wanted, tell)
    finally:
        place.empty()
    for asked in {wanted, remember(wanted, reading)}:
        keep_answer(_key(asked), reading, _size(reading))
    st.rerun()


def _read(wanted: Wanted, tell: Progress) -> Reading:
    if wanted.source == "app":
        return read_shipped(wanted.name, wanted.split, wanted.start, wanted.count)
    if wanted.source == "file":
        return read_file(own_file_bytes(), wanted.name, wanted.start, wanted.count, tell)
    return read_shared(wanted.hub_request(), tell)


def _words(rows: int | None) -> str:
    if rows is None:
        return _("Other visitors' rows are being read. Then it is your turn…")
    if rows > 0:
        return ngettext("{n} row has been read…", "{n} rows have been read…", rows)
    return _("Opening the data set…")


def _key(wanted: Wanted) -> tuple[str, Wanted]:
    return "datasets", wanted


def _size(reading: Reading) -> int:
    """Return about how many bytes a reading takes."""
    return _ROW_BYTES + sum(_ROW_BYTES + len(str(row)) for row in reading.rows)
