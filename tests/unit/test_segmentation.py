"""What the adapters give is what the libraries give, and what is made of it: masks, cut-outs, figures, code."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.errors import UserError
from core.i18n import speaking
from core.models import loader
from core.models.catalogue.rows import find, rows_for
from core.models.files import row_from_path
from core.models.kinds import KINDS
from core.pictures.images import open_picture
from core.pictures.masks import packed_mask, union
from core.pictures.png import png
from core.pictures.samples import open_sample
from core.vision.segmentation import large, snippets
from core.vision.segmentation.cut_out import BACKGROUNDS, cut_out, segments_called
from core.vision.segmentation.hand_in import HandIn, files
from core.vision.segmentation.listing import BACKGROUND, labels_found, marks_of
from core.vision.segmentation.looking_for import look_for, split
from core.vision.segmentation.segment import Segment, labels_of, segment
from core.vision.segmentation.truth import label_map, score
from tests.scripts import GRADIO

KIND = KINDS["image-segmentation"]
TRANSFORMERS = [row for row in rows_for(KIND.task) if row.library == "transformers"]
REAL = Path(__file__).resolve().parents[3] / "shared/data/models/deeplabv3_mobilenet_v2_1.0_513"


@pytest.fixture(autouse=True)
def _english():
    with speaking("en"):
        yield


@pytest.fixture(scope="module")
def bus():
    return open_sample("bus.jpg").image


def loaded(name):
    return loader.load(find(name), "cpu", kind=KIND)


def plain_pipeline(path, image):
    """What transformers' pipeline says of a picture, about all of it."""
    from transformers import pipeline

    pipe = pipeline(KIND.task, model=str(path), device="cpu")
    if getattr(pipe.image_processor, "do_center_crop", False):
        pipe.image_processor.do_center_crop = False
        pipe.image_processor.size = pipe.image_processor.crop_size
    return pipe(image)


def assert_same(segments, expected):
    assert [one.label for one in segments] == [one["label"] for one in expected]
    for ours, theirs in zip(segments, expected, strict=True):
        assert ours.score == (None if theirs["score"] is None else pytest.approx(theirs["score"], abs=1e-4))
        assert np.array_equal(np.asarray(ours.mask.image()), np.asarray(theirs["mask"]))


@pytest.mark.parametrize("row", TRANSFORMERS, ids=lambda row: row.name)
def test_segments_equal_those_of_the_plain_pipeline(hub, row, bus):
    model = loaded(row.name)
    found = segment(model, bus).segments
    assert len(found) > 1
    assert_same(found, plain_pipeline(model.path, bus))


@pytest.mark.skipif(not REAL.is_dir(), reason="the real model is not on this machine")
def test_segments_of_the_real_deeplab_equal_those_of_the_plain_pipeline(bus):
    row = row_from_path(REAL, KIND.task)
    found = segment(loader.load(row, "cpu", kind=KIND), bus).segments
    assert {"bus", "person"} <= {one.label for one in found}
    assert_same(found, plain_pipeline(REAL, bus))


def test_masks_of_a_yolo_are_ultralytics_own_at_the_pictures_size_and_the_surer_one_has_a_shared_pixel(
    hub, bus
):
    model = loaded("yolo11n-seg")
    found = segment(model, bus).segments
    result = model.model.predict(bus, retina_masks=True, max_det=100, verbose=False, device="cpu")[0]
    order = result.boxes.conf.argsort(descending=True, stable=True).tolist()
    covered = sum(one.mask.array().astype(int) for one in found)
    assert len(found) > 1
    assert covered.max() == 1
    assert np.array_equal(covered > 0, result.masks.data.numpy().any(axis=0))
    assert np.array_equal(found[0].mask.array(), result.masks.data[order[0]].numpy() > 0)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def turned(image):
    file, exif = BytesIO(), Image.Exif()
    exif[0x0112] = 6
    image.rotate(90, expand=True).save(file, "JPEG", exif=exif)
    return open_picture(file.getvalue(), "turned.jpg").image


PICTURES = {
    "wide": lambda image: image.resize((400, 90)),
    "turned by EXIF": turned,
    "one pixel wide": lambda image: image.resize((1, 60)),
    "one pixel high": lambda image: image.resize((60, 1)),
    "palette": lambda image: open_picture(png(image.quantize(16)), "palette.png").image,
}


