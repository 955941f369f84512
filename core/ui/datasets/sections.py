"""The quiet section below the rows: the code that reads them."""

from pathlib import PurePath

from core.i18n import _
from core.library.data_sets.code import (
    file_call,
    hub_call,
    pandas_script,
    rows_call,
    script,
    step_lines,
    steps_script,
)
from core.library.data_sets.own_file import ENDINGS
from core.library.data_sets.request import EXAMPLE
from core.library.data_sets.table import Reading, Split
from core.ui.datasets.asking import kept_reading
from core.ui.datasets.choices import Wanted
from core.ui.datasets.steps import chosen_steps
from core.ui.frame.sections import Code, code_section

_BEFORE = Reading(EXAMPLE, (Split("train", None),), "train", (), 0, (), at_end=False)
"""What the code is about before anything was read."""


def sections(wanted: Wanted | None) -> None:
    """Draw the section with the code for the rows on the page; for the course's example before any were read."""
    reading = kept_reading(wanted)
    if wanted is None or reading is None:
        reading, call, is_on_hub = _BEFORE, hub_call(_BEFORE), True
    else:
        call, is_on_hub = _call(wanted, reading), wanted.source == "hub"
    codes = [
        Code(_("Script"), script(reading, call, is_on_hub), "datasets_script.py"),
        Code("pandas", pandas_script(reading, call), "datasets_pandas.py"),
    ]
    steps = chosen_steps(wanted)
    if step_lines(steps):
        codes.append(Code("filter, map, batch", steps_script(reading, call, steps), "datasets_steps.py"))
    code_section(*codes)


def _call(wanted: Wanted, reading: Reading) -> str:
    if wanted.source == "hub":
        return hub_call(reading)
    if wanted.source == "app":
        return rows_call()
    kind = ENDINGS[PurePath(wanted.name).suffix.lower().removeprefix(".")]
    return file_call(wanted.name, kind, dict(reading.options))
