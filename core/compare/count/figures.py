"""What was counted against the truth, a row a model: the same for the page, the report and the comments. Pure."""

from dataclasses import dataclass

from core.compare.count.match import Counts
from core.compare.count.metrics import Metrics, Predictions, error_totals, metrics, total
from core.compare.measure.run import Comparison
from core.compare.truth.truth import Truth
from core.pictures.marks import percent


@dataclass(frozen=True)
class ModelFigures:
    """One model over all pictures with truth; `kinds` is how many errors of each kind, by the keys of ERROR_KINDS."""

    name: str
    title: str
    counts: Counts
    metrics: Metrics
    kinds: dict[str, int]


def counted_rows(comparison: Comparison, truth: Truth, threshold: float) -> tuple[ModelFigures, ...]:
    """Return the figures of each model, in their order, at a threshold (0..1); `truth` is by picture digest."""
    rows = []
    for facts in comparison.models:
        found = predictions_of(comparison, facts.name)
        rows.append(
            ModelFigures(
                facts.name,
                facts.title,
                total(found, truth, threshold),
                metrics(facts.name, found, truth, threshold),
                error_totals(found, truth, threshold),
            )
        )
    return tuple(rows)


def predictions_of(comparison: Comparison, model: str) -> Predictions:
    """Return all that one model found, by picture digest."""
    return {
        image.digest: run.detections
        for image in comparison.images
        for run in image.models
        if run.model == model
    }


def share(value: float | None) -> str:
    """Return a figure from 0 to 1 as a percentage, or a dash where it cannot be said."""
    return "–" if value is None else percent(value, 1)
