"""Whatever the files hold that a visitor or a repository brings: a value, or a sentence that says what is wrong."""

import json
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from core.compare.truth.coco import to_coco
from core.compare.truth.files import read_files
from core.compare.truth.truth import PictureInfo
from core.models import files, kinds, weights
from core.models.kinds import KINDS
from core.pictures.boxes import TruthBox
from core.pictures.canvas import Sheet, drawn_by_hand, from_drawing, size_of, stamp_of, to_drawing
from core.pictures.images import open_picture, pixels_of
from core.sketch.strokes import bitmap, hint_for, large, simplified, strokes_of
from tests.unit.any_files import (
    always_the_same,
    any_json,
    as_file,
    changed,
    damaged,
    numbers,
    texts,
    value_or_user_error,
)

INFOS = [PictureInfo("d1", "bus.jpg", 80, 60), PictureInfo("d2", "train/cat.png", 40, 30)]
CONFIG = json.loads(
    (Path(__file__).parents[1] / "hub/configs/facebook__detr-resnet-50/config.json").read_text()
)

# --- truth


@cache
def coco() -> dict:
    truth = {
        "d1": (TruthBox("bus", (1, 2, 30, 40)), TruthBox("cat", (0, 0, 5, 5), True, "model:x")),
        "d2": (),
    }
    return to_coco(truth, INFOS)


@always_the_same
@given(st.binary(max_size=100) | (changed(coco()) | any_json).map(as_file))
def test_any_coco_file(data):
    found = value_or_user_error(lambda: read_files({"a.json": data}, INFOS))
    if found:
        assert (
            read_files({"a.json": as_file(to_coco(found.truth, INFOS))}, INFOS).truth.keys()
            == found.truth.keys()
        )


YOLO = b"0 0.5 0.5 0.25 0.25\n1 0.1 0.1 0.2 0.2 0.3 0.1\n"
NAMES = b"path: x\nnc: 2\nnames:\n  0: bus\n  1: cat\n"


@always_the_same
@given(
    damaged(YOLO) | texts.map(lambda text: text.encode("utf-8", "replace")),
    damaged(NAMES, b"names: [bus, cat]"),
)
def test_any_yolo_files(labels, names):
    value_or_user_error(lambda: read_files({"labels/bus.txt": labels, "data.yaml": NAMES}, INFOS))
    value_or_user_error(lambda: read_files({"labels/bus.txt": YOLO, "data.yaml": names}, INFOS))
    value_or_user_error(lambda: read_files({"bus.txt": YOLO, "classes.txt": names}, INFOS))


@always_the_same
@given(any_json.map(as_file))
def test_any_plain_yaml(names):
    value_or_user_error(lambda: read_files({"bus.txt": YOLO, "data.yaml": names}, INFOS))


@always_the_same
@given(st.dictionaries(texts, st.binary(max_size=30), max_size=3))
def test_any_names_of_truth_files(found):
    value_or_user_error(lambda: read_files(found, INFOS))


@always_the_same
@given(
    st.lists(
        st.tuples(st.integers(0, 39), st.integers(0, 29), st.integers(1, 40), st.integers(1, 30)), max_size=3
    )
)
def test_truth_comes_back_as_it_was(corners):
    truth = {
        "d1": (),
        "d2": tuple(
            TruthBox("cat", (float(x), float(y), min(x + width, 40.0), min(y + height, 30.0)), origin="file")
            for x, y, width, height in corners
        ),
    }
    assert read_files({"truth.json": as_file(to_coco(truth, INFOS))}, INFOS).truth == truth


# --- pictures


@cache
def picture_files() -> tuple[bytes, ...]:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (12, 16, 3), np.uint8))
    made = []
    for file_format, mode in [("PNG", "RGBA"), ("PNG", "I;16"), ("JPEG", "RGB"), ("GIF", "P"), ("BMP", "RGB"),
                              ("TIFF", "F"), ("WEBP", "RGB"), ("AVIF", "RGB")]:  # fmt: skip
        file = BytesIO()
        exif = Image.Exif()
        exif[0x0112] = 6
        (noise.convert("L").convert(mode) if mode in ("I;16", "F") else noise.convert(mode)).save(
            file, file_format, **({"exif": exif} if file_format in ("JPEG", "WEBP") else {})
        )
        made.append(file.getvalue())
    return tuple(made)


