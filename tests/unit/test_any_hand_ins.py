"""Whatever stands in the file that somebody handed in: a row of the table, whose words and files can be made."""

import json
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.compare.grade.charts import machine_times, machine_times_words
from core.compare.grade.exports import difference_rows, to_csv, to_xlsx
from core.compare.grade.graded import grade
from core.compare.grade.listing import lines_of
from core.compare.grade.times import model_times
from core.compare.handin.files import files
from core.handin.files import zip_of
from tests.unit.any_files import always_the_same, any_json, as_file, changed, damaged
from tests.unit.grade_samples import a_hand_in

READ = ("results.json", "session.json", "truth.json")


@cache
def unpacked() -> dict[str, bytes]:
    made = files(a_hand_in("Ana"))
    return {name: made[name] for name in (*READ, "table.csv", "table.xlsx")}


@cache
def packed() -> bytes:
    return zip_of(unpacked())


def check(data: bytes) -> None:
    """Make sure that a file is a row, and that everything that is made of rows can be made."""
    lines = lines_of([grade("ana.zip", data), grade("eva.zip", packed())])
    assert len(lines) == 2
    for line in lines:
        difference_rows(line)
    to_csv(lines)
    to_xlsx(lines)
    times = model_times([line.graded for line in lines])
    machine_times(times).to_dict()
    machine_times_words(times)


@always_the_same
@given(st.binary(max_size=200) | damaged(b"PK\x05\x06" + bytes(18)) | any_json.map(as_file))
def test_any_bytes(data):
    check(data)


@always_the_same
@given(st.data())
def test_a_zip_with_something_wrong_in_its_bytes(data):
    check(data.draw(damaged(packed())))


@pytest.mark.parametrize("name", READ)
@always_the_same
@given(data=st.data())
def test_a_file_with_something_wrong_in_it(name, data):
    content = data.draw(changed(json.loads(unpacked()[name])))
    check(zip_of({**unpacked(), name: as_file(content)}))


@always_the_same
@given(st.data())
def test_results_without_a_session_with_something_wrong_in_them(data):
    content = data.draw(changed(json.loads(unpacked()["results.json"])))
    check(zip_of({"results.json": as_file(content), "truth.json": unpacked()["truth.json"]}))


@always_the_same
@given(st.data())
def test_tables_with_something_wrong_in_their_bytes(data):
    name = data.draw(st.sampled_from(["table.csv", "table.xlsx"]))
    check(zip_of({**unpacked(), name: data.draw(damaged(unpacked()[name]))}))
