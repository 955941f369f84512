"""The toy page's answer."""

import streamlit as st

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.pictures.images import Picture
from core.ui.frame.markdown import plain
from core.ui.frame.status import status_line
from core.ui.inputs.model_input import ask
from core.vision.toy_task.name import name_of


def show_answer(row: ModelRow, picture: Picture) -> None:
    """Draw what the model of `row` calls a picture."""
    with status_line() as notify:
        label = ask(row, "toy-task", lambda loaded: name_of(loaded, picture.image), notify)
    st.success(_("This is: {label}").format(label=plain(label)))
