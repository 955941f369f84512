"""report.html: what the report of a comparison says, in the language in use, for a teacher to read.

How it looks, and what every report has, is in core.handin.page and report.html.jinja beside this file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from core.compare.book.comments import comment_facts
from core.compare.book.resources import device_word, hardware, resource_table
from core.compare.book.table import COLUMNS, column_titles, own_cells_words
from core.compare.book.workbook import COMMENTS
from core.compare.count.figures import counted_rows, share
from core.compare.count.match import ERROR_KINDS, Counts, match
from core.compare.count.unknown import unknown_words
from core.compare.handin import charts
from core.compare.handin.hand_in import HandIn
from core.compare.handin.pictures import judged_picture
from core.compare.measure.disturbed import disturbed_words
from core.compare.measure.run import Comparison, ImageResult
from core.compare.truth.truth import Truth
from core.errors import UserError
from core.handin.charts import chart_svg
from core.handin.page import data_url, described, report_page
from core.i18n import _, current_language, decimal, megabytes, ngettext
from core.pictures.boxes import SCENE, TruthBox
from core.pictures.marks import exact_percent
from core.version import VERSION
from core.vision.detection.listing import above, count_labels

PICTURE_SIDE = 1000
"""The most pixels of a picture's longer side inside the report."""


@dataclass(frozen=True)
class DrawnChart:
    """A chart of the report, as SVG and in words; where it could not be drawn, `svg` is a sentence that says so."""

    svg: str
    words: str
    is_drawn: bool = True


def report_html(handin: HandIn, file_names: Sequence[str], drawn: Mapping[str, DrawnChart]) -> str:
    """Return the report as one HTML document; `file_names` are the files it is handed in with, `drawn` its charts."""
    comparison, truth = handin.comparison, handin.truth
    resources = resource_table([comparison, *handin.others])
    return report_page(
        Path(__file__).with_name("report.html.jinja"),
        kicker=_("Comparison of object detectors"),
        title=_title(comparison),
        student=handin.book.student,
        facts=_opening_facts(handin),
        files=described(file_names, _file_meanings()),
        words=_words(),
        columns=list(column_titles().values()),
        rows=[list(row.cells().values()) for row in handin.rows],
        own=[[COLUMNS.index(column) for column in row.own] for row in handin.rows],
        own_cells=own_cells_words(handin.rows),
        drawn=_boxes_drawn(handin),
        comments=_comments(handin),
        pictures=[_picture(handin, image) for image in comparison.images],
        has_truth=bool(truth),
        counted=_counted(comparison, truth, handin.threshold) if truth else None,
        taken_over=_taken_over(comparison, truth),
        unknown=unknown_words(truth, comparison.models),
        truth_notes=_truth_notes(handin),
        disturbed=disturbed_words(comparison.images),
        resources={"columns": list(resources[0]), "rows": [list(row.values()) for row in resources]},
        charts={name: {"svg": chart.svg, "words": chart.words} for name, chart in drawn.items()},
        settings=_settings(handin),
    )


def _words() -> dict[str, str]:
    """Return the fixed texts of the template, by the names it knows them by."""
    return {
        "table": _("Table of the activity"),
        "own": _("✎ own words"),
        "comments": _("Comments"),
        "no_comment": _("Nothing was written here."),
        "figures": _("Figures"),
        "pictures": _("Pictures"),
        "legend": _("How to read the boxes"),
        "legend_right": _("solid line and ✓: right"),
        "legend_false": _("dashed line and ✗: false positive"),
        "legend_missed": _("dotted line and ?: missed"),
        "errors": _("Right and wrong, counted"),
        "no_truth": _(
            "Nobody drew what is really on the pictures, so false positives and negatives were not counted."
        ),
        "rule": _(
            "COCO's rule: by falling score, each detection takes the true object of the same label that it overlaps "
            "most, if that is still free and the IoU is 0.5 or more. What takes none is a false positive; what nobody "
            "takes was missed."
        ),
        "truth_notes": _("About the files that the truth was read from"),
        "kinds": _("Kinds of error (TIDE)"),
        "kind": _("Kind"),
        "resources": _("Time and resources"),
        "resources_note": _(
            "Loading is measured apart from running. The models take turns, after a warm-up that is not counted; "
            "times are those of whole runs on all pictures."
        ),
        "settings": _("Settings and machine"),
    }


def _title(comparison: Comparison) -> str:
    titles = [facts.title for facts in comparison.models]
    if len(titles) == 1:
        return titles[0]
    return _("{first} versus {last}").format(first=", ".join(titles[:-1]), last=titles[-1])


