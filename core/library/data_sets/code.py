"""The code for a data set: scripts that run by themselves, outside the app."""

from collections.abc import Mapping

from core.i18n import _
from core.library.data_sets.steps import Steps
from core.library.data_sets.table import Reading
from core.python_code import quoted

ROWS_FILE = "rows.jsonl"
"""The file with the rows that the page offers beside the code."""


def hub_call(reading: Reading) -> str:
    """Return the call that opens the split of a data set of the Hub, streamed."""
    configuration = (
        f", {quoted(reading.configuration)}"
        if reading.configuration and len(reading.configurations) > 1
        else ""
    )
    return (
        f"load_dataset({quoted(reading.name)}{configuration}, split={quoted(reading.split)}, streaming=True)"
    )


def file_call(name: str, kind: str, options: Mapping[str, str | bool]) -> str:
    """Return the call that opens a file as a data set, with the options of the library's loader."""
    more = "".join(
        f", {option}={quoted(value) if isinstance(value, str) else value}"
        for option, value in options.items()
    )
    return f'load_dataset({quoted(kind)}, data_files={quoted(name)}, split="train", streaming=True{more})'


def rows_call() -> str:
    """Return the call that opens the rows that the page offers as a file."""
    return file_call(ROWS_FILE, "json", {})


def script(reading: Reading, call: str, is_on_hub: bool) -> str:
    """Return a script that says how many rows each split has and shows the columns, the first row and the next ones.

    It needs datasets and nothing of this app. Comments are in the language in use, in the scripts below too.
    """
    words = {
        "splits": _("How many rows each split has: it stands in the card, nothing is downloaded for it."),
        "stream": _(
            "streaming=True: only the rows that are asked for are fetched, and nothing stays on the disk."
        ),
        "columns": _("The columns with their types; None: this kind of file only says it row by row."),
        "first": _("The first sample."),
        "page": _("Some rows more: skip passes over the ones before, take ends after so many."),
    }
    configuration = f", {quoted(reading.configuration)}" if len(reading.configurations) > 1 else ""
    counted = (
        f"""
# {words["splits"]}
info = load_dataset_builder({quoted(reading.name)}{configuration}).info
for split in (info.splits or {{}}).values():
    print(split.name, split.num_examples)
"""
        if is_on_hub
        else ""
    )
    imports = "load_dataset, load_dataset_builder" if is_on_hub else "load_dataset"
    return f"""\
from datasets import {imports}
{counted}
# {words["stream"]}
dataset = {call}

# {words["columns"]}
print(dataset.features)

# {words["first"]}
print(next(iter(dataset)))

# {words["page"]}
for row in dataset.skip({reading.start}).take(5):
    print(row)
"""


def pandas_script(reading: Reading, call: str) -> str:
    """Return a script that makes a table of pandas of the rows that the page shows."""
    words = _("The rows that are asked for, as a table of pandas.")
    pictures = "".join(
        f".remove_columns({quoted(column.name)})" for column in reading.columns if column.kind == "picture"
    )
    return f"""\
import pandas as pd
from datasets import load_dataset

dataset = {call}

# {words}
rows = dataset{pictures}.skip({reading.start}).take({max(1, len(reading.rows))})
table = pd.DataFrame(list(rows))
print(table.head())
print(table.describe(include="all"))
"""


def steps_script(reading: Reading, call: str, steps: Steps) -> str:
    """Return a script that does with the first rows what the page's steps do."""
    lines = "\n".join(f"dataset = dataset.{line}" for line in step_lines(steps))
    words = _("Each step is only noted; rows are fetched when they are asked for.")
    return f"""\
from datasets import load_dataset

dataset = {call}
dataset = dataset.skip({reading.start}).take({max(1, len(reading.rows))})

# {words}
{lines}

for row in dataset:
    print(row)
"""


def step_lines(steps: Steps) -> list[str]:
    """Return the call of each step that is taken, without the data set before it."""
    lines = []
    if steps.filter_column:
        cell = f"row[{quoted(steps.filter_column)}]"
        condition = (
            f"{cell} == {steps.wanted}"
            if isinstance(steps.wanted, int)
            else f'{quoted(steps.wanted.casefold())} in ({cell} or "").casefold()'
        )
        lines.append(f"filter(lambda row: {condition})")
    if steps.map_column:
        text = f'(row[{quoted(steps.map_column)}] or "")'
        count = f"len({text}.split())" if steps.counted == "words" else f"len({text})"
        lines.append(f'map(lambda row: {{"n_{steps.counted}": {count}}})')
    if steps.batch_size:
        lines.append(f"batch(batch_size={steps.batch_size})")
    return lines
