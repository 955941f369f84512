"""Write the card of a sketch network: python -m training.quick_draw.card --model NAME [--data FOLDER]

It measures weights/NAME/model.safetensors on the held-out drawings that are in the repository, and writes the figures
to weights/NAME/README.md for people and weights/NAME/measured.json for programs. --data names the folder that the
network learnt from, only to say how many drawings it holds.
"""

import argparse
import json
import math
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import UserError
from core.i18n import speaking
from core.models.catalogue.row import WEIGHTS
from core.models.loaded import LoadedModel
from core.models.loader import load
from core.models.networks import NETWORKS
from core.sketch.guessing import labels_of
from training.cards import LICENCE, NOT_REPEATED, SOURCE, folded, header, percent, table
from training.loop import KEEP, WARM_UP
from training.quick_draw import augment, drawings, train
from training.quick_draw.evaluate import on_held_out, sketch_network, summary

PAIRS = 20
"""How many mistakes a card lists."""
_LEAST = 2
CARD, MEASURED = "README.md", "measured.json"
FEW_SHOT_MEASURED = "few_shot.json"
"""What training.quick_draw.few_shot leaves beside the weights."""

_ABOUT = {
    "quickdraw-cnn": "The small network that the course builds, layer for layer that of the weights published as "
    "`nateraw/quickdraw`, with outputs for all the classes of the data set.",
    "quickdraw-resnet": "A residual network ([He et al. 2015](https://arxiv.org/abs/1512.03385)) for pictures of 28 x "
    "28 pixels, made to be as good as one can be that answers at once on a single core. It looks at a drawing and at "
    "its mirror image, and answers with the mean of the two.",
}


_MADE = {
    "quickdraw-resnet": "the cosine was laid out for 16 epochs at first, and ended; then from the 17th on for 30",
}
"""How training really went, where it was not what the recipe says now."""


def measure(loaded: LoadedModel) -> dict[str, Any]:
    """Return what measured.json holds, all on the held-out drawings that are in the repository.

    To what training.quick_draw.evaluate prints it adds "by_class", the top-1 accuracy (0 to 1) of each class, and
    "taken_for", the mistakes that were made more than once, the most frequent first, each a list: the right class, the
    guessed one, how many drawings.
    """
    whole, half = on_held_out(loaded)
    labels = labels_of(loaded)
    right = whole.place == 0
    mistakes = Counter(
        (labels[truth], labels[first])
        for truth, first in zip(whole.truth[~right], whole.first[~right], strict=True)
    )
    most_first = sorted(mistakes.items(), key=lambda mistake: (-mistake[1], mistake[0]))
    return {
        **summary(loaded.row.name, whole, half),
        "by_class": {
            labels[number]: round(float(right[whole.truth == number].mean()), 4)
            for number in np.unique(whole.truth)
        },
        "taken_for": [[*pair, count] for pair, count in most_first if count >= _LEAST],
    }


def card(loaded: LoadedModel, measured: dict[str, Any], learnt_from: int | None) -> str:
    """Return the card as Markdown with the Hub's header; `learnt_from` is the number of drawings in training."""
    network = loaded.model.network
    sections = (
        header(
            loaded.row.title,
            "image-classification",
            ("google/quickdraw", "Quick, Draw!, held-out drawings of MiraLab"),
            "accuracy",
            [("top-1", measured["top1"]), ("top-5", measured["top5"])],
            tags=["quickdraw", "sketch-recognition", "pytorch"],
        ),
        f"# {loaded.row.title}",
        _ABOUT[loaded.row.name],
        f"It guesses which of {measured['classes']} things somebody draws. It takes float32 [n, 1, 28, 28], 0 to 1 "
        "with 1 = ink, made from strokes as `core/sketch/strokes.py` makes it, and returns logits "
        f"[n, {measured['classes']}]. It has {loaded.parameters:,} weights; the file has "
        f"{loaded.file_bytes / 1e6:.2f} MB, as float16 in safetensors format, with the names of the classes in its "
        "metadata.",
        "```python\n"
        "from pathlib import Path\n\n"
        "from core.models.networks import read_sketcher\n\n"
        f'sketcher = read_sketcher(Path("weights/{loaded.row.name}/model.safetensors"))\n'
        "```",
        folded("The layers", f"```text\n{network}\n```"),
        "## Data",
        _data(measured["n"], learnt_from),
        "## Recipe",
        _recipe(loaded.row.name),
        "## Accuracy",
        _accuracy(measured),
        *_few_shot(WEIGHTS / loaded.row.name / FEW_SHOT_MEASURED),
        "## What it is not good for",
        "It knows nothing but these classes and always names one of them, also for a drawing of something else or a "
        "scribble. People drew in 20 seconds and in the way that is usual where they live, and some drew something "
        "else than they were asked for: no network can reach 100 % on these data.",
        "## Licence",
        LICENCE,
    )
    return "\n\n".join(sections) + "\n"


