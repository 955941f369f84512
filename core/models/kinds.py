"""The kinds of task: one record says all in which a task differs from the others where models are concerned.

Purpose: whatever chooses, fetches, opens or lists models asks a kind, and never which task it is. Scope: data, and
how a kind is recognised in a configuration; it imports neither torch nor transformers until it has to. A new task
begins with a new record here.
"""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from core.errors import UserError
from core.i18n import N_
from core.models.catalogue.row import Domain
from core.models.kind import Kind
from core.models.library_kinds import LIBRARY_KINDS
from core.models.text_kinds import TEXT_KINDS

ASSETS = Path(__file__).resolve().parents[2] / "assets"


_KINDS = (
    Kind(
        task="object-detection",
        hub_task="object-detection",
        opening="pipeline",
        endings=("ForObjectDetection",),
        mappings=("MODEL_FOR_OBJECT_DETECTION_MAPPING_NAMES",),
        ultralytics_task="detect",
        domains=("photographs", "doodles"),
        limits={
            "photographs": N_(
                "It only knows the labels it was trained on, it learnt from photographs taken mostly in rich "
                "countries, and a high score is not a promise: look at the picture before you trust it."
            ),
            "doodles": N_(
                "It only knows 20 kinds of things, and it learnt from scenes that this app makes of drawings from "
                "Quick, Draw!: in a photograph it is lost. A high score is not a promise: look at the picture before "
                "you trust it."
            ),
        },
        not_suitable=N_("{name} is not an object detector that the installed transformers library knows."),
        hub_example="PekingU/rtdetr_r18vd_coco_o365",
        hub_help=N_(
            "Detectors that need no code of their own. The size is checked first; nothing is downloaded until you use "
            "the model."
        ),
        defaults=("detr-resnet-50", "yolo11n"),
        shipped=("doodle-detr", "doodle-yolo11"),
        command="core.vision.detection.command",
    ),
    Kind(
        task="sketch-recognition",
        hub_task="image-classification",
        opening="pipeline",
        endings=("ForImageClassification",),
        mappings=("MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING_NAMES",),
        own_networks=True,
        labels_of=ASSETS / "quick_draw" / "classes.csv",
        domains=("doodles",),
        limits={
            "doodles": N_(
                "It only knows the things it was trained on, and it learnt from drawings that people made in 20 "
                "seconds, mostly with a mouse or a finger: what it has never seen it takes for something else. A high "
                "score is not a promise."
            ),
        },
        not_suitable=N_("{name} is not an image classifier that the installed transformers library knows."),
        hub_example="JoshuaKelleyDs/quickdraw-DeiT-tiny-finetune",
        hub_help=N_(
            "Image classifiers that need no code of their own and were trained on drawings. The size is checked first; "
            "nothing is downloaded until you use the model."
        ),
        defaults=("quickdraw-resnet", "quickdraw-cnn"),
        shipped=("quickdraw-resnet", "quickdraw-cnn"),
        command="core.sketch.command",
        page="quick_draw",
    ),
    Kind(
        task="image-classification",
        hub_task="image-classification",
        opening="pipeline",
        endings=("ForImageClassification", "ForImageClassificationWithTeacher"),
        mappings=("MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING_NAMES",),
        domains=("photographs", "doodles"),
        limits={
            "photographs": N_(
                "It always answers with labels that it knows, and takes what it does not know for one of them: there "
                "is no “none of these”. A high score is not a promise: look at the picture before you trust it."
            ),
            "doodles": N_(
                "It learnt from drawings that people made in 20 seconds, and takes whatever it sees for one of 345 "
                "things: there is no “none of these”, and in a photograph it is lost. A high score is not a promise."
            ),
        },
        not_suitable=N_("{name} is not an image classifier that the installed transformers library knows."),
        hub_example="microsoft/resnet-18",
        hub_help=N_(
            "Image classifiers that need no code of their own. The size is checked first; nothing is downloaded "
            "until you use the model."
        ),
        defaults=("vit-base-patch16-224", "resnet-50"),
        shipped=("doodle-resnet", "doodle-vit"),
        command="core.vision.classification.command",
    ),
    Kind(
        task="image-segmentation",
        hub_task="image-segmentation",
        opening="pipeline",
        endings=(
            "ForSemanticSegmentation",
            "ForUniversalSegmentation",
            "ForInstanceSegmentation",
            "DetrForSegmentation",
        ),
        mappings=(
            "MODEL_FOR_SEMANTIC_SEGMENTATION_MAPPING_NAMES",
            "MODEL_FOR_UNIVERSAL_SEGMENTATION_MAPPING_NAMES",
            "MODEL_FOR_INSTANCE_SEGMENTATION_MAPPING_NAMES",
            "MODEL_FOR_IMAGE_SEGMENTATION_MAPPING_NAMES",
        ),
        ultralytics_task="segment",
        domains=("photographs", "doodles"),
        limits={
            "photographs": N_(
                "It only knows the labels it was trained on, and the border of a mask is only as fine as what the "
                "network sees: hair, wires and leaves are lost. Look at the mask before you trust it."
            ),
            "doodles": N_(
                "It only knows 20 kinds of things, and it learnt from scenes that this app makes of drawings from "
                "Quick, Draw!: in a photograph it is lost. Thin lines and small things are the first to be missed."
            ),
        },
        not_suitable=N_("{name} is not a segmentation model that the installed transformers library knows."),
        hub_example="facebook/maskformer-swin-tiny-ade",
        hub_help=N_(
            "Segmentation models that need no code of their own. The size is checked first; nothing is downloaded "
            "until you use the model."
        ),
        defaults=("segformer-b0-ade", "mask2former-coco-instance"),
        shipped=("doodle-segformer", "doodle-yolo11-seg"),
        command="core.vision.segmentation.command",
    ),
    Kind(
        task="zero-shot-image-classification",
        hub_task="zero-shot-image-classification",
        opening="pipeline",
        endings=("CLIPModel", "SiglipModel", "Siglip2Model", "AlignModel"),
        mappings=("MODEL_FOR_ZERO_SHOT_IMAGE_CLASSIFICATION_MAPPING_NAMES",),
        domains=("photographs", "doodles"),
        limits={
            "photographs": N_(
                "It chooses among your labels even if none of them fits, it learnt from English texts of the web with "
                "all their prejudices, and it counts and reads badly. A high score is not a promise."
            ),
            "doodles": N_(
                "It chooses among your labels even if none of them fits, and it knows few words: the things of "
                "Quick, Draw!, some colours, numbers and places, in Spanish and English. In a photograph it is lost."
            ),
        },
        not_suitable=N_(
            "{name} does not compare pictures with texts in a way that the app knows (CLIP, SigLIP)."
        ),
        hub_example="openai/clip-vit-large-patch14",
        hub_help=N_(
            "CLIP and SigLIP models that need no code of their own. The size is checked first; nothing is downloaded "
            "until you use the model."
        ),
        defaults=("clip-vit-base-patch32", "clip-vit-b32-laion2b"),
        shipped=("doodle-clip",),
        command="core.vision.zero_shot.command",
    ),
    Kind(
        task="depth-estimation",
        hub_task="depth-estimation",
        opening="pipeline",
        endings=("ForDepthEstimation",),
        mappings=("MODEL_FOR_DEPTH_ESTIMATION_MAPPING_NAMES",),
        domains=("photographs", "doodles"),
        limits={
            "photographs": N_(
                "It guesses depth from one picture, from what things usually look like: mirrors, glass, drawings and "
                "photographs of photographs fool it, and metres are only as good as the places it learnt from."
            ),
            "doodles": N_(
                "It learnt from scenes that this app makes, where what stands lower is nearer: in a photograph it is "
                "lost. It knows no metres."
            ),
        },
        not_suitable=N_("{name} is not a depth model that the installed transformers library knows."),
        hub_example="LiheYoung/depth-anything-small-hf",
        hub_help=N_(
            "Depth models that need no code of their own. The size is checked first; nothing is downloaded until you "
            "use the model."
        ),
        defaults=("depth-anything-v2-small", "dpt-hybrid-midas"),
        shipped=("doodle-depth",),
        command="core.vision.depth.command",
    ),
    Kind(
        task="few-shot-image-classification",
        hub_task="image-feature-extraction",
        opening="auto",
        auto_class="AutoModel",
        processor="AutoImageProcessor",
        endings=(
            *("CLIPModel", "SiglipModel", "Siglip2Model"),
            *("Dinov2Model", "Dinov2WithRegistersModel", "DINOv3ViTModel"),
            *("ViTModel", "ViTMAEModel", "DeiTModel", "BeitModel", "SwinModel", "Swinv2Model"),
            *("ResNetModel", "ConvNextModel", "ConvNextV2Model", "ForImageClassification"),
        ),
        mappings=(
            "MODEL_FOR_IMAGE_MAPPING_NAMES",
            "MODEL_FOR_ZERO_SHOT_IMAGE_CLASSIFICATION_MAPPING_NAMES",
            "MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING_NAMES",
        ),
        own_networks=True,
        domains=("photographs", "doodles"),
        limits={
            "photographs": N_(
                "It only tells apart what its training made it see: two things that look alike to it stay alike, "
                "however many examples you give."
            ),
            "doodles": N_(
                "It looks at drawings: in a photograph it is lost. It learnt from 345 things, and tells others apart "
                "less well."
            ),
        },
        not_suitable=N_(
            "{name} makes no embeddings of pictures in a way that the app knows (CLIP, DINOv2, ViT)."
        ),
        hub_example="facebook/dinov2-base",
        hub_help=N_(
            "Image encoders that need no code of their own. The size is checked first; nothing is downloaded until you "
            "use the model."
        ),
        defaults=("dinov2-small", "clip-vit-base-patch32"),
        shipped=("quickdraw-resnet", "quickdraw-cnn"),
        command="core.vision.few_shot.command",
        page="few_shot",
    ),
)

