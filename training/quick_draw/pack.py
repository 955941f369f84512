"""Pack the held-out drawings that ship with the app: python -m training.quick_draw.pack --data FOLDER

The folder is one that training.quick_draw.train reads. Up to 40 drawings of each class that no training sees, class by
class in the order of the data set, go into assets/quick_draw/held_out.npz.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from core.vision.drawings import HELD_OUT, Drawings, write
from training.quick_draw import drawings

MOST = 40


def held_out(folder: Path, most: int = MOST) -> Drawings:
    """Return up to `most` held-out drawings of each class of a folder, class by class.

    Raises FileNotFoundError where `drawings.read` does.
    """
    found = drawings.read(folder, held_out=True, most=most)
    return drawings.class_by_class(found, found.classes)


def main(arguments: Sequence[str]) -> int:
    """Read the command line, write the file, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m training.quick_draw.pack", description="Pack held-out Quick, Draw! drawings."
    )
    parser.add_argument("--data", required=True, type=Path, help="folder with *.ndjson and categories.txt")
    parser.add_argument("--out", type=Path, default=HELD_OUT, help=f"file to write (default {HELD_OUT.name})")
    given = parser.parse_args(arguments)
    try:
        write(given.out, held_out(given.data))
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
