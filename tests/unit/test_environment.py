"""What the libraries find in the environment when they are first imported."""

import ast
import json
import os
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from core.models import environment

ROOT = Path(__file__).resolve().parents[2]


def canonical(distribution: str) -> str:
    return distribution.lower().replace("_", "-")


def imported(file: Path) -> set[str]:
    """The first part of every module name that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return {name.split(".")[0] for name in names}


@pytest.fixture
def in_a_fresh_process(run_process):
    """Returns a function that runs code that prints JSON in a process without this one's settings, and returns what it
    printed."""

    def run(code: str, **variables: str):
        names = ("PATH", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy")
        clean = {name: os.environ[name] for name in names if name in os.environ} | variables
        return json.loads(run_process(sys.executable, "-c", code, env=clean).stdout.splitlines()[-1])

    return run


@pytest.mark.parametrize(
    ("folders", "lists"),
    [
        (["Home.py", "core", "pages"], ["requirements.txt"]),
        (["tests", "benchmarks"], ["requirements.txt", "requirements-dev.txt"]),
    ],
    ids=["app", "tests"],
)
def test_every_library_that_is_imported_is_pinned(folders, lists):
    lines = [line for name in lists for line in (ROOT / name).read_text().splitlines()]
    pinned = {canonical(line.split("==")[0]) for line in lines if "==" in line}
    distributions = packages_distributions()
    own = {"core", "pages", "tests", "benchmarks", "training"}
    files = [
        file for name in folders for file in [ROOT / name, *(ROOT / name).rglob("*.py")] if file.is_file()
    ]
    names = {name for file in files for name in imported(file)} - sys.stdlib_module_names - own
    assert {name for name in names if not pinned & {canonical(each) for each in distributions[name]}} == set()


def test_ultralytics_sends_nothing_and_installs_nothing(in_a_fresh_process, tmp_path):
    code = """
import json
from core.models.catalogue.rows import find
from core.models import environment
from core.models.readers import kind_of, reader_of
row = find("yolo11n")
reader_of(row).open(row, kind_of(row))
import torch
from ultralytics.utils import AUTOINSTALL, ONLINE, SETTINGS, USER_CONFIG_DIR
from ultralytics.utils.events import events
print(json.dumps([AUTOINSTALL, ONLINE, SETTINGS["sync"], events.enabled, str(USER_CONFIG_DIR),
                  torch.get_num_threads() == environment.threads()]))
"""
    installs, online, syncs, sends, folder, same_threads = in_a_fresh_process(code, HOME=str(tmp_path))
    assert not any((installs, online, syncs, sends))
    assert folder.startswith(str(tmp_path))
    assert same_threads


@pytest.mark.parametrize("home", ["/proc/nowhere", "/dev/null/home"])
def test_a_home_that_cannot_be_written_is_replaced_by_a_temporary_folder(in_a_fresh_process, home, tmp_path):
    code = """
import json, os
import core.models
print(json.dumps([os.environ["HF_HOME"], os.environ["YOLO_CONFIG_DIR"]]))
"""
    for folder in in_a_fresh_process(code, HOME=home, TMPDIR=str(tmp_path)):
        assert folder.startswith(str(tmp_path))


def test_what_is_set_already_stays(monkeypatch):
    monkeypatch.setenv("HF_HOME", "/elsewhere")
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    environment.settle()
    assert os.environ["HF_HOME"] == "/elsewhere"
    assert os.environ["OMP_NUM_THREADS"] == "7"


def test_a_server_that_falls_silent_is_left_before_the_download_counts_as_stalled(monkeypatch):
    for name in ("HF_HUB_DOWNLOAD_TIMEOUT", "HF_HUB_ETAG_TIMEOUT"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("MIRALAB_STALL_SECONDS", "20")
    environment.settle()
    assert os.environ["HF_HUB_DOWNLOAD_TIMEOUT"] == os.environ["HF_HUB_ETAG_TIMEOUT"] == "10"


@pytest.mark.parametrize(("cores", "threads"), [(0.08, 1), (1.0, 1), (1.5, 2), (1000.0, None)])
def test_a_model_runs_on_the_cores_that_there_are(monkeypatch, cores, threads):
    from dataclasses import replace

    from core.machine import machine

    small = replace(machine(), cores=cores)
    monkeypatch.setattr(environment, "machine", lambda: small)
    monkeypatch.setattr(environment.psutil, "cpu_count", lambda logical: 4)
    assert environment.threads() == (threads or 4)
