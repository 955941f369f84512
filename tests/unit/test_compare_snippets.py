import ast
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image

from core.compare.measure.facts import facts_of
from core.i18n import speaking
from core.models import files as model_files
from core.models.catalogue.row import WEIGHTS
from core.models.catalogue.rows import CATALOGUE, find
from core.models.loader import load
from core.pictures.images import open_picture
from core.scenes.pictures import with_truth
from core.scenes.spec import SceneSpec
from core.vision.detection.detect import labels_of, run_detection
from core.vision.detection.snippets import code_lines, snippet

BUS = Path(find_spec("ultralytics").origin).parent / "assets" / "bus.jpg"
NAMES = [row.name for row in CATALOGUE if "object-detection" in row.tasks]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("", 0),
        ("\n  \n", 0),
        ("# only a comment\n", 0),
        ("import a\n\n# why\na.b()  # at the end\n    # indented\n", 2),
    ],
)
def test_lines_of_code_are_those_that_do_something(code, expected):
    assert code_lines(code) == expected


@pytest.mark.parametrize("name", NAMES)
def test_comments_are_in_the_language_and_the_code_is_the_same(name):
    with speaking("es"):
        spanish = snippet(find(name), 0.5, "bus.jpg")
    with speaking("en"):
        english = snippet(find(name), 0.5, "bus.jpg")
    assert "# Carga el modelo. " in spanish
    assert "# Load the model. " in english
    assert ast.dump(ast.parse(spanish)) == ast.dump(ast.parse(english))


@pytest.mark.parametrize("path", ['a "quoted" name.jpg', "C:\\fotos\\ñ.jpg", "two\nlines.jpg", "it's.jpg"])
@pytest.mark.parametrize("name", ["detr-resnet-50", "yolo11n"])
def test_any_file_name_is_written_as_it_is(name, path):
    tree = ast.parse(snippet(find(name), 0.5, path))
    assert path in {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}


def test_a_pinned_model_is_asked_for_by_its_revision():
    assert 'revision="1d5f47b"' in snippet(find("detr-resnet-50"), 0.5, "bus.jpg")


@pytest.fixture
def printed(run_script, tmp_path):
    """Returns a function that runs a script in a fresh process and returns the lines that it prints."""

    def run(code: str) -> list[str]:
        script = tmp_path / "script.py"
        script.write_text(code, encoding="utf-8")
        return [line for line in run_script(script, tmp_path).splitlines() if line]

    return run


@pytest.mark.parametrize("name", ["detr-resnet-50", "yolo11n"])
def test_the_code_runs_by_itself_and_finds_what_the_app_finds(hub, printed, tmp_path, name):
    row = find(name)
    loaded = load(row, "cpu")
    if row.library == "ultralytics":
        # A student's own YOLO("yolo11n.pt") would download it; here it already lies beside the script.
        (tmp_path / row.file).write_bytes(loaded.path.read_bytes())
    # The two libraries decode a JPEG a little differently; a PNG is the same to both.
    picture = open_picture(BUS.read_bytes(), BUS.name)
    picture.image.save(tmp_path / "bus.png")
    expected = run_detection(loaded, picture.image, 0.5).detections
    seen = [line.split(" xmin=")[0].rsplit(" ", 1) for line in printed(snippet(row, 0.5, "bus.png"))]
    assert expected
    with Image.open(tmp_path / "detected.png") as drawn:
        assert drawn.size == picture.image.size
    assert [label for label, _score in seen] == [found.label for found in expected]
    assert [float(score) for _label, score in seen] == pytest.approx(
        [found.score for found in expected], abs=1e-3
    )


@pytest.mark.parametrize("name", ["doodle-detr", "doodle-yolo11"])
def test_the_code_of_a_model_that_ships_finds_what_the_app_finds_when_it_is_run_in_the_apps_folder(
    printed, tmp_path, name
):
    picture, _truth = with_truth(SceneSpec(7, 4, "easy"))
    file = tmp_path / "scene.png"
    picture.image.save(file)
    (tmp_path / "weights").symlink_to(WEIGHTS)
    found = run_detection(load(find(name), "cpu"), picture.image, 0.05).detections
    seen = [
        line.split(" xmin=")[0].rsplit(" ", 1) for line in printed(snippet(find(name), 0.05, "scene.png"))
    ]
    assert found
    assert sorted((label, float(score)) for label, score in seen) == [
        (label, pytest.approx(score, abs=1e-3))
        for label, score in sorted((one.label, one.score) for one in found)
    ]


@pytest.mark.parametrize("name", ["doodle-detr", "doodle-yolo11"])
def test_the_code_of_a_model_that_ships_names_no_folder_of_this_machine(name):
    assert str(WEIGHTS.parent) not in snippet(find(name), 0.5, "bus.jpg")


@pytest.mark.parametrize(
    ("name", "place"),
    [("doodle-detr", "weights/doodle-detr"), ("doodle-yolo11", "weights/doodle-yolo11/doodle-yolo11.pt")],
)
def test_facts_of_a_model_that_ships_say_where_it_is_in_the_app(name, place):
    facts = facts_of(load(find(name), "cpu"))
    assert (facts.source, facts.revision, facts.download_bytes) == (place, "", 0)
    assert facts.parameters == find(name).parameters


def test_a_local_model_is_read_from_its_path(hub, printed):
    row = find("yolos-small")
    place = load(row, "cpu").path
    local = replace(model_files.row_from_path(place, "object-detection"), name="mine")
    code = snippet(local, 0.5, str(BUS))
    assert str(place) in code
    assert printed(code)


@pytest.mark.parametrize(
    ("name", "packages"),
    [
        ("yolo11n", ("ultralytics",)),
        ("yolos-small", ("transformers", "torch", "torchvision")),
        ("detr-resnet-50", ("transformers", "torch", "torchvision", "timm")),
    ],
)
def test_facts_name_the_packages_that_the_code_needs_and_the_labels(hub, name, packages):
    loaded = load(find(name), "cpu")
    facts = facts_of(loaded)
    assert facts.labels == labels_of(loaded) != ()
    assert facts.packages == packages
    assert facts.download_bytes > 0
    assert facts.code_lines == code_lines(snippet(find(name), 0.5, "image.jpg"))
