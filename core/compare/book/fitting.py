"""What of a session fits into a session file and into the store, where not all of it does.

What is typed and drawn comes first, then the measurements, the newest first, then the pictures: those can be chosen
again, and measurements be made again. Whatever fits can be read again (see core.compare.book.session).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from core.compare.book.parts import MOST_MEASURED, MOST_MODELS, MOST_PICTURES
from core.compare.book.session import Session, measurement_json, models_of, typed_json
from core.compare.book.workbook import Choices, Measured, Workbook
from core.i18n import ngettext
from core.json_files import MOST_VALUES, number_of_values
from core.pictures.encode import encoded
from core.pictures.images import Picture
from core.store import MAX_ENTRY_BYTES

_FRAME_VALUES = 10_000
"""More than a file has beside what is counted: the pictures' names and contents, and the parts' own."""

_VALUES_EACH = 25
"""More than a detection, a timed run or a true box has."""

_BYTES_A_VALUE = 40
"""More than a value takes in a file, unless its texts are long."""

_MOST_SIZES = 5000
_sizes: dict[str, int] = {}
"""How large a picture's file is, by digest: making it takes a second, and this is asked with every change."""


@dataclass(frozen=True)
class LeftOut:
    """How much of a session does not fit: measurements (each of one combination of choices), pictures, and pictures
    whose truth does not."""

    measured: int = 0
    pictures: int = 0
    truths: int = 0

    def __bool__(self) -> bool:
        return self != NOTHING


NOTHING = LeftOut()


class Fitting(NamedTuple):
    """What of a session fits, and how much of it does not."""

    session: Session
    left_out: LeftOut


@dataclass
class _Room:
    """What there is still room for: values of JSON, and bytes."""

    values: int
    bytes: int

    def take(self, text: str) -> bool:
        """Take the room for a JSON text, if there is as much."""
        values = number_of_values(text)
        if values > self.values or not self.take_bytes(len(text)):
            return False
        self.values -= values
        return True

    def take_bytes(self, size: int) -> bool:
        """Take the room for a file, if there is as much."""
        if size > self.bytes:
            return False
        self.bytes -= size
        return True


def fitting(session: Session) -> Fitting:
    """Return as much of the session as can be saved, handed out and read again; the session itself where all can.

    >>> fitting(session).left_out
    LeftOut(measured=0, pictures=0, truths=0)
    """
    if _is_small(session):
        return Fitting(session, NOTHING)
    room = _Room(MOST_VALUES - _FRAME_VALUES, MAX_ENTRY_BYTES - _FRAME_VALUES * _BYTES_A_VALUE)
    book = session.book
    room.take(typed_json(Session(replace(book, measured={}, truth={}), (), session.settings)))
    truth = {
        digest: boxes
        for digest, boxes in book.truth.items()
        if room.take(typed_json(Session(Workbook(truth={digest: boxes}), (), None)))
    }
    measured = _measured(session, room)
    pictures = _pictures(session.pictures, room)
    part = Session(replace(book, truth=truth, measured=measured), pictures, session.settings)
    left_out = LeftOut(
        len(book.measured) - len(measured),
        len(session.pictures) - len(pictures),
        len(book.truth) - len(truth),
    )
    return Fitting(part, left_out)


def left_out_words(left_out: LeftOut) -> str:
    """Return what is left out, in the language in use: "2 measurements, 1 picture"."""
    said = [
        (left_out.measured, ngettext("{n} measurement", "{n} measurements", left_out.measured)),
        (left_out.pictures, ngettext("{n} picture", "{n} pictures", left_out.pictures)),
        (
            left_out.truths,
            ngettext("the truth of {n} picture", "the truth of {n} pictures", left_out.truths),
        ),
    ]
    return ", ".join(words for number, words in said if number)


def _is_small(session: Session) -> bool:
    """Say, without writing anything down, whether all of a session fits for certain; most do."""
    book = session.book
    runs = [
        run for found in book.measured.values() for image in found.results.values() for run in image.models
    ]
    values = _FRAME_VALUES + _VALUES_EACH * (
        sum(len(run.detections) + len(run.runs) + 1 for run in runs) + sum(map(len, book.truth.values()))
    )
    # Each letter of a text may be a comma, which counts as a value.
    values += sum(len(text) for text in (*book.edits.values(), *book.comments.values()))
    pixels = sum(_most_bytes(picture) for picture in session.pictures)
    return (
        len(book.measured) <= MOST_MEASURED
        and len(models_of(book, session.settings)) <= MOST_MODELS
        and len(session.pictures) <= MOST_PICTURES
        and values <= MOST_VALUES
        and _BYTES_A_VALUE * values + pixels <= MAX_ENTRY_BYTES
    )


def _measured(session: Session, room: _Room) -> dict[Choices, Measured]:
    """Return the measurements that there is room for, the newest first; they stay in their order."""
    models = models_of(Workbook(), session.settings)
    kept: set[Choices] = set()
    for choices, found in sorted(session.book.measured.items(), key=lambda item: item[1].date, reverse=True):
        with_these = models.union(found.settings.models)
        if (
            len(kept) < MOST_MEASURED
            and len(with_these) <= MOST_MODELS
            and room.take(measurement_json(found))
        ):
            kept.add(choices)
            models = with_these
    return {choices: found for choices, found in session.book.measured.items() if choices in kept}


def _pictures(pictures: Sequence[Picture], room: _Room) -> tuple[Picture, ...]:
    return tuple(picture for picture in pictures[:MOST_PICTURES] if room.take_bytes(_picture_bytes(picture)))


def _most_bytes(picture: Picture) -> int:
    """Return what the file of a picture takes at the most: a PNG is never much larger than its pixels."""
    width, height = picture.size
    return picture.jpeg_bytes or 4 * width * height


def _picture_bytes(picture: Picture) -> int:
    """Return what the file of a picture takes; it is made once for that, or not at all where it came as one."""
    if picture.jpeg_bytes:
        return picture.jpeg_bytes
    size = _sizes.get(picture.digest)
    if size is None:
        size = len(encoded(picture)[0])
        # Another visitor's picture may clear it at any moment.
        if len(_sizes) >= _MOST_SIZES:
            _sizes.clear()
        _sizes[picture.digest] = size
    return size
