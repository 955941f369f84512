"""A row of the catalogue: one model, as facts."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Library = Literal["transformers", "ultralytics", "torch"]
"""What runs a model; "torch" stands for the app's own networks (core.models.networks)."""

Domain = Literal["photographs", "doodles", "text", ""]
"""What a model learnt from; "" where nobody says."""

Figure = Literal["AP", "mask AP", "top-1", "mIoU", "PQ", "δ1"]
"""A published figure's name in the field: AP is COCO's, the mean over classes and over IoU 0.50 to 0.95; of boxes, or
of masks as "mask AP". PQ is panoptic quality, δ1 the share of pixels whose distance is less than 1.25 times wrong."""

WEIGHTS = Path(__file__).resolve().parents[3] / "weights"
"""The folder of the models that ship with the app, one folder each."""


@dataclass(frozen=True)
class Published:
    """A figure in per cent as a model's authors publish it: on which pictures, where that is written, and the address
    ("" for a card that ships with the app)."""

    figure: Figure
    percent: float
    on: str
    source: str
    address: str = ""


@dataclass(frozen=True)
class ModelRow:
    """One model: where its weights are, what they are, and why it is in the app.

    `name` is what people type and what the files call it; `title` its name in sentences, a `Phrase` where that
    describes it (in lists and addresses it is the English one); `hub_id` the Hub repository, which is a "model" or a
    "space" (`repo_type`); `tasks` the kinds of task that it serves (core.models.kinds), the usual one first; `file`
    the weights file inside the repository, for those that hold several models; `languages` the codes of the
    languages of a text model ("es"), of a translator first the one that it reads and last the one that it writes, none
    where it knows about a hundred; `instead` names the row that stands in where the Hub no longer has the model;
    `published` a figure of its authors; `download_bytes` what a first use
    fetches; `why` one English sentence, marked for translation. Zero and "" stand for "not known" (a model that a
    user typed). `local_path` is set for models that are read from this machine's disk and never downloaded: those
    that ship with the app, and those of the user's own.
    """

    name: str
    title: str
    hub_id: str
    tasks: tuple[str, ...]
    library: Library
    domain: Domain = ""
    languages: tuple[str, ...] = ()
    instead: str = ""
    revision: str = "main"
    file: str = ""
    parameters: int = 0
    download_bytes: int = 0
    licence: str = ""
    trained_on: str = ""
    published: Published | None = None
    why: str = ""
    local_path: str = ""
    repo_type: Literal["model", "space"] = "model"


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
