"""Which class each Auto class takes, and why."""

import streamlit as st

from core.i18n import _, decimal
from core.library.auto_classes import Choice
from core.models.catalogue.row import ModelRow
from core.printable import printable_line
from core.ui.auto_classes.choices import Looked
from core.ui.frame.markdown import plain


def show_classes(row: ModelRow, looked: Looked) -> None:
    """Draw what every Auto class takes for a model, with the reason."""
    if looked.files.needs_own_code:
        _say_own_code(row)
    architectures = looked.files.architectures
    main = [one for one in looked.choices if not one.auto.startswith("AutoModelFor")]
    st.markdown("\n".join(f"- {_taken(one)}  \n  {plain(reason(one))}" for one in main))
    others = [one for one in looked.choices if one not in main]
    if others:
        st.markdown(_("With the head of a task on top, an AutoModelFor… each (same table, by `model_type`):"))
        own = " :material/check: " + _("its weights")
        st.markdown(
            "\n".join(f"- {_taken(one)}{own if one.found in architectures else ''}" for one in others)
        )
    if architectures:
        st.caption(
            _("The weights are those of {classes} (`architectures` in `config.json`).").format(
                classes=", ".join(f"**{plain(printable_line(name, 80))}**" for name in architectures[:3])
            )
        )


def _taken(choice: Choice) -> str:
    found = f"**`{choice.found}`**" if choice.found else "–"
    return f"`{choice.auto}` → {found}"


def reason(choice: Choice) -> str:
    """Return in words why an Auto class takes what it takes."""
    words = {
        "model type": _("model_type “{value}” in config.json: the table of {auto} has it."),
        "named": _("{file} names it: {key}."),
        "named by family": _("{file} names “{value}” ({key}), the older name of the same class."),
        "generic": _(
            "{file} names “{value}”, which is no class of its own: one for all tokenizers takes its place."
        ),
        "unknown type": _("The installed transformers has no model_type “{value}”.")
        if choice.value
        else _("config.json says no model_type."),
        "not in table": _("The table of {auto} has nothing for “{value}”."),
        "own code": _("The repository wants code of its own ({value}), which is not run here."),
        "stands in": _("There is no processor for both: {value} takes its place."),
    }[choice.rule]
    return words.format(auto=choice.auto, file=choice.file, key=choice.key, value=choice.value)


def _say_own_code(row: ModelRow) -> None:
    st.info(
        _(
            "{model} brings Python code of its own (`auto_map`). The app never runs the code of a repository: what "
            "is shown is what transformers itself has for it."
        ).format(model=plain(row.title)),
        icon=":material/shield:",
    )


def short_number(parameters: int) -> str:
    """Return a number of parameters as a person reads it."""
    if parameters >= 1e9:
        return _("{n} billion").format(n=decimal(parameters / 1e9, 2))
    if parameters >= 1e6:
        return _("{n} million").format(n=decimal(parameters / 1e6, 1))
    return decimal(parameters, 0)
