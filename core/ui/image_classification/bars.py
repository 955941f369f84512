"""A model's best labels as bars: the first name of each, its score, and its other names behind the arrow."""

from core.i18n import decimal
from core.pictures.marks import percent
from core.ui.frame.scores import ScoreBar, show_scores
from core.vision.classification.classify import Prediction, Rule, best
from core.vision.classification.names import short_names, synonyms


def show_bars(prediction: Prediction, truth: str = "") -> None:
    """Draw the best labels with their scores, the best first; the one that is right (`truth`) has a tick."""
    scored = best(prediction)
    names = short_names([item.label for item in scored])
    show_scores(
        ScoreBar(
            name,
            score_words(prediction.rule, item.score),
            item.score,
            item.label if _is_shortened(item.label, name) else "",
            item.label == truth,
        )
        for item, name in zip(scored, names, strict=True)
    )


def score_words(rule: Rule, score: float) -> str:
    """Return a score as it is read: a share in per cent, or a regression's number as it is."""
    return decimal(score, 2) if rule == "none" else percent(score, 1)


def _is_shortened(label: str, name: str) -> bool:
    return name != label and (len(synonyms(label)) > 1 or name.endswith("…"))
