"""A hand-in made by hand: two pictures, two models, a truth of one of them."""

from dataclasses import replace
from io import BytesIO

from PIL import Image

from core.compare.book.table import merge_edits, table_rows
from core.compare.count.counting import error_counts
from core.compare.handin.files import workbook_of
from core.compare.handin.hand_in import HandIn
from core.pictures.boxes import TruthBox
from core.pictures.images import open_picture
from core.vision.detection.detect import Detection
from tests.unit.compare_samples import comparison, facts, image_result, model_run

PERSON, BUS, SOFA = (20.0, 30.0, 120.0, 200.0), (150.0, 40.0, 300.0, 160.0), (10.0, 10.0, 60.0, 60.0)


def picture(color: str = "teal", name: str = "autobús ñ.jpg", file_format: str = "JPEG", size=(320, 240)):
    file = BytesIO()
    Image.new("RGB", size, color).save(file, file_format)
    return open_picture(file.getvalue(), name)


def detr_run(*, seconds: float = 1.0):
    found = (
        Detection("person", 0.95, PERSON),
        Detection("couch", 0.7, SOFA),
        Detection("bus", 0.2, BUS),
    )
    return model_run("detr-resnet-50", found, [1000 * seconds, 1100 * seconds, 1050 * seconds])


def yolo_run(*, seconds: float = 0.1):
    found = (Detection("bus", 0.9, BUS), Detection("person", 0.004, PERSON))
    return model_run("yolo11n", found, [1000 * seconds, 1150 * seconds, 1060 * seconds])


def handin(
    *,
    truth: bool = True,
    student: str = "Ana Núñez",
    threshold: float = 0.5,
    pictures=None,
    comments=None,
    names=None,
    title="DETR ResNet-50",
) -> HandIn:
    """Return a hand-in; person and bus are really on the first picture, nothing at all on the second."""
    pictures = pictures or (picture(), picture("navy", "casa.png", "PNG"))
    names = names or [each.name for each in pictures]
    images = [
        replace(image_result(detr_run(), yolo_run(), image=name, digest=each.digest), width=320, height=240)
        for each, name in zip(pictures, names, strict=True)
    ]
    made = replace(
        comparison(*images),
        models=(
            facts(
                "detr-resnet-50",
                title=title,
                library="transformers",
                source="facebook/detr-resnet-50",
                revision="1d5f47b",
                parameters=41_500_000,
            ),
            facts("yolo11n", title="YOLO11n"),
        ),
    )
    real = {pictures[0].digest: (TruthBox("person", PERSON), TruthBox("bus", BUS, origin="model:yolo11n"))}
    if len(pictures) > 1:
        real[pictures[1].digest] = ()
    book = workbook_of(made, real if truth else {})
    book.student = student
    book.comments = comments if comments is not None else {"accuracy": "DETR ve más.\n\nYOLO no."}
    book.edits = {(pictures[0].digest, "yolo11n", "remarks"): "Mi observación | con barra\ny línea"}
    rows = merge_edits(table_rows(made, threshold, error_counts(made, book.truth, threshold)), book.edits)
    return HandIn(made, tuple(pictures), rows, threshold, book)
