"""The scenes that the detectors learn from: always new ones, of drawings that no evaluation sees.

Scene number n is the same for everyone who asks for it, so that all models see the same scenes, each equally often.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from core.scenes.classes import LABELS
from core.scenes.scene import make, pool_of
from core.scenes.spec import DIFFICULTIES, MOST_OBJECTS, SceneSpec
from core.sketch.data_set import read
from training.quick_draw.augment import changed

DRAWINGS = Path(__file__).resolve().parents[2] / "assets" / "scenes" / "training.npz"
"""Drawings for training only: none of them is among those that the app and the evaluation use."""

SIDE = 128
"""Pixels on a side of a scene as the models see it."""

BATCH = 32

_FINER = 2
_MASK = 4
"""Of so many pixels of a scene, each way, one is in `instances`."""


@dataclass(frozen=True)
class SceneBatch:
    """Scenes to learn from: `pictures` uint8 [batch, 3, 128, 128]; `instances` uint8 [batch, 64, 64], 0 where there is
    ground, otherwise an object's place in its scene plus one; of all their objects one after the other `scene` (int64,
    which picture), `labels` (int64, the place in `LABELS`) and `boxes` (float32, x1 y1 x2 y2 in 0 to 1)."""

    pictures: torch.Tensor
    instances: torch.Tensor
    scene: torch.Tensor
    labels: torch.Tensor
    boxes: torch.Tensor


class Scenes(IterableDataset[SceneBatch]):
    """Batches number `start` to `end`; batch n holds the scenes n * 32 to n * 32 + 31."""

    def __init__(self, start: int, end: int) -> None:
        self.start, self.end = start, end

    def __iter__(self) -> Iterator[SceneBatch]:
        # OpenCV's threads would take the cores from the network.
        cv2.setNumThreads(1)
        worker = get_worker_info()
        number, workers = (worker.id, worker.num_workers) if worker else (0, 1)
        pool = pool_of(read(DRAWINGS), changed)
        for batch in range(self.start + number, self.end, workers):
            pictures, instances, scene, labels, boxes = [], [], [], [], []
            for place in range(BATCH):
                rng = np.random.default_rng([batch, place])
                spec = SceneSpec(
                    seed=batch * BATCH + place,
                    objects=int(rng.integers(1, MOST_OBJECTS + 1)),
                    difficulty=DIFFICULTIES[int(rng.integers(len(DIFFICULTIES)))],
                )
                made = make(spec, SIDE * _FINER, pool)
                pictures.append(_smaller(np.asarray(made.picture), rng).transpose(2, 0, 1))
                instances.append(made.instance_mask[_MASK // 2 :: _MASK, _MASK // 2 :: _MASK])
                scene += [place] * len(made.objects)
                labels += [LABELS.index(thing.label) for thing in made.objects]
                boxes += [thing.box for thing in made.objects]
            yield SceneBatch(
                torch.from_numpy(np.stack(pictures)),
                torch.from_numpy(np.stack(instances)),
                torch.tensor(scene),
                torch.tensor(labels),
                torch.tensor(boxes, dtype=torch.float32) / (SIDE * _FINER),
            )


def batches(start: int, end: int, workers: int) -> DataLoader[SceneBatch]:
    """Return the batches from `start` on, before `end`, in order, made by `workers` processes beside this one."""
    return DataLoader(
        Scenes(start, end), batch_size=None, num_workers=workers, prefetch_factor=16 if workers else None
    )


def _smaller(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a picture at half its size.

    As transformers makes pictures smaller, each pixel is the mean of those it replaces; Ultralytics takes the nearest
    ones only. Half of the scenes are made smaller the one way, half the other, so that either model knows both.
    """
    if rng.random() < 0.5:
        return cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(picture[::_FINER, ::_FINER])
