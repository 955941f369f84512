"""What `python -m core.compare` is asked: its arguments as a request, or the one line that says what is wrong."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.compare.measure.run import MOST_RUNS
from core.errors import UserError
from core.i18n import N_, _
from core.models.catalogue.rows import rows_for
from core.models.command_line import add_device, check_device
from core.models.kinds import KINDS
from core.scenes.spec import MOST_SEED, Kind
from core.terminal import (
    Parser,
    add_language_and_help,
    check_language,
    threshold_in,
    whole_number_in,
)

KIND = KINDS["object-detection"]
"""The kind of models that are compared."""

MOST_SCENES = 500


@dataclass(frozen=True)
class Request:
    """What the command line asks for, checked as far as that needs no file.

    The pictures are the files `images` or, where there are none, as many `scenes` of doodles or collages, as `kind`
    says, made from `seed`. `models` is empty where nobody named any.
    """

    images: tuple[Path, ...]
    scenes: int
    kind: Kind
    seed: int
    models: tuple[str, ...]
    threshold: float
    repeats: int
    warmup: int
    device: str
    truth: Path | None
    out: Path


def read_request(arguments: Sequence[str]) -> Request:
    """Return what the arguments ask for; UserError where they cannot be understood or do not fit together.

    >>> read_request(["bus.jpg", "--out", "results"]).threshold
    0.5
    """
    given = _parser().parse_intermixed_args(list(arguments))
    check_language(given.lang)
    check_device(given.device)
    scenes = _number("--scenes", given.scenes)
    collages = _number("--collages", given.collages)
    _check_subject(given, scenes, collages)
    if not given.out:
        raise UserError(N_("Say with --out which folder to write the files to."))
    return Request(
        images=tuple(Path(image) for image in given.images),
        scenes=scenes or collages,
        kind="collage" if collages else "scene",
        seed=whole_number_in("--seed", "0" if given.seed is None else given.seed, 0, MOST_SEED),
        models=tuple(given.models or ()),
        threshold=threshold_in(given.threshold),
        repeats=whole_number_in("--repeats", given.repeats, 1, MOST_RUNS),
        warmup=whole_number_in("--warmup", given.warmup, 0, MOST_RUNS),
        device=given.device,
        truth=Path(given.truth) if given.truth is not None else None,
        out=Path(given.out),
    )


def _number(option: str, given: str | None) -> int:
    return 0 if given is None else whole_number_in(option, given, 1, MOST_SCENES)


def _check_subject(given: argparse.Namespace, scenes: int, collages: int) -> None:
    """Raise UserError unless the command says what to compare on, and says it once."""
    if scenes and given.images:
        raise UserError(
            N_("Give pictures or --scenes, not both: a comparison is made on the one or the other.")
        )
    if collages and given.images:
        raise UserError(
            N_("Give pictures or --collages, not both: a comparison is made on the one or the other.")
        )
    if scenes and collages:
        raise UserError(
            N_("Give --scenes or --collages, not both: a comparison is made on the one or the other.")
        )
    if (scenes or collages) and given.truth is not None:
        raise UserError(
            N_("--truth is for your own pictures: what is on scenes and collages is known. Leave it out.")
        )
    if given.seed is not None and not (scenes or collages):
        raise UserError(N_("--seed says which scenes or collages to make: it needs --scenes or --collages."))
    if not (given.images or scenes or collages):
        raise UserError(N_("No picture was given. Name one image file at least."))


def _parser() -> Parser:
    parser = Parser(
        prog="python -m core.compare",
        usage="\n       ".join(
            [
                _("python -m core.compare IMAGE... --out FOLDER [options]"),
                _("python -m core.compare --scenes N --out FOLDER [options]"),
                _("python -m core.compare --collages N --out FOLDER [options]"),
            ]
        ),
        description=_("Puts pictures through several detectors, times them fairly and writes the table."),
        allow_abbrev=False,
        add_help=False,
    )
    options = parser.add_argument_group(_("What to compare, and how"))
    _add_subject(options)
    _add_measuring(options)
    add_device(options)
    add_language_and_help(options)
    options.add_argument(
        "--out", metavar=_("FOLDER"), help=_("Folder to write to; it is made if there is none.")
    )
    return parser


def _add_subject(options: argparse._ArgumentGroup) -> None:
    """Add what says which pictures are compared, and what is really on them."""
    options.add_argument(
        "images", nargs="*", metavar=_("IMAGE"), help=_("Pictures to compare the models on.")
    )
    options.add_argument(
        "--scenes",
        metavar="N",
        help=_(
            "Compare on N scenes of doodles, made for this from drawings that no training used, in the place of "
            "pictures. What is on them is known, so errors are counted."
        ),
    )
    options.add_argument(
        "--collages",
        metavar="N",
        help=_(
            "Compare on N collages of photographs, made for this, in the place of pictures. What is on them is known, "
            "so errors are counted."
        ),
    )
    options.add_argument(
        "--seed",
        metavar="N",
        help=_("Which scenes or collages: the same seed always makes the same ones. Default: 0."),
    )
    options.add_argument(
        "--truth",
        metavar=_("FILE_OR_FOLDER"),
        help=_(
            "What is really on the pictures: a COCO .json file, or a folder of YOLO .txt files with their classes.txt "
            "or data.yaml. Errors are then counted."
        ),
    )


def _add_measuring(options: argparse._ArgumentGroup) -> None:
    """Add what says which models run, and how often."""
    names = ", ".join(row.name for row in rows_for(KIND.task))
    options.add_argument(
        "--models",
        nargs="+",
        metavar=_("MODEL"),
        help=_(
            "Names from the catalogue ({names}), Hub ids, transformers folders or .pt files. Default: {default}; with "
            "--scenes, and where the Hub cannot be reached and no other detectors are here: {shipped}."
        ).format(names=names, default=" ".join(KIND.defaults), shipped=" ".join(KIND.shipped)),
    )
    options.add_argument(
        "--threshold", default="0.5", help=_("Score from which an object counts, 0 to 1. Default: 0.5.")
    )
    options.add_argument(
        "--repeats", default="5", help=_("Timed runs of each model on each picture. Default: 5.")
    )
    options.add_argument(
        "--warmup", default="2", help=_("Runs of each model before the timed ones. Default: 2.")
    )
