"""A picture with its best label written over it, as a file.

The words are drawn by vl-convert, which brings letters with accents along; Pillow's own font has none.
"""

from html import escape
from io import BytesIO

from PIL import Image

from core.pictures.marks import percent
from core.pictures.palette import color_of, text_on
from core.rendering import rendered
from core.vision.zero_shot.scores import Scored

_FONT = "Liberation Sans, DejaVu Sans, Noto Sans, Noto Emoji, Arial, Helvetica, sans-serif"
_LETTER_WIDTH = 0.58
"""How wide a letter is on the average, in heights of the font."""
_LONGEST = 60


def best_words(best: Scored) -> str:
    """Return what is written over a picture: "owl · 97 %"; long labels are cut."""
    label = best.label if len(best.label) <= _LONGEST else f"{best.label[: _LONGEST - 1]}…"
    return f"{label} · {percent(best.score)}"


def named_picture(image: Image.Image, best: Scored) -> Image.Image:
    """Return a copy of an RGB picture with its best label and the score in a band over its lower edge, in the label's
    colour. Raises UserError where the words cannot be drawn."""
    words = best_words(best)
    width, height = image.size
    size = max(8.0, min(0.07 * max(width, height), (width - 16) / (_LETTER_WIDTH * len(words)), 0.2 * height))
    band = min(height, round(1.7 * size))
    color = color_of(best.label)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{band}" viewBox="0 0 {width} {band}">'
        f'<rect width="{width}" height="{band}" fill="{color}"/>'
        f'<text x="{width / 2}" y="{band / 2 + 0.36 * size}" text-anchor="middle" font-family="{_FONT}" '
        f'font-size="{size:.1f}" font-weight="bold" fill="{text_on(color)}">{escape(words)}</text></svg>'
    )
    with Image.open(BytesIO(rendered("svg_to_png", svg))) as drawn:
        words_image = drawn.convert("RGB").resize((width, band))
    result = image.convert("RGB").copy()
    result.paste(words_image, (0, height - band))
    return result
