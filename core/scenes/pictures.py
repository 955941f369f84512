"""Scenes of doodles as pictures of a comparison, with their truth."""

from collections import OrderedDict
from functools import partial

from PIL import Image

from core.pictures.boxes import SCENE, TruthBox
from core.pictures.images import Picture, digest_of, made_picture
from core.scenes.scene import SIDE, make
from core.scenes.spec import SceneSpec
from core.turns import in_turn

_Facts = tuple[str, tuple[TruthBox, ...]]

_MOST_FACTS = 5000
"""Scenes whose digest and truth are remembered, some 5 MB: a class that makes the same set makes it once."""

_facts: OrderedDict[SceneSpec, _Facts] = OrderedDict()


def with_truth(spec: SceneSpec) -> tuple[Picture, tuple[TruthBox, ...]]:
    """Return the scene of a spec as a picture called "scene-7-4-medium.png", and the boxes that are really there.

    Raises ValueError where `core.scenes.scene.make` does.
    """
    if known := _facts.get(spec):
        return _picture(spec, known[0]), known[1]
    with in_turn("work"):
        scene = make(spec)
    boxes = tuple(TruthBox(thing.label, thing.box, origin=SCENE) for thing in scene.objects)
    picture = _picture(spec, digest_of(scene.picture))
    picture.pixels.keep(scene.picture)
    _remember(spec, (picture.digest, boxes))
    return picture, boxes


def _picture(spec: SceneSpec, digest: str) -> Picture:
    return made_picture(partial(_image, spec), (SIDE, SIDE), digest, f"{spec.name}.png")


def _image(spec: SceneSpec) -> Image.Image:
    return make(spec).picture


def _remember(spec: SceneSpec, facts: _Facts) -> None:
    _facts[spec] = facts
    while len(_facts) > _MOST_FACTS:
        _facts.popitem(last=False)
