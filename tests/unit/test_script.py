import ast
import re
import runpy
import sys
from dataclasses import replace
from io import BytesIO
from types import SimpleNamespace
from zipfile import ZipFile

import numpy as np
import pytest
from PIL import Image

from core.compare.book.table import table_rows
from core.compare.handin.files import files, image_names, workbook_of
from core.compare.handin.hand_in import HandIn
from core.compare.handin.script import comparison_script
from core.handin.files import zip_of
from core.i18n import speaking
from core.machine import machine
from core.models.environment import threads
from core.scenes.pictures import with_truth
from core.scenes.spec import specs
from tests.unit.compare_samples import MACHINE, comparison, facts, image_result, model_run

DETR = facts(
    "detr-resnet-50",
    title="DETR ResNet-50",
    library="transformers",
    source="facebook/detr-resnet-50",
    revision="1d5f47b",
    packages=("transformers", "torch", "torchvision", "timm"),
)
YOLO = facts("yolo11n", title="YOLO11n")
DOODLE_DETR = replace(DETR, name="doodle-detr", source="weights/doodle-detr", revision="")
DOODLE_YOLO = replace(
    YOLO, name="doodle-yolo11", source="weights/doodle-yolo11/doodle-yolo11.pt", revision=""
)


def script(*models, images=("bus.jpg",), threshold=0.5, warmup=2, machine=MACHINE, **options):
    made = comparison(image_result(*(model_run(model.name) for model in models)), warmup=warmup)
    return comparison_script(replace(made, models=models, machine=machine), threshold, images, **options)


def settings_in(code: str) -> dict[str, ast.expr]:
    return {node.targets[0].id: node.value for node in ast.parse(code).body if isinstance(node, ast.Assign)}


def packages_imported(code: str) -> set[str]:
    nodes = list(ast.walk(ast.parse(code)))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return {
        name.split(".")[0]
        for name in names | {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    }


@pytest.mark.parametrize(
    ("models", "wanted"),
    [
        ([DETR, YOLO], {"transformers", "ultralytics", "huggingface_hub"}),
        ([DETR], {"transformers"}),
        ([YOLO], {"ultralytics", "huggingface_hub"}),
        ([replace(YOLO, source="/home/ana/own.pt", revision="")], {"ultralytics"}),
    ],
)
def test_it_needs_the_two_libraries_and_what_they_bring_and_nothing_of_ours(models, wanted):
    assert packages_imported(script(*models)) == wanted | {"pathlib", "statistics", "time", "PIL", "torch"}


def test_it_says_what_to_install():
    assert "pip install transformers torch torchvision timm ultralytics\n" in script(DETR, YOLO)
    assert "pip install ultralytics huggingface_hub\n" in script(YOLO)


def test_it_names_the_models_with_their_revisions_and_files():
    code = script(DETR, YOLO)
    assert (
        'pipeline("object-detection", model="facebook/detr-resnet-50", revision="1d5f47b", device=DEVICE)'
        in code
    )
    assert 'YOLO(hf_hub_download("Ultralytics/YOLO11", "yolo11n.pt"))' in code


def test_a_model_on_disk_is_named_by_its_place():
    code = script(
        replace(DETR, source="C:\\Users\\Ana\\detr", revision=""),
        replace(YOLO, source="/home/Ana Núñez/own.pt", revision=""),
    )
    texts = [node.value for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Constant)]
    assert {"C:\\Users\\Ana\\detr", "/home/Ana Núñez/own.pt"} <= set(texts)


def test_a_model_that_ships_with_the_app_is_read_from_the_scripts_own_folder():
    code = script(DOODLE_DETR, DOODLE_YOLO)
    assert 'pipeline("object-detection", model=FOLDER / "weights/doodle-detr", device=DEVICE)' in code
    assert 'YOLO(FOLDER / "weights/doodle-yolo11/doodle-yolo11.pt")' in code


