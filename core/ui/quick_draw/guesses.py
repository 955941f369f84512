"""What a network makes of a drawing, on the page: its guesses as bars, and the drawing as it sees it."""

from base64 import b64encode
from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.i18n import _
from core.pictures.marks import percent
from core.pictures.png import png
from core.sketch.class_names import class_name
from core.sketch.guessing import Guess
from core.ui.frame.style import style


def bars(guesses: Sequence[Guess]) -> str:
    """Return HTML for guesses, the best first: the name of each, its score in per cent, and a bar as long as that."""
    rows = "".join(
        f'<li><span class="name">{escape(class_name(guess.label))}</span>'
        f'<span class="score">{escape(percent(guess.score))}</span>'
        f'<span class="bar"><span style="width:{100 * guess.score:.1f}%"></span></span></li>'
        for guess in guesses
    )
    return f'<ol class="guesses">{rows}</ol>'


def network_view(seen: NDArray[np.uint8], words: str = "") -> str:
    """Return HTML for what a network sees, uint8 [28, 28] with 255 = ink, every pixel a square; `words` beside it."""
    source = b64encode(png(Image.fromarray(seen))).decode("ascii")
    alt = escape(_("The drawing as the network sees it, 28 × 28 grey pixels"))
    return (
        f'<figure class="seen"><img src="data:image/png;base64,{source}" alt="{alt}">'
        f"<figcaption>{escape(words)}</figcaption></figure>"
    )


def guesses_style() -> None:
    """Give the page the look of `bars` and `network_view`; once on a page."""
    style(__file__, "guesses.css")
