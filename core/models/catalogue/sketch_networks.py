"""Networks that guess drawings."""

from core.i18n import N_
from core.models.catalogue.row import WEIGHTS, ModelRow

SKETCH_NETWORKS: tuple[ModelRow, ...] = (
    ModelRow(
        name="quickdraw-resnet",
        title="QuickDraw ResNet",
        hub_id="",
        tasks=("sketch-recognition", "few-shot-image-classification"),
        domain="doodles",
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
        tasks=("sketch-recognition", "few-shot-image-classification"),
        domain="doodles",
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
        tasks=("sketch-recognition",),
        domain="doodles",
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
        tasks=("sketch-recognition",),
        domain="doodles",
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
