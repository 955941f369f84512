"""Pack the held-out drawings that ship with the app: python -m training.quick_draw.pack --data FOLDER

The folder is one that training.quick_draw.train reads. Up to 40 drawings of each class that no training sees, class by
class in the order of the data set, go into assets/quick_draw/held_out.npz.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from core.sketch.data_set import HELD_OUT, Drawings, write
from training.quick_draw import drawings

MOST = 40


def held_out(folder: Path, most: int = MOST) -> Drawings:
    """Return up to `most` held-out drawings of each class of a folder, class by class.

    Raises FileNotFoundError where `drawings.read` does.
    """
    found = drawings.read(folder, held_out=True, most=most)
    return drawings.class_by_class(found, found.classes)


def run(
    arguments: Sequence[str], prog: str, description: str, out: Path, chosen: Callable[[Path], Drawings]
) -> int:
    """Read the command line, write the drawings `chosen` from its folder (to `out`, unless it names another file), and
    return the exit code: 2 when something was wrong, said in one line."""
    parser = argparse.ArgumentParser(prog=prog, description=description)
    parser.add_argument("--data", required=True, type=Path, help="folder with *.ndjson and categories.txt")
    parser.add_argument("--out", type=Path, default=out, help=f"file to write (default {out.name})")
    given = parser.parse_args(arguments)
    try:
        write(given.out, chosen(given.data))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def main(arguments: Sequence[str]) -> int:
    """Pack the held-out drawings as `run` says."""
    return run(
        arguments,
        "python -m training.quick_draw.pack",
        "Pack held-out Quick, Draw! drawings.",
        HELD_OUT,
        held_out,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
