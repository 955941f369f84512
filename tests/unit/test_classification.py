"""What a classifier says is what transformers' pipeline says of the same picture, and what is made of it."""

import json
import sys
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.errors import UserError
from core.i18n import speaking
from core.models import loader
from core.models.catalogue.row import ModelRow
from core.models.catalogue.rows import find, rows_for
from core.models.kinds import KINDS
from core.pictures.images import open_picture
from core.pictures.samples import open_sample
from core.vision.classification.agreement import agreement
from core.vision.classification.classify import TASK, Prediction, best, classify, place_of, scores_of
from core.vision.classification.listing import Line, records, to_csv, to_json

ROWS = rows_for(TASK)
ODD = [
    ModelRow(name, name, f"someone/{name}", (TASK,), "transformers") for name in ("many-labels", "one-label")
]
REAL = Path(__file__).resolve().parents[3] / "shared/data/models/mobilenet_v2_1.0_224"
SIZES = {"wide": (640, 360), "tall": (300, 800), "one pixel wide": (1, 240), "one pixel": (1, 1)}


def loaded(row):
    return loader.load(row, "cpu", kind=KINDS[TASK])


def noise(size) -> Image.Image:
    random = np.random.default_rng(sum(size))
    return Image.fromarray(random.integers(0, 256, (size[1], size[0], 3), np.uint8))


def opened(image: Image.Image, kind: str, **options):
    file = BytesIO()
    image.save(file, kind, **options)
    return open_picture(file.getvalue(), f"picture.{kind.lower()}").image, file


def turned() -> tuple[Image.Image, BytesIO]:
    """A picture whose file says that the camera was held on its side."""
    exif = Image.Exif()
    exif[274] = 6
    return opened(open_sample("dog.jpg").image, "JPEG", exif=exif)


def same(prediction: Prediction, plain: list[dict]) -> bool:
    ours = records(prediction, len(plain))
    return [item["label"] for item in ours] == [item["label"] for item in plain] and [
        item["score"] for item in ours
    ] == pytest.approx([item["score"] for item in plain], abs=1e-4)


def plain_answer(model, image, **options):
    from transformers import pipeline

    return pipeline(TASK, model=str(model.path), device="cpu")(image, **options)


@pytest.mark.parametrize("row", [*ROWS, *ODD], ids=lambda row: row.name)
def test_the_labels_and_scores_are_those_of_the_plain_pipeline(hub, row):
    model = loaded(row)
    image = open_sample("cat.jpg").image
    plain = plain_answer(model, image)
    # The loader keeps labels to a length that can be read.
    plain = (
        [{**item, "label": model.model.model.config.id2label[0]} for item in plain]
        if len(plain) == 1
        else plain
    )
    assert same(classify(model, image), plain)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())
@pytest.mark.parametrize("name", ["vit-base-patch16-224", "resnet-50", "mobilenet-v2"])
def test_a_picture_of_any_shape_is_answered_as_the_plain_pipeline_does(hub, name, size):
    model = loaded(find(name))
    image = noise(size)
    assert same(classify(model, image), plain_answer(model, image))


def test_a_picture_so_narrow_that_it_would_fill_the_memory_is_refused_with_a_sentence(hub):
    with speaking("en"), pytest.raises(UserError, match="4096 x 1 pixels"):
        classify(loaded(find("resnet-50")), noise((4096, 1)))


def test_a_turned_picture_is_answered_upright_as_the_plain_pipeline_does_with_its_file(hub, tmp_path):
    model = loaded(find("mobilenet-v2"))
    image, file = turned()
    (tmp_path / "turned.jpg").write_bytes(file.getvalue())
    assert same(classify(model, image), plain_answer(model, str(tmp_path / "turned.jpg")))


def test_a_picture_with_a_palette_is_answered_as_the_plain_pipeline_does_with_its_file(hub, tmp_path):
    model = loaded(find("mobilenet-v2"))
    image, file = opened(open_sample("owl.jpg").image.quantize(32), "PNG")
    (tmp_path / "palette.png").write_bytes(file.getvalue())
    assert same(classify(model, image), plain_answer(model, str(tmp_path / "palette.png")))


