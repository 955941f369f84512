"""Files to save: one row of buttons, the same on every page."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import streamlit as st

from core.errors import UserError
from core.i18n import in_this_language
from core.pictures.words import words_png
from core.turns import in_turn


@dataclass(frozen=True)
class Download:
    """A file to save: what its button says, what is in it or what makes that once it is pressed, its name and type.

    `mime` is the file's media type, `icon` one of Streamlit's, `kind` how the button stands out, `hint` what is said
    when it is pointed at.
    """

    label: str
    data: str | bytes | Callable[[], str | bytes]
    file_name: str
    mime: str
    icon: str = ":material/download:"
    key: str | None = None
    kind: Literal["primary", "secondary", "tertiary"] = "secondary"
    hint: str | None = None
    disabled: bool = False


def downloads(*files: Download) -> None:
    """Draw a row of buttons, one a file; saving a file runs no script, and speaks the language of this run.

    A picture that cannot be made (UserError) is a picture of the sentence that says so.

    Example: `downloads(Download("CSV", to_csv(shown), "cat.csv", "text/csv", ":material/csv:"))`.
    """
    with st.container(horizontal=True, width="content"):
        for file in files:
            st.download_button(
                file.label,
                in_this_language(partial(_made, file)) if callable(file.data) else file.data,
                file.file_name,
                file.mime,
                icon=file.icon,
                key=file.key,
                type=file.kind,
                help=file.hint,
                disabled=file.disabled,
                on_click="ignore",
            )


def _made(file: Download) -> str | bytes:
    """Return what is in a file that is made once its button is pressed, in a thread of its own, while no time is
    measured."""
    assert callable(file.data)  # noqa: S101 (what is there already is not made)
    try:
        with in_turn("work"):
            return file.data()
    except UserError as error:
        # Streamlit would say, in English, that it failed, and nobody would know why.
        if file.mime == "image/png":
            return words_png(str(error))
        raise
