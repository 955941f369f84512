"""What the models share that give a whole text one label: their texts, their network, their batches and their loss."""

import random
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import torch
from tokenizers import models
from torch.nn import functional
from transformers import PreTrainedModel, PreTrainedTokenizerFast

from training.text.data import Row
from training.text.loop import Batch


def labels_in(rows: Iterable[Row]) -> list[str]:
    """Return the labels that there are, in the order of the alphabet."""
    return sorted({label for label, _ in rows})


def build(
    kind: Any,  # noqa: ANN401 (one of transformers' classes)
    tokenizer: PreTrainedTokenizerFast,
    labels: Sequence[str],
    **shape: Any,  # noqa: ANN401 (the configuration's)
) -> Any:  # noqa: ANN401 (one of that kind)
    """Return a network of a `kind` with random weights that gives a text one of `labels`; `shape` goes to its
    configuration."""
    config = kind.config_class(
        vocab_size=len(tokenizer),
        pad_token_id=tokenizer.pad_token_id,
        max_position_embeddings=int(tokenizer.model_max_length),
        id2label=dict(enumerate(labels)),
        label2id={label: number for number, label in enumerate(labels)},
        **shape,
    )
    return kind(config)


def encoded(
    tokenizer: PreTrainedTokenizerFast, texts: Sequence[str], longest: int, dropped: float = 0.0
) -> torch.Tensor:
    """Return texts as ids, int64 [texts, the longest one's tokens], filled up with padding.

    Of a text with more than `longest` tokens the first ones count, its end among them. `dropped` is the share of joins
    of tokens that is left out at random (BPE-dropout, Provilkov et al. 2020); other tokenizers join none.
    """
    inner = tokenizer.backend_tokenizer
    if isinstance(inner.model, models.BPE):
        inner.model.dropout = dropped or None
    rows = [one.ids for one in inner.encode_batch(list(texts))]
    rows = [row if len(row) <= longest else [*row[: longest - 1], row[-1]] for row in rows]
    ids = torch.full((len(rows), max(map(len, rows))), int(tokenizer.pad_token_id))
    for place, row in enumerate(rows):
        ids[place, : len(row)] = torch.tensor(row)
    return ids


def log_ratios(rows: Sequence[Row], tokenizer: PreTrainedTokenizerFast, names: Sequence[str]) -> torch.Tensor:
    """Return how much more likely each token is in texts of one label than in all, as naive Bayes counts it.

    Returns log ratios, float32 [tokens, names]; 0 for a token that no text has.
    """
    places = {name: place for place, name in enumerate(names)}
    counts = torch.zeros(len(tokenizer), len(names))
    found = tokenizer.backend_tokenizer.encode_batch([text for _, text in rows], add_special_tokens=False)
    for (label, _), one in zip(rows, found, strict=True):
        # A token counts once a text: what one text repeats says nothing of others.
        counts[list(set(one.ids)), places[label]] += 1
    seen = counts.sum(dim=1, keepdim=True)
    prior = counts.sum(dim=0) / counts.sum()
    # As if each token had been met once more, in a text of any label.
    ratios = ((counts + prior) / (seen + 1)).log() - prior.log()
    return torch.where(seen > 0, ratios, 0.0)


@torch.no_grad()
def begin_with(network: PreTrainedModel, ratios: torch.Tensor, spread: float, column: int = 0) -> None:
    """Put log ratios, [tokens, columns], into a network's random embeddings, from the column `column` on.

    Their standard deviation becomes `spread`. A network that knows beforehand what naive Bayes knows has only to learn
    how to put it together, and knows rare tokens too.
    """
    embeddings: Any = network.get_input_embeddings()
    embeddings.weight[:, column : column + ratios.shape[1]] = spread * ratios / ratios.std()


def logits_of(network: PreTrainedModel, ids: torch.Tensor) -> torch.Tensor:
    """Return the scores of texts, float32 [texts, labels], from their ids, int64 [texts, tokens]."""
    pad: Any = network.config.pad_token_id
    called: Any = network
    return called(input_ids=ids, attention_mask=(ids != pad).long()).logits.float()


def label_loss(network: PreTrainedModel, batch: Batch) -> torch.Tensor:
    """Return the cross entropy of texts, ids [texts, tokens], and their labels' chances, float32 [texts, labels]."""
    ids, truth = batch
    return functional.cross_entropy(logits_of(network, ids), truth)


def chances_of(labels: Sequence[str], names: Sequence[str], smoothing: float = 0.0) -> torch.Tensor:
    """Return what a network has to say of texts with these `labels`, float32 [texts, names]: rows that add up to 1.

    A part of each, `smoothing`, is spread over all names.
    """
    places = {name: place for place, name in enumerate(names)}
    right = functional.one_hot(torch.tensor([places[label] for label in labels]), len(names)).float()
    return (1 - smoothing) * right + smoothing / len(names)


def checker(
    rows: Sequence[Row], tokenizer: PreTrainedTokenizerFast, names: Sequence[str], longest: int, device: str
) -> Callable[[PreTrainedModel], float]:
    """Return what measures the cross entropy of at most a thousand held-out texts."""
    some = random.Random(0).sample(list(rows), min(1000, len(rows)))
    ids = encoded(tokenizer, [text for _, text in some], longest).to(device)
    truth = chances_of([label for label, _ in some], names).to(device)

    @torch.inference_mode()
    def check(network: PreTrainedModel) -> float:
        return float(label_loss(network, (ids, truth)))

    return check
