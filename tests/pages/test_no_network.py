"""With no network the app's main job is done for real, and nothing on this machine tries to reach another one."""

import json
import os
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from core.sketch.single import DrawingSpec, drawing_picture

ROOT = Path(__file__).resolve().parents[2]

GUARD = """
import os, sys

HERE = ("localhost", "::1", "", None)

def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        host = arguments[1][0] if isinstance(arguments[1], tuple) else ""
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = arguments[0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host not in HERE and not str(host).startswith("127."):
        with open(os.environ["TRIED"], "a") as file:
            file.write(f"{event} {host} by {sys.argv}\\n")
        raise OSError(f"no network in this test: {host}")

sys.addaudithook(watch)
"""
"""Python runs a module of the name sitecustomize when it starts, in every process that inherits the path."""

PAGE = """
import json
from core.i18n import speaking
from tests.pages.visitor import press, press_words, said, step, table, visit

with speaking("en"):
    at = visit("compare_detectors", repeats="1", warmup="0")
    press_words(at, "Add two doodle scenes")
    press(step(at, "measure"), "run")
    why = len(said(at, "the Hugging Face Hub could not be reached"))
    rows = table(step(at, "table"))
    step(at, "hand_in")
zips = [one.proto.label for one in at.get("download_button") if one.proto.label.startswith("Download everything")]
print(json.dumps({
    "models": at.button_group(key="models").value,
    "rows": [[row["model"], row["errors"]] for row in rows],
    "why": why,
    "zip": zips,
}))
"""

EVERY_PAGE = """
import json
from core.i18n import speaking
from tests.pages.visitor import errors, press_words, said, visit

pages = {
    "object_detection": "Detect objects",
    "image_classification": "Classify",
    "image_segmentation": "Segment the picture",
    "zero_shot_image_classification": "Compare with my labels",
    "few_shot": "Sort the picture",
    "depth_estimation": "Estimate the depth",
}
found = {}
with speaking("en"):
    for page, words in pages.items():
        at = visit(page)
        why = len(said(at, "the Hugging Face Hub could not be reached"))
        press_words(at, words)
        found[page] = [at.selectbox[0].value, why, errors(at), len(said(at, "shows the gap between domains"))]
print(json.dumps(found))
"""


@pytest.fixture
def child(run_process, tmp_path):
    """Returns a function that runs Python in a fresh home on a machine where only 127.0.0.1 answers, and what of it was
    printed; `child.environment` is that of the process, `child.errors` what was on standard error, `child.tried` what
    it tried to reach elsewhere."""
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD)
    tried = tmp_path / "tried"

    def run(*arguments: str, code: int = 0) -> str:
        done = run_process(sys.executable, *arguments, env=run.environment, code=code)
        run.errors = done.stderr
        return done.stdout

    # Nothing of this process's own settings: the app has to settle everything by itself.
    run.environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "HF_ENDPOINT": "http://127.0.0.1:9",
        "PYTHONPATH": os.pathsep.join([str(tmp_path / "guard"), str(ROOT)]),
        "TRIED": str(tried),
    }
    run.tried = lambda: tried.read_text().splitlines() if tried.exists() else []
    return run


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.getaddrinfo('example.org', 80)",
        "import socket; socket.create_connection(('192.0.2.1', 80), 0.1)",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
        "import urllib.request; urllib.request.urlopen('http://example.org')",
        "import os, sys; os.system(f'{sys.executable} -c \"import socket; socket.gethostbyname(str(1.5))\"')",
    ],
)
def test_the_guard_of_this_file_notices_whoever_tries(child, code):
    child("-c", f"try:\n    {code}\nexcept OSError:\n    pass")
    assert child.tried()


def test_scenes_are_compared_in_the_terminal_and_nothing_leaves_the_machine(child, tmp_path):
    out = tmp_path / "out"
    options = ["--scenes", "2", "--repeats", "1", "--warmup", "0", "--lang", "en", "--out", str(out)]
    child("-m", "core.compare", *options)
    assert child.tried() == []
    assert len(json.loads((out / "results.json").read_text(encoding="utf-8"))["metrics"]) == 2


