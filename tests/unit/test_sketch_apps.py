"""The apps that a student takes home run by themselves, with the files they come with and none of this app's."""

import ast
import json
import re
import sys
import zipfile
from dataclasses import replace
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import yaml
from PIL import Image, ImageDraw
from streamlit.testing.v1 import AppTest

from core.errors import UserError
from core.i18n import speaking
from core.models import loader
from core.models.catalogue.rows import find
from core.pictures.drawing import contrast_of, ink_of, redrawn
from core.sketch import guessing as quick_draw
from core.sketch.apps.source import GRADIO, app_zip, gradio_app, streamlit_app
from core.sketch.class_names import class_name
from tests.hub.sketches import write_sketcher

KINDS = ["gradio", "streamlit"]
THINGS = ["cat", "alarm clock", "circle", "sun", "t-shirt", "face"]


@pytest.fixture(autouse=True)
def _spanish():
    with speaking("es"):
        yield


@pytest.fixture(scope="session")
def row(tmp_path_factory):
    """Returns a function that gives a sketch model by name; those that ship with the app have random weights."""

    def by_name(name):
        found = find(name)
        if not found.local_path:
            return found
        folder = tmp_path_factory.mktemp(name)
        return replace(found, local_path=str(write_sketcher(folder, name, THINGS)))

    return by_name


NAMES = ["quickdraw-resnet", "quickdraw-cnn", "nateraw-quickdraw", "quickdraw-vit-tiny"]


def unpacked(row, kind, folder):
    with zipfile.ZipFile(BytesIO(app_zip(row, kind))) as archive:
        archive.extractall(folder)
    return folder


def functions_of(folder):
    """The app's functions and constants, without the page that it draws when it runs, and what it draws with."""
    tree = ast.parse((folder / "app.py").read_text(encoding="utf-8"))
    kept = (ast.Import, ast.ImportFrom, ast.Assign, ast.FunctionDef, ast.ClassDef)
    here = {"__file__": str(folder / "app.py"), "__name__": "app"}
    body = [
        node
        for node in tree.body
        if isinstance(node, kept) and not re.match("import gradio|from streamlit_drawable", ast.unparse(node))
    ]
    exec(compile(ast.Module(body, []), "app.py", "exec"), here)
    return here


