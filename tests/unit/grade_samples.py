"""A class's hand-ins: good ones, one of an earlier version, a copied, a tampered, and a damaged one."""

import json
from dataclasses import replace
from pathlib import Path

from core.compare.book.table import merge_edits, table_rows
from core.compare.book.workbook import COMMENTS
from core.compare.count.counting import error_counts
from core.compare.handin.files import files, workbook_of
from core.compare.handin.hand_in import HandIn
from core.handin.files import zip_of
from core.load import NOT_KNOWN, Load
from core.pictures.boxes import TruthBox
from tests.unit.handin_samples import BUS, PERSON, handin

EARLIER = Path(__file__).resolve().parents[1] / "fixtures" / "800d09a"


def a_hand_in(
    student: str, slower: float = 1.0, cpu: str = "Test CPU", others: Load = NOT_KNOWN, **changes
) -> HandIn:
    """Return a whole hand-in, whose runs took `slower` times as long, with words and a true box of the student's
    own."""
    words = {key: f"Lo que yo, {student}, digo de {key} con mis palabras." for key in COMMENTS}
    made = handin(student=student, comments=words, **changes)
    images = tuple(
        replace(
            image,
            others=others,
            models=tuple(
                replace(run, runs=tuple(replace(one, inference=one.inference * slower) for one in run.runs))
                for run in image.models
            ),
        )
        for image in made.comparison.images
    )
    comparison = replace(made.comparison, images=images, machine=replace(made.comparison.machine, cpu=cpu))
    left, top, right, bottom = PERSON
    person = TruthBox("person", (left, top, right + slower, bottom))
    truth = {
        images[0].digest: (person, TruthBox("bus", BUS, origin="model:yolo11n")),
        images[1].digest: (),
    }
    book = workbook_of(comparison, truth if changes.get("truth", True) else {})
    book.student, book.comments = student, made.book.comments
    book.edits = {(images[0].digest, "yolo11n", "remarks"): f"{student}: bien"}
    rows = table_rows(comparison, made.threshold, error_counts(comparison, book.truth, made.threshold))
    return HandIn(comparison, made.pictures, merge_edits(rows, book.edits), made.threshold, book)


def changed_json(content: bytes, change) -> bytes:
    """Return a JSON file after `change` was done to what it holds."""
    data = json.loads(content)
    change(data)
    return json.dumps(data).encode()


def tampered(unpacked: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files of a hand-in with one count and the AP of its first model made better, and a cell of the CSV."""

    def better(results):
        results["images"][0]["models"][0]["fp"] = 0
        results["metrics"][0]["ap"] = 0.987

    return {
        **unpacked,
        "results.json": changed_json(unpacked["results.json"], better),
        "table.csv": unpacked["table.csv"].replace(b"FP 1, FN 0", b"FP 0, FN 0"),
    }


def class_files() -> dict[str, bytes]:
    """Return the files of a class by name, in the language in use."""
    bruno = files(a_hand_in("Bruno Gil", 1.31))
    copied = changed_json(bruno["session.json"], lambda session: session.update(student="Fede Paz"))
    earlier = (EARLIER / "comparison.zip").read_bytes()
    return {
        "ana.zip": zip_of(files(a_hand_in("Ana Núñez", 1.07))),
        "bruno.zip": zip_of(bruno),
        "fede.zip": zip_of({**bruno, "session.json": copied}),
        "gala.zip": zip_of(tampered(files(a_hand_in("Gala Ríos", 0.93, "Another CPU")))),
        "late.zip": earlier,
        "cut.zip": earlier[:20_000],
    }
