"""A loop of training that ends after so many steps or so many minutes, whichever comes first, with its learning rate
brought down to nothing by then.

It writes a checkpoint and the model as it is about once a minute, goes on from the checkpoint when started again, and
counts the minutes of earlier runs.
"""

import argparse
import logging
import math
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from training.loop import RUNS, WARM_UP, kept

_STARTED = time.monotonic()
_LOG_EVERY = 50
_SAVE_SECONDS = 60.0
_WARM_UP_PART = 0.05
"""The most of a training that the way up of its learning rate may take: by the minute, there may be few steps."""

log = logging.getLogger("train")


@dataclass(frozen=True)
class Limits:
    """When a training ends: after `steps`, or `minutes` of all its runs together if that is not None. Of the minutes
    the first `begin` belong to what is trained before it."""

    steps: int
    minutes: float | None = None
    begin: float = 0.0

    def progress(self, step: int, seconds: float) -> float:
        """Return how much of a training is behind it, 0 to 1, after `step` steps in `seconds`."""
        by_time = (seconds / 60 - self.begin) / (self.minutes - self.begin) if self.minutes else 0.0
        return min(1.0, max(0.0, step / max(1, self.steps), by_time))


@dataclass(frozen=True)
class Recipe:
    """What is trained, and how.

    `groups` are AdamW's parameter groups, each with its full learning rate. `loss_of` gives the loss of the network for
    a step, a scalar. `measure` and `export` get the mean of the last weights, the former returns what the log shall
    say. `clip` is the most that the gradient's norm may be.
    """

    name: str
    network: nn.Module
    groups: Sequence[dict[str, Any]]
    loss_of: Callable[[nn.Module, int], torch.Tensor]
    batch: int
    measure: Callable[[nn.Module], str] = lambda _: ""
    export: Callable[[nn.Module], None] = lambda _: None
    clip: float = 1.0
    betas: tuple[float, float] = (0.9, 0.98)


def arguments(parser: argparse.ArgumentParser, steps: int, **defaults: int) -> argparse.Namespace:
    """Read the command line with the options that every timed training has, and set up threads and log."""
    parser.add_argument("--steps", type=int, default=steps)
    parser.add_argument("--minutes", type=float, help="end by then, all runs together (default: no such end)")
    parser.add_argument("--threads", type=int, default=min(4, torch.get_num_threads()))
    parser.add_argument("--workers", type=int, default=2, help="processes that make pictures, without --pool")
    parser.add_argument("--pool", type=Path, help="folder of pictures that training.scenes.pool is filling")
    parser.add_argument("--batch", type=int, default=defaults.get("batch", 128))
    parser.add_argument("--runs", type=Path, default=RUNS, help="folder of the checkpoints")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", force=True)
    torch.set_num_threads(given.threads)
    return given


def groups_of(network: nn.Module, rate: float, decay: float) -> list[dict[str, Any]]:
    """Return AdamW's parameter groups of a network: matrices decay, vectors and single numbers do not."""
    matrices = [weight for weight in network.parameters() if weight.dim() > 1]
    others = [weight for weight in network.parameters() if weight.dim() < 2]
    return [
        {"params": matrices, "lr": rate, "weight_decay": decay},
        {"params": others, "lr": rate, "weight_decay": 0.0},
    ]


def device() -> str:
    """Return "cuda" where PyTorch finds a GPU, with its faster ways of multiplying; "cpu" otherwise."""
    if not torch.cuda.is_available():
        return "cpu"
    torch.set_float32_matmul_precision("high")
    torch.backends.cudnn.benchmark = True
    return "cuda"


def half_precision(on: str) -> torch.autocast:
    """Return the context in which a network runs in bfloat16 on a GPU, and as it is on a CPU: many are slower so."""
    return torch.autocast(on, torch.bfloat16, enabled=on == "cuda")


def rate(step: int, progress: float) -> float:
    """Return the part of the full learning rate: a short way up, then half a cosine down to nothing."""
    way_up = min(1.0, max((step + 1) / WARM_UP, progress / _WARM_UP_PART))
    return way_up * 0.5 * (1 + math.cos(math.pi * progress))


@torch.no_grad()
def update_mean(mean: nn.Module, network: nn.Module, step: int) -> None:
    """Take the weights of a network after step number `step`, from 0 on, into their running mean, in place; of the
    buffers, some of which hold whole numbers, the new ones are copied."""
    for weight, new_weight in zip(mean.parameters(), network.parameters(), strict=True):
        weight.lerp_(new_weight, 1 - kept(step))
    for buffer, new_buffer in zip(mean.buffers(), network.buffers(), strict=True):
        buffer.copy_(new_buffer)


