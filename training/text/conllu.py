"""Read sentences with the parts of speech of their words (CoNLL-U), as they stand in a text."""

import gzip
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.text.data import key, share_of

HELD_OUT = 1 / 12
"""The share of sentences that is held out."""

TAGS = (
    *("ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM"),
    *("PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"),
)
"""Universal Dependencies' parts of speech."""

_COLUMNS = 10


@dataclass(frozen=True)
class Word:
    """A word as it is written, its part of speech, and whether a space follows.

    What is written as one and stands for several ("del", "dámelo") has the part of speech of the first of them: ADP,
    VERB.
    """

    form: str
    tag: str
    space: bool = True


Sentence = tuple[Word, ...]


def read_conllu(path: Path) -> list[Sentence]:
    """Return the sentences of a file, plain or .gz, with their words as they are written.

    Raises ValueError for a line that is not CoNLL-U or whose part of speech is not Universal Dependencies', and OSError
    where the file cannot be read.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        text = file.read()
    found: list[Sentence] = []
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if not line.startswith("#")]
    words: list[Word] = []
    whole, last, tagged = "", 0, True
    for number, line in [*lines, (0, "")]:
        if not line.strip():
            found += [tuple(words)] if words else []
            words, last, tagged = [], 0, True
            continue
        columns = line.split("\t")
        if len(columns) != _COLUMNS or not (place := re.fullmatch(r"(\d+)(?:-(\d+)|\.\d+)?", columns[0])):
            raise ValueError(f"{path}, line {number}: no line of CoNLL-U, which has ten columns.")
        space = "SpaceAfter=No" not in columns[9].split("|")
        if place[2]:
            # The words that it stands for follow; the first of them says which part of speech it is.
            whole, last, tagged = columns[1], int(place[2]), False
            words.append(Word(whole, "X", space))
        elif "." in columns[0]:
            continue
        elif columns[3] not in TAGS:
            raise ValueError(f"{path}, line {number}: {columns[3]!r} is no part of speech (UPOS).")
        elif int(place[1]) > last:
            words.append(Word(columns[1], columns[3], space))
        elif not tagged:
            words[-1] = Word(whole, columns[3], words[-1].space)
            tagged = True
    if not found:
        raise ValueError(f"{path} holds no sentence.")
    return found


def written(sentence: Sentence) -> tuple[str, list[int]]:
    """Return a sentence as a text, and where in it each of its words begins."""
    text, starts = "", []
    for word in sentence:
        starts.append(len(text))
        text += word.form + " " * word.space
    return text.rstrip(), starts


def split_sentences(
    sources: Mapping[str, Sequence[Sentence]], share: float = HELD_OUT
) -> tuple[dict[str, list[Sentence]], dict[str, list[Sentence]]]:
    """Return the sentences of each source to learn from, and those held out: a share of each, by their letters alone.

    A sentence that is there twice, also in another source, is on one side only.
    """
    train: dict[str, list[Sentence]] = {}
    held_out: dict[str, list[Sentence]] = {}
    for source, sentences in sources.items():
        for sentence in sentences:
            apart = share_of(key(written(sentence)[0])) < share
            (held_out if apart else train).setdefault(source, []).append(sentence)
    return train, held_out
