"""Object detectors."""

from core.i18n import N_
from core.models.catalogue.doodles import SCENES
from core.models.catalogue.row import WEIGHTS, ModelRow, Published

_COCO = "COCO val2017"
_YOLO11 = ("Ultralytics, YOLO11", "https://docs.ultralytics.com/models/yolo11/")

DETECTORS: tuple[ModelRow, ...] = (
    ModelRow(
        name="detr-resnet-50",
        title="DETR ResNet-50",
        hub_id="facebook/detr-resnet-50",
        tasks=("object-detection",),
        domain="photographs",
        library="transformers",
        revision="1d5f47b",
        parameters=41_500_000,
        download_bytes=167_000_000,
        licence="Apache-2.0",
        trained_on="COCO 2017",
        published=Published("AP", 42.0, _COCO, "Carion et al., 2020", "https://arxiv.org/abs/2005.12872"),
        why=N_(
            "The first detector built on a transformer: one query, one object, no suppression of duplicates."
        ),
    ),
    ModelRow(
        name="yolo11n",
        title="YOLO11n",
        hub_id="Ultralytics/YOLO11",
        tasks=("object-detection",),
        domain="photographs",
        library="ultralytics",
        file="yolo11n.pt",
        parameters=2_600_000,
        download_bytes=5_600_000,
        licence="AGPL-3.0",
        trained_on="COCO 2017",
        published=Published("AP", 39.5, _COCO, *_YOLO11),
        why=N_("The smallest YOLO11: a convolutional detector made to be fast on any machine."),
    ),
    ModelRow(
        name="yolo11s",
        title="YOLO11s",
        hub_id="Ultralytics/YOLO11",
        tasks=("object-detection",),
        domain="photographs",
        library="ultralytics",
        file="yolo11s.pt",
        parameters=9_400_000,
        download_bytes=19_300_000,
        licence="AGPL-3.0",
        trained_on="COCO 2017",
        published=Published("AP", 47.0, _COCO, *_YOLO11),
        why=N_("The next size of YOLO11: slower than n, and clearly more accurate."),
    ),
    ModelRow(
        name="yolos-small",
        title="YOLOS small",
        hub_id="hustvl/yolos-small",
        tasks=("object-detection",),
        domain="photographs",
        library="transformers",
        parameters=30_700_000,
        download_bytes=123_000_000,
        licence="Apache-2.0",
        trained_on="COCO 2017",
        published=Published("AP", 36.1, _COCO, "Fang et al., 2021", "https://arxiv.org/abs/2106.00666"),
        why=N_("A plain vision transformer (ViT) that reads the boxes off its own tokens."),
    ),
    ModelRow(
        name="dfine-nano-coco",
        title="D-FINE nano",
        hub_id="ustc-community/dfine-nano-coco",
        tasks=("object-detection",),
        domain="photographs",
        library="transformers",
        parameters=3_800_000,
        download_bytes=15_300_000,
        licence="Apache-2.0",
        trained_on="COCO 2017",
        published=Published("AP", 42.8, _COCO, "Peng et al., D-FINE", "https://github.com/Peterande/D-FINE"),
        why=N_("A modern relative of DETR, small and fast enough to meet YOLO on its own ground."),
    ),
    ModelRow(
        name="doodle-detr",
        title="Doodle DETR",
        hub_id="",
        tasks=("object-detection",),
        domain="doodles",
        library="transformers",
        parameters=2_755_193,
        licence="AGPL-3.0",
        trained_on=SCENES,
        published=Published("AP", 51.8, SCENES, "weights/doodle-detr/README.md"),
        why=N_(
            "A small DETR that ships with the app and needs no network: it knows 20 kinds of doodles, not photographs."
        ),
        local_path=str(WEIGHTS / "doodle-detr"),
    ),
    ModelRow(
        name="doodle-yolo11",
        title="Doodle YOLO11",
        hub_id="",
        tasks=("object-detection",),
        domain="doodles",
        library="ultralytics",
        file="doodle-yolo11.pt",
        parameters=2_593_740,
        licence="AGPL-3.0",
        trained_on=SCENES,
        published=Published("AP", 81.8, SCENES, "weights/doodle-yolo11/README.md"),
        why=N_(
            "A YOLO11 that ships with the app and needs no network: it knows 20 kinds of doodles, not photographs."
        ),
        local_path=str(WEIGHTS / "doodle-yolo11" / "doodle-yolo11.pt"),
    ),
)
