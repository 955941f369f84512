"""Train mini-lm-es, which goes on with Spanish prose and sonnets: python -m training.text.language_model --data FOLDER

It goes on from its checkpoint when started again, and takes a GPU where there is one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional
from transformers import GenerationConfig, GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

from training.text.data import Texts
from training.text.loop import Batch, groups_of, half_precision, options, train
from training.text.prepare import GENERATOR, generator_tokenizer, texts_of
from training.text.tokens import FINISH, PROSE, SONNET

STEPS = 16_000
ROWS = 64
LENGTH = 512
"""Tokens of a row, and the most that the model can see."""

RATE = 1.5e-3
DECAY = 0.1
VERSE = (0.1, 0.3)
"""The share of rows with sonnets, at first and in the last part of the training."""

LAST = 0.7
"""Where the last part begins."""

MARKED = 0.5
"""The share of rows of prose that begin with <prosa>; the others begin with their text."""

BARE = 0.25
"""The share of rows with sonnets that begin with a verse, not with <soneto>."""


@dataclass(frozen=True)
class Stream:
    """Texts one after another: ids int32 [n], and where a row may begin, int64 [starts]."""

    ids: torch.Tensor
    starts: torch.Tensor

    def rows(self, count: int, length: int) -> torch.Tensor:
        """Return rows of ids from random starts on, int64 [count, length]; the end is followed by the beginning."""
        chosen = self.starts[torch.randint(len(self.starts), (count,), device=self.ids.device)]
        places = chosen[:, None] + torch.arange(length, device=self.ids.device)
        return self.ids[places % len(self.ids)].long()


def stream(rows: Sequence[NDArray[np.int32]], starts: Sequence[NDArray[np.int64]], device: str) -> Stream:
    """Return texts, each with the places in it where a row may begin, as one stream on a device."""
    offsets = np.cumsum([0, *(len(row) for row in rows[:-1])])
    places = np.concatenate([offset + start for offset, start in zip(offsets, starts, strict=True)])
    return Stream(
        torch.from_numpy(np.concatenate(rows)).to(device),
        torch.from_numpy(places.astype(np.int64)).to(device),
    )


def prose_stream(novels: Sequence[str], tokenizer: PreTrainedTokenizerFast, device: str) -> Stream:
    """Return novels, each with <fin> behind it; a row may begin with any paragraph."""
    inner, end = tokenizer.backend_tokenizer, tokenizer.convert_tokens_to_ids(FINISH)
    rows, starts = [], []
    for novel in novels:
        parts = [one.ids for one in inner.encode_batch(_lines(novel), add_special_tokens=False)]
        rows.append(np.array([number for part in parts for number in part] + [end], np.int32))
        starts.append(np.cumsum([0, *(len(part) for part in parts[:-1])]).astype(np.int64))
    return stream(rows, starts, device)


def verse_stream(sonnets: Sequence[str], tokenizer: PreTrainedTokenizerFast, device: str) -> Stream:
    """Return sonnets in a random order, each between <soneto> and <fin>; a row may begin with either of them."""
    order = np.random.default_rng(0).permutation(len(sonnets))
    marked = [f"{SONNET}{sonnets[number]}{FINISH}" for number in order]
    rows = [
        np.array(one.ids, np.int32)
        for one in tokenizer.backend_tokenizer.encode_batch(marked, add_special_tokens=False)
    ]
    return stream(rows, [np.zeros(1, np.int64)] * len(rows), device)


def _lines(text: str) -> list[str]:
    """Return the lines of a text, each with its end, so that they can be told apart and joined again."""
    return text.splitlines(keepends=True)


def build(tokenizer: PreTrainedTokenizerFast, **changed: Any) -> GPT2LMHeadModel:  # noqa: ANN401
    """Return the generator with random weights: five layers, 256 wide."""
    end = tokenizer.eos_token_id
    shape: dict[str, Any] = {
        "n_positions": LENGTH,
        "n_embd": 256,
        "n_layer": 5,
        "n_head": 8,
        "resid_pdrop": 0.1,
        "embd_pdrop": 0.1,
        "attn_pdrop": 0.0,
    }
    config = GPT2Config(
        vocab_size=len(tokenizer),
        bos_token_id=end,
        eos_token_id=end,
        pad_token_id=end,
        tie_word_embeddings=True,
        **(shape | changed),
    )
    network = GPT2LMHeadModel(config)
    network.generation_config = GenerationConfig(
        bos_token_id=end,
        eos_token_id=end,
        pad_token_id=end,
        do_sample=True,
        temperature=0.9,
        top_p=0.95,
        max_new_tokens=300,
    )
    return network


def batch_of(prose: Stream, verse: Stream, mark: int, progress: float, rows: int) -> Batch:
    """Return rows to learn from, int64 [rows, 512]; `mark` is the id of <prosa>."""
    of_verse = round(rows * VERSE[progress >= LAST])
    plain = prose.rows(rows - of_verse, LENGTH)
    marked = torch.cat([torch.full_like(plain[:, :1], mark), plain[:, :-1]], dim=1)
    chosen = torch.rand(len(plain), 1, device=plain.device) < MARKED
    poems = verse.rows(of_verse, LENGTH + 1)
    bare = torch.rand(len(poems), 1, device=poems.device) < BARE
    poems = torch.where(bare, poems[:, 1:], poems[:, :-1])
    return (torch.cat([torch.where(chosen, marked, plain), poems]),)


def next_loss(network: GPT2LMHeadModel, batch: Batch) -> torch.Tensor:
    """Return the cross entropy of every next token of rows, int64 [rows, length]."""
    (rows,) = batch
    with half_precision(rows):
        logits = network(input_ids=rows, use_cache=False).logits
    # The last logits of a row have no next token; to leave their target out is cheaper than to cut them off.
    targets = torch.cat([rows[:, 1:], torch.full_like(rows[:, :1], -100)], dim=1)
    return functional.cross_entropy(logits.float().flatten(0, 1), targets.flatten(), ignore_index=-100)


def checker(
    texts: Texts, tokenizer: PreTrainedTokenizerFast, device: str, rows: int = 32
) -> Callable[[GPT2LMHeadModel], float]:
    """Return what measures the cross entropy a token on rows of the held-out novels."""
    held_out = prose_stream(texts.novels, tokenizer, device)
    starts = held_out.starts[:: max(1, len(held_out.starts) // rows)][:rows]
    chosen = Stream(held_out.ids, starts)
    places = (chosen.starts[:, None] + torch.arange(LENGTH, device=device)) % len(chosen.ids)
    batch = chosen.ids[places].long()

    @torch.inference_mode()
    def check(network: GPT2LMHeadModel) -> float:
        return float(next_loss(network, (batch,)))

    return check


def main() -> None:
    """Read the command line and train."""
    wanted = options(GENERATOR, STEPS)
    texts, held_out = texts_of(wanted.prepared, wanted.data)
    tokenizer = generator_tokenizer(wanted.prepared, texts)
    prose = prose_stream(texts.novels, tokenizer, wanted.device)
    verse = verse_stream(texts.sonnets, tokenizer, wanted.device)
    mark: Any = tokenizer.convert_tokens_to_ids(PROSE)
    torch.manual_seed(0)
    network = build(tokenizer)
    train(
        network,
        groups_of(network, RATE, DECAY),
        lambda progress: batch_of(prose, verse, mark, progress, ROWS),
        next_loss,
        checker(held_out, tokenizer, wanted.device),
        wanted,
    )


if __name__ == "__main__":
    main()
