"""filter, map and batch, tried on the rows that were read, each beside its line of code."""

import streamlit as st

from core.i18n import _, decimal
from core.library.data_sets.code import step_lines
from core.library.data_sets.steps import Counted, Steps, batches, filtered, mapped
from core.library.data_sets.table import Column, Reading, place_of
from core.printable import printable_line
from core.ui.datasets.asking import kept_reading
from core.ui.datasets.choices import Wanted
from core.ui.datasets.rows import rows_table
from core.ui.frame.code import show_code

_STEPS, _TABLE = "data_steps", "data_steps_table"
_MOST_BATCH = 64


def show_steps(wanted: Wanted | None) -> None:
    """Draw the steps that can be tried, their code, and what they make of the rows that were read, if any were."""
    reading = kept_reading(wanted)
    if reading is None or not reading.rows:
        return
    st.subheader(_("Filter, map, batch"), anchor=False)
    st.markdown(
        _(
            "The library's three basic steps, on the rows above. Each gives a data set again, so they can be chained; "
            "streamed, nothing is worked out before rows are asked for."
        )
    )
    steps = _choose(reading)
    _keep(wanted, steps)
    lines = step_lines(steps)
    if not lines:
        st.info(_("Choose a step to see its code and its result."), icon=":material/tune:")
        return
    show_code("\n".join(f"dataset = dataset.{line}" for line in lines))
    kept = filtered(reading, steps)
    if steps.filter_column:
        st.markdown(
            _("**filter** keeps {n} of {all} rows.").format(
                n=decimal(len(kept.rows), 0), all=decimal(len(reading.rows), 0)
            )
        )
    result = mapped(kept, steps)
    if steps.map_column:
        st.markdown(
            _(
                "**map** calls the function for each row and adds what it returns: the column `{name}`."
            ).format(name=result.columns[-1].name)
        )
    if not result.rows:
        return
    if steps.batch_size:
        parts = batches(result.rows, steps.batch_size)
        st.markdown(
            _(
                "**batch** makes {n} batches of {size} rows, the last one of {last}. A batch is one row whose values "
                "are lists; these are the rows of the first one."
            ).format(n=len(parts), size=steps.batch_size, last=len(parts[-1]))
        )
        result = Reading(
            result.name, result.splits, result.split, result.columns, result.start, tuple(parts[0]), False
        )
    rows_table(result, _TABLE)


def chosen_steps(wanted: Wanted | None) -> Steps:
    """Return the steps that the visitor has chosen for these rows, for the code."""
    steps: Steps = st.session_state.get(_STEPS, (None, Steps()))[1]
    return steps if wanted and st.session_state.get(_STEPS, (None,))[0] == wanted else Steps()


def _keep(wanted: Wanted | None, steps: Steps) -> None:
    st.session_state[_STEPS] = (wanted, steps)


def _choose(reading: Reading) -> Steps:
    left, middle, right = st.columns(3)
    with left:
        column, wanted = _choose_filter(reading)
    with middle:
        map_column, counted = _choose_map(reading)
    with right:
        size = st.number_input(
            _("batch: rows together"),
            0,
            _MOST_BATCH,
            0,
            key=_key("batch", reading),
            help=_("0 leaves it out."),
        )
    return Steps(column, wanted, map_column, counted, int(size))


def _choose_filter(reading: Reading) -> tuple[str, str | int]:
    columns = _of_kinds(reading, "label", "text")
    name = _choose_column(_("filter: by which column"), columns, _key("filter", reading))
    if not name:
        return "", ""
    column = reading.columns[place_of(reading.columns, name)]
    if column.kind == "label":
        number = st.selectbox(
            _("Label"),
            range(len(column.labels)),
            format_func=lambda number: f"{number} = {column.labels[number]}",
            key=_key(f"label_{name}", reading),
        )
        return name, int(number or 0)
    text = st.text_input(_("Text that it contains"), key=_key(f"text_{name}", reading), max_chars=200)
    sought = printable_line(text or "")
    return (name, sought) if sought else ("", "")


def _choose_map(reading: Reading) -> tuple[str, Counted]:
    columns = _of_kinds(reading, "text")
    name = _choose_column(_("map: count in which column"), columns, _key("map", reading))
    if not name:
        return "", "words"
    words: dict[Counted, str] = {"words": _("Words"), "characters": _("Characters")}
    counted: Counted = st.segmented_control(
        _("What to count"),
        list(words),
        format_func=words.__getitem__,
        default="words",
        required=True,
        key=_key("counted", reading),
    )
    return name, counted


def _choose_column(label: str, columns: list[Column], key: str) -> str:
    names = {"": _("leave out"), **{column.name: column.name for column in columns}}
    chosen = st.selectbox(
        label, list(names), format_func=names.__getitem__, key=key, disabled=len(names) == 1
    )
    return chosen or ""


def _of_kinds(reading: Reading, *kinds: str) -> list[Column]:
    return [
        column
        for column in reading.columns
        if column.kind in kinds and (column.kind != "label" or column.labels)
    ]


def _key(name: str, reading: Reading) -> str:
    """Return the key of a widget that belongs to the columns of this data set."""
    return f"data_step_{name}_{hash(reading.columns) % 10**8}"
