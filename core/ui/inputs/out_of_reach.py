"""What a page says where the Hugging Face Hub cannot be reached: why it begins with models that ship, and that a model
which is not here cannot answer."""

from collections.abc import Sequence

from core.i18n import _, ngettext
from core.models import defaults, files
from core.models.catalogue.row import ModelRow, ships
from core.models.hub.client import reachable
from core.models.kinds import KINDS
from core.ui.frame.markdown import plain


def why_these(task: str, chosen: Sequence[ModelRow], first: Sequence[str], place: int = 0) -> str:
    """Return why a page began with models that ship, while these are chosen, else ""; `first` names what it began with:
    one model, or two. One that stands beside another has a `place` above 0."""
    if not chosen or [row.name for row in chosen] != list(first):
        return ""
    doodles = all(row.domain == "doodles" != KINDS[task].domains[0] for row in chosen)
    if not doodles and not all(_is_small(row, task, place) for row in chosen):
        return ""
    if place:
        why = _(
            "When you came, the Hugging Face Hub could not be reached and this machine did not have two other models "
            "for this, so the second one ships with the app."
        )
    elif len(first) == 1:
        why = _(
            "When you came, the Hugging Face Hub could not be reached and no other model for this was on this machine, "
            "so one that ships with the app is chosen."
        )
    else:
        why = _(
            "When you came, the Hugging Face Hub could not be reached and this machine did not have two other models "
            "for this, so the two that ship with the app are chosen."
        )
    if not doodles:
        return f"{why} " + _("It is small: expect less of it.")
    number = 1 if place else len(first)
    return f"{why} " + ngettext(
        "It knows doodles, not photographs.", "They know doodles, not photographs.", number
    )


def why_no_answer(row: ModelRow, task: str) -> str:
    """Return that a model for `task` cannot be had, where it is not on this machine, the Hub cannot be reached, and
    nothing could take its place; else ""."""
    if files.location_of(row, KINDS[task]) != "hub" or defaults.nearest_available(row, task) or reachable():
        return ""
    return _(
        "The Hugging Face Hub cannot be reached, this model is not on this machine, and no other one here can take its "
        "place: it answers once the Hub can be reached."
    )


def invitation(rows: Sequence[ModelRow], task: str, words: str) -> str:
    """Return what stands where the answer will be: `words`, which name the "{model}" that will give it, unless that
    cannot be had."""
    if not rows:
        return _("What a model says will appear here.")
    if all(why_no_answer(row, task) for row in rows):
        words = _("{model} answers here once the Hugging Face Hub can be reached.")
    return words.format(model=plain(rows[0].title))


def _is_small(row: ModelRow, task: str, place: int) -> bool:
    return row.domain == "text" and ships(row) and KINDS[task].defaults[place : place + 1] != (row.name,)