@pytest.mark.parametrize("kind", PICTURES)
@pytest.mark.parametrize("name", ["segformer-b0-ade", "deeplabv3-mobilenet-v2", "mask2former-coco-panoptic"])
def test_masks_are_right_on_pictures_of_every_kind(hub, name, kind, bus):
    image = PICTURES[kind](bus)
    model = loaded(name)
    found = segment(model, image).segments
    assert all(one.mask.size == image.size for one in found)
    assert_same(found, plain_pipeline(model.path, image))


@pytest.mark.parametrize("at_once", [1, 400 * 300 * 4 * 7, 400 * 300 * 4 * 1000])
def test_a_large_picture_worked_out_a_few_labels_at_a_time_has_the_same_segments(
    hub, monkeypatch, bus, at_once
):
    image = bus.resize((400, 300))
    model = loaded("segformer-b0-ade")
    expected = segment(model, image).segments
    monkeypatch.setattr(large, "AT_ONCE", at_once)
    assert segment(model, image).segments == expected


def test_more_masks_than_fit_into_memory_are_refused_before_they_are_enlarged(hub, monkeypatch, bus):
    monkeypatch.setattr(large, "MOST_TOGETHER", 1000)
    with pytest.raises(UserError, match="too many for the memory at 810 x 1080 pixels"):
        segment(loaded("mask2former-coco-instance"), bus)


def test_the_labels_that_a_model_knows_come_once_each(hub):
    assert len(labels_of(loaded("segformer-b0-ade"))) == 150
    assert labels_of(loaded("deeplabv3-mobilenet-v2"))[:2] == ("background", "aeroplane")
    assert len(labels_of(loaded("yolo11n-seg"))) == 80


@pytest.mark.parametrize(
    "where",
    [
        np.zeros((5, 7), bool),
        np.ones((1, 1), bool),
        np.eye(9, 6, dtype=bool),
        np.random.default_rng(0).random((33, 70)) > 0.5,
    ],
)
def test_a_packed_mask_is_the_mask(where):
    mask = packed_mask(where)
    assert (mask.area, mask.size) == (where.sum(), where.shape[::-1])
    assert np.array_equal(mask.array(), where)
    assert np.array_equal(np.asarray(mask.image()) == 255, where)


def patch(label, left, top, right, bottom, size=(8, 6)):
    where = np.zeros(size[::-1], bool)
    where[top:bottom, left:right] = True
    return Segment(label, None, packed_mask(where))


def test_nothing_to_unite_is_an_empty_mask():
    assert union([], (8, 6)).getbbox() is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("person", ("person",)),
        ("Persona", ("person",)),
        ("personas", ("person",)),
        ("avion", ("aeroplane",)),
        ("airplanes", ("aeroplane",)),
        ("avión (airplane)", ("aeroplane",)),
        ("cama", ("bed ",)),
        ("pared de ladrillo", ("wall-brick",)),
        ("brick wall", ("wall-brick",)),
        ("cielo", ("sky", "sky-other-merged")),
        ("xyz", ()),
        ("", ()),
    ],
)
def test_a_label_is_found_by_its_name_in_any_language(text, found):
    present = ["person", "aeroplane", "bed ", "wall-brick", "sky", "sky-other-merged"]
    assert look_for(text, present, present).found == found


@pytest.mark.parametrize(
    ("text", "known", "nearest"),
    [
        ("persn", "", "person"),
        ("ladrillo", "", "wall-brick"),
        ("coche", "car", ""),
        ("gamusino", "", ""),
    ],
)
def test_what_is_not_there_is_known_or_not_and_has_a_nearest_label_or_none(text, known, nearest):
    sought = look_for(text, ["person", "wall-brick"], ["person", "wall-brick", "car"])
    assert (sought.found, sought.known, sought.nearest) == ((), known, nearest)


def test_labels_in_a_list_are_parted_by_commas_and_semicolons():
    assert split(" persona, avión;persona,, ") == ("persona", "avión")


