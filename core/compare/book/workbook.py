"""What one visitor has done on the comparison page: measured, drawn, typed.

Every combination of choices keeps its own measurements, so that trying another one loses nothing, and coming back to
the first finds them again. The threshold is not one of them: it moves without measuring again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.compare.measure import disturbed as others
from core.compare.measure.facts import ModelFacts
from core.compare.measure.run import Comparison, ImageResult, Settings, compare, library_versions
from core.i18n import N_
from core.machine import Machine, machine
from core.pictures.boxes import TruthBox

Edits = dict[tuple[str, str, str], str]
"""The visitor's own text in a cell, by (digest of the picture, name of the model, key of the column)."""

Choices = tuple[tuple[str, ...], str, int, int]


def choices_of(settings: Settings) -> Choices:
    """Return what makes two measurements comparable: models, device, repeats and warm-up, but not the threshold."""
    return settings.models, settings.device, settings.repeats, settings.warmup


@dataclass
class Measured:
    """The measurements made with one combination of choices: by picture digest, as they come in.

    Machine, versions and date (ISO 8601, UTC) are those of the first run: the numbers may be read on another day and
    another machine.
    """

    settings: Settings
    facts: tuple[ModelFacts, ...]
    machine: Machine
    versions: dict[str, str]
    date: str
    results: dict[str, ImageResult] = field(default_factory=dict)


COMMENTS: dict[str, str] = {
    "accuracy": N_("Accuracy: how many objects each model found, and how well"),
    "resources": N_("Resources: time and memory, on processor and graphics card where possible"),
    "ease": N_("Ease of use: code, packages, documentation"),
}
"""The three comments that the activity asks for, by key."""


@dataclass
class Workbook:
    """Everything that a visitor measured, drew and typed on the comparison page.

    `truth` holds the true boxes by picture digest: a picture that is not in it is not counted, one with () has no
    object. `comments` holds the visitor's own words by the keys of COMMENTS, `truth_notes` by picture digest what was
    assumed or left out when its true boxes were read from a file.
    """

    measured: dict[Choices, Measured] = field(default_factory=dict)
    edits: Edits = field(default_factory=dict)
    truth: dict[str, tuple[TruthBox, ...]] = field(default_factory=dict)
    student: str = ""
    comments: dict[str, str] = field(default_factory=dict)
    truth_notes: dict[str, tuple[str, ...]] = field(default_factory=dict)


def measured_for(book: Workbook, settings: Settings, facts: Sequence[ModelFacts], *, fresh: bool) -> Measured:
    """Return where the results of a run with these choices go: to those that are there, or, with `fresh`, to new ones.

    New ones are not in the book before their first result is (see `keep`), so that a run that is stopped at once costs
    nothing. Numbers of another machine, or of other versions of the libraries, are never added to.
    """
    found = book.measured.get(choices_of(settings))
    if found and not fresh and _made_here(found):
        return found
    begun = compare(settings, facts, ())
    return Measured(settings, begun.models, begun.machine, begun.versions, begun.date)


def keep(book: Workbook, measured: Measured, result: ImageResult) -> None:
    """Put a finished picture into the book, in the place of what was measured with the same choices before."""
    measured.results[result.digest] = result
    book.measured[choices_of(measured.settings)] = measured


def missing(book: Workbook, settings: Settings, digests: Sequence[str]) -> tuple[str, ...]:
    """Return those of the pictures `digests` that have no result with these choices and on this machine, in order."""
    found = book.measured.get(choices_of(settings))
    done = found.results if found and _made_here(found) else {}
    return tuple(digest for digest in digests if digest not in done)


def disturbed(book: Workbook, settings: Settings, digests: Sequence[str]) -> tuple[ImageResult, ...]:
    """Return the results of those of the pictures `digests` that others disturbed when they were measured with these
    choices and on this machine, where they can be measured again."""
    found = book.measured.get(choices_of(settings))
    results = found.results if found and _made_here(found) else {}
    return others.disturbed([results[digest] for digest in digests if digest in results])


def copy_of(book: Workbook) -> Workbook:
    """Return the book as it is now: what is written from it in another thread must not change meanwhile."""
    return replace(
        book,
        measured={
            choices: replace(found, results=dict(found.results)) for choices, found in book.measured.items()
        },
        edits=dict(book.edits),
        truth=dict(book.truth),
        comments=dict(book.comments),
        truth_notes=dict(book.truth_notes),
    )


def _made_here(found: Measured) -> bool:
    return found.machine == machine() and found.versions == library_versions()


def latest_settings(book: Workbook, digests: Sequence[str]) -> Settings | None:
    """Return the choices with which one of the pictures `digests` was measured last, or None where none was."""
    for found in sorted(book.measured.values(), key=lambda one: one.date, reverse=True):
        if found.results.keys() & set(digests):
            return found.settings
    return None


def comparison_of(book: Workbook, settings: Settings, names: Mapping[str, str]) -> Comparison | None:
    """Return the comparison of the pictures `names` (digest to file name), in that order; None when none is measured.

    Its settings, machine, versions and date are those in force when it was measured.
    """
    found = book.measured.get(choices_of(settings))
    if found is None:
        return None
    images = tuple(
        replace(found.results[digest], image=name)
        for digest, name in names.items()
        if digest in found.results
    )
    if not images:
        return None
    return Comparison(found.settings, found.machine, found.facts, images, found.versions, found.date)
