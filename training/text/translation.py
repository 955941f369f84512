"""Train mini-es-en, which translates short Spanish sentences: python -m training.text.translation --data FOLDER

It goes on from its checkpoint when started again, and takes a GPU where there is one.
"""

import random
from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.nn import functional
from transformers import GenerationConfig, MarianConfig, MarianMTModel, PreTrainedTokenizerFast

from training.text.data import Pairs
from training.text.loop import Batch, groups_of, half_precision, options, train
from training.text.pairs import Ids, batches, epochs, on_device
from training.text.prepare import TRANSLATION, pair_tokenizer, pairs_of

STEPS = 12_000
TOKENS = 16_384
"""The most tokens of both sides of a batch, padding included."""

RATE = 7e-4
DECAY = 0.01
SMOOTHING = 0.1
AGREEMENT = 1.5
"""How much it counts that two looks at a sentence, each with its own dropout, agree (R-Drop, Liang et al. 2021)."""

BEAMS = 5
LONGEST = 128


def build(tokenizer: PreTrainedTokenizerFast, **changed: Any) -> MarianMTModel:  # noqa: ANN401
    """Return the translator with random weights: six layers that read, three that write, 256 wide."""
    pad, end = tokenizer.pad_token_id, tokenizer.eos_token_id
    shape: dict[str, Any] = {
        "d_model": 256,
        "encoder_layers": 6,
        "decoder_layers": 3,
        "encoder_attention_heads": 4,
        "decoder_attention_heads": 4,
        "encoder_ffn_dim": 512,
        "decoder_ffn_dim": 512,
        "dropout": 0.2,
        "attention_dropout": 0.1,
        "activation_dropout": 0.1,
    }
    config = MarianConfig(
        vocab_size=len(tokenizer),
        max_position_embeddings=LONGEST,
        activation_function="swish",
        scale_embedding=True,
        share_encoder_decoder_embeddings=True,
        tie_word_embeddings=True,
        pad_token_id=pad,
        eos_token_id=end,
        bos_token_id=None,
        forced_eos_token_id=end,
        # As Marian does it: what is written begins with the padding.
        decoder_start_token_id=pad,
        **(shape | changed),
    )
    network = MarianMTModel(config)
    _spread(network)
    network.generation_config = GenerationConfig(
        pad_token_id=pad,
        eos_token_id=end,
        decoder_start_token_id=pad,
        forced_eos_token_id=end,
        bad_words_ids=[[pad]],
        max_length=LONGEST - 1,
        num_beams=BEAMS,
        early_stopping=True,
    )
    return network


def _spread(network: MarianMTModel) -> None:
    """Give a network random weights that keep what passes through them as large as it was (Glorot and Bengio 2010).

    transformers' own are a third of that: what the encoder reads then hardly reaches the decoder, which learns to do
    without it.
    """
    for module in network.modules():
        if isinstance(module, nn.Linear) and module is not network.lm_head:
            nn.init.xavier_uniform_(module.weight)
    nn.init.normal_(network.model.shared.weight, std=network.config.d_model**-0.5)


def shifted(target: torch.Tensor, pad: int) -> torch.Tensor:
    """Return what the decoder sees, [batch, length], so that it has to say the target: one token later."""
    first = torch.full_like(target[:, :1], pad)
    return torch.cat([first, target[:, :-1]], dim=1)


def log_chances(network: MarianMTModel, source: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Return the log chances of every token at every place of the target, float32 [batch, length, tokens]."""
    pad: Any = network.config.pad_token_id
    with half_precision(source):
        logits = network(
            input_ids=source,
            attention_mask=(source != pad).long(),
            decoder_input_ids=shifted(target, pad),
            use_cache=False,
        ).logits
    return logits.float().log_softmax(dim=-1)


def translation_loss(network: MarianMTModel, batch: Batch) -> torch.Tensor:
    """Return the smoothed cross entropy of pairs, ids [batch, length] each, plus how far two looks at them differ."""
    source, target = (torch.cat([side, side]) for side in batch)
    chances = log_chances(network, source, target)
    pad: Any = network.config.pad_token_id
    there = (target != pad).float()
    right = chances.gather(2, target[:, :, None])[:, :, 0]
    cross = -((1 - SMOOTHING) * right + SMOOTHING * chances.mean(dim=-1))
    one, other = chances.chunk(2)
    # Half the sum of the divergences both ways.
    apart = 0.5 * ((one.exp() - other.exp()) * (one - other)).sum(dim=-1)
    half = there.chunk(2)[0]
    return (cross * there).sum() / there.sum() + AGREEMENT * (apart * half).sum() / half.sum()


def checker(
    pairs: Pairs, tokenizer: PreTrainedTokenizerFast, device: str
) -> Callable[[MarianMTModel], float]:
    """Return what measures the cross entropy a token on the held-out pairs, the first translation of each."""
    sources: Ids = tokenizer([spanish for spanish, _ in pairs.held_out]).input_ids
    targets: Ids = tokenizer([english[0] for _, english in pairs.held_out]).input_ids
    pad = int(tokenizer.pad_token_id)
    parts = [on_device(part, device) for part in batches(sources, targets, 8192, pad, random.Random(0))]

    @torch.inference_mode()
    def check(network: MarianMTModel) -> float:
        total, tokens = 0.0, 0
        for source, target in parts:
            labels = target.masked_fill(target == pad, -100).flatten()
            chances = log_chances(network, source, target).flatten(0, 1)
            total += float(functional.nll_loss(chances, labels, ignore_index=-100, reduction="sum"))
            tokens += int((labels != -100).sum())
        return total / tokens

    return check


def main() -> None:
    """Read the command line and train."""
    wanted = options(TRANSLATION, STEPS)
    pairs = pairs_of(wanted.prepared, wanted.data)
    tokenizer = pair_tokenizer(wanted.prepared, pairs)
    torch.manual_seed(0)
    network = build(tokenizer)
    # Where a training goes on, it does so with other epochs.
    source = epochs(
        pairs.train, wanted.prepared / TRANSLATION, TOKENS, wanted.workers, random.randrange(2**31)
    )
    endless = (batch for epoch in source for batch in epoch)
    train(
        network,
        groups_of(network, RATE, DECAY),
        lambda _progress: on_device(next(endless), wanted.device),
        translation_loss,
        checker(pairs, tokenizer, wanted.device),
        wanted,
    )
    endless.close()
    source.close()


if __name__ == "__main__":
    main()
