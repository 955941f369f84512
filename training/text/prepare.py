"""Split the texts and train the tokenizers, once: python -m training.text.prepare --data FOLDER

It writes translation.json.xz, spanish.json.xz and a folder with a tokenizer for each model to training/runs/text. The
trainings do it themselves when it is not there; where it is, they need nothing else.
"""

import argparse
import json
import logging
import lzma
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from transformers import PreTrainedTokenizerFast

from training.loop import RUNS
from training.text.data import Pairs, Texts, read_pairs, read_texts
from training.text.tokens import (
    read_tokenizer,
    text_tokenizer,
    translation_tokenizer,
    word_tokenizer,
    write_tokenizer,
)

PREPARED = RUNS / "text"
TRANSLATION, GENERATOR, MASKED = "mini-es-en", "mini-lm-es", "mini-bert-es"

log = logging.getLogger("train")


def pairs_of(prepared: Path, data: Path | None) -> Pairs:
    """Return the translation pairs from the folder `prepared`; what is not there is made from the folder `data`."""
    file = prepared / "translation.json.xz"
    if not file.exists():
        pairs = read_pairs(_needed(data))
        _write(file, {"train": pairs.train, "held_out": pairs.held_out})
    read = _read(file)
    return Pairs(
        [(spanish, english) for spanish, english in read["train"]],
        [(spanish, english) for spanish, english in read["held_out"]],
    )


def texts_of(prepared: Path, data: Path | None) -> tuple[Texts, Texts]:
    """Return the novels and sonnets to learn from and those held out; see `pairs_of`."""
    file = prepared / "spanish.json.xz"
    if not file.exists():
        train, held_out = read_texts(_needed(data))
        _write(file, {"train": vars(train), "held_out": vars(held_out)})
    read = _read(file)
    return Texts(**read["train"]), Texts(**read["held_out"])


def tokenizer_of(
    prepared: Path, name: str, make: Callable[[Iterable[str]], PreTrainedTokenizerFast], texts: Iterable[str]
) -> PreTrainedTokenizerFast:
    """Return the tokenizer of the model `name`; where it is not yet in the folder `prepared`, `make` trains it."""
    folder = prepared / name
    if not (folder / "tokenizer_config.json").exists():
        log.info("training the tokenizer of %s", name)
        write_tokenizer(make(texts), folder)
    return read_tokenizer(folder)


def pair_tokenizer(prepared: Path, pairs: Pairs) -> PreTrainedTokenizerFast:
    """Return the tokenizer of the translator."""
    lines = (line for pair in pairs.train for line in pair)
    return tokenizer_of(prepared, TRANSLATION, translation_tokenizer, lines)


def generator_tokenizer(prepared: Path, texts: Texts) -> PreTrainedTokenizerFast:
    """Return the tokenizer of the generator."""
    return tokenizer_of(prepared, GENERATOR, text_tokenizer, [*texts.novels, *texts.sonnets])


def masked_tokenizer(prepared: Path, texts: Texts) -> PreTrainedTokenizerFast:
    """Return the tokenizer of the model that fills gaps."""
    return tokenizer_of(prepared, MASKED, word_tokenizer, [*texts.novels, *texts.sonnets])


def _needed(data: Path | None) -> Path:
    if data is None:
        raise FileNotFoundError("Nothing is prepared yet; --data has to name the folder of the texts.")
    return data


def _write(file: Path, content: dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    fresh = file.with_suffix(".new")
    fresh.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    fresh.replace(file)


def _read(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(lzma.decompress(file.read_bytes()))
    return content


def main() -> None:
    """Read the command line and prepare what is not there yet."""
    parser = argparse.ArgumentParser(description="Split the texts and train the tokenizers.")
    parser.add_argument("--data", type=Path, help="the folder of the texts")
    parser.add_argument("--prepared", type=Path, default=PREPARED, help="where what is made goes")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    pair_tokenizer(given.prepared, pairs_of(given.prepared, given.data))
    texts, _ = texts_of(given.prepared, given.data)
    generator_tokenizer(given.prepared, texts)
    masked_tokenizer(given.prepared, texts)


if __name__ == "__main__":
    main()
