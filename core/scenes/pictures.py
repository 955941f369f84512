"""Scenes of doodles as pictures of a comparison, with their truth."""

from core.pictures.boxes import SCENE, TruthBox
from core.pictures.images import Picture, drawn_picture
from core.scenes.scene import make
from core.scenes.spec import SceneSpec
from core.turns import in_turn


def with_truth(spec: SceneSpec) -> tuple[Picture, tuple[TruthBox, ...]]:
    """Return the scene of a spec as a picture called "scene-7-4-medium.png", and the boxes that are really there.

    Raises ValueError where `core.scenes.scene.make` does.
    """
    with in_turn("work"):
        scene = make(spec)
    boxes = tuple(TruthBox(thing.label, thing.box, origin=SCENE) for thing in scene.objects)
    return drawn_picture(scene.picture, f"{spec.name}.png"), boxes
