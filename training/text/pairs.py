"""Batches of translation pairs, cut into tokens differently in every epoch."""

import os
import random
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import PreTrainedTokenizerFast

from training.text.tokens import read_tokenizer

DROPPED = 0.1
"""The share of joins of tokens that is left out at random (BPE-dropout, Provilkov et al. 2020)."""

JOINED = 0.06
"""The share of pairs that are followed by another one, so that two sentences can be translated as well."""

CARELESS = 0.06
"""The share of Spanish sentences that are changed the way that people type in a hurry."""

LONGEST = 60
"""The most tokens of a side in training."""

_ACCENTS = str.maketrans("áéíóúÁÉÍÓÚ", "aeiouAEIOU")

Ids = list[list[int]]
Padded = tuple[NDArray[np.int16], NDArray[np.int16]]


def careless(sentence: str, rng: random.Random) -> str:
    """Return a sentence without its opening marks; or also without its last mark, capitals or accents."""
    sentence = sentence.replace("¿", "").replace("¡", "")
    if rng.random() < 0.6:
        sentence = sentence.rstrip(".!?") or sentence
    if rng.random() < 0.5:
        sentence = sentence.lower()
    return sentence.translate(_ACCENTS) if rng.random() < 0.4 else sentence


def varied(pairs: Sequence[tuple[str, str]], rng: random.Random) -> list[tuple[str, str]]:
    """Return the pairs of one epoch: as many, some of them joined, some with careless Spanish."""
    said = []
    for spanish, english in pairs:
        if rng.random() < JOINED:
            more = pairs[rng.randrange(len(pairs))]
            spanish, english = f"{spanish} {more[0]}", f"{english} {more[1]}"
        said.append((careless(spanish, rng) if rng.random() < CARELESS else spanish, english))
    return said


def padded(rows: Sequence[Sequence[int]], pad: int) -> NDArray[np.int16]:
    """Return rows of ids as an array, [rows, the longest], filled up with `pad`."""
    filled = np.full((len(rows), max(map(len, rows))), pad, np.int16)
    for place, row in enumerate(rows):
        filled[place, : len(row)] = row
    return filled


def batches(sources: Ids, targets: Ids, tokens: int, pad: int, rng: random.Random) -> list[Padded]:
    """Return batches of pairs of about the same length, in any order; `tokens` is the most of both sides of a batch,
    padding included."""
    lengths = np.array([[len(s), len(t)] for s, t in zip(sources, targets, strict=True)])
    # Neighbours differ from epoch to epoch.
    noise = np.random.default_rng(rng.randrange(2**32)).random(len(lengths))
    order = np.argsort(lengths.max(axis=1) + 0.2 * lengths.sum(axis=1) + noise, kind="stable")
    parts: list[list[int]] = [[]]
    longest = np.zeros(2, int)
    for number in order.tolist():
        longest = np.maximum(longest, lengths[number])
        if parts[-1] and (len(parts[-1]) + 1) * longest.sum() > tokens:
            parts.append([])
            longest = lengths[number]
        parts[-1].append(number)
    rng.shuffle(parts)
    return [
        (padded([sources[i] for i in part], pad), padded([targets[i] for i in part], pad)) for part in parts
    ]


def epoch(
    pairs: Sequence[tuple[str, str]],
    tokenizer: PreTrainedTokenizerFast,
    tokens: int,
    seed: int,
    dropped: float = DROPPED,
) -> list[Padded]:
    """Return the batches of one epoch: ids of Spanish and English, int16 [batch, length], each text with its end."""
    rng = random.Random(seed)
    said = varied(pairs, rng)
    inner = tokenizer.backend_tokenizer
    inner.model.dropout = dropped or None
    spanish = [one.ids[-LONGEST:] for one in inner.encode_batch([pair[0] for pair in said])]
    english = [one.ids[-LONGEST:] for one in inner.encode_batch([pair[1] for pair in said])]
    return batches(spanish, english, tokens, int(tokenizer.pad_token_id), rng)


_OWN: dict[str, object] = {}


def _begin(pairs: list[tuple[str, str]], tokenizer: Path, tokens: int) -> None:
    # The processes of one training would otherwise all take every core.
    os.environ["RAYON_NUM_THREADS"] = "1"
    _OWN.update(pairs=pairs, tokenizer=read_tokenizer(tokenizer), tokens=tokens)


def _epoch(seed: int) -> list[Padded]:
    return epoch(_OWN["pairs"], _OWN["tokenizer"], _OWN["tokens"], seed)  # type: ignore[arg-type]


def epochs(
    pairs: list[tuple[str, str]], tokenizer: Path, tokens: int, workers: int, first: int = 0
) -> Generator[list[Padded], None, None]:
    """Give the batches of one epoch after another without end; `workers` processes make them ahead of time.

    A training that is faster than they are gets an epoch again, in another order, until the next is ready.
    """
    if not workers:
        _begin(pairs, tokenizer, tokens)
        seed = first
        while True:
            yield _epoch(seed)
            seed += 1
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _begin, (pairs, tokenizer, tokens))
    try:
        seed = first + workers + 2
        coming: list[Future[list[Padded]]] = [pool.submit(_epoch, one) for one in range(first + 1, seed)]
        # The processes take a while to start.
        made = epoch(pairs, read_tokenizer(tokenizer), tokens, first)
        while True:
            yield made
            if coming[0].done():
                made = coming.pop(0).result()
                coming.append(pool.submit(_epoch, seed))
                seed += 1
            else:
                random.shuffle(made)
    finally:
        pool.shutdown(cancel_futures=True)


def on_device(batch: Padded, device: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Return a batch as tensors of int64 on a device."""
    source, target = (torch.from_numpy(part).to(device, non_blocking=True).long() for part in batch)
    return source, target
