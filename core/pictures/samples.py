"""The sample photographs: pictures that are there with no network, each with its credit.

Two come with the ultralytics package; the others are in assets/samples, with their facts in its CREDITS.md.
"""

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from core.errors import UserError
from core.i18n import N_
from core.pictures.images import Picture, open_picture

_HERE = Path(__file__).resolve().parents[2] / "assets" / "samples"


@dataclass(frozen=True)
class Sample:
    """A photograph to try on. `title`, `alt` (what it shows) and `licence` are marked for translation."""

    name: str
    title: str
    alt: str
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
    ultralytics = "Ultralytics", "AGPL-3.0", "https://github.com/ultralytics/ultralytics"
    scikit_image = "https://scikit-image.org/docs/stable/api/skimage.data.html"
    every = (
        Sample("bus.jpg", N_("Bus"), N_("A bus in the street"), *ultralytics, package / "bus.jpg"),
        Sample("zidane.jpg", N_("Two men"), N_("Two men in suits"), *ultralytics, package / "zidane.jpg"),
        Sample(
            name="coffee.jpg",
            title=N_("Coffee"),
            alt=N_("A cup of coffee on a table"),
            credit="Rachel Michetti",
            licence="CC0",
            url=scikit_image,
            path=_HERE / "coffee.jpg",
        ),
        Sample(
            name="cat.jpg",
            title=N_("Cat"),
            alt=N_("The face of a cat"),
            credit="Stéfan van der Walt",
            licence="CC0",
            url=scikit_image,
            path=_HERE / "cat.jpg",
        ),
        Sample(
            name="astronaut.jpg",
            title=N_("Astronaut"),
            alt=N_("The astronaut Eileen Collins in her space suit"),
            credit="NASA",
            licence=N_("public domain"),
            url="https://flic.kr/p/r9qvLn",
            path=_HERE / "astronaut.jpg",
        ),
        Sample(
            name="photographer.jpg",
            title=N_("Photographer"),
            alt=N_("A photographer behind a camera on a tripod"),
            credit="Lav Varshney",
            licence="CC0",
            url=scikit_image,
            path=_HERE / "photographer.jpg",
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
