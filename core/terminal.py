"""What the app's commands share: arguments, errors in one line, a line of progress, and files written whole.

Standard output and standard error hold the command's own lines only.
"""

import argparse
import os
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from typing import IO, NoReturn

from core.errors import UserError, reason_of
from core.i18n import DEFAULT_LANGUAGE, LANGUAGES, N_, _, speaking

FAILED = 1
"""The exit code where a model broke on an input, and the others were answered."""

WRONG_INPUT = 2
STOPPED = 130


class Parser(argparse.ArgumentParser):
    """Raises what argparse would print over several lines."""

    def error(self, message: str) -> NoReturn:
        """Raise a UserError with argparse's message."""
        raise UserError(
            N_("The command cannot be understood: {reason}. Add --help to see how it is written."),
            reason=message,
        )


def exit_code(run: Callable[[Sequence[str]], int], arguments: Sequence[str]) -> int:
    """Return what `run` returns for the arguments, in the language that they ask for; WRONG_INPUT and one line on
    standard error where it raises UserError, STOPPED where the keyboard stopped it."""
    with speaking(_language(arguments)):
        try:
            return run(arguments)
        except UserError as error:
            print(one_line(error), file=sys.stderr)  # noqa: T201 (a command speaks here)
            return WRONG_INPUT
        except KeyboardInterrupt:
            return STOPPED


def one_line(said: object) -> str:
    """Return a text or an error in one line."""
    return " ".join(str(said).split())


def add_language_and_help(options: argparse._ArgumentGroup) -> None:
    """Add --lang and --help, which every command has."""
    options.add_argument(
        "--lang", default=DEFAULT_LANGUAGE, help=_("Language of what is written: es or en. Default: es.")
    )
    options.add_argument("--help", "-h", action="help", help=_("Show this text and stop."))


def check_language(name: str) -> None:
    """Raise UserError for a language that the app does not speak."""
    if name not in LANGUAGES:
        raise UserError(N_("There is no language {name} here. Choose es or en."), name=name)


def threshold_in(text: str) -> float:
    """Return the threshold (0..1) that a person typed behind --threshold, or raise UserError."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise UserError(N_("--threshold has to be a number from 0 to 1, such as 0.5, not {text}."), text=text)
    return value


def whole_number_in(option: str, text: str, least: int, most: int) -> int:
    """Return the whole number from `least` to `most` that a person typed behind `option`, or raise UserError."""
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


@contextmanager
def quiet_libraries() -> Iterator[None]:
    """Keep what the libraries print and warn about off standard output and standard error."""
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def progress_line(terminal: IO[str]) -> Callable[[str], None]:
    """Return what writes one line over the last one on a terminal ("" clears it), and does nothing on a file."""

    def write(text: str) -> None:
        if terminal.isatty():
            terminal.write(f"\r\x1b[K{text}")
            terminal.flush()

    return write


@contextmanager
def output_folder(folder: Path) -> Iterator[None]:
    """Make the folder to write to, and try it, before the long work in the with block begins.

    Where that work raises, a folder that was made for it and has nothing in it goes again. Raises UserError where
    nothing can be written there.
    """
    new = _prepare(folder)
    try:
        yield
    except BaseException:
        if new:
            with suppress(OSError):
                folder.rmdir()
        raise


def write_file(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all, with the folders it is in, and return its path; UserError where it cannot be
    written."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        raise UserError(
            N_("The file {path} cannot be written: {reason}."), path=path, reason=reason_of(error)
        ) from None
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def _language(arguments: Sequence[str]) -> str:
    """Find the language before anything else is read, because even a wrong command is answered in it."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("--lang")
    try:
        chosen = parser.parse_known_args(list(arguments))[0].lang
    except argparse.ArgumentError:
        return DEFAULT_LANGUAGE
    return chosen if chosen in LANGUAGES else DEFAULT_LANGUAGE


def _prepare(folder: Path) -> bool:
    """Make a folder, try to write into it, and return whether it is a new one."""
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
            N_("Nothing can be written into {path}: {reason}."), path=folder, reason=reason_of(error)
        ) from None
    return new
