"""What a scene is made of, in a few numbers from which it can be made again, and the names that stand for them."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np

Difficulty = Literal["easy", "medium", "hard"]
DIFFICULTIES: tuple[Difficulty, ...] = ("easy", "medium", "hard")

Kind = Literal["scene", "collage"]
KINDS: tuple[Kind, ...] = ("scene", "collage")
"""What is made: scenes of doodles, and collages of photographs."""

MOST_OBJECTS = 6
"""How many things there can be in a scene."""

MOST_SEED = 999_999
"""The largest seed that a set of scenes may have."""

_SEEDS = 100_000

MOST_SCENE_SEED = MOST_SEED * _SEEDS + _SEEDS - 1
"""The largest seed that one scene may have, alone or in a set."""

_NAME = re.compile(r"(scene|collage)-(\d{1,12})-(\d)-(easy|medium|hard)")


@dataclass(frozen=True)
class SceneSpec:
    """What a scene is made of, and all that is needed to make it again: a seed from 0 on, 1 to 6 objects, how hard it
    is, and whether it is one of doodles or a collage of photographs. Harder scenes have smaller things that hide one
    another; those of doodles more colours and more crooked lines, collages other light."""

    seed: int
    objects: int
    difficulty: Difficulty = "medium"
    kind: Kind = "scene"

    @property
    def name(self) -> str:
        """Return the scene's file name without an ending: "scene-7-4-medium", "collage-7-4-medium"."""
        return f"{self.kind}-{self.seed}-{self.objects}-{self.difficulty}"


def spec_of(name: str) -> SceneSpec | None:
    """Return the spec whose scene is called `name`, without an ending; None where no scene is called so."""
    found = _NAME.fullmatch(name)
    if not found or not 1 <= int(found[3]) <= MOST_OBJECTS:
        return None
    kind = next(one for one in KINDS if one == found[1])
    difficulty = next(one for one in DIFFICULTIES if one == found[4])
    return SceneSpec(int(found[2]), int(found[3]), difficulty, kind)


def check_makeable(spec: SceneSpec) -> None:
    """Raise ValueError for a number of objects that is not 1 to 6, or a negative seed."""
    if not 1 <= spec.objects <= MOST_OBJECTS or spec.seed < 0:
        raise ValueError(f"{spec}: 1 to {MOST_OBJECTS} objects, and a seed from 0 on")


def specs(scenes: int, seed: int, kind: Kind = "scene") -> tuple[SceneSpec, ...]:
    """Return a set of scenes to measure models on: one to six things each, in all difficulties, equally often.

    The same arguments always give the same set.
    """
    sorts = [(objects, difficulty) for difficulty in DIFFICULTIES for objects in range(1, MOST_OBJECTS + 1)]
    order = np.random.default_rng(seed).permutation(np.arange(scenes) % len(sorts))
    return tuple(
        SceneSpec(seed * _SEEDS + place, objects, difficulty, kind)
        for place, (objects, difficulty) in enumerate(sorts[sort] for sort in order)
    )


def set_among(names: Collection[str], scenes: int) -> tuple[Kind, int] | None:
    """Return the kind and the seed whose set of so many scenes is among pictures called `names`, without endings; None
    where there is none, and the first where there are several."""
    begun = sorted(
        {(spec.kind, spec.seed // _SEEDS) for name in names if (spec := spec_of(name))}, reverse=True
    )
    return next(
        (
            (kind, seed)
            for kind, seed in begun
            if {spec.name for spec in specs(scenes, seed, kind)} <= set(names)
        ),
        None,
    )
