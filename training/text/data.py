"""Read the texts that the models learn from, and hold a part of them out."""

import gzip
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

PAIRS_HELD_OUT = 1 / 75
"""The share of Spanish sentences that is held out of the translation pairs."""

NOVELS_HELD_OUT = 24
"""One novel in so many is held out, in the order of their files' names."""

SONNETS_HELD_OUT = 1 / 20

ROWS_HELD_OUT = 1 / 20
"""The share of texts with a label that is held out."""

OPINIONS_HELD_OUT = 1 / 10
"""The share of lines with POS or NEG that is held out: there are few, and with fewer chance would decide."""

Row = tuple[str, str]
"""A label and a text."""

SONNET = (4, 4, 3, 3)
"""The lines of a sonnet's stanzas."""

_PLAIN = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "«": '"',
        "»": '"',
        "\u00a0": " ",
        "\u200b": None,
        "\ufeff": None,
    }
)


@dataclass(frozen=True)
class Pairs:
    """Sentences with their translations: `train` as pairs, `held_out` with every translation that there is."""

    train: list[tuple[str, str]]
    held_out: list[tuple[str, list[str]]]


@dataclass(frozen=True)
class Texts:
    """Novels, a paragraph a line, and sonnets, a verse a line and an empty line between stanzas."""

    novels: list[str]
    sonnets: list[str]


@dataclass(frozen=True)
class Split:
    """Rows to learn from and rows that are held out."""

    train: list[Row]
    held_out: list[Row]


def key(sentence: str) -> str:
    """Return what is compared of a sentence: its letters and digits, without case; all of it where it has none."""
    letters = "".join(character for character in sentence.casefold() if character.isalnum())
    return letters or sentence


def share_of(text: str) -> float:
    """Return a number of 0 to 1 that depends on the text alone."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") / 2**64


def split_pairs(pairs: Iterable[tuple[str, str]], share: float = PAIRS_HELD_OUT) -> Pairs:
    """Hold a share of the Spanish sentences out, with all their translations.

    What is left to learn from shares neither side with any of them, also not in another case or punctuation.
    """
    train: list[tuple[str, str]] = []
    apart: list[tuple[str, str]] = []
    for spanish, english in dict.fromkeys(pairs):
        (apart if share_of(key(spanish)) < share else train).append((spanish, english))
    seen = {key(spanish) for spanish, _ in apart}, {key(english) for _, english in apart}
    held_out: dict[str, list[str]] = {}
    for spanish, english in apart:
        held_out.setdefault(spanish, []).append(english)
    kept = [pair for pair in train if key(pair[0]) not in seen[0] and key(pair[1]) not in seen[1]]
    return Pairs(kept, list(held_out.items()))


def stanzas(text: str) -> tuple[int, ...]:
    """Return how many lines each stanza of a poem has; empty lines part them."""
    return tuple(
        len(part.strip().splitlines()) for part in re.split(r"\n\s*\n", text.strip()) if part.strip()
    )


def sonnet(text: str) -> str | None:
    """Return a sonnet in its form, 4-4-3-3, whatever empty lines it came with; None if it has not 14 lines."""
    lines = [line.strip() for line in plain(text).splitlines() if line.strip()]
    if len(lines) != sum(SONNET):
        return None
    rest = iter(lines)
    return "\n\n".join("\n".join(next(rest) for _ in range(size)) for size in SONNET)


def split_sonnets(poems: Iterable[str], share: float = SONNETS_HELD_OUT) -> tuple[list[str], list[str]]:
    """Return the sonnets to learn from and those held out; of several that begin with the same verse the first counts.

    What has not 14 lines is left out.
    """
    by_verse: dict[str, str] = {}
    for poem in filter(None, map(sonnet, poems)):
        by_verse.setdefault(key(poem.splitlines()[0]), poem)
    train = [poem for verse, poem in by_verse.items() if share_of(verse) >= share]
    return train, [poem for verse, poem in by_verse.items() if share_of(verse) < share]


def plain(text: str) -> str:
    """Return a text composed (NFC), with straight quotation marks and ordinary spaces."""
    return unicodedata.normalize("NFC", text).translate(_PLAIN)


def novel(text: str) -> str:
    """Return a novel with a paragraph a line, without empty lines and lines that have no letter."""
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in plain(text).splitlines())
    return "\n".join(line for line in lines if any(map(str.isalpha, line)))


def sentences(paragraph: str) -> list[str]:
    """Return a paragraph cut behind the marks that end a sentence, where a capital or an opening mark follows."""
    return re.split(r"(?<=[.!?])\s+(?=[A-ZÁÉÍÓÚÑÜ¿¡\"—-])", paragraph)


def read_pairs(data: Path) -> Pairs:
    """Return the translation pairs of the folder `data`, split."""
    with gzip.open(data / "translation" / "es-en.tsv.gz", "rt", encoding="utf-8") as file:
        rows = [plain(line).strip().split("\t") for line in file]
    return split_pairs((row[0].strip(), row[1].strip()) for row in rows)


def held_out_novels(names: Sequence[str]) -> set[str]:
    """Return the names of the novels that are held out."""
    return set(sorted(names)[NOVELS_HELD_OUT // 2 :: NOVELS_HELD_OUT])


def read_texts(data: Path) -> tuple[Texts, Texts]:
    """Return the novels and sonnets of the folder `data`: those to learn from, and those held out."""
    files = {path.name: path for path in sorted((data / "spanish" / "novels").glob("*.txt.gz"))}
    apart = held_out_novels(list(files))
    novels: tuple[list[str], list[str]] = ([], [])
    for name, path in files.items():
        with gzip.open(path, "rt", encoding="utf-8") as file:
            novels[name in apart].append(novel(file.read()))
    with gzip.open(data / "spanish" / "sonnets.txt.gz", "rt", encoding="utf-8") as file:
        poems = re.split(r"^\*\*\*$", file.read(), flags=re.MULTILINE)
    sonnets = split_sonnets(poems)
    return Texts(novels[0], sonnets[0]), Texts(novels[1], sonnets[1])


def split_rows(rows: Iterable[Row], share: float = ROWS_HELD_OUT) -> Split:
    """Hold a share of the texts out, by their letters alone (SHA-256).

    Of texts that differ only in case and punctuation the first counts; a text without a letter is left out.
    """
    by_letters: dict[str, Row] = {}
    for label, text in rows:
        if any(map(str.isalpha, text)):
            by_letters.setdefault(key(text), (label, text))
    apart = {letters for letters in by_letters if share_of(letters) < share}
    return Split(
        [row for letters, row in by_letters.items() if letters not in apart],
        [by_letters[letters] for letters in by_letters if letters in apart],
    )


def read_lines(path: Path) -> list[str]:
    """Return the lines of a .gz file, composed (NFC), with straight quotation marks; empty ones are left out."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [line for line in (plain(raw).strip() for raw in file) if line]
