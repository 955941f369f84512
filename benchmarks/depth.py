"""Depth estimation: what our path adds to a warm prediction, and the memory that 12 million pixels take.

The model is Depth Anything V2 small at its full size with random weights.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from benchmarks.full_size import PICTURE_SIZE
from benchmarks.warm_prediction import ratio_of
from core.models import loader
from core.models.catalogue.row import ModelRow
from core.models.files import row_from_path
from core.vision.depth.estimate import TASK, run_estimation

ROOT = Path(__file__).resolve().parents[1]
CONFIG = ROOT / "tests/hub/configs/depth-anything__Depth-Anything-V2-Small-hf"
REPEATS = 15

CHILD = """
import resource, sys
from PIL import Image
from core.models import files, loader
from core.pictures.png import png
from core.ui.widgets.depth_viewer import shown_depth
from core.vision.depth.colour import coloured
from core.vision.depth.cut import cut_by_distance, nearer, usual_limit
from core.vision.depth.estimate import TASK, estimate
from core.vision.depth.files import npy, png_16
from core.vision.depth.points import points_of, ply
picture = Image.effect_mandelbrot((4000, 3000), (-2, -1.5, 1, 1.5), 100).convert("RGB")
found = estimate(loader.load(files.row_from_path(sys.argv[1], TASK), "cpu"), picture)
depth = found.depth()
shown = shown_depth(depth)
png(coloured(depth)), png_16(depth), npy(depth), ply(points_of(depth, picture, 200_000), "metre")
png(cut_by_distance(picture, nearer(depth, usual_limit(depth)), "blur"))
print(found.nbytes + shown.nbytes, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


def run() -> list[tuple[str, float, str]]:
    """Return the ratio of our time to the bare pipeline's, and of 12 million pixels the most memory and what is kept,
    in MB."""
    image = Image.effect_mandelbrot(PICTURE_SIZE, (-2, -1.5, 1, 1.5), 100).convert("RGB")
    with tempfile.TemporaryDirectory() as folder:
        row = _depth_anything(Path(folder) / "depth")
        answer = subprocess.run(
            [sys.executable, "-c", CHILD, row.local_path],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        loaded = loader.load(row, "cpu")
    kept, most = map(int, answer.stdout.split()[-2:])
    ratio = ratio_of(lambda: run_estimation(loaded, image), lambda: loaded.model(image), REPEATS)
    return [
        ("warm prediction, Depth Anything V2 small: ours / bare pipeline", ratio, "x"),
        ("depth of 12 megapixels: at the most", most / 1e6, "MB"),
        ("depth of 12 megapixels: what is kept", kept / 1e6, "MB"),
    ]


def _depth_anything(folder: Path) -> ModelRow:
    """Write Depth Anything V2 small, as its published configuration describes it, into `folder` and return its row."""
    from transformers import AutoConfig, AutoModelForDepthEstimation

    AutoModelForDepthEstimation.from_config(AutoConfig.from_pretrained(CONFIG)).save_pretrained(folder)
    for name in ("config.json", "preprocessor_config.json"):
        (folder / name).write_bytes((CONFIG / name).read_bytes())
    return row_from_path(folder, TASK)
