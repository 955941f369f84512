"""Boxes on a picture: where things are, as somebody or something says."""

from dataclasses import dataclass

Box = tuple[float, float, float, float]
"""x1, y1, x2, y2 in pixels of the upright image; x to the right, y down, the far corner excluded.

A model's box is kept as the model gives it: DETR and its relatives may reach a few pixels beyond the picture.
"""

MOST_BOXES = 1000
"""The most true boxes that a picture may have: more than anybody can draw or look at, and all are counted in time."""

SCENE = "scene"
"""The origin of the boxes of a picture that the app made."""


@dataclass(frozen=True)
class TruthBox:
    """One real object: its label, its box, and whether it is a crowd that nobody counted (COCO's iscrowd).

    `origin` says where the box comes from: "drawn" by hand, "file", SCENE when the app made the picture
    and its truth, or "model:NAME" when a model's box was taken over.
    """

    label: str
    box: Box
    crowd: bool = False
    origin: str = "drawn"
