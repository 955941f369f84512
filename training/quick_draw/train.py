"""Train a sketch network: python -m training.quick_draw.train --model quickdraw-resnet --data FOLDER

It writes a checkpoint after every epoch (training/runs/NAME) and goes on from it when started again, and leaves the
finished network as safetensors in weights/NAME. It takes what PyTorch finds: a GPU, or the cores that --threads names.
"""

import argparse
import json
import logging
import time
from collections.abc import Collection, Iterator
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from core.models.catalogue.row import WEIGHTS
from core.models.networks import NETWORKS
from core.sketch.data_set import Drawings
from core.sketch.strokes import bitmap
from training.loop import RUNS, begin, learning_rate, mean_of, resume, save
from training.quick_draw import augment, drawings

BATCH = 256
EPOCHS = {"quickdraw-cnn": 24, "quickdraw-resnet": 30}
_LEARNING_RATE = 2e-3
_WEIGHT_DECAY = 0.05
_SMOOTHING = 0.1
_DROPOUT = 0.2
_CHECKED = 4000

log = logging.getLogger("train")


class Batches(IterableDataset[tuple[torch.Tensor, torch.Tensor]]):
    """One epoch of changed drawings: uint8 [256, 1, 28, 28] with labels int64 [256], as many as there are drawings.

    Some classes have six times as many drawings as others; each is drawn by the square root of their number, so that
    what there is more of is seen more often, but no class is forgotten.
    """

    def __init__(self, data: Drawings, seed: int) -> None:
        self.data, self.seed = data, seed
        counts = np.bincount(data.labels, minlength=len(data.classes))
        weights = 1 / np.sqrt(np.maximum(counts, 1))[data.labels]
        self.chances = np.cumsum(weights / weights.sum())

    def __len__(self) -> int:
        return len(self.data) // BATCH

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        worker = get_worker_info()
        number, workers = (worker.id, worker.num_workers) if worker else (0, 1)
        rng = np.random.default_rng([self.seed, number])
        for _ in range(number, len(self), workers):
            chosen = np.searchsorted(self.chances, rng.random(BATCH) * self.chances[-1])
            pictures = np.stack([augment.picture(self.data.strokes(int(i)), rng) for i in chosen])
            yield torch.from_numpy(pictures[:, None]), torch.from_numpy(self.data.labels[chosen])


def with_norms(network: nn.Sequential) -> nn.Sequential:
    """Return a network with a batch norm behind every convolution, and dropout before its last layer, to train it."""
    for module in list(network.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, nn.Conv2d):
                child.bias = None
                setattr(module, name, nn.Sequential(child, nn.BatchNorm2d(child.out_channels)))
    return nn.Sequential(*network[:-1], nn.Dropout(_DROPOUT), network[-1])


def without_norms(network: nn.Module) -> nn.Sequential:
    """Undo `with_norms`: what the batch norms have learnt goes into the convolutions, and the answers stay the same."""
    network = nn.Sequential(*(layer for layer in network.children() if not isinstance(layer, nn.Dropout)))
    for module in list(network.modules()):
        for name, child in list(module.named_children()):
            match list(child.children()):
                case [nn.Conv2d() as convolution, nn.BatchNorm2d() as norm]:
                    setattr(module, name, fuse_conv_bn_eval(convolution.eval(), norm.eval()))
    return network


