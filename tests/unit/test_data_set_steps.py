"""Statistics, filter, map, batch and search over rows that were read, against numpy and the library itself."""

import numpy as np
import pytest

from core.library.data_sets.code import step_lines
from core.library.data_sets.statistics import MOST_COUNTED, column_statistics, summary
from core.library.data_sets.steps import Steps, batches, filtered, mapped, searched
from core.library.data_sets.table import Column, Reading, Split, Thumbnail, label_of

TEXT = Column("text", "text", "string")
LABEL = Column("label", "label", "ClassLabel (2)", ("neg", "pos"))
ROWS = (("A good film", 1), (None, 0), ("", 1), ("BAD  film, bad", 0), ("good", None))


@pytest.fixture
def rows():
    return Reading("x/y", (Split("train", 5),), "train", (TEXT, LABEL), 0, ROWS, at_end=True)


def test_numbers_that_stand_for_none_are_not_summed_up():
    (found,) = column_statistics(Column("n", "number", "float64"), [1.5, -1.7e308, 2.5, 1.7e308]).summaries
    assert (found.least, found.mean, found.most) == (1.5, 2.0, 2.5)
    assert column_statistics(Column("n", "number", "float64"), [1.7e308]).summaries == ()


def test_numbers_are_those_of_numpy():
    numbers = list(np.random.default_rng(1).normal(5, 3, 500))
    found = summary("value", numbers)
    counts, edges = np.histogram(numbers, bins=len(found.counts))
    assert (found.least, found.most) == (min(numbers), max(numbers))
    assert found.mean == pytest.approx(np.mean(numbers)) and found.median == pytest.approx(np.median(numbers))
    assert found.counts == tuple(counts) and found.edges == pytest.approx(edges)


@pytest.mark.parametrize(
    "numbers", [[3.0], [1.0, 2.0], [0.0, 1000.0], list(map(float, range(9))), [0.5, 0.5], [-3.0, 5.0]]
)
def test_every_number_is_counted_once(numbers):
    found = summary("value", numbers)
    assert sum(found.counts) == len(numbers) and len(found.edges) == len(found.counts) + 1


def test_whole_numbers_have_parts_of_whole_numbers():
    assert summary("value", [1.0, 1.0, 3.0]).edges == (1.0, 2.0, 3.0, 4.0)
    assert all(edge.is_integer() for edge in summary("value", [0.0, 100.0]).edges)


def test_a_column_without_a_value_has_only_what_is_missing():
    found = column_statistics(TEXT, [None, None])
    assert (found.rows, found.missing, found.summaries, found.values) == (2, 2, (), ())


def test_labels_are_counted_by_name():
    found = column_statistics(LABEL, [1, 1, 0, None, 7])
    assert found.values == (("pos", 2), ("neg", 1), ("7", 1)) and found.missing == 1


def test_of_many_labels_the_rest_is_counted_together():
    many = Column("label", "label", "ClassLabel (50)", tuple(map(str, range(50))))
    found = column_statistics(many, list(range(50)))
    assert len(found.values) == MOST_COUNTED and found.others == 50 - MOST_COUNTED


def test_texts_are_measured_in_characters_and_words():
    characters, words = column_statistics(TEXT, ["a b", "", None]).summaries
    assert (characters.most, words.most, words.least) == (3, 2, 0)


def test_pictures_are_measured_in_pixels():
    width, height = column_statistics(Column("p", "picture", "Image"), [Thumbnail("", 40, 30)]).summaries
    assert (width.mean, height.mean) == (40, 30)


@pytest.mark.parametrize(
    "steps",
    [
        Steps("label", 1),
        Steps("label", 0),
        Steps("text", "GOOD"),
        Steps(map_column="text"),
        Steps(map_column="text", counted="characters"),
        Steps("text", "film", "text"),
        Steps("text", 'a "quote" \\ and {braces}'),
    ],
)
def test_the_steps_and_their_code_do_what_the_library_does(run_process, rows, steps):
    columns = {column.name: [row[place] for row in rows.rows] for place, column in enumerate(rows.columns)}
    calls = "".join(f".{line}" for line in step_lines(steps))
    code = f"from datasets import Dataset; print(list(Dataset.from_dict({columns!r}).to_iterable_dataset(){calls}))"
    env_of = {"USE_TORCH": "0", "PATH": "/usr/bin", "HF_HOME": "/nonexistent"}
    expected = eval(run_process(".venv/bin/python", "-c", code, env=env_of).stdout)
    found = mapped(filtered(rows, steps), steps)
    names = [column.name for column in found.columns]
    assert [dict(zip(names, row, strict=True)) for row in found.rows] == expected


def test_batches_are_full_but_for_the_last_one():
    assert [len(part) for part in batches([(number,) for number in range(7)], 3)] == [3, 3, 1]
    assert batches([], 3) == []


@pytest.mark.parametrize(
    ("text", "places"), [("", [0, 1, 2, 3, 4]), (" FILM ", [0, 3]), ("pos", [0, 2]), ("nothing", [])]
)
def test_a_search_looks_into_all_columns_and_label_names(rows, text, places):
    assert searched(rows, text).rows == tuple(ROWS[place] for place in places)


@pytest.mark.parametrize(("cell", "name"), [(0, "neg"), (None, ""), (9, "9"), (-3, "-3")])
def test_a_label_without_a_name_is_its_number(cell, name):
    assert label_of(LABEL, cell) == name
