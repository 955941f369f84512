"""Write the cards of the text models: python -m training.text.card [--model NAME ...] [--data FOLDER]

It measures the files in weights/NAME on the texts that are held out, and writes the figures to weights/NAME/README.md
for people and weights/NAME/measured.json for programs.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from huggingface_hub import EvalResult, ModelCardData
from safetensors import safe_open

from training.cards import table
from training.loop import RUNS
from training.text import figures, label_figures
from training.text.card_kinds import WRITERS
from training.text.label_cards import READERS
from training.text.loop import KEEP
from training.text.prepare import (
    GENERATOR,
    LANGUAGE,
    MASKED,
    PREPARED,
    SENTIMENT,
    SPEECH,
    TRANSLATION,
    WEIGHTS,
    languages_of,
    opinions_of,
    pairs_of,
    sentences_with_tags,
    texts_of,
)

LICENCE = (
    "The weights are part of MiraLab and under its licence, AGPL-3.0. The texts are not part of them; their licences "
    "are named above with their credit, which has to stay with the weights."
)

KINDS = {**WRITERS, **READERS}


def card(name: str, measured: dict[str, Any]) -> str:
    """Return the card of the model `name` as Markdown with the Hub's header, from what `measure` returned."""
    kind = KINDS[name]
    result = EvalResult(
        task_type=kind.task,
        dataset_type="miralab/held-out",
        dataset_name="Texts held out of its training data",
        metric_type=kind.metric,
        metric_value=measured[kind.figure],
    )
    data = ModelCardData(
        license="agpl-3.0",
        language=kind.languages,
        pipeline_tag=kind.task,
        library_name="transformers",
        model_name=kind.title,
        eval_results=[result],
    )
    run = measured["run"]
    recipe = (
        *kind.recipe,
        (
            "optimizer",
            f"AdamW, {kind.warm_up:,} steps up, then half a cosine down to 0",
        ),
        ("weights kept", f"their moving mean, {KEEP:g} of the last one at every step"),
        ("begun from", kind.begun_from),
        (
            "as these weights were made",
            f"{run['steps']:,} batches in {run['seconds'] / 60:.1f} minutes, {run['device']}{_note(run)}",
        ),
    )
    sections = (
        f"---\n{data.to_yaml()}\n---",
        f"# {kind.title}",
        kind.about,
        f"It has {measured['parameters']:,} weights; the files have {measured['bytes'] / 1e6:.1f} MB, in half "
        "precision.",
        "## Data",
        kind.source,
        kind.learnt_from(measured),
        "## Recipe",
        f"```bash\npython -m training.text.{kind.module} --data FOLDER\n"
        f"python -m training.text.card --model {name} --data FOLDER\n```",
        table(("setting", "value"), recipe),
        "## Quality",
        kind.quality(measured),
        "## What it is not good for",
        kind.limits,
        "## Licence",
        LICENCE,
    )
    return "\n\n".join(sections) + "\n"


def _note(run: dict[str, Any]) -> str:
    """Return what was otherwise in a training than its recipe says; nothing where nothing was."""
    return f"; {run['note']}" if "note" in run else ""


def size(folder: Path) -> dict[str, int]:
    """Return the number of weights of the model in a folder, and the bytes of the files that it is read from."""
    with safe_open(folder / "model.safetensors", "pt") as file:
        weights = sum(file.get_tensor(key).numel() for key in file.keys())  # noqa: SIM118 (it is no dict)
    files = [file for file in folder.iterdir() if file.name not in {"README.md", "measured.json"}]
    return {"parameters": weights, "bytes": sum(file.stat().st_size for file in files)}


def measure(name: str, prepared: Path, data: Path | None) -> dict[str, Any]:
    """Return the figures of the model `name` in weights/NAME on the texts that are held out, how large it is, and how
    long its training took, which the files of the last measurement or the folder of its checkpoint say."""
    folder = WEIGHTS / name
    if name == TRANSLATION:
        found = figures.of_translator(folder, pairs_of(prepared, data))
    elif name == LANGUAGE:
        found = label_figures.of_languages(folder, languages_of(prepared, data))
    elif name == SPEECH:
        found = label_figures.of_speech_parts(folder, *sentences_with_tags(prepared, data))
    elif name == SENTIMENT:
        found = label_figures.of_opinions(folder, opinions_of(prepared, data))
    else:
        _, held_out = texts_of(prepared, data)
        texts = {
            "novels": len(held_out.novels),
            "novel_words": figures.words_in(held_out.novels),
            "sonnets": len(held_out.sonnets),
        }
        measures = {GENERATOR: figures.of_generator, MASKED: figures.of_masked}
        found = texts | measures[name](folder, held_out)
    run = RUNS / name / "checkpoint.json"
    if run.exists():
        last = json.loads(run.read_text(encoding="utf-8"))
    else:
        last = json.loads((folder / "measured.json").read_text(encoding="utf-8"))["run"]
    return {"model": name, **size(folder), "run": last, **found}


def main(arguments: Sequence[str]) -> int:
    """Read the command line, write the files, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m training.text.card", description="Measure the text models and write their cards."
    )
    parser.add_argument("--model", nargs="+", choices=list(KINDS), default=list(KINDS))
    parser.add_argument(
        "--data", type=Path, help="the folder of the texts; not needed once they are prepared"
    )
    parser.add_argument("--prepared", type=Path, default=PREPARED)
    given = parser.parse_args(arguments)
    try:
        for name in given.model:
            measured = measure(name, given.prepared, given.data)
            folder = WEIGHTS / name
            (folder / "measured.json").write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
            (folder / "README.md").write_text(card(name, measured), encoding="utf-8")
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
