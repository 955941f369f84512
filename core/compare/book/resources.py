"""What each model costs: size, memory and time, one row a model and device, for the page, the report and the sheet."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from core.compare.book.workbook import Workbook
from core.compare.measure.disturbed import others_in_all
from core.compare.measure.run import Comparison
from core.compare.measure.stats import Summary, describe, median_run
from core.i18n import _, decimal, megabytes, milliseconds, ngettext
from core.machine import Machine
from core.models.devices import name_of


@dataclass(frozen=True)
class Resource:
    """One model on one device, over all pictures.

    `device` is "cpu" or "cuda" and `hardware` what it is called; sizes are in bytes and times in milliseconds, those
    of the stages those of the median run (they add up to the median); `total` sums the whole runs up, and `others` says
    what others used of the processor meanwhile.
    """

    name: str
    model: str
    device: str
    hardware: str
    parameters: int
    file_bytes: int
    memory_bytes: int
    peak_bytes: int
    load_ms: float
    preprocess: float
    inference: float
    postprocess: float
    total: Summary
    others: str


def resources(comparisons: Iterable[Comparison]) -> tuple[Resource, ...]:
    """Return a row for each model of each comparison, in their order; one that has no picture yet has no row."""
    rows = []
    for comparison in comparisons:
        for facts in comparison.models:
            measured = [run for image in comparison.images for run in image.models if run.model == facts.name]
            runs = [times for run in measured for times in run.runs]
            if not runs:
                continue
            middle = median_run(runs)
            rows.append(
                Resource(
                    name=facts.name,
                    model=facts.title,
                    device=facts.device,
                    hardware=hardware(comparison.machine, facts.device),
                    parameters=facts.parameters,
                    file_bytes=facts.file_bytes,
                    memory_bytes=facts.memory_bytes,
                    peak_bytes=max(run.peak_bytes for run in measured),
                    load_ms=measured[0].load_ms,
                    preprocess=middle.preprocess,
                    inference=middle.inference,
                    postprocess=middle.postprocess,
                    total=describe([times.total for times in runs]),
                    others=others_in_all(comparison.images),
                )
            )
    return tuple(rows)


def hardware(machine: Machine, device: str) -> str:
    """Return what a device is called on a machine."""
    return machine.cpu if device == "cpu" else machine.gpu or _("graphics card")


def device_word(device: str) -> str:
    """Return what a reader calls a device, in short: "auto", "CPU", "GPU"; addresses hold these words."""
    return {"auto": "auto", "cuda": "GPU"}.get(device) or name_of(device)


def resource_table(comparisons: Iterable[Comparison]) -> list[dict[str, str]]:
    """Return what each model needs, as texts: a row a quantity, by column title, with a column a model and device."""
    rows = resources(comparisons)
    values: dict[str, Callable[[Resource], str]] = {
        _("Hardware"): lambda row: row.hardware,
        _("Parameters"): lambda row: parameters_words(row.parameters),
        _("File size"): lambda row: megabytes(row.file_bytes),
        _("Memory taken on load"): lambda row: megabytes(row.memory_bytes),
        _("Most memory during a run, above that"): lambda row: megabytes(row.peak_bytes),
        _("Load time"): lambda row: milliseconds(row.load_ms),
        _("Preprocess (in the median run)"): lambda row: milliseconds(row.preprocess),
        _("Inference (in the median run)"): lambda row: milliseconds(row.inference),
        _("Postprocess (in the median run)"): lambda row: milliseconds(row.postprocess),
        _("Whole run (median)"): lambda row: milliseconds(row.total.median),
        _("9 of 10 runs take at most (p90)"): lambda row: milliseconds(row.total.p90),
        _("Fastest and slowest run"): lambda row: _spread(row.total),
        _("Pictures a second"): lambda row: decimal(row.total.per_second, 1),
        _("Timed runs"): lambda row: decimal(row.total.runs, 0),
        _("Processor used by others meanwhile"): lambda row: row.others,
    }
    titles = [f"{row.model} · {device_word(row.device)}" for row in rows]
    columns = {
        title if titles.count(title) == 1 else f"{row.name} · {device_word(row.device)}": row
        for title, row in zip(titles, rows, strict=True)
    }
    return [
        {_("What"): what, **{title: words(row) for title, row in columns.items()}}
        for what, words in values.items()
    ]


def parameters_words(number: int) -> str:
    """Return a number of parameters as a person says it: "41.5 million"."""
    if number < 100_000:
        return decimal(number, 0)
    return _("{number} million").format(number=decimal(number / 1e6, 1))


def _spread(times: Summary) -> str:
    if times.spread is None:
        return ngettext("{n} run", "{n} runs", times.runs)
    return f"{milliseconds(times.fastest)} – {milliseconds(times.slowest)}"


def same_on_other_devices(book: Workbook, comparison: Comparison) -> tuple[Comparison, ...]:
    """Return the latest measurement of the same models and pictures on each other device, where the book has one."""
    seen = {_devices(comparison)}
    found = []
    for measured in sorted(book.measured.values(), key=lambda one: one.date, reverse=True):
        images = tuple(
            replace(measured.results[image.digest], image=image.image)
            for image in comparison.images
            if image.digest in measured.results
        )
        other = Comparison(
            measured.settings, measured.machine, measured.facts, images, measured.versions, measured.date
        )
        same = measured.settings.models == comparison.settings.models and len(images) == len(
            comparison.images
        )
        if same and _devices(other) not in seen:
            seen.add(_devices(other))
            found.append(other)
    return tuple(found)


def _devices(comparison: Comparison) -> tuple[str, ...]:
    return tuple(facts.device for facts in comparison.models)
