"""Rows of data sets: what is read of the Hub, of files and of what ships, and what is refused."""

import io
import json
import os
import tempfile
import threading
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from core.errors import UserError
from core.i18n import speaking
from core.library.data_sets import cells, own_file, process, reading, shared, table
from core.library.data_sets.files import record, rows_csv, to_json, to_json_lines
from core.library.data_sets.request import EXAMPLE, HubRequest, hub_name
from core.scenes import data_sets as shipped
from tests.hub.data_sets import HOSTILE_LABELS, reviews


def read(name, **asked):
    return answered(HubRequest(name, **asked))


def answered(request):
    """Read as the process does that is started for it, without starting one; the rows take the same way back."""
    found = process.answered(request, lambda _rows: None)
    return table.from_json(json.loads(json.dumps(table.to_json(found))))


def why_not(work):
    """What is said where something cannot be read."""
    with pytest.raises(UserError) as caught:
        work()
    with speaking("en"):
        return str(caught.value)


@pytest.fixture(scope="module")
def film_reviews(hub):
    return read(EXAMPLE)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("stanfordnlp/imdb", "stanfordnlp/imdb"),
        (" rotten_tomatoes ", "rotten_tomatoes"),
        ("https://example.org/datasets/stanfordnlp/imdb/viewer/plain_text", "stanfordnlp/imdb"),
        ("datasets/stanfordnlp/imdb", "stanfordnlp/imdb"),
        ("https://example.org/datasets/stanfordnlp/imdb/tree/main?x=1", "stanfordnlp/imdb"),
    ],
)
def test_an_id_is_read_as_it_is_typed_or_pasted(typed, name):
    assert hub_name(typed) == name


@pytest.mark.parametrize("typed", ["", "a/b/c", "../etc", "a b", "ñ/x", "file:///etc/passwd", "x" * 300])
def test_what_is_no_id_is_refused_before_anything_is_asked(typed):
    with pytest.raises(UserError):
        hub_name(typed)


def test_the_course_s_data_set_has_its_splits_columns_and_rows(film_reviews):
    assert [(split.name, split.rows) for split in film_reviews.splits] == [
        ("train", 60),
        ("validation", 12),
        ("test", 13),
    ]
    assert [(column.name, column.kind, column.labels) for column in film_reviews.columns] == [
        ("text", "text", ()),
        ("label", "label", ("neg", "pos")),
    ]
    made = reviews(60)
    assert film_reviews.rows == tuple(zip(made["text"], made["label"], strict=True))


def test_an_old_name_leads_to_the_one_of_today(hub, film_reviews):
    assert read("rotten_tomatoes").name == film_reviews.name == EXAMPLE


@pytest.mark.parametrize(
    ("start", "count", "at_end"), [(0, 1, False), (2, 3, False), (4, 3, False), (8, 5, True), (9, 1, True)]
)
def test_a_page_of_rows_begins_in_any_file_and_row_group(hub, start, count, at_end):
    found = read("someone/shapes", start=start, count=count)
    assert [row[1] for row in found.rows] == [
        number % 5 % 2 if number < 5 else number % 2 for number in range(start, min(10, start + count))
    ]
    assert (found.at_end, found.split_rows) == (at_end, 10)


def test_pictures_are_small_copies_that_know_how_large_they_were(hub):
    picture = read("someone/shapes", count=1).rows[0][0]
    assert (picture.width, picture.height) == (40, 30) and picture.address.startswith(
        "data:image/webp;base64,"
    )


def test_the_card_s_usual_configuration_is_read_unless_another_is_asked_for(hub):
    assert read("someone/shapes", count=1).configuration == "small"
    twins = read("someone/shapes", configuration="twins", split="test", count=1)
    assert (twins.configurations, [split.name for split in twins.splits]) == (
        ("twins", "small"),
        ["train", "test"],
    )


def test_the_card_says_how_a_table_is_read(hub):
    assert read("someone/tables").rows == (("hola", 1.5), ("adiós", 2.25))


def test_a_card_with_wrong_types_is_overruled_by_the_data(hub):
    found = read("someone/wrong-types")
    assert found.rows == (("house", 5), ("roof", 4)) and found.notes == ("card",)


def test_whatever_a_data_set_says_of_itself_is_short_and_printable(hub):
    found = read("someone/hostile-data")
    labels = found.columns[1].labels
    assert labels[:3] == HOSTILE_LABELS[:3] and len(labels[3]) == cells.LONGEST_NAME
    text, kind, nested, tags, empty, number = found.rows[0]
    assert len(text) == cells.LONGEST_CELL and (kind, empty, number) == (0, None, 0.5)
    assert nested == {"deep": {"deeper": [[1, 2], [0]]}} and tags == ["a", "=1+1", "reversed"]
    assert found.split_rows == 8


