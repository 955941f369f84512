"""A game's result as one picture to share, and single drawings as small vector pictures.

Purpose: strokes in, SVG or PNG out. Scope: drawings, times and words on paper; whose page it is and who downloads it
is core.ui's. It is drawn as SVG and turned to pixels by vl-convert, which brings letters with accents along; Pillow's
own font has none.
"""

from datetime import date
from html import escape

from core.i18n import _, current_language, decimal
from core.rendering import rendered
from core.sketch.class_names import class_name
from core.sketch.how_people_draw import svg_path
from core.sketch.pictionary import Game, Round, praise
from core.sketch.strokes import Stroke, Strokes, simplified

WIDTH, HEIGHT = 1200, 900

_UNITS = 255
_EDGE = 20
_LINE = 6
_INK, _SOFT, _LINES, _PAPER, _GROUND = "#05090a", "#4d5f63", "#c9d6d5", "#ffffff", "#eef4f3"
_GOOD, _BAD = "#0b6e6e", "#a8421c"
_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
_COLUMNS = 3
_MARGIN, _GAP, _TOP = 48, 24, 150
_CARD_WIDTH = (WIDTH - 2 * _MARGIN - (_COLUMNS - 1) * _GAP) / _COLUMNS
_CARD_HEIGHT, _CAPTION = 322, 84


def drawing_svg(strokes: Strokes, first: int | None = None) -> str:
    """Return a drawing as an SVG picture, dark lines on white, as large as what it is put into.

    With `first` only that many of its lines are there, each where it is in the whole drawing. `strokes` are in any unit
    and place; without any the paper is empty.
    """
    lines = simplified(strokes)
    side = _UNITS + 2 * _EDGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<rect width="{side}" height="{side}" fill="{_PAPER}"/>{_path(lines, first, side)}</svg>'
    )


def result_png(game: Game, model: str, day: date) -> bytes:
    """Return a finished game as a PNG of 1200 x 900 pixels, in the language in use: the score, the drawings (six at
    most) with their words and times, the title of the model that guessed, and the day.

    Raises UserError where it cannot be drawn.
    """
    return rendered("svg_to_png", result_svg(game, model, day))


def result_svg(game: Game, model: str, day: date) -> str:
    """Return what `result_png` draws, as SVG."""
    from babel.dates import format_date

    cards = "".join(_card(round_, *_card_corner(index)) for index, round_ in enumerate(game.rounds))
    written = format_date(day, format="long", locale=current_language())
    guessed = _("{model} guessed").format(model=model)
    bottom = HEIGHT - 28
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{_FONT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_GROUND}"/>'
        f"{_text(_('Pictionary'), _MARGIN, 72, 46, _GOOD, bold=True)}"
        f"{_text(praise(game), _MARGIN, 118, 27, _INK)}"
        f"{cards}"
        f"{_text('MiraLab', _MARGIN, bottom, 24, _GOOD, bold=True)}"
        f"{_text(f'{guessed} · {written}', WIDTH - _MARGIN, bottom, 20, _SOFT, anchor='end')}"
        "</svg>"
    )


def result_words(round_: Round) -> str:
    """Return how a round ended, in words: the time of a recognised drawing ("5.3 s") or "not recognised"."""
    if round_.recognised and round_.ended is not None:
        return f"{decimal(round_.ended, 1)} s"
    return _("not recognised")


def _card_corner(index: int) -> tuple[float, float]:
    row, column = divmod(index, _COLUMNS)
    return _MARGIN + column * (_CARD_WIDTH + _GAP), _TOP + row * (_CARD_HEIGHT + _GAP)


def _card(round_: Round, left: float, top: float) -> str:
    side = _CARD_HEIGHT - _CAPTION
    drawing = _path(simplified(round_.strokes), None, _UNITS + 2 * _EDGE)
    name, color = class_name(round_.word), _GOOD if round_.recognised else _BAD
    line = top + side
    return (
        f'<rect x="{left}" y="{top}" width="{_CARD_WIDTH}" height="{_CARD_HEIGHT}" rx="14" fill="{_PAPER}" '
        f'stroke="{_LINES}" stroke-width="2"/>'
        f'<svg x="{left + (_CARD_WIDTH - side) / 2}" y="{top + 8}" width="{side}" height="{side}" '
        f'viewBox="0 0 {_UNITS + 2 * _EDGE} {_UNITS + 2 * _EDGE}">{drawing}</svg>'
        f"{_text(name, left + 22, line + 40, 27 if len(name) <= 20 else 21, _INK, bold=True)}"
        f"{_sign(round_.recognised, left + 22, line + 50, color)}"
        f"{_text(result_words(round_), left + 50, line + 69, 22, color)}"
    )


def _text(
    text: str, x: float, y: float, size: int, color: str, *, bold: bool = False, anchor: str = "start"
) -> str:
    weight = 700 if bold else 400
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{color}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )


def _sign(right: bool, x: float, y: float, color: str) -> str:
    """Return a tick or a cross of 20 x 20 pixels: whoever sees no colours reads it too."""
    d = "M2 11L8 17L18 4" if right else "M4 4L16 16M16 4L4 16"
    return f'<path transform="translate({x} {y})" d="{d}" fill="none" stroke="{color}" stroke-width="3.5"/>'


def _path(lines: list[Stroke], first: int | None, side: float) -> str:
    """Return the first lines of a simplified drawing as a path, the whole drawing in the middle of a square."""
    if not lines:
        return ""
    right, bottom = (max(float(line[:, axis].max()) for line in lines) for axis in (0, 1))
    return (
        f'<path transform="translate({(side - right) / 2:g} {(side - bottom) / 2:g})" d="{svg_path(lines[:first])}" '
        f'fill="none" stroke="{_INK}" stroke-width="{_LINE}" stroke-linecap="round" stroke-linejoin="round"/>'
    )
