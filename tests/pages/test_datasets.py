"""The page on data sets: what a visitor of it gets."""

import pytest

from core.library.data_sets import shared
from core.library.data_sets.request import EXAMPLE
from core.models.hub import client
from core.ui.datasets import asking, choices
from tests.pages.visitor import errors, go, press, press_words, said, visit, well


@pytest.fixture(autouse=True)
def _nothing_shared():
    shared.forget()


def open_and_read(**address):
    return press_words(visit("datasets", **address), "Read the rows")


def box(at, label):
    (found,) = [one for one in at.selectbox if one.label == label]
    return found


def rows_of(at):
    """The table of the rows that were read: the third, after splits and columns."""
    return at.dataframe[2].value


def test_the_course_s_data_set_is_one_click_away(hub):
    at = open_and_read()
    assert said(at, "3 splits · 85 rows · 2 columns · licence: unknown")
    assert list(at.dataframe[0].value["Rows"]) == ["60", "12", "13"]
    assert list(at.dataframe[1].value["Labels"]) == ["", "0 = neg, 1 = pos"]
    assert list(rows_of(at)["label"])[:2] == ["pos", "pos"] and len(rows_of(at)) == 60
    assert said(at, "Rows 1 to 60 of 60 in **train**.")


def test_choosing_another_split_reads_it(hub):
    at = open_and_read()
    at = well(box(at, "Split").select("test").run())
    assert said(at, "Rows 1 to 13 of 13 in **test**.")


def test_the_next_rows_follow_and_the_ones_before_come_back(hub):
    at = open_and_read(data_split="test", data_rows="5")
    at = press(at, "data_next")
    assert said(at, "Rows 6 to 10 of 13 in **test**.") and not errors(at)
    assert list(rows_of(at)["Row"]) == [6, 7, 8, 9, 10]
    at = press(at, "data_next")
    assert said(at, "Rows 11 to 13 of 13 in **test**.")
    at = press(at, "data_before")
    assert said(at, "Rows 6 to 10 of 13 in **test**.")


def test_a_teacher_s_link_opens_the_same_rows(hub):
    at = open_and_read(
        data_set="someone/shapes", data_configuration="twins", data_split="test", data_start="2"
    )
    assert said(at, "Rows 2 to 5 of 5 in **test**.")
    assert box(at, "Configuration").value == "twins"


def test_the_usual_configuration_is_chosen_after_the_first_reading(hub):
    at = open_and_read(data_set="someone/shapes")
    assert box(at, "Configuration").value == "small"
    assert said(at, "Rows 1 to 10 of 10")


def test_rows_stay_when_the_page_is_left_and_nothing_is_read_again(hub, monkeypatch):
    at = open_and_read()
    monkeypatch.setattr(asking, "read_shared", None)
    at = go(go(at, ""), "datasets")
    assert said(at, "Rows 1 to 60 of 60") and not errors(at)


def test_another_data_set_begins_at_its_own_first_row_and_usual_split(hub):
    at = open_and_read(data_split="test", data_start="3")
    at = well(at.text_input(key="data_set").input("someone/shapes").run())
    at = press_words(at, "Read the rows")
    assert said(at, "Rows 1 to 10 of 10 in **train**.")


def test_the_split_of_what_ships_is_not_asked_of_the_hub(hub):
    at = visit("datasets", data_source="app", data_shipped="scenes", data_split="test", data_start="3")
    assert box(at, "Split").value == "test"
    at = well(at.button_group(key="data_source").set_value("hub").run())
    at = press_words(at, "Read the rows")
    assert said(at, "Rows 1 to 60 of 60 in **train**.")


def test_a_search_keeps_the_rows_with_their_numbers(hub):
    at = open_and_read(data_split="test")
    at = well(at.text_input(key="data_search").input("JOY").run())
    assert list(rows_of(at)["Row"]) == [1, 4] and said(at, "2 of them have that text.")


def test_filter_map_and_batch_show_their_code_and_their_result(hub):
    at = open_and_read()
    at = well(box(at, "filter: by which column").select("label").run())
    at = well(box(at, "map: count in which column").select("text").run())
    assert said(at, "**filter** keeps 30 of 60 rows.")
    assert 'dataset = dataset.filter(lambda row: row["label"] == 0)' in at.code[1].value
    assert "n_words" in at.dataframe[3].value.columns
    assert any("filter(lambda row" in code.value for code in at.code[2:])


def test_hostile_names_are_shown_as_they_are(hub):
    at = open_and_read(data_set="someone/hostile-data")
    assert "# <b>title</b> | $x$" in rows_of(at).columns
    assert list(rows_of(at)["kind"])[:2] == ["**bold**", "<script>alert(1)</script>"]
    assert said(at, "licence: \\<b>mine\\</b>, 7")


def test_what_cannot_be_had_is_said_and_the_page_goes_on(hub):
    at = open_and_read(data_set="nobody/nothing")
    (error,) = errors(at)
    assert "There is no public data set called nobody/nothing" in error
    at = well(at.text_input(key="data_set").input(EXAMPLE).run())
    assert said(press_words(at, "Read the rows"), "Rows 1 to 60 of 60")


def test_without_the_hub_the_page_begins_with_what_ships_and_says_so(hub):
    with hub.broken("refuse"):
        client._looks.clear()
        at = visit("datasets")
        assert said(at, "could not be reached when you came")
        at = press_words(at, "Read the rows")
    assert len(rows_of(at)) == 100 and rows_of(at)["drawing"][0].startswith("data:image/webp")


def test_scenes_ship_with_their_boxes(hub):
    at = open_and_read(data_source="app", data_shipped="scenes", data_rows="5")
    assert said(at, "Rows 1 to 5 of 200 in **train**.") and "boxes" in rows_of(at).columns


def test_a_file_of_one_s_own_is_read_and_a_bad_one_is_said(hub):
    at = visit("datasets", data_source="file")
    assert said(at, "Choose a file.")
    at = well(
        at.file_uploader[0].upload("words.csv", "palabra;peso\nniño;1,5\n".encode("cp1252"), "text/csv").run()
    )
    at = press_words(at, "Read the rows")
    assert list(rows_of(at)["palabra"]) == ["niño"] and list(rows_of(at)["peso"]) == [1.5]
    assert any(
        'data_files="words.csv"' in code.value and 'encoding="windows-1252"' in code.value for code in at.code
    )
    at = well(at.file_uploader[0].upload("book.csv", b"PK\x03\x04", "text/csv").run())
    assert "not a table" in errors(at)[0]


@pytest.mark.parametrize(
    "name", ["data_source", "data_set", "data_split", "data_start", "data_rows", "data_shipped"]
)
@pytest.mark.parametrize("value", ["", "nonsense", "-1", "\u202e<b>", "9" * 400])
def test_whatever_an_address_says_the_page_opens(hub, name, value):
    at = visit("datasets", **{name: value})
    assert not at.exception
    assert choices._SOURCE in at.session_state


def test_the_code_runs_by_itself_and_gives_the_page_s_rows(hub, run_script, tmp_path):
    at = open_and_read(data_split="test")
    rows = list(rows_of(at)["text"])
    scripts = [code.value for code in at.code if code.value.startswith(("from datasets", "import pandas"))]
    for number, script in enumerate(scripts):
        file = tmp_path / f"script{number}.py"
        file.write_text(script)
        assert rows[0] in run_script(file, tmp_path)
    assert len(scripts) == 2
