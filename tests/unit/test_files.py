"""Models on this machine's disk: which are whole, and which the app may open."""

import json

import pytest

from core.errors import UserError
from core.i18n import speaking
from core.models import files
from core.models.catalogue import find

YOLO = find("yolo11n")


def message_of(error: pytest.ExceptionInfo[UserError]) -> str:
    with speaking("en"):
        return str(error.value)


@pytest.mark.parametrize("name", ["facebook/detr-resnet-50", "Ultralytics/YOLO11/yolo11n.pt"])
def test_a_model_on_disk_gets_a_row(hub, name):
    row = files.row_from_path(hub.root / name)
    assert files.cached(row) == hub.root / name
    assert row.name == str(hub.root / name)


def test_a_path_without_a_model_is_refused(tmp_path):
    with pytest.raises(UserError) as error:
        files.row_from_path(tmp_path)
    assert "There is no model at" in message_of(error)


@pytest.mark.parametrize("name", ["someone/pickled-detector", "someone/coded-detector", "someone/classifier"])
def test_a_folder_that_the_app_must_not_run_is_refused(hub, name):
    with pytest.raises(UserError):
        files.row_from_path(hub.root / name)


def test_a_detector_that_transformers_does_not_know_is_refused(hub, tmp_path):
    for file in (hub.root / "hustvl/yolos-small").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "config.json").write_text(json.dumps({"architectures": ["FancyForObjectDetection"]}))
    with pytest.raises(UserError) as error:
        files.row_from_path(tmp_path)
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
