"""Compare detectors without a browser: `python -m core.compare IMAGE... --out FOLDER`, or on scenes of doodles that the
app makes: `python -m core.compare --scenes 50 --out FOLDER`.

It writes every file that a student hands in (core/compare/handin/files.py). Standard output holds the files that were
written, a line each; standard error the progress (on a terminal), what there is to say about a truth file and, when
something is wrong with the input, one line that says what, with exit code 2. Exit code 1: a model broke on a picture.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, NoReturn

from core.compare.book.table import table_rows
from core.compare.count.counting import error_counts
from core.compare.handin.files import files, workbook_of
from core.compare.handin.hand_in import HandIn
from core.compare.measure.facts import facts_of
from core.compare.measure.run import (
    MOST_RUNS,
    Comparison,
    Failed,
    Finished,
    Settings,
    Step,
    busy_words,
    compare,
    measure,
    with_distinct_names,
)
from core.compare.truth.files import PictureInfo, Truth, read_truth
from core.errors import UserError
from core.i18n import DEFAULT_LANGUAGE, LANGUAGES, N_, _, decimal, megabytes, speaking
from core.machine import busy_share
from core.models.catalogue.row import ModelRow
from core.models.catalogue.rows import find, rows_for
from core.models.devices import NAMES
from core.models.kinds import KINDS
from core.names import distinct_name
from core.pictures.images import Picture, open_picture
from core.scenes.spec import MOST_SEED, specs

if TYPE_CHECKING:
    from core.models.loaded import Status

DEVICES = ("auto", *NAMES)
_DEVICES = ", ".join(DEVICES)

_KIND = KINDS["object-detection"]
WRONG_INPUT = 2
MODEL_BROKE = 1
MOST_SCENES = 500
STOPPED = 130


@dataclass(frozen=True)
class Request:
    """What the command line asks for, checked as far as that needs no file.

    The pictures are the files `images` or, where there are none, as many `scenes` of doodles, made from `seed`.
    """

    images: tuple[Path, ...]
    scenes: int
    seed: int
    models: tuple[str, ...]
    threshold: float
    repeats: int
    warmup: int
    device: str
    truth: Path | None
    out: Path


class _Parser(argparse.ArgumentParser):
    """Raises what argparse would print over several lines."""

    def error(self, message: str) -> NoReturn:
        raise UserError(
            N_("The command cannot be understood: {reason}. Add --help to see how it is written."),
            reason=message,
        )


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks and return the exit code."""
    with speaking(_language(arguments)):
        try:
            return _run(_request(arguments), sys.stdout, sys.stderr)
        except UserError as error:
            print(" ".join(str(error).split()), file=sys.stderr)
            return WRONG_INPUT
        except KeyboardInterrupt:
            return STOPPED


