"""How long the hand-ins of a class take to be graded, and the memory that they take."""

import json
import random
import time
from dataclasses import replace

from benchmarks.recount import MODELS, facts, found, true_box
from core.compare.book.table import table_rows
from core.compare.count.counting import error_counts
from core.compare.grade.exports import to_xlsx
from core.compare.grade.graded import grade
from core.compare.grade.listing import lines_of
from core.compare.handin.files import files, workbook_of
from core.compare.handin.hand_in import HandIn
from core.compare.measure.run import Comparison, ImageResult, ModelRun, Settings
from core.handin.files import zip_of
from core.machine import machine, resident_bytes
from core.scenes.pictures import with_truth
from core.scenes.spec import specs
from core.vision.detection.detect import StageTimes

CLASS, PICTURES, BOXES = 50, 20, 20


def run() -> list[tuple[str, float, str]]:
    """Return the seconds that a class of 50 takes, its workbook included, and the memory that its rows keep in MB.

    Each hand-in has 20 pictures, two models with 300 detections on each, 20 true boxes a picture, and times of its own.
    """
    source = random.Random(1)
    unpacked = files(_hand_in(source))
    before = resident_bytes()
    seconds, graded = 0.0, []
    for number in range(CLASS):
        data = zip_of(_with_other_times(unpacked, source))
        start = time.perf_counter()
        graded.append(grade(f"{number}.zip", data))
        seconds += time.perf_counter() - start
    start = time.perf_counter()
    lines = lines_of(graded)
    to_xlsx(lines)
    seconds += time.perf_counter() - start
    if any(line.looks == ("problem",) or line.same for line in lines):
        raise RuntimeError("the hand-ins were not read as they are")
    return [
        (f"a class of {CLASS} hand-ins with {PICTURES} pictures, graded", seconds, "s"),
        ("what its rows take in memory", (resident_bytes() - before) / 1e6, "MB"),
    ]


def _hand_in(source: random.Random) -> HandIn:
    made = [with_truth(spec) for spec in specs(PICTURES, 1)]
    truth = {picture.digest: tuple(true_box(source) for _ in range(BOXES)) for picture, _boxes in made}
    settings = Settings(MODELS)
    images = tuple(
        ImageResult(
            picture.name,
            picture.digest,
            *picture.size,
            tuple(
                ModelRun(
                    model,
                    tuple(found(source, truth[picture.digest], number) for number in range(300)),
                    900.0,
                    (StageTimes(9.0, 150.0, 1.0),) * settings.repeats,
                )
                for model in MODELS
            ),
        )
        for picture, _boxes in made
    )
    date = "2026-11-21T10:00:00+00:00"
    comparison = Comparison(settings, machine(), tuple(map(facts, MODELS)), images, {}, date)
    rows = table_rows(comparison, 0.5, error_counts(comparison, truth, 0.5))
    book = replace(workbook_of(comparison, truth), student="Ana")
    return HandIn(comparison, tuple(picture for picture, _boxes in made), rows, 0.5, book)


def _with_other_times(unpacked: dict[str, bytes], source: random.Random) -> dict[str, bytes]:
    """Return the files with times that nobody else has, the same in both files that hold them."""
    results, session = json.loads(unpacked["results.json"]), json.loads(unpacked["session.json"])
    for image, again in zip(results["images"], session["measured"][0]["images"], strict=True):
        for model, same in zip(image["models"], again["models"], strict=True):
            for times in model["runs_ms"]:
                times["inference"] = 150 + source.random() / 1000
            same["runs_ms"] = model["runs_ms"]
    # Boxes that a hand drew would be equal in all of them.
    for boxes in session["truth"].values():
        for box in boxes:
            box["origin"] = "file"
    changed = {"results.json": results, "session.json": session}
    return {**unpacked, **{name: json.dumps(data).encode() for name, data in changed.items()}}


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name}: {value:.1f} {unit}")
