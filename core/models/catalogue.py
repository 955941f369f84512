"""The catalogue: every model the app knows by name, as data.

A row holds facts only. Sizes and parameter counts are those of the published files; `revision` is a commit of
the Hub where one is known for sure, and "main" otherwise. A new model is a new row.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.i18n import N_

Library = Literal["transformers", "ultralytics", "torch"]
"""What runs a model; "torch" stands for the app's own networks (core.models.networks)."""

WEIGHTS = Path(__file__).resolve().parents[2] / "weights"
"""The folder of the models that ship with the app, one folder each."""

DOODLES = N_("doodle scenes")
"""What the detectors that ship with the app were trained on: pictures that core.scenes makes of people's drawings."""


@dataclass(frozen=True)
class ModelRow:
    """One model: where its weights are, what they are, and why it is in the app.

    `name` is what people type and what the files call it; `hub_id` the Hub repository, which is a "model" or a
    "space" (`repo_type`); `file` the weights file inside it, for repositories that hold several models;
    `download_bytes` what a first use fetches; `why` one English sentence, marked for translation. Zero and ""
    stand for "not known" (a model that a user typed). `local_path` is set for models that are read from this
    machine's disk and never downloaded: those that ship with the app, and those of the user's own.
    """

    name: str
    title: str
    hub_id: str
    task: str
    library: Library
    revision: str = "main"
    file: str = ""
    parameters: int = 0
    download_bytes: int = 0
    licence: str = ""
    trained_on: str = ""
    why: str = ""
    local_path: str = ""
    repo_type: Literal["model", "space"] = "model"


CATALOGUE: tuple[ModelRow, ...] = (
    ModelRow(
        name="detr-resnet-50",
        title="DETR ResNet-50",
        hub_id="facebook/detr-resnet-50",
        task="object-detection",
        library="transformers",
        revision="1d5f47b",
        parameters=41_500_000,
        download_bytes=167_000_000,
        licence="Apache-2.0",
        trained_on="COCO 2017",
        why=N_(
            "The first detector built on a transformer: one query, one object, no suppression of duplicates."
        ),
    ),
    ModelRow(
        name="yolo11n",
        title="YOLO11n",
        hub_id="Ultralytics/YOLO11",
        task="object-detection",
        library="ultralytics",
        file="yolo11n.pt",
        parameters=2_600_000,
        download_bytes=5_600_000,
        licence="AGPL-3.0",
        trained_on="COCO 2017",
        why=N_("The smallest YOLO11: a convolutional detector made to be fast on any machine."),
    ),
    ModelRow(
        name="yolo11s",
        title="YOLO11s",
        hub_id="Ultralytics/YOLO11",
        task="object-detection",
        library="ultralytics",
        file="yolo11s.pt",
        parameters=9_400_000,
        download_bytes=19_300_000,
        licence="AGPL-3.0",
        trained_on="COCO 2017",
        why=N_("The next size of YOLO11: slower than n, and clearly more accurate."),
    ),
    ModelRow(
        name="yolos-small",
        title="YOLOS small",
        hub_id="hustvl/yolos-small",
        task="object-detection",
        library="transformers",
        parameters=30_700_000,
        download_bytes=123_000_000,
        licence="Apache-2.0",
        trained_on="COCO 2017",
        why=N_("A plain vision transformer (ViT) that reads the boxes off its own tokens."),
    ),
    ModelRow(
        name="dfine-nano-coco",
        title="D-FINE nano",
        hub_id="ustc-community/dfine-nano-coco",
        task="object-detection",
        library="transformers",
        parameters=3_800_000,
        download_bytes=15_300_000,
        licence="Apache-2.0",
        trained_on="COCO 2017",
        why=N_("A modern relative of DETR, small and fast enough to meet YOLO on its own ground."),
    ),
    ModelRow(
        name="doodle-detr",
        title="Doodle DETR",
        hub_id="",
        task="object-detection",
        library="transformers",
        parameters=2_755_193,
        licence="AGPL-3.0",
        trained_on=DOODLES,
        why=N_(
            "A small DETR that ships with the app and needs no network: it knows 20 kinds of doodles, not photographs."
        ),
        local_path=str(WEIGHTS / "doodle-detr"),
    ),
    ModelRow(
        name="doodle-yolo11",
        title="Doodle YOLO11",
        hub_id="",
        task="object-detection",
        library="ultralytics",
        file="doodle-yolo11.pt",
        parameters=2_593_740,
        licence="AGPL-3.0",
        trained_on=DOODLES,
        why=N_(
            "A YOLO11 that ships with the app and needs no network: it knows 20 kinds of doodles, not photographs."
        ),
        local_path=str(WEIGHTS / "doodle-yolo11" / "doodle-yolo11.pt"),
    ),
    ModelRow(
        name="quickdraw-resnet",
        title="QuickDraw ResNet",
        hub_id="",
        task="sketch-recognition",
        library="torch",
        parameters=3_173_721,
        licence="AGPL-3.0",
        trained_on="Quick, Draw!",
        why=N_(
            "The app's best guesser: a residual network that knows all 345 things of Quick, Draw!, and was also shown "
            "drawings that are only half finished."
        ),
        local_path=str(WEIGHTS / "quickdraw-resnet"),
    ),
    ModelRow(
        name="quickdraw-cnn",
        title="QuickDraw CNN",
        hub_id="",
        task="sketch-recognition",
        library="torch",
        parameters=476_505,
        licence="AGPL-3.0",
        trained_on="Quick, Draw!",
        why=N_(
            "The small network that the course builds, layer by layer the same. Here it knows all 345 things of Quick, "
            "Draw! instead of 100."
        ),
        local_path=str(WEIGHTS / "quickdraw-cnn"),
    ),
    ModelRow(
        name="nateraw-quickdraw",
        title="nateraw/quickdraw",
        hub_id="nateraw/quickdraw",
        repo_type="space",
        task="sketch-recognition",
        library="torch",
        parameters=413_540,
        download_bytes=1_657_663,
        trained_on="Quick, Draw!",
        why=N_(
            "The weights that the course uses, as their author published them: they know 100 of the 345 things."
        ),
    ),
    ModelRow(
        name="quickdraw-vit-tiny",
        title="QuickDraw ViT tiny",
        hub_id="JoshuaKelleyDs/quickdraw-ViT-base-finetune",
        task="sketch-recognition",
        library="transformers",
        revision="d31864567ed52f387eeceb64f874fd8fd0ebaeb0",
        parameters=5_450_000,
        download_bytes=21_800_000,
        licence="Apache-2.0",
        trained_on="Quick, Draw!",
        why=N_(
            "A small vision transformer (ViT) from the Hub that somebody trained on millions of these drawings."
        ),
    ),
)

