"""A picture as a file of exactly the same pixels, with nothing in it but them.

Scope: pictures that leave the app or are put away. What a camera writes beside the pixels (place, time, owner) stays
behind.
"""

from core.pictures.images import Picture
from core.pictures.png import png


def encoded(picture: Picture) -> tuple[bytes, str]:
    """Return a file that opens to the picture's own pixels, and its ending: ".jpg" as it came in, or else ".png"."""
    if jpeg := picture.jpeg:
        return jpeg, ".jpg"
    return png(picture.image), ".png"
