"""The figures that speak to each of the three comments that the activity asks for, in words. Pure."""

from collections.abc import Sequence

from core.compare.book.resources import Resource, device_word, parameters_words, resources
from core.compare.count.figures import ModelFigures, counted_rows, predictions_of, share
from core.compare.count.match import ERROR_KINDS
from core.compare.measure.disturbed import disturbed_words
from core.compare.measure.run import Comparison
from core.compare.measure.stats import times_faster
from core.compare.truth.truth import Truth
from core.i18n import _, decimal, megabytes, milliseconds, ngettext
from core.pictures.marks import exact_percent
from core.vision.detection.listing import above


def comment_facts(
    comparison: Comparison, threshold: float, truth: Truth, others: Sequence[Comparison] = ()
) -> dict[str, tuple[str, ...]]:
    """Return, by the keys of COMMENTS, sentences with the figures that each comment can rest on.

    `truth` is by picture digest and may be empty; `others` are the same comparison on other devices.
    """
    rows = resources([comparison, *others])
    return {
        "accuracy": _accuracy(comparison, threshold, truth),
        "resources": (*_resources(rows), *filter(None, [disturbed_words(comparison.images)])),
        "ease": _ease(comparison),
    }


def _accuracy(comparison: Comparison, threshold: float, truth: Truth) -> tuple[str, ...]:
    counted = {image.digest: truth[image.digest] for image in comparison.images if image.digest in truth}
    figures = {row.name: row for row in counted_rows(comparison, counted, threshold)} if counted else {}
    sentences = []
    for facts in comparison.models:
        found = predictions_of(comparison, facts.name)
        objects = sum(len(above(detections, threshold)) for detections in found.values())
        said = [
            _("{model}: {objects} in {pictures} with a score of {threshold} or more.").format(
                model=facts.title,
                objects=ngettext("{n} object", "{n} objects", objects),
                pictures=ngettext("{n} picture", "{n} pictures", len(found)),
                threshold=exact_percent(threshold),
            ),
            *(_judged(figures[facts.name]) if counted else []),
        ]
        sentences.append(" ".join(said))
    if not counted:
        sentences.append(_("Nobody drew the truth, so what is right and what is false was not counted."))
    return tuple(sentences)


def _judged(row: ModelFigures) -> list[str]:
    sentences = [
        _("Right {right}, false positives {false}, false negatives {missed}.").format(
            right=row.counts.tp, false=row.counts.fp, missed=row.counts.fn
        ),
        _("Precision {precision}, recall {recall}, F1 {f1}, AP50 {ap50}, AP {ap}.").format(
            precision=share(row.metrics.precision),
            recall=share(row.metrics.recall),
            f1=share(row.metrics.f1),
            ap50=share(row.metrics.ap50),
            ap=share(row.metrics.ap),
        ),
    ]
    kinds = {kind: number for kind, number in row.kinds.items() if number}
    if kinds:
        listed = ", ".join(
            f"{_(ERROR_KINDS[kind].name)} {number}"
            for kind, number in sorted(kinds.items(), key=lambda item: -item[1])
        )
        sentences.append(_("Kinds of error: {kinds}.").format(kinds=listed))
    return sentences


def _resources(rows: Sequence[Resource]) -> tuple[str, ...]:
    sentences = [
        " ".join(
            (
                _(
                    "{model} on {device}: {median} a picture (median of {runs}), {speed} pictures a second."
                ).format(
                    model=row.model,
                    device=device_word(row.device),
                    median=milliseconds(row.total.median),
                    runs=ngettext("{n} run", "{n} runs", row.total.runs),
                    speed=decimal(row.total.per_second, 1),
                ),
                _("It takes {memory} of memory, and {time} to load.").format(
                    memory=megabytes(row.memory_bytes), time=milliseconds(row.load_ms)
                ),
            )
        )
        for row in rows
    ]
    for device in dict.fromkeys(row.device for row in rows):
        fast, *slower = sorted(
            (row for row in rows if row.device == device), key=lambda row: row.total.median
        )
        sentences += [
            _("{fast} is {ratio} times as fast as {slow} on {device}.").format(
                fast=fast.model, slow=slow.model, device=device_word(device), ratio=decimal(ratio, 1)
            )
            for slow in slower
            if (ratio := times_faster(fast.total, slow.total))
        ]
    if {row.device for row in rows} == {"cpu"}:
        sentences.append(
            _("Measured on the processor alone: this machine's graphics card, if any, was not used.")
        )
    return tuple(sentences)


def _ease(comparison: Comparison) -> tuple[str, ...]:
    return tuple(
        " ".join(
            (
                _("{model}: {lines}, packages {packages}.").format(
                    model=facts.title,
                    lines=ngettext("{n} line of code", "{n} lines of code", facts.code_lines),
                    packages=", ".join(facts.packages),
                ),
                _("{size} on disk, {parameters} parameters.").format(
                    size=megabytes(facts.file_bytes), parameters=parameters_words(facts.parameters)
                ),
            )
        )
        for facts in comparison.models
    )
