"""Pack the drawings that detectors learn from: python -m training.scenes.pack --data FOLDER

The folder is one that training.quick_draw.train reads (training.quick_draw.download makes one). Up to 1,000 drawings
of each class of a scene, none of them held out, go into assets/scenes/training.npz.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from core.scenes.classes import CLASSES
from core.vision.drawings import Drawings, write
from training.quick_draw import drawings
from training.scenes.data import DRAWINGS

MOST = 1000


def to_learn_from(folder: Path, most: int = MOST) -> Drawings:
    """Return up to `most` drawings of each class of a scene that are not held out, class by class.

    Raises FileNotFoundError where `drawings.read` does, and ValueError where a class is missing.
    """
    found = drawings.read(folder, held_out=False, most=most)
    return drawings.class_by_class(found, [kind.drawing for kind in CLASSES])


def main(arguments: Sequence[str]) -> int:
    """Read the command line, write the file, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m training.scenes.pack", description="Pack Quick, Draw! drawings to learn scenes from."
    )
    parser.add_argument("--data", required=True, type=Path, help="folder with *.ndjson and categories.txt")
    parser.add_argument("--out", type=Path, default=DRAWINGS, help=f"file to write (default {DRAWINGS.name})")
    given = parser.parse_args(arguments)
    try:
        write(given.out, to_learn_from(given.data))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
