"""The hand-ins of a class as a table, in the language in use: what stands in each cell, and what needs a look."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.compare.book.resources import device_word, hardware, resources
from core.compare.count.figures import ModelFigures, share
from core.compare.grade.copies import Kind, Same, same_results
from core.compare.grade.graded import Boxes, Content, Graded
from core.compare.handin.missing import missing_parts
from core.compare.measure.disturbed import others_in_all
from core.i18n import N_, _, decimal, milliseconds, ngettext
from core.pictures.marks import exact_percent
from core.version import VERSION

LOOKS: dict[str, str] = {
    "problem": N_("cannot be read"),
    "differences": N_("figures do not follow"),
    "same": N_("equal to another's"),
    "missing": N_("something is missing"),
    "version": N_("another version"),
    "disturbed": N_("times disturbed"),
}
"""Why a hand-in needs a look, by key, the gravest first."""


@dataclass(frozen=True)
class Line:
    """One hand-in of a class, and what it has in common with others of it."""

    graded: Graded
    same: tuple[Same, ...]

    @property
    def looks(self) -> tuple[str, ...]:
        """The keys of LOOKS that are so of this hand-in; () where nothing needs a look."""
        content = self.graded.content
        if content is None:
            return ("problem",)
        holds = {
            "differences": bool(content.differences),
            "same": bool(self.same),
            "missing": bool(missing_words(content)),
            "version": is_of_another_version(content),
            "disturbed": any(image.others.is_disturbed for image in content.comparison.images),
        }
        return tuple(look for look in LOOKS if holds.get(look))


def lines_of(graded: Sequence[Graded]) -> tuple[Line, ...]:
    """Return the hand-ins of a class in the order of their names, each beside all others."""
    ordered = sorted(graded, key=lambda one: one.name.casefold())
    return tuple(Line(one, same) for one, same in zip(ordered, same_results(ordered), strict=True))


def is_of_another_version(content: Content) -> bool:
    """Tell whether another version of the app wrote the hand-in, which may count or write otherwise."""
    return content.app is not None and content.app != f"MiraLab {VERSION}"


def looks_words(line: Line) -> str:
    """Return why a hand-in needs a look, "" where it does not."""
    return ", ".join(_(LOOKS[look]) for look in line.looks)


def why_words(line: Line) -> str:
    """Return what there is to look at: why a hand-in cannot be read, or how many figures do not follow and which other
    hand-ins it equals; "" where there is nothing."""
    content = line.graded.content
    if content is None:
        return str(line.graded.problem)
    number = len(content.differences)
    wrong = [ngettext("{n} figure does not follow", "{n} figures do not follow", number)] if number else []
    return "; ".join([*wrong, *(_("equal to {other}").format(other=same_words(same)) for same in line.same)])


def table(lines: Sequence[Line]) -> tuple[list[str], list[list[str | float]]]:
    """Return the titles of the table, what matters first, and its rows; of a hand-in that cannot be read, only why."""
    columns = _columns()
    titles = [_("File"), _("Student"), _("Needs a look"), _("Why"), *columns]
    rows: list[list[str | float]] = []
    for line in lines:
        content = line.graded.content
        student = content.book.student if content else ""
        cells = [cell(content) if content else "" for cell in columns.values()]
        rows.append([line.graded.name, student, looks_words(line), why_words(line), *cells])
    return titles, rows


def _columns() -> dict[str, Callable[[Content], str | float]]:
    """Return what the table says of what a hand-in holds, by the column's title."""
    return {
        _("Missing"): lambda content: "; ".join(missing_words(content)),
        _("Models"): lambda content: ", ".join(facts.title for facts in content.comparison.models),
        _("Images"): lambda content: len(content.comparison.images),
        "TP / FP / FN": lambda content: _by_model(content, _counts),
        "AP": lambda content: _by_model(content, lambda row: share(row.metrics.ap)),
        _("Boxes drawn by hand"): lambda content: content.boxes.drawn,
        _("Boxes begun from a model's"): lambda content: content.boxes.from_model,
        _("Of these, unchanged"): lambda content: content.boxes.unchanged,
        _("Boxes of scenes or files"): lambda content: content.boxes.of_scenes + content.boxes.from_file,
        _("Own cells"): lambda content: content.own_cells,
        _("Words of comment"): comment_words,
        _("Median time"): _times,
        _("Machine"): machine_words,
        _("Processor used by others"): lambda content: others_in_all(content.comparison.images),
        _("Settings"): settings_words,
        _("Date (UTC)"): lambda content: content.comparison.date[:16].replace("T", " "),
        _("Written by"): version_words,
    }