def train(recipe: Recipe, limits: Limits, runs: Path = RUNS) -> nn.Module:
    """Train as a recipe says, and return the mean of the last weights, on the CPU.

    Raises FloatingPointError where the loss is no longer a number; the last checkpoint stays.
    """
    on = device()
    network = recipe.network.to(on)
    mean = deepcopy(network).eval()
    optimizer = torch.optim.AdamW(recipe.groups, betas=recipe.betas, fused=on == "cuda")
    full = [group["lr"] for group in optimizer.param_groups]
    checkpoint = runs / recipe.name / "checkpoint.pt"
    parts: dict[str, Any] = {"network": network, "mean": mean, "optimizer": optimizer}
    first, before = _resume(checkpoint, on, parts)
    started = time.monotonic() if first else _STARTED
    step, losses = first, list[torch.Tensor]()
    saved = logged = time.monotonic()
    network.train()

    def seconds() -> float:
        return before + time.monotonic() - started

    def keep() -> None:
        _mean_loss(losses)
        _save(checkpoint, step, seconds(), parts)
        recipe.export(mean)
        log.info("%s: step %d saved; %s", recipe.name, step, recipe.measure(mean))

    while (progress := limits.progress(step, seconds())) < 1:
        for group, most in zip(optimizer.param_groups, full, strict=True):
            group["lr"] = most * rate(step, progress)
        loss = recipe.loss_of(network, step)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), recipe.clip)
        optimizer.step()
        update_mean(mean, network, step)
        losses.append(loss.detach())
        step += 1
        if step % _LOG_EVERY == 0 or step == first + 5:
            # Reading the loss waits for the device, so the time is taken afterwards.
            value = _mean_loss(losses)
            pace = len(losses) / (time.monotonic() - logged)
            log.info(
                "%s: step %d, %.1f %% done, loss %.3f, %.2f steps/s, %.0f samples/s%s",
                *(recipe.name, step, 100 * progress, value, pace, pace * recipe.batch, _memory(on)),
            )
            losses, logged = [], time.monotonic()
        if time.monotonic() - saved > _SAVE_SECONDS:
            keep()
            losses, saved = [], time.monotonic()
            logged = saved
    if step > first:
        keep()
    return mean.cpu()


def _mean_loss(losses: Sequence[torch.Tensor]) -> float:
    value = float(torch.stack(list(losses)).mean()) if losses else 0.0
    if not math.isfinite(value):
        raise FloatingPointError(f"The loss is {value}.")
    return value


def _memory(on: str) -> str:
    return f", {torch.cuda.max_memory_allocated() / 2**30:.1f} GiB" if on == "cuda" else ""


def _resume(checkpoint: Path, on: str, parts: dict[str, Any]) -> tuple[int, float]:
    """Give the parts the state that `_save` wrote, and return the steps and seconds behind it; 0 without a file."""
    if not checkpoint.exists():
        return 0, 0.0
    state = torch.load(checkpoint, map_location=on, weights_only=True)
    for name, part in parts.items():
        part.load_state_dict(state[name])
    log.info("going on from step %d, after %.1f minutes", state["done"], state["seconds"] / 60)
    return state["done"], state["seconds"]


def _save(checkpoint: Path, step: int, seconds: float, parts: dict[str, Any]) -> None:
    checkpoint.parent.mkdir(parents=True, exist_ok=True)
    fresh = checkpoint.with_suffix(".new")
    state = {name: part.state_dict() for name, part in parts.items()}
    torch.save(state | {"done": step, "seconds": seconds}, fresh)
    fresh.replace(checkpoint)


def ahead(make: Callable[[], Any], most: int = 3) -> Iterator[Any]:
    """Yield what `make` returns, made ahead of time in another thread, up to `most` of it."""
    ready: queue.Queue[Any] = queue.Queue(most)

    def work() -> None:
        while True:
            try:
                ready.put(make())
            except BaseException as error:
                ready.put(error)
                return

    threading.Thread(target=work, daemon=True).start()
    while True:
        got = ready.get()
        if isinstance(got, BaseException):
            raise got
        yield got


def write_halves(network: Any, folder: Path) -> None:  # noqa: ANN401 (any model of transformers)
    """Write a model of transformers in half precision; it is read in full precision, which a CPU is faster in."""
    network.config.dtype = "float32"
    halves = {
        key: value.detach().cpu().half().contiguous() if value.is_floating_point() else value.detach().cpu()
        for key, value in network.state_dict().items()
    }
    network.save_pretrained(folder, state_dict=halves)
    # safetensors makes files that only their owner can read.
    (folder / "model.safetensors").chmod(0o644)
