"""A picture as a PNG file: its pixels, and nothing beside them."""

from io import BytesIO

from PIL import Image


def png(image: Image.Image) -> bytes:
    """Return a picture as a PNG file."""
    file = BytesIO()
    image.save(file, "PNG", compress_level=4)
    return file.getvalue()
