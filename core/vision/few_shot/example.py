"""A picture as an example: small, since a support set may hold a thousand, and networks look at 224 pixels anyway."""

from io import BytesIO

from PIL import Image

from core.pictures.images import Picture, open_picture

SIDE = 384
"""The most pixels of an example's longer side."""

_JPEG_QUALITY = 92


def as_example(picture: Picture) -> Picture:
    """Return a picture whose longer side has at most SIDE pixels: itself where it is no larger, else a new one under
    the same name."""
    if max(picture.size) <= SIDE:
        return picture
    image, file = picture.image.copy(), BytesIO()
    image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    image.save(file, "JPEG", quality=_JPEG_QUALITY)
    return open_picture(file.getvalue(), picture.name, picture.source)
