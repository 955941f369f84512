"""Image segmentation in the terminal, for core.command: pictures in; labels, scores, areas and masks out."""

import argparse
from dataclasses import dataclass
from typing import Any

from core.errors import UserError
from core.handin.files import plain_stem
from core.i18n import N_, _
from core.models.loaded import LoadedModel
from core.pictures.annotate import draw_marks
from core.pictures.images import Picture
from core.pictures.labels import with_name
from core.pictures.marks import percent
from core.pictures.png import png
from core.pictures.sources import PICTURES, picture_at
from core.vision.segmentation.cut_out import Background, cut_out, segments_called
from core.vision.segmentation.listing import labels_found, marks_of, to_records
from core.vision.segmentation.looking_for import look_for, split
from core.vision.segmentation.segment import Segment, labels_of, segment

SUMMARY = N_("Gives the pixels of a picture a label, and cuts out what you look for.")
INPUT_HELP = PICTURES

_CHOICES: tuple[Background, ...] = ("white", "transparent", "blur")


@dataclass(frozen=True)
class Wish:
    """What is to be cut out: labels as they were typed, () for nothing, and what comes behind them."""

    labels: tuple[str, ...]
    background: Background


@dataclass
class Given:
    """A picture; once it is answered, also its segments, whose masks no JSON holds, and the picture that was cut
    out."""

    picture: Picture
    segments: tuple[Segment, ...] = ()
    result: bytes = b""


def add_options(options: argparse._ArgumentGroup) -> None:
    """Add --label and --background."""
    options.add_argument(
        "--label",
        default="",
        help=_(
            "With --out: also write the picture with only this label in it, in any language of the app. Several are "
            "parted by commas."
        ),
    )
    options.add_argument(
        "--background",
        default="",
        help=_("What comes behind the label: white, transparent or blur. Default: white."),
    )


def options_in(given: argparse.Namespace) -> Wish:
    """Return what is to be cut out; UserError for a background that there is none of, or that nothing stands before."""
    wish = Wish(split(given.label), given.background or "white")
    if wish.background not in _CHOICES:
        raise UserError(
            N_("There is no background {name}. Choose one of white, transparent, blur."), name=wish.background
        )
    if given.background and not wish.labels:
        raise UserError(N_("--background needs --label: name what is to be cut out."))
    if wish.labels and not given.out:
        raise UserError(N_("--label writes a picture: name a folder for it with --out."))
    return wish


def read(source: str) -> Given:
    """Return the picture at a path or an address."""
    return Given(picture_at(source))


def answer(loaded: LoadedModel, given: Given, wish: Wish) -> list[dict[str, Any]]:
    """Return a record a segment, in the order of transformers' pipeline: label, score (0..1 or None), and area, the
    part of the picture that it covers (0..1). Raises UserError where a label that was wished for is not there."""
    image = given.picture.image
    given.segments = segment(loaded, image).segments
    if wish.labels:
        labels = _labels(wish, given.segments, labels_of(loaded))
        given.result = png(cut_out(image, segments_called(given.segments, labels), wish.background).result)
    return to_records(given.segments)


def lines(found: list[dict[str, Any]]) -> list[str]:
    """Return a line a segment: its label, its score where it has one, and the part of the picture that it covers."""
    if not found:
        return [_("The model found nothing in this picture.")]
    widest = max(len(one["label"]) for one in found)
    return [
        f"{one['label']:<{widest}}  {'' if one['score'] is None else percent(one['score'], 1):>7}  "
        + _("{share} of the picture").format(share=percent(one["area"], 1))
        for one in found
    ]


def files(given: Given, _found: list[dict[str, Any]]) -> dict[str, bytes]:
    """Return the picture with the masks over it, a PNG a mask, and what was cut out."""
    masks = {
        f"_mask_{number:03d}_{plain_stem(one.label)}.png": png(one.mask.image())
        for number, one in enumerate(given.segments, start=1)
    }
    result = {"_result.png": given.result} if given.result else {}
    return {".png": png(draw_marks(given.picture.image, marks_of(given.segments))), **masks, **result}


def _labels(wish: Wish, segments: tuple[Segment, ...], known: tuple[str, ...]) -> set[str]:
    """Return the labels in the picture that were wished for."""
    present = [one.label for one in labels_found(segments)]
    sought = [look_for(text, present, known) for text in wish.labels]
    for one in sought:
        if not one.found:
            names = ", ".join(with_name(label.strip()) for label in present) or _("nothing")
            raise UserError(
                N_("{label} was not found in this picture. Found: {names}."), label=one.text, names=names
            )
    return {label for one in sought for label in one.found}
