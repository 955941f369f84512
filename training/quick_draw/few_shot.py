"""Measure few-shot learning on classes that a training never saw: python -m training.quick_draw.few_shot --data FOLDER

It trains a sketch network anew without 30 of the 345 classes (training/runs/NAME-few-shot; it goes on where it was
stopped), and then asks how often a held-out drawing of those gets its class from five examples of each, among the 30,
by the mean of their embeddings. One JSON line, also for the card in weights/NAME/few_shot.json: {"model", "epochs",
"ways", "examples", "few_shot_unseen", "few_shot_known"}; the last is the figure of the network that ships, whose
training knew the classes.
"""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from core.i18n import speaking
from core.models.catalogue.row import WEIGHTS
from core.models.catalogue.rows import rows_for
from core.models.kinds import KINDS
from core.models.loader import load
from training.loop import RUNS, begin
from training.quick_draw.card import FEW_SHOT_MEASURED
from training.quick_draw.train import EPOCHS, train, write
from training.scenes.evaluate import FEW_SHOT, SEED
from training.scenes.measure import EXAMPLES, WAYS, few_shot, some_classes


def main() -> None:
    """Read the command line, train, measure and print."""
    parser = argparse.ArgumentParser(
        description="Measure few-shot learning on classes kept out of a training."
    )
    parser.add_argument("--model", default="quickdraw-resnet", choices=sorted(EPOCHS))
    parser.add_argument("--data", required=True, type=Path, help="folder with *.ndjson and categories.txt")
    parser.add_argument("--epochs", type=int)
    given = begin(parser)
    epochs, run = given.epochs or EPOCHS[given.model], RUNS / f"{given.model}-few-shot"
    (row,) = (row for row in rows_for(FEW_SHOT) if row.name == given.model)
    classes = some_classes(SEED)
    write(train(given.model, given.data, run, epochs, given.workers, classes), given.model, given.data, run)
    with speaking("en"):
        figures = {
            name: few_shot(
                load(replace(row, local_path=str(folder)), "cpu", kind=KINDS[FEW_SHOT]), classes, SEED
            )
            for name, folder in (("few_shot_unseen", run), ("few_shot_known", WEIGHTS / given.model))
        }
    head = {"model": given.model, "epochs": epochs, "ways": WAYS, "examples": EXAMPLES}
    line = json.dumps(head | figures) + "\n"
    (WEIGHTS / given.model / FEW_SHOT_MEASURED).write_text(line, encoding="utf-8")
    sys.stdout.write(line)


if __name__ == "__main__":
    main()
