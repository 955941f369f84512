"""The memory of a process that has the two default models loaded and ran a picture through each.

Streamlit Community Cloud gives 2.7 GB. The models are full size with random weights (see full_size.py), written by this
process and read by a fresh one, as a server would.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import full_size

CHILD = """
import sys
from PIL import Image
from core.machine import resident_bytes
from core.models import files, loader
from core.vision.detection.detect import run_detection
picture = Image.new("RGB", (1280, 960), "gray")
for path in sys.argv[1:]:
    run_detection(loader.load(files.row_from_path(path, "object-detection"), "cpu"), picture)
print(resident_bytes())
"""


def run() -> list[tuple[str, float, str]]:
    """Return the resident memory of the fresh process, in MB."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [full_size.detr(Path(folder) / "detr"), full_size.yolo11n(Path(folder) / "yolo")]
        answer = subprocess.run(
            [sys.executable, "-c", CHILD, *(row.local_path for row in rows)],
            cwd=Path(__file__).resolve().parents[1],
            capture_output=True,
            text=True,
            check=True,
        )
    return [("resident memory with the two default models", int(answer.stdout.split()[-1]) / 1e6, "MB")]
