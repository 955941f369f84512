"""How long the app takes to make a scene of doodles, and a collage of photographs."""

import statistics
import time

from core.scenes.pictures import made
from core.scenes.spec import Kind, specs

SCENES = 60


def run() -> list[tuple[str, float, str]]:
    """Return the median milliseconds that a scene and a collage of the app's size take, over all kinds of them."""
    return [
        ("a scene of doodles", _median("scene"), "ms"),
        ("a collage of photographs", _median("collage"), "ms"),
    ]


def _median(kind: Kind) -> float:
    first, *others = specs(SCENES + 1, 0, kind)
    made(first)
    times = []
    for spec in others:
        start = time.perf_counter()
        made(spec)
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name}: {value:.1f} {unit}")
