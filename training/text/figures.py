"""What the cards of the text models say of their quality, measured on the texts that are held out."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional
from transformers import (
    AutoModelForCausalLM,
    AutoModelForMaskedLM,
    AutoTokenizer,
    GPT2LMHeadModel,
    PreTrainedTokenizerFast,
)

from training.text.data import SONNET as FORM
from training.text.data import Pairs, Texts, sentences, stanzas
from training.text.evaluate import translate, translation_figures
from training.text.masked_model import LENGTH as MASKED_LENGTH
from training.text.masked_model import guesses, hidden, marks_of, rows_of, sentences_of
from training.text.tokens import FINISH, SONNET

SAMPLES = 200
_BATCH = 50
_HIDDEN = 0.15


def of_translator(folder: Path, pairs: Pairs) -> dict[str, Any]:
    """Return BLEU and more of the translator in a folder on the held-out sentences; `short` has up to six words."""
    said = translate(folder, [spanish for spanish, _ in pairs.held_out])
    rows = list(zip(said, pairs.held_out, strict=True))
    short = [(one, pair) for one, pair in rows if len(pair[0].split()) <= 6]
    long = [(one, pair) for one, pair in rows if len(pair[0].split()) > 6]
    parts = {
        name: translation_figures([one for one, _ in part], [pair[1] for _, pair in part])
        for name, part in (("short", short), ("long", long))
        if part
    }
    whole = translation_figures(said, [english for _, english in pairs.held_out])
    return {
        "sentences": len(said),
        "references": sum(len(e) for _, e in pairs.held_out),
        "learnt_from": len(pairs.train),
        **whole,
        **parts,
    }


def chunks(ids: Sequence[int], length: int) -> Iterator[tuple[list[int], int]]:
    """Give rows of at most `length` ids, and how many of each were in the row before: half of them, except at first."""
    half = length // 2
    for start in range(0, max(1, len(ids) - half), half):
        row = list(ids[start : start + length])
        yield row, half if start else 0


@torch.inference_mode()
def surprise(network: GPT2LMHeadModel, ids: Sequence[int], length: int) -> float:
    """Return minus the log chance of ids after the first one, each seen with at least half a `length` before it."""
    total = 0.0
    for row, known in chunks(ids, length):
        tokens = torch.tensor([row])
        logits = network(input_ids=tokens).logits[0, :-1].float()
        losses = functional.cross_entropy(logits, tokens[0, 1:], reduction="none")
        total += float(losses[max(0, known - 1) :].sum())
    return total


def words_in(texts: Sequence[str]) -> int:
    """Return how many words texts have: what stands between spaces."""
    return sum(len(text.split()) for text in texts)


def of_generator(folder: Path, texts: Texts) -> dict[str, Any]:
    """Return the perplexity a word of the generator in a folder on held-out texts, and how many of its sonnets are
    ones by their form. Everything counts for the perplexity, the ends of lines and texts as well."""
    tokenizer: Any = AutoTokenizer.from_pretrained(folder)
    network = AutoModelForCausalLM.from_pretrained(folder).eval()
    length: int = network.config.n_positions
    prose = sum(surprise(network, tokenizer(text + FINISH).input_ids, length) for text in texts.novels)
    verse = sum(
        surprise(network, tokenizer(f"{SONNET}{text}{FINISH}").input_ids, length) for text in texts.sonnets
    )
    poems = sampled_sonnets(network, tokenizer, SAMPLES)
    return {
        "novels": len(texts.novels),
        "novel_words": words_in(texts.novels),
        "novel_perplexity": round(math.exp(prose / words_in(texts.novels)), 1),
        "sonnets": len(texts.sonnets),
        "sonnet_words": words_in(texts.sonnets),
        "sonnet_perplexity": round(math.exp(verse / words_in(texts.sonnets)), 1),
        "samples": len(poems),
        "sonnet_form": round(sum(stanzas(poem) == FORM for poem in poems) / len(poems), 4),
        "fourteen_lines": round(sum(sum(stanzas(poem)) == sum(FORM) for poem in poems) / len(poems), 4),
    }


@torch.inference_mode()
def sampled_sonnets(
    network: Any,  # noqa: ANN401 (transformers' generate takes no network by its own type)
    tokenizer: PreTrainedTokenizerFast,
    count: int,
    seed: int = 0,
) -> list[str]:
    """Return so many texts that begin with <soneto>, sampled as the model's generation_config.json says."""
    torch.manual_seed(seed)
    start = tokenizer([SONNET], return_tensors="pt").input_ids
    poems: list[str] = []
    while len(poems) < count:
        some = start.expand(min(_BATCH, count - len(poems)), -1)
        ids = network.generate(input_ids=some, attention_mask=torch.ones_like(some))
        poems += tokenizer.batch_decode(ids, skip_special_tokens=True)
    return poems


