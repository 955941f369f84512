"""A sentence as a picture, for where a picture was asked for and there is none."""

from textwrap import wrap

from PIL import Image, ImageDraw, ImageFont

from core.pictures.encode import png

_WIDTH, _EDGE, _SIZE = 640, 32, 18
_LETTERS_A_LINE = 60
_INK, _PAPER = "#16262b", "#ffffff"


def words_png(words: str) -> bytes:
    """Return a PNG, 640 pixels wide, of a text: dark on white, its lines broken."""
    text = "\n".join(wrap(words, _LETTERS_A_LINE))
    font = ImageFont.load_default(_SIZE)
    bottom = ImageDraw.Draw(Image.new("L", (1, 1))).multiline_textbbox((0, 0), text, font=font)[3]
    picture = Image.new("RGB", (_WIDTH, round(bottom) + 2 * _EDGE), _PAPER)
    ImageDraw.Draw(picture).multiline_text((_EDGE, _EDGE), text, _INK, font)
    return png(picture)
