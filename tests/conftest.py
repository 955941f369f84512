"""What every test shares: a Hub of our own, a cache of its own, and no way out to the Internet.

The libraries read their settings when they are first imported, so the settings are made here, at import, and child
processes (the browser tests' server) inherit them.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from filelock import FileLock

from tests import scripts
from tests.hub.server import FakeHub

# The files of a task that test_add_a_task.py adds to a copy of the project.
collect_ignore = ["toy_task"]

ROOT = Path(__file__).resolve().parents[1]
NOT_QUICK = {"hub", "clean_cache", "run_process", "run_script", "serve", "browser"}
"""A test that asks for none of these fixtures, in no roundabout way either, is run by `make quick`."""

_HUB = FakeHub()
_HOME = Path(tempfile.mkdtemp(prefix="miralab-tests-"))

os.environ |= {
    "HF_ENDPOINT": _HUB.url,
    "HF_HOME": str(_HOME / "huggingface"),
    "HF_HUB_CACHE": str(_HOME / "huggingface/hub"),
    "YOLO_CONFIG_DIR": str(_HOME / "ultralytics"),
    # The Hub's client tries five times, a second apart, before it says that a connection broke.
    "MIRALAB_STALL_SECONDS": "7",
    # Threads of torch that wait for one another sleep; otherwise they would take the time of the tests beside them.
    "OMP_WAIT_POLICY": "PASSIVE",
    "XDG_DATA_HOME": str(_HOME / "data"),
    # Whatever ignores the guard below, such as a child process, finds a closed door.
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "https_proxy": "http://127.0.0.1:9",
    "NO_PROXY": "127.0.0.1,localhost",
    "no_proxy": "127.0.0.1,localhost",
}
for _name in ("HF_TOKEN", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "MIRALAB_LOCAL_MODELS"):
    os.environ.pop(_name, None)

# A busy machine takes its time.
hypothesis.settings.register_profile("tests", deadline=None)
hypothesis.settings.load_profile("tests")

from core.models.hub import client  # noqa: E402 (settles the rest of the libraries' environment)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        # What trains networks takes its time too; such tests are in files of that name.
        if not NOT_QUICK & set(getattr(item, "fixturenames", ())) and not item.path.stem.endswith(
            "_training"
        ):
            item.add_marker("quick")


@pytest.fixture(scope="session")
def hub(pytestconfig: pytest.Config) -> Iterator[FakeHub]:
    """The Hub, serving the small models; `with hub.broken("stall"): ...` breaks it (see tests/hub/server.py)."""
    from tests.hub.build import build

    folder = Path(pytestconfig.cache.mkdir("tiny-models"))
    # Tests that run side by side build the models once.
    with FileLock(folder / "lock"):
        _HUB.root = build(folder)
    _HUB.start()
    yield _HUB
    _HUB.stop()


@pytest.fixture(scope="session")
def run_process() -> Callable[..., subprocess.CompletedProcess[str]]:
    """A function (*command, cwd=ROOT, env=None, code=0) that runs a command to its end and returns what it said; the
    test fails where the command ends with another exit code. A test that starts a process asks for it, which keeps the
    test out of `make quick`."""

    def run(*command: str, cwd: Path | str = ROOT, env: dict[str, str] | None = None, code: int = 0):
        done = subprocess.run(
            command, cwd=cwd, env=env, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == code, f"{command}: {done.stdout}{done.stderr}"
        return done

    return run


@pytest.fixture(scope="session")
def run_script() -> Callable[[Path, Path | str], str]:
    """The function (script, folder) that runs a script which the app hands out and returns what it prints; the test
    fails where the script does (see tests/scripts.py)."""
    return scripts.run_script


@pytest.fixture
def clean_cache() -> Path:
    """The model cache on disk, emptied, and no model in memory; returns the cache's folder."""
    from core.models import loader

    shutil.rmtree(_HOME / "huggingface", ignore_errors=True)
    loader._store.clear()
    return _HOME / "huggingface/hub"


@pytest.fixture(autouse=True)
def _no_memory_of_the_network() -> None:
    """What one test did to the Hub is not remembered in the next."""
    client._looks.clear()


@pytest.fixture(scope="session", autouse=True)
def _idle_processor() -> Iterator[None]:
    """However busy the machine is that runs the tests, to the app it is idle."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.load._machine_seconds", time.process_time)
        yield


@pytest.fixture(scope="session", autouse=True)
def _temporary_home() -> Iterator[None]:
    yield
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(autouse=True)
def _no_internet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that connects to anything but this machine, even where a library swallows the error."""
    tried = []

    def guarded(connect):
        def guard(self, address):
            if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
                tried.append(address)
                raise ConnectionRefusedError(f"no Internet in tests: {address}")
            return connect(self, address)

        return guard

    monkeypatch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
    yield
    assert not tried, f"connected to {tried}"


def _is_here(host: str) -> bool:
    return host in ("localhost", "::1", "") or str(host).startswith("127.")


@pytest.fixture(scope="module")
def one_thread() -> Iterator[None]:
    """PyTorch with a single thread: on networks as small as some tests' own, several only wait for each other."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
