"""Object detection: one type for what detectors say, and the two adapters that make it.

Everything behind this module is pure and does not know which library found a box.
"""

from dataclasses import dataclass

Box = tuple[float, float, float, float]
"""x1, y1, x2, y2 in pixels of the upright image; x to the right, y down, the far corner excluded."""


@dataclass(frozen=True)
class Detection:
    """One object that a model claims to see: its label (the model's own text), score in 0..1, and box."""

    label: str
    score: float
    box: Box


@dataclass(frozen=True)
class StageTimes:
    """What one run took, in milliseconds: making the tensor, the network, and turning its output into boxes."""

    preprocess: float
    inference: float
    postprocess: float

    @property
    def total(self) -> float:
        """The whole run, in milliseconds."""
        return self.preprocess + self.inference + self.postprocess
