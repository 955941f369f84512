"""A whole comparison in one file, session.json: on another day or another machine it brings everything back.

Purpose: write what a visitor measured, drew and typed, and the pictures, and read it again. Scope: plain data in JSON;
reading checks everything and runs nothing. What is read is whole or not there at all.
"""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple, get_args

from core.compare.book.table import EDITABLE
from core.compare.book.workbook import COMMENTS, Edits, Measured, Workbook, choices_of
from core.compare.measure import results
from core.compare.measure.run import MOST_RUNS, Comparison, Settings
from core.errors import UserError
from core.i18n import N_, megabytes
from core.json_files import (
    MOST_VALUES,
    as_base64,
    as_lines,
    as_list,
    as_number,
    as_object,
    as_text,
    as_texts,
    as_whole,
    number_of_values,
    read_json,
)
from core.models.devices import NAMES
from core.pictures.boxes import MOST_BOXES, SCENE, Box, TruthBox
from core.pictures.encode import encoded
from core.pictures.images import MAX_SIDE, Picture, Source, most_pixels, open_picture, pixels_of

FORMAT = "miralab-session"
VERSION = 1

MAX_SESSION_BYTES = 100_000_000
"""The largest file that is written and read, some fifteen large photographs as text; an upload to the server may be as
large (server.maxUploadSize)."""

_MOST_MEASURED, _MOST_MODELS, _MOST_PICTURES, _MOST_NOTES = 500, 50, 200, 100
"""More than anybody measures, compares and chooses, or a file gives rise to: all of it is shown on one page."""

_DAMAGED = N_(
    "The session file is damaged or was changed by hand, so it is not loaded. What you have here stays as it is."
)


class Session(NamedTuple):
    """Everything of one comparison: the workbook, the pictures, and the choices in force (None: none could be made)."""

    book: Workbook
    pictures: tuple[Picture, ...]
    settings: Settings | None


def session_json(session: Session) -> bytes:
    """Return the session as the content of session.json, pictures included; whatever is returned `read_session` reads.

    Raises UserError where that would be too large.
    """
    files = {picture.digest: b64encode(encoded(picture)[0]).decode() for picture in session.pictures}
    whole = {**_plain(session), "measured": _measurements(session.book), "files": files}
    data = json.dumps(whole, allow_nan=False).encode()
    _check_size(data)
    return data