def test_a_picture_is_only_ever_one_of_the_data_set_s_own(hub):
    outside, elsewhere, damaged, own = (row[0] for row in read("someone/picture-paths").rows)
    assert (outside, elsewhere, damaged) == (None, None, None) and own.width == 40


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nobody/nothing", "There is no public data set called nobody/nothing"),
        ("someone/private-data", "There is no public data set"),
        ("someone/gated-data", "only for people who accepted its terms"),
        ("someone/script-data", "a program of its own, which is never run here"),
        ("someone/own-files", "names files outside of it"),
        ("someone/other-server", "names files outside of it"),
        ("someone/broken-card", "The card of someone/broken-card cannot be read"),
        ("someone/empty-data", "no files that can be read as a table"),
        ("someone/sounds", "of a kind that is not read here (audiofolder)"),
        ("someone/cut-data", "The files of someone/cut-data cannot be read"),
    ],
)
def test_what_must_not_or_cannot_be_read_is_said(hub, name, words):
    assert words in why_not(lambda: read(name))


def test_nothing_of_a_refused_data_set_is_fetched(hub):
    hub.requests.clear()
    for name in ("someone/script-data", "someone/own-files"):
        why_not(lambda name=name: read(name))
    fetched = [line for line in hub.requests if line.startswith("GET") and "/resolve/" in line]
    assert {line.rpartition("/")[2] for line in fetched} <= {"README.md"}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"start": 60}, "train has 60 rows: begin before that, not at row 61."),
        ({"split": "nope"}, "no split nope. It has: train, validation, test."),
        ({"configuration": "nope"}, "no configuration nope. It has: default."),
    ],
)
def test_rows_that_are_not_there_are_said_with_what_there_is(hub, asked, words):
    assert words in why_not(lambda: read(EXAMPLE, **asked))


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"kind": "rate-limit", "retry": 9}, "asks us to slow down. Try again in 9 seconds."),
        ({"kind": "error"}, "has a problem of its own (error 500)"),
        ({"kind": "refuse"}, "cannot be reached"),
        ({"kind": "stall", "after": 10, "match": ".parquet"}, "takes too long"),
    ],
)
def test_a_hub_that_fails_is_said_and_does_not_hang_the_page(hub, fault, words):
    with hub.broken(**fault):
        assert words in why_not(lambda: reading.read(HubRequest(EXAMPLE)))


