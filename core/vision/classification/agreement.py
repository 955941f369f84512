"""What two models agree on, and what not, about one picture. Pure."""

from dataclasses import dataclass

from core.models.scores import Scored
from core.pictures.labels import canonical_label
from core.vision.classification.classify import Prediction, best, place_of


@dataclass(frozen=True)
class Agreement:
    """Two models' best labels; the places (1 = best) that each has for the other's, None where it does not know that
    label; and which labels both have among their five best, in the order of the first."""

    first: Scored
    second: Scored
    place_in_second: int | None
    place_in_first: int | None
    shared: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether both give the same label first."""
        return canonical_label(self.first.label) == canonical_label(self.second.label)


def agreement(first: Prediction, second: Prediction) -> Agreement:
    """Return in what two models' answers to one picture agree; labels are the same whose `canonical_label` is."""
    ours, theirs = best(first), best(second)
    known = {canonical_label(item.label) for item in theirs}
    shared = tuple(item.label for item in ours if canonical_label(item.label) in known)
    return Agreement(
        ours[0],
        theirs[0],
        _place(second, ours[0].label),
        _place(first, theirs[0].label),
        tuple(dict.fromkeys(shared)),
    )


def _place(prediction: Prediction, label: str) -> int | None:
    wanted = canonical_label(label)
    spelt = next((own for own in prediction.labels if canonical_label(own) == wanted), None)
    return place_of(prediction, spelt) if spelt is not None else None
