"""The pictures that a visitor of the page chooses."""

from core.pictures.images import Picture
from core.ui.image_classification.truth import PICTURES
from core.ui.inputs.domains import PictureDomain
from core.ui.inputs.image_input import choose_pictures

SAMPLES = (
    "cat.jpg",
    "dog.jpg",
    "taj_mahal.jpg",
    "coffee.jpg",
    "polar_bear.jpg",
    "owl.jpg",
    "fox.jpg",
    "pelican.jpg",
)

_DOMAINS: tuple[PictureDomain, ...] = ("photographs",)


def choose_the_pictures() -> list[Picture]:
    """Draw the input for pictures and return their list; it begins with the first sample."""
    return choose_pictures(
        PICTURES,
        domains=_DOMAINS,
        # What is on a scene is boxes; a label for the whole of it nobody knows.
        add_truth=lambda _digest, _boxes: None,
        samples=SAMPLES,
        sets=False,
        begin=SAMPLES[:1],
    )