def test_photographs_are_compared_in_the_terminal_on_the_models_that_ship_and_the_command_says_so(
    child, tmp_path
):
    out = tmp_path / "out"
    options = ["--repeats", "1", "--warmup", "0", "--lang", "en", "--out", str(out)]
    child("-m", "core.compare", "assets/samples/cat.jpg", *options)
    found = json.loads((out / "results.json").read_text(encoding="utf-8"))
    assert found["settings"]["models"] == ["doodle-detr", "doodle-yolo11"]
    assert child.errors.splitlines()[0] == (
        "The Hugging Face Hub cannot be reached. Not on this machine: DETR ResNet-50, YOLO11n. Used instead: "
        "Doodle DETR, Doodle YOLO11. They ship with the app. They know doodles, not "
        "photographs."
    )
    assert child.tried() == []


def test_a_task_is_done_in_the_terminal_on_a_model_that_ships_and_the_command_says_so(child):
    options = ["--json", "--lang", "en", "--threshold", "0.05"]
    given = json.loads(child("-m", "core", "object-detection", "assets/samples/cat.jpg", *options))
    assert given["model"] == "doodle-detr"
    assert child.errors == (
        "The Hugging Face Hub cannot be reached. Not on this machine: DETR ResNet-50. Used instead: Doodle DETR. "
        "It ships with the app. It knows doodles, not photographs.\n"
    )
    assert child.tried() == []


@pytest.mark.parametrize(
    ("task", "model", "options"),
    [
        ("image-classification", "doodle-resnet", []),
        ("image-segmentation", "doodle-segformer", []),
        ("depth-estimation", "doodle-depth", []),
        ("zero-shot-image-classification", "doodle-clip", ["--labels", "un gato,una casa"]),
    ],
)
def test_every_task_has_a_model_that_answers_in_the_terminal(child, tmp_path, task, model, options):
    picture = tmp_path / "drawing.png"
    drawing_picture(DrawingSpec("cat", 0)).image.save(picture)
    given = json.loads(child("-m", "core", task, str(picture), *options, "--json", "--lang", "en"))
    assert given["model"] == model
    assert given["inputs"][0]["answer"]
    assert "It ships with the app. It knows doodles, not photographs." in child.errors
    assert child.tried() == []


def test_a_model_that_was_named_and_cannot_be_had_is_not_replaced(child, tmp_path):
    out = tmp_path / "out"
    options = ["--models", "detr-resnet-50", "--lang", "en", "--out", str(out)]
    assert child("-m", "core.compare", "assets/samples/cat.jpg", *options, code=2) == ""
    assert child.errors.startswith("The Hugging Face Hub cannot be reached")
    assert child.errors.count("\n") == 1
    assert not out.exists()


def test_step_by_step_the_page_has_a_table_with_counted_errors_and_nothing_leaves_the_machine(child):
    found = json.loads(child("-c", PAGE).splitlines()[-1])
    assert child.tried() == []
    assert found["models"] == ["doodle-detr", "doodle-yolo11"]
    assert [model for model, _errors in found["rows"]] == ["Doodle DETR", "Doodle YOLO11"] * 2
    assert all("FN" in errors for _model, errors in found["rows"])
    assert found["why"] == 1
    assert found["zip"]


def test_every_page_about_pictures_answers_on_what_ships_and_nothing_leaves_the_machine(child):
    found = json.loads(child("-c", EVERY_PAGE).splitlines()[-1])
    assert child.tried() == []
    models = {
        "object_detection": "doodle-detr",
        "image_classification": "doodle-resnet",
        "image_segmentation": "doodle-segformer",
        "zero_shot_image_classification": "doodle-clip",
        "few_shot": "quickdraw-resnet",
        "depth_estimation": "doodle-depth",
    }
    # Each says why it begins with that model, and shows it what it knows.
    assert found == {page: [model, 1, [], 0] for page, model in models.items()}


def test_the_server_starts_and_nothing_leaves_the_machine(child):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    options = ["--server.port", port, "--server.headless", "true"]
    command = [sys.executable, "-u", "-m", "streamlit", "run", "Home.py", *options]
    with subprocess.Popen(
        command, cwd=ROOT, env=child.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        try:
            address = next(line.split()[-1] for line in server.stdout if "URL:" in line)
            with urllib.request.urlopen(f"{address}/_stcore/health") as answer:
                assert answer.read() == b"ok"
        finally:
            server.kill()
    assert child.tried() == []