def _data(held_out: int, learnt_from: int | None) -> str:
    number = f"{learnt_from:,} simplified drawings" if learnt_from is not None else "Simplified drawings"
    return (
        f"{number} of {SOURCE}; in training their strokes are turned, bent, stretched, dropped and cut short by "
        "chance, and rendered as 28 x 28 grey pictures.\n\n"
        f"Which drawings are held out is decided by their key alone: one in {drawings.HELD_OUT_IN}, where the SHA-256 "
        f"of the `key_id` is a multiple of {drawings.HELD_OUT_IN}. The same drawing is never on both sides, and "
        f"drawings without a key are left out. {held_out:,} of the held-out ones are in the repository, in "
        "`assets/quick_draw/held_out.npz`; all figures below are measured on them."
    )


def _recipe(name: str) -> str:
    values = (
        ("drawings in a batch", train.BATCH),
        ("epochs", train.EPOCHS[name]),
        ("optimizer", "AdamW"),
        (
            "learning rate",
            f"{train._LEARNING_RATE:g}, up over {WARM_UP} steps, then half a cosine to 0",
        ),
        ("weight decay", train._WEIGHT_DECAY),
        ("label smoothing", train._SMOOTHING),
        ("dropout before the last layer", train._DROPOUT),
        ("weights kept", f"their moving mean, {KEEP:g} of the last one at every step"),
        ("batch norm", "behind every convolution, folded into it at the end"),
        ("drawings cut short", percent(augment._CUT_SHORT)),
        ("drawings with another line width", percent(augment._OTHER_WIDTH)),
        ("drawings made smaller and moved", percent(augment._SMALLER)),
        ("lines left out", percent(augment._DROP_STROKE)),
        ("drawings mirrored", percent(augment._MIRROR)),
        *([("as these weights were made", _MADE[name])] if name in _MADE else []),
        NOT_REPEATED,
    )
    return (
        "```bash\n"
        "python -m training.quick_draw.download --out FOLDER\n"
        f"python -m training.quick_draw.train --model {name} --data FOLDER\n"
        f"python -m training.quick_draw.card --model {name} --data FOLDER\n"
        "```\n\n" + table(("setting", "value"), values)
    )


def _accuracy(measured: dict[str, Any]) -> str:
    figures = [
        (name, f"{measured['n']:,}", percent(measured[f"{key}top1"]), percent(measured[f"{key}top5"]))
        for name, key in (("whole drawings", ""), ("the first half of their lines' length", "half_"))
    ]
    shares = [measured[key] for key in ("top1", "top5", "half_top1", "half_top5")]
    error = 100 * max(math.sqrt(share * (1 - share) / measured["n"]) for share in shares)
    by_class = sorted(measured["by_class"].items(), key=lambda entry: (-entry[1], entry[0]))
    return "\n\n".join(
        (
            table(("held-out drawings", "n", "top-1", "top-5"), figures),
            f"Top-1 is how often the first guess is right, top-5 how often one of five is, always among all "
            f"{measured['classes']} classes. The standard error of these shares is at most {error:.1f} points. "
            "`python -m training.quick_draw.evaluate` gives the figures again from the repository alone.",
            f"The {PAIRS} most frequent mistakes:",
            table(("drawn", "guessed", "drawings"), measured["taken_for"][:PAIRS]),
            folded(
                "Top-1 accuracy by class",
                table(("class", "top-1"), [(name, percent(share)) for name, share in by_class]),
            ),
        )
    )


def _few_shot(file: Path) -> tuple[str, ...]:
    """Return the section on classes that a training never saw; nothing where that was not measured."""
    if not file.is_file():
        return ()
    found = json.loads(file.read_text(encoding="utf-8"))
    return (
        "## Few-shot learning",
        f"In a training of its own, of {found['epochs']} epochs, {found['ways']} of the classes were left out. Among "
        f"these {found['ways']}, {found['examples']} examples of each then gave {percent(found['few_shot_unseen'])} of "
        "other drawings their class, by the mean of the embeddings. With the network that is here, whose training knew "
        f"the classes, it is {percent(found['few_shot_known'])}. "
        f"`python -m training.quick_draw.few_shot --model {found['model']} --epochs {found['epochs']} --data FOLDER` "
        "trains it and measures both.",
    )


def main(arguments: Sequence[str]) -> int:
    """Read the command line, write both files, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m training.quick_draw.card", description="Measure a sketch network and write its card."
    )
    parser.add_argument("--model", required=True, choices=sorted(NETWORKS))
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="what the network learnt from")
    given = parser.parse_args(arguments)
    try:
        with speaking("en"):
            learnt_from = len(drawings.read(given.data, held_out=False)) if given.data else None
            loaded = load(sketch_network(given.model))
            measured = measure(loaded)
            folder = WEIGHTS / given.model
            (folder / MEASURED).write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
            (folder / CARD).write_text(card(loaded, measured, learnt_from), encoding="utf-8")
            return 0
    except (UserError, OSError) as error:
        with speaking("en"):
            sys.stderr.write(f"{error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
