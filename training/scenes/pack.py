"""Pack the drawings that detectors learn from: python -m training.scenes.pack --data FOLDER

The folder is one that training.quick_draw.train reads (training.quick_draw.download makes one). Up to 1,000 drawings
of each class of a scene, none of them held out, go into assets/scenes/training.npz.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from core.scenes.classes import CLASSES
from core.sketch.data_set import Drawings
from training.quick_draw import drawings
from training.quick_draw.pack import run
from training.scenes.data import DRAWINGS

MOST = 1000


def to_learn_from(folder: Path, most: int = MOST) -> Drawings:
    """Return up to `most` drawings of each class of a scene that are not held out, class by class.

    Raises FileNotFoundError where `drawings.read` does, and ValueError where a class is missing.
    """
    found = drawings.read(folder, held_out=False, most=most)
    return drawings.class_by_class(found, [kind.drawing for kind in CLASSES])


def main(arguments: Sequence[str]) -> int:
    """Pack the drawings to learn from as `run` says."""
    return run(
        arguments,
        "python -m training.scenes.pack",
        "Pack Quick, Draw! drawings to learn scenes from.",
        DRAWINGS,
        to_learn_from,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
