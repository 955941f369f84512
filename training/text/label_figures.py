"""What the cards of the models that give labels say of their quality, measured on the texts that are held out."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from training.text.conllu import Sentence
from training.text.data import Row, Split
from training.text.evaluate import label_figures, labels_of, tag_figures
from training.text.language import cut


def of_languages(folder: Path, split: Split) -> dict[str, Any]:
    """Return how many held-out sentences get their language, and how many of their cuts of one word and of two.

    `confused` holds the pairs of languages that are most often taken for another: the right one, the one said, how
    often.
    """
    rng = random.Random(0)
    truth = [label for label, _ in split.held_out]
    said = labels_of(folder, [text for _, text in split.held_out])
    wrong = Counter((right, one) for right, one in zip(truth, said, strict=True) if right != one)
    cuts = {}
    for name, count in (("two_words", 2), ("one_word", 1)):
        texts = [cut(text, label, count, rng) for label, text in split.held_out]
        cuts[name] = label_figures(labels_of(folder, texts), truth)["accuracy"]
    return {
        "sentences": len(truth),
        "learnt_from": len(split.train),
        **label_figures(said, truth),
        **cuts,
        "confused": [[*pair, often] for pair, often in wrong.most_common(5)],
    }


def of_speech_parts(
    folder: Path, learnt: Mapping[str, Sequence[Sentence]], held_out: Mapping[str, Sequence[Sentence]]
) -> dict[str, Any]:
    """Return how many words of the held-out sentences get their part of speech: in all, and by source."""
    every = [sentence for sentences in held_out.values() for sentence in sentences]
    whole = tag_figures(folder, every)
    sources = {name: tag_figures(folder, sentences) for name, sentences in held_out.items()}
    typed = [
        tuple(type(word)(word.form.lower(), word.tag, word.space) for word in sentence) for sentence in every
    ]
    return {
        "sentences": len(every),
        "words": whole["n"],
        "learnt_from": sum(len(sentence) for sentences in learnt.values() for sentence in sentences),
        "accuracy": whole["accuracy"],
        "recall": whole["recall"],
        "small_letters": tag_figures(folder, typed)["accuracy"],
        "sources": {name: {"words": one["n"], "accuracy": one["accuracy"]} for name, one in sources.items()},
    }


def of_opinions(folder: Path, splits: Mapping[str, Split]) -> dict[str, Any]:
    """Return how many held-out lines get their label: in all, and by language."""
    said = {
        language: labels_of(folder, [text for _, text in split.held_out])
        for language, split in splits.items()
    }
    parts: dict[str, dict[str, Any]] = {
        language: {"lines": len(said[language]), **label_figures(said[language], _labels(split.held_out))}
        for language, split in splits.items()
    }
    usual = {language: _most_frequent(split) for language, split in splits.items()}
    return {
        "lines": sum(map(len, said.values())),
        "learnt_from": sum(len(split.train) for split in splits.values()),
        "accuracy": round(
            fmean(
                one == right
                for language, split in splits.items()
                for one, right in zip(said[language], _labels(split.held_out), strict=True)
            ),
            4,
        ),
        "languages": {language: {**part, "always_one": usual[language]} for language, part in parts.items()},
    }


def _labels(rows: Sequence[Row]) -> list[str]:
    return [label for label, _ in rows]


def _most_frequent(split: Split) -> float:
    """Return the share of held-out rows that whoever always says the most frequent label gets right."""
    truth = _labels(split.held_out)
    return round(max(truth.count(label) for label in set(truth)) / len(truth), 4)