KINDS: dict[str, Kind] = {kind.task: kind for kind in (*_KINDS, *TEXT_KINDS, *LIBRARY_KINDS)}
"""Every kind by its task."""


def limits_of(kind: Kind, domain: Domain) -> str:
    """Return what to keep in mind about models of a kind that learnt from `domain`, in English, marked for
    translation."""
    return kind.limits.get(domain) or kind.limits[kind.domains[0]]


def fits(config: Mapping[str, Any], kind: Kind) -> bool:
    """Tell whether a config.json's architecture is one for a kind, by its name alone.

    Where no model is opened, but only its tokenizer or its configuration, every architecture is.
    """
    return not kind.has_weights or any(name.endswith(kind.endings) for name in _architectures(config))


def recognised(config: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the tasks whose kind a model is of, by its architecture's name and, where the kind asks for it, its
    labels; kinds that open no model are not among them."""
    return tuple(
        kind.task
        for kind in KINDS.values()
        if kind.has_weights and fits(config, kind) and _has_labels_of(config, kind)
    )


def check_config(config: Mapping[str, Any], name: str, kind: Kind) -> None:
    """Raise UserError unless a config.json is that of a model of a kind without code of its own; one that is only
    looked at may have some."""
    if config.get("auto_map") and kind.opening != "config":
        raise UserError(
            N_("{name} needs code of its own to run, which the app does not execute. Choose another model."),
            name=name,
        )
    if not fits(config, kind):
        raise not_suitable(name, kind)


def check_architecture(config: Mapping[str, Any], name: str, kind: Kind) -> None:
    """Raise UserError unless the installed transformers has the architecture of a config.json; it imports torch."""
    if not kind.has_weights:
        return
    from transformers.models.auto import modeling_auto

    known: set[str] = set()
    for mapping in kind.mappings:
        for value in getattr(modeling_auto, mapping).values():
            # Some kinds of model have two architectures for one task, one of them with a teacher.
            known.update([value] if isinstance(value, str) else value)
    if not known.intersection(_architectures(config)):
        raise not_suitable(name, kind)


def not_suitable(name: str, kind: Kind) -> UserError:
    """Return the error that says that a model is not of a kind, or that transformers does not know it."""
    return UserError(kind.not_suitable, name=name)


def _architectures(config: Mapping[str, Any]) -> list[str]:
    named = config.get("architectures")
    return [name for name in named if isinstance(name, str)] if isinstance(named, list) else []


def _has_labels_of(config: Mapping[str, Any], kind: Kind) -> bool:
    """Tell whether a model's labels are as the kind wants them.

    At least half of them have to be on its list, if it names one (a model of ImageNet's 1000 labels shares some 50 with
    the things of Quick, Draw!), and one has to contain what its labels are like.
    """
    named = config.get("id2label")
    values = named.values() if isinstance(named, dict) else ()
    labels = {str(label).casefold().replace("_", " ") for label in values}
    if kind.label_like and not any(kind.label_like in label for label in labels):
        return False
    if kind.labels_of is None:
        return True
    return bool(labels) and 2 * len(labels & _listed(kind.labels_of)) >= len(labels)


@cache
def _listed(path: Path) -> frozenset[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return frozenset(row["class"].casefold() for row in csv.DictReader(file))
