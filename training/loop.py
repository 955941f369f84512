"""What every training here has in common: its command line, its learning rate, the running mean of its weights and
its checkpoints."""

import argparse
import logging
import math
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

RUNS = Path(__file__).resolve().parent / "runs"
"""The folder of the checkpoints, one folder a model."""

WARM_UP = 300
KEEP = 0.999
"""The part of the mean of the weights that stays at every step, once there were a few thousand."""


def begin(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """Read the command line, with --threads and --workers beside what the parser knows; set up threads and log."""
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--workers", type=int, default=1, help="processes that make the batches")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(given.threads)
    return given


def learning_rate(step: int, steps: int) -> float:
    """Return the part of the full learning rate for a step: a short way up, then half a cosine down to nothing."""
    warm_up = min(WARM_UP, steps // 10)
    if step < warm_up:
        return (step + 1) / warm_up
    return 0.5 * (1 + math.cos(math.pi * (step - warm_up) / max(1, steps - warm_up)))


def kept(steps: float) -> float:
    """Return the part of the mean of the weights that stays after so many steps.

    At first it keeps less: after n steps it reaches back over a quarter of them, so that the weights that the training
    began with are soon gone.
    """
    return min(KEEP, steps / (steps + 4))


def mean_of(network: nn.Module) -> AveragedModel:
    """Return the running mean of a network's weights and buffers; its `update_parameters` takes in the next ones."""

    def mix(mean: Sequence[torch.Tensor], new: Sequence[torch.Tensor], steps: torch.Tensor | int) -> None:
        get_ema_multi_avg_fn(kept(float(steps)))(mean, new, steps)

    return AveragedModel(network, multi_avg_fn=mix, use_buffers=True)


def resume(checkpoint: Path, device: str, **parts: nn.Module | torch.optim.Optimizer) -> int:
    """Give the parts (networks, an optimizer) the state that `save` wrote, and return its `done`; 0 without a file."""
    if not checkpoint.exists():
        return 0
    state = torch.load(checkpoint, map_location=device)
    for name, part in parts.items():
        part.load_state_dict(state[name])
    done: int = state["done"]
    return done


def save(checkpoint: Path, done: int, **parts: nn.Module | torch.optim.Optimizer) -> None:
    """Write how much is `done` (steps, epochs) and the state of the parts, in place of the file that was there."""
    checkpoint.parent.mkdir(parents=True, exist_ok=True)
    fresh = checkpoint.with_suffix(".new")
    torch.save({name: part.state_dict() for name, part in parts.items()} | {"done": done}, fresh)
    fresh.replace(checkpoint)
