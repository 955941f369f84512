"""Split the texts and train the tokenizers, once: python -m training.text.prepare --data FOLDER

It writes what each model learns from (translation.json.xz, spanish.json.xz, ...) and a folder with its tokenizer to
training/runs/text. The trainings do it themselves when it is not there; where it is, they need nothing else. The
tokenizer of mini-sentimiento comes of what its teacher says (training.text.opinions).
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
        write_packed(file, {"train": pairs.train, "held_out": pairs.held_out})
    read = read_packed(file)
    return Pairs(
        [(spanish, english) for spanish, english in read["train"]],
        [(spanish, english) for spanish, english in read["held_out"]],
    )


def texts_of(prepared: Path, data: Path | None) -> tuple[Texts, Texts]:
    """Return the novels and sonnets to learn from and those held out; see `pairs_of`."""
    file = prepared / "spanish.json.xz"
    if not file.exists():
        train, held_out = read_texts(_needed(data))
        write_packed(file, {"train": vars(train), "held_out": vars(held_out)})
    read = read_packed(file)
    return Texts(**read["train"]), Texts(**read["held_out"])


def languages_of(prepared: Path, data: Path | None) -> Split:
    """Return sentences with their languages, to learn from and held out; see `pairs_of`."""
    file = prepared / "language.json.xz"
    if not file.exists():
        files = sorted((_needed(data) / "language").glob("*.txt.gz"))
        rows = [(path.name.removesuffix(".txt.gz"), line) for path in files for line in read_lines(path)]
        # Some sources put every sentence in quotation marks, which says nothing of its language.
        split = split_rows((label, line.strip('"') or line) for label, line in rows)
        write_packed(file, vars(split))
    return _split(read_packed(file))


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
        write_packed(file, found)
    return {language: _split(read) for language, read in read_packed(file).items()}


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
        write_packed(file, {"train": rows[0], "held_out": rows[1]})
    read = read_packed(file)
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


def write_packed(file: Path, content: dict[str, Any]) -> None:
    """Write JSON, packed with xz, in one step."""
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    fresh = file.with_suffix(".new")
    fresh.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    fresh.replace(file)


def read_packed(file: Path) -> dict[str, Any]:
    """Return what `write_packed` wrote."""
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
    opinions_of(given.prepared, given.data)
    language_tokenizer(given.prepared, languages_of(given.prepared, given.data))


if __name__ == "__main__":
    main()