def train(
    name: str, data: Path, run: Path, epochs: int, workers: int, kept_out: Collection[str] = ()
) -> dict[str, torch.Tensor]:
    """Train the network `name` on the drawings of the folder `data`, for `epochs` times their number.

    `run` is the folder of the checkpoint, `workers` the number of processes that make pictures; of the classes
    `kept_out` no drawing is seen. Returns the weights as core.models.networks reads them, in half precision.
    """
    seen, unseen = (
        drawings.without(drawings.read(data, held_out=held_out), kept_out) for held_out in (False, True)
    )
    log.info("%d drawings to learn from, %d held out", len(seen), len(unseen))
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(0)
    network = with_norms(NETWORKS[name](len(seen.classes)))
    network = network.to(device).to(memory_format=torch.channels_last)
    mean = mean_of(network)
    optimizer = torch.optim.AdamW(network.parameters(), lr=_LEARNING_RATE, weight_decay=_WEIGHT_DECAY)
    loss_of = nn.CrossEntropyLoss(label_smoothing=_SMOOTHING)
    checkpoint = run / "checkpoint.pt"
    start = resume(checkpoint, device, network=network, mean=mean, optimizer=optimizer)
    per_epoch = len(seen) // BATCH
    for epoch in range(start, epochs):
        began, losses = time.monotonic(), []
        network.train()
        loader = DataLoader(
            Batches(seen, seed=epoch),
            batch_size=None,
            num_workers=workers,
            prefetch_factor=16 if workers else None,
        )
        for number, (pictures, labels) in enumerate(loader):
            for group in optimizer.param_groups:
                group["lr"] = _LEARNING_RATE * learning_rate(epoch * per_epoch + number, epochs * per_epoch)
            inputs = (pictures.to(device).float() / 255).to(memory_format=torch.channels_last)
            with torch.autocast(device, torch.bfloat16):
                loss = loss_of(network(inputs).float(), labels.to(device))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            mean.update_parameters(network)
            losses.append(loss.item())
            if number % 50 == 0:
                log.info(
                    "epoch %d, batch %d of %d, loss %.3f", epoch, number, per_epoch, np.mean(losses[-50:])
                )
        top1, top5 = accuracy(mean.module, unseen, device)
        minutes = (time.monotonic() - began) / 60
        log.info(
            "epoch %d: top-1 %.4f, top-5 %.4f on held-out drawings, %.1f min", epoch, top1, top5, minutes
        )
        save(checkpoint, epoch + 1, network=network, mean=mean, optimizer=optimizer)
    finished = without_norms(mean.module.cpu().eval())
    return {key: value.half().contiguous() for key, value in finished.state_dict().items()}


def write(weights: dict[str, torch.Tensor], name: str, data: Path, folder: Path) -> None:
    """Write the weights of the network `name` to a folder as the app reads them, with the names of the classes of the
    folder `data`."""
    file = folder / "model.safetensors"
    folder.mkdir(parents=True, exist_ok=True)
    save_file(weights, file, {"network": name, "classes": json.dumps(drawings.classes(data))})
    # safetensors makes files that only their owner can read.
    file.chmod(0o644)


@torch.inference_mode()
def accuracy(network: nn.Module, data: Drawings, device: str) -> tuple[float, float]:
    """Return how many of the first 4,000 drawings, in a fixed random order, are right at once and in five guesses."""
    network.eval()
    chosen = np.random.default_rng(0).permutation(len(data))[:_CHECKED]
    pictures = np.stack([bitmap(data.strokes(int(i))) for i in chosen])[:, None]
    labels = torch.from_numpy(data.labels[chosen]).to(device)
    best = torch.cat(
        [
            network(part.to(device).float() / 255).topk(5).indices
            for part in torch.from_numpy(pictures).split(BATCH)
        ]
    )
    right = best == labels[:, None]
    return float(right[:, 0].float().mean()), float(right.any(dim=1).float().mean())


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description="Train a sketch network on Quick, Draw! drawings.")
    parser.add_argument("--model", required=True, choices=sorted(NETWORKS))
    parser.add_argument("--data", required=True, type=Path, help="folder with *.ndjson and categories.txt")
    parser.add_argument("--epochs", type=int)
    given = begin(parser)
    epochs = given.epochs or EPOCHS[given.model]
    weights = train(given.model, given.data, RUNS / given.model, epochs, given.workers)
    write(weights, given.model, given.data, WEIGHTS / given.model)


if __name__ == "__main__":
    main()
