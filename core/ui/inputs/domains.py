"""What models and pictures have to do with one another: photographs and doodles are different worlds."""

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from core.i18n import _, ngettext
from core.models.catalogue.row import ModelRow
from core.pictures.images import Picture
from core.ui.frame.markdown import plain

PictureDomain = Literal["photographs", "doodles"]
"""What a picture is, and what the pictures are that a model learnt from."""

Doodles = Literal["drawings", "scenes"]
"""What there is in the world of doodles: single drawings, and scenes of several."""


def domain_of(picture: Picture) -> PictureDomain:
    """Return what a picture is: doodles where it was drawn, by the app or by hand, and otherwise a photograph, or made
    of photographs."""
    return "doodles" if picture.source == "drawing" else "photographs"


def domain_known(row: ModelRow | None) -> PictureDomain:
    """Return what a model learnt from; photographs where nobody says, and where there is no model."""
    return "doodles" if row and row.domain == "doodles" else "photographs"


def domain_of_models(rows: Sequence[ModelRow]) -> PictureDomain:
    """Return what the first of several models learnt from, as `domain_known` does."""
    return domain_known(rows[0] if rows else None)


def domains_of_models(rows: Sequence[ModelRow]) -> set[PictureDomain]:
    """Return what several models learnt from; photographs where there is none."""
    return {domain_known(row) for row in rows} or {"photographs"}


def domain_gap(rows: Sequence[ModelRow], pictures: Sequence[Picture]) -> None:
    """Draw a sentence where models were shown pictures of a domain that they did not learn from.

    A model of which nobody knows what it learnt from is passed over.
    """
    shown = {domain_of(picture) for picture in pictures}
    doodlers = [plain(row.title) for row in rows if row.domain == "doodles"]
    others = [plain(row.title) for row in rows if row.domain == "photographs"]
    if doodlers and "photographs" in shown:
        words = ngettext(
            "{{model}} learnt from doodles and has never seen a photograph: what it says of one shows the gap between "
            "domains.",
            "{{model}} learnt from doodles and have never seen a photograph: what they say of one shows the gap "
            "between domains.",
            len(doodlers),
        )
        st.info(words.format(model=_joined(doodlers)), icon=":material/explore:")
    if others and "doodles" in shown:
        words = ngettext(
            "{{model}} learnt from photographs, not from doodles: what it says of a drawing shows the gap between "
            "domains.",
            "{{model}} learnt from photographs, not from doodles: what they say of a drawing shows the gap between "
            "domains.",
            len(others),
        )
        st.info(words.format(model=_joined(others)), icon=":material/explore:")


def _joined(names: Sequence[str]) -> str:
    return (
        _("{first} and {last}").format(first=", ".join(names[:-1]), last=names[-1]) if names[1:] else names[0]
    )