LARGE = """
import re
from pathlib import Path
from core.models import loader
from core.models.catalogue.rows import find
from core.models.kinds import KINDS
from core.vision.classification.attention import focus_of
from core.vision.classification.classify import TASK, best, classify
from tests.unit.test_classification import noise, plain_answer, same

model, image = loader.load(find("mobilenet-v2"), "cpu", kind=KINDS[TASK]), noise((4000, 3000))
prediction = classify(model, image)
focus_of(model, image, best(prediction, 1)[0].label)
# The most that this process had: what getrusage says begins with what the process had that started it.
kilobytes = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
gigabytes = kilobytes / 1e6
print(same(prediction, plain_answer(model, image)), gigabytes < 3)
"""


def test_a_picture_of_12_megapixels_is_answered_as_the_plain_pipeline_does_within_3_gigabytes(
    hub, run_process
):
    assert run_process(sys.executable, "-c", LARGE).stdout.split() == ["True", "True"]


@pytest.mark.skipif(not REAL.is_dir(), reason="the real MobileNet is not on this machine")
@pytest.mark.parametrize(("name", "said"), [("cat.jpg", "cat"), ("polar_bear.jpg", "ice bear")])
def test_the_real_mobilenet_says_what_the_samples_show(name, said):
    row = ModelRow("real", "MobileNetV2", "", (TASK,), "transformers", local_path=str(REAL))
    model = loaded(row)
    prediction = classify(model, open_sample(name).image)
    assert same(prediction, plain_answer(model, open_sample(name).image, top_k=1001))
    assert said in best(prediction, 1)[0].label


def test_labels_that_do_not_exclude_one_another_are_judged_each_by_itself(hub):
    prediction = classify(loaded(ODD[0]), open_sample("cat.jpg").image)
    assert prediction.rule == "sigmoid"
    assert prediction.scores == pytest.approx(1 / (1 + np.exp(-prediction.logits.astype(float))), abs=1e-6)


@pytest.mark.parametrize(
    ("rule", "scores"),
    [("softmax", [0.5, 0.5, 0.0]), ("sigmoid", [1.0, 1.0, 0.0]), ("none", [1e4, 1e4, -1e4])],
)
def test_logits_of_any_size_become_scores(rule, scores):
    logits = np.array([1e4, 1e4, -1e4], np.float32)
    assert scores_of(logits, rule) == pytest.approx(scores)


def said(*logits: float, labels=("a", "b", "c", "d", "e", "f")) -> Prediction:
    return Prediction(labels[: len(logits)], np.array(logits, np.float32), "softmax", 1.0)


def test_equal_scores_keep_the_order_of_the_model():
    assert [item.label for item in best(said(1, 2, 2, 0), 3)] == ["b", "c", "a"]


def test_more_labels_than_a_model_has_are_all_of_them():
    assert len(best(said(1, 2), 9)) == 2


def test_two_models_that_say_the_same_agree_whatever_the_spelling():
    found = agreement(said(3, 1), Prediction(("A", "z"), np.array([9, 1], np.float32), "softmax", 1.0))
    assert (found.same, found.shared) == (True, ("a",))


def test_where_two_models_differ_each_has_a_place_for_the_others_label_or_does_not_know_it():
    found = agreement(said(3, 2, 1), said(0, 1, 9, labels=("b", "a", "z")))
    assert (found.same, found.place_in_second, found.place_in_first) == (False, 2, None)
    assert found.shared == ("a", "b")


def test_the_place_of_a_label_counts_from_one():
    assert [place_of(said(1, 5, 3), label) for label in ("b", "a", "x")] == [1, 3, None]


def test_the_table_has_spanish_signs_and_a_row_an_answer():
    with speaking("es"):
        text = to_csv([Line("ñ.jpg", "gato", "vit", best(said(1, 2)))]).decode("utf-8-sig")
    head, row = text.splitlines()
    assert head.startswith("Imagen;")
    assert row == "ñ.jpg;gato;vit;b;0,7311;a;0,2689;;;;;;"


def test_the_json_names_picture_and_model_and_has_labels_and_scores():
    (found,) = json.loads(to_json([Line("a.jpg", "", "vit", best(said(1, 2), 1))]))
    assert found == {
        "image": "a.jpg",
        "model": "vit",
        "answer": [{"label": "b", "score": pytest.approx(0.7311, abs=1e-4)}],
    }
