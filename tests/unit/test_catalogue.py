"""The catalogue holds facts that can be used."""

import re

import pytest

from core.models.catalogue import CATALOGUE, find, rows_for

TASKS = {"object-detection"}


def test_names_are_unique():
    names = [row.name for row in CATALOGUE]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: row.name)
def test_a_row_is_complete(row):
    assert row.task in TASKS
    assert re.fullmatch(r"[\w.-]+/[\w.-]+", row.hub_id)
    assert row.title and row.licence and row.trained_on and row.why
    assert row.parameters > 0
    assert row.download_bytes > 0
    assert not row.local_path


@pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: row.name)
def test_a_revision_is_a_commit_or_main(row):
    assert row.revision == "main" or re.fullmatch(r"[0-9a-f]{7,40}", row.revision)


@pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: row.name)
def test_only_ultralytics_rows_name_a_file(row):
    assert bool(row.file) == (row.library == "ultralytics")


@pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: row.name)
def test_a_row_is_found_by_its_name(row):
    assert find(row.name) is row


def test_a_row_is_found_by_its_hub_id_where_that_is_one_model():
    assert find("facebook/detr-resnet-50").name == "detr-resnet-50"
    assert find("Ultralytics/YOLO11") is None


def test_an_unknown_name_finds_nothing():
    assert find("yolo99") is None


def test_rows_of_a_task_keep_their_order():
    assert [row.name for row in rows_for("object-detection")][:2] == ["detr-resnet-50", "yolo11n"]
    assert rows_for("no-such-task") == ()
