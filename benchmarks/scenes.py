"""How long the app takes to make a scene of doodles."""

import statistics
import time

from core.scenes.scene import make
from core.scenes.spec import specs

SCENES = 60


def run() -> list[tuple[str, float, str]]:
    """Return the median milliseconds that a scene of the app's size takes, over all kinds of scenes."""
    first, *others = specs(SCENES + 1, 0)
    make(first)
    times = []
    for spec in others:
        start = time.perf_counter()
        make(spec)
        times.append(time.perf_counter() - start)
    return [("a scene of doodles", 1000 * statistics.median(times), "ms")]


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name}: {value:.1f} {unit}")
