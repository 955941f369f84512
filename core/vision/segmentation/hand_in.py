"""What Activity 3 hands in: the files of one segmentation by label, and the ZIP that holds them.

Scope: which files there are and what is in them. Everything is there already: no model runs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PIL import Image

from core.handin.files import file_names
from core.handin.page import data_url, described, report_page
from core.i18n import _, ngettext
from core.models.catalogue.row import ModelRow
from core.names import distinct_name
from core.pictures.encode import encoded
from core.pictures.images import Picture
from core.pictures.labels import with_name
from core.pictures.marks import percent
from core.pictures.png import png
from core.vision.segmentation.cut_out import BACKGROUNDS, Background, CutOut, cut_out, segments_called
from core.vision.segmentation.listing import found_words, labels_found
from core.vision.segmentation.segment import Segment
from core.vision.segmentation.snippets import OTHER_PICTURE, gradio_app, script

_REPORT_SIDE = 1000


@dataclass(frozen=True)
class HandIn:
    """One segmentation by label as it is handed in.

    `labels` are those that were looked for and found (the model's own texts); `other` is the picture behind them where
    `background` is "picture" (None elsewhere); `words` are the student's own.
    """

    picture: Picture
    row: ModelRow
    segments: tuple[Segment, ...]
    labels: tuple[str, ...]
    background: Background
    other: Picture | None
    student: str
    words: str


def background_words() -> dict[Background, str]:
    """Return what each background is called in the language in use."""
    words = (_("White"), _("Transparent"), _("Blurred"), _("Another picture"))
    return dict(zip(BACKGROUNDS, words, strict=True))


def missing_parts(handin: HandIn) -> tuple[str, ...]:
    """Return what the activity asks for and nobody has done yet; () where nothing is missing."""
    return (
        *(() if handin.labels else (_("a label that is in the picture"),)),
        *(() if handin.student.strip() else (_("your name"),)),
        *(() if handin.words.strip() else (_("your own words on the result"),)),
    )


def files(handin: HandIn) -> dict[str, bytes]:
    """Return every file: its path inside the ZIP (folders with "/") and its content."""
    image = handin.picture.image
    content, ending = encoded(handin.picture)
    # The code opens the picture under the name that it has in the ZIP.
    (safe,) = file_names([(Path(handin.picture.name).stem, ending)])
    name = distinct_name(safe, _file_meanings())
    chosen = segments_called(handin.segments, handin.labels)
    other = handin.other.image if handin.other and handin.background == "picture" else None
    cut = cut_out(image, chosen, handin.background, other)
    found = "\n".join(found_words(one) for one in labels_found(handin.segments))
    made = {
        "report.html": b"",
        "segmentation.py": _text(script(handin.row, name, handin.labels, handin.background)),
        "app.py": _text(gradio_app(handin.row, handin.background)),
        name: content,
        "mask.png": png(cut.mask),
        "inverted_mask.png": png(cut.inverted),
        "result.png": png(cut.result),
        **({OTHER_PICTURE: png(other)} if other else {}),
        "labels.txt": _text(found + "\n"),
        **_masks(chosen),
    }
    return made | {"report.html": _text(_report(handin, list(made), name, cut))}


def _text(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _masks(segments: Sequence[Segment]) -> dict[str, bytes]:
    """Return the mask of each segment that was looked for, where there are several."""
    if len(segments) < 2:
        return {}
    names = file_names(
        (f"{number:02d}_{one.label.strip()}", ".png") for number, one in enumerate(segments, 1)
    )
    return {f"masks/{name}": png(one.mask.image()) for name, one in zip(names, segments, strict=True)}


def _report(handin: HandIn, names: Sequence[str], picture_name: str, cut: CutOut) -> str:
    sought = ", ".join(with_name(label.strip()) for label in handin.labels)
    return report_page(
        Path(__file__).with_name("report.html.jinja"),
        kicker=_("Activity 3: segmentation by label"),
        title=sought or _("Segmentation by label"),
        student=handin.student,
        facts=(handin.picture.name, handin.row.title, date.today().isoformat()),  # noqa: DTZ011 (the day where one is)
        files=described(names, _file_meanings() | {picture_name: _("the picture")}),
        words={
            "pictures": _("The pictures"),
            "labels": _("All labels found"),
            "comment": _("In the student's own words"),
            "missing": _("Still missing: {parts}.").format(parts="; ".join(missing_parts(handin))),
            "no_comment": _("Nothing was written."),
            "how": _("How it was done"),
        },
        missing=bool(missing_parts(handin)),
        comment=handin.words.strip(),
        views=_views(handin.picture.image, cut),
        labels=[found_words(one) for one in labels_found(handin.segments)],
        facts_of_work=_facts(handin, sought),
    )


def _facts(handin: HandIn, sought: str) -> list[tuple[str, str]]:
    chosen = segments_called(handin.segments, handin.labels)
    width, height = handin.picture.size
    return [
        (_("Picture"), f"{handin.picture.name} ({width} x {height})"),
        # A model of this machine's disk has the path to it as its name, which nobody else needs to know.
        (_("Model"), f"{handin.row.title} ({handin.row.hub_id})" if handin.row.hub_id else handin.row.title),
        (_("Label looked for"), sought or _("none")),
        (
            _("Found"),
            ngettext("{n} segment", "{n} segments", len(chosen))
            + " · "
            + percent(sum(one.mask.share for one in chosen), 1),
        ),
        (_("Background"), background_words()[handin.background]),
    ]


def _views(image: Image.Image, cut: CutOut) -> list[dict[str, object]]:
    pictures = {
        _("The picture"): image,
        _("The mask"): cut.mask,
        _("The inverted mask"): cut.inverted,
        _("The result"): cut.result,
    }
    return [_view(title, one) for title, one in pictures.items()]


def _view(title: str, image: Image.Image) -> dict[str, object]:
    small = image.copy()
    small.thumbnail((_REPORT_SIDE, _REPORT_SIDE))
    if small.mode == "RGBA":
        white = Image.new("RGB", small.size, "white")
        white.paste(small, mask=small.getchannel("A"))
        small = white
    return {
        "title": title,
        "data": data_url(small.convert("RGB")),
        "width": small.width,
        "height": small.height,
    }


def _file_meanings() -> dict[str, str]:
    """Return what is in each file but the picture, by name."""
    return {
        "report.html": _("this report"),
        "segmentation.py": _("the script: it prints the labels and makes the same pictures"),
        "app.py": _("a Gradio app: picture and label in, picture out"),
        "mask.png": _("the mask of what was looked for"),
        "inverted_mask.png": _("the inverted mask"),
        "result.png": _("the picture with only that in it"),
        OTHER_PICTURE: _("the picture behind it"),
        "labels.txt": _("all labels that were found"),
        "masks/": _("the mask of each segment"),
    }
