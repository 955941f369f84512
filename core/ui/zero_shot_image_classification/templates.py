"""The templates of a visit: the sentences that a label is put into before the model reads it."""

import streamlit as st

from core.errors import UserError
from core.i18n import _, current_language
from core.own_labels import checked_template
from core.ui.frame.markdown import plain
from core.ui.inputs.domains import PictureDomain
from core.vision.zero_shot.embeddings import filled
from core.vision.zero_shot.labels import MOST_TEMPLATES, TEMPLATES, checked_templates
from core.vision.zero_shot.languages import DRAWINGS, PHOTOGRAPHS

_KEYS: dict[PictureDomain, str] = {"photographs": "template", "doodles": "drawing_template"}
"""Under what the templates are kept and stand in the address, by what the models know."""

_SAID = "zero_shot.template_said"
_OFFERED = tuple(dict.fromkeys(template for texts in TEMPLATES.values() for template in texts))


def choose_templates(labels: tuple[str, ...], domain: PictureDomain) -> tuple[str, ...]:
    """Draw the choice of templates, with what the model reads, and return them; at least one. It begins with one that
    suits models of `domain`."""
    key, usual = _KEYS[domain], PHOTOGRAPHS.templates["en"]
    words = _("{} stands for the label. Of several the mean is taken, which often helps.")
    if domain == "doodles":
        usual = DRAWINGS.templates[current_language()]
    else:
        words += " " + _(
            "English works better: these models learnt from texts of the web, which are mostly in English. “English or "
            "Spanish?” under the result measures it."
        )
    st.multiselect(
        _("Templates: the text around the label"),
        _OFFERED,
        default=[usual],
        accept_new_options=True,
        max_selections=MOST_TEMPLATES,
        placeholder=usual,
        key=key,
        bind="query-params",
        on_change=_changed,
        args=(key, usual),
        help=words,
    )
    templates, wrong = _usable(st.session_state[key], usual)
    for words in dict.fromkeys([*wrong, *st.session_state.pop(_SAID, ())]):
        st.error(plain(words), icon=":material/error:")
    if labels:
        more = len(labels) * len(templates) - 1
        example = plain(filled(templates[0], labels[0]))
        st.caption(
            _("What the model reads: “{text}”, and {n} more.").format(text=example, n=more)
            if more
            else _("What the model reads: “{text}”.").format(text=example)
        )
    return templates


def _changed(key: str, usual: str) -> None:
    """Write templates as they are used: those that were just typed may lack a place for the label."""
    templates, wrong = _usable(st.session_state[key], usual)
    st.session_state[key] = list(templates)
    st.session_state[_SAID] = wrong


def _usable(typed: list[str], usual: str) -> tuple[tuple[str, ...], list[str]]:
    """Return the templates among texts from anywhere, `usual` where there is none, and why others are not."""
    good, wrong = [], []
    for text in typed:
        try:
            good.append(checked_template(text))
        except UserError as error:
            wrong.append(str(error))
    return checked_templates(good or [usual]), wrong
