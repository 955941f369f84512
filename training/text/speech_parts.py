"""Train mini-pos-es, which says which part of speech each Spanish word is: python -m training.text.speech_parts
--data FOLDER

It begins with the first layers of mini-bert-es, goes on from its checkpoint when started again, and takes a GPU where
there is one.
"""

import random
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from tokenizers import Encoding
from torch.nn import functional
from transformers import AutoModelForMaskedLM, BertConfig, BertForTokenClassification, PreTrainedTokenizerFast

from training.text.conllu import TAGS, Sentence, Word, written
from training.text.loop import Batch, groups_of, half_precision, options, train
from training.text.pairs import Ids, Padded, batches, on_device
from training.text.prepare import MASKED, SPEECH, WEIGHTS, sentences_with_tags, speech_tokenizer
from training.text.spoken import SENTENCES
from training.text.tokens import without_accents

STEPS = 3_000
TOKENS = 2_048
"""The most tokens of a batch and its labels together, padding included."""

RATE = 8e-4
DECAY = 0.05
SMOOTHING = 0.05
LAYERS = 2
LENGTH = 256
"""The most tokens that the model can see; mini-bert-es saw 128."""

HIDDEN = 0.08
"""The share of tokens that are hidden in training: a word that the model has never met is told by those around it."""

JOINED = 0.2
"""The share of sentences that are followed by another one."""

SPOKEN = 6
"""How often an epoch holds our own sentences of spoken Spanish, for each time that it holds the others."""

CARELESS = 0.3
"""The share of sentences that are changed the way that people type, or shout."""


