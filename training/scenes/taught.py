"""What quickdraw-resnet, the sketch network that ships, says of drawings: other networks learn from it as well.

A label says what a drawing is; the teacher also says what it looks like, so that a network learns more from each
drawing (Hinton et al. 2015, "Distilling the Knowledge in a Neural Network").
"""

import torch
from torch import nn
from torch.nn.functional import one_hot

from core.models.catalogue.row import WEIGHTS
from core.models.networks import read_sketcher
from training.scenes.words import things

TEACHER = "quickdraw-resnet"
TAUGHT = 0.6
"""The part of what is learnt that the teacher says; the label says the rest."""


class Teacher:
    """The sketch network with its classes in the order of `things`."""

    def __init__(self, on: str) -> None:
        sketcher = read_sketcher(WEIGHTS / TEACHER / "model.safetensors", on)
        self.network: nn.Module = sketcher.network.to(memory_format=torch.channels_last)
        self.order = torch.tensor([sketcher.classes.index(name) for name in things()], device=on)

    @torch.no_grad()
    def targets(self, small: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
        """Return what a network shall say, float [batch, 345] with rows that add up to 1; `small` uint8 [batch, 28, 28]
        is what the teacher sees (255 = ink), `label` int64 [batch] what the drawings are."""
        said = self.network((small.float() / 255)[:, None]).float()[:, self.order].softmax(dim=1)
        return TAUGHT * said + (1 - TAUGHT) * one_hot(label, said.shape[1])
