"""The settings files of a model as a table that can be searched."""

import pandas as pd
import streamlit as st

from core.i18n import _
from core.library.auto_files import CONFIG, MOST_SETTINGS, matching, settings_of
from core.printable import printable_line
from core.ui.auto_classes.choices import KEY, Looked


def show_configuration(looked: Looked) -> None:
    """Draw every setting of a model's files, with a field to search them."""
    st.markdown(
        _(
            "`AutoConfig.from_pretrained` reads `config.json`: how the network is built. The other files say how its "
            "input is prepared. What is written here is what the files say, whoever wrote them."
        )
    )
    wanted = st.text_input(
        _("Search the settings"),
        key=f"{KEY}.search",
        placeholder="hidden_size",
        max_chars=80,
        persist_state="session",
        icon=":material/search:",
    )
    every = settings_of(looked.files)
    found = matching(every, printable_line(wanted or ""))
    if not every:
        st.warning(_("config.json holds no settings that can be read."), icon=":material/warning:")
        return
    if not found:
        st.info(_("No setting has these words in it."), icon=":material/search_off:")
        return
    st.dataframe(
        pd.DataFrame([{_("Setting"): one.name, _("Value"): one.value, _("File"): one.file} for one in found]),
        hide_index=True,
        height=min(420, 38 + 35 * len(found)),
        column_config={_("Value"): st.column_config.TextColumn(width="large")},
        alt=_("The settings of the model"),
    )
    words = _("{found} of {all} settings").format(found=len(found), all=len(every))
    if len(every) == MOST_SETTINGS:
        words += " " + _("(the first ones; there are more)")
    st.caption(words)
    if CONFIG not in looked.files.there:
        st.caption(_("There is no config.json."))