@torch.inference_mode()
def of_masked(folder: Path, texts: Texts, rows: int = 1024, scored: int = 300) -> dict[str, Any]:
    """Return how many hidden tokens the model in a folder guesses, and its pseudo-perplexity a word.

    Whole words are hidden in `rows` rows of the held-out texts; the accuracy is that of tokens, and of words that are
    one token. For the pseudo-perplexity (Salazar et al. 2020) every token of `scored` sentences is hidden by itself.
    """
    tokenizer: Any = AutoTokenizer.from_pretrained(folder)
    network = AutoModelForMaskedLM.from_pretrained(folder).eval()
    data, marks = sentences_of(texts, tokenizer, "cpu"), marks_of(tokenizer, "cpu")
    torch.manual_seed(0)
    right, five, alone, alone_right, total = 0, 0, 0, 0, 0
    every = torch.arange(MASKED_LENGTH)
    for _ in range(0, rows, 32):
        truth = rows_of(data, marks, 32)
        gone = hidden(truth, marks, _HIDDEN)
        logits = guesses(network, truth.masked_fill(gone, marks.mask), every.expand(len(truth), -1))
        best = logits.topk(5).indices
        good = best[:, :, 0] == truth
        after = marks.inside[torch.cat([truth[:, 1:], truth[:, :1]], dim=1)]
        whole = gone & ~marks.inside[truth] & ~after
        total += int(gone.sum())
        right += int((good & gone).sum())
        five += int(((best == truth[:, :, None]).any(dim=2) & gone).sum())
        alone += int(whole.sum())
        alone_right += int((good & whole).sum())
    parts = [part for novel in texts.novels for line in novel.splitlines() for part in sentences(line)]
    chosen = [part for part in parts[:: max(1, len(parts) // scored)] if len(part.split()) >= 4][:scored]
    loss = math.fsum(_pseudo(network, tokenizer, sentence) for sentence in chosen)
    return {
        "hidden": total,
        "accuracy": round(right / total, 4),
        "accuracy_of_5": round(five / total, 4),
        "whole_words": alone,
        "whole_word_accuracy": round(alone_right / alone, 4),
        "scored_sentences": len(chosen),
        "scored_words": words_in(chosen),
        "pseudo_perplexity": round(math.exp(loss / words_in(chosen)), 1),
    }


def _pseudo(network: Any, tokenizer: PreTrainedTokenizerFast, sentence: str) -> float:  # noqa: ANN401
    """Return minus the log chance of a sentence, each token guessed from all the others."""
    ids = tokenizer(sentence, truncation=True, return_tensors="pt").input_ids[0]
    places = torch.arange(1, len(ids) - 1)
    rows = ids.repeat(len(places), 1)
    rows[torch.arange(len(places)), places] = tokenizer.mask_token_id
    logits = guesses(network, rows, places[:, None])[:, 0]
    return float(functional.cross_entropy(logits, ids[places], reduction="sum"))
