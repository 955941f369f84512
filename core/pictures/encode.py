"""A picture as a file of exactly the same pixels, with nothing in it but them.

Scope: pictures that leave the app or are put away. What a camera writes beside the pixels (place, time, owner) stays
behind.
"""

from io import BytesIO

from PIL import Image

from core.pictures.images import Picture


def encoded(picture: Picture) -> tuple[bytes, str]:
    """Return a file that opens to the picture's own pixels, and its ending: ".jpg" as it came in, or else ".png"."""
    if picture.jpeg:
        return picture.jpeg, ".jpg"
    return png(picture.image), ".png"


def png(image: Image.Image) -> bytes:
    """Return a picture as a PNG file."""
    file = BytesIO()
    image.save(file, "PNG", compress_level=4)
    return file.getvalue()
