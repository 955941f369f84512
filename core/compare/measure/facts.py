"""What is worth knowing about a model beside its detections: size, memory, packages, lines of code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.models.catalogue.row import source_of
from core.printable import printable_line
from core.vision.detection.detect import labels_of
from core.vision.detection.snippets import code_lines, snippet

if TYPE_CHECKING:
    from core.models.loaded import LoadedModel


@dataclass(frozen=True)
class ModelFacts:
    """The facts of one loaded model.

    `source` is its Hub id or its path (of a model that ships: from the app's folder); `device` the one it ran on
    ("cpu", "cuda"); `download_bytes` what a first use fetches (0: nothing, the model is on disk); `memory_bytes` the
    resident memory it took on load; `packages` what pip has to install; `code_lines` those of our own snippet for it;
    `labels` all that it can find (empty in files written before they were kept).
    """

    name: str
    title: str
    library: str
    source: str
    revision: str
    device: str
    parameters: int
    file_bytes: int
    download_bytes: int
    memory_bytes: int
    packages: tuple[str, ...]
    code_lines: int
    labels: tuple[str, ...] = ()


def facts_of(loaded: LoadedModel) -> ModelFacts:
    """Return the facts of a model that was loaded."""
    row = loaded.row
    return ModelFacts(
        name=row.name,
        title=row.title or row.name,
        library=row.library,
        source=printable_line(source_of(row)),
        revision="" if row.local_path else row.revision,
        device=loaded.device,
        parameters=loaded.parameters,
        file_bytes=loaded.file_bytes,
        download_bytes=0 if row.local_path else row.download_bytes or loaded.file_bytes,
        memory_bytes=loaded.memory_bytes,
        packages=_packages(loaded),
        code_lines=code_lines(snippet(row, 0.5, "image.jpg")),
        labels=labels_of(loaded),
    )


def _packages(loaded: LoadedModel) -> tuple[str, ...]:
    """Return what pip has to be asked for; what those bring along by themselves is left out."""
    if loaded.row.library == "ultralytics":
        return ("ultralytics",)
    packages = ("transformers", "torch", "torchvision")
    config = loaded.model.model.config
    backbone = getattr(config, "backbone_config", None)
    if getattr(config, "use_timm_backbone", False) or getattr(backbone, "model_type", "").startswith("timm"):
        return (*packages, "timm")
    return packages
