"""English or Spanish? The course's four animals in both, measured with the very model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.models.loaded import LoadedModel
from core.vision.zero_shot.embeddings import image_vector, label_vectors, scoring_of
from core.vision.zero_shot.label_sets import labels_in
from core.vision.zero_shot.labels import TEMPLATES
from core.vision.zero_shot.scores import Scored, ranked

if TYPE_CHECKING:
    from PIL.Image import Image

ANIMALS = {"owl.jpg": 0, "polar_bear.jpg": 1, "gull.jpg": 2, "fox.jpg": 3}
"""The samples that the course's labels are for, each with the place of its label."""

SETS = {"en": "animals", "es": "animals-es"}


@dataclass(frozen=True)
class InLanguage:
    """What a model says of a picture in one language: its best label, and the right one with the score that it got."""

    best: Scored
    right: Scored

    @property
    def is_right(self) -> bool:
        """Whether the best label is the right one."""
        return self.best.label == self.right.label


def in_both_languages(
    loaded: LoadedModel, pictures: Sequence[tuple[str, "Image"]]
) -> dict[str, dict[str, InLanguage]]:
    """Return what a model says of the samples (name and image, names of ANIMALS), by name and language.

    Each language has its own labels and template: "a photo of a {}", "una foto de un {}". Hold a turn.
    """
    scoring = scoring_of(loaded)
    images = {name: image_vector(loaded, image) for name, image in pictures}
    found: dict[str, dict[str, InLanguage]] = {name: {} for name in images}
    for language, set_name in SETS.items():
        labels = labels_in(set_name)
        texts = label_vectors(loaded, labels, TEMPLATES[language][:1]).vectors
        for name, image in images.items():
            every = ranked(labels, image, texts, scoring)
            right = next(item for item in every if item.label == labels[ANIMALS[name]])
            found[name][language] = InLanguage(every[0], right)
    return found
