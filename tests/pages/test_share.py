"""What a teacher hands to the class: an address and a file that begin the activity, with nothing of anybody's work."""

from io import BytesIO

import pytest
from PIL import Image
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from core import turns
from core.compare.book import store
from core.compare.book.fitting import Fitting, LeftOut
from core.compare.book.session import Session, read_session, session_json
from core.compare.book.workbook import Workbook
from core.compare.measure.run import Settings
from core.pictures.boxes import TruthBox
from core.pictures.images import Picture, open_picture
from core.scenes.pictures import with_truth
from core.scenes.spec import SceneSpec
from core.store import StoreError
from core.ui.compare_detectors import kept_work, session_files, share
from tests.pages.visitor import errors, press, said, visit, well

pytestmark = pytest.mark.usefixtures("hub", "engine")

PAGE = "compare_detectors"
CHOICES = Settings(("doodle-detr", "doodle-yolo11"), "cpu", 0.35, 3, 1)


@pytest.fixture
def photograph() -> Picture:
    file = BytesIO()
    Image.effect_noise((64, 48), 60).convert("RGB").save(file, "PNG")
    return open_picture(file.getvalue(), "own.png")


@pytest.fixture
def set_up(photograph) -> bytes:
    scene, _truth = with_truth(SceneSpec(6, 3, "easy"))
    return session_json(Session(Workbook(), (photograph, scene), CHOICES))


def load_set_up(at: AppTest, content: bytes) -> AppTest:
    (uploader,) = [one for one in at.file_uploader if one.key.startswith("load_set_up_")]
    return well(uploader.set_value(("class.json", content, "application/json")).run())


def with_work(pictures: list[Picture]) -> AppTest:
    book = Workbook(student="Ana", truth={pictures[0].digest: (TruthBox("cat", (1.0, 2.0, 30.0, 40.0)),)})
    return visit(PAGE, {"workbook": book, "compare": pictures, "work_looked_for": True})


def work_at(at: AppTest) -> str:
    work = at.query_params["work"]
    return work if isinstance(work, str) else work[0]


def test_the_file_is_offered_only_where_there_are_pictures_that_the_address_cannot_bring(photograph):
    at = visit(PAGE, samples=["bus.jpg", "scene-6-3-easy"])
    assert not said(at, "Your own pictures are not in the address")
    at.session_state["compare"] = [*at.session_state["compare"], photograph]
    assert said(well(at.run()), "Your own pictures are not in the address")


@pytest.mark.parametrize(
    ("address", "is_said"),
    [
        ("http://localhost:8501/compare_detectors", True),
        ("http://127.0.0.1:8501/compare_detectors", True),
        ("http://192.168.1.20:8501/compare_detectors", False),
        ("https://class.example.org/compare_detectors", False),
    ],
)
def test_an_address_that_works_on_this_computer_alone_is_called_so(monkeypatch, address, is_said):
    monkeypatch.setattr(ContextProxy, "url", property(lambda _self: address))
    assert bool(said(visit(PAGE), "It works on this computer alone.")) == is_said


def test_the_file_has_pictures_and_choices_and_nothing_of_the_work(photograph):
    session = read_session(share.set_up_file([photograph], CHOICES))
    assert (session.book, session.settings) == (Workbook(), CHOICES)
    assert [picture.digest for picture in session.pictures] == [photograph.digest]


def test_the_activity_begins_with_the_file_and_what_is_known_of_made_scenes(set_up):
    at = load_set_up(visit(PAGE, step="measure"), set_up)
    photograph, scene = at.session_state["compare"]
    assert (photograph.name, at.session_state["step"], at.slider(key="threshold").value) == (
        "own.png",
        "pictures",
        0.35,
    )
    assert set(at.session_state["workbook"].truth) == {scene.digest}


def test_work_that_was_there_stays_at_its_address(set_up, photograph, engine):
    at = with_work([photograph])
    before = work_at(at)
    load_set_up(at, set_up)
    assert at.session_state["workbook"].student == ""
    assert work_at(at) != before
    assert store.find(engine, before).session.book.student == "Ana"
    assert said(at, f"work={before}")


def test_own_pictures_alone_stay_at_their_address(set_up, photograph, engine):
    at = visit(PAGE, {"compare": [photograph], "work_looked_for": True})
    before = work_at(at)
    load_set_up(at, set_up)
    assert [picture.digest for picture in store.find(engine, before).session.pictures] == [photograph.digest]
    assert work_at(at) != before
    assert said(at, f"work={before}")


def test_own_pictures_that_could_be_had_back_still_can(set_up, photograph):
    at = press(visit(PAGE, {"compare": [photograph], "work_looked_for": True}), "compare.set")
    press(load_set_up(at, set_up), "compare.bring_back")
    assert [picture.digest for picture in at.session_state["compare"]] == [photograph.digest]


def test_pictures_that_everybody_can_have_are_not_kept_for_the_visitor(set_up):
    assert not said(load_set_up(visit(PAGE, samples=["bus.jpg"]), set_up), "What you had here stays")


def test_that_there_is_nothing_to_find_is_work():
    assert not kept_work.is_set_up(Session(Workbook(truth={"d1": ()}), (), None))


def test_work_that_can_be_kept_only_in_part_is_not_replaced(set_up, photograph, monkeypatch):
    monkeypatch.setattr(kept_work, "fitting", lambda session: Fitting(session, LeftOut(pictures=1)))
    at = load_set_up(with_work([photograph]), set_up)
    assert at.session_state["workbook"].student == "Ana"
    assert any("This would be lost: 1 picture." in words for words in errors(at))


def test_work_that_cannot_be_kept_is_not_replaced(set_up, photograph, monkeypatch):
    def broken(*_arguments):
        raise StoreError("The server cannot keep it.")

    monkeypatch.setattr(store, "save", broken)
    at = load_set_up(with_work([photograph]), set_up)
    assert at.session_state["workbook"].student == "Ana"
    assert "The server cannot keep it." in errors(at)


def test_a_file_is_read_in_a_turn(set_up, monkeypatch):
    at, going = visit(PAGE), []

    def read(data):
        going.extend(turn.purpose for turn in turns._TURNS._queue if turn.active)
        return read_session(data)

    monkeypatch.setattr(session_files, "read_session", read)
    load_set_up(at, set_up)
    assert going == ["work"]
