"""Train mini-bert-es, which fills gaps in Spanish sentences: python -m training.text.masked_model --data FOLDER

It goes on from its checkpoint when started again, and takes a GPU where there is one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.nn import functional
from transformers import BertConfig, BertForMaskedLM, PreTrainedTokenizerFast

from training.text.data import Texts, sentences
from training.text.loop import Batch, groups_of, half_precision, options, train
from training.text.prepare import MASKED, masked_tokenizer, texts_of

STEPS = 20_000
ROWS = 256
LENGTH = 128
"""Tokens of a row with its ends, and the most that the model can see."""

RATE = 1e-3
DECAY = 0.05
SHARE = 0.2
"""The share of words that are hidden."""

MOST = 32
"""The most tokens of a row whose guess is learnt from."""

SHORT = 0.3
"""The share of rows that hold one sentence; the others are filled up with the next ones."""

VERSE = 0.1
"""The share of rows that begin in a sonnet."""


@dataclass(frozen=True)
class Sentences:
    """Sentences one after another: ids int32 [n], where each begins and ends, int64 [sentences], and how many of them,
    the last ones, are verse."""

    ids: torch.Tensor
    starts: torch.Tensor
    ends: torch.Tensor
    verse: int


@dataclass(frozen=True)
class Marks:
    """The ids that mean something of their own; `inside`, bool [tokens], says which tokens go on with a word."""

    pad: int
    begin: int
    end: int
    mask: int
    inside: torch.Tensor


def marks_of(tokenizer: PreTrainedTokenizerFast, device: str) -> Marks:
    """Return the special ids of a tokenizer and which of its tokens go on with a word."""
    tokens = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
    inside = torch.tensor([token.startswith("##") for token in tokens], device=device)
    return Marks(
        int(tokenizer.pad_token_id),
        int(tokenizer.cls_token_id),
        int(tokenizer.sep_token_id),
        int(tokenizer.mask_token_id),
        inside,
    )


def sentences_of(texts: Texts, tokenizer: PreTrainedTokenizerFast, device: str) -> Sentences:
    """Return all sentences of novels and sonnets as ids on a device, without the marks of their ends."""
    prose = [part for novel in texts.novels for line in novel.splitlines() for part in sentences(line)]
    verse = [part for poem in texts.sonnets for part in sentences(" ".join(poem.split()))]
    rows = _ids([*prose, *verse], tokenizer)
    sizes = np.array([len(row) for row in rows], np.int64)
    ends = np.cumsum(sizes)
    flat = np.fromiter((number for row in rows for number in row), np.int32, int(ends[-1]))
    return Sentences(
        torch.from_numpy(flat).to(device),
        torch.from_numpy(ends - sizes).to(device),
        torch.from_numpy(ends).to(device),
        len(verse),
    )


def _ids(texts: Sequence[str], tokenizer: PreTrainedTokenizerFast) -> list[list[int]]:
    found = tokenizer.backend_tokenizer.encode_batch(list(texts), add_special_tokens=False)
    return [one.ids for one in found]


def rows_of(data: Sentences, marks: Marks, count: int) -> torch.Tensor:
    """Return rows of whole texts, int64 [count, 128]: [CLS], from the beginning of a sentence on, [SEP], padding."""
    device, total = data.ids.device, len(data.starts)
    verse = round(count * VERSE) if data.verse else 0
    chosen = torch.cat(
        [
            torch.randint(total - data.verse, (count - verse,), device=device),
            total - data.verse + torch.randint(max(1, data.verse), (verse,), device=device),
        ]
    )
    starts = data.starts[chosen]
    room = torch.full_like(starts, LENGTH - 2)
    short = torch.rand(count, device=device) < SHORT
    lengths = torch.where(short, torch.minimum(data.ends[chosen] - starts, room), room)
    # A text that ends before the row is full goes on with the first one.
    places = (starts[:, None] + torch.arange(LENGTH - 2, device=device)) % len(data.ids)
    return framed(data.ids[places].long(), lengths, marks)


def framed(ids: torch.Tensor, lengths: torch.Tensor, marks: Marks) -> torch.Tensor:
    """Return the first ids of rows, int64 [rows, n], as the model sees them, [rows, n + 2]; `lengths` says how many."""
    rows = functional.pad(ids, (1, 1), value=marks.pad)
    rows[:, 0] = marks.begin
    places = torch.arange(rows.shape[1], device=rows.device)
    last = (lengths + 1)[:, None]
    rows = torch.where(places == last, marks.end, rows)
    return torch.where(places > last, marks.pad, rows)


def hidden(rows: torch.Tensor, marks: Marks, share: float) -> torch.Tensor:
    """Return which tokens of rows belong to words that are chosen at random, bool like `rows`; never a special one."""
    word = (~marks.inside[rows]).long().cumsum(dim=1)
    chances = torch.rand(len(rows), rows.shape[1] + 1, device=rows.device).gather(1, word)
    special = (rows == marks.pad) | (rows == marks.begin) | (rows == marks.end)
    return (chances < share) & ~special


def batch_of(data: Sentences, marks: Marks, tokens: int, count: int) -> Batch:
    """Return a batch: what the model sees [rows, 128], which places it has to guess [rows, 32], and what was there.

    Of the hidden tokens, eight in ten are a mask, one is any of `tokens` tokens, one stays. Labels are -100 where there
    is nothing to guess.
    """
    rows = rows_of(data, marks, count)
    gone = hidden(rows, marks, SHARE)
    way = torch.rand(rows.shape, device=rows.device)
    other = torch.randint(5, tokens, rows.shape, device=rows.device)
    seen = torch.where(gone & (way < 0.8), marks.mask, rows)
    seen = torch.where(gone & (way >= 0.9), other, seen)
    # A fixed number of places, hidden ones first, so that every batch has the same shape.
    found, places = (gone + 0.5 * torch.rand(rows.shape, device=rows.device)).topk(MOST, dim=1)
    return seen, places, torch.where(found >= 1, rows.gather(1, places), -100)


def build(tokenizer: PreTrainedTokenizerFast, **changed: Any) -> BertForMaskedLM:  # noqa: ANN401
    """Return the model with random weights: five layers, 192 wide."""
    shape: dict[str, Any] = {
        "hidden_size": 192,
        "num_hidden_layers": 5,
        "num_attention_heads": 6,
        "intermediate_size": 768,
        "max_position_embeddings": LENGTH,
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.0,
    }
    config = BertConfig(
        vocab_size=len(tokenizer),
        pad_token_id=tokenizer.pad_token_id,
        tie_word_embeddings=True,
        **(shape | changed),
    )
    return BertForMaskedLM(config)


def guesses(network: BertForMaskedLM, seen: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
    """Return the logits at some places of rows, float32 [rows, places, tokens]."""
    pad: Any = network.config.pad_token_id
    mask = seen != pad
    with half_precision(seen):
        states = network.bert(input_ids=seen, attention_mask=mask.long()).last_hidden_state
        wanted = states.gather(1, places[:, :, None].expand(-1, -1, states.shape[-1]))
        logits = network.cls(wanted)
    return logits.float()


def guess_loss(network: BertForMaskedLM, batch: Batch) -> torch.Tensor:
    """Return the cross entropy of the hidden tokens."""
    seen, places, labels = batch
    logits = guesses(network, seen, places)
    return functional.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=-100)


def checker(
    texts: Texts, tokenizer: PreTrainedTokenizerFast, device: str
) -> Callable[[BertForMaskedLM], float]:
    """Return what measures the cross entropy of hidden tokens of the held-out texts."""
    data, marks = sentences_of(texts, tokenizer, device), marks_of(tokenizer, device)
    torch.manual_seed(1)
    batch = batch_of(data, marks, len(tokenizer), ROWS)

    @torch.inference_mode()
    def check(network: BertForMaskedLM) -> float:
        return float(guess_loss(network, batch))

    return check


def main() -> None:
    """Read the command line and train."""
    wanted = options(MASKED, STEPS)
    texts, held_out = texts_of(wanted.prepared, wanted.data)
    tokenizer = masked_tokenizer(wanted.prepared, texts)
    data, marks = sentences_of(texts, tokenizer, wanted.device), marks_of(tokenizer, wanted.device)
    check = checker(held_out, tokenizer, wanted.device)
    torch.manual_seed(0)
    network = build(tokenizer)
    train(
        network,
        groups_of(network, RATE, DECAY),
        lambda _progress: batch_of(data, marks, len(tokenizer), ROWS),
        guess_loss,
        check,
        wanted,
    )


if __name__ == "__main__":
    main()
