"""The pictures that a visitor of the page chooses."""

from collections.abc import Sequence

from core.models.catalogue.row import ModelRow
from core.pictures.images import Picture
from core.ui.inputs.domains import domain_of_models, domains_of_models
from core.ui.inputs.drawing_input import SAMPLE_DRAWINGS
from core.ui.inputs.image_input import choose_pictures
from core.vision.zero_shot.languages import ANIMALS

PICTURES = "zero_shot_image_classification"
"""The key of the list of pictures."""

SAMPLES = (*ANIMALS, "cat.jpg", "dog.jpg", "penguin.jpg", "pelican.jpg", "taj_mahal.jpg")


def choose_the_pictures(rows: Sequence[ModelRow]) -> list[Picture]:
    """Draw the input for pictures and return their list; it begins with the course's animals, or with as many drawings
    where that is what the models know."""
    drawings = [spec.name for spec in SAMPLE_DRAWINGS[: len(ANIMALS)]]
    return choose_pictures(
        PICTURES,
        domains=domains_of_models(rows),
        # What is on a scene is boxes; this page asks about the whole picture.
        add_truth=lambda _digest, _boxes: None,
        samples=SAMPLES,
        sets=False,
        begin=tuple(ANIMALS) if domain_of_models(rows) == "photographs" else drawings,
        doodles=("drawings", "scenes"),
    )
