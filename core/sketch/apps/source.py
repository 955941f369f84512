"""Pictionary to take home: an app of one file that guesses drawings live, with Gradio or with Streamlit.

Purpose: what Activity 1 asks to put on the Internet. The apps need nothing of this one: the network's layers and the
way from a picture to what it sees are copied into them from core.models.networks and core.pictures.drawing, and
what is around them is in the templates beside this file. Everything a reader meets in them is in the language in use.
"""

import ast
import inspect
import json
import zipfile
from collections.abc import Callable
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from core.errors import UserError
from core.i18n import N_, _
from core.models import files, weights
from core.models.catalogue.row import ModelRow
from core.pictures import drawing
from core.sketch.apps.gaps import gap_test, gap_words, with_gaps
from core.sketch.apps.template import docstring, template
from core.sketch.class_names import class_name, classes

AppKind = Literal["gradio", "streamlit"]

GRADIO = "6.31.0"
"""The Gradio that the app asks for; it is not installed here, since it wants an older Pillow."""

_GRADIO_PILLOW = "12.3.0"
Position = tuple[int, int]
"""A line of a source, from 1, and a column, from 0."""

_NAMES = "class_names.json"
_MODEL_FOLDER = "model"


def gradio_app(row: ModelRow) -> str:
    """Return app.py: a Gradio app that guesses with the model of `row`, of the task sketch-recognition.

    It runs beside the other files of `app_zip`. Raises UserError when the model's files are on no public place and not
    on this machine either.
    """
    return _app(row, "gradio")


def streamlit_app(row: ModelRow) -> str:
    """Return what `gradio_app` does for Streamlit."""
    return _app(row, "streamlit")


def app_zip(row: ModelRow, kind: AppKind, *, gaps: bool = False) -> bytes:
    """Return a ZIP file to upload as it is to a Space of the Hugging Face Hub, or to run at home.

    It holds app.py, requirements.txt, README.md with the Space's settings, the names of the things in the language in
    use, and the weights unless they are public on the Hub. With `gaps` five lines of app.py are left to the student,
    and test_app.py says when they are right. Raises UserError like `gradio_app`.
    """
    code = _app(row, kind)
    parts: dict[str, str | bytes] = {
        "app.py": with_gaps(code) if gaps else code,
        **({"test_app.py": gap_test(row.library)} if gaps else {}),
        "requirements.txt": _requirements(row, kind),
        "README.md": _readme(row, kind, gaps=gaps),
        _NAMES: json.dumps({name: class_name(name) for name in classes()}, ensure_ascii=False, indent=0),
        **_weights(row),
    }
    if kind == "streamlit":
        parts["Dockerfile"] = _DOCKERFILE
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


_PYTHON = "3.11"
_START: dict[AppKind, str] = {"gradio": "python app.py", "streamlit": "streamlit run app.py"}
_DOCKERFILE = f"""\
FROM python:{_PYTHON}-slim
RUN useradd --create-home user
USER user
WORKDIR /home/user/app
COPY --chown=user requirements.txt .
RUN pip install --user --no-cache-dir -r requirements.txt
COPY --chown=user . .
CMD ["python", "-m", "streamlit", "run", "app.py", "--server.port=8501", "--server.address=0.0.0.0"]
"""


def _app(row: ModelRow, kind: AppKind) -> str:
    network = files.network_of(row) if row.library == "torch" else ""
    if row.library == "torch" and not network:
        raise files.incomplete(row.local_path)
    return template(kind).render(
        words=_words(row),
        row=row,
        library=row.library,
        published=row.library == "torch" and not row.local_path,
        model=row.hub_id or _MODEL_FOLDER,
        revision="" if row.local_path else row.revision,
        names_file=_NAMES,
        network=_network_code(network) if network else "",
        builder=_builder(network).__name__ if network else "",
        picture="\n\n".join(_source(function, says) for function, says in _picture_functions()),
    )


