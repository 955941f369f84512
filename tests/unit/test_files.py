"""Models on this machine's disk: which are whole, and which the app may open."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import UserError
from core.i18n import speaking
from core.models import files, loader, weights
from core.models.catalogue.rows import CATALOGUE, find
from core.models.readers import reader_of
from core.sketch import guessing as quick_draw
from tests.hub.sketches import write_sketcher

YOLO = find("yolo11n")
PUBLISHED = "spaces/nateraw/quickdraw"


def message_of(error: pytest.ExceptionInfo[UserError]) -> str:
    with speaking("en"):
        return str(error.value)


@pytest.mark.parametrize("name", ["facebook/detr-resnet-50", "Ultralytics/YOLO11/yolo11n.pt"])
def test_a_model_on_disk_gets_a_row(hub, name):
    row = files.row_from_path(hub.root / name, "object-detection")
    assert files.cached(row) == hub.root / name
    assert row.name == str(hub.root / name)


def test_a_path_without_a_model_is_refused(tmp_path):
    with pytest.raises(UserError) as error:
        files.row_from_path(tmp_path, "object-detection")
    assert "There is no model at" in message_of(error)


@pytest.mark.parametrize("name", ["someone/coded-detector", "someone/classifier"])
def test_a_folder_that_the_app_must_not_run_is_refused(hub, name):
    with pytest.raises(UserError):
        files.row_from_path(hub.root / name, "object-detection")


def test_a_detector_that_transformers_does_not_know_is_refused(hub, tmp_path):
    for file in (hub.root / "hustvl/yolos-small").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "config.json").write_text(json.dumps({"architectures": ["FancyForObjectDetection"]}))
    with pytest.raises(UserError) as error:
        files.row_from_path(tmp_path, "object-detection")
    assert "is not an object detector" in message_of(error)


def test_local_models_are_listed_only_where_a_setting_names_their_folder(hub, tmp_path, monkeypatch):
    (tmp_path / "detector").symlink_to(hub.root / "hustvl/yolos-small")
    (tmp_path / "best.pt").symlink_to(hub.root / YOLO.hub_id / YOLO.file)
    (tmp_path / "notes.txt").write_text("not a model")
    (tmp_path / "empty").mkdir()
    assert files.local_rows() == ()
    monkeypatch.setenv("MIRALAB_LOCAL_MODELS", str(tmp_path))
    assert [(row.name, row.library) for row in files.local_rows()] == [
        ("best.pt", "ultralytics"),
        ("detector", "transformers"),
    ]


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """The default sketch model of the catalogue, somewhere else; it knows four things."""
    row = replace(find("quickdraw-resnet"), local_path=str(tmp_path / "weights" / "quickdraw-resnet"))
    write_sketcher(Path(row.local_path), row.name, ["cat", "dog", "alarm clock", "The Sun"])
    return row


@pytest.fixture
def own_models(tmp_path, monkeypatch):
    """A folder that the setting MIRALAB_LOCAL_MODELS names."""
    folder = tmp_path / "mine"
    folder.mkdir()
    monkeypatch.setenv("MIRALAB_LOCAL_MODELS", str(folder))
    return folder


def copy_with_labels(source, target, labels):
    shutil.copytree(source, target)
    config = json.loads((target / "config.json").read_text())
    (target / "config.json").write_text(json.dumps(config | {"id2label": dict(enumerate(labels))}))


@pytest.mark.parametrize("row", [row for row in CATALOGUE if row.local_path], ids=lambda row: row.name)
def test_a_model_that_ships_with_the_app_is_here_and_whole(row):
    assert files.cached(row) == Path(row.local_path)
    whole = Path(row.local_path)
    assert reader_of(row).weight_files(whole) == [
        whole if whole.suffix == ".pt" else whole / "model.safetensors"
    ]


@pytest.mark.parametrize(
    ("folder", "megabytes"),
    [("weights/quickdraw-cnn", 2.5), ("weights/quickdraw-resnet", 8), ("assets/quick_draw", 12)],
)
def test_what_ships_with_the_app_stays_small(folder, megabytes):
    shipped = [file for file in (Path(__file__).parents[2] / folder).rglob("*") if file.is_file()]
    assert 0 < sum(file.stat().st_size for file in shipped) < megabytes * 1e6


def test_a_place_is_told_of_every_model(clean_cache, tmp_path):
    rows = {
        "shipped": find("doodle-detr"),
        "missing": replace(find("doodle-detr"), local_path=str(tmp_path)),
        "hub": find("yolo11n"),
        "elsewhere": replace(find("yolo11n"), name="nobody's", hub_id=""),
    }
    assert {place: files.location_of(row) for place, row in rows.items()} == {place: place for place in rows}


def test_a_downloaded_model_is_here(hub):
    row = find("yolo11n")
    loader.load(row, "cpu")
    assert files.location_of(row) == "here"


def test_a_model_that_ships_with_the_app_is_as_large_as_its_file(shipped):
    file = Path(shipped.local_path) / "model.safetensors"
    assert files.size_bytes(shipped) == file.stat().st_size > 0


def test_a_model_to_be_fetched_is_as_large_as_its_download():
    assert files.size_bytes(find("nateraw-quickdraw")) == 1_657_663


def test_a_model_whose_files_are_gone_has_no_size(tmp_path):
    assert files.size_bytes(replace(find("quickdraw-cnn"), local_path=str(tmp_path))) == 0


@pytest.mark.parametrize("cut", [1, 1000, 10**9])
def test_weights_of_our_own_that_were_cut_short_are_not_trusted(shipped, cut):
    file = Path(shipped.local_path) / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-cut])
    assert files.cached(shipped) is None


def test_the_published_weights_in_the_folder_of_own_models_are_offered_for_sketches(hub, own_models):
    (own_models / "nateraw-quickdraw").symlink_to(hub.root / PUBLISHED)
    (row,) = files.local_rows()
    assert (row.library, row.tasks) == ("torch", (quick_draw.TASK, "few-shot-image-classification"))
    assert weights.network_file(files.cached(row)).name == "pytorch_model.bin"


@pytest.mark.parametrize("missing", weights.PUBLISHED_SKETCHER)
def test_published_weights_without_one_of_their_files_are_not_offered(hub, own_models, missing):
    shutil.copytree(hub.root / PUBLISHED, own_models / "half")
    (own_models / "half" / missing).unlink()
    assert files.local_rows() == ()


def test_a_sketch_network_of_ones_own_training_is_offered(own_models):
    write_sketcher(own_models / "my-cnn", "quickdraw-cnn", ["cat", "dog"])
    (row,) = files.local_rows()
    assert (row.name, row.library, row.tasks[0]) == ("my-cnn", "torch", quick_draw.TASK)


@pytest.mark.parametrize(
    ("labels", "offered"),
    [
        (["the sun", "ALARM_CLOCK"], True),
        (["cat", "dog", "alarm_clock", "The_Sun"], True),
        (["cat", "dog", "tench", "goldfish"], True),
        (["cat", "tench", "goldfish"], False),
        (["LABEL_0", "LABEL_1"], False),
        ([], False),
    ],
)
def test_an_image_classifier_is_offered_for_sketches_where_its_labels_are_those_of_drawings(
    hub, own_models, shipped, labels, offered
):
    copy_with_labels(hub.root / "someone/sketch-classifier", own_models / "classifier", labels)
    (row,) = files.local_rows()
    assert (row.library, "image-classification" in row.tasks) == ("transformers", True)
    assert (quick_draw.TASK in row.tasks) == offered


@pytest.mark.parametrize(
    "config", ["[]", '{"id2label": 7, "architectures": ["XForImageClassification"]}', "{"]
)
def test_a_configuration_that_is_none_is_not_offered(own_models, shipped, config):
    (own_models / "odd").mkdir()
    (own_models / "odd/config.json").write_text(config)
    assert files.local_rows() == ()


def test_a_sketch_model_is_no_detector(hub):
    with pytest.raises(UserError) as error:
        files.row_from_path(hub.root / PUBLISHED, "object-detection")
    assert "is not an object detector" in message_of(error)


def test_a_detector_is_no_sketch_model(hub):
    with pytest.raises(UserError) as error:
        files.row_from_path(hub.root / "hustvl/yolos-small", quick_draw.TASK)
    assert "is not an image classifier" in message_of(error)


def test_a_sketch_model_is_found_by_its_path(hub):
    row = files.row_from_path(hub.root / PUBLISHED, quick_draw.TASK)
    assert files.cached(row) == hub.root / PUBLISHED
