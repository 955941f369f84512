"""Labels of the truth that no model can ever say: each of their boxes is missed by all of them. Pure."""

from collections.abc import Iterable, Sequence

from core.compare.measure.facts import ModelFacts
from core.compare.truth.truth import Truth
from core.i18n import _
from core.pictures.labels import canonical_label


def unknown_labels(labels: Iterable[str], models: Sequence[ModelFacts]) -> tuple[str, ...]:
    """Return those of `labels`, each once, that none of the models knows; none, where one does not tell its labels."""
    known = [{canonical_label(each) for each in facts.labels} for facts in models]
    if not all(known):
        return ()
    every = set().union(*known)
    return tuple(label for label in dict.fromkeys(labels) if canonical_label(label) not in every)


def unknown_words(truth: Truth, models: Sequence[ModelFacts]) -> str:
    """Warn of the labels of true boxes that none of the models knows; "" where there are none."""
    labels = (box.label for boxes in truth.values() for box in boxes)
    if not (unknown := unknown_labels(labels, models)):
        return ""
    return _(
        "None of these models knows {labels}: every true box with such a label counts as a false negative of all of "
        "them."
    ).format(labels=", ".join(f"“{label}”" for label in unknown))
