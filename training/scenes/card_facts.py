"""What the cards of the networks of doodles say of each beside its figures: what it is, what it learnt from, how."""

from dataclasses import dataclass

from core.scenes.classes import LABELS
from core.scenes.spec import MOST_OBJECTS
from core.sketch.data_set import read
from training.cards import NOT_REPEATED, SOURCE
from training.loop import KEEP
from training.scenes import classifiers, clip, depth, detr, segformer, yolo, yolo_masks
from training.scenes.data import BATCH, DRAWINGS, SIDE
from training.scenes.pool import CLIP_SIDE, SCENE_SIDE
from training.scenes.set_loss import BOX_COST, CLASS_WEIGHT, GIOU_COST, NO_OBJECT
from training.scenes.taught import TAUGHT, TEACHER

AS_MADE: dict[str, str] = {
    "doodle-detr": "the backbone on scenes of up to 8 things; for the first 5,000 batches the loss of the classes "
    "weighed half as much and a query without an object a third; the cosine was laid out for 6,000 batches at first, "
    "from 3,500 on for 7,000, from 5,000 on for 7,500",
    "doodle-yolo11": "the cosine was laid out for 6,000 batches at first, from 3,500 on for 7,000, from 5,500 on for "
    "7,500",
    "doodle-vit": "2,912 batches, of 132,679 drawings, in the two and a half minutes that there were: on an H200 that "
    "another training shared. Longer would make it better",
    "doodle-resnet": "4,173 batches, of 132,679 drawings, in two minutes on an H200 that another training shared",
    "doodle-segformer": "1,181 batches of drawings, of 132,679, then 2,311 of scenes, in 4.2 minutes on an H200 that "
    "another training shared; then to batch 3,149 on a cosine laid out anew for 6 minutes, of which the last was lost: "
    "the learning rate had not come down to nothing. Longer would make it better",
    "doodle-yolo11-seg": "on two cores that much else ran on; the last weights, not their mean, which then still held "
    "some of the random ones",
    "doodle-depth": "948 batches in 1.4 minutes on an H200 that another training shared",
    "doodle-clip": "4,071 batches, of 132,679 drawings, in 6.3 minutes on an H200 that another training shared",
}
"""How the weights that ship were really made, where that is more or something else than the recipe says: how many
drawings, batches and minutes, and on what machine."""

_WEIGHTS = (
    f"with the weights {CLASS_WEIGHT:g} (classes; a query without an object {NO_OBJECT:g} of that), {BOX_COST:g} (L1), "
    f"{GIOU_COST:g} (GIoU)"
)
_FINDS = (
    f"It finds {len(LABELS)} kinds of things in scenes of doodles, under the names that COCO has for them: "
    f"{', '.join(LABELS)}."
)
_FROM_NOTHING = ("begun from", "random numbers: nobody else's weights are inside")
_TEACHER = (
    f"the label counts for {1 - TAUGHT:.0%}, what {TEACHER}, the sketch network that ships with the app, says of the "
    f"same drawing for {TAUGHT:.0%}"
)
_CLASSIFIERS = (
    "doodle-vit and doodle-resnet are a fair pair by size and by what they learnt from: about as many weights, the "
    "same drawings and teacher. How long each learnt, and at what rate, stands below."
)
_SCENES_LEARNT = (
    f"Scenes that `core/scenes` makes of {{drawings:,}} drawings of {SOURCE}; they are turned, bent, stretched and "
    "coloured, and put into pictures. The drawings are in `assets/scenes/training.npz`."
)
_DRAWINGS_LEARNT = (
    f"Drawings of {SOURCE}; they are bent, turned and stretched, drawn with pens of many widths, and half of them "
    "in colours. "
    "`python -m training.quick_draw.download` fetches them."
)


@dataclass(frozen=True)
class Facts:
    """What a card says of one model: what it is, what else there is to know, what it learnt from, the command that
    trains it with its options, the rows of the recipe, and what it is not good for."""

    about: str
    more: str
    data: str
    command: str
    needs: str
    recipe: tuple[tuple[str, str], ...]
    not_for: str


_PHOTOGRAPHS = (
    "Photographs: it has never seen one. What it says to one shows the gap between the two domains, and nothing "
    "else. "
)
_NOT_FOR_SCENES = (
    f"{_PHOTOGRAPHS}Of drawings it knows these kinds only, and only as large as they are in its scenes."
)
_ALONE = "It needs nothing that is not in the repository, and no GPU."
_WITH_DATA = "It needs the drawings that are learnt from, and runs on a GPU or, for many hours, without one."


def _batches(steps: int, batch: int, of: str) -> str:
    return f"{steps:,} batches of {batch:,} {of} at the most (`--steps`, `--minutes`)"


def _timed(rate: float, decay: float, begun: str = "") -> tuple[tuple[str, str], ...]:
    return (
        ("learning rate", f"{rate:g}"),
        ("weight decay", f"{decay:g}"),
        ("begun from", begun) if begun else _FROM_NOTHING,
    )


