"""The settings that the model libraries read when they are first imported.

Purpose: no surprise from a library: no usage events, no packages that install themselves, no endless wait for
a server that fell silent, no thread count that depends on which library came first. Scope: environment
variables only; whatever the person who runs the app has set stays as it is.
"""

import os
import tempfile
from contextlib import suppress
from math import ceil
from pathlib import Path

import psutil

from core.machine import machine

APP_FOLDER = "miralab"


def settle() -> None:
    """Set what huggingface_hub, torch and ultralytics read from the environment; call it before their first
    import."""
    home = _writable_home()
    patience = max(1, int(stall_seconds() / 2))
    for name, value in {
        "HF_HOME": str(home / "huggingface"),
        # One way to download: the one that has a time limit and reports every byte.
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_DOWNLOAD_TIMEOUT": str(patience),
        "HF_HUB_ETAG_TIMEOUT": str(patience),
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "YOLO_CONFIG_DIR": str(home / APP_FOLDER),
        "YOLO_AUTOINSTALL": "false",
        # Ultralytics would look up names on the Internet at import, and send usage events.
        "YOLO_OFFLINE": "true",
        "YOLO_VERBOSE": "false",
        # A checkpoint is a pickle; this reads only the classes that a YOLO model is made of.
        "ULTRALYTICS_SAFE_LOAD": "true",
        # Ultralytics would set 1, and slow everything down, when it happens to be imported before torch.
        # OMP_WAIT_POLICY stays as it is: threads that wait by spinning make runs several times slower beside other
        # programs, but with PASSIVE small models run a third slower alone.
        "OMP_NUM_THREADS": str(threads()),
    }.items():
        os.environ.setdefault(name, value)


def stall_seconds() -> float:
    """Return how long a download may bring no byte before it counts as stalled, in seconds."""
    return float(os.environ.get("MIRALAB_STALL_SECONDS", "20"))


def threads() -> int:
    """Return how many threads one model runs on: the physical cores, or fewer where the container gets
    fewer."""
    physical = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    return max(1, min(physical, ceil(machine().cores)))


def _writable_home() -> Path:
    """Return the folder for downloads and settings: the user's cache, or a temporary one where it is read-only."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    with suppress(OSError):
        home.mkdir(parents=True, exist_ok=True)
    if os.access(home, os.W_OK | os.X_OK):
        return home
    return Path(tempfile.gettempdir()) / APP_FOLDER
