"""The code that the image classification page hands out runs by itself and says what the page says."""

import ast
import json

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core.i18n import speaking
from core.models import loader
from core.models.catalogue.rows import find
from core.models.kinds import KINDS
from core.pictures.images import open_picture
from core.pictures.png import png
from core.pictures.samples import open_sample
from core.vision.classification.classify import TASK, best, classify
from core.vision.classification.snippets import gradio_app, script, streamlit_app

GRADIO = """
import json
from PIL import Image as Pictures


def Image(type, image_mode):
    return type, image_mode


def Label(num_top_classes):
    return num_top_classes


class Interface:
    def __init__(self, answer, image, label):
        self.answer, self.image, self.label = answer, image, label

    def launch(self):
        assert (self.image, self.label, self.answer(None)) == (("pil", "RGBA"), 5, {})
        print(json.dumps(self.answer(Pictures.open("picture.png"))))
"""
"""What of Gradio the app uses: it answers one picture when it is launched. Gradio itself asks for an older Pillow than
this app, so that it cannot be here."""


def half_transparent_dog() -> bytes:
    image = open_sample("dog.jpg").image.copy()
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    return png(image)


@pytest.fixture
def row(hub):
    return find("vit-base-patch16-224")


@pytest.fixture
def expected(row):
    loaded = loader.load(row, "cpu", kind=KINDS[TASK])
    image = open_picture(half_transparent_dog(), "dog.png").image
    return [(item.label, item.score) for item in best(classify(loaded, image))]


@pytest.fixture
def folder(tmp_path):
    """A folder with a picture that is transparent in part, over colours that nobody is to see."""
    (tmp_path / "picture.png").write_bytes(half_transparent_dog())
    return tmp_path


@pytest.mark.parametrize("code", [lambda row: script(row, "dog.jpg"), gradio_app, streamlit_app])
def test_comments_are_in_the_language_and_the_code_does_the_same(code):
    with speaking("es"):
        spanish = code(find("resnet-50"))
    with speaking("en"):
        english = code(find("resnet-50"))
    assert ("# Carga el modelo" in spanish, "# Load the model" in english) == (True, True)
    assert len(ast.parse(spanish).body) == len(ast.parse(english).body)


def test_a_pinned_model_is_asked_for_by_its_revision():
    for code in (script(find("vit-base-patch16-224"), "a.jpg"), gradio_app(find("vit-base-patch16-224"))):
        assert 'model="google/vit-base-patch16-224", revision="3f49326"' in code


def test_the_script_prints_what_the_page_says(row, expected, folder, run_script):
    (folder / "script.py").write_text(script(row, "picture.png"), encoding="utf-8")
    lines = run_script(folder / "script.py", folder).splitlines()
    assert [line.partition(" ")[2] for line in lines] == [label for label, _score in expected]
    assert [float(line.split()[0]) for line in lines] == pytest.approx(
        [score for _label, score in expected], abs=1e-4
    )


def test_the_gradio_app_answers_what_the_page_says(row, expected, folder, run_script):
    (folder / "gradio.py").write_text(GRADIO, encoding="utf-8")
    (folder / "app.py").write_text(gradio_app(row), encoding="utf-8")
    answer = json.loads(run_script(folder / "app.py", folder))
    assert answer == pytest.approx(dict(expected), abs=1e-4)


def test_the_streamlit_app_shows_what_the_page_says(row, expected):
    at = AppTest.from_string(streamlit_app(row), default_timeout=60).run()
    (uploader,) = at.get("file_uploader")
    uploader.upload("dog.png", half_transparent_dog(), "image/png").run()
    assert not at.exception
    shown = [bar.proto.text for bar in at.get("progress")]
    assert shown == [f"{label}: {score:.1%}" for label, score in expected]
