"""Scenes of doodles as pictures of a comparison, with their truth."""

from core.compare.truth import TruthBox
from core.scenes.scene import SceneSpec, make
from core.vision.images import Picture, drawn_picture

ORIGIN = "scene"
"""Where the boxes come from: the generator knows them."""


def with_truth(spec: SceneSpec) -> tuple[Picture, tuple[TruthBox, ...]]:
    """Return the scene of a spec as a picture called "scene-7-4-medium.png", and the boxes that are really there.

    Raises ValueError where `core.scenes.scene.make` does.
    """
    scene = make(spec)
    boxes = tuple(TruthBox(thing.label, thing.box, origin=ORIGIN) for thing in scene.objects)
    return drawn_picture(scene.picture, f"{spec.name}.png"), boxes
