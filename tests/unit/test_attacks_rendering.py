"""Pictures that break the library which draws them: the process that asked goes on, and so does everybody's work."""

import os
import signal
import sys
import threading
import time
from io import BytesIO

import numpy as np
import psutil
import pytest
from PIL import Image

from core import rendering
from core.compare.handin.files import files
from core.errors import UserError
from core.i18n import speaking
from core.ui.frame.downloads import Download
from core.ui.frame.downloads import _made as made
from tests.unit.handin_samples import handin

RECTANGLE = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>'


def bar(label):
    return {
        "data": {"values": [{"label": label, "number": 1}]},
        "mark": "bar",
        "encoding": {
            "y": {"field": "label", "type": "nominal"},
            "x": {"field": "number", "type": "quantitative"},
        },
    }


@pytest.fixture(autouse=True)
def _processes(run_process):
    """Each of these tests starts a process."""


@pytest.mark.parametrize("label", ["\x02", "\ufffe"])
def test_a_label_that_ends_the_library_s_process_is_an_error_and_the_next_picture_is_drawn(label):
    with pytest.raises(UserError):
        rendering.rendered("vegalite_to_png", bar(label))
    assert rendering.rendered("svg_to_png", RECTANGLE).startswith(b"\x89PNG")


def test_half_a_surrogate_pair_is_an_error():
    with pytest.raises(UserError):
        rendering.rendered("vegalite_to_svg", bar("\ud800"))


def test_a_picture_that_takes_too_long_is_given_up(monkeypatch):
    rendering.rendered("svg_to_png", RECTANGLE)
    monkeypatch.setattr(rendering, "SECONDS", 0.05)
    os.kill(rendering._workers[0].pid, signal.SIGSTOP)
    started = time.monotonic()
    with pytest.raises(UserError):
        rendering.rendered("svg_to_png", RECTANGLE)
    assert time.monotonic() - started < 10


def test_who_comes_after_a_picture_that_took_too_long_has_a_process_that_lives(monkeypatch):
    """The time is over just as the picture is there: what ends the process must not meet the next one."""
    rendering.rendered("svg_to_png", RECTANGLE)
    read, given_up = rendering._read, []

    def read_late(pipe):
        answer = read(pipe)
        given_up[-1]()
        return answer

    def timer(_seconds, give_up):
        given_up.append(give_up)
        return threading.Thread(target=lambda: None)

    monkeypatch.setattr(rendering, "_read", read_late)
    monkeypatch.setattr(threading.Thread, "cancel", lambda _self: None, raising=False)
    monkeypatch.setattr(rendering.threading, "Timer", timer)
    assert rendering.rendered("svg_to_png", RECTANGLE).startswith(b"\x89PNG")
    monkeypatch.undo()
    assert rendering.rendered("svg_to_png", RECTANGLE).startswith(b"\x89PNG")


def test_nobody_waits_for_others_pictures_without_end(monkeypatch):
    monkeypatch.setattr(rendering, "WAIT_SECONDS", 0.05)
    with rendering._turn, speaking("en"), pytest.raises(UserError, match="many charts at the moment"):
        rendering.rendered("svg_to_png", RECTANGLE)
    assert rendering.rendered("svg_to_png", RECTANGLE).startswith(b"\x89PNG")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere not all of a process's memory counts")
def test_a_picture_that_takes_too_much_memory_is_given_up_and_the_next_is_drawn(caplog):
    # As a PNG of 30,000 x 30,000 pixels it takes 3.6 GB.
    huge = '<svg xmlns="http://www.w3.org/2000/svg" width="30000" height="30000"/>'
    with pytest.raises(UserError):
        rendering.rendered("svg_to_png", huge)
    assert "ended with -9" not in caplog.text, "it was the time that ended it"
    assert rendering.rendered("svg_to_png", RECTANGLE).startswith(b"\x89PNG")


def test_a_process_that_ended_when_nobody_asked_is_started_anew_and_leaves_no_zombie():
    rendering.rendered("svg_to_png", RECTANGLE)
    first = rendering._workers[0]
    first.stdin.close()
    first.wait(20)
    assert rendering.rendered("svg_to_png", RECTANGLE).startswith(b"\x89PNG")
    zombies = [child for child in psutil.Process().children() if child.status() == psutil.STATUS_ZOMBIE]
    assert zombies == []


def test_the_process_is_kept_for_the_next_picture():
    rendering.rendered("svg_to_png", RECTANGLE)
    first = rendering._workers[0].pid
    rendering.rendered("svg_to_png", RECTANGLE)
    assert rendering._workers[0].pid == first


def test_a_chart_that_cannot_be_drawn_is_left_out_of_the_report_and_the_zip_is_whole():
    with speaking("en"):
        content = files(handin(title="DETR\x02"))
    report = content["report.html"].decode()
    assert report.count("The chart could not be turned into a picture") == 4
    assert "median" in report
    assert content["session.json"]
    assert content["left_out.txt"].decode().startswith("report.html: a chart could not be drawn.")


def test_a_button_for_a_chart_that_cannot_be_drawn_gives_a_picture_that_says_so():
    def broken() -> bytes:
        raise UserError("The chart could not be turned into a picture. Everything else is there.")

    with Image.open(BytesIO(made(Download("", broken, "chart.png", "image/png")))) as picture:
        dark = np.asarray(picture.convert("L")) < 128
    assert 300 < dark.sum() < 10_000
    assert not dark[:, -10:].any()
    with pytest.raises(UserError):
        made(Download("", broken, "session.json", "application/json"))