def build(base: Path = WEIGHTS / MASKED, **changed: Any) -> BertForTokenClassification:  # noqa: ANN401
    """Return the network with the first layers of the model in `base`, and random weights only where it names a tag.

    Its places are those of `base` one time after the other.
    """
    begun = AutoModelForMaskedLM.from_pretrained(base).bert.state_dict()
    shape: dict[str, Any] = {
        "num_hidden_layers": LAYERS,
        "max_position_embeddings": LENGTH,
        "hidden_dropout_prob": 0.15,
    }
    config = BertConfig.from_pretrained(
        base,
        id2label=dict(enumerate(TAGS)),
        label2id={tag: number for number, tag in enumerate(TAGS)},
        **(shape | changed),
    )
    network = BertForTokenClassification(config)
    places = "embeddings.position_embeddings.weight"
    length = config.max_position_embeddings
    begun[places] = begun[places].repeat(-(-length // len(begun[places])), 1)[:length]
    network.bert.load_state_dict({key: begun[key] for key in network.bert.state_dict()})
    return network


def careless(sentence: Sentence, rng: random.Random) -> Sentence:
    """Return a sentence as people type it: without its last mark and, or else, in small letters, in capitals, or
    without accents. It keeps at least one word."""
    if rng.random() < 0.6 and len(sentence) > 1 and sentence[-1].tag == "PUNCT":
        sentence = sentence[:-1]
    way = rng.random()
    if way < 0.4:
        return tuple(replace(word, form=word.form.lower()) for word in sentence)
    if way < 0.5:
        return tuple(replace(word, form=word.form.upper()) for word in sentence)
    if way < 0.8:
        return tuple(replace(word, form=without_accents(word.form)) for word in sentence)
    return sentence


def varied(sentences: Sequence[Sentence], rng: random.Random) -> list[Sentence]:
    """Return the sentences of one epoch: as many, some of them joined, some careless."""
    said = []
    for sentence in sentences:
        if rng.random() < JOINED:
            last = Word(sentence[-1].form, sentence[-1].tag)
            sentence = (*sentence[:-1], last, *rng.choice(sentences))
        said.append(careless(sentence, rng) if rng.random() < CARELESS else sentence)
    return said


def places_of(tokens: Encoding, starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give each token that begins something, and the word that it is in.

    A token begins something where it does not go on with another one (##), or where a word begins inside of what the
    tokenizer takes for one ("100km"). `starts` says where the words begin, in characters.
    """
    for place, (piece, (start, end)) in enumerate(zip(tokens.tokens, tokens.offsets, strict=True)):
        if end > start and (not piece.startswith("##") or start in starts):
            yield place, bisect_right(starts, start) - 1


def rows_of(sentences: Sequence[Sentence], tokenizer: PreTrainedTokenizerFast) -> tuple[Ids, Ids]:
    """Return the ids of sentences, and what each token has to become: the number of its tag from 1 on, or 0 where
    nothing is asked. Both are cut where the model's sight ends."""
    texts = [written(sentence) for sentence in sentences]
    sources: Ids = []
    targets: Ids = []
    for sentence, (_, starts), tokens in zip(
        sentences, texts, tokenizer.backend_tokenizer.encode_batch([text for text, _ in texts]), strict=True
    ):
        tags = [0] * len(tokens.ids)
        for place, word in places_of(tokens, starts):
            tags[place] = 1 + TAGS.index(sentence[word].tag)
        sources.append(tokens.ids[:LENGTH])
        targets.append(tags[:LENGTH])
    return sources, targets


def epoch(
    sentences: Sequence[Sentence], tokenizer: PreTrainedTokenizerFast, rng: random.Random
) -> list[Padded]:
    """Return the batches of one epoch, ids and tags as `rows_of` says; both are padded with 0, the id of [PAD]."""
    return batches(*rows_of(varied(sentences, rng), tokenizer), TOKENS, int(tokenizer.pad_token_id), rng)


def hidden(ids: torch.Tensor, mask: int, share: float = HIDDEN) -> torch.Tensor:
    """Return ids with a share of them hidden by the id `mask`; special ones, whose ids are below it, stay."""
    chosen = (torch.rand(ids.shape, device=ids.device) < share) & (ids > mask)
    return torch.where(chosen, mask, ids)


def tag_loss(network: BertForTokenClassification, batch: Batch) -> torch.Tensor:
    """Return the cross entropy of tags; training smooths it, and moves the text to other places of the model's sight.

    The batch is ids and tags, [batch, length] each, as `rows_of` says.
    """
    ids, tags = batch
    pad: Any = network.config.pad_token_id
    length = ids.shape[1]
    room: Any = network.config.max_position_embeddings
    # Long texts are rare, and without this the last places would learn nothing.
    places = torch.arange(length, device=ids.device)
    if network.training:
        places[1:] += random.randrange(room - length + 1)
    with half_precision(ids):
        logits = network(
            input_ids=ids, attention_mask=(ids != pad).long(), position_ids=places[None].expand(len(ids), -1)
        ).logits
    return functional.cross_entropy(
        logits.float().flatten(0, 1),
        tags.flatten() - 1,
        ignore_index=-1,
        label_smoothing=SMOOTHING if network.training else 0.0,
    )


def checker(
    sentences: Sequence[Sentence], tokenizer: PreTrainedTokenizerFast, device: str
) -> Callable[[BertForTokenClassification], float]:
    """Return what measures the cross entropy of tags of at most two hundred held-out sentences."""
    some = random.Random(0).sample(list(sentences), min(200, len(sentences)))
    rows = rows_of(some, tokenizer)
    parts = [
        on_device(part, device)
        for part in batches(*rows, TOKENS, int(tokenizer.pad_token_id), random.Random(0))
    ]

    @torch.inference_mode()
    def check(network: BertForTokenClassification) -> float:
        counts = [int((tags > 0).sum()) for _, tags in parts]
        losses = [float(tag_loss(network, part)) * n for part, n in zip(parts, counts, strict=True)]
        return sum(losses) / sum(counts)

    return check


def main() -> None:
    """Read the command line and train."""
    wanted = options(SPEECH, STEPS)
    learnt, held_out = sentences_with_tags(wanted.prepared, wanted.data)
    tokenizer = speech_tokenizer(wanted.prepared)
    every = [sentence for source in learnt.values() for sentence in source] + [*SENTENCES] * SPOKEN
    torch.manual_seed(0)
    # Where a training goes on, it does so with other epochs.
    rng = random.Random()
    endless = (batch for _ in iter(int, 1) for batch in epoch(every, tokenizer, rng))

    def next_batch(_progress: float) -> Batch:
        ids, tags = on_device(next(endless), wanted.device)
        return hidden(ids, int(tokenizer.mask_token_id)), tags

    network = build()
    train(
        network,
        groups_of(network, RATE, DECAY),
        next_batch,
        tag_loss,
        checker([one for source in held_out.values() for one in source], tokenizer, wanted.device),
        wanted,
    )


if __name__ == "__main__":
    main()
