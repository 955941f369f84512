"""Which sentences could be true of which scenes, for all of a batch at once, on the device that learns."""

import torch

from training.scenes.captions import UNCLEAR


def possible(
    kinds: torch.Tensor, boxes: torch.Tensor, phrases: torch.Tensor, place: torch.Tensor
) -> torch.Tensor:
    """Return bool [scenes, sentences]: what `training.scenes.captions.is_false` says of none of them.

    `kinds` int64 [scenes, kinds, 3] has the thing, number and colour of each kind, `boxes` float [scenes, kinds, 4] the
    box around it; `phrases` int64 [sentences, phrases, 3] and `place` int64 [sentences] the same of sentences, as
    places in tables. -1 is a kind or a phrase that is not there, a colour or a place that is not said.
    """
    there = kinds[:, None, None, :, :]
    said = phrases[None, :, :, None, :]
    same_thing = there[..., 0] == said[..., 0]
    colour = (said[..., 2] < 0) | (there[..., 2] == said[..., 2])
    match = same_thing & (there[..., 1] == said[..., 1]) & colour
    holds = (match.any(dim=-1) | (said[..., 0, 0] < 0)).all(dim=-1)
    one, other = ((same_thing[:, :, phrase].to(boxes.dtype) @ boxes) for phrase in (0, 1))
    placed = torch.stack(
        [_may_be(one, other, 0), _may_be(other, one, 0), _may_be(one, other, 1), _may_be(other, one, 1)],
        dim=-1,
    )
    wanted = place.clamp(min=0)[None, :, None].expand(len(kinds), -1, 1)
    return holds & ((place < 0)[None] | placed.gather(-1, wanted)[..., 0])


def _may_be(one: torch.Tensor, other: torch.Tensor, axis: int) -> torch.Tensor:
    middle = (other[..., axis] + other[..., axis + 2] - one[..., axis] - one[..., axis + 2]) / 2
    return (one[..., axis + 2] <= other[..., axis]) | (middle > UNCLEAR)
