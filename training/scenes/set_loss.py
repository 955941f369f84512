"""DETR's loss: each object belongs to one query, found by the cheapest assignment.

Carion et al., "End-to-End Object Detection with Transformers", 2020, sections 3.1 and A.2. transformers has the same
loss, which works out the cost of every query of a batch against every object of the batch; this one looks at each
picture's own objects only, many layers and groups of queries at once.
"""

import numpy as np
import torch
from scipy.optimize import linear_sum_assignment
from torch import nn
from torchvision.ops import box_convert, generalized_box_iou_loss

CLASS_COST, BOX_COST, GIOU_COST = 1.0, 5.0, 2.0
"""The costs of a match; those of the boxes are the weights of their losses as well."""

CLASS_WEIGHT = 2.0
"""The weight of the loss of the classes: twice DETR's, because saying "nothing" is what keeps queries from naming an
object twice, which a short training learns last."""

NO_OBJECT = 0.6
"""The weight of a query without an object in the loss of the classes. DETR's is 0.1, for 100 queries, not 16."""


@torch.no_grad()
def matched(
    logits: torch.Tensor, boxes: torch.Tensor, scene: torch.Tensor, labels: torch.Tensor, truth: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return which query of which answer belongs to which object: three int64 [matches] (answer, query, object).

    `logits` [answers, pictures, queries, classes + 1] and `boxes` [answers, pictures, queries, 4] (centre and size, 0
    to 1) are several answers (of layers, of groups of queries) about the same pictures; `scene`, `labels` [objects]
    and `truth` [objects, 4] (corners, 0 to 1) the objects, picture after picture.
    """
    answers, pictures, queries = logits.shape[:3]
    device = logits.device
    counts = torch.bincount(scene, minlength=pictures)
    firsts = counts.cumsum(0) - counts
    # All pictures at once, each with room for as many objects as the fullest has.
    column = torch.arange(len(scene), device=device) - firsts[scene]
    most = int(counts.max()) if len(scene) else 0
    names = torch.zeros(pictures, most, dtype=torch.long, device=device)
    real = torch.zeros(pictures, most, 4, device=device)
    names[scene, column], real[scene, column] = labels, truth.float()
    chances = (
        logits.float().softmax(-1).gather(-1, names[None, :, None].expand(answers, pictures, queries, most))
    )
    said = boxes.float()
    cost = -CLASS_COST * chances
    cost += BOX_COST * torch.cdist(said, box_convert(real, "xyxy", "cxcywh")[None], p=1)
    cost -= GIOU_COST * _giou(box_convert(said, "cxcywh", "xyxy"), real[None])
    found: list[tuple[int, np.ndarray, np.ndarray]] = []
    tables, sizes, starts = cost.cpu().numpy(), counts.tolist(), firsts.tolist()
    for answer in range(answers):
        for picture, (count, first) in enumerate(zip(sizes, starts, strict=True)):
            query, thing = linear_sum_assignment(tables[answer, picture, :, :count])
            found.append((answer * pictures + picture, query, thing + first))
    place = np.concatenate([np.full(len(query), answer) for answer, query, _ in found])
    query = np.concatenate([query for _, query, _ in found])
    thing = np.concatenate([thing for _, _, thing in found])
    return tuple(torch.from_numpy(part).to(device) for part in (place, query, thing))  # type: ignore[return-value]


def _giou(said: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
    """Return the generalised IoU of every box, [..., queries, 4], with every other one, [..., objects, 4] (corners)."""
    one, other = said[..., :, None, :], real[..., None, :, :]
    inner = (torch.minimum(one[..., 2:], other[..., 2:]) - torch.maximum(one[..., :2], other[..., :2])).clamp(
        min=0
    )
    outer = torch.maximum(one[..., 2:], other[..., 2:]) - torch.minimum(one[..., :2], other[..., :2])
    shared, around = inner.prod(-1), outer.prod(-1).clamp(min=1e-9)
    union = (
        (one[..., 2:] - one[..., :2]).prod(-1) + (other[..., 2:] - other[..., :2]).prod(-1) - shared
    ).clamp(min=1e-9)
    return shared / union - (around - union) / around


def set_loss(
    logits: torch.Tensor, boxes: torch.Tensor, scene: torch.Tensor, labels: torch.Tensor, truth: torch.Tensor
) -> torch.Tensor:
    """Return the mean loss of several answers; a scalar. The arguments are those of `matched`."""
    classes = logits.shape[-1]
    place, query, thing = matched(logits, boxes, scene, labels, truth)
    flat_logits, flat_boxes = logits.flatten(0, 1).float(), boxes.flatten(0, 1).float()
    wanted = torch.full(flat_logits.shape[:2], classes - 1, device=logits.device)
    wanted[place, query] = labels[thing]
    weights = torch.ones(classes, device=logits.device)
    weights[-1] = NO_OBJECT
    names = nn.functional.cross_entropy(flat_logits.flatten(0, 1), wanted.flatten(), weights)
    said, real = flat_boxes[place, query], truth[thing]
    number = max(1, len(thing))
    far = nn.functional.l1_loss(said, box_convert(real, "xyxy", "cxcywh"), reduction="sum") / number
    apart = generalized_box_iou_loss(box_convert(said, "cxcywh", "xyxy"), real, reduction="sum") / number
    return CLASS_WEIGHT * names + BOX_COST * far + GIOU_COST * apart