@pytest.mark.parametrize(("cores", "number"), [(2.0, 2), (1.5, 2), (0.08, 1)])
def test_models_measured_elsewhere_get_a_thread_for_each_core_there(cores, number):
    code = script(DETR, YOLO, machine=replace(MACHINE, cores=cores))
    assert ast.literal_eval(settings_in(code)["THREADS"]) == number


def test_models_measured_here_get_the_threads_that_the_app_gave_them():
    code = script(DETR, YOLO, machine=machine())
    assert ast.literal_eval(settings_in(code)["THREADS"]) == threads()


def test_every_timed_run_has_the_same_number_of_threads(monkeypatch, tmp_path):
    number, had = [8], []

    def set_number(wanted):
        number[0] = wanted

    def detect(_image, **_settings):
        had.append(number[0])
        return []

    class Yolo:
        """Sets the number of threads in its first run, as Ultralytics does."""

        def __init__(self, _path):
            self.is_new = True

        def predict(self, image, **_settings):
            if self.is_new:
                set_number(1)
            self.is_new = False
            detect(image)
            nothing = np.zeros(0)
            return [SimpleNamespace(names={}, boxes=SimpleNamespace(cls=nothing, conf=nothing, xyxy=nothing))]

    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(set_num_threads=set_number))
    monkeypatch.setitem(sys.modules, "transformers", SimpleNamespace(pipeline=lambda *_, **__: detect))
    monkeypatch.setitem(sys.modules, "ultralytics", SimpleNamespace(YOLO=Yolo))
    (tmp_path / "images").mkdir()
    Image.new("RGB", (8, 8)).save(tmp_path / "images/bus.jpg")
    (tmp_path / "comparison.py").write_text(script(DETR, DOODLE_YOLO, warmup=0), "utf-8")
    runpy.run_path(str(tmp_path / "comparison.py"))
    assert had[-6:] == [2] * 6


def test_it_has_the_settings_of_the_comparison():
    code = script(replace(DETR, device="cuda"), threshold=0.35, images=["a.jpg", "ñandú (2).png"])
    values = settings_in(code)
    assert ast.literal_eval(values["THRESHOLD"]) == 0.35
    assert ast.literal_eval(values["REPEATS"]) == 3
    assert ast.literal_eval(values["WARMUP"]) == 2
    assert ast.literal_eval(values["DEVICE"]) == "cuda"
    assert ast.literal_eval(values["IMAGES"]) == ["a.jpg", "ñandú (2).png"]


def test_two_models_of_one_title_are_both_run():
    code = script(facts("a/detr", title="detr"), facts("b/detr", title="detr"))
    assert [key.value for key in settings_in(code)["MODELS"].keys] == ["a/detr", "b/detr"]


@pytest.mark.parametrize(
    "text", ['"""', "\n__import__('os').abort()\n", "\\", "'", "{x}", "\u2028import os", "\x00", "\ud800"]
)
def test_no_name_turns_into_code(text):
    code = script(facts("own", title=text), images=[f"{text}.jpg"], student=text)
    clean = script(facts("own", title="own"), images=["a.jpg"], student="Ana")
    tree = ast.parse(code.encode("utf-8", "replace"))
    assert [type(node) for node in tree.body] == [type(node) for node in ast.parse(clean).body]


@pytest.mark.parametrize("language", ["es", "en"])
def test_its_lines_are_not_too_long_to_read(language):
    with speaking(language):
        lines = script(DETR, YOLO, DOODLE_DETR, DOODLE_YOLO, student="Ana Núñez").splitlines()
    assert max(map(len, lines)) <= 120


def test_its_comments_are_in_the_readers_language():
    with speaking("es"):
        spanish = script(DETR, YOLO)
    with speaking("en"):
        english = script(DETR, YOLO)
    assert "mediana" in spanish
    assert "median" in english
    assert ast.dump(ast.parse(spanish)) != ast.dump(ast.parse(english))


