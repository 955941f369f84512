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
    every = (*_of_ultralytics(), *_of_scikit_image(), *_of_games())
    return tuple(sample for sample in every if sample.path.is_file())


def _of_ultralytics() -> tuple[Sample, ...]:
    spec = find_spec("ultralytics")
    package = Path(spec.origin).parent / "assets" if spec and spec.origin else _HERE
    credit = "Ultralytics", "AGPL-3.0", "https://github.com/ultralytics/ultralytics"
    return (
        Sample("bus.jpg", N_("Bus"), N_("A bus in the street"), *credit, package / "bus.jpg"),
        Sample("zidane.jpg", N_("Two men"), N_("Two men in suits"), *credit, package / "zidane.jpg"),
    )


def _of_scikit_image() -> tuple[Sample, ...]:
    scikit_image = "https://scikit-image.org/docs/stable/api/skimage.data.html"
    return (
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


def _of_games() -> tuple[Sample, ...]:
    """Return the photographs of two games for children, whose pictures are free."""
    gcompris = "GCompris", "CC BY-SA 4.0", "https://gcompris.net"
    tux_paint = "Tux Paint stamps", N_("GPL-2 or later"), "https://tuxpaint.org/stamps/"
    both = "Lav Varshney (CC0), Tux Paint stamps", N_("GPL-2 or later"), "https://tuxpaint.org/stamps/"
    return (
        Sample(
            "taj_mahal.jpg",
            N_("Taj Mahal"),
            N_("The Taj Mahal behind its garden"),
            *gcompris,
            _HERE / "taj_mahal.jpg",
        ),
        Sample(
            "man_and_airplane.jpg",
            N_("Man and airplane"),
            N_("A man behind a camera, and an airplane above him"),
            *both,
            _HERE / "man_and_airplane.jpg",
        ),
        Sample(
            "cat_and_yarn.jpg",
            N_("Cat and yarn"),
            N_("A cat that lies on a red cloth and plays with a ball of yarn"),
            *gcompris,
            _HERE / "cat_and_yarn.jpg",
        ),
        Sample("dog.jpg", N_("Dog"), N_("A dog in the grass"), *gcompris, _HERE / "dog.jpg"),
        Sample("owl.jpg", N_("Owl"), N_("An owl on a branch"), *gcompris, _HERE / "owl.jpg"),
        Sample(
            "polar_bear.jpg",
            N_("Polar bear"),
            N_("A polar bear in the snow"),
            *gcompris,
            _HERE / "polar_bear.jpg",
        ),
        Sample(
            "fox.jpg", N_("Fox"), N_("A fox on a tree stump, cut out on white"), *tux_paint, _HERE / "fox.jpg"
        ),
        Sample(
            "gull.jpg", N_("Gull"), N_("A gull in flight, cut out on white"), *tux_paint, _HERE / "gull.jpg"
        ),
        Sample(
            "penguin.jpg", N_("Penguin"), N_("A penguin, cut out on white"), *tux_paint, _HERE / "penguin.jpg"
        ),
        Sample(
            "penguin_king.jpg",
            N_("King penguin"),
            N_("A king penguin, cut out on white"),
            *tux_paint,
            _HERE / "penguin_king.jpg",
        ),
        Sample(
            "penguin_little.jpg",
            N_("Little penguin"),
            N_("A little penguin, cut out on white"),
            *tux_paint,
            _HERE / "penguin_little.jpg",
        ),
        Sample(
            "bear_brown.jpg",
            N_("Brown bear"),
            N_("A brown bear, cut out on white"),
            *tux_paint,
            _HERE / "bear_brown.jpg",
        ),
        Sample(
            "bear_black.jpg",
            N_("Black bear"),
            N_("A black bear, cut out on white"),
            *tux_paint,
            _HERE / "bear_black.jpg",
        ),
        Sample(
            "owl_snowy.jpg",
            N_("Snowy owl"),
            N_("A snowy owl, cut out on white"),
            *tux_paint,
            _HERE / "owl_snowy.jpg",
        ),
        Sample(
            "gull_silver.jpg",
            N_("Silver gull"),
            N_("A silver gull that stands, cut out on white"),
            *tux_paint,
            _HERE / "gull_silver.jpg",
        ),
        Sample(
            "pelican.jpg",
            N_("Pelican"),
            N_("A pelican that takes off, cut out on white"),
            *tux_paint,
            _HERE / "pelican.jpg",
        ),
    )


@cache
def open_sample(name: str) -> Picture:
    """Return the sample photograph called `name` ("bus.jpg"); raises UserError when there is none."""
    for sample in samples():
        if sample.name == name:
            return open_picture(sample.path.read_bytes(), name, "sample")
    raise UserError(N_("There is no sample called {name}."), name=name)
