"""A page that holds pictures, and says how many of those of all visits there are."""

import gc

import streamlit as st

from core.pictures import pixels
from core.scenes.pictures import with_truth
from core.scenes.spec import specs
from core.ui.frame import leaving

leaving.KEPT_SECONDS = 0.5
leaving.clear_up_when_left()

if st.button("Hold pictures"):
    st.session_state["held"] = [with_truth(spec)[0] for spec in specs(3, 5)]
if st.button("Count"):
    gc.collect()
st.text(f"{len(pixels._shared)} pictures, {pixels._decoded.used()} bytes")
