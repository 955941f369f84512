"""What the zero-shot page hands out: code that runs by itself and gives the page's answers, and files."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from core.errors import UserError
from core.i18n import speaking
from core.models import loader
from core.models.catalogue.rows import find, rows_for
from core.models.kinds import KINDS
from core.pictures.samples import open_sample
from core.vision.zero_shot import hand_in
from core.vision.zero_shot.embeddings import TASK, image_vector, label_vectors, scoring_of
from core.vision.zero_shot.hand_in import Answered, HandIn, files
from core.vision.zero_shot.listing import Line, to_csv, to_json
from core.vision.zero_shot.named import best_words, named_picture
from core.vision.zero_shot.scores import Scored, ranked
from core.vision.zero_shot.snippets import Setup, activity_script, gradio_app, script, streamlit_app
from tests.conftest import ROOT
from tests.scripts import GRADIO

LABELS = ("owl", "tabby, tabby cat", "búho", 'a "quoted" fox')
ONE, SEVERAL = ("a photo of a {}",), ("a photo of a {}", "una foto de un {}", "{}")


def answer(row, image, templates, labels=LABELS):
    model = loader.load(row, "cpu", kind=KINDS[TASK])
    texts = label_vectors(model, labels, templates)
    return ranked(labels, image_vector(model, image), texts.vectors, scoring_of(model))


def here(row):
    """The same model as one of this machine's disk, for code that is not to ask the Hub."""
    return replace(row, local_path=str(loader.load(row, "cpu", kind=KINDS[TASK]).path), hub_id="")


def printed(text: str) -> list[tuple[str, float]]:
    return [(label, float(score)) for score, label in re.findall(r"^ *(\d\.\d{4}) (.+)$", text, re.MULTILINE)]


def same(found, expected) -> bool:
    return [label for label, _score in found] == [item.label for item in expected] and [
        score for _label, score in found
    ] == pytest.approx([item.score for item in expected], abs=1e-4)


@pytest.mark.parametrize("templates", [ONE, SEVERAL], ids=["one", "several"])
@pytest.mark.parametrize("row", rows_for(TASK), ids=lambda row: row.name)
def test_the_script_prints_the_answer_of_the_page(hub, run_script, tmp_path, row, templates):
    image = open_sample("owl.jpg").image
    image.save(tmp_path / "owl.png")
    code = script(here(row), Setup(LABELS, templates), str(tmp_path / "owl.png"))
    (tmp_path / "script.py").write_text(code, encoding="utf-8")
    # The place of a model that ships is seen from the app's own folder.
    found = printed(run_script(tmp_path / "script.py", ROOT))
    assert same(found, answer(row, image, templates))


def test_a_label_that_the_page_cuts_is_cut_by_the_script_too(hub, run_script, tmp_path):
    row, image, labels = find("clip-vit-base-patch32"), open_sample("owl.jpg").image, ("owl", "x y " * 50)
    image.save(tmp_path / "owl.png")
    code = script(here(row), Setup(labels, ONE), "owl.png")
    (tmp_path / "script.py").write_text(code, encoding="utf-8")
    found = printed(run_script(tmp_path / "script.py", tmp_path))
    assert same(found, answer(row, image, ONE, labels))


@pytest.fixture
def align(tmp_path):
    """A folder with a small ALIGN: it has learnt a temperature where CLIP has a scale."""
    import torch
    from transformers import AlignConfig, AlignModel, BertTokenizerFast, EfficientNetImageProcessor

    folder = tmp_path / "align"
    folder.mkdir()
    words = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "owl", "fox")
    (folder / "vocab.txt").write_text("\n".join(words))
    text = {
        "vocab_size": len(words),
        "hidden_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 16,
        "max_position_embeddings": 16,
    }
    vision = {
        "image_size": 32,
        "in_channels": [32],
        "out_channels": [16],
        "kernel_sizes": [3],
        "strides": [1],
        "depthwise_padding": [],
        "num_block_repeats": [1],
        "expand_ratios": [1],
        "hidden_dim": 16,
        "width_coefficient": 1.0,
        "depth_coefficient": 1.0,
    }
    config = AlignConfig(
        text_config=text, vision_config=vision, projection_dim=16, temperature_init_value=1e-4
    )
    # Small and untrained, it keeps all cosines close together.
    torch.manual_seed(0)
    AlignModel(config).save_pretrained(folder)
    BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=16).save_pretrained(folder)
    EfficientNetImageProcessor(size={"height": 32, "width": 32}).save_pretrained(folder)
    return folder


