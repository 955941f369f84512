"""The catalogue holds facts that can be used."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from core.models import networks
from core.models.catalogue.row import WEIGHTS, ships, source_of
from core.models.catalogue.rows import CATALOGUE, find, rows_for
from core.models.kinds import KINDS
from core.sketch import guessing as quick_draw

ROOT = WEIGHTS.parent
SHIPPED = [row for row in CATALOGUE if row.local_path]
FETCHED = [row for row in CATALOGUE if not row.local_path]
NOT_STATED = {
    *("nateraw-quickdraw", "dogs-and-cats", "bertweet-sentiment", "robertuito-sentiment", "robertuito-pos"),
    *("bert-spanish-ner", "distilbert-squad-es", "mt5-small-spanish-summarization"),
    *("bert2bert-spanish-summarization", "roberta-bne-finetuned-sqac"),
}
"""Models whose publisher does not say under which licence they are."""
SIZE_UNKNOWN = {"dogs-and-cats"}
"""Models whose files nobody could measure."""


def test_names_are_unique():
    names = [row.name for row in CATALOGUE]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: row.name)
def test_a_row_is_complete(row):
    assert row.tasks and set(row.tasks) <= set(KINDS)
    assert row.domain
    assert row.title and row.trained_on and row.why
    assert bool(row.licence) == (row.name not in NOT_STATED)
    assert (row.parameters > 0) == (row.name not in SIZE_UNKNOWN)


@pytest.mark.parametrize("row", FETCHED, ids=lambda row: row.name)
def test_a_row_of_the_hub_says_where_it_is_and_how_large(row):
    assert re.fullmatch(r"[\w.-]+/[\w.-]+", row.hub_id)
    assert (row.download_bytes > 0) == (row.name not in SIZE_UNKNOWN)


@pytest.mark.parametrize("row", SHIPPED, ids=lambda row: row.name)
def test_a_row_that_ships_with_the_app_names_its_own_place_in_any_working_folder(row):
    assert Path(row.local_path) == WEIGHTS / row.name / row.file
    assert Path(row.local_path).is_absolute()
    assert not row.hub_id
    assert not row.download_bytes
    assert ships(row)


@pytest.mark.parametrize("row", FETCHED, ids=lambda row: row.name)
def test_a_model_of_the_hub_does_not_ship(row):
    assert not ships(row)


def test_a_model_of_the_users_own_does_not_ship(tmp_path):
    assert not ships(replace(find("doodle-detr"), local_path=str(tmp_path)))


@pytest.mark.parametrize("row", [row for row in SHIPPED if row.library == "torch"], ids=lambda row: row.name)
def test_a_sketch_network_that_ships_has_the_parameters_of_its_row(row):
    network = networks.NETWORKS[row.name](345)
    assert row.parameters == sum(parameter.numel() for parameter in network.parameters())


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


@pytest.mark.parametrize("name", ["yolo99", ""])
def test_an_unknown_name_finds_nothing(name):
    assert find(name) is None


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS.values() if kind.shipped], ids=lambda kind: kind.task
)
def test_what_ships_for_a_task_is_there_and_is_for_it(kind):
    for name in kind.shipped:
        row = find(name)
        assert ships(row) and kind.task in row.tasks
        assert row.domain in kind.limits


def test_the_detectors_that_ship_are_those_that_know_doodles():
    detectors = rows_for("object-detection")
    assert [row.name for row in detectors if row.domain == "doodles"] == list(
        KINDS["object-detection"].shipped
    )
    assert [row for row in detectors if row.domain == "doodles"] == [row for row in detectors if ships(row)]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("yolo11n", "Ultralytics/YOLO11"),
        ("doodle-detr", "weights/doodle-detr"),
        ("doodle-yolo11", "weights/doodle-yolo11/doodle-yolo11.pt"),
    ],
)
def test_a_model_is_asked_for_by_its_hub_id_or_by_its_place_in_the_apps_folder(name, source):
    assert source_of(find(name)) == source


def test_a_model_of_the_users_own_is_asked_for_by_its_path(tmp_path):
    assert source_of(replace(find("doodle-detr"), local_path=str(tmp_path))) == str(tmp_path)


@pytest.mark.parametrize("row", [row for row in CATALOGUE if row.instead], ids=lambda row: row.name)
def test_what_stands_in_for_a_model_does_the_same_in_the_same_language(row):
    other = find(row.instead)
    assert row.tasks[0] in other.tasks
    assert not other.languages or other.languages == row.languages


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.task)
def test_the_models_that_a_page_begins_with_are_of_its_task(kind):
    assert {*kind.defaults, *kind.shipped} <= {row.name for row in rows_for(kind.task)}


def test_rows_of_a_task_keep_their_order():
    assert [row.name for row in rows_for("object-detection")][:2] == ["detr-resnet-50", "yolo11n"]
    assert rows_for(quick_draw.TASK)[0].name == "quickdraw-resnet"
    assert rows_for("no-such-task") == ()


@pytest.mark.parametrize("row", rows_for("object-detection"), ids=lambda row: row.name)
def test_the_published_figure_of_a_detector_says_where_it_is_from(row):
    assert 0 < row.published.percent < 100
    assert row.published.address.startswith("https://") or (ROOT / row.published.source).is_file()


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("doodle-detr", "ap"),
        ("doodle-yolo11", "ap"),
        ("doodle-vit", "top1"),
        ("doodle-resnet", "top1"),
        ("doodle-segformer", "miou"),
        ("doodle-yolo11-seg", "miou"),
        ("doodle-depth", "delta1"),
        ("doodle-clip", "top1"),
    ],
)
def test_the_figure_of_a_network_of_doodles_is_the_measured_one(name, figure):
    measured = json.loads((WEIGHTS / name / "measured.json").read_text(encoding="utf-8"))
    assert find(name).published.percent == round(100 * measured[figure], 1)
    assert (ROOT / find(name).published.source).is_file()
