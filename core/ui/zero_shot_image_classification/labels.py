"""The labels of a visit: chips to add and remove, a list to paste into, sets, files and addresses.

The labels are kept in the session and stand in the address, so that a teacher's link brings them along. What cannot be
taken is said, and the labels that were there stay.
"""

from collections.abc import Callable, Iterable

import streamlit as st

from core.errors import UserError
from core.i18n import _, current_language, ngettext
from core.own_labels import (
    LONGEST_LABEL,
    MOST_LABELS,
    Labels,
    checked_labels,
    label_notes,
    split_labels,
    split_new,
)
from core.printable import printable_text
from core.ui.frame.markdown import plain
from core.ui.frame.widget_words import limit_words
from core.ui.inputs.domains import PictureDomain
from core.vision.zero_shot.label_sets import (
    JSON_EXAMPLE,
    LABEL_SETS,
    MOST_BYTES,
    labels_at,
    labels_in,
    labels_in_file,
)
from core.vision.zero_shot.languages import DRAWINGS, PHOTOGRAPHS

_LABELS = "zero_shot.labels"
_SET = "zero_shot.set"
_SAID = "zero_shot.said"
_MOUNTS = "zero_shot.mounts"
"""How often the chips were drawn anew, because the labels came from elsewhere."""
_CHANGES = "zero_shot.changes"
_USUAL = "zero_shot.usual_set"
"""The set that the labels are where nobody chooses others."""

_IN_ADDRESS, _SET_IN_ADDRESS = "labels", "label_set"
_ENDINGS = ("txt", "csv", "json")
_MOST_CHIPS = 30
_MOST_SHOWN = 40
_LONGEST_ADDRESS = 1500
"""How many letters of labels an address has room for."""


def choose_labels(domain: PictureDomain) -> tuple[str, ...]:
    """Draw the labels with the ways to change them, and return them; while nobody changes them, they are those that
    suit models of `domain`."""
    _begin(domain)
    labels: tuple[str, ...] = st.session_state[_LABELS]
    if len(labels) <= _MOST_CHIPS:
        _chips(labels)
    else:
        _many(labels)
    with st.container(horizontal=True):
        with st.popover(_("As a list"), icon=":material/edit_note:"):
            _as_list(labels)
        with st.popover(_("Sets and files"), icon=":material/library_books:"):
            _sets()
            _file()
            _address()
    for kind, words in st.session_state.get(_SAID, ()):
        if kind == "error":
            st.error(plain(words), icon=":material/error:")
        else:
            st.caption(plain(words))
    _to_address(labels)
    return labels


def _begin(domain: PictureDomain) -> None:
    """Have the labels begin with what the address asks for, else with the usual set; where that changes with the model,
    labels that are still that set change with it."""
    known: tuple[str, str] = st.session_state.get(_USUAL, ("", ""))
    if known[0] == domain:
        return
    usual = DRAWINGS.sets[current_language()] if domain == "doodles" else PHOTOGRAPHS.sets["en"]
    st.session_state[_USUAL] = (domain, usual)
    if _LABELS not in st.session_state:
        st.session_state[_LABELS], st.session_state[_SET] = _from_address(usual)
    elif st.session_state[_SET] == known[1]:
        _use_set(usual)


def _chips(labels: tuple[str, ...]) -> None:
    key = f"zero_shot.chips.{st.session_state.get(_MOUNTS, 0)}"
    options = f"{key}.options"
    if key not in st.session_state:
        # Chips that are typed are none of the options; other options would make it another widget.
        st.session_state[options] = labels

    def changed() -> None:
        typed = st.session_state[key]
        _take(lambda: checked_labels(split_new(typed, labels)))
        if list(st.session_state[_LABELS]) != typed:
            st.session_state[_MOUNTS] = st.session_state.get(_MOUNTS, 0) + 1

    st.multiselect(
        ngettext("{n} label", "{n} labels", len(labels)),
        st.session_state[options],
        default=st.session_state[options],
        accept_new_options=True,
        placeholder=_("Type a label and press Enter"),
        key=key,
        on_change=changed,
    )


def _many(labels: tuple[str, ...]) -> None:
    with st.expander(
        ngettext("{n} label", "{n} labels", len(labels)), icon=":material/label:", key="zero_shot.many"
    ):
        shown = " · ".join(map(plain, labels[:_MOST_SHOWN]))
        more = len(labels) - _MOST_SHOWN
        st.markdown(shown + (" · …" if more > 0 else ""))
    st.caption(_("So many are not shown one by one. Change them as a list."))


