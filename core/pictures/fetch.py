"""Pictures from the web: what core.fetch brings, as a picture."""

from core.errors import UserError
from core.fetch import fetch
from core.i18n import N_
from core.pictures.images import MAX_PICTURE_BYTES, Picture, open_picture, pixels_of


def fetch_picture(url: str) -> Picture:
    """Return the picture at a public http(s) address of at most MAX_PICTURE_BYTES bytes.

    Raises UserError as `core.fetch.fetch` does, and for a web page in place of a picture, and for no picture that
    `open_picture` can read.

    >>> fetch_picture("https://example.org/bus.jpg").name
    'bus.jpg'
    """
    name, data = fetch_file(url)
    return open_picture(data, name, "url")


def fetch_file(url: str) -> tuple[str, bytes]:
    """Return the name and the content of the picture's file at an address, not opened yet; as `fetch_picture`."""
    name, kind, data = fetch(url, "image/*", MAX_PICTURE_BYTES)
    # Some servers call every file a page, so a picture is known by its bytes.
    is_called_page = kind == "text/html" and not pixels_of(data)
    if is_called_page or data[:512].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        raise UserError(
            N_(
                "That address is a web page, not a picture. "
                "Right-click the picture and copy the address of the image itself."
            )
        )
    return name, data
