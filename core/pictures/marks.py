"""A mark: anything that is shown on a picture and in the list beside it, whichever task it comes from."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from PIL import Image

from core.i18n import current_language, decimal
from core.pictures.boxes import Box, TruthBox
from core.pictures.masks import Mask
from core.pictures.palette import color_of

Status = Literal["", "right", "false", "missed"]


@dataclass(frozen=True)
class Mark:
    """One thing to point at in a picture.

    `label` is the model's own text; `color` is "#rrggbb"; `score` 0..1, None where there is none (a drawn truth box, a
    segment); `box` in pixels of the picture; `mask` a mode "L" image of the picture's size, 255 where the thing is, or
    that packed.
    A mark without box and mask is in the list only. `status` says what counting made of it ("" = not counted); `note`
    is a few more words for the list, in the reader's language.
    """

    label: str
    color: str
    score: float | None = None
    box: Box | None = None
    mask: Image.Image | Mask | None = field(default=None, compare=False, repr=False)
    status: Status = ""
    note: str = ""


def mask_image(mask: Image.Image | Mask) -> Image.Image:
    """Return a mark's mask as a mode "L" image."""
    return mask.image() if isinstance(mask, Mask) else mask.convert("L")


def truth_marks(truth: Iterable[TruthBox]) -> tuple[Mark, ...]:
    """Return one mark a true box."""
    return tuple(Mark(box.label, color_of(box.label), box=box.box) for box in truth)


def percent(score: float, digits: int = 0) -> str:
    """Return a score (0..1) as a percentage that does not break over two lines: "97 %", "97,3 %".

    Little is not nothing: what would be rounded to 0 is "< 1 %", or "< 0,1 %".
    """
    value = round(100 * score, digits)
    if value == 0 < score:
        return f"<\N{NO-BREAK SPACE}{_percent(10**-digits, digits, current_language())}"
    return _percent(value, digits, current_language())


def exact_percent(share: float) -> str:
    """Return a share (0..1) as a percentage with as many digits as it needs, three at most: "50 %", "0,4 %"."""
    digits = len(f"{100 * share:.3f}".rstrip("0").partition(".")[2])
    return _percent(100 * share, digits, current_language())


@lru_cache(4096)
def _percent(value: float, digits: int, _language: str) -> str:
    # Babel takes 30 microseconds a number: too long for every score of every picture at each move of a threshold.
    return f"{decimal(value, digits)}\N{NO-BREAK SPACE}%"
