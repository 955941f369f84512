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

from core.compare.book.parts import (
    MOST_MEASURED,
    MOST_MODELS,
    MOST_PICTURES,
    check,
    check_settings,
    edits_from,
    few_enough,
    settings_from,
    truth_from,
)
from core.compare.book.workbook import COMMENTS, Measured, Workbook, choices_of
from core.compare.measure import results
from core.compare.measure.run import Comparison, Settings
from core.errors import UserError
from core.i18n import N_, megabytes
from core.json_files import (
    MOST_VALUES,
    as_base64,
    as_lines,
    as_list,
    as_object,
    as_text,
    as_whole,
    number_of_values,
    read_json,
    reading_turn,
)
from core.pictures.boxes import MOST_BOXES, SCENE, TruthBox
from core.pictures.encode import encoded
from core.pictures.images import MAX_SIDE, Picture, Source, most_pixels, open_picture, pixels_of

FORMAT = "miralab-session"
VERSION = 1

MAX_SESSION_BYTES = 100_000_000
"""The largest file that is written and read, some fifteen large photographs as text; an upload to the server may be as
large (server.maxUploadSize)."""

_MOST_NOTES = 100
"""More than a truth file gives rise to: all of it is shown on one page."""

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

    Raises UserError where that would be too large; core.compare.book.fitting says what of it is not.
    """
    _check_counts(session)
    files = {picture.digest: b64encode(encoded(picture)[0]).decode() for picture in session.pictures}
    measured = [_measurement(found) for found in session.book.measured.values()]
    whole = {**_plain(session), "measured": measured, "files": files}
    data = json.dumps(whole, allow_nan=False).encode()
    _check_size(data)
    return data


def read_session(data: bytes, *, with_pictures: bool = True) -> Session:
    """Return the session that `session_json` wrote; without pictures none of them is opened.

    Texts are made printable. Raises UserError: larger than MAX_SESSION_BYTES or with more than MOST_VALUES values, not
    a session file, of another version, cut short, damaged, more of something than the app can make, too many pixels, a
    picture that is not the one it was; BusyError as `reading_turn`.

    >>> read_session(Path("session.json").read_bytes()).settings.models
    ('detr-resnet-50', 'yolo11n')
    """
    _check_size(data)
    with reading_turn(len(data)):
        content = _parsed(data)
        try:
            if not with_pictures:
                return _session({**content, "pictures": []}, {})
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


def _check_counts(session: Session) -> None:
    book = session.book
    few_enough("models", models_of(book, session.settings), MOST_MODELS)
    few_enough("measurements", book.measured, MOST_MEASURED)
    few_enough("pictures", session.pictures, MOST_PICTURES)
    for boxes in book.truth.values():
        few_enough("boxes", boxes, MOST_BOXES)


def models_of(book: Workbook, settings: Settings | None) -> set[str]:
    """Return the names of the models that were measured or are chosen."""
    measured = {name for found in book.measured.values() for name in found.settings.models}
    return measured.union(settings.models if settings else ())


def pack(session: Session) -> str:
    """Return the session without what is large and seldom changes (see `files_of`), as JSON; UserError as
    `session_json`."""
    _check_counts(session)
    text = typed_json(session)
    _check_size(text.encode())
    return text


def typed_json(session: Session) -> str:
    """Return what `pack` does, however large it is."""
    return json.dumps({**_plain(session), "measured": _measured_name(session.book)}, allow_nan=False)


def files_of(session: Session) -> dict[str, Callable[[], bytes]]:
    """Return what `pack` leaves out, by a name that stands for the content: pictures and measurements.

    Each is a function that makes the file's content, or raises UserError as `session_json`: nothing is made for one
    that is known already.
    """
    return {
        **{picture.digest: partial(_encoded, picture) for picture in session.pictures},
        _measured_name(session.book): partial(_measured_file, session.book),
    }


def unpack(text: str, files: Mapping[str, bytes]) -> Session:
    """Return the session that `pack` wrote; `files` holds the content of each of `files_of`, by name.

    Raises UserError as `read_session`.
    """
    data = text.encode("utf-8", "surrogatepass")
    with reading_turn(len(data) + sum(map(len, files.values()))):
        _check_size(data)
        content = _parsed(data)
        try:
            file = files[as_text(content["measured"])]
            _check_size(file)
            return _session({**content, "measured": read_json(file)}, files)
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
    data = f"[{', '.join(map(measurement_json, book.measured.values()))}]".encode()
    _check_size(data)
    return data


def measurement_json(found: Measured) -> str:
    """Return one of the measurements as it stands in the files."""
    return json.dumps(_measurement(found), allow_nan=False)


def _measurement(found: Measured) -> dict[str, Any]:
    images = tuple(found.results.values())
    return results.to_json(
        Comparison(found.settings, found.machine, found.facts, images, found.versions, found.date)
    )


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
    items = as_list(content["measured"])
    few_enough("measurements", items, MOST_MEASURED)
    measured = [measured_from(item) for item in items]
    comments = {key: as_lines(text) for key, text in as_object(content["comments"]).items()}
    if not comments.keys() <= COMMENTS.keys():
        raise ValueError("a comment that nobody asked for")
    book = Workbook(
        measured={choices_of(found.settings): found for found in measured},
        edits=edits_from(as_list(content["edits"])),
        truth=truth_from(content["truth"]),
        student=as_text(content["student"]),
        comments=comments,
        # Earlier versions did not keep them.
        truth_notes={
            as_text(digest): tuple(as_lines(note) for note in as_list(notes, _MOST_NOTES))
            for digest, notes in as_object(content.get("truth_notes", {})).items()
        },
    )
    settings = None if content["settings"] is None else settings_from(as_object(content["settings"]))
    few_enough("models", models_of(book, settings), MOST_MODELS)
    described = as_list(content["pictures"])
    few_enough("pictures", described, MOST_PICTURES)
    return Session(book, _pictures(described, files), settings)


def measured_from(item: object) -> Measured:
    """Return a measurement that `core.compare.measure.results.to_json` wrote; ValueError for what none can be."""
    try:
        found = results.from_json(item)
    except UserError as error:
        raise ValueError("no measurement") from error
    check_settings(found.settings)
    datetime.fromisoformat(found.date)
    for image in found.images:
        check(0 < image.width <= MAX_SIDE and 0 < image.height <= MAX_SIDE, "a picture's size")
        for run in image.models:
            check(all(0 <= detection.score <= 1 for detection in run.detections), "a score")
    return Measured(
        found.settings,
        found.models,
        found.machine,
        found.versions,
        found.date,
        {image.digest: image for image in found.images},
    )


def _pictures(items: Iterable[Mapping[str, Any]], files: Mapping[str, bytes]) -> tuple[Picture, ...]:
    described = [
        (as_text(item["name"]), as_text(item["source"]), as_text(item["digest"]), item) for item in items
    ]
    check(len({digest for _name, _source, digest, _item in described}) == len(described), "a picture twice")
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
    check(source in get_args(Source), "a source")
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
    check(width > 0 and height > 0, "a picture's size")
    return replace(picture, scaled_from=(width, height))
