"""The sample photographs: pictures that are there with no network, each with its credit.

Two come with the ultralytics package; the others are in assets/samples, with their facts in its CREDITS.md.
"""

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from core.errors import UserError
from core.i18n import N_
from core.vision.images import Picture, open_picture

_HERE = Path(__file__).resolve().parents[2] / "assets" / "samples"


@dataclass(frozen=True)
class Sample:
    """A photograph to try on; `title` and `licence` are marked for translation, `url` is its origin."""

    name: str
    title: str
    credit: str
    licence: str
    url: str
    path: Path


@cache
def samples() -> tuple[Sample, ...]:
    """Return the sample photographs, those with most objects first.

    The two of the ultralytics package are missing where it is not installed; it is looked up, not imported.
    """
    spec = find_spec("ultralytics")
    package = Path(spec.origin).parent / "assets" if spec and spec.origin else _HERE
    scikit_image = "https://scikit-image.org/docs/stable/api/skimage.data.html"
    ultralytics = "https://github.com/ultralytics/ultralytics"
    every = (
        Sample(
            "bus.jpg", N_("A bus in the street"), "Ultralytics", "AGPL-3.0", ultralytics, package / "bus.jpg"
        ),
        Sample(
            "zidane.jpg",
            N_("Two men in suits"),
            "Ultralytics",
            "AGPL-3.0",
            ultralytics,
            package / "zidane.jpg",
        ),
        Sample(
            "coffee.jpg", N_("A cup of coffee"), "Rachel Michetti", "CC0", scikit_image, _HERE / "coffee.jpg"
        ),
        Sample(
            "cat.jpg", N_("Chelsea, a cat"), "Stéfan van der Walt", "CC0", scikit_image, _HERE / "cat.jpg"
        ),
        Sample(
            "astronaut.jpg",
            N_("Eileen Collins, an astronaut"),
            "NASA",
            N_("public domain"),
            "https://flic.kr/p/r9qvLn",
            _HERE / "astronaut.jpg",
        ),
        Sample(
            "photographer.jpg",
            N_("A photographer"),
            "Lav Varshney",
            "CC0",
            scikit_image,
            _HERE / "photographer.jpg",
        ),
    )
    return tuple(sample for sample in every if sample.path.is_file())


@cache
def open_sample(name: str) -> Picture:
    """Return the sample photograph called `name` ("bus.jpg"); raises UserError when there is none."""
    for sample in samples():
        if sample.name == name:
            return open_picture(sample.path.read_bytes(), name, "sample")
    raise UserError(N_("There is no sample called {name}."), name=name)
