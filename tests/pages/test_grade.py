"""The page "Grade": a class's files in, a table with details out; and the setting that hides it."""

import pytest

from core.i18n import speaking
from tests.pages.visitor import errors, go, said, visit, warnings, well
from tests.unit.grade_samples import class_files


@pytest.fixture(scope="module")
def handed():
    with speaking("en"):
        return class_files()


def upload(at, files, uploader=0):
    chosen = [(name, data, "application/zip") for name, data in files.items()]
    return well(at.file_uploader[uploader].set_value(chosen).run())


@pytest.fixture
def graded(hub, handed):
    return upload(visit("grade"), handed)


def rows(at):
    return at.dataframe[0].value.to_dict("records")


def test_without_files_the_page_says_what_to_choose(hub):
    at = visit("grade")
    assert said(at, "Choose what your students handed in") and not at.dataframe


def test_each_file_is_a_row_and_says_what_needs_a_look(graded):
    assert {row["File"]: row["Needs a look"] for row in rows(graded)} == {
        "ana.zip": "",
        "bruno.zip": "equal to another's",
        "cut.zip": "cannot be read",
        "fede.zip": "equal to another's",
        "gala.zip": "figures do not follow",
        "late.zip": "something is missing, another version",
    }
    assert said(graded, "6 hand-ins. 1 of them needs no look.")


def test_only_what_needs_a_certain_look_is_shown(graded):
    # As the browser does, by the words on them.
    graded.button_group(key="grade.looks").set_value(["cannot be read (1)", "figures do not follow (1)"])
    assert [row["File"] for row in rows(well(graded.run()))] == ["cut.zip", "gala.zip"]
    well(graded.sidebar.button_group(key="language_switch_en").set_value("es").run())
    assert [row["Archivo"] for row in rows(graded)] == ["cut.zip", "gala.zip"]


def test_the_details_name_the_figures_and_the_other_hand_in(graded):
    box = graded.selectbox(key="grade.opened")
    well(box.set_value("gala.zip").run())
    assert errors(graded) == ["3 figures do not follow"]
    assert list(graded.dataframe[1].value["It says"]) == ["0", "0.9870", "FP 0, FN 0"]
    well(graded.selectbox(key="grade.opened").set_value("fede.zip").run())
    assert any("bruno.zip" in words and "times of 2 of 2" in words for words in warnings(graded))


def test_of_what_cannot_be_read_the_reason_is_said(graded):
    well(graded.selectbox(key="grade.opened").set_value("cut.zip").run())
    assert errors(graded) == ["The ZIP is damaged or cut short. Ask for it again."]


def test_the_table_stays_when_the_page_is_left_and_speaks_the_other_language(graded):
    at = go(go(graded, "object_detection"), "grade")
    well(at.sidebar.button_group(key="language_switch_en").set_value("es").run())
    assert {row["Archivo"]: row["Hay que mirar"] for row in rows(at)}["cut.zip"] == "no se puede leer"


def test_more_files_join_the_table_and_the_same_ones_do_not_twice(graded, handed):
    upload(graded, {"ana.zip": handed["ana.zip"], "eva.zip": handed["ana.zip"], "cut.zip": b""})
    names = [row["File"] for row in rows(graded)]
    assert names == [
        "ana.zip",
        "bruno.zip",
        "cut (2).zip",
        "cut.zip",
        "eva.zip",
        "fede.zip",
        "gala.zip",
        "late.zip",
    ]


def test_of_a_folder_only_hand_ins_are_read(hub, handed):
    folder = {"class/ana.zip": handed["ana.zip"], "class/bruno/results.json": b"{}"}
    assert [row["File"] for row in rows(upload(visit("grade"), folder, 1))] == ["class/ana.zip"]


def test_a_folder_without_a_hand_in_is_said_to_have_none(hub):
    at = upload(visit("grade"), {"class/results.json": b"{}"}, 1)
    assert warnings(at) == ["There is no ZIP and no session file in this folder."]


def test_all_can_be_taken_away(graded):
    well(graded.button(key="grade_forget").click().run())
    assert not graded.dataframe


def links(at):
    return [link.proto.page.rpartition("/")[2] for link in at.get("page_link")]


def test_switched_off_it_is_nowhere_to_be_found_and_says_so(hub, monkeypatch):
    assert "grade" in links(visit(""))
    monkeypatch.setenv("MIRALAB_TEACHING", "0")
    assert "grade" not in links(visit(""))
    at = visit("grade")
    assert [info.value for info in at.info] == ["This page is switched off on this server."]
    assert not at.file_uploader
