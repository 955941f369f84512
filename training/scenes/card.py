"""Write the cards of the networks of doodles: python -m training.scenes.card [--model NAME ...]

It measures the files in weights/NAME on held-out drawings that are in the repository, in scenes or one by one, and
writes the figures to weights/NAME/README.md for people and weights/NAME/measured.json for programs. Without --model,
models that have no weights are left out.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from core.errors import UserError
from core.i18n import speaking
from core.models.catalogue.row import WEIGHTS
from core.models.loaded import LoadedModel
from training.cards import LICENCE, folded, header, percent, table
from training.quick_draw.drawings import HELD_OUT_IN
from training.scenes.card_facts import facts_of, learnt_from, recipe_of
from training.scenes.evaluate import DETECTORS, MODELS, SEED, doodle_model, has_weights, measured
from training.scenes.measure import EXAMPLES, WAYS

_SCENES = ("miralab/doodle-scenes", "Scenes of held-out Quick, Draw! drawings")
_DRAWINGS = ("google/quickdraw", "Held-out Quick, Draw! drawings")

_FIGURES: dict[str, tuple[tuple[str, str], str, tuple[tuple[str, str], ...]]] = {
    "object-detection": (_SCENES, "mAP", (("AP50", "ap50"), ("AP", "ap"))),
    "image-classification": (_DRAWINGS, "accuracy", (("top-1", "top1"), ("top-5", "top5"))),
    "image-segmentation": (_SCENES, "mean_iou", (("mean IoU", "miou"), ("pixel accuracy", "pixels"))),
    "depth-estimation": (_SCENES, "depth", (("delta1", "delta1"), ("AbsRel", "absrel"))),
    "zero-shot-image-classification": (
        _DRAWINGS,
        "accuracy",
        (
            ("top-1, Spanish", "top1_es"),
            ("top-1, English", "top1_en"),
            ("top-5, Spanish", "top5_es"),
            ("top-5, English", "top5_en"),
            ("choices among four sentences", "captions"),
        ),
    ),
}
"""By task: what is measured on, the Hub's name of the figures, and what each is called, with its key."""

_PAIR = (
    " doodle-detr and doodle-yolo11 are a fair pair by size: they have about as many weights, and saw the same scenes "
    "equally often."
)
_PARTS = {
    "object-detection": "AP50",
    "image-segmentation": "mean IoU",
    "depth-estimation": "delta1",
}
"""By task: the figure that is given by the difficulty of the scene too."""


def card(loaded: LoadedModel, figures: Mapping[str, Any]) -> str:
    """Return the card as Markdown with the Hub's header; `figures` is what `evaluate.measured` returned."""
    row, facts = loaded.row, facts_of(loaded.row.name)
    task = row.tasks[0]
    data, metric, named = _FIGURES[task]
    sections = (
        header(
            row.title,
            task,
            data,
            metric,
            [(name, figures[key]) for name, key in named],
            library_name=row.library,
            tags=["quickdraw", "doodles", task],
        ),
        f"# {row.title}",
        facts.about,
        f"{facts.more} It has {loaded.parameters:,} weights; the file has {loaded.file_bytes / 1e6:.2f} MB, in half "
        f"precision.{_PAIR if row.name in DETECTORS else ''}",
        "## Data",
        f"{learnt_from(row.name)}\n\n{_held_out(figures)}",
        "## Recipe",
        f"```bash\npython -m training.scenes.{facts.command}\n"
        f"python -m training.scenes.card --model {row.name}\n```\n\n{facts.needs}",
        table(("setting", "value"), recipe_of(row.name)),
        "## Quality",
        "\n\n".join(_quality(task, named, figures)),
        "## What it is not good for",
        facts.not_for,
        "## Licence",
        LICENCE,
    )
    return "\n\n".join(sections) + "\n"