def test_a_process_of_its_own_reads_the_same_and_leaves_nothing_on_the_disk(
    film_reviews, tmp_path, monkeypatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = {entry for entry in Path(os.environ["HF_HOME"]).rglob("*") if "datasets" in entry.name}
    assert reading.read(HubRequest(EXAMPLE)).rows == film_reviews.rows
    assert list(tmp_path.iterdir()) == []
    assert {entry for entry in Path(os.environ["HF_HOME"]).rglob("*") if "datasets" in entry.name} == before


def test_rows_that_take_too_much_memory_end_the_process_and_not_the_app(hub, monkeypatch):
    monkeypatch.setattr(reading, "MOST_MEMORY", 30_000_000)
    assert "too large to be looked at" in why_not(lambda: reading.read(HubRequest(EXAMPLE)))


def test_whoever_stops_waiting_stops_the_reading(hub):
    def stop(_rows):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reading.read(HubRequest(EXAMPLE), stop)
    assert reading._places.acquire(timeout=0)
    reading._places.release()


def test_many_who_ask_for_the_same_rows_are_given_one_reading(hub, monkeypatch):
    shared.forget()
    asked = []
    monkeypatch.setattr(reading, "read", lambda request, _tell: asked.append(request) or "the rows")
    visitors = [threading.Thread(target=shared.read, args=(HubRequest(EXAMPLE), print)) for _ in range(8)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    shared.forget()
    assert asked == [HubRequest(EXAMPLE)]


def test_the_app_itself_never_loads_the_library(run_process):
    code = (
        "import sys, core.library.data_sets.reading, core.ui.datasets.rows, core.command.request;"
        "print({'datasets', 'pyarrow.parquet'} & set(sys.modules))"
    )
    assert run_process(".venv/bin/python", "-c", code).stdout == "set()\n"


def read_file(data, name, folder, **asked):
    return answered(own_file.write(data, name, folder, **asked))


def parquet(**columns):
    file = io.BytesIO()
    pd.DataFrame(columns).to_parquet(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "rows"),
    [
        (
            "spanish.csv",
            "palabra;peso\nniño;1,5\nadiós;2,25\n".encode("cp1252"),
            (("niño", 1.5), ("adiós", 2.25)),
        ),
        ("wide.tsv", "a\tb\n1\t2\n".encode("utf-16"), ((1, 2),)),
        ("one.csv", b"word\nhouse\n", (("house",),)),
        ("texts.txt", b"text\nhello, world\nbye; bye\n", (("hello, world",), ("bye; bye",))),
        ("quoted.csv", b'a,b\n"x,y;z\n2",3\n', (("x,y;z\n2", 3),)),
        ("missing.csv", b"a,b\n1,\n,2\n", ((1.0, None), (None, 2.0))),
        ("ends.csv", b'a,b\n1,x,\n2,"y,",\n', ((1, "x"), (2, "y,"))),
        ("list.json", b'[{"a": 1, "b": "x"}, {"a": 2}]', ((1, "x"), (2, None))),
        ("field.json", b'{"version": 1, "data": [{"q": "a"}, {"q": "b"}]}', (("a",), ("b",))),
        ("lines.jsonl", b'\xef\xbb\xbf{"a": 1}\n{"a": 2}\n', ((1,), (2,))),
        ("chat.jsonl", b'{"type": "user", "message": {"a": 1}}\n', (("user", {"a": 1}),)),
        ("ends.csv", b"a,b\n", ()),
        ("rows.parquet", parquet(a=[1, 2], b=["x", None]), ((1, "x"), (2, None))),
    ],
)
def test_a_file_of_one_s_own_is_read_in_its_encoding_and_with_its_separator(tmp_path, name, data, rows):
    found = read_file(data, name, tmp_path)
    assert found.rows == rows and found.split_rows == len(rows)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("none.csv", b"", "none.csv is empty"),
        ("book.xlsx", b"PK\x03\x04", "not a table that can be read here"),
        ("book.csv", b"PK\x03\x04", "not a table that can be read here"),
        ("no.parquet", b"a,b\n1,2\n", "not a table that can be read here"),
        ("bytes.csv", bytes(range(256)), "not a text file"),
        ("uneven.csv", b"a,b\n1,2\n3,4,5\n", "Line 3 of uneven.csv has 3 fields, and the lines before it 2."),
        ("cut.json", b'[{"a": 1}, {"a"', "cut.json cannot be read"),
        ("cut.parquet", parquet(a=[1])[:-30], "cut.parquet cannot be read"),
        ("huge.csv", b"a" * (own_file.MAX_FILE_BYTES + 1), "huge.csv is too big: 10 MB are the most"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_a_sentence(tmp_path, name, data, words):
    assert words in why_not(lambda: read_file(data, name, tmp_path))


def test_a_deep_row_of_a_file_is_counted_from_its_beginning(tmp_path):
    data = "n\n" + "\n".join(map(str, range(5_000)))
    found = read_file(data.encode(), "numbers.csv", tmp_path, start=4_990, count=20)
    assert [row[0] for row in found.rows] == list(range(4_990, 5_000)) and found.at_end


@pytest.mark.parametrize(
    ("value", "kind", "cell"),
    [
        (float("nan"), "number", None),
        (float("inf"), "number", "inf"),
        (2**60, "number", str(2**60)),
        (-1, "label", None),
        ("a\x00b\u202e", "text", "ab"),
        (b"abc", "other", "3 bytes"),
        ([[[[[[1]]]]]], "other", [[[[["…"]]]]]),
        (list(range(50)), "other", [*range(40), "…"]),
        ({"bytes": b"", "path": None}, "picture", None),
    ],
)
def test_a_value_becomes_a_cell_that_json_can_hold(value, kind, cell):
    found = cells.cell_of(value, kind, lambda _path: b"")
    assert found == cell and json.loads(json.dumps(found)) == found


@pytest.mark.parametrize("name", ["drawings", "scenes"])
def test_what_ships_is_a_data_set_like_the_others(name):
    found = shipped.read(name, start=3, count=4)
    assert len(found.rows) == 4 and all(len(row) == len(found.columns) for row in found.rows)
    assert found.rows[1:] == shipped.read(name, start=4, count=3).rows
    assert table.from_json(json.loads(json.dumps(table.to_json(found)))) == found


def test_the_drawings_are_all_there_once():
    found = shipped.read("drawings", start=0, count=1)
    order = shipped._order()
    assert sorted(order) == list(range(found.split_rows))


def test_a_scene_s_row_has_a_box_for_every_label():
    for row in shipped.read("scenes", "test", count=6).rows:
        assert len(row[1]) == len(row[2]) == row[3]


def test_the_last_page_of_what_ships_is_its_end():
    rows = shipped.shipped()["scenes"].splits["test"]
    assert shipped.read("scenes", "test", rows - 2, 10).at_end
    with pytest.raises(UserError):
        shipped.read("scenes", "test", rows)


def test_rows_as_json_name_splits_columns_and_labels(film_reviews):
    found = json.loads(to_json(replace(film_reviews, rows=film_reviews.rows[:1])))
    assert found["splits"] == {"train": 60, "validation": 12, "test": 13}
    assert found["columns"]["label"] == {"type": "ClassLabel (2)", "labels": ["neg", "pos"]}
    assert found["rows"] == [{"text": film_reviews.rows[0][0], "label": 1}]
    assert record(film_reviews)["rows"][59]["label"] == 0


def test_rows_as_csv_open_in_a_spanish_excel(film_reviews):
    with speaking("es"):
        lines = (
            rows_csv(replace(film_reviews, rows=(("=1+1", 0), ("hola", None))))
            .decode("utf-8-sig")
            .splitlines()
        )
    assert lines == ["text;label", "'=1+1;neg", "hola;"]


def test_rows_as_json_lines_are_read_back_by_the_library(film_reviews, tmp_path):
    again = read_file(to_json_lines(film_reviews).encode(), "rows.jsonl", tmp_path)
    assert again.rows == film_reviews.rows
