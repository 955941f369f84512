"""Pictures by where they are: files of this machine, and addresses of the web."""

from pathlib import Path

from core.errors import UserError, reason_of
from core.i18n import N_
from core.pictures.fetch import fetch_file, fetch_picture
from core.pictures.images import Picture, open_picture

PICTURES = N_("Pictures: files, or addresses that begin with http:// or https://.")
"""What a command takes that reads its inputs with `file_at` or `picture_at`."""


def read_file(path: Path) -> bytes:
    """Return the content of a picture's file; UserError where it is missing, a folder, or cannot be read."""
    try:
        return path.read_bytes()
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
            N_("The file {path} cannot be read: {reason}."), path=path, reason=reason_of(error)
        ) from None


def read_picture(path: Path) -> Picture:
    """Return the picture in a file of this machine.

    Raises UserError where the file cannot be read or is no picture (see `open_picture`).

    >>> read_picture(Path("bus.jpg")).image.size
    (810, 1080)
    """
    return open_picture(read_file(path), path.name, "file")


def picture_at(source: str) -> Picture:
    """Return the picture at a path of this machine or at an http(s) address; UserError as `read_picture` and
    `fetch_picture`."""
    return fetch_picture(source) if _is_address(source) else read_picture(Path(source))


def file_at(source: str) -> tuple[str, bytes]:
    """Return the name and the content of a picture's file at a path or an http(s) address, not opened yet."""
    return fetch_file(source) if _is_address(source) else (Path(source).name, read_file(Path(source)))


def _is_address(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))