def comment_words(content: Content) -> int:
    """Return of how many words the three comments are, together."""
    return sum(len(text.split()) for text in content.book.comments.values())


def missing_words(content: Content) -> tuple[str, ...]:
    """Return what the activity asks for and the hand-in does not have, () where nothing is missing."""
    comparison = content.comparison
    runs = min((len(run.runs) for image in comparison.images for run in image.models), default=0)
    return (
        *missing_parts(content.book, comparison),
        *([_("a second picture")] if len(comparison.images) < 2 else []),
        *([_("a second model")] if len(comparison.models) < 2 else []),
        *([_("several runs of each model")] if runs < 2 else []),
        *(_("the file {name}").format(name=name) for name in content.absent),
        *map(str, content.unreadable),
    )


def same_words(same: Same) -> str:
    """Return what a hand-in has in common with another: "eva.zip (12 of 12 timed measurements)"."""
    words: dict[Kind, str] = {
        "file": _("{other} (the very same file)"),
        "times": _("{other} (times of {shared} of {all} measurements)"),
        "boxes": _("{other} ({shared} of {all} boxes drawn by hand)"),
        "words": _("{other} ({shared} of {all} texts)"),
    }
    return words[same.kind].format(other=same.other, shared=decimal(same.shared, 0), all=decimal(same.all, 0))


def machine_words(content: Content) -> str:
    """Return the processor or graphics card that the models ran on, and how many cores may be used."""
    machine = content.comparison.machine
    names = dict.fromkeys(hardware(machine, facts.device) for facts in content.comparison.models)
    cores = decimal(machine.cores, 0 if machine.cores == int(machine.cores) else 1)
    return _("{hardware}, {cores} cores").format(hardware=", ".join(names), cores=cores)


def settings_words(content: Content) -> str:
    """Return the choices of the comparison in short."""
    settings = content.comparison.settings
    return ", ".join(
        (
            device_word(settings.device),
            _("threshold {threshold}").format(threshold=exact_percent(content.threshold)),
            ngettext("{n} run", "{n} runs", settings.repeats),
            ngettext("{n} warm-up run", "{n} warm-up runs", settings.warmup),
        )
    )


def version_words(content: Content) -> str:
    """Return which version wrote the hand-in."""
    if content.app is None:
        return _("not known")
    return content.app or _("an earlier version")


def boxes_words(boxes: Boxes) -> str:
    """Return where the true boxes come from, in a sentence."""
    return _(
        "True boxes: {drawn} drawn by hand, {model} begun from a model's ({unchanged} of them unchanged), {file} from "
        "files, {scenes} of scenes."
    ).format(
        drawn=decimal(boxes.drawn, 0),
        model=decimal(boxes.from_model, 0),
        unchanged=decimal(boxes.unchanged, 0),
        file=decimal(boxes.from_file, 0),
        scenes=decimal(boxes.of_scenes, 0),
    )


def _by_model(content: Content, words: Callable[[ModelFigures], str]) -> str:
    """Return what is counted of each model; a dash without a truth."""
    return "; ".join(f"{row.title}: {words(row)}" for row in content.figures) or "–"


def _counts(row: ModelFigures) -> str:
    return f"{row.counts.tp} / {row.counts.fp} / {row.counts.fn}"


def _times(content: Content) -> str:
    rows = resources([content.comparison])
    return "; ".join(f"{row.model}: {milliseconds(row.total.median)}" for row in rows)