def _opening_facts(handin: HandIn) -> list[str]:
    from babel.dates import format_date

    comparison = handin.comparison
    day = datetime.fromisoformat(comparison.date)
    devices = ", ".join(
        dict.fromkeys(
            f"{device_word(facts.device)} ({hardware(comparison.machine, facts.device)})"
            for facts in comparison.models
        )
    )
    return [
        format_date(day, "long", locale=current_language()),
        ngettext("{n} picture", "{n} pictures", len(comparison.images)),
        _("threshold {threshold}").format(threshold=exact_percent(handin.threshold)),
        devices,
    ]


def _comments(handin: HandIn) -> list[dict[str, Any]]:
    facts = comment_facts(handin.comparison, handin.threshold, handin.truth, handin.others)
    return [
        {"title": _(title), "text": handin.book.comments.get(key, "").strip(), "facts": facts[key]}
        for key, title in COMMENTS.items()
    ]


def _picture(handin: HandIn, image: ImageResult) -> dict[str, Any]:
    truth = handin.truth.get(image.digest)
    original = handin.picture(image).image
    titles = {facts.name: facts.title for facts in handin.comparison.models}
    views = []
    for run in image.models:
        found = above(run.detections, handin.threshold)
        listed = ", ".join(f"{number} {label}" for label, number in count_labels(found).items())
        annotated = judged_picture(original, run, truth, handin.threshold, PICTURE_SIDE)
        views.append(
            {
                "title": titles[run.model],
                "data": data_url(annotated),
                "width": annotated.width,
                "height": annotated.height,
                "alt": _("{picture} with what {model} found: {objects}").format(
                    picture=image.image, model=titles[run.model], objects=listed or _("nothing")
                ),
                "objects": ngettext("{n} object", "{n} objects", len(found))
                + (f": {listed}" if listed else ""),
                "verdict": "" if truth is None else _verdict(match(found, truth).counts),
            }
        )
    return {
        "name": image.image,
        "size": f"{image.width} × {image.height}",
        "truth": _origin(truth, titles),
        "views": views,
    }


def _verdict(counts: Counts) -> str:
    return _("{right} right, {false} false, {missed} missed").format(
        right=counts.tp, false=counts.fp, missed=counts.fn
    )


def _origin(truth: Sequence[TruthBox] | None, titles: Mapping[str, str]) -> str:
    """Say what the truth of a picture is and where its boxes come from."""
    if truth is None:
        return _("Not counted: nobody said what is really there.")
    if not truth:
        return _("Truth: there is nothing to find in this picture.")
    objects = ngettext("{n} object", "{n} objects", len(truth))
    return _("Truth: {objects} ({origins}).").format(objects=objects, origins=_origins(truth, titles))


def _boxes_drawn(handin: HandIn) -> str:
    """Say where all true boxes of the comparison come from, and how many there are of each; "" where there are none."""
    titles = {facts.name: facts.title for facts in handin.comparison.models}
    boxes = [box for found in handin.truth.values() for box in found]
    return _("True boxes: {origins}.").format(origins=_origins(boxes, titles)) if boxes else ""


def _origins(truth: Sequence[TruthBox], titles: Mapping[str, str]) -> str:
    """Return how many boxes come from where, in words."""
    said = []
    for origin, number in Counter(box.origin for box in truth).items():
        boxes = ngettext("{n} box", "{n} boxes", number)
        if origin.startswith("model:"):
            name = origin.removeprefix("model:")
            said.append(_("{boxes} from {model}").format(boxes=boxes, model=titles.get(name, name)))
        elif origin == "file":
            said.append(_("{boxes} from a file").format(boxes=boxes))
        elif origin == SCENE:
            said.append(_("{boxes} made by the app").format(boxes=boxes))
        else:
            said.append(_("{boxes} drawn by hand").format(boxes=boxes))
    return ", ".join(said)


def _taken_over(comparison: Comparison, truth: Truth) -> str:
    """Warn where the truth began with a model's own boxes: it judges that model too kindly."""
    names = {
        box.origin.removeprefix("model:") for boxes in truth.values() for box in boxes if ":" in box.origin
    }
    if not names:
        return ""
    titles = {facts.name: facts.title for facts in comparison.models}
    return _(
        "Part of the truth began as boxes of {models}, corrected by hand or not. Such a truth flatters the "
        "model it comes from: its places count as exactly right."
    ).format(models=", ".join(sorted(titles.get(name, name) for name in names)))


def _truth_notes(handin: HandIn) -> list[str]:
    """Return what was assumed or left out when the truth was read from files, where it is still theirs."""
    still = [
        digest
        for digest, boxes in handin.truth.items()
        if not boxes or any(box.origin == "file" for box in boxes)
    ]
    return list(dict.fromkeys(note for digest in still for note in handin.book.truth_notes.get(digest, ())))


