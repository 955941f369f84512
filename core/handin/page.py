"""The report of a hand-in: one HTML page that needs nothing else, to read, to print and to hand in.

Scope: the page's shell, the same for every activity: head, styles, print layout, and the list of files at its end.
What a report says is in a template of its own that extends page.html.jinja and uses the tables and lists of
parts.html.jinja. Pictures and charts are inside the page, nothing is fetched when it is opened, and there are no
scripts in it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from core.i18n import _, current_language
from core.version import VERSION

if TYPE_CHECKING:
    from jinja2 import Environment
    from PIL.Image import Image

_JPEG_QUALITY = 85


def report_page(
    template: Path,
    *,
    kicker: str,
    title: str,
    student: str,
    facts: Sequence[str],
    files: Mapping[str, str],
    **values: object,
) -> str:
    """Return a report as an HTML document, in the language in use.

    `template` extends page.html.jinja and fills its blocks; `values` are what else it names. `kicker` stands over the
    title, `student` ("" where nobody gave a name) and `facts` under it. `files` says what is in each file or folder
    that the report is handed in with, by name. All texts are escaped.
    """
    page = _environment(template.parent).get_template(template.name)
    words = {
        "by": _("Student"),
        "files": _("Files of this hand-in"),
        "made_with": _("Made with MiraLab {version}.").format(version=VERSION),
    }
    return page.render(
        language=current_language(),
        frame=words,
        kicker=kicker,
        title=title,
        student=student.strip(),
        facts=facts,
        files=files,
        **values,
    )


def data_url(image: Image) -> str:
    """Return an RGB picture as the address of an <img> that has it inside, as JPEG."""
    file = BytesIO()
    image.save(file, "JPEG", quality=_JPEG_QUALITY)
    return "data:image/jpeg;base64," + b64encode(file.getvalue()).decode()


def described(names: Sequence[str], meaning: Mapping[str, str]) -> dict[str, str]:
    """Return what is in each of the files (paths with "/"), those of a folder together, in their order; `meaning` says
    it for file names, and for folders as "images/"."""
    present = dict.fromkeys(f"{name.split('/')[0]}/" if "/" in name else name for name in names)
    return {name: meaning[name] for name in present}


@cache
def _environment(folder: Path) -> Environment:
    from jinja2 import Environment, FileSystemLoader

    return Environment(
        loader=FileSystemLoader([folder, Path(__file__).parent]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
