"""What is looked for in Activity 3: labels, typed or picked, and what comes behind them.

Both are kept for the visit, whatever the picture and the model, and stand in the address, so that a teacher's link asks
for them.
"""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from core.i18n import _
from core.pictures.images import EXTENSIONS, FORMATS, MAX_PICTURE_BYTES, Picture, open_picture
from core.pictures.labels import with_name
from core.pictures.samples import open_sample, samples
from core.printable import printable_line
from core.ui.frame.markdown import plain
from core.ui.frame.saved import write_address
from core.ui.frame.widget_words import limit_words
from core.ui.inputs.sources import add_from, show_errors
from core.vision.segmentation.cut_out import BACKGROUNDS, Background
from core.vision.segmentation.hand_in import background_words
from core.vision.segmentation.looking_for import Sought, look_for

MOST_LABELS = 10

_LABELS = "label"
_BACKGROUND = "background"
_OTHER = "segmentation_other"
_OWN = "own"
_OTHERS = ("taj_mahal.jpg", "polar_bear.jpg", "coffee.jpg", "bus.jpg", "owl.jpg")


def choose_labels(present: Sequence[str], known: Sequence[str], key: str) -> list[Sought]:
    """Draw the field for the labels to look for and return what each of them means in the picture.

    `present` are the labels in the picture, `known` those of the model; `key` names the picture and the model.
    """
    wanted = _wanted()
    widget = f"sought_{key}_{len(st.session_state[_LABELS + '_takes'])}"

    def keep() -> None:
        texts = [printable_line(text) for text in st.session_state[widget]]
        st.session_state[_LABELS] = list(dict.fromkeys(filter(None, texts)))

    options = list(dict.fromkeys((*(label.strip() for label in present), *wanted)))
    st.multiselect(
        _("Labels to look for"),
        options,
        default=wanted,
        format_func=with_name,
        key=widget,
        on_change=keep,
        accept_new_options=True,
        max_selections=MOST_LABELS,
        select_all=False,
        placeholder=_("Pick one, or type it: person, airplane…"),
        help=_("In English or in Spanish. Press Enter after each one."),
    )
    wanted = st.session_state[_LABELS]
    write_address(_LABELS, wanted)
    return [look_for(text, present, known) for text in wanted]


def take_nearest(text: str, label: str) -> None:
    """Put a label in the place of a text that was looked for; for the callback of a button."""
    wanted = [label if one == text else one for one in st.session_state[_LABELS]]
    st.session_state[_LABELS] = list(dict.fromkeys(wanted))
    # The field has the old text until it is another field.
    st.session_state[f"{_LABELS}_takes"].append(text)


def _wanted() -> list[str]:
    """Return what is looked for; a visit begins with what its address names."""
    st.session_state.setdefault(f"{_LABELS}_takes", [])
    asked = [printable_line(text, 100) for text in st.query_params.get_all(_LABELS)[:MOST_LABELS]]
    wanted: list[str] = st.session_state.setdefault(_LABELS, list(dict.fromkeys(filter(None, asked))))
    return wanted


def choose_background() -> tuple[Background, Picture | None]:
    """Draw the choice of what comes behind the labels, and return it, with the other picture where it is one."""
    asked = st.query_params.get(_BACKGROUND)
    words = background_words()
    st.session_state.setdefault(_BACKGROUND, next((one for one in BACKGROUNDS if one == asked), "white"))
    background: Background = st.segmented_control(
        _("Background"),
        BACKGROUNDS,
        format_func=words.__getitem__,
        required=True,
        key=_BACKGROUND,
        persist_state="session",
        wrap=True,
    ) or "white"  # fmt: skip
    write_address(_BACKGROUND, [] if background == "white" else [background])
    return background, _other_picture() if background == "picture" else None


def _other_picture() -> Picture:
    """Draw the choice of the picture that goes behind, and return it."""
    own: Picture | None = st.session_state.get(_OTHER)
    words = {_OWN: own.name} if own else {}
    words |= {one.name: _(one.title) for one in samples() if one.name in _OTHERS}
    widget = f"{_OTHER}.file"

    def keep(picture: Picture) -> None:
        st.session_state[_OTHER] = picture
        st.session_state[f"{_OTHER}.name"] = _OWN

    def uploaded() -> None:
        if file := st.session_state[widget]:
            add_from(_OTHER, keep, [partial(open_picture, file.getvalue(), file.name, "upload")])

    name = st.selectbox(
        _("The picture behind"),
        sorted(words, key=(_OWN, *_OTHERS).index),
        format_func=words.__getitem__,
        key=f"{_OTHER}.name",
        persist_state="session",
    )
    limit_words(widget, MAX_PICTURE_BYTES, FORMATS)
    st.file_uploader(
        _("A picture of your own"),
        type=list(EXTENSIONS),
        max_upload_size=MAX_PICTURE_BYTES // 1_000_000,
        key=widget,
        on_change=uploaded,
    )
    show_errors(_OTHER)
    return own if own and name == _OWN else open_sample(name)


def say_not_found(sought: Sequence[Sought]) -> None:
    """Say of each text that was not found what the model knows of it, and offer the nearest label in the picture."""
    for one in sought:
        if one.found:
            continue
        words = (
            _("“{label}” is not in this picture: the model knows it, and did not see it here.")
            if one.known
            else _("“{label}” is not a label of this model. Its labels are listed under the picture.")
        )
        st.warning(words.format(label=plain(one.text)), icon=":material/search_off:")
        if one.nearest:
            st.button(
                _("Take the nearest one: {label}").format(label=plain(with_name(one.nearest.strip()))),
                key=f"nearest_{one.text}",
                icon=":material/near_me:",
                on_click=take_nearest,
                args=(one.text, one.nearest.strip()),
            )
