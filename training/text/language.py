"""Train mini-idioma, which says in which of 20 languages a text is: python -m training.text.language --data FOLDER

It goes on from its checkpoint when started again, and takes a GPU where there is one.
"""

import random
import unicodedata
from collections.abc import Sequence
from typing import Any

import torch
from transformers import BertForSequenceClassification, PreTrainedTokenizerFast

from training.text import labelled
from training.text.data import Row
from training.text.labelled import begin_with, chances_of, checker, encoded, label_loss, labels_in, log_ratios
from training.text.loop import Batch, groups_of, options, train
from training.text.prepare import LANGUAGE, language_tokenizer, languages_of
from training.text.tokens import without_accents

STEPS = 12_000
ROWS = 128
"""Texts of a batch."""

RATE = 2e-3
DECAY = 0.01
SMOOTHING = 0.02
DROPPED = 0.1
"""The share of joins of tokens that is left out at random (BPE-dropout)."""

LONGEST = 32
"""The most tokens of a text in training; the model can see 128."""

SPREAD = 0.05
"""The standard deviation of naive Bayes' log ratios among the first embeddings."""

CUTS = 0.5
"""The share of batches with one word or two of each sentence."""

UNSPACED = {"ja": 2, "th": 4, "zh": 2}
"""How many letters count as a word in languages that have no spaces."""

_MARKS = "\"'.,;:!?¡¿…()[]«»„”“-–—。、！？؟۔।"


def build(
    tokenizer: PreTrainedTokenizerFast,
    labels: Sequence[str],
    **changed: Any,  # noqa: ANN401
) -> BertForSequenceClassification:
    """Return the network with random weights: one layer, 64 wide."""
    shape: dict[str, Any] = {
        "hidden_size": 64,
        "num_hidden_layers": 1,
        "num_attention_heads": 4,
        "intermediate_size": 128,
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.0,
    }
    network: BertForSequenceClassification = labelled.build(
        BertForSequenceClassification, tokenizer, labels, **(shape | changed)
    )
    return network


def words_of(text: str, language: str) -> list[str]:
    """Return the words of a text without the marks around them; where a language has no spaces, some letters each."""
    if language in UNSPACED:
        size = UNSPACED[language]
        letters = "".join(letter for letter in text if unicodedata.category(letter)[0] in "LM")
        return [letters[start : start + size] for start in range(0, len(letters), size)]
    return [word for part in text.split() if any(map(str.isalpha, word := part.strip(_MARKS)))]


def cut(text: str, language: str, count: int, rng: random.Random) -> str:
    """Return so many neighbouring words of a text, anywhere in it; the whole text where it has fewer."""
    words = words_of(text, language)
    if len(words) < count:
        return text
    start = rng.randrange(len(words) - count + 1)
    return ("" if language in UNSPACED else " ").join(words[start : start + count])


def varied(text: str, rng: random.Random) -> str:
    """Return a text as people write it: with or without its marks at both ends, in capitals, or without accents."""
    if rng.random() < 0.5:
        text = text.strip(_MARKS + " ") or text
    if rng.random() < 0.05:
        text = f'"{text}"'
    if rng.random() < 0.1:
        text = text.rstrip(".") + "."
    return without_accents(text) if rng.random() < 0.03 else text


def batch_of(
    rows: Sequence[Row],
    labels: Sequence[str],
    tokenizer: PreTrainedTokenizerFast,
    count: int,
    rng: random.Random,
) -> Batch:
    """Return a batch: ids [count, tokens] and chances [count, labels], as many rows of each language as chance wants.

    All of a batch are sentences, or all are one word or two of sentences, so that there is little padding.
    """
    chosen = rng.choices(rows, k=count)
    if rng.random() < CUTS:
        texts = [cut(text, label, rng.choice((1, 1, 2, 3)), rng) for label, text in chosen]
    else:
        texts = [varied(text, rng) for _, text in chosen]
    ids = encoded(tokenizer, texts, LONGEST, DROPPED)
    return ids, chances_of([label for label, _ in chosen], labels, SMOOTHING)


def main() -> None:
    """Read the command line and train."""
    wanted = options(LANGUAGE, STEPS)
    split = languages_of(wanted.prepared, wanted.data)
    tokenizer = language_tokenizer(wanted.prepared, split)
    labels = labels_in(split.train)
    torch.manual_seed(0)
    # Where a training goes on, it does so with other sentences.
    rng = random.Random()

    def next_batch(_progress: float) -> Batch:
        ids, truth = batch_of(split.train, labels, tokenizer, ROWS, rng)
        return ids.to(wanted.device), truth.to(wanted.device)

    network = build(tokenizer, labels)
    begin_with(network, log_ratios(split.train, tokenizer, labels), SPREAD)
    train(
        network,
        groups_of(network, RATE, DECAY),
        next_batch,
        label_loss,
        checker(split.held_out, tokenizer, labels, LONGEST, wanted.device),
        wanted,
    )


if __name__ == "__main__":
    main()
