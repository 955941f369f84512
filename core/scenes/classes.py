"""What there is in a scene of doodles: things of Quick, Draw! that also have a name in COCO.

The names are COCO's, so that a detector that learnt from photographs of COCO can be judged on doodles too. Things that
people draw so alike that nobody can tell them apart (a dog and a bear, a truck and a bus) are left out.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class SceneClass:
    """A kind of thing: COCO's name for it, the name that the drawings have, and whether it is up in the sky."""

    label: str
    drawing: str
    flies: bool = False


CLASSES: tuple[SceneClass, ...] = (
    SceneClass("bicycle", "bicycle"),
    SceneClass("car", "car"),
    SceneClass("airplane", "airplane", flies=True),
    SceneClass("boat", "sailboat"),
    SceneClass("traffic light", "traffic light"),
    SceneClass("stop sign", "stop sign"),
    SceneClass("cat", "cat"),
    SceneClass("elephant", "elephant"),
    SceneClass("giraffe", "giraffe"),
    SceneClass("umbrella", "umbrella"),
    SceneClass("skateboard", "skateboard"),
    SceneClass("tennis racket", "tennis racquet"),
    SceneClass("wine glass", "wine glass"),
    SceneClass("apple", "apple"),
    SceneClass("carrot", "carrot"),
    SceneClass("donut", "donut"),
    SceneClass("chair", "chair"),
    SceneClass("potted plant", "house plant"),
    SceneClass("tv", "television"),
    SceneClass("scissors", "scissors"),
)
"""Every kind of thing in a scene, in COCO's order: a class's number in masks is its place here plus one."""

LABELS = tuple(kind.label for kind in CLASSES)
"""The names of the classes, in their order."""
