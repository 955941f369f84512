"""Scenes of doodles as pictures of a comparison, with their truth."""

from collections import OrderedDict
from functools import partial
from pathlib import PurePath

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.pictures.boxes import SCENE, TruthBox
from core.pictures.images import Picture, digest_of, made_picture
from core.pictures.kept import Kept
from core.scenes.scene import SIDE, Scene, make
from core.scenes.spec import SceneSpec, spec_of
from core.turns import in_turn

_Facts = tuple[str, tuple[TruthBox, ...]]

_MOST_FACTS = 5000
"""Scenes whose digest and truth are remembered, some 5 MB: a class that makes the same set makes it once."""

_SCENE_BYTES = 9 * SIDE**2
"""What a scene takes in memory: per pixel 3 bytes of picture, 2 of masks and 4 of nearness."""

_scenes: Kept[Scene] = Kept(lambda: 32_000_000)
"""The scenes whose masks were asked for, which every run of a page does, by the pixels of their pictures."""

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


def class_mask_of(picture: Picture) -> NDArray[np.uint8] | None:
    """Return the class of every pixel of a picture that is a scene, by its name and its pixels (see
    `core.scenes.scene.Scene.class_mask`), not to be changed; None for all others."""
    scene = _scene_of(picture)
    return scene.class_mask if scene else None


def nearness_of(picture: Picture) -> NDArray[np.float32] | None:
    """Return how near every pixel of a picture is that is a scene, by its name and its pixels (see
    `core.scenes.scene.Scene.nearness`), not to be changed; None for all others."""
    scene = _scene_of(picture)
    return scene.nearness if scene else None


def _scene_of(picture: Picture) -> Scene | None:
    spec = spec_of(PurePath(picture.name).stem)
    if spec is None or picture.source != "drawing":
        return None
    if known := _scenes.value(picture.pixels):
        return known
    with in_turn("work"):
        scene = make(spec)
    if digest_of(scene.picture) != picture.digest:
        return None
    _scenes.put(picture.pixels, scene, _SCENE_BYTES)
    return scene


def _picture(spec: SceneSpec, digest: str) -> Picture:
    return made_picture(partial(_image, spec), (SIDE, SIDE), digest, f"{spec.name}.png")


def _image(spec: SceneSpec) -> Image.Image:
    return make(spec).picture


def _remember(spec: SceneSpec, facts: _Facts) -> None:
    _facts[spec] = facts
    while len(_facts) > _MOST_FACTS:
        _facts.popitem(last=False)
