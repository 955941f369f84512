"""Measure text models: python -m training.text.evaluate --task translation FILE [--model FOLDER ...]

One JSON object a model, one a line: {"model", "task", "n", "bleu", ...}. FILE is a table parted by tabs, plain or .gz:
a Spanish sentence a line with one English translation of it or several. `bleu` and `chrf` are sacrebleu's, with its own
settings; `exact` is the share (0 to 1) of sentences that came out as one of the translations.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Callable, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

import sacrebleu
import torch
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

from training.text.loop import WEIGHTS
from training.text.prepare import TRANSLATION

BATCH = 64


def read_translations(path: Path) -> list[tuple[str, list[str]]]:
    """Return the sentences of a file, each with its translations.

    Raises ValueError for a line that has no translation, and OSError where the file cannot be read.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    found = []
    with opened(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
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
    # About as long ones together: less padding.
    order = sorted(range(len(sentences)), key=lambda number: len(sentences[number]))
    said = [""] * len(sentences)
    for start in range(0, len(order), BATCH):
        part = order[start : start + BATCH]
        inputs = tokenizer(
            [sentences[number] for number in part], return_tensors="pt", padding=True, truncation=True
        )
        with torch.inference_mode():
            ids = network.generate(**inputs)
        for number, text in zip(part, tokenizer.batch_decode(ids, skip_special_tokens=True), strict=True):
            said[number] = text.strip()
    return said


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
