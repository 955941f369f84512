"""What a visitor drew freely, in the store under a key in the address, so that a reload brings it back."""

import json

import numpy as np
import streamlit as st

from core import store
from core.i18n import _
from core.json_files import as_list, as_number, as_object, read_json
from core.sketch.strokes import strokes_of
from core.store import StoreError
from core.ui.frame import saved
from core.ui.frame.saved import KeptText, address_of, keep_text, write_address
from core.ui.widgets.sketch_pad import Pad, pad_on, put_on

KEY = "drawing"
"""The part of the address that names the drawing."""

_FORMAT = "miralab-drawing"
_KEPT = "free_drawing_kept"


def bring_back_drawing(pad: str) -> None:
    """Put on a pad what the address names, when the visit begins; call it before the pad is drawn.

    What was drawn before it could be read gets an address of its own.
    """
    if _KEPT in st.session_state:
        return
    kept = KeptText()
    if store.is_key(key := st.query_params.get(KEY, "")):
        try:
            entry = store.read(saved.store_engine(), key)
        except StoreError:
            # The next line tries again; until then nothing is written over what is there.
            return
        try:
            drawing = _drawing_from(entry.work if entry else "")
        except ValueError:
            st.query_params.pop(KEY, None)
            st.info(
                _(
                    "There is no saved drawing at this address: it was not used for 30 days, or it is mistyped."
                ),
                icon=":material/history:",
            )
        else:
            if pad_on(pad, "").strokes:
                st.info(
                    _(
                        "There was a drawing at this address already, and it could not be read until now. It is still "
                        "there, at {address}; what you drew here has an address of its own."
                    ).format(address=address_of(KEY, key)),
                    icon=":material/call_split:",
                )
            elif entry:
                put_on(pad, drawing)
                kept = KeptText(key, entry.version, entry.work)
    st.session_state[_KEPT] = kept


def keep_drawing(pad: Pad) -> None:
    """Save what is on the pad if it changed since it was saved last; say so where that cannot be done."""
    kept: KeptText | None = st.session_state.get(_KEPT)
    text = _text_of(pad)
    if kept and text != kept.text and (pad.strokes or kept.key):
        keep_text(kept, text)
    if kept and kept.key:
        write_address(KEY, [kept.key])
    if pad.strokes and (kept is None or kept.failed):
        st.caption(
            _("The server cannot keep your drawing at the moment: if you reload this page, it may be lost.")
        )


def _text_of(pad: Pad) -> str:
    strokes = [np.rint(stroke).astype(int).ravel().tolist() for stroke in pad.strokes]
    return json.dumps({"format": _FORMAT, "strokes": strokes, "widths": pad.widths})


def _drawing_from(text: str) -> Pad:
    """Return the drawing that was kept as a text; ValueError where it is something else."""
    try:
        content = as_object(read_json(text))
        if content.get("format") != _FORMAT:
            raise ValueError("no drawing")
        strokes = strokes_of(as_list(content["strokes"]))
        widths = tuple(as_number(width) for width in as_list(content["widths"]))
    except (KeyError, TypeError) as error:
        raise ValueError("no drawing") from error
    if len(widths) != len(strokes):
        raise ValueError("not a width for each line")
    return Pad(strokes, widths)
