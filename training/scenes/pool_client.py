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

from training.scenes.pool import Store, chosen, waited_for

ROOT = Path(__file__).resolve().parents[2]
_LEAST = 4000
_SILENCE = 120.0
"""After so many seconds without a new picture nobody makes any, and a network would learn the same ones by heart."""

_ROUND = 200
"""In so many batches all pictures are copied to a GPU anew."""


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
    """Records of a kind, chosen by chance, as tensors on a device; it waits for the first ones.

    A GPU has a copy of all of them, part of which is renewed with every batch.
    """

    def __init__(self, folder: Path, kind: str, least: int = _LEAST) -> None:
        self.store: Store = waited_for(folder, kind, least)
        self.rng = np.random.default_rng()
        self.fields = {name: torch.from_numpy(array) for name, array in self.store.arrays.items()}
        self._made, self._since = -1, 0.0
        self._copy: _Copy | None = None

    def batch(self, number: int, on: str) -> dict[str, torch.Tensor]:
        """Return `number` records, a tensor [number, ...] of each field, on the device `on`.

        Raises RuntimeError where no record was made for two minutes.
        """
        self._check()
        if on == "cpu":
            slots = torch.from_numpy(self.store.choose(number, self.rng))
            return {name: values[slots] for name, values in self.fields.items()}
        self._copy = self._copy or _Copy(self.store, self.fields, on)
        return self._copy.batch(number, self.rng)

    def _check(self) -> None:
        made, now = int(self.store.made.sum()), time.monotonic()
        if made != self._made:
            self._made, self._since = made, now
        elif now - self._since > _SILENCE:
            raise RuntimeError("Nobody makes new pictures any more: see what training.scenes.pool said.")


class _Copy:
    """The records of a store on a GPU. It has a stream of its own, so that it never waits for what a network does."""

    def __init__(self, store: Store, fields: dict[str, torch.Tensor], on: str) -> None:
        self.store, self.fields = store, fields
        self.stream = torch.cuda.Stream()
        self.there = {name: torch.empty_like(values, device=on) for name, values in fields.items()}
        self.next, self.counts, self.counting = 0, store.counts(), store.counts()
        self._copy(0, store.slots)

    def batch(self, number: int, rng: np.random.Generator) -> dict[str, torch.Tensor]:
        """Return `number` records, chosen by chance of those that were there when the last round of copying began."""
        end = min(self.store.slots, self.next + max(1, self.store.slots // _ROUND))
        self._copy(self.next, end)
        self.next = end
        if end == self.store.slots:
            self.next, self.counts, self.counting = 0, self.counting, self.store.counts()
        with torch.cuda.stream(self.stream):
            slots = torch.from_numpy(chosen(self.counts, number, rng)).to(self.stream.device)
            records = {name: values[slots] for name, values in self.there.items()}
        self.stream.synchronize()
        for values in records.values():
            values.record_stream(torch.cuda.default_stream())
        return records

    def _copy(self, start: int, end: int) -> None:
        with torch.cuda.stream(self.stream):
            for name, values in self.fields.items():
                self.there[name][start:end].copy_(values[start:end])