def _as_list(labels: tuple[str, ...]) -> None:
    # The text follows the labels, also where they were changed elsewhere; what is typed here stays as long as they do.
    key = f"zero_shot.text.{st.session_state.get(_CHANGES, 0)}"

    def changed() -> None:
        typed = printable_text(st.session_state[key], MOST_BYTES)
        _from_elsewhere(lambda: checked_labels(split_new([typed], labels)))

    st.text_area(
        _("One label a line, in the order in which they are shown"),
        "\n".join(labels),
        key=key,
        height=220,
        on_change=changed,
        help=_("Up to {most} labels of {longest} characters. In one line, commas part them.").format(
            most=MOST_LABELS, longest=LONGEST_LABEL
        ),
    )
    # To press it is to leave the field, which is when the labels are taken.
    st.button(_("Use these labels"), type="primary", key="zero_shot.use_list", width="stretch")


def _sets() -> None:
    st.markdown(_("**Ready-made sets**"))
    with st.container(horizontal=True):
        for name, one in LABEL_SETS.items():
            st.button(
                _(one.title),
                key=f"zero_shot.set.{name}",
                help=one.source or None,
                on_click=_use_set,
                args=(name,),
            )


def _use_set(name: str) -> None:
    _from_elsewhere(lambda: Labels(labels_in(name)), name)


def _file() -> None:
    key = f"zero_shot.file.{st.session_state.get(_CHANGES, 0)}"

    def changed() -> None:
        if file := st.session_state[key]:
            _from_elsewhere(lambda: labels_in_file(file.getvalue(), file.name))

    limit_words(key, MOST_BYTES, [ending.upper() for ending in _ENDINGS])
    st.file_uploader(
        _("A text file with a label a line, or JSON"),
        type=list(_ENDINGS),
        max_upload_size=MOST_BYTES // 1_000_000,
        key=key,
        on_change=changed,
    )


def _address() -> None:
    with st.form("zero_shot.address", border=False):
        url = st.text_input(
            _("Or the address of a list in JSON (an API)"),
            placeholder="https://",
            max_chars=2000,
            key="zero_shot.url",
        )
        st.caption(
            _("Expected is a list of texts, such as `{example}`, or of objects with a name.").format(
                example=JSON_EXAMPLE
            )
        )
        if st.form_submit_button(_("Get the labels"), icon=":material/download:"):
            with st.spinner(_("Getting the labels…")):
                _from_elsewhere(lambda: labels_at(printable_text(url)))
            st.rerun()


def _take(read: Callable[[], Labels], set_name: str = "") -> bool:
    """Put the labels that `read` returns in the place of those of the visit, and remember what is to be said of them;
    tell whether that went well."""
    try:
        found = read()
    except UserError as error:
        st.session_state[_SAID] = [("error", str(error))]
        return False
    st.session_state[_LABELS], st.session_state[_SET] = found.labels, set_name
    st.session_state[_SAID] = [("note", words) for words in label_notes(found)]
    st.session_state[_CHANGES] = st.session_state.get(_CHANGES, 0) + 1
    return True


def _from_elsewhere(read: Callable[[], Labels], set_name: str = "") -> None:
    if _take(read, set_name):
        st.session_state[_MOUNTS] = st.session_state.get(_MOUNTS, 0) + 1


def _from_address(usual: str) -> tuple[tuple[str, ...], str]:
    """Return the labels that the address asks for, and the set that they are; the usual one where it asks for none."""
    asked_set = st.query_params.get(_SET_IN_ADDRESS, "")
    if asked_set in LABEL_SETS:
        return labels_in(asked_set), asked_set
    asked = st.query_params.get_all(_IN_ADDRESS)
    # Whoever writes an address by hand parts them with commas.
    found = checked_labels((split_labels(asked[0]) if len(asked) == 1 else asked)[:MOST_LABELS])
    return (found.labels, "") if found.labels else (labels_in(usual), usual)


def _to_address(labels: Iterable[str]) -> None:
    """Write the labels into the address, unless they are the usual ones or too many for it."""
    name, texts = st.session_state[_SET], list(labels)
    if name or len("".join(texts)) > _LONGEST_ADDRESS:
        texts = []
    if len(texts) == 1 and len(split_labels(texts[0])) > 1:
        # Beside another one, be it empty, a label is read as it is.
        texts = [*texts, ""]
    _set_in_address(_IN_ADDRESS, texts)
    _set_in_address(_SET_IN_ADDRESS, [name] if name not in ("", st.session_state[_USUAL][1]) else [])


def _set_in_address(key: str, values: list[str]) -> None:
    if st.query_params.get_all(key) == values:
        return
    if values:
        st.query_params[key] = values
    else:
        del st.query_params[key]
