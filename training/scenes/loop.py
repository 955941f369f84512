"""The loop in which a network learns from scenes."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

import numpy as np
import torch
from torch import nn

from training.loop import RUNS, learning_rate, mean_of, resume, save
from training.scenes.data import SceneBatch, batches

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
    mean = mean_of(network)
    optimizer = torch.optim.AdamW(groups)
    full = [group["lr"] for group in optimizer.param_groups]
    checkpoint = folder / name / "checkpoint.pt"
    start = resume(checkpoint, device, network=network, mean=mean, optimizer=optimizer)
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
            save(checkpoint, step, network=network, mean=mean, optimizer=optimizer)
    return cast(Network, mean.module.cpu().eval())
