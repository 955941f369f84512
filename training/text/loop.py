"""The loop in which a text model learns, until a number of steps or of minutes is reached."""

import argparse
import json
import logging
import math
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from transformers import PreTrainedModel

from training.loop import RUNS, begin, save
from training.text.prepare import PREPARED, WEIGHTS
from training.text.tokens import FILES

KEEP = 0.998
"""The part of the mean of the weights that stays at every step, once there were many."""

WARM_UP = 1_000
"""The steps in which the learning rate rises, in a training of ten times as many or more. They are counted in steps:
where they are a part of the time, a start that takes long eats them up."""

_CLIP = 1.0
_BETAS = (0.9, 0.98)
_BEGAN = time.monotonic()

log = logging.getLogger("train")

Batch = tuple[torch.Tensor, ...]
Loss = Callable[[Any, Batch], torch.Tensor]


@dataclass(frozen=True)
class Limits:
    """When a training ends: after `steps`, or after `minutes` where that comes first."""

    steps: int
    minutes: float | None = None

    def progress(self, step: int, seconds: float) -> float:
        """Return how much of the training is over, 0 to 1, after so many steps and seconds."""
        by_time = 0.0 if self.minutes is None else seconds / (60 * max(self.minutes, 1e-6))
        return min(1.0, max(step / self.steps, by_time))


@dataclass(frozen=True)
class Options:
    """What the command line says; `out` is the folder of the finished model, `run` that of the checkpoint."""

    name: str
    limits: Limits
    data: Path | None
    prepared: Path
    out: Path
    run: Path
    workers: int
    compiled: bool
    every: float
    device: str


def options(name: str, steps: int) -> Options:
    """Read the command line of the training of the model `name`, which has `steps` steps when nothing else is said."""
    parser = argparse.ArgumentParser(description=f"Train {name}.")
    parser.add_argument(
        "--data", type=Path, help="the folder of the texts; not needed once they are prepared"
    )
    parser.add_argument("--prepared", type=Path, default=PREPARED, help="what training.text.prepare wrote")
    parser.add_argument("--steps", type=int, default=steps)
    parser.add_argument("--minutes", type=float, help="end by then, with the learning rate brought down")
    parser.add_argument("--out", type=Path, default=WEIGHTS / name, help="the folder of the finished model")
    parser.add_argument("--run", type=Path, default=RUNS / name, help="the folder of the checkpoint")
    parser.add_argument("--every", type=float, default=60, help="seconds between checkpoints")
    parser.add_argument("--compile", action="store_true", help="compile the network first (a GPU)")
    given = begin(parser)
    # The tokenizers' threads, set before they start any.
    os.environ.setdefault("RAYON_NUM_THREADS", str(given.threads))
    return Options(
        name=name,
        limits=Limits(given.steps, given.minutes),
        data=given.data,
        prepared=given.prepared,
        out=given.out,
        run=given.run,
        workers=given.workers,
        compiled=given.compile,
        every=given.every,
        device="cuda" if torch.cuda.is_available() else "cpu",
    )


def half_precision(tensor: torch.Tensor) -> torch.autocast:
    """Return the context in which a network runs in bfloat16 where its input is on a GPU; many a CPU is slower so."""
    return torch.autocast(tensor.device.type, torch.bfloat16, enabled=tensor.is_cuda)


