"""A comparison made by hand, for the tests of everything that reads one."""

from collections.abc import Sequence

from core.compare.measure.facts import ModelFacts
from core.compare.measure.run import Comparison, ImageResult, ModelRun, Settings
from core.machine import Machine
from core.pictures.boxes import Box
from core.vision.detection.detect import Detection, StageTimes

HERE: Box = (0.0, 0.0, 10.0, 10.0)
THERE: Box = (100.0, 100.0, 150.0, 150.0)
MACHINE = Machine(
    cpu="Test CPU", cores=2.0, memory_bytes=4_000_000_000, gpu="", system="Linux", python="3.11"
)


def seen(*labels: str, score: float = 0.9, box: Box = HERE) -> tuple[Detection, ...]:
    return tuple(Detection(label, score, box) for label in labels)


def model_run(
    model: str, detections: Sequence[Detection] = (), totals: Sequence[float] = (185.0, 190.0, 204.0)
) -> ModelRun:
    return ModelRun(
        model, tuple(detections), 1234.5, tuple(StageTimes(1.0, total - 3.0, 2.0) for total in totals)
    )


def image_result(*runs: ModelRun, image: str = "bus.jpg", digest: str = "d1") -> ImageResult:
    return ImageResult(image, digest, 640, 480, runs)


def facts(name: str, **changes: object) -> ModelFacts:
    known: dict[str, object] = {
        "name": name,
        "title": name.upper(),
        "library": "ultralytics",
        "source": "Ultralytics/YOLO11",
        "revision": "main",
        "device": "cpu",
        "parameters": 2_600_000,
        "file_bytes": 5_600_000,
        "download_bytes": 5_600_000,
        "memory_bytes": 120_000_000,
        "packages": ("ultralytics",),
        "code_lines": 6,
    }
    return ModelFacts(**{**known, **changes})


def comparison(*images: ImageResult, warmup: int = 2, models: Sequence[str] = ()) -> Comparison:
    names = tuple(models or (run.model for run in images[0].models))
    repeats = len(images[0].models[0].runs) if images else 1
    return Comparison(
        Settings(names, "cpu", 0.5, repeats, warmup),
        MACHINE,
        tuple(facts(name) for name in names),
        images,
        {"torch": "2.15.0"},
        "2026-11-21T10:00:00+00:00",
    )