@always_the_same
@given(st.data(), texts)
def test_any_bytes_as_a_picture(data, name):
    file = data.draw(damaged(*picture_files()) | st.binary(max_size=50))
    assert pixels_of(file) >= 0
    found = value_or_user_error(lambda: open_picture(file, name))
    if found:
        assert found.name and found.name.isprintable()
        assert found.jpeg == b"" or open_picture(found.jpeg, "again").digest == found.digest


# --- models


@always_the_same
@given(changed(CONFIG) | st.dictionaries(texts, any_json, max_size=3))
def test_any_configuration_of_a_model(config):
    if not isinstance(config, dict):
        return
    assert set(kinds.recognised(config)) <= KINDS.keys()
    for kind in KINDS.values():
        value_or_user_error(lambda kind=kind: kinds.check_config(config, "name", kind))
        value_or_user_error(lambda kind=kind: kinds.check_architecture(config, "name", kind))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("model")


@always_the_same
@given(st.binary(max_size=60) | (changed(CONFIG) | any_json).map(as_file))
def test_any_configuration_file_of_a_folder(folder, data):
    (folder / "config.json").write_bytes(data)
    assert isinstance(weights.read_json(folder / "config.json"), dict)
    is_read = bool(weights.read_json(folder / "config.json"))
    for task, kind in KINDS.items():
        found = value_or_user_error(lambda task=task: files.row_from_path(folder, task))
        # Where only the configuration is looked at, it is all that is needed.
        assert found is None or (kind.opening == "config" and is_read)


HEADER = {"__metadata__": {"network": "quickdraw-cnn", "classes": '["a"]'}, "w": {"dtype": "F32", "shape": [1],
          "data_offsets": [0, 4]}}  # fmt: skip


def safetensors(header: bytes) -> bytes:
    return len(header).to_bytes(8, "little") + header + b"\0" * 4


@always_the_same
@given(st.binary(max_size=60) | (changed(HEADER) | any_json).map(as_file).map(safetensors))
def test_any_safetensors_file(folder, data):
    file = folder / "any.safetensors"
    file.write_bytes(data)
    assert weights.is_whole_safetensors(file) in (True, False)
    assert all(isinstance(value, str) for value in weights.metadata(file).values())
    assert weights.unpacked_bytes(file) >= 0


@always_the_same
@given(
    changed({"weight_map": {"w": "model-1-of-1.safetensors"}}) | any_json,
    st.lists(texts.filter(lambda name: "/" not in name), max_size=3),
)
def test_any_index_of_weights(folder, index, names):
    (folder / "model-1-of-1.safetensors").write_bytes(safetensors(as_file(HEADER)))
    (folder / weights.SAFETENSORS_INDEX).write_bytes(as_file(index))
    assert weights.are_whole(folder) in (True, False)
    weights.weight_names({*names, weights.SAFETENSORS_INDEX})


@cache
def a_zip() -> bytes:
    import zipfile

    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("archive/data.pkl", b"0" * 50)
    return file.getvalue()


@always_the_same
@given(st.data())
def test_any_packed_weights(folder, data):
    file = folder / "any.pt"
    file.write_bytes(data.draw(damaged(a_zip()) | st.binary(max_size=60)))
    assert weights.is_pickle(file) in (True, False)
    assert weights.unpacked_bytes(file) >= 0


# --- what a browser sends


@always_the_same
@given(st.lists(st.lists(numbers, max_size=6) | any_json, max_size=4) | any_json)
@example([[0, 0, 0, 1.4e-45]])
def test_any_lines_of_a_drawing(lines):
    strokes = strokes_of(lines)
    hint_for(strokes, 1000)
    assert bitmap(simplified(strokes)).shape == (28, 28)
    assert large(simplified(strokes)).size == (224, 224)


SHEET = Sheet("stamp", (100, 80), (200, 160), (("bus", (10.0, 10.0, 50.0, 50.0)),))


@always_the_same
@given(changed(to_drawing(SHEET)) | any_json)
def test_any_drawing_of_boxes(drawing):
    boxes, dropped = from_drawing(drawing, SHEET)
    assert all(0 <= one.box[0] < one.box[2] <= 200 and 0 <= one.box[1] < one.box[3] <= 160 for one in boxes)
    assert dropped >= 0
    stamp_of(drawing), size_of(drawing), drawn_by_hand(drawing)