def _counted(comparison: Comparison, truth: Truth, threshold: float) -> dict[str, Any]:
    """Return two tables of texts, the models' figures and their errors by kind, and how many pictures they cover."""
    rows = counted_rows(comparison, truth, threshold)
    figures = []
    for row in rows:
        counts, said = row.counts, row.metrics
        shares = map(share, (said.precision, said.recall, said.f1, said.ap50, said.ap))
        figures.append([row.title, str(counts.tp), str(counts.fp), str(counts.fn), *shares])
    return {
        "over": ngettext("Over {n} picture with truth.", "Over {n} pictures with truth.", len(truth)),
        "columns": [
            _("Model"),
            _("Right (TP)"),
            _("False (FP)"),
            _("Missed (FN)"),
            _("Precision"),
            _("Recall"),
            "F1",
            "AP50",
            "AP",
        ],
        "figures": figures,
        "models": [row.title for row in rows],
        "kinds": [
            {"name": _(kind.name), "rule": _(kind.rule), "numbers": [row.kinds[key] for row in rows]}
            for key, kind in ERROR_KINDS.items()
        ],
    }


def drawn_charts(handin: HandIn) -> dict[str, DrawnChart]:
    """Return the report's charts that there are data for, by name."""
    comparison, truth, threshold = handin.comparison, handin.truth, handin.threshold
    found = {
        "runs": (charts.run_times(comparison), charts.run_times_words(comparison)),
        "stages": (charts.stages(comparison), charts.stages_words(comparison)),
    }
    if any(truth.values()):
        found |= {
            "labels": (
                charts.label_counts(comparison, truth, threshold),
                " ".join(
                    (
                        charts.label_counts_words(comparison, truth, threshold),
                        charts.labels_left_out(comparison, truth, threshold),
                    )
                ).strip(),
            ),
            "curves": (charts.curves(comparison, truth), charts.curves_words(comparison, truth)),
        }
    return {name: _drawn(*chart) for name, chart in found.items()}


def _drawn(chart: Any, words: str) -> DrawnChart:  # noqa: ANN401 (any of Altair's chart classes)
    from markupsafe import Markup

    try:
        return DrawnChart(Markup(chart_svg(chart)), words)  # noqa: S704 (made by the library, texts escaped)
    except UserError as error:
        # The words have the figures too: nothing else of the report is lost with the picture.
        return DrawnChart(Markup.escape(str(error)), words, is_drawn=False)


def _settings(handin: HandIn) -> list[tuple[str, str]]:
    from babel.dates import format_datetime

    comparison = handin.comparison
    settings, machine = comparison.settings, comparison.machine
    moment = format_datetime(datetime.fromisoformat(comparison.date), "long", locale=current_language())
    said = [
        (_("Measured on"), moment),
        (_("Confidence threshold"), decimal(handin.threshold, 2)),
        (_("Confidence threshold of the timed runs"), decimal(settings.threshold, 2)),
        (_("Timed runs of each model on each picture"), decimal(settings.repeats, 0)),
        (_("Warm-up runs of each model"), decimal(settings.warmup, 0)),
    ]
    said += [
        (facts.title, ", ".join(filter(None, (facts.source, facts.revision, device_word(facts.device)))))
        for facts in comparison.models
    ]
    return [
        *said,
        ("MiraLab", VERSION),
        (_("Processor"), machine.cpu),
        (_("Usable cores"), decimal(machine.cores, 0 if machine.cores == int(machine.cores) else 1)),
        (_("Usable memory"), megabytes(machine.memory_bytes)),
        (_("Graphics card"), machine.gpu or _("none")),
        (_("Operating system"), machine.system),
        (
            _("Versions"),
            ", ".join(
                f"{name} {version}"
                for name, version in {"Python": machine.python, **comparison.versions}.items()
            ),
        ),
    ]


def _file_meanings() -> dict[str, str]:
    """Return what is in each file or folder that there can be."""
    return {
        "report.html": _("this page"),
        "table.xlsx": _("the table, every timed run, settings and machine, for Excel or LibreOffice"),
        "table.csv": _("the table, for any spreadsheet"),
        "table.md": _("the table, in Markdown"),
        "comparison.py": _("the code of this comparison: it runs by itself and prints the same detections"),
        "results.json": _("every detection and every timed run, for programs"),
        "truth.json": _("what is really on the pictures, in COCO's format"),
        "images/": _("the pictures, as the models got them"),
        "annotated/": _("the pictures with what each model found"),
        "weights/": _("the models that ship with MiraLab, for comparison.py, with their licences"),
        "session.json": _("everything, to open the comparison again in MiraLab"),
        "left_out.txt": _("what is not in these files, and why"),
    }
