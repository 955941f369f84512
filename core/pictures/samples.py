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
    every = (*_of_ultralytics(), *_of_scikit_image(), *_of_gcompris(), *_of_tux_paint())
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


def _of_gcompris() -> tuple[Sample, ...]:
    credit = "GCompris", "CC BY-SA 4.0", "https://gcompris.net"
    shown = (
        ("taj_mahal", N_("Taj Mahal"), N_("The Taj Mahal behind its garden")),
        (
            "cat_and_yarn",
            N_("Cat and yarn"),
            N_("A cat that lies on a red cloth and plays with a ball of yarn"),
        ),
        ("dog", N_("Dog"), N_("A dog in the grass")),
        ("owl", N_("Owl"), N_("An owl on a branch")),
        ("polar_bear", N_("Polar bear"), N_("A polar bear in the snow")),
    )
    return tuple(
        Sample(f"{name}.jpg", title, alt, *credit, _HERE / f"{name}.jpg") for name, title, alt in shown
    )


def _of_tux_paint() -> tuple[Sample, ...]:
    licence, url = N_("GPL-2 or later"), "https://tuxpaint.org/stamps/"
    shown = (
        ("fox", N_("Fox"), N_("A fox on a tree stump, cut out on white")),
        ("gull", N_("Gull"), N_("A gull in flight, cut out on white")),
        ("gull_silver", N_("Silver gull"), N_("A silver gull that stands, cut out on white")),
        ("penguin", N_("Penguin"), N_("A penguin, cut out on white")),
        ("penguin_king", N_("King penguin"), N_("A king penguin, cut out on white")),
        ("penguin_little", N_("Little penguin"), N_("A little penguin, cut out on white")),
        ("bear_brown", N_("Brown bear"), N_("A brown bear, cut out on white")),
        ("bear_black", N_("Black bear"), N_("A black bear, cut out on white")),
        ("owl_snowy", N_("Snowy owl"), N_("A snowy owl, cut out on white")),
        ("pelican", N_("Pelican"), N_("A pelican that takes off, cut out on white")),
    )
    cut_out = (
        Sample(f"{name}.jpg", title, alt, "Tux Paint stamps", licence, url, _HERE / f"{name}.jpg")
        for name, title, alt in shown
    )
    return (
        Sample(
            name="man_and_airplane.jpg",
            title=N_("Man and airplane"),
            alt=N_("A man behind a camera, and an airplane above him"),
            credit="Lav Varshney (CC0), Tux Paint stamps",
            licence=licence,
            url=url,
            path=_HERE / "man_and_airplane.jpg",
        ),
        *cut_out,
    )


@cache
def open_sample(name: str) -> Picture:
    """Return the sample photograph called `name` ("bus.jpg"); raises UserError when there is none."""
    for sample in samples():
        if sample.name == name:
            return open_picture(sample.path.read_bytes(), name, "sample")
    raise UserError(N_("There is no sample called {name}."), name=name)