LINE = re.compile(r"^  (?P<label>\S.*?) +(?P<score>\d\.\d{4})  \[(?P<box>[^\]]+)\]$")


def printed(output: str) -> dict[tuple[str, str], list[tuple[str, float, list[float]]]]:
    """Return what the script printed: by (picture, model) its detections."""
    found: dict[tuple[str, str], list[tuple[str, float, list[float]]]] = {}
    picture = ""
    for line in output.splitlines():
        if match := LINE.match(line):
            box = [float(side) for side in match["box"].split(",")]
            found[next(reversed(found))].append((match["label"], float(match["score"]), box))
        elif head := re.match(r"^(\S+) \(\d+ x \d+\)$", line):
            picture = head[1]
        elif " · " in line:
            found[picture, line.split(" · ")[0]] = []
    return found


def turned(path) -> bytes:
    """Return a photograph as a camera held upright writes it: lying, with a note to turn it."""
    file = BytesIO()
    tags = Image.Exif()
    tags[0x0112] = 6
    Image.open(path).rotate(90, expand=True).save(file, "JPEG", quality=95, exif=tags.tobytes())
    return file.getvalue()


def photographs():
    from core.pictures.images import open_picture
    from core.pictures.samples import samples

    place = {sample.name: sample.path for sample in samples()}
    lossless = BytesIO()
    Image.open(place["zidane.jpg"]).save(lossless, "WEBP", lossless=True)
    return (
        open_picture(lossless.getvalue(), "zidane.webp"),
        open_picture(turned(place["bus.jpg"]), "turned.JPG"),
    )


def scenes():
    return tuple(with_truth(spec)[0] for spec in specs(2, 7))


@pytest.fixture(
    scope="module",
    params=[
        (photographs, ("detr-resnet-50", "yolo11n", "dfine-nano-coco")),
        (scenes, ("doodle-detr", "doodle-yolo11")),
    ],
    ids=["models of the Hub", "models that ship"],
)
def handed_in(hub, request):
    """A comparison of small models on two pictures, measured here."""
    from core.compare.measure.facts import facts_of
    from core.compare.measure.run import PictureMeasured, Settings, compare, measure
    from core.models.catalogue.rows import find
    from core.models.loader import load

    pictures, names = request.param[0](), request.param[1]
    loaded = [load(find(name), "cpu") for name in names]
    settings = Settings(names, "cpu", 0.3, 1, 0)
    images = [
        event.result for event in measure(pictures, loaded, settings) if isinstance(event, PictureMeasured)
    ]
    made = compare(settings, [facts_of(model) for model in loaded], images)
    return HandIn(made, pictures, table_rows(made, 0.3), 0.3, workbook_of(made))


@pytest.mark.parametrize("line", ["import core", "torch.ones(1)", "raise SystemExit(2)"])
def test_a_script_that_does_not_run_by_itself_is_noticed(run_script, tmp_path, line):
    (tmp_path / "script.py").write_text(line)
    with pytest.raises(AssertionError):
        run_script(tmp_path / "script.py", tmp_path)


def test_in_a_fresh_process_it_prints_the_detections_of_the_table(handed_in, run_script, tmp_path):
    ZipFile(BytesIO(zip_of(files(handed_in)))).extractall(tmp_path)
    found = printed(run_script(tmp_path / "comparison.py", "/"))
    file_names = image_names(handed_in)
    titles = {model.name: model.title for model in handed_in.comparison.models}
    ours = {
        (file_names[image.digest], titles[run.model]): [one for one in run.detections if one.score >= 0.3]
        for image in handed_in.comparison.images
        for run in image.models
    }
    assert found.keys() == ours.keys()
    assert all(len(detections) > 0 for detections in ours.values())
    for key, detections in ours.items():
        assert [one.label for one in detections] == [label for label, _score, _box in found[key]], key
        for one, (_label, score, box) in zip(detections, found[key], strict=True):
            assert score == pytest.approx(one.score, abs=1e-4)
            assert box == pytest.approx(one.box, abs=1)
