"""What training a network on scenes has in common: the loop, its checkpoints, and the running mean of the weights."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

import numpy as np
import torch
from torch import nn

from training.quick_draw.train import learning_rate
from training.scenes.data import SceneBatch, batches

RUNS = Path(__file__).resolve().parents[1] / "runs"
"""The folder of the checkpoints, one folder a model."""

_KEEP = 0.999
_EVERY = 500

log = logging.getLogger("train")

Network = TypeVar("Network", bound=nn.Module)


def train(
    name: str,
    network: Network,
    groups: list[dict[str, object]],
    loss_of: Callable[[Network, SceneBatch, str], torch.Tensor],
    steps: int,
    workers: int,
    clip: float,
    folder: Path = RUNS,
) -> Network:
    """Train a network for `steps` batches of scenes, from the first on, and return the mean of its last weights.

    `groups` are AdamW's parameter groups, each with its full learning rate; `loss_of` gives the loss of a network on a
    batch, on a device, a scalar, whose gradient is cut to a norm of `clip`. `workers` processes make the scenes. A
    checkpoint is written to `folder`/`name` every 500 steps; training goes on from one that is there.
    """
    device = "cuda" if torch.cuda.is_available() else "cpu"
    network = network.to(device)
    mean = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(_KEEP), use_buffers=True
    )
    optimizer = torch.optim.AdamW(groups)
    full = [group["lr"] for group in optimizer.param_groups]
    checkpoint, start = folder / name / "checkpoint.pt", 0
    checkpoint.parent.mkdir(parents=True, exist_ok=True)
    if checkpoint.exists():
        state = torch.load(checkpoint, map_location=device)
        network.load_state_dict(state["network"])
        mean.load_state_dict(state["mean"])
        optimizer.load_state_dict(state["optimizer"])
        start = state["step"]
    network.train()
    began, losses = time.monotonic(), []
    for step, batch in enumerate(batches(start, steps, workers), start=start + 1):
        for group, rate in zip(optimizer.param_groups, full, strict=True):
            group["lr"] = rate * learning_rate(step - 1, steps)
        loss = loss_of(network, batch, device)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), clip)
        optimizer.step()
        mean.update_parameters(network)
        losses.append(loss.item())
        if step % 100 == 0:
            pace = (time.monotonic() - began) / len(losses)
            log.info("step %d of %d, loss %.3f, %.2f s a step", step, steps, np.mean(losses[-100:]), pace)
        if step % _EVERY == 0 or step == steps:
            state = {"network": network.state_dict(), "mean": mean.state_dict(), "step": step}
            torch.save(state | {"optimizer": optimizer.state_dict()}, checkpoint.with_suffix(".new"))
            checkpoint.with_suffix(".new").replace(checkpoint)
    return cast(Network, mean.module.cpu().eval())
