"""The memory of a process that segments a picture of 12 million pixels into 150 labels, shows it and cuts out of it.

The model is SegFormer-B0 at its full size (see full_size.py), written by this process and read by a fresh one.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import full_size

CHILD = """
import resource, sys
from benchmarks.full_size import noise
from core.models import files, loader
from core.pictures.annotate import draw_marks
from core.pictures.png import png
from core.ui.widgets.viewer import mark_data
from core.vision.segmentation.cut_out import cut_out
from core.vision.segmentation.listing import marks_of
from core.vision.segmentation.segment import segment
picture = noise((4000, 3000))
loaded = loader.load(files.row_from_path(sys.argv[1], "image-segmentation"), "cpu")
segments = segment(loaded, picture).segments
kept = sum(len(one.mask.packed) for one in segments)
marks = marks_of(segments)
sent = [mark_data(mark) for mark in marks]
png(draw_marks(picture, marks))
png(cut_out(picture, segments[::2], "blur").result)
print(len(segments), kept, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


def run() -> list[tuple[str, float, str]]:
    """Return the most memory of the fresh process, the number of labels, and what is kept of their masks, in MB."""
    with tempfile.TemporaryDirectory() as folder:
        row = full_size.segformer(Path(folder) / "segformer")
        answer = subprocess.run(
            [sys.executable, "-c", CHILD, row.local_path],
            cwd=Path(__file__).resolve().parents[1],
            capture_output=True,
            text=True,
            check=True,
        )
    labels, kept, most = map(int, answer.stdout.split()[-3:])
    return [
        ("12 megapixels in 150 labels: at the most", most / 1e6, "MB"),
        ("12 megapixels in 150 labels: labels found", labels, ""),
        ("12 megapixels in 150 labels: masks as they are kept", kept / 1e6, "MB"),
    ]
