"""The files of a hand-in: what they are called on every system, and the ZIP that holds them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from core.names import distinct_name

LONGEST_STEM = 80
"""How many letters of the name of a person's own file are kept where a longer name is made of it."""

_MOST_BYTES = 200
"""The most bytes of a name without its ending: most systems take 255 with it."""

_PACKED = (".png", ".jpg", ".jpeg", ".xlsx", ".safetensors", ".pt")

_RESERVED = {
    "CON",
    "PRN",
    "AUX",
    "NUL",
    *(f"{port}{number}" for port in ("COM", "LPT") for number in range(1, 10)),
}


def file_names(wanted: Iterable[tuple[str, str]]) -> list[str]:
    """Return file names from (stem, ending) that every system takes, and that differ in more than case.

    >>> file_names([("a/b", ".png"), ("A_B", ".png")])
    ['a_b.png', 'A_B (2).png']
    """
    names: list[str] = []
    for stem, ending in wanted:
        clean = unicodedata.normalize("NFC", re.sub(r'[<>:"/\\|?*]', "_", stem))
        clean = "".join(letter for letter in clean if letter.isprintable())
        # Systems count bytes, of which a letter has up to four.
        short = clean[: 2 * LONGEST_STEM].encode("utf-8", "ignore")[:_MOST_BYTES].decode("utf-8", "ignore")
        clean = short.strip(" .") or "picture"
        if clean.split(".")[0].upper() in _RESERVED:
            clean = f"_{clean}"
        names.append(distinct_name(f"{clean}{ending}", names))
    return names


def plain_stem(*parts: str) -> str:
    """Return a file name without its ending, made of texts: only letters without accents, digits, "-", "_" and ".", for
    systems that take nothing else. Parts without any of them are left out.

    >>> plain_stem("Ana Núñez", "yolo11n")
    'Ana_Nunez_yolo11n'
    """
    clean = []
    for part in parts:
        letters = unicodedata.normalize("NFKD", part).encode("ascii", "ignore").decode()
        clean.append(re.sub(r"[^A-Za-z0-9.-]+", "_", letters)[:LONGEST_STEM].strip("_."))
    return "_".join(filter(None, clean))


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """Return a ZIP of files by their paths in it (folders with "/"); what is packed already is not packed again.

    >>> zip_of({"table.csv": b"label;score", "images/bus.jpg": jpeg})[:2]
    b'PK'
    """
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data, ZIP_STORED if name.endswith(_PACKED) else ZIP_DEFLATED)
    return content.getvalue()
