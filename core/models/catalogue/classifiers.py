"""Classifiers of whole pictures."""

from core.i18n import N_
from core.models.catalogue.doodles import DRAWINGS, doodle_row
from core.models.catalogue.row import ModelRow, Published

_IMAGENET = "ImageNet-1k"

CLASSIFIERS: tuple[ModelRow, ...] = (
    ModelRow(
        name="vit-base-patch16-224",
        title="ViT base",
        hub_id="google/vit-base-patch16-224",
        tasks=("image-classification", "few-shot-image-classification"),
        domain="photographs",
        library="transformers",
        revision="3f49326",
        parameters=86_600_000,
        download_bytes=346_000_000,
        licence="Apache-2.0",
        trained_on="ImageNet-21k, ImageNet-1k",
        why=N_(
            "The vision transformer: it cuts the picture into 196 patches and compares each with all the others."
        ),
    ),
    ModelRow(
        name="resnet-50",
        title="ResNet-50",
        hub_id="microsoft/resnet-50",
        tasks=("image-classification",),
        domain="photographs",
        library="transformers",
        parameters=25_600_000,
        download_bytes=103_000_000,
        licence="Apache-2.0",
        trained_on=_IMAGENET,
        why=N_(
            "The convolutional network (CNN) that others are measured against: it looks at small parts first."
        ),
    ),
    ModelRow(
        name="deit-base-patch16-224",
        title="DeiT base",
        hub_id="facebook/deit-base-patch16-224",
        tasks=("image-classification",),
        domain="photographs",
        library="transformers",
        parameters=86_600_000,
        download_bytes=346_000_000,
        licence="Apache-2.0",
        trained_on=_IMAGENET,
        published=Published(
            "top-1", 81.8, _IMAGENET, "Touvron et al., 2020", "https://arxiv.org/abs/2012.12877"
        ),
        why=N_(
            "A ViT that learnt from ImageNet's 1.3 million pictures alone. These weights are DeiT without distillation."
        ),
    ),
    ModelRow(
        name="mobilenet-v2",
        title="MobileNetV2",
        hub_id="google/mobilenet_v2_1.0_224",
        tasks=("image-classification",),
        domain="photographs",
        library="transformers",
        parameters=3_540_000,
        download_bytes=14_200_000,
        licence="Apache-2.0",
        trained_on=_IMAGENET,
        published=Published(
            "top-1", 72.0, _IMAGENET, "Sandler et al., 2018", "https://arxiv.org/abs/1801.04381"
        ),
        why=N_("A convolutional network made for telephones: the one for weak machines."),
    ),
    ModelRow(
        name="dogs-and-cats",
        title="Dogs and cats (AutoTrain)",
        hub_id="omarques/autotrain-dogs-and-cats-1527055142",
        tasks=("image-classification",),
        domain="photographs",
        library="transformers",
        trained_on=N_("photographs of dogs and cats"),
        why=N_(
            "A class of earlier years made it: it knows two labels, dog and cat, so it takes everything for one of "
            "them."
        ),
    ),
    doodle_row(
        "doodle-vit",
        "Doodle ViT",
        ("image-classification", "few-shot-image-classification"),
        trained_on=DRAWINGS,
        figure=("top-1", "top1"),
        measured_on=DRAWINGS,
        why=N_(
            "A small vision transformer that ships with the app and needs no network: it names drawings of 345 things, "
            "not photographs."
        ),
    ),
    doodle_row(
        "doodle-resnet",
        "Doodle ResNet",
        ("image-classification",),
        trained_on=DRAWINGS,
        figure=("top-1", "top1"),
        measured_on=DRAWINGS,
        why=N_(
            "A convolutional network that ships with the app, about as large as Doodle ViT: a fair pair on drawings of "
            "345 things."
        ),
    ),
)