def circle(colour="black", paper="white"):
    image = Image.new("RGBA", (400, 400), paper)
    ImageDraw.Draw(image).ellipse((60, 60, 340, 340), outline=colour, width=8)
    return image


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("app", [gradio_app, streamlit_app])
def test_an_app_is_one_file_of_python_without_anything_of_ours(row, name, app):
    code = app(row(name))
    imported = {
        alias.name if isinstance(node, ast.Import) else node.module
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert not {module for module in imported if module.split(".")[0] in {"core", "cv2"}}
    assert max(len(line) for line in code.splitlines()) <= 120
    assert "/" + str(Path.home()).strip("/") + "/" not in code


@pytest.mark.parametrize("app", [gradio_app, streamlit_app])
def test_an_app_speaks_the_language_in_use(row, app):
    assert "Dibuja algo" in app(row("quickdraw-cnn"))
    with speaking("en"):
        assert "Draw something" in app(row("quickdraw-cnn"))


def test_a_title_that_somebody_made_up_cannot_become_code(row):
    evil = replace(row("quickdraw-cnn"), title='x"""\nraise SystemExit("run")\n"""')
    for app in (gradio_app, streamlit_app):
        assert not [node for node in ast.walk(ast.parse(app(evil))) if isinstance(node, ast.Raise)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_zip_holds_what_a_space_needs(row, name, kind):
    archive = zipfile.ZipFile(BytesIO(app_zip(row(name), kind)))
    expected = {"app.py", "requirements.txt", "README.md", "class_names.json"}
    expected |= {"model.safetensors"} if name in NAMES[:2] else set()
    expected |= {"Dockerfile"} if kind == "streamlit" else set()
    assert set(archive.namelist()) == expected
    names = json.loads(archive.read("class_names.json"))
    assert names["cat"] == "gato"
    assert len(names) == 345


@pytest.mark.parametrize(("kind", "sdk"), [("gradio", "gradio"), ("streamlit", "docker")])
def test_the_readme_begins_with_the_settings_of_the_space(row, kind, sdk):
    readme = zipfile.ZipFile(BytesIO(app_zip(row("quickdraw-cnn"), kind))).read("README.md").decode()
    settings = yaml.safe_load(readme.split("---")[1])
    assert settings["sdk"] == sdk
    assert settings.get("sdk_version") == (GRADIO if kind == "gradio" else None)


@pytest.mark.parametrize(
    ("kind", "commands"),
    [
        ("gradio", ["pip install -r requirements.txt", "python app.py"]),
        ("streamlit", ["pip install -r requirements.txt", "streamlit run app.py"]),
    ],
)
def test_the_readme_says_how_to_run_it_at_home_and_why_there_is_docker(row, kind, commands):
    readme = zipfile.ZipFile(BytesIO(app_zip(row("quickdraw-cnn"), kind))).read("README.md").decode()
    assert readme.split("```")[1].strip().splitlines() == commands
    assert ("Python 3.11" in readme, "Docker:" in readme) == (True, kind == "streamlit")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_requirements_are_pinned_and_cover_the_imports(row, name, kind):
    lines = zipfile.ZipFile(BytesIO(app_zip(row(name), kind))).read("requirements.txt").decode().split()
    pinned = dict(line.split("==") for line in lines)
    assert pinned["torch"] == version("torch").partition("+")[0]
    tree = ast.parse((gradio_app if kind == "gradio" else streamlit_app)(row(name)))
    packages = {"PIL": "pillow", "streamlit_drawable_canvas": "streamlit-drawable-canvas"}
    for node in ast.walk(tree):
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        modules += [node.module] if isinstance(node, ast.ImportFrom) else []
        for module in {module.split(".")[0] for module in modules} - set(sys.stdlib_module_names):
            assert packages.get(module, module) in pinned


@pytest.mark.parametrize("kind", KINDS)
def test_an_app_guesses_what_this_app_guesses_of_the_same_picture(row, tmp_path, kind):
    ours = row("quickdraw-cnn")
    app = functions_of(unpacked(ours, kind, tmp_path))
    guesses, hint = app["guess"](circle() if kind == "gradio" else np.array(circle()))
    loaded = loader.load(ours, "cpu")
    scores = quick_draw.bitmap_probabilities(loaded, redrawn(ink_of(contrast_of(circle())))[None])[0]
    expected = [guess.score for guess in quick_draw.best(THINGS, scores)]
    assert hint == ""
    assert list(guesses.values()) == pytest.approx(expected, abs=1e-5)
    assert set(guesses) <= {"gato", "despertador", "círculo", "sol", "camiseta", "cara"}


@pytest.mark.parametrize("name", ["nateraw-quickdraw", "quickdraw-vit-tiny"])
@pytest.mark.parametrize("kind", KINDS)
def test_an_app_fetches_a_model_of_the_hub_by_itself(hub, clean_cache, row, tmp_path, name, kind):
    app = functions_of(unpacked(row(name), kind, tmp_path))
    guesses, hint = app["guess"](circle() if kind == "gradio" else np.array(circle()))
    assert (len(guesses), hint) == (5, "")


def test_weights_in_the_folder_of_own_models_travel_with_the_app(hub, tmp_path):
    from core.models.files import row_from_path

    own = row_from_path(hub.root / "spaces/nateraw/quickdraw", quick_draw.TASK)
    app = functions_of(unpacked(own, "gradio", tmp_path))
    assert (tmp_path / "model.safetensors").is_file()
    assert len(app["guess"](circle())[0]) == 5


def test_labels_are_named_however_the_model_spells_them(tmp_path):
    folder = write_sketcher(tmp_path / "own", "quickdraw-cnn", ["Alarm_clock", "CAT", "the eiffel tower"])
    own = replace(find("quickdraw-cnn"), local_path=str(folder))
    guesses, _ = functions_of(unpacked(own, "gradio", tmp_path / "app"))["guess"](circle())
    assert set(guesses) == {"despertador", "gato", class_name("The Eiffel Tower")}


def test_a_transformers_folder_of_ones_own_travels_with_the_app(hub, tmp_path):
    own = replace(
        find("quickdraw-vit-tiny"), hub_id="", local_path=str(hub.root / "someone/sketch-classifier")
    )
    app = functions_of(unpacked(own, "gradio", tmp_path))
    assert len(app["guess"](circle())[0]) == 5


def test_a_model_that_is_gone_is_said_so(tmp_path):
    with pytest.raises(UserError):
        app_zip(replace(find("quickdraw-cnn"), local_path=str(tmp_path / "gone")), "gradio")


@pytest.fixture(scope="module")
def gradio_functions(row, tmp_path_factory):
    with speaking("es"):
        return functions_of(unpacked(row("quickdraw-cnn"), "gradio", tmp_path_factory.mktemp("app")))


def drawn(paper=None, lines=None, composite=None):
    return {"background": paper, "layers": [] if lines is None else [lines], "composite": composite}


GLASS, WHITE = (0, 0, 0, 0), Image.new("RGBA", (400, 400), "white")


@pytest.mark.parametrize(
    "sent",
    [
        drawn(WHITE, circle(paper=GLASS), circle()),
        drawn(None, circle(paper=GLASS), circle(paper=GLASS)),
        drawn(WHITE, circle(paper=GLASS)),
        drawn(None, circle(paper=GLASS)),
        drawn(np.array(WHITE), np.array(circle(paper=GLASS))),
        drawn(composite=circle("white", "black")),
        circle(),
        np.array(circle()),
        np.array(circle().convert("L")),
    ],
    ids=["6.x", "glass", "layers", "no paper", "arrays", "inverted", "picture", "array", "grey array"],
)
def test_whatever_the_sketchpad_sends_the_drawing_is_the_same(gradio_functions, sent):
    guesses, _ = gradio_functions["guess"](sent)
    expected, _ = gradio_functions["guess"](circle())
    assert guesses == pytest.approx(expected, abs=0.02)


def test_a_file_that_the_sketchpad_sends_is_read(gradio_functions, tmp_path):
    circle().save(tmp_path / "drawing.webp")
    assert len(gradio_functions["guess"](drawn(composite=str(tmp_path / "drawing.webp")))[0]) == 5


@pytest.mark.parametrize(
    "sent",
    [
        None,
        {},
        drawn(),
        {"background": None, "layers": None, "composite": None},
        drawn(WHITE),
        drawn(composite=Image.new("RGBA", (400, 400), GLASS)),
        drawn(composite=Image.new("RGB", (400, 400), "black")),
    ],
    ids=["none", "nothing", "empty", "no layers", "white", "glass", "black"],
)
def test_an_empty_pad_gets_a_hint_and_no_guess(gradio_functions, sent):
    guesses, hint = gradio_functions["guess"](sent)
    assert not guesses
    assert hint.startswith("Dibuja algo")


def test_a_spot_of_ink_gets_a_hint_and_no_guess(gradio_functions):
    image = Image.new("RGB", (400, 400), "white")
    ImageDraw.Draw(image).ellipse((190, 190, 210, 210), fill="black")
    guesses, hint = gradio_functions["guess"](image)
    assert not guesses
    assert "mancha" in hint


@pytest.mark.parametrize("name", ["quickdraw-resnet", "quickdraw-cnn"])
def test_the_streamlit_app_runs_and_asks_for_a_drawing(row, tmp_path, name):
    folder = unpacked(row(name), "streamlit", tmp_path)
    app = AppTest.from_file(str(folder / "app.py"), default_timeout=60).run()
    assert not app.exception
    assert app.title[0].value == "Pictionary"
    assert app.info[0].value.startswith("Dibuja algo")


def with_gaps_in(row, kind, folder):
    with zipfile.ZipFile(BytesIO(app_zip(row, kind, gaps=True))) as archive:
        archive.extractall(folder)
    return folder


def said_by_its_test(run_process, folder, code):
    done = run_process(sys.executable, "test_app.py", cwd=folder, code=code)
    return [line[:8] for line in done.stdout.splitlines() if "TODO" in line]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", KINDS)
def test_an_app_with_gaps_is_python_with_five_things_to_do(row, name, kind):
    archive = zipfile.ZipFile(BytesIO(app_zip(row(name), kind, gaps=True)))
    code = archive.read("app.py").decode()
    ast.parse(code)
    ast.parse(archive.read("test_app.py").decode())
    assert re.findall(r"# TODO (\d)", code) == ["1", "2", "3", "4", "5"]
    assert "TODO" in archive.read("README.md").decode()


@pytest.mark.parametrize(
    ("name", "kind"),
    [("quickdraw-cnn", "gradio"), ("quickdraw-cnn", "streamlit"), ("quickdraw-vit-tiny", "gradio")],
)
def test_the_test_of_an_app_with_gaps_says_when_they_are_filled_in(run_process, row, tmp_path, name, kind):
    folder = with_gaps_in(row(name), kind, tmp_path)
    assert said_by_its_test(run_process, folder, 1) == [f"✗ TODO {number}" for number in range(1, 6)]
    with zipfile.ZipFile(BytesIO(app_zip(row(name), kind))) as archive:
        archive.extract("app.py", folder)
    assert said_by_its_test(run_process, folder, 0) == [f"✓ TODO {number}" for number in range(1, 6)]