DEFAULT_MODELS = ("detr-resnet-50", "yolo11n")
"""The names of the models that a comparison of photographs begins with, on the page and in the terminal."""

DOODLE_MODELS = ("doodle-detr", "doodle-yolo11")
"""The names of the models that a comparison on scenes of doodles begins with."""


def rows_for(task: str) -> tuple[ModelRow, ...]:
    """Return the catalogue's rows of a task (a Hugging Face task name such as "object-detection"), in their
    order."""
    return tuple(row for row in CATALOGUE if row.task == task)


def find(name: str) -> ModelRow | None:
    """Return the row called `name`, by catalogue name ("yolo11n") or Hub id ("facebook/detr-resnet-50"), or
    None.

    A repository that holds several models is not found by its Hub id.
    """
    for row in CATALOGUE:
        if name == row.name or (name and name == row.hub_id and not row.file):
            return row
    return None


def knows_doodles(row: ModelRow) -> bool:
    """Tell whether a detector learnt from scenes of doodles, and so knows nothing of photographs."""
    return row.trained_on == DOODLES


def ships(row: ModelRow) -> bool:
    """Tell whether a model comes with the app, so that it is there on every machine."""
    return bool(row.local_path) and Path(row.local_path).is_relative_to(WEIGHTS)


def source_of(row: ModelRow) -> str:
    """Return what to ask for a model with outside the app: its Hub id, or its place on disk.

    The place of a model that ships is seen from the app's own folder: "weights/doodle-detr".
    """
    if ships(row):
        return Path(row.local_path).relative_to(WEIGHTS.parent).as_posix()
    return row.local_path or row.hub_id
