"""Batches of pictures from the files that training.scenes.pool fills, for a training."""

import argparse
import atexit
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch

from training.scenes.pool import Store, waited_for

ROOT = Path(__file__).resolve().parents[2]
_LEAST = 4000
_SILENCE = 120.0
"""After so many seconds without a new picture nobody makes any, and a network would learn the same ones by heart."""


def folder_of(given: argparse.Namespace, kinds: dict[str, float], data: Path | None = None) -> Path:
    """Return the folder of a training's pictures: the one that it was given, or one that is filled from now on.

    `kinds` are the kinds that are needed, each with its part of the workers. What fills the folder ends with this
    process.
    """
    if given.pool:
        return Path(given.pool)
    folder = Path(tempfile.mkdtemp(prefix="pool-", dir=_roomy()))
    command = [sys.executable, "-m", "training.scenes.pool", "--folder", str(folder)]
    for kind, part in kinds.items():
        command += [f"--{kind}", str(max(1, round(part * given.workers)))]
    if data:
        command += ["--data", str(data.resolve())]
    # On a small machine few pictures are made, so that few places are enough.
    command += ["--slots", "1" if given.workers >= 4 else "0.1"]
    process = subprocess.Popen(command, cwd=ROOT)  # noqa: S603 (our own module)

    def end() -> None:
        process.terminate()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    return folder


def _roomy() -> str | None:
    """Return a folder in memory where there is one with room for all pictures; None for the usual one."""
    memory = Path("/dev/shm")  # noqa: S108 (a folder in it is made by mkdtemp)
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 8 << 30 else None


class Source:
    """Records of a kind, chosen by chance, as tensors on a device; it waits for the first ones."""

    def __init__(self, folder: Path, kind: str, least: int = _LEAST) -> None:
        self.store: Store = waited_for(folder, kind, least)
        self.rng = np.random.default_rng()
        self.fields = {name: torch.from_numpy(array) for name, array in self.store.arrays.items()}
        self._made, self._since = -1, 0.0

    def batch(self, number: int, on: str) -> dict[str, torch.Tensor]:
        """Return `number` records, a tensor [number, ...] of each field, on the device `on`.

        Raises RuntimeError where no record was made for two minutes.
        """
        self._check()
        slots = torch.from_numpy(self.store.choose(number, self.rng))
        chosen = {name: values[slots] for name, values in self.fields.items()}
        if on == "cpu":
            return chosen
        return {name: values.pin_memory().to(on, non_blocking=True) for name, values in chosen.items()}

    def _check(self) -> None:
        made, now = int(self.store.made.sum()), time.monotonic()
        if made != self._made:
            self._made, self._since = made, now
        elif now - self._since > _SILENCE:
            raise RuntimeError("Nobody makes new pictures any more: see what training.scenes.pool said.")
