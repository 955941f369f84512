"""What drawing does to the truth: boxes as the canvas reports them, as a model found them, and the way back.

Scope: the true boxes of pictures and the sheets on which they are drawn, in memory. It draws nothing itself; the canvas
is in core/ui, and its format in core/pictures/canvas.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import uuid4

from core.pictures import canvas
from core.pictures.boxes import MOST_BOXES, TruthBox
from core.pictures.canvas import CanvasBox, Sheet
from core.vision.detection.detect import Detection
from core.vision.detection.listing import above

Boxes = tuple[TruthBox, ...]
Truth = dict[str, Boxes]
"""The true boxes of each picture by its digest; a picture that is not in it is not counted."""

_MOST_UNDONE = 50
_MOST_SHEETS = 8


@dataclass(frozen=True)
class Shown:
    """A sheet that the canvas was given: its picture, the boxes on it, and what the canvas made of them since.

    `last` holds the boxes that the canvas reported last (None: it may have forgotten them), `new` how many of them were
    drawn on this sheet.
    """

    digest: str
    sheet: Sheet
    boxes: Boxes
    last: Boxes | None
    new: int = 0


@dataclass
class Editing:
    """How far the editing is: the sheets given out by stamp, the present one last; what to undo, by picture's digest.

    `retired` are the stamps of sheets given out before those, on which nothing counts any more. `read` is what the
    canvas reported last, `clicks` how many clicks without a box there were in it.
    """

    shown: dict[str, Shown] = field(default_factory=dict)
    retired: set[str] = field(default_factory=set)
    past: dict[str, list[Boxes | None]] = field(default_factory=dict)
    read: object = None
    clicks: int = 0

    @property
    def present(self) -> Shown | None:
        """The sheet that is on the canvas now, None before the first."""
        return next(reversed(self.shown.values()), None)


def boxes_from(detections: Sequence[Detection], threshold: float, size: tuple[int, int], model: str) -> Boxes:
    """Return a model's detections with a score of `threshold` at least as true boxes that say where they come from.

    Boxes are cut at the edges of a picture of `size` (width, height); those without any area there are left out.
    """
    width, height = size
    found = []
    for one in above(detections, threshold):
        left, top, right, bottom = one.box
        box = (max(left, 0.0), max(top, 0.0), min(right, float(width)), min(bottom, float(height)))
        if box[0] < box[2] and box[1] < box[3]:
            found.append(TruthBox(one.label, box, origin=f"model:{model}"))
    return tuple(found)


def true_boxes(on_canvas: Sequence[CanvasBox], boxes: Boxes) -> Boxes:
    """Return the true boxes that the canvas shows; those that were on the sheet (`boxes`) keep crowd and origin."""
    return tuple(
        TruthBox(one.label, one.box)
        if one.number is None
        else replace(boxes[one.number], label=one.label, box=one.box)
        for one in on_canvas
    )


def after_report(shown: Shown, raw: object, truth: Boxes, *, in_step: bool) -> tuple[Boxes, Shown, int]:
    """Return the picture's true boxes after the canvas reported `raw`, the sheet's new state, and the clicks on it.

    A canvas in step with `truth` says what is true now. Else its report comes from a stroke made while the boxes
    changed elsewhere: its new strokes join `truth`, the rest of it is out of date.
    """
    on_canvas, clicks = canvas.from_drawing(raw, shown.sheet)
    now = true_boxes(on_canvas, shown.boxes)
    strokes = true_boxes([one for one in on_canvas if one.number is None], ())
    if in_step:
        return now, replace(shown, last=now, new=len(strokes)), clicks
    return truth + strokes[shown.new :], replace(shown, last=None, new=len(strokes)), 0


def sheet_for(
    editing: Editing, digest: str, picture_size: tuple[int, int], size: tuple[int, int], boxes: Boxes
) -> Sheet:
    """Return the sheet of `size` to show: the present one as long as it stands for these boxes, else a new one."""
    present = editing.present
    if present and (present.digest, present.sheet.size, present.last) == (digest, size, boxes):
        return present.sheet
    # The stamp says which picture it is, also to a server that no longer knows the sheet.
    sheet = Sheet(f"{uuid4().hex}-{digest}", size, picture_size, tuple((box.label, box.box) for box in boxes))
    editing.shown[sheet.stamp] = Shown(digest, sheet, boxes, boxes)
    editing.clicks = 0
    while len(editing.shown) > _MOST_SHEETS:
        oldest = next(iter(editing.shown))
        del editing.shown[oldest]
        editing.retired.add(oldest)
    return sheet


def forget_strokes(editing: Editing, truth: Mapping[str, Boxes]) -> None:
    """Note that the canvas may show what it was given first again: if that is no longer true, it gets a new sheet."""
    present = editing.present
    if present and present.boxes != truth.get(present.digest, ()):
        editing.shown[present.sheet.stamp] = replace(present, last=None)


def read_drawing(editing: Editing, raw: object, truth: Truth) -> None:
    """Keep what the canvas reports since the last time, in the truth of the picture that it was drawn on.

    A report on a sheet that was not given out here, or that came before, changes nothing.
    """
    shown = editing.shown.get(canvas.stamp_of(raw) or "")
    if shown is None or raw == editing.read:
        return
    editing.read = raw
    before = truth.get(shown.digest, ())
    in_step = shown is editing.present and shown.last == before
    now, editing.shown[shown.sheet.stamp], editing.clicks = after_report(shown, raw, before, in_step=in_step)
    if now != before:
        put(editing, truth, shown.digest, now or None)


@dataclass(frozen=True)
class Late:
    """What came of a drawing made on a sheet of an earlier session: how many of its boxes are new here, and whether
    boxes were moved or taken away on it, which cannot be told from what others changed since and is not taken over."""

    new: int
    changed: bool


def read_late(
    editing: Editing, raw: object, truth: Truth, sizes: Mapping[str, tuple[int, int]]
) -> Late | None:
    """Keep the boxes that were drawn on a sheet of an earlier session, which a browser reports after a long disconnect.

    `sizes` holds the (width, height) of the pictures that are here, by digest. None where the report is of no such
    sheet, of a picture that is not here, or came before.
    """
    stamp, size = canvas.stamp_of(raw), canvas.size_of(raw)
    digest = (stamp or "").partition("-")[2]
    if (
        stamp in editing.shown
        or stamp in editing.retired
        or digest not in sizes
        or size is None
        or raw == editing.read
    ):
        return None
    editing.read = raw
    sheet = Sheet(stamp or "", size, sizes[digest], ())
    before = truth.get(digest, ())
    drawn, given = (true_boxes(canvas.from_drawing(part, sheet)[0], ()) for part in canvas.drawn_by_hand(raw))
    known = {(box.label, box.box) for box in before}
    new = tuple(box for box in drawn if (box.label, box.box) not in known)
    if new:
        put(editing, truth, digest, before + new)
    pixel = max(its / mine for its, mine in zip(sheet.picture_size, sheet.size, strict=True))
    moved = not all(any(_nearly(box, other, pixel) for other in before) for box in given)
    return Late(len(new), moved or len(given) + len(drawn) - len(new) < len(before))


def _nearly(one: TruthBox, other: TruthBox, distance: float) -> bool:
    sides = zip(one.box, other.box, strict=True)
    return one.label == other.label and all(abs(mine - its) <= distance for mine, its in sides)


def with_box(boxes: Boxes, index: int | None, box: TruthBox) -> Boxes:
    """Return `boxes` with `box` in the place `index`, or behind them all where that is None."""
    return (*boxes, box) if index is None else (*boxes[:index], box, *boxes[index + 1 :])


def put(editing: Editing, truth: Truth, digest: str, boxes: Boxes | None) -> None:
    """Give a picture its true boxes, or none at all (None: it is not counted), in a way that can be undone."""
    past = editing.past.setdefault(digest, [])
    past.append(truth.get(digest))
    del past[:-_MOST_UNDONE]
    _set(truth, digest, boxes)


def undo(editing: Editing, truth: Truth, digest: str) -> None:
    """Take the last change of a picture's true boxes back; IndexError or KeyError where there is none."""
    _set(truth, digest, editing.past[digest].pop())


def _set(truth: Truth, digest: str, boxes: Boxes | None) -> None:
    if boxes is None:
        truth.pop(digest, None)
    else:
        # No more than can be saved and loaded again.
        truth[digest] = boxes[:MOST_BOXES]
