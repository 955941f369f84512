"""Measure text models: python -m training.text.evaluate --task TASK FILE [--model FOLDER ...]

One JSON object a model, one a line: {"model", "task", "n", ...}. FILE is plain or .gz:

- language, sentiment: a label, a tab and a text a line. `accuracy` is the share (0 to 1) of texts that get their label,
  `recall` the same of each label's texts.
- pos: CoNLL-U. `n` counts words as they are written, and `accuracy` is the share of those that get their part of
  speech; one that stands for several ("del") has that of the first of them.
- translation: a Spanish sentence a line, and after tabs one English translation of it or several. `bleu` and `chrf`
  are sacrebleu's, with its own settings; `exact` is the share (0 to 1) of sentences that came out as one of the
  translations.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from statistics import fmean
from typing import Any

import sacrebleu
import torch
from transformers import (
    AutoModelForSeq2SeqLM,
    AutoModelForSequenceClassification,
    AutoModelForTokenClassification,
    AutoTokenizer,
)

from training.text.conllu import Sentence, read_conllu, written
from training.text.data import Row
from training.text.prepare import LANGUAGE, SENTIMENT, SPEECH, TRANSLATION, WEIGHTS
from training.text.speech_parts import places_of

BATCH = 64


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a file, plain or .gz, that are not empty, each with its number."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield number, line


def _batches(tokenizer: Any, texts: Sequence[str]) -> Iterator[tuple[list[int], Any]]:  # noqa: ANN401
    """Yield the places of 64 texts at a time, about as long ones together (less padding), with their tensors."""
    order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
    for start in range(0, len(order), BATCH):
        part = order[start : start + BATCH]
        yield (
            part,
            tokenizer([texts[number] for number in part], return_tensors="pt", padding=True, truncation=True),
        )


def read_translations(path: Path) -> list[tuple[str, list[str]]]:
    """Return the sentences of a file, each with its translations.

    Raises ValueError for a line that has no translation, and OSError where the file cannot be read.
    """
    found = []
    for number, line in _lines(path):
        sentence, *translations = (part.strip() for part in line.rstrip("\r\n").split("\t"))
        translations = [one for one in translations if one]
        if not sentence or not translations:
            raise ValueError(f"{path}, line {number}: a sentence, a tab and its translation are needed.")
        found.append((sentence, translations))
    if not found:
        raise ValueError(f"{path} holds no sentence.")
    return found


def translate(folder: Path, sentences: Sequence[str]) -> list[str]:
    """Return what the model in a folder makes of sentences, with the settings of its generation_config.json."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    network = AutoModelForSeq2SeqLM.from_pretrained(folder).eval()
    said = [""] * len(sentences)
    for part, inputs in _batches(tokenizer, sentences):
        with torch.inference_mode():
            ids = network.generate(**inputs)
        for number, text in zip(part, tokenizer.batch_decode(ids, skip_special_tokens=True), strict=True):
            said[number] = text.strip()
    return said


def read_labelled(path: Path) -> list[Row]:
    """Return the rows of a file.

    Raises ValueError for a line that has no label or no text, and OSError where the file cannot be read.
    """
    found = []
    for number, line in _lines(path):
        label, _, text = (part.strip() for part in line.partition("\t"))
        if not label or not text:
            raise ValueError(f"{path}, line {number}: a label, a tab and a text are needed.")
        found.append((label, text))
    if not found:
        raise ValueError(f"{path} holds no text.")
    return found


@torch.inference_mode()
def labels_of(folder: Path, texts: Sequence[str]) -> list[str]:
    """Return the label that the model in a folder gives each text; of long texts the beginning counts."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    network = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    said = [""] * len(texts)
    for part, inputs in _batches(tokenizer, texts):
        for number, place in zip(part, network(**inputs).logits.argmax(dim=1).tolist(), strict=True):
            said[number] = network.config.id2label[place]
    return said


def label_figures(said: Sequence[str], truth: Sequence[str]) -> dict[str, Any]:
    """Return how many labels are right, and how many of each label's texts, as shares of 0 to 1."""
    right = [one == other for one, other in zip(said, truth, strict=True)]
    recall = {
        label: round(fmean(good for good, one in zip(right, truth, strict=True) if one == label), 4)
        for label in sorted(set(truth))
    }
    return {"accuracy": round(fmean(right), 4), "recall": recall}


def measure_labels(folder: Path, file: Path) -> dict[str, Any]:
    """Return the figures of the model in a folder, which gives texts labels, on the rows of a file."""
    rows = read_labelled(file)
    said = labels_of(folder, [text for _, text in rows])
    return {"n": len(rows), **label_figures(said, [label for label, _ in rows])}


