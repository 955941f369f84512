"""Image encoders: networks that say of a picture what it is like, and name nothing."""

from core.i18n import N_
from core.models.catalogue.row import ModelRow

ENCODERS: tuple[ModelRow, ...] = (
    ModelRow(
        name="dinov2-small",
        title="DINOv2 small",
        hub_id="facebook/dinov2-small",
        tasks=("few-shot-image-classification",),
        domain="photographs",
        library="transformers",
        parameters=22_100_000,
        download_bytes=88_300_000,
        licence="Apache-2.0",
        trained_on=N_("142 million photographs without labels"),
        why=N_("It learnt from photographs alone, without a single label, what belongs together."),
    ),
)
