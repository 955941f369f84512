"""One student's work as it stands in what was handed in: the comparison, the truth, the words.

Scope: the files of a hand-in to the workbook's own types. Where session.json has what results.json has too, that of
session.json stands, and core.compare.grade.differences says where the other one differs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.compare.book.session import Session, measured_from, read_session
from core.compare.book.workbook import COMMENTS, Measured, Workbook, choices_of, latest_settings
from core.compare.grade.reading import Handed
from core.compare.measure.run import Comparison
from core.compare.truth.files import read_files
from core.compare.truth.truth import PictureInfo, Truth
from core.errors import UserError
from core.i18n import N_
from core.json_files import BusyError, as_lines, as_list, as_object, as_text, read_json
from core.pictures.boxes import TruthBox


@dataclass(frozen=True)
class Work:
    """What was handed in, read.

    `comparison` and `threshold` (0..1) are those of the table, `book` is the workbook of the session, or as much of it
    as the other files tell (then `has_session` is False). `results` is results.json as plain data ({}: none that can be
    read) and `said` the comparison in it; `truth` is that of truth.json (None: none that can be read). `app` is what
    wrote results.json ("" where it does not say, None without one), `unreadable` what is wrong with files, by name.
    """

    comparison: Comparison
    threshold: float
    book: Workbook
    has_session: bool
    results: dict[str, Any]
    said: Comparison | None
    truth: Truth | None
    app: str | None
    unreadable: dict[str, UserError]


def read_work(handed: Handed) -> Work:
    """Return the work in the files of a hand-in.

    Raises UserError where nothing of it can be read or nothing was measured; BusyError as
    `core.json_files.reading_turn`. What is wrong with single files is in the work's `unreadable`.
    """
    unreadable: dict[str, UserError] = {}
    session = _session(handed, unreadable)
    results, said = _results(handed, unreadable)
    if session is None and said is None:
        raise next(iter(unreadable.values()))
    comparison, threshold = _comparison(session, said, results)
    truth = _truth(handed, comparison, unreadable)
    book = session.book if session else _book_without_session(results, truth or {})
    app = results.get("app") if said else None
    return Work(
        comparison=comparison,
        threshold=threshold,
        book=book,
        has_session=session is not None,
        results=results,
        said=said,
        truth=truth,
        app=as_text(app) if isinstance(app, str) else "" if said else None,
        unreadable=unreadable,
    )


def _session(handed: Handed, unreadable: dict[str, UserError]) -> Session | None:
    if "session.json" not in handed.files:
        return None
    try:
        return read_session(handed.files["session.json"], with_pictures=False)
    except BusyError:
        raise
    except UserError as error:
        unreadable["session.json"] = error
        return None


def _results(handed: Handed, unreadable: dict[str, UserError]) -> tuple[dict[str, Any], Comparison | None]:
    if "results.json" not in handed.files:
        return {}, None
    try:
        results = as_object(read_json(handed.files["results.json"]))
        found = measured_from(results)
        return results, _as_comparison(found)
    except (KeyError, TypeError, ValueError, ArithmeticError, RecursionError, UserError):
        unreadable["results.json"] = UserError(
            N_("results.json is damaged or was changed so that it cannot be read.")
        )
        return {}, None


def _as_comparison(found: Measured) -> Comparison:
    images = tuple(found.results.values())
    return Comparison(found.settings, found.machine, found.facts, images, found.versions, found.date)


def _comparison(
    session: Session | None, said: Comparison | None, results: Mapping[str, Any]
) -> tuple[Comparison, float]:
    """Return the comparison that was handed in, as it stands in the session where that has it, and its threshold."""
    if said is None:
        return _of_session(session)
    threshold = said.settings.threshold
    timed = as_object(results["settings"]).get("timed_threshold", threshold)
    if isinstance(timed, float | int) and 0 <= timed <= 1:
        said = replace(said, settings=replace(said.settings, threshold=timed))
    found = session.book.measured.get(choices_of(said.settings)) if session else None
    if session is None or found is None:
        return said, threshold
    images = tuple(
        replace(found.results[image.digest], image=image.image) if image.digest in found.results else image
        for image in said.images
    )
    if session.settings:
        threshold = session.settings.threshold
    return replace(_as_comparison(found), images=images), threshold


def _of_session(session: Session | None) -> tuple[Comparison, float]:
    """Return what was measured with the choices in force, or else last."""
    book = session.book if session else Workbook()
    chosen = session.settings if session else None
    if chosen is None or choices_of(chosen) not in book.measured:
        digests = {digest for found in book.measured.values() for digest in found.results}
        chosen = latest_settings(book, list(digests))
    if chosen is None or not book.measured[choices_of(chosen)].results:
        raise UserError(N_("Nothing was measured in this work."))
    return _as_comparison(book.measured[choices_of(chosen)]), chosen.threshold


def _truth(handed: Handed, comparison: Comparison, unreadable: dict[str, UserError]) -> Truth | None:
    """Return the boxes in truth.json, of the pictures that it names."""
    if "truth.json" not in handed.files:
        return None
    infos = [PictureInfo(image.digest, image.image, image.width, image.height) for image in comparison.images]
    try:
        found = read_files({"truth.json": handed.files["truth.json"]}, infos)
    except UserError as error:
        unreadable["truth.json"] = error
        return None
    return {digest: boxes for digest, boxes in found.truth.items() if digest in found.named}


def _book_without_session(results: Mapping[str, Any], truth: Mapping[str, tuple[TruthBox, ...]]) -> Workbook:
    """Return as much of the workbook as the other files of a hand-in tell."""
    book = Workbook(truth=dict(truth))
    try:
        book.student = as_text(results.get("student", ""))
        comments = as_object(results.get("comments", {}))
        book.comments = {key: as_lines(text) for key, text in comments.items() if key in COMMENTS}
    except TypeError:
        # Earlier versions did not write them there, and whoever changed them gains nothing.
        pass
    return book


def own_cells_said(results: Mapping[str, Any]) -> set[tuple[str, str, str]]:
    """Return the cells that results.json calls the student's own, as (digest, model, column)."""
    try:
        return {
            (as_text(cell["image_digest"]), as_text(cell["model"]), as_text(cell["column"]))
            for cell in as_list(results.get("own_cells", []))
        }
    except (KeyError, TypeError):
        return set()
