"""Whether a truth file's boxes fit a picture that has another size than the file says. Pure."""

from dataclasses import dataclass
from typing import Literal

from core.compare.truth.truth import PictureInfo

Size = tuple[float, float]
Why = Literal["same", "scaled", "swapped", "assumed"]

_ROUNDING = 1.0
"""How many pixels the sides of a scaled picture may be off."""


@dataclass(frozen=True)
class Fit:
    """By how much boxes are scaled, across and down, to fit a picture, and why that is right.

    "scaled": the picture was made smaller or larger; "swapped": the file has width and height the wrong way round;
    "assumed": the file has no size, so it is taken to be about the picture as it was before the app scaled it down.
    """

    across: float
    down: float
    why: Why


def fit(size: Size | None, reach: Size, picture: PictureInfo) -> Fit | None:
    """Return how the boxes of a picture that has `size` (width, height; None: not known) in a file fit `picture`.

    `reach` is how far to the right and down the boxes go. None where they do not fit: it is another picture.
    """
    here = float(picture.width), float(picture.height)
    known = [here, *([(float(picture.original[0]), float(picture.original[1]))] if picture.original else [])]
    if size is None:
        return _scaled(known[-1], here, "assumed" if picture.original else "same")
    if size == here:
        return Fit(1, 1, "same")
    for one in known:
        if size == one[::-1] and all(far <= side + _ROUNDING for far, side in zip(reach, one, strict=True)):
            return _scaled(one, here, "swapped")
    return _scaled(size, here, "scaled") if _same_shape(size, here) else None


def _scaled(size: Size, here: Size, why: Why) -> Fit:
    return Fit(here[0] / size[0], here[1] / size[1], why)


def _same_shape(one: Size, other: Size) -> bool:
    (width, height), (larger_width, larger_height) = sorted((one, other))
    return (
        abs(larger_height * width / larger_width - height) <= _ROUNDING
        or abs(larger_width * height / larger_height - width) <= _ROUNDING
    )