def facts_of(name: str) -> Facts:
    """Return what the card of a model says; KeyError for one that there is not."""
    return _FACTS[name]


def recipe_of(name: str) -> tuple[tuple[str, str], ...]:
    """Return the rows of the recipe of a model, with how its weights were really made where that is known."""
    made = (("as these weights were made", AS_MADE[name]),) if AS_MADE[name] else ()
    own = _FACTS[name].recipe
    begun = own[-1] if own[-1][0] == "begun from" else _FROM_NOTHING
    return (
        *(row for row in own if row[0] != "begun from"),
        *made,
        ("optimizer", "AdamW, a short way up, then half a cosine down to 0"),
        ("weights kept", f"their moving mean, {KEEP:g} of the last one at every step"),
        begun,
    )


def _classifier(name: str, about: str) -> Facts:
    return Facts(
        about=about,
        more=f"It names single drawings: the 345 things of Quick, Draw!. It sees a picture with a side of {CLIP_SIDE} "
        f"pixels, dark lines on white or light ones on dark, in any colour. {_CLASSIFIERS}",
        data=_DRAWINGS_LEARNT,
        command=f"classifiers --model {name} --data FOLDER",
        needs=_WITH_DATA,
        recipe=(
            ("batches", _batches(classifiers.STEPS, classifiers.BATCH, "drawings")),
            ("what is learnt", _TEACHER),
            *_timed(classifiers.RATE[name], classifiers.WEIGHT_DECAY),
        ),
        not_for=f"{_PHOTOGRAPHS}What it does not know it takes for one of its 345 things.",
    )


