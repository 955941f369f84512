"""What Activity 4 hands in: the files of one zero-shot classification, and the report.

Scope: which files there are and what is in them. Everything is there already: no model runs.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path, PurePath

from PIL import Image

from core.errors import UserError
from core.handin.files import file_names
from core.handin.page import data_url, described, report_page
from core.i18n import _, current_language, ngettext
from core.models.catalogue.row import ModelRow
from core.pictures.encode import encoded
from core.pictures.images import Picture
from core.pictures.marks import percent
from core.vision.zero_shot.listing import Line, to_csv, to_json
from core.vision.zero_shot.named import best_words, named_picture
from core.vision.zero_shot.scores import Scored
from core.vision.zero_shot.snippets import Setup, activity_script, gradio_app

_SIDE, _REPORT_SIDE = 1600, 1000
"""The most pixels of a side: of the pictures with their labels, and of the same inside the report."""
_MOST_IN_REPORT = 5


@dataclass(frozen=True)
class Answered:
    """What a model said of a picture: every label, the best first."""

    picture: Picture
    model: ModelRow
    scored: tuple[Scored, ...]


@dataclass(frozen=True)
class HandIn:
    """Zero-shot classifications as they are handed in, picture by picture; `words` are the student's own."""

    answered: tuple[Answered, ...]
    setup: Setup
    student: str
    words: str

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The pictures, none twice."""
        return tuple({one.picture.digest: one.picture for one in self.answered}.values())

    @property
    def models(self) -> tuple[ModelRow, ...]:
        """The models, none twice."""
        return tuple(dict.fromkeys(one.model for one in self.answered))


def missing_parts(handin: HandIn) -> tuple[str, ...]:
    """Return what the activity asks for and nobody has done yet; () where nothing is missing."""
    return (
        *(() if len(handin.setup.labels) > 1 else (_("labels to choose among: two at least"),)),
        *(() if handin.student.strip() else (_("your name"),)),
        *(() if handin.words.strip() else (_("your own words on the result"),)),
    )


def files(handin: HandIn) -> dict[str, bytes]:
    """Return every file: its path inside the ZIP (folders with "/") and its content."""
    contents = [encoded(picture) for picture in handin.pictures]
    names = file_names(
        (PurePath(picture.name).stem, ending)
        for picture, (_data, ending) in zip(handin.pictures, contents, strict=True)
    )
    # The code opens the pictures under the names that they have in the ZIP.
    paths = {picture.digest: f"images/{name}" for picture, name in zip(handin.pictures, names, strict=True)}
    lines = [Line(one.picture.name, one.model.title, one.scored) for one in handin.answered]
    labelled = _labelled(handin)
    made = {
        "report.html": b"",
        "zero_shot.py": _text(activity_script(handin.models, handin.setup, paths)),
        "app.py": _text(gradio_app(handin.models[0], handin.setup)),
        "results.csv": to_csv(lines),
        "results.json": _text(to_json(lines)),
        **{path: data for path, (data, _ending) in zip(paths.values(), contents, strict=True)},
        **labelled,
    }
    return made | {"report.html": _text(_report(handin, list(made), list(labelled.values())))}


def _text(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _labelled(handin: HandIn) -> dict[str, bytes]:
    """Return each picture with its best label written over it, a file a model."""
    several = len(handin.models) > 1
    names = file_names(
        (f"{PurePath(one.picture.name).stem}{f'_{one.model.name}' if several else ''}", ".jpg")
        for one in handin.answered
    )
    return {f"labelled/{name}": _labelled_jpeg(one) for name, one in zip(names, handin.answered, strict=True)}


def _labelled_jpeg(one: Answered) -> bytes:
    image = one.picture.image.copy()
    image.thumbnail((_SIDE, _SIDE))
    # Everything else is worth having without the words over a picture; the report has them beside it.
    with suppress(UserError):
        image = named_picture(image, one.scored[0])
    file = BytesIO()
    image.save(file, "JPEG", quality=90)
    return file.getvalue()


def _report(handin: HandIn, names: Sequence[str], labelled: Sequence[bytes]) -> str:
    missing = missing_parts(handin)
    titles = ", ".join(model.title for model in handin.models)
    return report_page(
        Path(__file__).with_name("report.html.jinja"),
        kicker=_("Activity 4: zero-shot with CLIP"),
        title=titles,
        student=handin.student,
        facts=(
            _today(),
            ngettext("{n} picture", "{n} pictures", len(handin.pictures)),
            ngettext("{n} label", "{n} labels", len(handin.setup.labels)),
        ),
        files=described(names, _file_meanings()),
        words={
            "pictures": _("The pictures"),
            "comment": _("In the student's own words"),
            "missing": _("Still missing: {parts}.").format(parts="; ".join(missing)),
            "no_comment": _("Nothing was written."),
            "how": _("How it was done"),
        },
        missing=bool(missing),
        comment=handin.words.strip(),
        views=[_view(one, data) for one, data in zip(handin.answered, labelled, strict=True)],
        facts_of_work=[
            (
                _("Models"),
                ", ".join(f"{model.title} ({model.hub_id or model.name})" for model in handin.models),
            ),
            (_("Labels"), ", ".join(handin.setup.labels)),
            (_("Templates"), ", ".join(handin.setup.templates)),
        ],
    )


def _today() -> str:
    from babel.dates import format_date

    return format_date(date.today(), "long", locale=current_language())  # noqa: DTZ011 (the day where one is)


def _view(one: Answered, labelled: bytes) -> dict[str, object]:
    with Image.open(BytesIO(labelled)) as image:
        small = image.convert("RGB")
    small.thumbnail((_REPORT_SIDE, _REPORT_SIDE))
    return {
        "title": f"{one.picture.name} · {one.model.title}",
        "alt": best_words(one.scored[0]),
        "data": data_url(small),
        "width": small.width,
        "height": small.height,
        "scores": [(item.label, percent(item.score, 1)) for item in one.scored[:_MOST_IN_REPORT]],
    }


def _file_meanings() -> dict[str, str]:
    """Return what is in each file, by name."""
    return {
        "report.html": _("this report"),
        "zero_shot.py": _("the script: it prints the scores of every picture"),
        "app.py": _("the Gradio app: picture and labels in, scores out"),
        "results.csv": _("the table of all scores"),
        "results.json": _("the same for programs"),
        "images/": _("the pictures"),
        "labelled/": _("the pictures with their best label"),
    }
