"""Split the texts and train the tokenizers, once: python -m training.text.prepare --data FOLDER

It writes what each model learns from (translation.json.xz, spanish.json.xz, ...) and a folder with its tokenizer to
training/runs/text. The
trainings do it themselves when it is not there; where it is, they need nothing else.
"""

import argparse
import json
import logging
import lzma
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from transformers import PreTrainedTokenizerFast

from training.loop import RUNS
from training.text.conllu import Sentence, Word, read_conllu, split_sentences
from training.text.data import (
    OPINIONS_HELD_OUT,
    Pairs,
    Split,
    Texts,
    read_lines,
    read_pairs,
    read_texts,
    split_rows,
)
from training.text.tokens import (
    any_language_tokenizer,
    opinion_pieces,
    read_tokenizer,
    text_tokenizer,
    translation_tokenizer,
    word_tokenizer,
    write_tokenizer,
)

PREPARED = RUNS / "text"
WEIGHTS = Path(__file__).resolve().parents[2] / "weights"
TRANSLATION, GENERATOR, MASKED = "mini-es-en", "mini-lm-es", "mini-bert-es"
LANGUAGE, SPEECH, SENTIMENT = "mini-idioma", "mini-pos-es", "mini-sentimiento"

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


def languages_of(prepared: Path, data: Path | None) -> Split:
    """Return sentences with their languages, to learn from and held out; see `pairs_of`."""
    file = prepared / "language.json.xz"
    if not file.exists():
        files = sorted((_needed(data) / "language").glob("*.txt.gz"))
        rows = [(path.name.removesuffix(".txt.gz"), line) for path in files for line in read_lines(path)]
        # Some sources put every sentence in quotation marks, which says nothing of its language.
        split = split_rows((label, line.strip('"') or line) for label, line in rows)
        _write(file, vars(split))
    return _split(_read(file))


def opinions_of(prepared: Path, data: Path | None) -> dict[str, Split]:
    """Return lines with POS or NEG, by their language (en, es), to learn from and held out; see `pairs_of`."""
    file = prepared / "sentiment.json.xz"
    if not file.exists():
        found = {}
        for path in sorted((_needed(data) / "sentiment").glob("*.tsv.gz")):
            rows = [line.split("\t", 1) for line in read_lines(path)]
            found[path.name[:2]] = vars(
                split_rows(((label, text) for label, text in rows), OPINIONS_HELD_OUT)
            )
        _write(file, found)
    return {language: _split(read) for language, read in _read(file).items()}


@dataclass(frozen=True)
class Taught:
    """Lines with the chance that they are positive: those with labels of their own, and others, which have the
    teacher's word only."""

    own: list[tuple[str, float]]
    others: list[tuple[str, float]]


def taught_of(prepared: Path, data: Path | None, trust: float) -> Taught:
    """Return what the teacher says of the lines to learn from, and of the sentences that the translator learns from.

    `trust` is how much its word counts where a line has a label. See `pairs_of` for the folders.
    """
    file = prepared / "taught.json.xz"
    splits = opinions_of(prepared, data)
    if not file.exists():
        from training.text.teacher import teach

        pairs = pairs_of(prepared, data).train
        read: dict[str, Any] = {"own": [], "others": []}
        for language, side in (("es", 0), ("en", 1)):
            log.info("the teacher judges lines in %s", language)
            labelled = splits[language].train
            sentences = list(dict.fromkeys(pair[side] for pair in pairs))
            chances, judge = teach(labelled)
            read["own"] += chances.round(3).tolist()
            read["others"] += list(zip(sentences, judge(sentences).round(3).tolist(), strict=True))
        _write(file, read)
    read = _read(file)
    rows = [*splits["es"].train, *splits["en"].train]
    own = [
        (text, trust * chance + (1 - trust) * (label == "POS"))
        for (label, text), chance in zip(rows, read["own"], strict=True)
    ]
    return Taught(own, [(text, chance) for text, chance in read["others"]])


def sentences_with_tags(
    prepared: Path, data: Path | None
) -> tuple[dict[str, list[Sentence]], dict[str, list[Sentence]]]:
    """Return sentences with their parts of speech, by their source (ancora, gsd): to learn from, and held out."""
    file = prepared / "speech.json.xz"
    if not file.exists():
        found: dict[str, list[Sentence]] = {}
        for path in sorted((_needed(data) / "pos").glob("*.conllu.gz")):
            source = path.name.removeprefix("es_").split("-")[0]
            found.setdefault(source, []).extend(read_conllu(path))
        train, held_out = split_sentences(found)
        rows = [
            {
                source: [[[*vars(word).values()] for word in one] for one in some]
                for source, some in part.items()
            }
            for part in (train, held_out)
        ]
        _write(file, {"train": rows[0], "held_out": rows[1]})
    read = _read(file)
    parts = [
        {source: [tuple(Word(*word) for word in one) for one in some] for source, some in read[part].items()}
        for part in ("train", "held_out")
    ]
    return parts[0], parts[1]


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


def language_tokenizer(prepared: Path, split: Split) -> PreTrainedTokenizerFast:
    """Return the tokenizer of the model that tells languages apart."""
    return tokenizer_of(prepared, LANGUAGE, any_language_tokenizer, (text for _, text in split.train))


def opinion_tokenizer(prepared: Path, splits: Mapping[str, Split]) -> PreTrainedTokenizerFast:
    """Return the tokenizer of the model that tells positive from negative lines."""
    lines = (text for split in splits.values() for _, text in split.train)
    return tokenizer_of(prepared, SENTIMENT, opinion_pieces, lines)


def speech_tokenizer(prepared: Path) -> PreTrainedTokenizerFast:
    """Return the tokenizer of the model that names parts of speech: that of mini-bert-es, which it begins with, for
    longer texts."""
    folder = prepared / SPEECH
    if not (folder / "tokenizer_config.json").exists():
        tokenizer = read_tokenizer(WEIGHTS / MASKED)
        tokenizer.model_max_length = 2 * int(tokenizer.model_max_length)
        write_tokenizer(tokenizer, folder)
    return read_tokenizer(folder)


def _split(read: dict[str, Any]) -> Split:
    """Return rows as they were before they were written."""
    train, held_out = ([(label, text) for label, text in read[part]] for part in ("train", "held_out"))
    return Split(train, held_out)


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
    speech_tokenizer(given.prepared)
    sentences_with_tags(given.prepared, given.data)
    opinion_tokenizer(given.prepared, opinions_of(given.prepared, given.data))
    language_tokenizer(given.prepared, languages_of(given.prepared, given.data))


if __name__ == "__main__":
    main()