def read_session(data: bytes) -> Session:
    """Return the session that `session_json` wrote.

    Texts are made printable. Raises UserError: larger than MAX_SESSION_BYTES or with more than MOST_VALUES values, not
    a session file, of another version, cut short, damaged, more of something than the app can make, too many pixels, a
    picture that is not the one it was.

    >>> read_session(Path("session.json").read_bytes()).settings.models
    ('detr-resnet-50', 'yolo11n')
    """
    _check_size(data)
    content = _parsed(data)
    try:
        files = {
            as_text(digest): b64decode(as_base64(file), validate=True)
            for digest, file in as_object(content["files"]).items()
        }
        return _session(content, files)
    except (KeyError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
        raise UserError(_DAMAGED) from error


def _check_size(data: bytes) -> None:
    if len(data) > MAX_SESSION_BYTES:
        raise UserError(
            N_("The session file is too large: {size}. The limit is {limit}."),
            size=megabytes(len(data)),
            limit=megabytes(MAX_SESSION_BYTES),
        )
    if number_of_values(data) > MOST_VALUES:
        raise UserError(
            N_("The session file holds too much: more than {limit} million values."),
            limit=MOST_VALUES // 1_000_000,
        )


def pack(session: Session) -> str:
    """Return the session without what is large and seldom changes (see `files_of`), as JSON."""
    return json.dumps({**_plain(session), "measured": _measured_name(session.book)}, allow_nan=False)


def files_of(session: Session) -> dict[str, Callable[[], bytes]]:
    """Return what `pack` leaves out, by a name that stands for the content: pictures and measurements.

    Each is a function that makes the file's content: nothing is made for one that is known already.
    """
    return {
        **{picture.digest: partial(_encoded, picture) for picture in session.pictures},
        _measured_name(session.book): partial(_measured_file, session.book),
    }


def unpack(text: str, files: Mapping[str, bytes]) -> Session:
    """Return the session that `pack` wrote; `files` holds the content of each of `files_of`, by name.

    Raises UserError as `read_session`.
    """
    content = _parsed(text.encode())
    try:
        measured = read_json(files[as_text(content["measured"])])
        return _session({**content, "measured": measured}, files)
    except (KeyError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
        raise UserError(_DAMAGED) from error


def as_kept(session: Session) -> Session:
    """Return the session as it comes back: without the truth of scenes that are neither chosen nor measured."""
    return session._replace(book=replace(session.book, truth=dict(_truth_to_keep(session))))


def stamp(session: Session) -> str:
    """Return a short text that changes when anything in the session does; much quicker than writing it down."""
    book = session.book
    pictures = [(picture.digest, picture.name) for picture in session.pictures]
    typed = (book.edits, book.truth, book.student, book.comments, book.truth_notes)
    return _hashed((session.settings, pictures, _measured_name(book), *typed))


def _measured_name(book: Workbook) -> str:
    """Return a name that changes when a measurement does: no two have the same times."""
    measured = [
        (
            choices,
            found.date,
            [(digest, [run.runs for run in result.models]) for digest, result in found.results.items()],
        )
        for choices, found in book.measured.items()
    ]
    return f"measured-{_hashed(measured)[:48]}"


def _hashed(content: object) -> str:
    return hashlib.sha256(repr(content).encode("utf-8", "surrogatepass")).hexdigest()


def _encoded(picture: Picture) -> bytes:
    return encoded(picture)[0]


def _measured_file(book: Workbook) -> bytes:
    return json.dumps(_measurements(book), allow_nan=False).encode()


def _measurements(book: Workbook) -> list[dict[str, Any]]:
    return [
        results.to_json(
            Comparison(
                found.settings,
                found.machine,
                found.facts,
                tuple(found.results.values()),
                found.versions,
                found.date,
            )
        )
        for found in book.measured.values()
    ]


def _plain_box(box: TruthBox) -> dict[str, Any]:
    return {"label": box.label, "box": box.box, "crowd": box.crowd, "origin": box.origin}


def _truth_to_keep(session: Session) -> Iterator[tuple[str, tuple[TruthBox, ...]]]:
    """Yield the truth without that of scenes which are neither chosen nor measured: the app can make it again."""
    book = session.book
    needed = {picture.digest for picture in session.pictures}.union(
        *(found.results for found in book.measured.values())
    )
    for digest, boxes in book.truth.items():
        if digest in needed or not boxes or any(box.origin != SCENE for box in boxes):
            yield digest, boxes


def _plain(session: Session) -> dict[str, Any]:
    book = session.book
    return {
        "format": FORMAT,
        "version": VERSION,
        "settings": asdict(session.settings) if session.settings else None,
        "student": book.student,
        "comments": book.comments,
        "truth_notes": book.truth_notes,
        "edits": [
            {"digest": digest, "model": model, "column": column, "text": text}
            for (digest, model, column), text in book.edits.items()
        ],
        "truth": {digest: [_plain_box(box) for box in boxes] for digest, boxes in _truth_to_keep(session)},
        "pictures": [
            {
                "name": picture.name,
                "source": picture.source,
                "digest": picture.digest,
                "scaled_from": picture.scaled_from,
            }
            for picture in session.pictures
        ],
    }


def _parsed(data: bytes) -> dict[str, Any]:
    """Return the object in a session file of our version, its parts not looked at yet."""
    try:
        content = read_json(data)
    except ValueError as error:
        if data.startswith(b'{"format": "' + FORMAT.encode()):
            raise UserError(
                N_("The session file is cut short or damaged. Get it again, or choose another.")
            ) from error
        content = None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise UserError(
            N_("This is not a session file of MiraLab. Choose a session.json that the app wrote.")
        )
    if content.get("version") != VERSION:
        raise UserError(
            N_(
                "The session file is of version {version}, and this app reads version {known}. "
                "Open it with an app of the same version as the one that wrote it."
            ),
            version=str(content.get("version"))[:20],
            known=VERSION,
        )
    return content


def _session(content: Mapping[str, Any], files: Mapping[str, bytes]) -> Session:
    measured = [_measured(item) for item in as_list(content["measured"], _MOST_MEASURED)]
    comments = {key: as_lines(text) for key, text in as_object(content["comments"]).items()}
    if not comments.keys() <= COMMENTS.keys():
        raise ValueError("a comment that nobody asked for")
    book = Workbook(
        measured={choices_of(found.settings): found for found in measured},
        edits=_edits(as_list(content["edits"])),
        truth={
            as_text(digest): tuple(_truth_box(box) for box in as_list(boxes, MOST_BOXES))
            for digest, boxes in as_object(content["truth"]).items()
        },
        student=as_text(content["student"]),
        comments=comments,
        # Earlier versions did not keep them.
        truth_notes={
            as_text(digest): tuple(as_lines(note) for note in as_list(notes, _MOST_NOTES))
            for digest, notes in as_object(content.get("truth_notes", {})).items()
        },
    )
    settings = None if content["settings"] is None else _settings(as_object(content["settings"]))
    return Session(book, _pictures(as_list(content["pictures"], _MOST_PICTURES), files), settings)


def _measured(item: object) -> Measured:
    try:
        found = results.from_json(item)
    except UserError as error:
        raise ValueError("no measurement") from error
    _check_settings(found.settings)
    datetime.fromisoformat(found.date)
    for image in found.images:
        _check(0 < image.width <= MAX_SIDE and 0 < image.height <= MAX_SIDE, "a picture's size")
        for run in image.models:
            _check(all(0 <= detection.score <= 1 for detection in run.detections), "a score")
    return Measured(
        found.settings,
        found.models,
        found.machine,
        found.versions,
        found.date,
        {image.digest: image for image in found.images},
    )


def _settings(item: Mapping[str, Any]) -> Settings:
    settings = Settings(
        as_texts(item["models"]),
        as_text(item["device"]),
        as_number(item["threshold"]),
        as_whole(item["repeats"]),
        as_whole(item["warmup"]),
    )
    _check_settings(settings)
    return settings


def _check_settings(settings: Settings) -> None:
    _check(len(set(settings.models)) == len(settings.models) > 0 and all(settings.models), "the models")
    _check(len(settings.models) <= _MOST_MODELS, "the models")
    _check(settings.device in {"auto", *NAMES}, "the device")
    _check(0 <= settings.threshold <= 1, "the threshold")
    _check(1 <= settings.repeats <= MOST_RUNS and 0 <= settings.warmup <= MOST_RUNS, "the runs")


def _edits(items: Iterable[Any]) -> Edits:
    edits = {
        (as_text(item["digest"]), as_text(item["model"]), as_text(item["column"])): as_lines(item["text"])
        for item in items
    }
    _check(all(column in EDITABLE for _digest, _model, column in edits), "a column")
    return edits


def _truth_box(item: Mapping[str, Any]) -> TruthBox:
    _check(isinstance(item["crowd"], bool), "a crowd")
    left, top, right, bottom = (as_number(side) for side in as_list(item["box"]))
    # A box drawn over the edge may reach out of the picture.
    _check(-MAX_SIDE <= left <= right <= 2 * MAX_SIDE, "a box")
    _check(-MAX_SIDE <= top <= bottom <= 2 * MAX_SIDE, "a box")
    box: Box = (left, top, right, bottom)
    return TruthBox(as_text(item["label"]), box, item["crowd"], as_text(item["origin"]))


def _pictures(items: Iterable[Mapping[str, Any]], files: Mapping[str, bytes]) -> tuple[Picture, ...]:
    described = [
        (as_text(item["name"]), as_text(item["source"]), as_text(item["digest"]), item) for item in items
    ]
    _check(len({digest for _name, _source, digest, _item in described}) == len(described), "a picture twice")
    most = most_pixels()
    # Read from the files' heads: nothing is decoded before it is known that all of it fits.
    if sum(pixels_of(files.get(digest, b"")) for _name, _source, digest, _item in described) > most:
        raise UserError(
            N_(
                "The pictures of the session file are too large: together they have more than {limit} megapixels."
            ),
            limit=most // 1_000_000,
        )
    return tuple(
        _picture(item, name, source, files.get(digest), digest) for name, source, digest, item in described
    )


def _picture(item: Mapping[str, Any], name: str, source: str, file: bytes | None, digest: str) -> Picture:
    _check(source in get_args(Source), "a source")
    try:
        picture = open_picture(file or b"", name, source)  # type: ignore[arg-type]
    except UserError:
        picture = None
    if picture is None or picture.digest != digest:
        raise UserError(
            N_(
                "The picture {name} in the session file is damaged or is not the one that was measured, "
                "so the file is not loaded. What you have here stays as it is."
            ),
            name=name,
        )
    if item["scaled_from"] is None:
        return picture
    width, height = (as_whole(side) for side in as_list(item["scaled_from"]))
    _check(width > 0 and height > 0, "a picture's size")
    return replace(picture, scaled_from=(width, height))


def _check(holds: bool, what: str) -> None:
    if not holds:
        raise ValueError(f"not right: {what}")
