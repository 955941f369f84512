"""Train mini-sentimiento, which says whether a Spanish or English line is positive or negative: python -m
training.text.sentiment --data FOLDER

There are few lines with labels, so a teacher that counts words and letters (training.text.teacher) says of many others
how likely they are positive, and a small network, which knows beforehand what the teacher says of single words, learns
from both. It goes on from its checkpoint when started again, and takes a GPU where there is one.
"""

import random
from typing import Any

import torch
from transformers import MobileBertForSequenceClassification, PreTrainedTokenizerFast

from training.text import labelled
from training.text.labelled import begin_with, checker, encoded, label_loss, log_ratios
from training.text.loop import Batch, groups_of, options, train
from training.text.opinions import Taught, taught_of
from training.text.prepare import SENTIMENT, opinions_of

STEPS = 1_000
ROWS = 128
"""Texts of a batch."""

RATE = 2e-3
DECAY = 0.02

SLOWER = 0.05
"""The learning rate of the embeddings, as a part of the others': what they know beforehand is soon forgotten."""

LONGEST = 64
"""The most tokens of a text in training; the model can see 128."""

SPREAD, SCORES = 0.05, 0.25
"""The standard deviations, among the first embeddings, of naive Bayes' log ratios and of the teacher's scores."""

OWN, JOINED = 0.5, 0.25
"""The shares of lines that have labels of their own, and of those that are joined from parts of others; the rest are
sentences, which have the teacher's word only too."""

TRUST = 0.8
"""How much the teacher's word counts where a line has a label of its own."""

LABELS = ("NEG", "POS")


def build(tokenizer: PreTrainedTokenizerFast, **changed: Any) -> MobileBertForSequenceClassification:  # noqa: ANN401
    """Return the network with random weights: two layers, 64 wide; it sees each token with its two neighbours."""
    shape: dict[str, Any] = {
        "embedding_size": 16,
        "trigram_input": True,
        "hidden_size": 64,
        "true_hidden_size": 64,
        "intra_bottleneck_size": 64,
        "use_bottleneck": False,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "intermediate_size": 128,
        "num_feedforward_networks": 1,
        "normalization_type": "layer_norm",
        "hidden_dropout_prob": 0.2,
        "attention_probs_dropout_prob": 0.1,
    }
    network: MobileBertForSequenceClassification = labelled.build(
        MobileBertForSequenceClassification, tokenizer, LABELS, **(shape | changed)
    )
    return network


def batch_of(taught: Taught, tokenizer: PreTrainedTokenizerFast, count: int, rng: random.Random) -> Batch:
    """Return a batch: ids [count, tokens] and chances [count, 2] of NEG and POS."""
    own, joined = round(count * OWN), round(count * JOINED)
    parts = ((taught.own, own), (taught.joined, joined), (taught.sentences, count - own - joined))
    rows = [row for part, size in parts for row in rng.choices(part, k=size)]
    chances = torch.tensor([chance for _, chance in rows])
    ids = encoded(tokenizer, [text for text, _ in rows], LONGEST)
    return ids, torch.stack([1 - chances, chances], dim=1)


def main() -> None:
    """Read the command line and train."""
    wanted = options(SENTIMENT, STEPS)
    splits = opinions_of(wanted.prepared, wanted.data)
    tokenizer, taught = taught_of(wanted.prepared, wanted.data, TRUST)
    torch.manual_seed(0)
    # Where a training goes on, it does so with other lines.
    rng = random.Random()

    def next_batch(_progress: float) -> Batch:
        ids, truth = batch_of(taught, tokenizer, ROWS, rng)
        return ids.to(wanted.device), truth.to(wanted.device)

    rows = [row for split in splits.values() for row in split.train]
    held_out = [row for split in splits.values() for row in split.held_out]
    network = build(tokenizer)
    ratios, scores = log_ratios(rows, tokenizer, LABELS), torch.tensor(taught.scores)
    begin_with(network, ratios, SPREAD)
    begin_with(network, scores[:, None], SCORES, column=len(LABELS))
    embeddings = network.get_input_embeddings().weight
    groups = groups_of(network, RATE, DECAY)
    groups[1]["params"] = [one for one in groups[1]["params"] if one is not embeddings]
    train(
        network,
        [*groups, {"params": [embeddings], "lr": SLOWER * RATE, "weight_decay": 0.0}],
        next_batch,
        label_loss,
        checker(held_out, tokenizer, LABELS, LONGEST, wanted.device),
        wanted,
    )


if __name__ == "__main__":
    main()
