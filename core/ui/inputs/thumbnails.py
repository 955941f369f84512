"""Small pictures, and the small print beside them."""

from base64 import b64encode
from io import BytesIO
from operator import attrgetter

import streamlit as st
from PIL import ImageOps

from core.i18n import _, decimal
from core.pictures.images import Picture
from core.ui.inputs.domains import domain_of

_FOUR_TO_THREE = (320, 240)
_SQUARE = (320, 320)


@st.cache_data(max_entries=200, show_spinner=False, hash_funcs={Picture: attrgetter("digest")})
def thumbnail(picture: Picture) -> bytes:
    """Return a small JPEG of a picture: of a photograph its middle cut to 4:3, of a scene all."""
    file = BytesIO()
    size = _FOUR_TO_THREE if domain_of(picture) == "photographs" else _SQUARE
    ImageOps.fit(picture.image, size).save(file, "JPEG", quality=85)
    return file.getvalue()


def thumbnail_address(picture: Picture) -> str:
    """Return the small JPEG of a picture as a data address, for a table."""
    return f"data:image/jpeg;base64,{b64encode(thumbnail(picture)).decode('ascii')}"


def small(markdown: str) -> None:
    """Draw Markdown in small letters."""
    # Not st.caption: its grey is too pale to read well, above all in links.
    st.markdown(f":small[{markdown}]")


def size_words(picture: Picture) -> str:
    """Say how large a picture is, and how large it was; and that its greys were stretched, if they were."""
    words = f"{picture.size[0]} × {picture.size[1]} px"
    if picture.scaled_from:
        width, height = picture.scaled_from
        words = _("{size}, scaled down from {width} × {height} px").format(
            size=words, width=width, height=height
        )
    if picture.stretched:
        words = _("{size}; its greys only go up to {most}, which is shown as white").format(
            size=words, most=decimal(picture.stretched[1], 0)
        )
    return words
