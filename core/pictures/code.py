"""How the code that the app hands out names and opens a picture. The code runs by itself, outside the app."""

from pathlib import PurePath

from core.i18n import _
from core.pictures.images import Picture
from core.python_code import quoted

_OPENED_BY_NAME = {".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}


def name_in_code(picture: Picture) -> str:
    """Return a name for the picture's file in a script: its own, where it has one that the libraries open."""
    on_disk = picture.source in ("upload", "sample", "file", "drawing")
    opens = PurePath(picture.name).suffix.lower() in _OPENED_BY_NAME
    return picture.name if on_disk and opens else "picture.jpg"


def opening(path: str) -> str:
    """Return the lines of a script that open the picture at `path`, upright and in colour, as `image`.

    They need `from PIL import Image, ImageOps`. The comment is in the language in use.
    """
    mine = _("Put the path of your own picture in the place of {picture}.").format(
        picture=quoted(" ".join(path.split()))
    )
    return f'# {mine}\nimage = ImageOps.exif_transpose(Image.open({quoted(path)})).convert("RGB")'
