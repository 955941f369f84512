"""How much room there is for a thing in a scene: boxes may cover one another, up to a part of each."""

from collections.abc import Sequence

Area = tuple[float, float, float, float]
"""Left, top, width and height in pixels."""


def overlaps(
    thing: Area, placed: Sequence[Area], covered: Sequence[float], most: float
) -> list[float] | None:
    """Return the area of each thing's box that other boxes cover, with `thing` as the last; None if that is too much.

    `covered` is that of the things placed so far; too much is more than the part `most` (0 to 1) of a box.
    """
    left, top, width, height = thing
    sums, own = [], 0.0
    for (other_left, other_top, other_width, other_height), before in zip(placed, covered, strict=True):
        across = min(left + width, other_left + other_width) - max(left, other_left)
        down = min(top + height, other_top + other_height) - max(top, other_top)
        shared = max(0.0, across) * max(0.0, down)
        if before + shared > most * other_width * other_height:
            return None
        sums.append(before + shared)
        own += shared
    return None if own > most * width * height else [*sums, own]