def _language(arguments: Sequence[str]) -> str:
    """Find the language before anything else is read, because even a wrong command is answered in it."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("--lang")
    try:
        chosen = parser.parse_known_args(list(arguments))[0].lang
    except argparse.ArgumentError:
        return DEFAULT_LANGUAGE
    return chosen if chosen in LANGUAGES else DEFAULT_LANGUAGE


def _request(arguments: Sequence[str]) -> Request:
    parser = _Parser(
        prog="python -m core.compare",
        usage="\n       ".join(
            [
                _("python -m core.compare IMAGE... --out FOLDER [options]"),
                _("python -m core.compare --scenes N --out FOLDER [options]"),
            ]
        ),
        description=_("Puts pictures through several detectors, times them fairly and writes the table."),
        allow_abbrev=False,
        add_help=False,
    )
    names = ", ".join(row.name for row in rows_for("object-detection"))
    options = parser.add_argument_group(_("What to compare, and how"))
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
        "--seed",
        metavar="N",
        help=_("Which scenes: the same seed always makes the same ones. Default: 0."),
    )
    options.add_argument(
        "--models",
        nargs="+",
        metavar=_("MODEL"),
        help=_(
            "Names from the catalogue ({names}), Hub ids, transformers folders or .pt files. Default: {default}; with "
            "--scenes: {shipped}."
        ).format(names=names, default=" ".join(_KIND.defaults), shipped=" ".join(_KIND.shipped)),
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
    options.add_argument(
        "--truth",
        metavar=_("FILE_OR_FOLDER"),
        help=_(
            "What is really on the pictures: a COCO .json file, or a folder of YOLO .txt files with their classes.txt "
            "or data.yaml. Errors are then counted."
        ),
    )
    options.add_argument(
        "--device", default="auto", help=_("{devices}. Default: auto.").format(devices=", ".join(DEVICES))
    )
    options.add_argument(
        "--lang", default=DEFAULT_LANGUAGE, help=_("Language of the table: es or en. Default: es.")
    )
    options.add_argument(
        "--out", metavar=_("FOLDER"), help=_("Folder to write to; it is made if there is none.")
    )
    options.add_argument("--help", "-h", action="help", help=_("Show this text and stop."))
    given = parser.parse_intermixed_args(list(arguments))
    if given.lang not in LANGUAGES:
        raise UserError(N_("There is no language {name} here. Choose es or en."), name=given.lang)
    if given.device not in DEVICES:
        raise UserError(
            N_("There is no device {name}. Choose one of {devices}."), name=given.device, devices=_DEVICES
        )
    scenes = 0 if given.scenes is None else _whole("--scenes", given.scenes, 1, MOST_SCENES)
    if scenes and given.images:
        raise UserError(
            N_("Give pictures or --scenes, not both: a comparison is made on the one or the other.")
        )
    if scenes and given.truth is not None:
        raise UserError(N_("--truth is for your own pictures: what is on scenes is known. Leave it out."))
    if given.seed is not None and not scenes:
        raise UserError(N_("--seed says which scenes to make: it needs --scenes."))
    if not given.images and not scenes:
        raise UserError(N_("No picture was given. Name one image file at least."))
    if not given.out:
        raise UserError(N_("Say with --out which folder to write the files to."))
    return Request(
        images=tuple(Path(image) for image in given.images),
        scenes=scenes,
        seed=_whole("--seed", "0" if given.seed is None else given.seed, 0, MOST_SEED),
        models=tuple(given.models or (_KIND.shipped if scenes else _KIND.defaults)),
        threshold=_threshold(given.threshold),
        repeats=_whole("--repeats", given.repeats, 1, MOST_RUNS),
        warmup=_whole("--warmup", given.warmup, 0, MOST_RUNS),
        device=given.device,
        truth=Path(given.truth) if given.truth is not None else None,
        out=Path(given.out),
    )


def _threshold(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise UserError(N_("--threshold has to be a number from 0 to 1, such as 0.5, not {text}."), text=text)
    return value


def _whole(option: str, text: str, least: int, most: int) -> int:
    try:
        value = int(text)
    except ValueError:
        value = -1
    if not least <= value <= most:
        raise UserError(
            N_("{option} has to be a whole number from {least} to {most}, not {text}."),
            option=option,
            least=least,
            most=most,
            text=text,
        )
    return value


def _run(request: Request, output: IO[str], terminal: IO[str]) -> int:
    from core.models.loader import check_together

    with _quiet_libraries():
        pictures, truth, warned = _scenes(request) if request.scenes else _pictures(request)
        rows = _rows(request.models)
        check_together(rows)
        new = _prepare_folder(request.out)
        busy = busy_words(busy_share())
        tell = _teller(terminal)
        try:
            comparison, failures = _measured(request, pictures, rows, tell)
        except UserError:
            if new:
                request.out.rmdir()
            raise
        finally:
            tell("")
        contents = _files(comparison, pictures, truth) if comparison.images else {}
        written = [_write(request.out / name, content) for name, content in contents.items()]
    for sentence in filter(None, (*warned, busy, *failures)):
        print(sentence, file=terminal)
    for path in written:
        print(path, file=output)
    return MODEL_BROKE if failures else 0


Subject = tuple[Sequence[Picture], Truth, Sequence[str]]
"""The pictures, what is really on them by digest, and what there is to say about the files that told it."""


def _scenes(request: Request) -> Subject:
    """Make the scenes of doodles that the command asks for."""
    from core.scenes.pictures import with_truth

    made = [with_truth(spec) for spec in specs(request.scenes, request.seed)]
    return [picture for picture, _boxes in made], {picture.digest: boxes for picture, boxes in made}, ()


def _pictures(request: Request) -> Subject:
    """Open the pictures that the command names, and the truth if it names one."""
    pictures = with_distinct_names([_picture(path) for path in request.images])
    if request.truth is None:
        return pictures, {}, ()
    infos = [
        PictureInfo(picture.digest, path.as_posix(), *picture.image.size)
        for path, picture in zip(request.images, pictures, strict=True)
    ]
    found = read_truth(request.truth, infos)
    return pictures, found.truth, found.warnings


def _files(comparison: Comparison, pictures: Sequence[Picture], truth: Truth) -> dict[str, bytes]:
    threshold = comparison.settings.threshold
    rows = table_rows(comparison, threshold, error_counts(comparison, truth, threshold))
    return files(HandIn(comparison, tuple(pictures), rows, threshold, workbook_of(comparison, truth)))


def _measured(
    request: Request, pictures: Sequence[Picture], rows: Sequence[ModelRow], tell: Callable[[str], None]
) -> tuple[Comparison, list[Failed]]:
    """Load the models, run them, and return the comparison of the pictures that went well and what failed."""
    from core.models.loaded import ignore
    from core.models.loader import load, together

    for row in rows:
        load(row, request.device, _load_teller(row.title, tell))
    settings = Settings(
        tuple(row.name for row in rows), request.device, request.threshold, request.repeats, request.warmup
    )
    images, failures = [], []
    with together(rows, request.device, ignore) as loaded:
        for event in measure(pictures, loaded, settings):
            if isinstance(event, Finished):
                images.append(event.result)
            elif isinstance(event, Failed):
                failures.append(event)
            else:
                tell(_step_text(event))
        return compare(settings, [facts_of(model) for model in loaded], images), failures


def _step_text(step: Step) -> str:
    text = _("{done} of {total} runs: {model} on {image}").format(
        done=step.done, total=step.total, model=step.model, image=step.image
    )
    if step.seconds_left is None:
        return text
    return text + _(", about {seconds} s left").format(seconds=decimal(step.seconds_left, 0))


def _load_teller(model: str, tell: Callable[[str], None]) -> Callable[[Status], None]:
    from core.models.loaded import Downloading

    def show(status: Status) -> None:
        if isinstance(status, Downloading):
            tell(
                _("Downloading {model}: {done} of {total}").format(
                    model=model, done=megabytes(status.done_bytes), total=megabytes(status.total_bytes)
                )
            )
        else:
            tell(_("Loading {model}…").format(model=model))

    return show


def _teller(terminal: IO[str]) -> Callable[[str], None]:
    """Return what writes one line over the last one on a terminal, and does nothing where there is none."""

    def tell(text: str) -> None:
        if terminal.isatty():
            terminal.write(f"\r\x1b[K{text}")
            terminal.flush()

    return tell


@contextmanager
def _quiet_libraries() -> Iterator[None]:
    """Keep what the libraries print and warn about off both streams: they hold our own lines only."""
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _picture(path: Path) -> Picture:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise UserError(N_("There is no file {path}."), path=path) from None
    except IsADirectoryError:
        raise UserError(
            N_("{path} is a folder. Name the image files inside it, as in {path}/*.jpg."), path=path
        ) from None
    except PermissionError:
        raise UserError(N_("You are not allowed to read {path}."), path=path) from None
    except (OSError, ValueError) as error:
        raise UserError(
            N_("The file {path} cannot be read: {reason}."), path=path, reason=_reason(error)
        ) from None
    return open_picture(data, path.name, "file")


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)


def _prepare_folder(folder: Path) -> bool:
    """Make the folder to write to, try it before the long work begins, and tell whether it is a new one."""
    try:
        new = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except (FileExistsError, NotADirectoryError):
        raise UserError(N_("{path} is a file. Name a folder to write to."), path=folder) from None
    except PermissionError:
        raise UserError(N_("You are not allowed to write into {path}."), path=folder) from None
    except (OSError, ValueError) as error:
        raise UserError(
            N_("Nothing can be written into {path}: {reason}."), path=folder, reason=_reason(error)
        ) from None
    return new


def _write(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all, and return its path."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        raise UserError(
            N_("The file {path} cannot be written: {reason}."), path=path, reason=_reason(error)
        ) from None
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def _rows(names: Sequence[str]) -> tuple[ModelRow, ...]:
    """Return the models' rows, with distinct names even where two files are called the same."""
    rows: list[ModelRow] = []
    for given in names:
        row = _row(given)
        if any(_weights(row) == _weights(other) for other in rows):
            raise UserError(N_("The model {name} was given twice."), name=given)
        name = distinct_name(row.name, {other.name for other in rows})
        rows.append(row if name == row.name else replace(row, name=name, title=name))
    return tuple(rows)


def _weights(row: ModelRow) -> tuple[str, str, str]:
    return row.hub_id, row.file, row.local_path


def _row(name: str) -> ModelRow:
    from core.models.files import row_from_path
    from core.models.hub.inspect import inspect

    if (known := find(name)) and _KIND.task in known.tasks:
        return known
    if _is_path(name):
        row = row_from_path(name)
        return replace(row, name=row.title)
    if "/" in name:
        return inspect(name, "object-detection")
    raise UserError(
        N_("There is no model {name}. Choose one of {names}, a Hub id such as {example}, or a path."),
        name=name,
        names=", ".join(row.name for row in rows_for("object-detection")),
        example="facebook/detr-resnet-50",
    )


def _is_path(name: str) -> bool:
    """Tell whether a model's name means a place on disk, there or not, rather than one on the Hub."""
    try:
        there = Path(name).expanduser().exists()
    except (OSError, RuntimeError):
        return False
    return there or name.startswith(("/", ".", "~")) or name.endswith(".pt")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
