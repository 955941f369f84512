"""The pictures that a visitor of the page chooses."""

from collections.abc import Sequence

from core.models.catalogue.row import ModelRow
from core.pictures.images import Picture
from core.ui.image_classification.truth import PICTURES, note_drawings
from core.ui.inputs.domains import domain_of_models, domains_of_models
from core.ui.inputs.drawing_input import SAMPLE_DRAWINGS
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


def choose_the_pictures(rows: Sequence[ModelRow]) -> list[Picture]:
    """Draw the input for pictures and return their list; it begins with the first sample of what the models know."""
    is_photographs = domain_of_models(rows) == "photographs"
    pictures = choose_pictures(
        PICTURES,
        domains=domains_of_models(rows),
        # What is on a scene is boxes; a label for the whole of it nobody knows.
        add_truth=lambda _digest, _boxes: None,
        samples=SAMPLES,
        sets=False,
        begin=SAMPLES[:1] if is_photographs else [SAMPLE_DRAWINGS[0].name],
        doodles=("drawings",),
    )
    note_drawings(pictures)
    return pictures
