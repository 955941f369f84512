"""What models of photographs and of doodles are asked first, in English or in Spanish; and what the language does,
measured with the very model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.models.loaded import LoadedModel
from core.vision.zero_shot.embeddings import image_vector, label_vectors, scoring_of
from core.vision.zero_shot.label_sets import labels_in
from core.vision.zero_shot.scores import Scored, ranked

if TYPE_CHECKING:
    from PIL.Image import Image

ANIMALS = {"owl.jpg": 0, "polar_bear.jpg": 1, "gull.jpg": 2, "fox.jpg": 3}
"""The samples that the course's labels are for, each with the place of its label."""


@dataclass(frozen=True)
class World:
    """What models that learnt from one kind of picture are asked first, by language: a set of labels and a template."""

    sets: Mapping[str, str]
    templates: Mapping[str, str]


PHOTOGRAPHS = World(
    {"en": "animals", "es": "animals-es"}, {"en": "a photo of a {}", "es": "una foto de un {}"}
)
DRAWINGS = World(
    # Their labels have an article: whoever learnt from Spanish knows "un dibujo de una casa".
    {"en": "drawings", "es": "drawings-es"},
    {"en": "a drawing of {}", "es": "un dibujo de {}"},
)


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
    loaded: LoadedModel, pictures: Sequence[tuple[str, "Image", int]], world: World = PHOTOGRAPHS
) -> dict[str, dict[str, InLanguage]]:
    """Return what a model says of pictures (name, image, and the place of the right label in the set of `world`), by
    name and language.

    Each language has its own labels and template: "a photo of a {}", "una foto de un {}". Hold a turn.
    """
    scoring = scoring_of(loaded)
    images = {name: image_vector(loaded, image) for name, image, _place in pictures}
    places = {name: place for name, _image, place in pictures}
    found: dict[str, dict[str, InLanguage]] = {name: {} for name in images}
    for language, set_name in world.sets.items():
        labels = labels_in(set_name)
        texts = label_vectors(loaded, labels, (world.templates[language],)).vectors
        for name, image in images.items():
            every = ranked(labels, image, texts, scoring)
            right = next(item for item in every if item.label == labels[places[name]])
            found[name][language] = InLanguage(every[0], right)
    return found