def _words(row: ModelRow) -> dict[str, str]:
    """Return the texts of the templates, by the names they know them by; none holds a quotation mark of three."""
    return {
        "title": _("Pictionary"),
        "about": _("Pictionary: draw something, and a neural network guesses live what it is."),
        "model": _("The model is {model}.").format(model=_plain(row.title)),
        "credit": _("The drawings it learnt from are those of Quick, Draw! (Google, CC BY 4.0)."),
        "files": _(
            "It needs the files that came with it in the same folder, and: pip install -r requirements.txt"
        ),
        "run_gradio": _("To run it: python app.py"),
        "run_streamlit": _("To run it: streamlit run app.py"),
        "draw": _("Draw here"),
        "brush": _("Choose the brush at the edge of the paper first."),
        "line_width": _("Line width"),
        "guesses": _("What the network sees in it"),
        "empty": _("Draw something: the guesses come after every line."),
        "spot": _("That is a spot of ink, not a drawing. Draw lines, or clear the paper."),
        "names": _("What the things are called."),
        "load_model": _("Return the network, ready to guess, and what it knows."),
        "scores": _("Return the five best guesses for a drawing, with scores from 0 to 1."),
        "both_ways": _(
            "Some classifiers learnt dark lines on white, others light lines on black: the surer answer counts."
        ),
        "picture_of": _(
            "Return the pad's picture, whatever the pad sends: a picture, an array, a file, or a dict with layers."
        ),
        "guess": _("Return the guesses and a hint for what is on the pad now."),
    }


def _plain(text: str) -> str:
    """Return a title that can stand in a docstring, a YAML string and a page."""
    return "".join(
        letter for letter in " ".join(text.split()) if letter.isprintable() and letter not in "\"\\'`<>"
    )


def _picture_functions() -> list[tuple[Callable[..., Any], str]]:
    """Return the functions of core.pictures.drawing that an app needs, with what each does."""
    return [
        (
            drawing.ink_of,
            _(
                "Return where the picture has ink, as an array of True and False cut to the drawing. Ink is what "
                "stands out from the paper: the colour, or the transparency, that most of the border has."
            ),
        ),
        (
            drawing.contrast_of,
            _("Return how far each pixel stands out from the paper, from 0 to 1."),
        ),
        (
            drawing.paper_of,
            _(
                "Return the paper's colour at each pixel, however the light falls on it: paper is what can be reached "
                "from the border without crossing an edge."
            ),
        ),
        (drawing.on_border, _("Return the values along the four edges.")),
        (
            drawing.spread,
            _("Return the colours, with those that are not known filled in from the known ones around."),
        ),
        (
            drawing.problem_of,
            _('Return "" for a drawing, "empty" when there is none, "spot" for a dot and for a full sheet.'),
        ),
        (
            drawing.redrawn,
            _(
                "Return the drawing as the network knows drawings: centred, as large as the picture allows, all lines "
                "equally wide; 255 is ink."
            ),
        ),
        (
            drawing.pen_path,
            _("Return where the middle of the pen went: thin lines, and the insides of what was filled in."),
        ),
        (drawing.depth_of, _("Return how many pixels deep inside the ink each pixel is.")),
        (
            drawing.thinned,
            _("Return lines one pixel wide along the middle of the ink (Zhang and Suen, 1984)."),
        ),
    ]


def _network_code(network: str) -> str:
    from core.models import networks

    says = _("Return the network, layer by layer: pictures of 28 x 28 in, one number for each thing out.")
    build = _source(_builder(network), says)
    if network == "quickdraw-cnn":
        block = _source(networks._conv_relu_pool, _("Return the three layers of one step."))
    else:
        both_ways = _(
            "Layers that look at a drawing and at its mirror image, and answer with the mean of the two."
        )
        parts = (
            (networks.Residual, _("Two convolutions whose result is added to what went in.")),
            (networks.BothWays, both_ways),
        )
        block = "\n\n".join(_source(part, says) for part, says in parts)
    return f"{block}\n\n{build}"


def _builder(network: str) -> Callable[..., Any]:
    from core.models import networks

    return networks.NETWORKS[network]