def _held_out(figures: Mapping[str, Any]) -> str:
    if "objects" in figures:
        on = f"{figures['scenes']:,} scenes with {figures['objects']:,} things, made of held-out drawings"
    elif "scenes" in figures:
        on = f"{figures['scenes']:,} scenes, made of held-out drawings"
    else:
        on = f"{figures['drawings']:,} held-out drawings"
    return (
        f"One drawing in {HELD_OUT_IN} is held out, by its key alone (SHA-256 of the `key_id`), and none of those was "
        f"seen in training. All figures below are measured on {on} (`assets/quick_draw/held_out.npz`)."
    )


def _quality(task: str, named: Sequence[tuple[str, str]], figures: Mapping[str, Any]) -> list[str]:
    parts = [
        table(tuple(name for name, _ in named), [[_shown(key, figures[key]) for _, key in named]]),
        *_of_detectors(figures),
        *_of_depth(figures),
        *_of_clip(figures),
    ]
    if by_difficulty := figures.get("by_difficulty"):
        parts += [
            f"{_PARTS[task]} by the difficulty of the scene:",
            table(tuple(by_difficulty), [[percent(value) for value in by_difficulty.values()]]),
        ]
    if "few_shot_known" in figures:
        parts.append(
            f"Few-shot on its embeddings, {WAYS} classes of drawings, {EXAMPLES} examples each, by the mean of a "
            f"class: {percent(figures['few_shot_known'])}. Its training knew these classes, but not these drawings."
        )
    if "by_class" in figures:
        name = "AP50" if "ap50" in figures else "IoU"
        by_class = sorted(figures["by_class"].items(), key=lambda entry: (-entry[1], entry[0]))
        rows = [(label, percent(value)) for label, value in by_class]
        parts.append(folded(f"{name} by class", table(("class", name), rows)))
    again = f"`python -m training.scenes.evaluate` (seed {SEED}) gives the figures again from the repository alone"
    return [*parts, f"{again}; they are pycocotools'." if "ap50" in figures else f"{again}."]


def _shown(key: str, figure: float) -> str:
    return f"{figure:.3f}" if key == "absrel" else percent(figure)


def _of_detectors(figures: Mapping[str, Any]) -> list[str]:
    if "by_size" not in figures:
        return []
    return [
        "AP50 by the size of the things (the area of the box, in a scene of 512 x 512: up to 100 x 100, up to "
        "160 x 160, larger):",
        table(tuple(figures["by_size"]), [[percent(value) for value in figures["by_size"].values()]]),
    ]


def _of_depth(figures: Mapping[str, Any]) -> list[str]:
    if "flat_delta1" not in figures:
        return []
    return [
        "Each map was first fitted to the truth in scale and shift, in one over distance; what is over 20 times as far "
        f"as the nearest does not count. A map on which all is equally far has a delta1 of "
        f"{percent(figures['flat_delta1'])} and an AbsRel of {figures['flat_absrel']:.3f}."
    ]


def _of_clip(figures: Mapping[str, Any]) -> list[str]:
    if "captions" not in figures:
        return []
    differences = figures["by_difference"]
    return [
        f"Top-1 and top-5 are over the 345 names. The choices are {figures['questions']:,} scenes with four sentences "
        "each that differ in one thing (chance: 25 %), about combinations of thing, colour, number and place that no "
        f"training saw: {percent(figures['captions_es'])} in Spanish, {percent(figures['captions_en'])} in English. By "
        "what the sentences differ in:",
        table(tuple(differences), [[percent(value) for value in differences.values()]]),
        "As many choices that depend on a word that no training said, which can only be guessed from the parts of the "
        f"word: {percent(figures['words_es'])} in Spanish, {percent(figures['words_en'])} in English.",
    ]


def main(arguments: Sequence[str]) -> int:
    """Read the command line, write the files, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m training.scenes.card",
        description="Measure the networks of doodles and write their cards.",
    )
    parser.add_argument("--model", nargs="+", choices=MODELS)
    given = parser.parse_args(arguments)
    with speaking("en"):
        try:
            for name in given.model or filter(has_weights, MODELS):
                figures = measured(name)
                folder = WEIGHTS / name
                (folder / "measured.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
                (folder / "README.md").write_text(card(doodle_model(name), figures), encoding="utf-8")
            return 0
        except (UserError, OSError, ValueError) as error:
            sys.stderr.write(f"{error}\n")
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
