"""Train mini-sentimiento, which says whether a Spanish or English line is positive or negative: python -m
training.text.sentiment --data FOLDER

There are few lines with labels, so a teacher that counts words and letters (training.text.teacher) says of many others
how likely they are positive, and a small network learns from both. It goes on from its checkpoint when started again,
and takes a GPU where there is one.
"""

import random
from collections.abc import Sequence
from typing import Any

import torch
from transformers import BertForSequenceClassification, PreTrainedTokenizerFast

from training.text import labelled
from training.text.labelled import begin_with, checker, encoded, label_loss, log_ratios
from training.text.loop import Batch, groups_of, options, train
from training.text.prepare import SENTIMENT, Taught, opinion_tokenizer, opinions_of, taught_of

STEPS = 3_000
ROWS = 128
"""Texts of a batch."""

RATE = 2e-3
DECAY = 0.02
DROPPED = 0.1
"""The share of joins of tokens that is left out at random (BPE-dropout)."""

LONGEST = 64
"""The most tokens of a text in training; the model can see 128."""

SPREAD = 0.05
"""The standard deviation of naive Bayes' log ratios among the first embeddings."""

OWN = 0.6
"""The share of lines that have labels of their own; the others have the teacher's word only."""

TRUST = 0.5
"""How much the teacher's word counts where a line has a label of its own."""

LABELS = ("NEG", "POS")


def build(tokenizer: PreTrainedTokenizerFast, **changed: Any) -> BertForSequenceClassification:  # noqa: ANN401
    """Return the network with random weights: one layer, 40 wide."""
    shape: dict[str, Any] = {
        "hidden_size": 40,
        "num_hidden_layers": 1,
        "num_attention_heads": 4,
        "intermediate_size": 80,
        "hidden_dropout_prob": 0.2,
        "attention_probs_dropout_prob": 0.1,
    }
    return labelled.build(tokenizer, LABELS, **(shape | changed))


def batch_of(taught: Taught, tokenizer: PreTrainedTokenizerFast, count: int, rng: random.Random) -> Batch:
    """Return a batch: ids [count, tokens] and chances [count, 2] of NEG and POS."""
    own = round(count * OWN)
    texts, positive = _drawn(taught.own, own, rng)
    others, guessed = _drawn(taught.others, count - own, rng)
    chances = torch.tensor([*positive, *guessed])
    ids = encoded(tokenizer, [*texts, *others], LONGEST, DROPPED)
    return ids, torch.stack([1 - chances, chances], dim=1)


def _drawn(
    rows: Sequence[tuple[str, float]], count: int, rng: random.Random
) -> tuple[list[str], list[float]]:
    """Return so many rows in any order, as texts and chances."""
    chosen = rng.choices(rows, k=count) if rows else []
    return [text for text, _ in chosen], [chance for _, chance in chosen]


def main() -> None:
    """Read the command line and train."""
    wanted = options(SENTIMENT, STEPS)
    splits = opinions_of(wanted.prepared, wanted.data)
    taught = taught_of(wanted.prepared, wanted.data, TRUST)
    tokenizer = opinion_tokenizer(wanted.prepared, splits)
    torch.manual_seed(0)
    # Where a training goes on, it does so with other lines.
    rng = random.Random()

    def next_batch(_progress: float) -> Batch:
        ids, truth = batch_of(taught, tokenizer, ROWS, rng)
        return ids.to(wanted.device), truth.to(wanted.device)

    rows = [row for split in splits.values() for row in split.train]
    held_out = [row for split in splits.values() for row in split.held_out]
    network = build(tokenizer)
    begin_with(network, log_ratios(rows, tokenizer, LABELS), SPREAD)
    train(
        network,
        groups_of(network, RATE, DECAY),
        next_batch,
        label_loss,
        checker(held_out, tokenizer, LABELS, LONGEST, wanted.device),
        wanted,
    )


if __name__ == "__main__":
    main()
