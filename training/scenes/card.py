"""Write the cards of the detectors of doodles: python -m training.scenes.card [--model NAME ...]

It measures the files in weights/NAME on scenes of the held-out drawings that are in the repository, and writes the
figures to weights/NAME/README.md for people and weights/NAME/measured.json for programs.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from core.errors import UserError
from core.i18n import speaking
from core.models.catalogue.row import WEIGHTS
from core.models.loaded import LoadedModel
from core.scenes.classes import LABELS
from core.scenes.spec import specs
from core.sketch.data_set import read
from training.cards import LICENCE, SOURCE, folded, header, percent, table
from training.loop import KEEP
from training.quick_draw.drawings import HELD_OUT_IN
from training.scenes import detr, yolo
from training.scenes.data import BATCH, DRAWINGS, SIDE
from training.scenes.evaluate import MODELS, SCENES, SEED, doodle_model, look, summary
from training.scenes.set_loss import BOX_COST, CLASS_WEIGHT, GIOU_COST, NO_OBJECT

_ABOUT = {
    "doodle-detr": "A small DETR ([Carion et al. 2020](https://arxiv.org/abs/2005.12872)) in the architecture of "
    "transformers' `DetrForObjectDetection`: a ResNet of three stages, three layers of encoder and of decoder, 16 "
    "queries.",
    "doodle-yolo11": "YOLO11n as Ultralytics defines it, with 20 classes.",
}
_COMMAND = {"doodle-detr": "detr", "doodle-yolo11": "yolo"}
_WEIGHTS = (
    f"with the weights {CLASS_WEIGHT:g} (classes; a query without an object {NO_OBJECT:g} of that), {BOX_COST:g} (L1), "
    f"{GIOU_COST:g} (GIoU)"
)
_RECIPE: dict[str, tuple[tuple[str, object], ...]] = {
    "doodle-detr": (
        (
            "the backbone first",
            f"learns to name single doodles where they stand in a scene, {detr.BACKBONE_STEPS:,} batches",
        ),
        ("then the detector", f"{detr.STEPS:,} batches of {BATCH} scenes"),
        ("loss", f"DETR's set loss over all layers of the decoder, {_WEIGHTS}"),
        (
            "groups of queries in training",
            f"{detr.GROUPS}, one of which answers afterwards (Group DETR)",
        ),
        ("learning rate", f"{detr.RATE:g}, of the backbone {detr.BACKBONE_RATE:g}"),
        (
            "as these weights were made",
            "the backbone on scenes of up to 8 things; for the first 5,000 batches the loss of the classes weighed "
            "half as much and a query without an object a third; the cosine was laid out for 6,000 batches at first, "
            "from 3,500 on for 7,000, from 5,000 on for 7,500",
        ),
    ),
    "doodle-yolo11": (
        ("the detector", f"{yolo.STEPS:,} batches of {BATCH} scenes"),
        ("loss", "Ultralytics' own"),
        ("learning rate", f"{yolo.RATE:g}"),
        (
            "as these weights were made",
            "the cosine was laid out for 6,000 batches at first, from 3,500 on for 7,000, from 5,500 on for 7,500",
        ),
    ),
}
_FOR_BOTH = (
    ("optimizer", "AdamW, a short way up, then half a cosine down to 0"),
    ("weights kept", f"their moving mean, {KEEP:g} of the last one at every step"),
    ("begun from", "random numbers: nobody else's weights are inside"),
)


def card(loaded: LoadedModel, measured: dict[str, Any]) -> str:
    """Return the card as Markdown with the Hub's header; `measured` is what `summary` returned."""
    row = loaded.row
    sections = (
        header(
            row.title,
            "object-detection",
            ("miralab/doodle-scenes", "Scenes of held-out Quick, Draw! drawings"),
            "mAP",
            [("AP50", measured["ap50"]), ("AP", measured["ap"])],
            library_name=row.library,
            tags=["quickdraw", "doodles", "object-detection"],
        ),
        f"# {row.title}",
        _ABOUT[row.name],
        f"It finds {len(LABELS)} kinds of things in scenes of doodles, under the names that COCO has for them: "
        f"{', '.join(LABELS)}. It sees a picture with a side of {SIDE} pixels. It has {loaded.parameters:,} weights; "
        f"the file has {loaded.file_bytes / 1e6:.2f} MB, in half precision. doodle-detr and doodle-yolo11 are a fair "
        "pair by size: they have about as many weights, and saw the same scenes equally often.",
        "## Data",
        _data(measured),
        "## Recipe",
        f"```bash\npython -m training.scenes.{_COMMAND[row.name]}\n"
        f"python -m training.scenes.card --model {row.name}\n```\n\n"
        "It needs nothing that is not in the repository, and no GPU.",
        table(("setting", "value"), (*_RECIPE[row.name], *_FOR_BOTH)),
        "## Quality",
        _quality(measured),
        "## What it is not good for",
        "Photographs: it has never seen one. What it says to one shows the gap between the two domains, and nothing "
        "else. Of drawings it knows these kinds only, and only as large as they are in its scenes.",
        "## Licence",
        LICENCE,
    )
    return "\n\n".join(sections) + "\n"


def _data(measured: dict[str, Any]) -> str:
    return (
        f"Scenes that `core/scenes` makes of {len(read(DRAWINGS)):,} drawings of {SOURCE}; they are turned, "
        "bent, stretched and coloured, and put into pictures. The drawings are in `assets/scenes/training.npz`.\n\n"
        f"One drawing in {HELD_OUT_IN} is held out, by its key alone (SHA-256 of the `key_id`), and none of those was "
        f"seen in training. All figures below are measured on {measured['scenes']:,} scenes with "
        f"{measured['objects']:,} things, made of held-out drawings (`assets/quick_draw/held_out.npz`)."
    )


def _quality(measured: dict[str, Any]) -> str:
    by_class = sorted(measured["by_class"].items(), key=lambda entry: (-entry[1], entry[0]))
    return "\n\n".join(
        (
            table(("AP50", "AP"), [(percent(measured["ap50"]), percent(measured["ap"]))]),
            "AP50 by the size of the things (the area of the box, in a scene of 512 x 512: up to 100 x 100, up to "
            "160 x 160, larger):",
            table(tuple(measured["by_size"]), [[percent(value) for value in measured["by_size"].values()]]),
            "AP50 by the difficulty of the scene:",
            table(
                tuple(measured["by_difficulty"]),
                [[percent(value) for value in measured["by_difficulty"].values()]],
            ),
            folded(
                "AP50 by class",
                table(("class", "AP50"), [(label, percent(value)) for label, value in by_class]),
            ),
            f"`python -m training.scenes.evaluate` (seed {SEED}) gives the figures again from the repository alone; "
            "they are pycocotools'.",
        )
    )


def main(arguments: Sequence[str]) -> int:
    """Read the command line, write the files, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m training.scenes.card",
        description="Measure the detectors of doodles and write their cards.",
    )
    parser.add_argument("--model", nargs="+", choices=MODELS, default=MODELS)
    given = parser.parse_args(arguments)
    with speaking("en"):
        try:
            for name in given.model:
                loaded = doodle_model(name)
                measured = summary(name, look(loaded, specs(SCENES, SEED)))
                folder = WEIGHTS / name
                (folder / "measured.json").write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
                (folder / "README.md").write_text(card(loaded, measured), encoding="utf-8")
            return 0
        except (UserError, OSError, ValueError) as error:
            sys.stderr.write(f"{error}\n")
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
