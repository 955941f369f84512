"""The README's recipe for a new task, followed in a copy of the project: what it names is all that it takes."""

import re
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOY = ROOT / "tests" / "toy_task"
"""The new files, where they belong in the project."""

KIND = """    Kind(
        task="toy-task",
        hub_task="image-classification",
        opening="pipeline",
        endings=("ForImageClassification",),
        mappings=("MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING_NAMES",),
        domains=("photographs",),
        limits={"photographs": N_("It is a toy.")},
        not_suitable=N_("{name} is no toy."),
        hub_example="microsoft/resnet-50",
        hub_help=N_("Image classifiers."),
        defaults=("toy-resnet",),
        shipped=(),
        command="core.vision.toy_task.command",
    ),
"""
ROW = """    Task(
        page="toy_task",
        section="vision",
        title=N_("A toy task"),
        sentence=N_("A model says in one word what a picture shows."),
        icon=":material/toys:",
    ),
"""
SPANISH = {
    "A model says in one word what a picture shows.": "Un modelo dice en una palabra qué muestra una imagen.",
    "A model to play with.": "Un modelo para jugar.",
    "A toy task": "Una tarea de juguete",
    "Image classifiers.": "Clasificadores de imágenes.",
    "It is a toy.": "Es un juguete.",
    "Say what it is": "Di qué es",
    "Says in one word what a picture shows.": "Dice en una palabra qué muestra una imagen.",
    "This is: {label}": "Esto es: {label}",
    "{name} is no toy.": "{name} no es un juguete.",
}
CHANGES = [
    ("core/models/kinds.py", ")\n\nKINDS", KIND),
    ("core/models/catalogue/rows.py", "\nCATALOGUE", "from core.models.catalogue.toys import TOYS\n"),
    ("core/models/catalogue/rows.py", "*SKETCH_NETWORKS", "*TOYS, "),
    ("core/tasks.py", ")\n\n\ndef task(", ROW),
    ("tests/unit/test_architecture.py", '"vision.detection", "sketch"', '"vision.toy_task", '),
    ("tests/unit/test_architecture.py", '"ui.home"', '"ui.toy_task", '),
]
"""Files that are there already, before which words of theirs, and what is new."""


def recipe() -> set[str]:
    """The files and folders that the README names for a new task."""
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("**Add a task**")[1]
    named = re.findall(r"^(\w+/\S+)", section.split("```")[1], re.MULTILINE)
    return {path.replace("NAME", "toy_task") for path in named}


@pytest.fixture
def project(tmp_path):
    """A copy of the project."""
    for name in ("core", "pages", "content", "locales", "tests"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Home.py", "pyproject.toml", "babel.cfg"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("assets", "weights"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def follow(project: Path) -> set[str]:
    """Add the toy task to the project and return the files that this made or changed."""
    shutil.copytree(TOY, project, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    for path, before, new in CHANGES:
        text = (project / path).read_text(encoding="utf-8")
        assert text.count(before) == 1, (path, before)
        (project / path).write_text(text.replace(before, new + before), encoding="utf-8")
    catalogue = project / "locales/es/LC_MESSAGES/miralab.po"
    with catalogue.open("a", encoding="utf-8") as file:
        file.writelines(f'\nmsgid "{english}"\nmsgstr "{spanish}"\n' for english, spanish in SPANISH.items())
    made = {
        path.relative_to(TOY).as_posix() for path in TOY.rglob("*") if path.suffix in {".py", ".md", ".svg"}
    }
    return made | {path for path, _before, _new in CHANGES} | {catalogue.relative_to(project).as_posix()}


def test_a_task_that_follows_the_readme_works_in_both_languages_and_keeps_the_house_rules(
    hub, project, run_process, pytestconfig
):
    cache, written = pytestconfig.rootpath / pytestconfig.getini("cache_dir"), follow(project)
    assert {place for place in recipe() for path in written if path.startswith(place)} == recipe()
    assert {path for path in written if not path.startswith(tuple(recipe()))} == set()
    run_process(
        *(sys.executable, "-m", "pytest", "-q", "-o", f"cache_dir={cache}"),
        *("tests/pages/test_toy_task.py", "tests/unit/test_architecture.py", "tests/unit/test_i18n.py"),
        cwd=project,
    )
