"""The cards of doodle-segformer and doodle-clip, which training.scenes.card writes with those of the detectors."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from safetensors import safe_open

from core.scenes.captions import KEPT_OUT_IN
from core.scenes.classes import LABELS
from core.scenes.words import COLOURS, MOST_OF_A_KIND, countable, things
from core.vision.drawings import read
from training.cards import LICENCE, SOURCE, folded, header, percent, table
from training.loop import KEEP, WARM_UP
from training.quick_draw.drawings import HELD_OUT_IN
from training.scenes import clip, segformer
from training.scenes.clip_choices import UNSEEN
from training.scenes.pool import CLIP_SIDE, SCENE_SIDE, TRAINING_SCENES

AS_MADE: dict[str, tuple[tuple[str, object], ...]] = {"doodle-segformer": (), "doodle-clip": ()}
"""How the weights that ship were really made, where that is not what the recipe says or does not say: rows of a
table."""

_ALL = (
    (
        "optimizer",
        f"AdamW, bfloat16 where PyTorch can, {WARM_UP} steps up, then half a cosine down to 0 at the end",
    ),
    ("weights kept", f"their moving mean, {KEEP:g} of the last one at every step"),
    ("begun from", "random numbers: nobody else's weights are inside"),
)
_HELD_OUT = (
    f"One drawing in {HELD_OUT_IN} is held out, by its key alone (SHA-256 of the `key_id`), and none of those was seen "
    "in training. All figures below are measured on held-out drawings (`assets/quick_draw/held_out.npz`)"
)


def size_of(folder: Path) -> tuple[int, int]:
    """Return how many weights a model of transformers in a folder has, and how many bytes its file."""
    file = folder / "model.safetensors"
    numbers = 0
    with safe_open(file, "pt") as weights:
        for name in weights.keys():  # noqa: SIM118 (it is no mapping)
            count = 1
            for side in weights.get_slice(name).get_shape():
                count *= side
            numbers += count
    return numbers, file.stat().st_size


def segmenter(folder: Path, measured: dict[str, Any]) -> str:
    """Return the card of doodle-segformer in a folder; `measured` is what `training.scenes.measure.masks` returned."""
    numbers, size = size_of(folder)
    by_class = sorted(measured["by_class"].items(), key=lambda entry: (-entry[1], entry[0]))
    name = segformer.NAME
    sections = (
        header(
            "Doodle SegFormer",
            "image-segmentation",
            ("miralab/doodle-scenes", "Scenes of held-out Quick, Draw! drawings"),
            "mean_iou",
            [("mean IoU", measured["miou"])],
            library_name="transformers",
            tags=["quickdraw", "doodles", "image-segmentation"],
        ),
        "# Doodle SegFormer",
        "A small SegFormer ([Xie et al. 2021](https://arxiv.org/abs/2105.15203)) in the architecture of transformers' "
        "`SegformerForSemanticSegmentation`, as wide and deep as its B0.",
        f"It says for each pixel of a scene of doodles which of {len(LABELS)} kinds of things, or ground, it belongs "
        f"to: {', '.join(LABELS)}. It sees a picture at {SCENE_SIDE} x {SCENE_SIDE} pixels. It has {numbers:,} "
        f"weights; the file has {size / 1e6:.2f} MB, in half precision.",
        "## Data",
        f"Scenes that `core/scenes` makes of {len(read(TRAINING_SCENES)):,} drawings of {SOURCE}; they are turned, "
        "bent, stretched and coloured, and put into pictures. Its encoder first learnt to name single drawings of all "
        f"{len(things())} classes.\n\n{_HELD_OUT}, {measured['scenes']:,} scenes.",
        "## Recipe",
        f"```bash\npython -m training.scenes.segformer --data DATA\npython -m training.scenes.card --model {name}\n```"
        "\n\nDATA is a folder of Quick, Draw! drawings, which `python -m training.quick_draw.download` makes. On a "
        "CPU it takes days.",
        table(
            ("setting", "value"),
            (
                (
                    "the encoder first",
                    f"names single drawings, {segformer.ENCODER_STEPS:,} batches of {segformer.ENCODER_BATCH}, "
                    f"learning rate {segformer.ENCODER_RATE:g}",
                ),
                (
                    "then the whole network",
                    f"{segformer.STEPS:,} batches of {segformer.BATCH} scenes, learning rate {segformer.RATE:g}",
                ),
                ("loss", f"cross entropy, a pixel of ground {segformer.GROUND_WEIGHT:g} of one of a thing"),
                *AS_MADE[name],
                *_ALL,
            ),
        ),
        "## Quality",
        table(
            ("mean IoU of the classes", "IoU of the ground", "pixels that are right"),
            [[percent(measured[key]) for key in ("miou", "ground", "pixels")]],
        ),
        "Mean IoU by the difficulty of the scene:",
        _row(measured["by_difficulty"]),
        folded(
            "IoU by class", table(("class", "IoU"), [(label, percent(value)) for label, value in by_class])
        ),
        _again(name),
        "## What it is not good for",
        "Photographs: it has never seen one. Of drawings it knows these kinds only, about as large as they are in its "
        "scenes, and it cannot tell two things of a kind that touch from one. Its answer has 40 x 40 places, which "
        "are drawn finer: thin lines that enclose nothing are seen too thick or not at all.",
        "## Licence",
        LICENCE,
    )
    return "\n\n".join(sections) + "\n"


def contrast(folder: Path, measured: dict[str, Any]) -> str:
    """Return the card of doodle-clip in a folder; `measured` is what `training.scenes.measure.clip` returned."""
    numbers, size = size_of(folder)
    name = clip.NAME
    sections = (
        header(
            "Doodle CLIP",
            "zero-shot-image-classification",
            ("miralab/doodle-scenes", "Held-out Quick, Draw! drawings, and scenes of them"),
            "accuracy",
            [
                ("top-1 of 345 names, Spanish", measured["top1_es"]),
                ("top-1 of 345 names, English", measured["top1_en"]),
                ("one of four sentences, unseen combinations", measured["captions"]),
            ],
            library_name="transformers",
            language=["es", "en"],
            tags=["quickdraw", "doodles", "zero-shot-image-classification"],
        ),
        "# Doodle CLIP",
        "A small CLIP ([Radford et al. 2021](https://arxiv.org/abs/2103.00020)) in the architecture of transformers' "
        "`CLIPModel`, with a vocabulary of its own.",
        "It compares drawings, and scenes of drawn things, with Spanish and English: how near is a picture to "
        '"un gato", "a drawing of a cat", "dos gatos rojos a la izquierda de una casa"? It sees a picture at '
        f"{CLIP_SIDE} x {CLIP_SIDE} pixels. It has {numbers:,} weights; the file has {size / 1e6:.2f} MB, in half "
        "precision.",
        "## Data",
        f"Single drawings of {len(things())} classes, and scenes that `core/scenes/captions.py` makes of them, with "
        f"sentences that `core/scenes/words.py` says of them; the drawings are of {SOURCE}; they are turned, bent, "
        f"stretched and coloured, and put into pictures. In a scene there are one to three kinds of things, in one of "
        f"{len(COLOURS)} colours; of {len(countable())} kinds there can be up to {MOST_OF_A_KIND}.\n\n{_HELD_OUT}.\n\n"
        f"One combination in {KEPT_OUT_IN} (of a thing and a colour, of a thing and a number, of a thing to the left "
        "of or above another) is kept out of training, by its names alone: no picture showed it, and no sentence said "
        "it, not even a false one.",
        "## Recipe",
        f"```bash\npython -m training.scenes.clip --data DATA\npython -m training.scenes.card --model {name}\n```"
        "\n\nDATA is a folder of Quick, Draw! drawings, which `python -m training.quick_draw.download` makes. On a "
        "CPU it takes days.",
        table(
            ("setting", "value"),
            (
                ("steps", f"{clip.STEPS:,} batches of {clip.BATCH} pictures, half of them single drawings"),
                (
                    "loss",
                    "cross entropy: a single drawing among all 345 names, each said in one of many ways; a scene among "
                    "the sentences of all scenes of the batch, and a sentence among their scenes (weighs "
                    f"{clip.REVERSED:g}); a scene among four sentences that differ in one word",
                ),
                ("learning rate", f"{clip.RATE:g}, weight decay {clip.WEIGHT_DECAY:g}"),
                *AS_MADE[name],
                *_ALL,
            ),
        ),
        "## Quality",
        f"Which of the {len(things())} names is nearest to a drawing ({measured['drawings']:,} drawings)?",
        table(
            ("language", "at once", "in five"),
            [
                (title, percent(measured[f"top1_{code}"]), percent(measured[f"top5_{code}"]))
                for title, code in (("Spanish", "es"), ("English", "en"))
            ],
        ),
        f"Which of four sentences that differ in one word is true of a scene ({measured['questions']:,} scenes; by "
        "chance 25 %)? The true one says a combination that no training showed or said.",
        _row(
            {
                "both languages": measured["captions"],
                "Spanish": measured["captions_es"],
                "English": measured["captions_en"],
            }
        ),
        "By what the four sentences differ in:",
        _row(measured["by_difference"]),
        f"Which of four words that no training ever said ({', '.join(entry['en'] for entry in UNSEEN.values())}, and "
        "as many in Spanish) names a drawing (by chance 25 %)?",
        _row({"Spanish": measured["words_es"], "English": measured["words_en"]}),
        _again(name),
        "## What it is not good for",
        "Photographs: it has never seen one. Words that are not in its sentences: it knows the parts of words that "
        "they are made of, and not what they mean, as the figures above show. What is said otherwise than here: "
        "negations, sizes, what things do. It never says that no text fits: of the texts that it is given one is the "
        "nearest.",
        "## Licence",
        LICENCE,
    )
    return "\n\n".join(sections) + "\n"


def _row(figures: dict[str, float]) -> str:
    return table(tuple(figures), [[percent(value) for value in figures.values()]])


def _again(name: str) -> str:
    return f"`python -m training.scenes.evaluate --model {name}` gives the figures again from the repository alone."


def titles() -> Sequence[str]:
    """Return the names of the models whose cards are written here."""
    return tuple(AS_MADE)