@torch.inference_mode()
def tags_of(folder: Path, sentences: Sequence[Sentence]) -> list[list[str]]:
    """Return the tag that the model in a folder gives each word of sentences: that of the word's first token, as the
    sentence stands in a text. A sentence longer than the model sees is read in parts."""
    tokenizer: Any = AutoTokenizer.from_pretrained(folder)
    network = AutoModelForTokenClassification.from_pretrained(folder).eval()
    said = []
    for sentence in sentences:
        tags: list[str] = []
        for part in _parts(sentence, tokenizer):
            text, starts = written(part)
            logits = network(**tokenizer(text, return_tensors="pt")).logits[0]
            found: dict[int, str] = {}
            for place, word in places_of(tokenizer.backend_tokenizer.encode(text), starts):
                found.setdefault(word, network.config.id2label[int(logits[place].argmax())])
            tags += [found.get(word, "") for word in range(len(part))]
        said.append(tags)
    return said


def _parts(sentence: Sentence, tokenizer: Any) -> list[Sentence]:  # noqa: ANN401 (transformers' own)
    """Return a sentence, halved until each part fits what a model sees."""
    fits = len(tokenizer(written(sentence)[0], verbose=False).input_ids) <= tokenizer.model_max_length
    if fits or len(sentence) == 1:
        return [sentence]
    middle = len(sentence) // 2
    return [*_parts(sentence[:middle], tokenizer), *_parts(sentence[middle:], tokenizer)]


def measure_tags(folder: Path, file: Path) -> dict[str, Any]:
    """Return the figures of the model in a folder, which names parts of speech, on the sentences of a file."""
    return tag_figures(folder, read_conllu(file))


def tag_figures(folder: Path, sentences: Sequence[Sentence]) -> dict[str, Any]:
    """Return how many words of sentences get their part of speech, and how many of each, as shares of 0 to 1."""
    said = [tag for tags in tags_of(folder, sentences) for tag in tags]
    truth = [word.tag for sentence in sentences for word in sentence]
    return {"n": len(truth), **label_figures(said, truth)}


def translation_figures(said: Sequence[str], truth: Sequence[Sequence[str]]) -> dict[str, float]:
    """Return how good translations are: BLEU and chrF (0 to 100), and the share of exact ones.

    `truth` has one right translation or several of each sentence.
    """
    # sacrebleu takes the first references of all sentences, then the second ones, and so on.
    references = [list(column) for column in zip_longest(*truth)]
    return {
        "bleu": round(sacrebleu.corpus_bleu(list(said), references).score, 2),
        "chrf": round(sacrebleu.corpus_chrf(list(said), _whole(truth)).score, 2),
        "exact": round(sum(one in right for one, right in zip(said, truth, strict=True)) / len(said), 4),
    }


def _whole(truth: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return references as chrF wants them: where a sentence has fewer, its first one again."""
    most = max(map(len, truth))
    return [[right[place] if place < len(right) else right[0] for right in truth] for place in range(most)]


def measure_translation(folder: Path, file: Path) -> dict[str, Any]:
    """Return the figures of the translator in a folder on the sentences of a file."""
    rows = read_translations(file)
    said = translate(folder, [sentence for sentence, _ in rows])
    return {"n": len(rows), **translation_figures(said, [right for _, right in rows])}


TASKS: dict[str, tuple[Callable[[Path, Path], dict[str, Any]], tuple[str, ...]]] = {
    "language": (measure_labels, (LANGUAGE,)),
    "pos": (measure_tags, (SPEECH,)),
    "sentiment": (measure_labels, (SENTIMENT,)),
    "translation": (measure_translation, (TRANSLATION,)),
}
"""What measures a model on a file, and the models of ours that do the task."""


def main(arguments: Sequence[str]) -> int:
    """Read the command line, print the lines, and return the exit code: 2 when the input was wrong, said in one
    line."""
    parser = argparse.ArgumentParser(
        prog="python -m training.text.evaluate", description="Measure text models."
    )
    parser.add_argument("--task", required=True, choices=sorted(TASKS))
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--model", nargs="+", type=Path, metavar="FOLDER", help="default: ours")
    given = parser.parse_args(arguments)
    measure, ours = TASKS[given.task]
    try:
        for folder in given.model or [WEIGHTS / name for name in ours]:
            if not (folder / "config.json").is_file():
                raise ValueError(f"There is no model in {folder}.")
            line = {"model": folder.name, "task": given.task, **measure(folder, given.file)}
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