@pytest.mark.parametrize("background", BACKGROUNDS)
def test_a_cut_out_keeps_what_the_mask_shows_and_nothing_else(background):
    rng = np.random.default_rng(1)
    image = Image.fromarray(rng.integers(0, 200, (6, 8, 3), np.uint8))
    other = Image.new("RGB", (3, 9), "#ff00ff")
    cut = cut_out(image, [patch("cat", 1, 1, 4, 5), patch("dog", 6, 0, 8, 2)], background, other)
    inside = np.asarray(cut.mask) == 255
    assert inside.sum() == 16
    assert np.array_equal(np.asarray(cut.inverted), 255 - np.asarray(cut.mask))
    result = np.asarray(cut.result)
    assert np.array_equal(result[inside][:, :3], np.asarray(image)[inside])
    outside = {"white": 255, "transparent": 0, "picture": [255, 0, 255]}
    if background == "transparent":
        assert (result[~inside][:, 3] == 0).all() and (result[inside][:, 3] == 255).all()
    elif background in outside:
        assert (result[~inside] == outside[background]).all()
    else:
        assert not np.array_equal(result[~inside], np.asarray(image)[~inside])


def test_labels_are_listed_once_with_all_that_they_cover_the_largest_first():
    found = labels_found([patch("cat", 0, 0, 1, 1), patch("sky", 0, 1, 8, 2), patch("cat", 2, 0, 3, 1)])
    assert [(one.label, one.segments, one.share) for one in found] == [("sky", 1, 8 / 48), ("cat", 2, 2 / 48)]


def test_background_is_listed_and_hides_nothing():
    marks = marks_of([patch("cat", 0, 0, 1, 1), patch("Background", 0, 1, 8, 6)])
    assert [(mark.label, mark.mask is None) for mark in marks] == [("Background", True), ("cat", False)]


def test_figures_of_a_case_counted_by_hand():
    truth = np.zeros((2, 4), np.uint8)
    truth[:, :2] = 1
    given = np.array([[1, 0, 0, 0], [1, 1, 2, 0]], np.uint8)
    found = score(truth, given, ["cat", "dog", "car"])
    assert {one.label: one.iou for one in found.labels} == {BACKGROUND: 3 / 5, "cat": 3 / 4, "dog": 0.0}
    assert found.mean_iou == pytest.approx((3 / 5 + 3 / 4) / 3)
    assert found.pixel_accuracy == 6 / 8


def test_figures_equal_those_of_a_count_pixel_by_pixel():
    rng = np.random.default_rng(2)
    truth, given = rng.integers(0, 5, (2, 40, 30)).astype(np.uint8)
    found = score(truth, given, list("abcd"))
    for number, one in enumerate(found.labels):
        real, said = truth == number, given == number
        assert one.iou == pytest.approx((real & said).sum() / (real | said).sum())
    assert found.pixel_accuracy == pytest.approx((truth == given).mean())


def test_a_map_has_the_labels_of_the_truth_in_any_spelling_and_ground_elsewhere():
    drawn = label_map([patch("tvmonitor", 0, 0, 2, 1), patch("sky", 2, 0, 4, 1)], ["cat", "tv"], (8, 6))
    assert drawn[0, :4].tolist() == [2, 2, 0, 0]


def written(folder, name, text):
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def local(name):
    """A row of a model that is read from where the tests' Hub put it, so that the code finds it there."""
    return replace(find(name), local_path=str(loaded(name).path))


@pytest.mark.parametrize("background", BACKGROUNDS)
def test_the_script_gives_the_pages_picture(hub, run_script, tmp_path, background, bus):
    assert_script_gives_the_pages_picture(local("segformer-b0-ade"), background, bus, run_script, tmp_path)


@pytest.mark.parametrize("name", ["yolo11n-seg", "deeplabv3-mobilenet-v2", "mask2former-coco-panoptic"])
def test_the_script_of_every_kind_of_model_gives_the_pages_picture(hub, run_script, tmp_path, name, bus):
    assert_script_gives_the_pages_picture(local(name), "white", bus, run_script, tmp_path)


def assert_script_gives_the_pages_picture(row, background, image, run_script, folder):
    found = segment(loader.load(row, "cpu", kind=KIND), image).segments
    wanted = list(dict.fromkeys(one.label for one in found))[1:3] or [found[0].label]
    other = open_sample("coffee.jpg").image
    expected = cut_out(image, segments_called(found, wanted), background, other)
    image.save(folder / "in.png")
    other.save(folder / snippets.OTHER_PICTURE)
    script = written(folder, "segmentation.py", snippets.script(row, "in.png", wanted, background))
    printed = run_script(script, folder)
    assert printed.split("\n")[: len({one.label for one in found})] == list(
        dict.fromkeys(one.label.strip() for one in found)
    )
    for name, image_expected in (
        ("mask.png", expected.mask),
        ("inverted_mask.png", expected.inverted),
        ("result.png", expected.result),
    ):
        made = Image.open(folder / name)
        assert made.mode == image_expected.mode
        assert np.array_equal(np.asarray(made), np.asarray(image_expected))


