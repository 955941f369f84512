"""Saved work that cannot be read when the visit begins, and can be later."""

import pytest

from core.compare.book import store
from core.compare.book.session import Session
from core.compare.book.workbook import Workbook
from core.compare.measure.run import Settings
from core.json_files import BusyError
from core.pictures.samples import open_sample
from core.store import StoreError, new_key
from tests.pages.visitor import said, visit, warnings, well

pytestmark = pytest.mark.usefixtures("hub", "engine")

PAGE = "compare_detectors"
CHOICES = Settings(("doodle-detr", "doodle-yolo11"), "cpu", 0.35, 3, 1)
NOT_NOW = pytest.mark.parametrize("error", [StoreError, BusyError])


@pytest.fixture
def key(engine) -> str:
    """Where Ana's work is."""
    key = new_key()
    store.save(engine, key, Session(Workbook(student="Ana"), (open_sample("bus.jpg"),), CHOICES))
    return key


def raising(error):
    def find(*_arguments):
        raise error("Not now.")

    return find


@NOT_NOW
def test_it_is_shown_as_soon_as_it_can_be_read_with_its_own_choices(error, key):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "find", raising(error))
        at = visit(PAGE, work=key, threshold="0.7")
        assert [words for words in warnings(at) if "It is not lost: keep the address" in words]
        assert at.query_params["work"] in (key, [key])
    well(at.run())
    assert (at.session_state["workbook"].student, at.slider(key="threshold").value) == ("Ana", 0.35)
    assert (at.query_params["work"] in (key, [key]), warnings(at)) == (True, [])
    assert at.query_params["threshold"] in ("0.35", ["0.35"])


@NOT_NOW
def test_what_could_not_be_read_in_an_earlier_visit_is_looked_at_until_it_can(error, key):
    own = visit(PAGE, samples=["cat.jpg"]).query_params["work"]
    with pytest.MonkeyPatch.context() as patch:
        real = store.find
        patch.setattr(
            store, "find", lambda engine, asked: (raising(error) if asked == key else real)(engine, asked)
        )
        at = visit(PAGE, work=own, unreadable=key)
        assert f"?work={key}` cannot be read" in warnings(at)[0]
    well(at.run())
    assert said(at, "somebody else changed this work") and "unreadable" not in at.query_params
