"""The parts of a model that was looked at, a tab each."""

import streamlit as st

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.text.border import Text
from core.ui.auto_classes.choices import Looked
from core.ui.auto_classes.configuration import show_configuration
from core.ui.auto_classes.inside import show_inside
from core.ui.auto_classes.layers import show_layers
from core.ui.frame.markdown import plain
from core.ui.frame.page import guard


def invitation(row: ModelRow | None) -> None:
    """Draw what the button will do."""
    if row is None:
        st.caption(_("What a model is made of will appear here."))
        return
    st.caption(
        _("Press the button to see which classes {model} opens with, and how it is built.").format(
            model=plain(row.title)
        )
    )


def show_parts(row: ModelRow, looked: Looked) -> Text | None:
    """Draw the layers, the configuration, and what goes in and comes out; return the text that goes in, if any."""
    layers, configuration, inside = st.tabs(
        [_("The layers"), _("The configuration"), _("What goes in and comes out")]
    )
    with layers, guard():
        show_layers(row, looked)
    with configuration, guard():
        show_configuration(looked)
    given: list[Text | None] = []
    with inside, guard():
        given.append(show_inside(row, looked))
    return given[0] if given else None
