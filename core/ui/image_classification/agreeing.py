"""What two models agree on about a picture, and what not, in words."""

from core.i18n import _
from core.ui.frame.markdown import plain
from core.ui.image_classification.answers import Answer
from core.ui.image_classification.bars import score_words
from core.vision.classification.agreement import agreement
from core.vision.classification.names import short_name


def agreement_words(first: Answer, second: Answer) -> str:
    """Return in Markdown what two models' answers to one picture have in common."""
    found = agreement(first.prediction, second.prediction)
    one, other = plain(first.row.title), plain(second.row.title)
    scores = [
        score_words(answer.prediction.rule, best.score)
        for answer, best in ((first, found.first), (second, found.second))
    ]
    if found.same:
        return _("Both say **{label}**: {first} with {first_score}, {second} with {second_score}.").format(
            label=_shown(found.first.label),
            first=one,
            second=other,
            first_score=scores[0],
            second_score=scores[1],
        )
    parts = [
        _("They do not agree: {first} says **{first_label}**, {second} says **{second_label}**.").format(
            first=one,
            first_label=_shown(found.first.label),
            second=other,
            second_label=_shown(found.second.label),
        ),
        _placed(other, found.first.label, found.place_in_second),
        _placed(one, found.second.label, found.place_in_first),
    ]
    if found.shared:
        parts.append(
            _("Both have among their five best: {labels}.").format(
                labels=", ".join(map(_shown, found.shared))
            )
        )
    else:
        parts.append(_("Their five best have no label in common."))
    return " ".join(parts)


def _placed(model: str, label: str, place: int | None) -> str:
    if place is None:
        return _("{model} does not know the label {label}.").format(model=model, label=_shown(label))
    return _("{model} has {label} in place {place}.").format(model=model, label=_shown(label), place=place)


def _shown(label: str) -> str:
    return plain(short_name(label))
