"""What a scene is made of, in a few numbers from which it can be made again, and the names that stand for them."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np

Difficulty = Literal["easy", "medium", "hard"]
DIFFICULTIES: tuple[Difficulty, ...] = ("easy", "medium", "hard")

MOST_OBJECTS = 6
"""How many things there can be in a scene."""

MOST_SEED = 999_999
"""The largest seed that a set of scenes may have."""

_SEEDS = 100_000

MOST_SCENE_SEED = MOST_SEED * _SEEDS + _SEEDS - 1
"""The largest seed that one scene may have, alone or in a set."""

_NAME = re.compile(r"scene-(\d{1,12})-(\d)-(easy|medium|hard)")


@dataclass(frozen=True)
class SceneSpec:
    """What a scene is made of, and all that is needed to make it again: a seed from 0 on, 1 to 6 objects, and how hard
    it is. Harder scenes have smaller things that hide one another, more colours and more crooked lines."""

    seed: int
    objects: int
    difficulty: Difficulty = "medium"

    @property
    def name(self) -> str:
        """Return the scene's file name without an ending: "scene-7-4-medium"."""
        return f"scene-{self.seed}-{self.objects}-{self.difficulty}"


def spec_of(name: str) -> SceneSpec | None:
    """Return the spec whose scene is called `name`, without an ending; None where no scene is called so."""
    found = _NAME.fullmatch(name)
    if not found or not 1 <= int(found[2]) <= MOST_OBJECTS:
        return None
    difficulty = next(one for one in DIFFICULTIES if one == found[3])
    return SceneSpec(int(found[1]), int(found[2]), difficulty)


def specs(scenes: int, seed: int) -> tuple[SceneSpec, ...]:
    """Return a set of scenes to measure models on: one to six things each, in all difficulties, equally often.

    The same arguments always give the same set.
    """
    kinds = [(objects, difficulty) for difficulty in DIFFICULTIES for objects in range(1, MOST_OBJECTS + 1)]
    order = np.random.default_rng(seed).permutation(np.arange(scenes) % len(kinds))
    return tuple(SceneSpec(seed * _SEEDS + place, *kinds[kind]) for place, kind in enumerate(order))


def seed_of_set(names: Collection[str], scenes: int) -> int | None:
    """Return the seed whose set of so many scenes is among pictures called `names`, without endings; None without."""
    numbers = {spec.seed for name in names if (spec := spec_of(name))}
    seeds = sorted({number // _SEEDS for number in numbers})
    return next((seed for seed in seeds if {spec.name for spec in specs(scenes, seed)} <= set(names)), None)
