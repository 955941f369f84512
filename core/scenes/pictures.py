"""Scenes of doodles and collages of photographs as pictures of a comparison, with their truth."""

from collections import OrderedDict
from functools import partial
from pathlib import PurePath

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.pictures.boxes import SCENE, TruthBox
from core.pictures.images import Picture, Source, digest_of, made_picture
from core.pictures.kept import Kept
from core.scenes import collage
from core.scenes.classes import LABELS
from core.scenes.collage import Collage, make_collage
from core.scenes.collage_parts import collage_labels
from core.scenes.scene import SIDE, Scene, make
from core.scenes.spec import Kind, SceneSpec, spec_of
from core.turns import in_turn

_Facts = tuple[str, tuple[TruthBox, ...]]

_MOST_FACTS = 5000
"""Scenes whose digest and truth are remembered, some 5 MB: a class that makes the same set makes it once."""

_PIXEL_BYTES = 9
"""What a pixel of a scene takes in memory: 3 bytes of picture, 2 of masks and 4 of nearness."""

_scenes: Kept[Scene | Collage] = Kept(lambda: 32_000_000)
"""The scenes whose masks were asked for, which every run of a page does, by the pixels of their pictures."""

_SOURCES: dict[Kind, Source] = {"scene": "drawing", "collage": "collage"}

_facts: OrderedDict[SceneSpec, _Facts] = OrderedDict()


def made(spec: SceneSpec) -> Scene | Collage:
    """Return the scene or the collage of a spec; ValueError where there is none, see `core.scenes.scene.make`."""
    return make_collage(spec) if spec.kind == "collage" else make(spec)


def labels_of_kind(kind: Kind) -> tuple[str, ...]:
    """Return the names of the classes that the class masks of scenes or of collages number, from 1 on."""
    return collage_labels() if kind == "collage" else LABELS


def with_truth(spec: SceneSpec) -> tuple[Picture, tuple[TruthBox, ...]]:
    """Return the scene of a spec as a picture called "scene-7-4-medium.png", and the boxes that are really there.

    Raises ValueError where `made` does.
    """
    if known := _facts.get(spec):
        return _picture(spec, known[0]), known[1]
    with in_turn("work"):
        scene = made(spec)
    boxes = tuple(TruthBox(thing.label, thing.box, origin=SCENE) for thing in scene.objects)
    picture = _picture(spec, digest_of(scene.picture))
    picture.pixels.keep(scene.picture)
    _remember(spec, (picture.digest, boxes))
    return picture, boxes


def class_mask_of(picture: Picture) -> NDArray[np.uint8] | None:
    """Return the class of every pixel of a picture that is a scene or a collage, by its name and its pixels, not to be
    changed; None for all others. `labels_in` gives the classes."""
    scene = _scene_of(picture)
    return scene.class_mask if scene else None


def labels_in(picture: Picture) -> tuple[str, ...]:
    """Return the names of the classes that `class_mask_of` a picture numbers; none where that is None by its name."""
    spec = spec_of(PurePath(picture.name).stem)
    return labels_of_kind(spec.kind) if spec else ()


def nearness_of(picture: Picture) -> NDArray[np.float32] | None:
    """Return how near every pixel of a picture is that is a scene, by its name and its pixels (see
    `core.scenes.scene.Scene.nearness`), not to be changed; None for all others."""
    scene = _scene_of(picture)
    return scene.nearness if isinstance(scene, Scene) else None


def _scene_of(picture: Picture) -> Scene | Collage | None:
    spec = spec_of(PurePath(picture.name).stem)
    if spec is None or picture.source != _SOURCES[spec.kind]:
        return None
    if known := _scenes.value(picture.pixels):
        return known
    with in_turn("work"):
        scene = made(spec)
    if digest_of(scene.picture) != picture.digest:
        return None
    _scenes.put(picture.pixels, scene, _PIXEL_BYTES * scene.class_mask.size)
    return scene


def _picture(spec: SceneSpec, digest: str) -> Picture:
    size = collage.SIZE if spec.kind == "collage" else (SIDE, SIDE)
    return made_picture(partial(_image, spec), size, digest, f"{spec.name}.png", _SOURCES[spec.kind])


def _image(spec: SceneSpec) -> Image.Image:
    return made(spec).picture


def _remember(spec: SceneSpec, facts: _Facts) -> None:
    _facts[spec] = facts
    while len(_facts) > _MOST_FACTS:
        _facts.popitem(last=False)
