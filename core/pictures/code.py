"""How the code that the app hands out names and opens a picture. The code runs by itself, outside the app."""

from pathlib import PurePath

from core.i18n import _
from core.pictures.images import Picture
from core.python_code import quoted

_OPENED_BY_NAME = {".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}


def name_in_code(picture: Picture) -> str:
    """Return a name for the picture's file in a script: its own, where it has one that the libraries open."""
    on_disk = picture.source in ("upload", "sample", "file", "drawing", "collage")
    opens = PurePath(picture.name).suffix.lower() in _OPENED_BY_NAME
    return picture.name if on_disk and opens else "picture.jpg"


def opening(path: str) -> str:
    """Return the lines of a script that open the picture at `path` as `image`; see `on_white`."""
    return f"# {path_words(path)}\n{on_white(f'Image.open({quoted(path)})')}"


def path_words(path: str) -> str:
    """Return the comment beside a picture's path, in the language in use: it may be another's."""
    return _("Put the path of your own picture in the place of {picture}.").format(
        picture=quoted(" ".join(path.split()))
    )


def on_white(opened: str) -> str:
    """Return the lines of a script that make `image` of `opened`, code of a picture that Pillow opened: upright, RGB,
    and white where it is transparent, the very pixels of `core.pictures.images.open_picture`.

    They need `from PIL import Image, ImageOps`. The comment is in the language in use.
    """
    comment = _("Upright, in the three colours that models expect, and white where it is transparent.")
    return f"""\
# {comment}
image = ImageOps.exif_transpose({opened}).convert("RGBA")
image = Image.composite(image, Image.new("RGBA", image.size, "white"), image).convert("RGB")"""