def learning_rate(progress: float, step: int, steps: int) -> float:
    """Return the part of the full learning rate: half a cosine down to nothing at a progress of 1, and before it a way
    up in the first ones of `steps` steps."""
    warm_up = max(1, min(WARM_UP, steps // 10))
    return min(1.0, (step + 1) / warm_up) * 0.5 * (1 + math.cos(math.pi * progress))


def groups_of(network: nn.Module, rate: float, decay: float) -> list[dict[str, Any]]:
    """Return AdamW's parameter groups: only matrices decay, and of those not the embeddings."""
    embeddings = {id(m.weight) for m in network.modules() if isinstance(m, nn.Embedding)}
    wanted = [p for p in network.parameters() if p.requires_grad]
    matrices = [p for p in wanted if p.dim() > 1 and id(p) not in embeddings]
    chosen = {id(p) for p in matrices}
    others = [p for p in wanted if id(p) not in chosen]
    return [
        {"params": matrices, "lr": rate, "weight_decay": decay},
        {"params": others, "lr": rate, "weight_decay": 0.0},
    ]


class Mean:
    """The running mean of a network's weights.

    At first it keeps less, so that the random weights of the beginning are soon gone.
    """

    def __init__(self, network: nn.Module) -> None:
        # Buffers are copied, not averaged: some hold whole numbers.
        self.model: Any = AveragedModel(network, multi_avg_fn=self._update)

    def _update(self, mean: Any, new: Any, seen: Any) -> None:  # noqa: ANN401 (torch's own)
        get_ema_multi_avg_fn(min(KEEP, 1 - 1 / (1 + self._seen / 4)))(mean, new, seen)

    def update(self, network: nn.Module, step: int) -> None:
        """Take in the weights of a network after so many steps."""
        self._seen = step
        self.model.update_parameters(network)


def train(
    network: Any,  # noqa: ANN401 (the types of transformers' networks hide torch's)
    groups: list[dict[str, Any]],
    next_batch: Callable[[float], Batch],
    loss_of: Loss,
    check: Callable[[Any], float],
    wanted: Options,
) -> PreTrainedModel:
    """Train a network and return the mean of its weights, which is also written to `wanted.out` every now and then.

    `next_batch` returns tensors on the network's device for a progress of 0 to 1, the last of which holds the labels;
    `loss_of` their loss, a scalar; `check` the loss of a network on texts that are held out. A training goes on from
    the checkpoint in `wanted.run`, whose time counts too.
    """
    cuda = wanted.device == "cuda"
    torch.set_float32_matmul_precision("high")
    network.to(wanted.device)
    mean = Mean(network)
    optimizer = torch.optim.AdamW(groups, betas=_BETAS, fused=cuda)
    full = [group["lr"] for group in groups]
    checkpoint = wanted.run / "checkpoint.pt"
    step, before = _resume(checkpoint, wanted.device, network, mean.model, optimizer)
    torch.manual_seed(step)
    step_loss = _compiled(loss_of, wanted.compiled)
    network.train()

    def seconds() -> float:
        return before + time.monotonic() - _BEGAN

    def keep() -> None:
        _save(checkpoint, step, seconds(), network, mean.model, optimizer)
        export(mean.model.module, wanted.prepared / wanted.name, wanted.out)
        log.info("step %d, held-out loss %.4f", step, check(mean.model.module.eval()))

    saved = said = time.monotonic()
    tokens, since, total = 0, 0, torch.zeros((), device=wanted.device)
    done = wanted.limits.progress(step, seconds())
    while done < 1:
        for group, rate in zip(optimizer.param_groups, full, strict=True):
            group["lr"] = rate * learning_rate(done, step, wanted.limits.steps)
        batch = next_batch(done)
        loss = step_loss(network, batch)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), _CLIP)
        optimizer.step()
        step += 1
        mean.update(network, step)
        total += loss.detach()
        tokens, since = tokens + batch[-1].numel(), since + 1
        done = wanted.limits.progress(step, seconds())
        now = time.monotonic()
        if now - said > 5 or step == 1:
            # Reading the loss waits for the device, so the time is taken afterwards.
            mean_loss = float(total) / since
            took = time.monotonic() - said
            log.info(
                "step %d, %.1f %%, loss %.4f, %.1f steps/s, %.0f tokens/s, %.0f s, rate %.2g",
                *(step, 100 * done, mean_loss, since / took, tokens / took, seconds()),
                optimizer.param_groups[0]["lr"],
            )
            tokens, since = 0, 0
            total.zero_()
            said = time.monotonic()
        if now - saved > wanted.every and done < 1:
            keep()
            said = saved = time.monotonic()
    if cuda:
        log.info("most GPU memory %.2f GB", torch.cuda.max_memory_allocated() / 1e9)
    keep()
    finished: PreTrainedModel = mean.model.module.cpu().eval()
    return finished


def _compiled(loss_of: Loss, wanted: bool) -> Loss:
    """Return a loss that is compiled, and goes on as it is where that fails."""
    if not wanted:
        return loss_of
    state = {"loss": torch.compile(loss_of, dynamic=False)}

    def step_loss(network: Any, batch: Batch) -> torch.Tensor:  # noqa: ANN401
        try:
            return state["loss"](network, batch)
        except Exception:
            if state["loss"] is loss_of:
                raise
            log.exception("not compiled")
            state["loss"] = loss_of
            return loss_of(network, batch)

    return step_loss


def _resume(checkpoint: Path, device: str, *parts: Any) -> tuple[int, float]:  # noqa: ANN401
    if not checkpoint.exists():
        return 0, 0.0
    state = torch.load(checkpoint, map_location=device)
    for name, part in zip(("network", "mean", "optimizer"), parts, strict=True):
        part.load_state_dict(state[name])
    log.info("going on from step %d", state["done"])
    return state["done"], float(json.loads(checkpoint.with_suffix(".json").read_text())["seconds"])


def _save(checkpoint: Path, step: int, seconds: float, network: Any, mean: Any, optimizer: Any) -> None:  # noqa: ANN401
    save(checkpoint, step, network=network, mean=mean, optimizer=optimizer)
    device = torch.cuda.get_device_name() if torch.cuda.is_available() else "CPU"
    said = {"steps": step, "seconds": round(seconds, 1), "device": device}
    checkpoint.with_suffix(".json").write_text(json.dumps(said) + "\n", encoding="utf-8")


def export(network: PreTrainedModel, tokenizer: Path, folder: Path) -> None:
    """Write a network in half precision with the tokenizer of a folder, the way transformers reads them.

    The folder gets config.json, model.safetensors and the tokenizer's files, and generation_config.json where the
    network generates.
    """
    halves: dict[int, torch.Tensor] = {}
    state = {}
    for key, value in network.state_dict().items():
        # Weights that several layers share stay shared, and are written once.
        if value.is_floating_point() and value.data_ptr() not in halves:
            halves[value.data_ptr()] = value.detach().half().cpu()
        state[key] = halves[value.data_ptr()] if value.is_floating_point() else value.cpu()
    network.save_pretrained(folder, state_dict=state)
    # What is read is what the configuration says, because a CPU is slow in half precision.
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["dtype"] = "float32"
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    for name in FILES:
        shutil.copyfile(tokenizer / name, folder / name)
    # safetensors makes files that only their owner can read.
    (folder / "model.safetensors").chmod(0o644)
