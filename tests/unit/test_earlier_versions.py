"""What an earlier version of the app wrote is still read.

The files in tests/fixtures/800d09a were written by the app as it was at that commit: two drawings of 160 x 120 pixels
(a house and a sun, one "uploaded", one "drawn"), results made by hand for two models on two devices, edits, truth and
comments as below, handed to that version's own `session_json`, `store.save` (SQLite) and `build_zip` (in English).
"""

import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import create_engine

from core.compare.book.session import Session, read_session
from core.compare.book.store import find, save
from core.compare.measure.run import Settings
from core.compare.truth.files import read_files
from core.compare.truth.truth import PictureInfo
from core.pictures.boxes import SCENE, TruthBox

EARLIER = Path(__file__).resolve().parents[1] / "fixtures" / "800d09a"
KEY = "A-key-of-22-characters"
HOUSE = (20.0, 15.0, 75.0, 90.0)


@pytest.fixture
def engine(tmp_path):
    shutil.copy(EARLIER / "store.sqlite", tmp_path)
    engine = create_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield engine
    engine.dispose()


def in_zip(name: str) -> bytes:
    with ZipFile(EARLIER / "comparison.zip") as archive:
        return archive.read(name)


def check(session: Session) -> None:
    """Make sure that all that was in the session is there."""
    book, pictures = session.book, session.pictures
    first, second = (picture.digest for picture in pictures)
    assert [(picture.name, picture.image.size) for picture in pictures] == [
        ("casa ñandú.png", (160, 120)),
        ("scene-drawn.png", (160, 120)),
    ]
    assert session.settings in (
        Settings(("detr-resnet-50", "yolo11n"), "cpu", 0.65, 2, 0),
        Settings(("detr-resnet-50", "yolo11n"), "cuda", 0.5, 2, 0),
    )
    assert [(found.settings.device, list(found.results)) for found in book.measured.values()] == [
        ("cpu", [first, second]),
        ("cuda", [first]),
    ]
    (cpu, _cuda) = book.measured.values()
    run = cpu.results[first].models[1]
    assert (run.model, run.detections[0].label, run.detections[1].score) == ("yolo11n", "house", 0.42)
    assert [times.inference for times in run.runs] == [20.5, 19.75]
    assert (cpu.machine.cpu, cpu.versions) == ("A processor", {"torch": "2.15.0"})
    assert book.edits == {
        (first, "yolo11n", "remarks"): "Ve la casa\ny el sol <b>",
        (second, "detr-resnet-50", "errors"): "",
    }
    assert book.truth == {
        first: (
            TruthBox("house", HOUSE),
            TruthBox("sun", (100.0, 20.0, 140.0, 60.0), True, "model:yolo11n"),
        ),
        second: (TruthBox("house", HOUSE, origin=SCENE),),
    }
    assert (book.student, book.comments) == ("Ana Núñez", {"accuracy": "Bien los dos.", "ease": ""})


def test_a_session_file():
    check(read_session((EARLIER / "session.json").read_bytes()))


def test_an_entry_of_the_store(engine):
    check(find(engine, KEY).session)


def test_an_entry_of_the_store_is_saved_on(engine):
    found = find(engine, KEY)
    found.session.book.student = "Eva"
    version = save(engine, KEY, found.session, found.version)
    assert find(engine, KEY) == (found.session, version)


def test_the_session_in_a_zip():
    check(read_session(in_zip("session.json")))


def test_the_truth_in_a_zip():
    infos = [PictureInfo(name, name, 160, 120) for name in ("casa ñandú.png", "scene-drawn.png")]
    found = read_files({"truth.json": in_zip("truth.json")}, infos)
    assert [[box.label for box in found.truth[info.key]] for info in infos] == [["house", "sun"], ["house"]]