_FACTS: dict[str, Facts] = {
    "doodle-detr": Facts(
        about="A small DETR ([Carion et al. 2020](https://arxiv.org/abs/2005.12872)) in the architecture of "
        "transformers' `DetrForObjectDetection`: a ResNet of three stages, three layers of encoder and of decoder, 16 "
        "queries.",
        more=f"{_FINDS} It sees a picture with a side of {SIDE} pixels.",
        data=_SCENES_LEARNT,
        command="detr",
        needs=_ALONE,
        recipe=(
            (
                "the backbone first",
                f"learns to name single doodles where they stand in a scene, {detr.BACKBONE_STEPS:,} batches",
            ),
            ("then the detector", f"{detr.STEPS:,} batches of {BATCH} scenes"),
            ("loss", f"DETR's set loss over all layers of the decoder, {_WEIGHTS}"),
            (
                "groups of queries in training",
                f"{detr.GROUPS}, one of which answers afterwards (Group DETR)",
            ),
            ("learning rate", f"{detr.RATE:g}, of the backbone {detr.BACKBONE_RATE:g}"),
            NOT_REPEATED,
        ),
        not_for=_NOT_FOR_SCENES,
    ),
    "doodle-yolo11": Facts(
        about="YOLO11n as Ultralytics defines it, with 20 classes.",
        more=f"{_FINDS} It sees a picture with a side of {SIDE} pixels.",
        data=_SCENES_LEARNT,
        command="yolo",
        needs=_ALONE,
        recipe=(
            ("the detector", f"{yolo.STEPS:,} batches of {BATCH} scenes"),
            ("loss", "Ultralytics' own"),
            ("learning rate", f"{yolo.RATE:g}"),
            NOT_REPEATED,
        ),
        not_for=_NOT_FOR_SCENES,
    ),
    "doodle-vit": _classifier(
        "doodle-vit",
        "A small vision transformer ([Dosovitskiy et al. 2020](https://arxiv.org/abs/2010.11929)) in the architecture "
        f"of transformers' `ViTForImageClassification`: patches of {classifiers.PATCH} x {classifiers.PATCH} pixels, "
        f"{classifiers.LAYERS} layers {classifiers.WIDTH} wide.",
    ),
    "doodle-resnet": _classifier(
        "doodle-resnet",
        "A small residual network ([He et al. 2015](https://arxiv.org/abs/1512.03385)) in the architecture of "
        "transformers' `ResNetForImageClassification`: three stages of two blocks.",
    ),
    "doodle-segformer": Facts(
        about="A small SegFormer ([Xie et al. 2021](https://arxiv.org/abs/2105.15203)) in the architecture of "
        "transformers' `SegformerForSemanticSegmentation`.",
        more=f"It says of each pixel of a scene of doodles to which of {len(LABELS)} kinds of things it belongs, or "
        f"that it is ground: {', '.join(LABELS)}. It learnt from pictures with a side of {SCENE_SIDE} pixels, and sees "
        f"one with a side of {segformer.PREPARED_SIDE}, in which it errs less.",
        data=f"{_SCENES_LEARNT} Its encoder also learnt from single drawings of all 345 classes, which "
        "`python -m training.quick_draw.download` fetches.",
        command="segformer --data FOLDER",
        needs=_WITH_DATA,
        recipe=(
            (
                "the encoder first",
                "learns to name single drawings, "
                + _batches(segformer.ENCODER_STEPS, segformer.ENCODER_BATCH, "drawings"),
            ),
            ("what it learns", _TEACHER),
            ("then the whole network", _batches(segformer.STEPS, segformer.BATCH, "scenes")),
            ("loss", f"cross entropy, in which a pixel of ground counts {segformer.GROUND_WEIGHT:g}"),
            ("learning rate", f"{segformer.RATE:g}, of the encoder at first {segformer.ENCODER_RATE:g}"),
            ("weight decay", f"{segformer.WEIGHT_DECAY:g}"),
        ),
        not_for=_NOT_FOR_SCENES,
    ),
    "doodle-yolo11-seg": Facts(
        about="YOLO11n-seg as Ultralytics defines it, with 20 classes.",
        more=f"It is doodle-yolo11, which finds the things, and draws an outline of each: {', '.join(LABELS)}. It sees "
        f"a picture with a side of {SIDE} pixels.",
        data=_SCENES_LEARNT,
        command="yolo_masks",
        needs=_ALONE,
        recipe=(
            ("the masks", f"{yolo_masks.STEPS:,} batches of {BATCH} scenes; the detector stays as it is"),
            ("loss", "Ultralytics' own"),
            ("learning rate", f"{yolo_masks.RATE:g}"),
            (
                "begun from",
                "doodle-yolo11, the masks from random numbers: nobody else's weights are inside",
            ),
        ),
        not_for=_NOT_FOR_SCENES,
    ),
    "doodle-depth": Facts(
        about="A small Depth Anything ([Yang et al. 2024](https://arxiv.org/abs/2401.10891)) in the architecture of "
        f"transformers' `DepthAnythingForDepthEstimation`: a DINOv2 of {depth.LAYERS} layers, {classifiers.WIDTH} "
        "wide.",
        more="It says of each pixel of a scene of doodles how near it is: 0 infinitely far, 1 the nearest, in no unit. "
        f"It learnt from pictures with a side of {SCENE_SIDE} pixels, and sees one with a side of "
        f"{depth.PREPARED_SIDE}, in which it errs less.",
        data=_SCENES_LEARNT,
        command="depth",
        needs="It needs nothing that is not in the repository, and runs on a GPU or, for hours, without one.",
        recipe=(
            ("batches", _batches(depth.STEPS, depth.BATCH, "scenes")),
            (
                "loss",
                f"the error of nearness, and {depth.FAR:g} of that of distance, in parts of it (its logarithm)",
            ),
            *_timed(
                depth.RATE,
                depth.WEIGHT_DECAY,
                f"the first {depth.LAYERS} layers of doodle-vit, the rest random numbers: nobody else's weights are "
                "inside",
            ),
        ),
        not_for=f"{_PHOTOGRAPHS}It knows no metres, and only the kind of space that its scenes have.",
    ),
    "doodle-clip": Facts(
        about="A small CLIP ([Radford et al. 2021](https://arxiv.org/abs/2103.00020)) in the architecture of "
        "transformers' `CLIPModel`, with a tokenizer of its own.",
        more="It compares drawings of the 345 things of Quick, Draw!, and scenes of several with colours, numbers and "
        f"places, with sentences in Spanish and English. It sees a picture with a side of {CLIP_SIDE} pixels, and "
        f"reads {clip.MOST_TOKENS} tokens of a text.",
        data=f"{_DRAWINGS_LEARNT} Pictures of up to three kinds of them are made with sentences that are true and "
        "false of them (`training/scenes/captions.py`); some combinations of thing, colour, number and place, and some "
        "words, are kept out, and it is measured on those.",
        command="clip --data FOLDER",
        needs=_WITH_DATA,
        recipe=(
            ("batches", _batches(clip.STEPS, clip.BATCH, "pictures, half of them single drawings,")),
            ("what it learns of single drawings", f"which of the 345 names is theirs: {_TEACHER}"),
            (
                "what it learns of scenes",
                "which sentence is true of them among those of the whole batch, and among three that differ in one "
                f"thing; and, with {clip.REVERSED:g} of the weight, which scene a sentence is true of",
            ),
            (
                "in training only",
                f"each part of a scene also says what it belongs to, with {clip.PARTS:g} of the weight",
            ),
            *_timed(
                clip.RATE,
                clip.WEIGHT_DECAY,
                "doodle-vit for the pictures, random numbers for the texts: nobody else's weights are inside",
            ),
        ),
        not_for=f"{_PHOTOGRAPHS}The scenes of `core/scenes`, with a horizon and up to {MOST_OBJECTS} things, it has "
        "not seen either, and is often wrong about them. It knows few words, and no sentence that is built otherwise "
        "than those it was told.",
    ),
}


def learnt_from(name: str) -> str:
    """Return what a model learnt from, in Markdown."""
    return _FACTS[name].data.format(drawings=len(read(DRAWINGS)))
