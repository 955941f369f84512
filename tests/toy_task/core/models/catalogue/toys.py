"""Toys."""

from core.i18n import N_
from core.models.catalogue.row import ModelRow

TOYS: tuple[ModelRow, ...] = (
    ModelRow(
        name="toy-resnet",
        title="Toy ResNet",
        hub_id="microsoft/resnet-50",
        tasks=("toy-task",),
        domain="photographs",
        library="transformers",
        parameters=25_600_000,
        download_bytes=103_000_000,
        licence="Apache-2.0",
        trained_on="ImageNet",
        why=N_("A model to play with."),
    ),
)