def test_the_script_with_several_templates_scores_as_transformers_does_for_align(align, run_script):
    from transformers import pipeline

    open_sample("owl.jpg").image.save(align / "owl.png")
    row = replace(find("clip-vit-base-patch32"), local_path=str(align), hub_id="")
    # The mean of a template with itself is what the pipeline makes of the one.
    (align / "script.py").write_text(script(row, Setup(("owl", "fox"), ("{}", "{}")), "owl.png"))
    expected = pipeline(TASK, model=str(align))(
        str(align / "owl.png"), candidate_labels=["owl", "fox"], hypothesis_template="{}"
    )
    found = printed(run_script(align / "script.py", align))
    assert found == [(item["label"], pytest.approx(item["score"], abs=1e-4)) for item in expected]


def test_the_activity_is_done_again_by_its_script_model_by_model(hub, run_script, tmp_path):
    rows = [find("clip-vit-base-patch32"), find("clip-vit-b32-laion2b")]
    images = {name: open_sample(name).image for name in ("owl.jpg", "fox.jpg")}
    for name, image in images.items():
        image.save(tmp_path / f"{name}.png")
    code = activity_script(
        list(map(here, rows)), Setup(LABELS, ONE), {name: f"{name}.png" for name in images}
    )
    (tmp_path / "zero_shot.py").write_text(code, encoding="utf-8")
    found = printed(run_script(tmp_path / "zero_shot.py", "/"))
    expected = [item for row in rows for image in images.values() for item in answer(row, image, ONE)]
    assert same(found, expected)


def test_the_gradio_app_gives_the_answer_of_the_page(hub, run_script, tmp_path):
    row, image = find("clip-vit-base-patch32"), open_sample("fox.jpg").image
    image.save(tmp_path / "fox.png")
    (tmp_path / "app.py").write_text(gradio_app(here(row), Setup(LABELS, SEVERAL)), encoding="utf-8")
    (tmp_path / "gradio.py").write_text(GRADIO)
    (tmp_path / "run.py").write_text(
        "from PIL import Image\nimport app, json\n"
        "print(json.dumps([app.answer(Image.open('fox.png'), '\\n'.join(app.LABELS)), app.answer(None, 'a'),"
        " app.answer(Image.open('fox.png'), ' \\n ')]))\n"
    )
    found, *nothing = json.loads(run_script(tmp_path / "run.py", tmp_path).splitlines()[-1])
    expected = answer(row, image, SEVERAL)
    assert same(sorted(found.items(), key=lambda pair: -pair[1]), expected)
    assert nothing == [{}, {}]


def test_the_streamlit_app_shows_the_answer_of_the_page(hub, tmp_path):
    from streamlit.testing.v1 import AppTest

    row, image = find("clip-vit-base-patch32"), open_sample("fox.jpg").image
    image.save(tmp_path / "fox.png")
    (tmp_path / "app.py").write_text(streamlit_app(here(row), Setup(LABELS, ONE)), encoding="utf-8")
    at = AppTest.from_file(str(tmp_path / "app.py"), default_timeout=120).run()
    at.get("file_uploader")[0].upload("fox.png", (tmp_path / "fox.png").read_bytes(), "image/png").run()
    assert not at.exception
    shown = [bar.proto.text for bar in at.get("progress")]
    assert shown == [f"{item.label}: {item.score:.1%}" for item in answer(row, image, ONE)]


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    "make", [gradio_app, streamlit_app, lambda row, setup: script(row, setup, 'a"b.jpg')]
)
@pytest.mark.parametrize("templates", [ONE, SEVERAL], ids=["one", "several"])
def test_code_of_any_labels_can_be_read_by_python(language, make, templates):
    labels = ['"', "\\", "'''", "{}", "\N{OWL}", "x" * 200, *map(str, range(100))]
    with speaking(language):
        compile(make(find("clip-vit-base-patch32"), Setup(labels, templates)), "code", "exec")