def _source(thing: Callable[..., Any], says: str) -> str:
    """Return the code of a function or a class as it is written, but without its types, and with `says` as its
    docstring."""
    lines = inspect.getsource(thing).splitlines(keepends=True)
    tree = ast.parse("".join(lines))
    cuts: list[tuple[Position, Position, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            text = node.body[0]
            cuts.append(
                (_start(text), _end(text), docstring(says, text.col_offset) if node is tree.body[0] else "")
            )
        if isinstance(node, ast.FunctionDef) and node.returns:
            arrow = lines[node.returns.lineno - 1].rindex(" ->", 0, node.returns.col_offset)
            cuts.append(((node.returns.lineno, arrow), _end(node.returns), ""))
        if isinstance(node, ast.arg) and node.annotation:
            line, column = _end(node.annotation)
            has_default = lines[line - 1].startswith(" = ", column)
            end = (line, column + 3 if has_default else column)
            cuts.append(((node.lineno, node.col_offset + len(node.arg)), end, "=" if has_default else ""))
    # From the end, so that the places of what comes before stay right.
    for (first, left), (last, right), put in sorted(cuts, reverse=True):
        lines[first - 1 : last] = [lines[first - 1][:left] + put + lines[last - 1][right:]]
    return "".join(line for line in lines if line.strip() or line == "\n")


def _start(node: ast.expr | ast.stmt) -> Position:
    return node.lineno, node.col_offset


def _end(node: ast.expr | ast.stmt) -> Position:
    return node.end_lineno or 0, node.end_col_offset or 0


def _requirements(row: ModelRow, kind: AppKind) -> str:
    pinned = {name: version(name) for name in ("numpy", "torch", "safetensors")}
    if kind == "gradio":
        pinned |= {"gradio": GRADIO, "pillow": _GRADIO_PILLOW}
    else:
        pinned |= {name: version(name) for name in ("streamlit", "streamlit-drawable-canvas", "pillow")}
    if row.library == "transformers":
        pinned |= {name: version(name) for name in ("transformers", "torchvision")}
    elif not row.local_path:
        pinned["huggingface_hub"] = version("huggingface_hub")
    # "2.15.0+cpu" stands in no index but PyTorch's own.
    return "".join(f"{name}=={number.partition('+')[0]}\n" for name, number in pinned.items())


def _readme(row: ModelRow, kind: AppKind, *, gaps: bool) -> str:
    settings: dict[str, str | int] = {"title": _("Pictionary"), "emoji": "✏️", "license": "agpl-3.0"}
    if kind == "gradio":
        settings |= {"sdk": "gradio", "sdk_version": GRADIO, "python_version": _PYTHON, "app_file": "app.py"}
    else:
        settings |= {"sdk": "docker", "app_port": 8501}
    words = _words(row)
    header = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in settings.items())
    upload = _(
        "To make it public: on huggingface.co choose New, Space, give it a name, choose {sdk} as its SDK, and upload "
        "all these files on its Files page. After some minutes of building, its address can be handed in."
    ).format(sdk="Gradio" if kind == "gradio" else "Docker")
    at_home = _("To run it at home: with Python {version}, in the folder of these files:").format(
        version=_PYTHON
    )
    commands = f"```\npip install -r requirements.txt\n{_START[kind]}\n```"
    says = [words["about"], f"{words['model']} {words['credit']}", at_home, commands, upload]
    if gaps:
        says.insert(1, gap_words()["about"])
    if kind == "streamlit":
        says.append(
            _(
                "Why Docker: that is how the Hub runs apps of Streamlit. The Dockerfile tells it which Python to take, "
                "what to install and how to start; you need not install Docker."
            )
        )
    return f"---\n{header}---\n\n# {words['title']}\n\n" + "\n\n".join(says) + "\n"


def _weights(row: ModelRow) -> dict[str, str | bytes]:
    """Return the files of a model that is not public on the Hub, by their names in the ZIP."""
    if not row.local_path:
        return {}
    if (path := files.cached(row)) is None:
        raise files.incomplete(row.local_path)
    if row.library == "transformers":
        wanted = [*weights.weight_files(path), *path.glob("*.json")]
        return {f"{_MODEL_FOLDER}/{file.name}": file.read_bytes() for file in dict.fromkeys(wanted)}
    file = weights.network_file(path)
    if file.suffix == ".safetensors":
        return {weights.SAFETENSORS: file.read_bytes()}
    return {weights.SAFETENSORS: _as_safetensors(file, row)}


def _as_safetensors(file: Path, row: ModelRow) -> bytes:
    from safetensors.torch import save

    from core.models.networks import read_sketcher

    try:
        sketcher = read_sketcher(file)
    except Exception as error:
        raise UserError(
            N_("{name} could not be read: its files are damaged, or the installed libraries do not know it."),
            name=row.title,
        ) from error
    facts = {"network": files.network_of(row), "classes": json.dumps(list(sketcher.classes))}
    return save(dict(sketcher.network.state_dict()), facts)
