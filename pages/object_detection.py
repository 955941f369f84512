"""Object detection: one picture, one model, every object that it sees."""

import streamlit as st

from core.i18n import _
from core.ui.frame.page import begin, guard, how_it_works
from core.ui.frame.sections import code_section, model_section
from core.ui.inputs.domains import domain_gap, domain_known
from core.ui.inputs.image_input import choose_picture
from core.ui.inputs.model_input import choose_model
from core.ui.object_detection.detection_view import detect_in, explore, kept_answer, really_there, script
from core.ui.widgets.viewer import picture_viewer

begin("object_detection")

controls, result = st.columns([5, 6], gap="large")
with controls:
    # Which samples there are depends on the model, which is chosen below.
    place = st.container()
    row = choose_model("object-detection", key="model")
    with place:
        picture = choose_picture("object_detection", domain=domain_known(row))
    asked = st.button(_("Detect objects"), type="primary", icon=":material/play_arrow:")

answer = None
with result, guard():
    if asked:
        detect_in(row, picture)
    answer = kept_answer(row, picture)
    if answer:
        explore(picture, answer)
        domain_gap([answer.row], [picture])
    else:
        picture_viewer(
            picture.image,
            (),
            key=f"viewer_{picture.digest}",
            alt=picture.name,
            empty_text=_("Press the button and {model} will mark what it sees.").format(model=row.title),
        )
    really_there(picture)

how_it_works("object_detection")
if not answer:
    code_section(script(row, picture), "object_detection.py")
model_section(row)