@pytest.mark.parametrize("label", ["owl", "búho", "x" * 200, "<&>", "بومة", "🦉"])
@pytest.mark.parametrize("size", [(640, 427), (40, 900), (1, 1)])
def test_the_best_label_is_written_over_the_lower_edge_and_nothing_else_changes(run_process, label, size):
    image = Image.new("RGB", size, "white")
    named = named_picture(image, Scored(label, 0.97, 1, 1))
    assert named.size == size
    changed = np.asarray(named).astype(int) != np.asarray(image)
    rows = np.flatnonzero(changed.any(axis=(1, 2)))
    assert rows[-1] == size[1] - 1
    assert size[1] < 400 or rows[0] > size[1] / 2


def test_letters_with_accents_are_drawn(run_process):
    def drawn(label):
        return np.asarray(named_picture(Image.new("RGB", (400, 300), "white"), Scored(label, 1, 1, 1)))

    with_accent, without = drawn("búho"), drawn("buho")
    assert (with_accent[200:] != without[200:]).any()


def test_a_long_label_is_cut_in_the_picture_and_whole_in_the_files():
    scored = (Scored("x" * 200, 0.5, 1, 1), Scored("y", 0.5, 1, 1))
    assert len(best_words(scored[0])) < 80
    (found,) = json.loads(to_json([Line("a.jpg", "CLIP", scored)]))
    assert found["answer"][0] == {"label": "x" * 200, "score": 0.5}


def test_the_table_has_spanish_signs_and_no_formulas():
    with speaking("es"):
        text = to_csv([Line("ñ.jpg", "CLIP", (Scored("=1+1", 0.75, 1, 0.25),))]).decode("utf-8-sig")
    assert text.splitlines() == [
        "Imagen;Modelo;Puesto;Etiqueta;Puntuación;Coseno",
        "ñ.jpg;CLIP;1;'=1+1;0,75;0,25",
    ]


def test_a_hand_in_of_two_models_has_a_picture_of_each_and_pictures_of_one_name_are_kept_apart(run_process):
    rows = [find("clip-vit-base-patch32"), find("clip-vit-b32-laion2b")]
    owl = open_sample("owl.jpg")
    twin = replace(open_sample("fox.jpg"), name="OWL.jpg")
    scored = (Scored("owl", 1.0, 1, 1),)
    answered = tuple(Answered(picture, row, scored) for picture in (owl, twin) for row in rows)
    with speaking("en"):
        made = files(HandIn(answered, Setup(("owl", "<b>"), ONE), "", ""))
    assert sorted(name for name in made if "/" in name) == [
        "images/OWL (2).jpg",
        "images/owl.jpg",
        "labelled/OWL_clip-vit-b32-laion2b (2).jpg",
        "labelled/OWL_clip-vit-base-patch32 (2).jpg",
        "labelled/owl_clip-vit-b32-laion2b.jpg",
        "labelled/owl_clip-vit-base-patch32.jpg",
    ]
    report = made["report.html"].decode()
    assert "Still missing: your name; your own words on the result." in report
    assert "&lt;b&gt;" in report and "<b>" not in report
    assert 'PICTURES = ["images/owl.jpg", "images/OWL (2).jpg"]' in made["zero_shot.py"].decode()


def test_where_words_cannot_be_drawn_the_hand_in_has_the_picture_without_them(monkeypatch):
    def refuse(*_given):
        raise UserError("The server is busy.")

    monkeypatch.setattr(hand_in, "named_picture", refuse)
    one = Answered(open_sample("owl.jpg"), find("clip-vit-base-patch32"), (Scored("owl", 1.0, 1, 1),))
    assert files(HandIn((one,), Setup(("owl", "fox"), ONE), "", ""))["labelled/owl.jpg"]
