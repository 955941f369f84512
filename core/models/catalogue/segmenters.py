"""Models that give every pixel a label, or every object its mask."""

from core.i18n import N_
from core.models.catalogue.doodles import SCENES, doodle_row
from core.models.catalogue.row import ModelRow, Published

_ADE20K = "ADE20K"
_COCO = "COCO val2017"
_SEE_ITS_PAGE = N_("a licence of its own: see its page on the Hub")
_MASK2FORMER = ("Cheng et al., 2022", "https://arxiv.org/abs/2112.01527")

SEGMENTERS: tuple[ModelRow, ...] = (
    ModelRow(
        name="segformer-b0-ade",
        title="SegFormer-B0 (ADE20K)",
        hub_id="nvidia/segformer-b0-finetuned-ade-512-512",
        tasks=("image-segmentation",),
        domain="photographs",
        library="transformers",
        parameters=3_750_000,
        download_bytes=15_000_000,
        licence=N_("NVIDIA Source Code License: research and evaluation only"),
        trained_on="ADE20K",
        published=Published("mIoU", 37.4, _ADE20K, "Xie et al., 2021", "https://arxiv.org/abs/2105.15203"),
        why=N_(
            "A small transformer that gives every pixel one of 150 labels, sky, wall and road among them."
        ),
    ),
    ModelRow(
        name="mask2former-coco-instance",
        title="Mask2Former (instances)",
        hub_id="facebook/mask2former-swin-tiny-coco-instance",
        tasks=("image-segmentation",),
        domain="photographs",
        library="transformers",
        parameters=47_400_000,
        download_bytes=190_000_000,
        licence=_SEE_ITS_PAGE,
        trained_on="COCO 2017",
        published=Published("mask AP", 45.0, _COCO, *_MASK2FORMER),
        why=N_("It tells one person from the next: a mask for each object, with a score, of 80 labels."),
    ),
    ModelRow(
        name="mask2former-coco-panoptic",
        title="Mask2Former (panoptic)",
        hub_id="facebook/mask2former-swin-tiny-coco-panoptic",
        tasks=("image-segmentation",),
        domain="photographs",
        library="transformers",
        parameters=47_400_000,
        download_bytes=190_000_000,
        licence=_SEE_ITS_PAGE,
        trained_on="COCO 2017",
        published=Published("PQ", 53.2, _COCO, *_MASK2FORMER),
        why=N_(
            "Both at once: a mask for each object, and every other pixel belongs to sky, road, wall and the like."
        ),
    ),
    ModelRow(
        name="deeplabv3-mobilenet-v2",
        title="DeepLabV3 (MobileNetV2)",
        hub_id="google/deeplabv3_mobilenet_v2_1.0_513",
        tasks=("image-segmentation",),
        domain="photographs",
        library="transformers",
        parameters=2_550_000,
        download_bytes=10_300_000,
        licence="Apache-2.0",
        trained_on="Pascal VOC 2012",
        why=N_("A convolutional network of 21 labels, made for telephones: the one for weak machines."),
    ),
    ModelRow(
        name="yolo11n-seg",
        title="YOLO11n-seg",
        hub_id="Ultralytics/YOLO11",
        tasks=("image-segmentation",),
        domain="photographs",
        library="ultralytics",
        file="yolo11n-seg.pt",
        parameters=2_900_000,
        download_bytes=6_200_000,
        licence="AGPL-3.0",
        trained_on="COCO 2017",
        published=Published(
            "mask AP", 32.0, _COCO, "Ultralytics, YOLO11", "https://docs.ultralytics.com/models/yolo11/"
        ),
        why=N_("YOLO11 with masks: it finds objects as the detector does, and draws each one's outline."),
    ),
    doodle_row(
        "doodle-segformer",
        "Doodle SegFormer",
        ("image-segmentation",),
        trained_on=SCENES,
        figure=("mIoU", "miou"),
        measured_on=SCENES,
        why=N_(
            "A small SegFormer that ships with the app and needs no network: it finds 20 kinds of doodles in a scene, "
            "and the ground around them."
        ),
    ),
    doodle_row(
        "doodle-yolo11-seg",
        "Doodle YOLO11-seg",
        ("image-segmentation",),
        trained_on=SCENES,
        figure=("mIoU", "miou"),
        measured_on=SCENES,
        why=N_(
            "Doodle YOLO11 with masks, which ships with the app too: it finds doodles one by one, and outlines each of "
            "them."
        ),
        file="doodle-yolo11-seg.pt",
    ),
)