RUN_APP = """
from PIL import Image
import {module}
image = Image.open("in.png")
{call}.save("out.png")
"""
CALLS = {
    "gradio": "app.segment(image, 'nothing, {label}')[0]",
    "streamlit": "(s := app.segments_of(image), app.cut_out(image, app.mask_of(s, ['{label}'], image.size)))[1]",
}


@pytest.mark.parametrize("name", ["segformer-b0-ade", "yolo11n-seg"])
@pytest.mark.parametrize("kind", CALLS)
def test_an_app_gives_the_pages_picture(hub, run_script, tmp_path, kind, name, bus):
    row = local(name)
    found = segment(loader.load(row, "cpu", kind=KIND), bus).segments
    label = found[0].label
    app = {"gradio": snippets.gradio_app, "streamlit": snippets.streamlit_app}[kind](row, "transparent")
    bus.save(tmp_path / "in.png")
    written(tmp_path, "app.py", app)
    written(tmp_path, "gradio.py", GRADIO)
    run = RUN_APP.format(module="app", call=CALLS[kind].format(label=label.strip()))
    run_script(written(tmp_path, "run.py", run), tmp_path)
    expected = cut_out(bus, segments_called(found, [label]), "transparent").result
    assert np.array_equal(np.asarray(Image.open(tmp_path / "out.png")), np.asarray(expected))


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("background", BACKGROUNDS)
def test_all_code_can_be_read_in_both_languages(language, background):
    with speaking(language):
        for row in rows_for(KIND.task):
            for code in (
                snippets.script(row, 'a "b".jpg', ['x"y'], background),
                snippets.gradio_app(row, background),
                snippets.streamlit_app(row, background),
            ):
                compile(code, "code.py", "exec")


def handed_in(**changes):
    picture = open_sample("bus.jpg")
    segments = (
        patch("person", 0, 0, 300, 900, picture.size),
        patch("person", 400, 0, 500, 900, picture.size),
        patch("bus/<b>", 0, 900, 810, 1080, picture.size),
    )
    given = {
        "picture": picture,
        "row": find("segformer-b0-ade"),
        "segments": segments,
        "labels": ("person",),
        "background": "white",
        "other": None,
        "student": "Ana",
        "words": "The <mask> is right.",
    }
    return HandIn(**(given | changes))


def test_a_hand_in_has_code_pictures_masks_labels_and_a_report():
    made = files(handed_in(background="picture", other=open_sample("coffee.jpg")))
    assert list(made) == [
        "report.html", "segmentation.py", "app.py", "bus.jpg", "mask.png", "inverted_mask.png", "result.png",
        "background.png", "labels.txt", "masks/01_person.png", "masks/02_person.png",
    ]  # fmt: skip
    assert made["labels.txt"].decode().splitlines()[0].startswith("person · ")
    assert 'Image.open("bus.jpg")' in made["segmentation.py"].decode()
    report = made["report.html"].decode()
    assert "The &lt;mask&gt; is right." in report and "bus/&lt;b&gt;" in report
    assert "Still missing" not in report


def test_a_hand_in_with_nothing_done_says_what_is_missing():
    report = files(handed_in(labels=(), student=" ", words=""))["report.html"].decode()
    assert "Still missing: a label that is in the picture; your name; your own words on the result." in report


def test_a_picture_called_as_a_file_of_the_hand_in_keeps_both():
    picture = open_picture(png(Image.new("RGB", (8, 6))), "result.png")
    made = files(handed_in(picture=picture, segments=(patch("cat", 0, 0, 2, 2),), labels=("cat",)))
    assert {"result.png", "result (2).png"} <= set(made)


def test_the_script_of_a_hand_in_runs_in_its_folder(hub, run_script, tmp_path, bus):
    row = local("segformer-b0-ade")
    found = segment(loader.load(row, "cpu", kind=KIND), bus).segments
    made = files(handed_in(row=row, segments=found, labels=(found[0].label,)))
    for name in ("segmentation.py", "bus.jpg"):
        (tmp_path / name).write_bytes(made[name])
    run_script(tmp_path / "segmentation.py", tmp_path)
    assert np.array_equal(
        np.asarray(Image.open(tmp_path / "result.png")),
        np.asarray(Image.open(BytesIO(made["result.png"]))),
    )
