"""One colour a label: the same on every model's picture, in every list and chart, on every day.

All colours share about the same luminance, so that each can be told from a light page and from a dark one; what
tells them from one another is their hue and how strong they are.
"""

import hashlib
from functools import lru_cache
from math import cos, radians, sin

from core.pictures.coco_colors import COCO_COLORS
from core.pictures.labels import canonical_label

# Relative luminances (0..1) that stand out, at 3:1 and more, from white, from our two light greys and from our two
# dark page colours; between them they leave a narrow band.
_DEEP, _BRIGHT = 0.168, 0.25


@lru_cache(4096)
def color_of(label: str) -> str:
    """Return the colour of a label as "#rrggbb": at least 3:1 against white and against a dark page (#0e1117).

    It depends on the label's meaning alone (`canonical_label`), so that both spellings of a COCO name share it.
    """
    name = canonical_label(label)
    if name in COCO_COLORS:
        return COCO_COLORS[name]
    first, second, third = hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:3]
    return _color((first * 256 + second) / 65536 * 360, (_DEEP, _BRIGHT)[third % 2])


def luminance(color: str) -> float:
    """Return the relative luminance, 0 (black) to 1 (white), of "#rrggbb".

    WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
    """
    channels = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours "#rrggbb", 1 to 21.

    WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
    """
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@lru_cache(4096)
def text_on(color: str) -> str:
    """Return "#000000" or "#ffffff", whichever reads better on `color`: always 4.5:1 at least."""
    return max("#000000", "#ffffff", key=lambda text: contrast(text, color))


def _color(hue: float, target: float) -> str:
    """Return the colour of an OKLCH hue (degrees) at a relative luminance, as strong as sRGB can show it."""
    low, high = 0.0, 1.0
    for _step in range(24):
        lightness = (low + high) / 2
        color = _strongest(lightness, hue)
        if luminance(color) < target:
            low = lightness
        else:
            high = lightness
    return color


def _strongest(lightness: float, hue: float) -> str:
    """Return the sRGB colour of an OKLCH lightness (0..1) and hue (degrees), of the highest chroma up to 0.19."""
    for step in range(19, -1, -1):
        channels = _oklch_to_linear(lightness, step / 100, hue)
        if all(-1e-6 <= value <= 1 + 1e-6 for value in channels):
            break
    encoded = (
        12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
        for value in (min(max(value, 0.0), 1.0) for value in channels)
    )
    return "#" + "".join(f"{round(value * 255):02x}" for value in encoded)


def _oklch_to_linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Return the linear sRGB channels (0..1 inside the gamut) of an OKLCH colour.

    Björn Ottosson, "A perceptual color space for image processing", https://bottosson.github.io/posts/oklab/
    """
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
