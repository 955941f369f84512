"""Two people's work on one comparison, brought together where nothing conflicts. Pure.

Both began with the same session, the base. What only one of them changed since, taken away included, is so in the
merged session. Where both changed the same thing to something different, the other's stands and the conflict is named.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from core.compare.book.session import Session, as_kept
from core.compare.book.table import column_titles
from core.compare.book.workbook import COMMENTS, Choices, Measured, Workbook
from core.i18n import _
from core.names import distinct_name
from core.pictures.images import Picture

Part = Literal["student", "comment", "cell", "truth", "result", "measurement"]

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True)
class Conflict:
    """A thing that both changed to something different.

    `comment` is a key of COMMENTS, `picture` a digest, `model` a name, `column` an EDITABLE one, `choices` those of a
    measurement; each is empty where the part has none.
    """

    part: Part
    comment: str = ""
    picture: str = ""
    model: str = ""
    column: str = ""
    choices: Choices | None = None


@dataclass(frozen=True)
class Merged:
    """Both sessions in one, and what the other's stands in for where both had changed it."""

    session: Session
    conflicts: tuple[Conflict, ...]


def merge(base: Session | None, mine: Session, other: Session) -> Merged:
    """Return both sessions in one; without a base (None), what only one of them has was not taken away by the other.

    The choices in force (settings) stay mine.
    """
    begun = as_kept(base) if base else Session(Workbook(), (), None)
    conflicts: list[Conflict] = []
    ours, theirs, old = mine.book, other.book, begun.book
    student, clash = _one(old.student, ours.student, theirs.student, "")
    conflicts += [Conflict("student")] * clash
    comments, both = _dicts(old.comments, ours.comments, theirs.comments)
    conflicts += [Conflict("comment", comment=name) for name in both]
    edits, cells = _dicts(old.edits, ours.edits, theirs.edits)
    conflicts += [Conflict("cell", picture=cell[0], model=cell[1], column=cell[2]) for cell in cells]
    truth, drawn = _dicts(old.truth, ours.truth, theirs.truth)
    conflicts += [Conflict("truth", picture=digest) for digest in drawn]
    measured: dict[Choices, Measured] = {}
    for choices in dict.fromkeys([*theirs.measured, *ours.measured]):
        found, again = _measured(choices, old, ours, theirs)
        measured |= {choices: found} if found else {}
        conflicts += again
    notes = {
        digest: side.truth_notes[digest]
        for side in (ours, theirs)
        for digest, boxes in truth.items()
        if digest in side.truth_notes and side.truth.get(digest) == boxes
    }
    book = Workbook(measured, edits, truth, student, comments, notes)
    pictures = _pictures(begun.pictures, mine.pictures, other.pictures)
    return Merged(Session(book, pictures, mine.settings), tuple(conflicts))


def conflict_words(conflict: Conflict, names: Mapping[str, str], titles: Mapping[str, str]) -> str:
    """Return what both changed, in the language in use; `names` are the pictures' by digest, `titles` the models'."""
    picture = names.get(conflict.picture) or _("a picture that is no longer in the list")
    models = [titles.get(name, name) for name in (conflict.choices or ((conflict.model,),))[0]]
    words = {
        "student": _("your name"),
        "comment": _("the comment “{title}”").format(title=_(COMMENTS.get(conflict.comment, ""))),
        "cell": _("the cell “{column}” of {picture}, {model}").format(
            column=column_titles().get(conflict.column, ""), picture=picture, model=models[0]
        ),
        "truth": _("the true boxes of {picture}").format(picture=picture),
        "result": _("the measurement of {picture} with {models}").format(
            picture=picture, models=", ".join(models)
        ),
        "measurement": _("the measurement with {models}").format(models=", ".join(models)),
    }
    return words[conflict.part]


def _one(base: V, mine: V, other: V, nothing: V) -> tuple[V, bool]:
    """Return one thing as it stands after both, and whether both changed it; nobody lost what he left `nothing` in."""
    if mine in (other, base):
        return other, False
    if other == base:
        return mine, False
    # Words stand against none: who took them away changed them, but there is nothing of his to lose.
    if other == nothing:
        return mine, False
    return other, mine != nothing


def _dicts(base: Mapping[K, V], mine: Mapping[K, V], other: Mapping[K, V]) -> tuple[dict[K, V], list[K]]:
    """Return what stands after both, and the keys that both changed to something different; None is: not there."""
    merged: dict[K, V] = {}
    conflicts = []
    for key in dict.fromkeys([*other, *mine]):
        value, clash = _one(base.get(key), mine.get(key), other.get(key), None)
        if value is not None:
            merged[key] = value
        if clash:
            conflicts.append(key)
    return merged, conflicts


def _measured(
    choices: Choices, base: Workbook, mine: Workbook, other: Workbook
) -> tuple[Measured | None, list[Conflict]]:
    """Return what was measured with the same choices: together only where both added to the same measurement."""
    old, ours, theirs = (book.measured.get(choices) for book in (base, mine, other))
    if ours and theirs and _begun(ours) == _begun(theirs):
        before = old.results if old and _begun(old) == _begun(ours) else {}
        results, both = _dicts(before, ours.results, theirs.results)
        return replace(theirs, results=results), [
            Conflict("result", picture=digest, choices=choices) for digest in both
        ]
    found, clash = _one(old, ours, theirs, None)
    return found, [Conflict("measurement", choices=choices)] * clash


def _begun(measured: Measured) -> Measured:
    """Return a measurement without its results: what two must have in common for their numbers to stand together."""
    return replace(measured, results={})


def _pictures(
    base: tuple[Picture, ...], mine: tuple[Picture, ...], other: tuple[Picture, ...]
) -> tuple[Picture, ...]:
    """Return the other's pictures and behind them those that I added, without what one of us removed."""
    before, ours = ({picture.digest for picture in pictures} for pictures in (base, mine))
    merged = [picture for picture in other if picture.digest not in before - ours]
    theirs = {picture.digest for picture in other}
    for picture in mine:
        if picture.digest not in theirs | before:
            name = distinct_name(picture.name, [one.name for one in merged])
            merged.append(replace(picture, name=name))
    return tuple(merged)
