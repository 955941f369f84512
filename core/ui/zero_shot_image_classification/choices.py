"""The pictures that a visitor of the page chooses."""

from core.pictures.images import Picture
from core.ui.inputs.image_input import choose_pictures
from core.vision.zero_shot.languages import ANIMALS

PICTURES = "zero_shot_image_classification"
"""The key of the list of pictures."""

SAMPLES = (*ANIMALS, "cat.jpg", "dog.jpg", "penguin.jpg", "pelican.jpg", "taj_mahal.jpg")


def choose_the_pictures() -> list[Picture]:
    """Draw the input for pictures and return their list; it begins with the course's animals."""
    return choose_pictures(
        PICTURES,
        domains={"photographs"},
        # What is on a scene is boxes; this page asks about the whole picture.
        add_truth=lambda _digest, _boxes: None,
        samples=SAMPLES,
        sets=False,
        begin=tuple(ANIMALS),
    )
