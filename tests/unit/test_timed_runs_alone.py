"""While a timed run is in flight nothing else of this process computes: told by the order of events."""

import threading
from collections import OrderedDict
from contextlib import contextmanager
from io import BytesIO

import pytest
from PIL import Image

from core import json_files, rendering, turns
from core.compare.measure.run import Settings, measure
from core.models import loader
from core.pictures import images
from core.pictures.images import open_picture
from core.scenes import pictures as scene_pictures
from core.scenes.spec import SceneSpec
from core.turns import in_turn
from tests.unit.test_compare_run import FakeDetector, a_model, pictures

VISITORS = 3


class Log:
    """What happened, in order: (who, begins or ends)."""

    def __init__(self):
        self.entries: list[tuple[str, str]] = []

    @contextmanager
    def going(self, who: str):
        self.entries.append((who, "begins"))
        yield
        self.entries.append((who, "ends"))

    def check(self) -> None:
        """Make sure that between the beginning and the end of a timed run nothing else began, ended or went on."""
        going: list[str] = []
        for who, what in self.entries:
            if what == "ends":
                going.remove(who)
            else:
                going.append(who)
            assert "timed run" not in going or going == ["timed run"], self.entries


def png() -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 6)).save(file, "PNG")
    return file.getvalue()


def logged(log: Log, who: str, work):
    def working(*args):
        with log.going(who):
            return work(*args)

    return working


@pytest.fixture
def log(monkeypatch) -> Log:
    """The log of a process in which scenes are made, charts drawn and pictures opened."""
    log = Log()
    # A scene that another test made would not be made again.
    monkeypatch.setattr(scene_pictures, "_facts", OrderedDict())
    monkeypatch.setattr(scene_pictures, "make", logged(log, "scene", scene_pictures.make))
    monkeypatch.setattr(images, "_opened", logged(log, "opened picture", images._opened))
    monkeypatch.setattr(rendering, "_ask", logged(log, "chart", lambda _request: (b"+", None)))
    return log


def page_with_a_run(log: Log) -> None:
    """What a page does: it is drawn, asks a model in the middle, and is drawn to its end."""
    with in_turn("work"):
        with log.going("page"):
            pass
        with loader.in_turn(), log.going("run"):
            pass
        with log.going("page"):
            pass


def read_a_file(log: Log) -> None:
    with json_files.reading_turn(10), log.going("file"):
        pass


OTHERS = {
    "scenes": lambda _log: scene_pictures.with_truth(SceneSpec(3, 1, "easy")),
    "charts": lambda _log: rendering.rendered("svg_to_png", "<svg/>"),
    "pictures": lambda _log: open_picture(png(), "a.png"),
    "pages": page_with_a_run,
    "files": read_a_file,
}


@pytest.mark.parametrize("other", OTHERS)
def test_nothing_else_is_done_while_a_timed_run_is_in_flight(log, other):
    over = threading.Event()
    failed = []

    def visit():
        try:
            while not over.is_set():
                OTHERS[other](log)
        except BaseException as error:
            failed.append(error)
            raise

    class Detector(FakeDetector):
        def __call__(self, *args):
            with log.going("timed run"):
                # Who does not wait for his turn begins now.
                threading.Event().wait(0.02)
                return super().__call__(*args)

    visitors = [threading.Thread(target=visit) for _ in range(VISITORS)]
    for visitor in visitors:
        visitor.start()
    for _event in measure(
        pictures("x"), [a_model("a")], Settings(("a",), repeats=4, warmup=1), detect=Detector()
    ):
        pass
    over.set()
    for visitor in visitors:
        visitor.join(60)
        assert not visitor.is_alive()
    assert failed == []
    log.check()
    assert turns._TURNS._queue == []
    kinds = {who for who, _what in log.entries}
    assert len(kinds) > 1 and "timed run" in kinds
