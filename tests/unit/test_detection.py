"""What the adapters give is what the libraries give."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image

from core.errors import UserError
from core.i18n import speaking
from core.models import loader
from core.models.catalogue.rows import find, rows_for
from core.models.loaded import Waiting
from core.scenes.classes import LABELS
from core.scenes.pictures import with_truth
from core.scenes.spec import SceneSpec
from core.vision.detection.detect import detect, labels_of, run_detection

ASSETS = Path(find_spec("ultralytics").origin).parent / "assets"
TRANSFORMERS = [row for row in rows_for("object-detection") if row.library == "transformers"]
YOLOS = [row for row in rows_for("object-detection") if row.library == "ultralytics"]
ALL = [*TRANSFORMERS, *YOLOS]
SHIPPED = [row for row in ALL if row.domain == "doodles"]
FETCHED = [row for row in ALL if row.domain != "doodles"]


@pytest.fixture(scope="module")
def bus():
    return Image.open(ASSETS / "bus.jpg").convert("RGB")


@pytest.fixture(scope="module")
def zidane():
    return Image.open(ASSETS / "zidane.jpg").convert("RGB")


def same(detections, expected, pixels=1.0):
    """Tell whether detections are (label, score, box) triples in any order, scores to 1e-4."""
    ours = sorted((one.label, one.score, one.box) for one in detections)
    theirs = sorted(expected)
    return len(ours) == len(theirs) and all(
        label == other_label
        and score == pytest.approx(other_score, abs=1e-4)
        and box == pytest.approx(other_box, abs=pixels)
        for (label, score, box), (other_label, other_score, other_box) in zip(ours, theirs, strict=True)
    )


@pytest.mark.parametrize("threshold", [0.5, 0.1])
@pytest.mark.parametrize("row", TRANSFORMERS, ids=lambda row: row.name)
def test_detections_equal_those_of_the_plain_pipeline(hub, row, threshold, zidane):
    from transformers import pipeline

    loaded = loader.load(row, "cpu")
    plain = pipeline("object-detection", model=str(loaded.path), device="cpu")(zidane, threshold=threshold)
    expected = [(one["label"], one["score"], tuple(one["box"].values())) for one in plain]
    assert same(detect(loaded, zidane, threshold).detections, expected)


@pytest.fixture(scope="module")
def scene():
    return with_truth(SceneSpec(7, 4, "easy"))[0].image


def test_a_yolo_that_learnt_from_small_pictures_looks_at_them_at_that_size(scene):
    from ultralytics import YOLO

    loaded = loader.load(find("doodle-yolo11"), "cpu")
    plain = YOLO(loaded.path).predict(scene, conf=0.001, imgsz=128, max_det=300, verbose=False)[0].boxes
    expected = [
        (plain_label, score, tuple(box))
        for plain_label, score, box in zip(
            [loaded.model.names[int(label)] for label in plain.cls.tolist()],
            plain.conf.tolist(),
            plain.xyxy.tolist(),
            strict=True,
        )
    ]
    found = detect(loaded, scene, 0.001).detections
    assert found
    assert same(found, expected)


def test_a_yolo_that_does_not_say_at_which_size_it_learnt_looks_at_ultralytics_own(hub, bus, monkeypatch):
    loaded = loader.load(find("yolo11n"), "cpu")
    expected = detect(loaded, bus, 0.1).detections
    monkeypatch.delitem(loaded.model.overrides, "imgsz")
    found = detect(loaded, bus, 0.1).detections
    assert same(found, [(one.label, one.score, one.box) for one in expected])


def test_a_shipped_detr_finds_in_a_scene_what_the_plain_pipeline_finds(scene):
    from transformers import pipeline

    loaded = loader.load(find("doodle-detr"), "cpu")
    plain = pipeline("object-detection", model=str(loaded.path), device="cpu")(scene, threshold=0.01)
    expected = [(one["label"], one["score"], tuple(one["box"].values())) for one in plain]
    found = detect(loaded, scene, 0.01).detections
    assert found
    assert same(found, expected)


@pytest.mark.parametrize("row", SHIPPED, ids=lambda row: row.name)
def test_the_boxes_of_a_shipped_model_are_in_the_picture_or_a_little_beyond(row, scene):
    found = detect(loader.load(row, "cpu"), scene, 0.01).detections
    assert found
    assert all(-64 <= side <= 576 for one in found for side in one.box)


@pytest.mark.parametrize("row", SHIPPED, ids=lambda row: row.name)
def test_the_labels_of_a_shipped_model_are_those_of_scenes(row):
    assert labels_of(loader.load(row, "cpu")) == LABELS


@pytest.mark.parametrize("threshold", [0.5, 0.1])
@pytest.mark.parametrize("row", YOLOS, ids=lambda row: row.name)
def test_detections_equal_those_of_plain_yolo(hub, row, threshold, bus):
    from ultralytics import YOLO

    loaded = loader.load(row, "cpu")
    boxes = YOLO(loaded.path)(bus, conf=threshold, verbose=False)[0]
    expected = [
        (boxes.names[int(label)], score, tuple(box))
        for label, score, box in zip(
            boxes.boxes.cls.tolist(), boxes.boxes.conf.tolist(), boxes.boxes.xyxy.tolist(), strict=True
        )
    ]
    assert same(detect(loaded, bus, threshold).detections, expected)


@pytest.mark.parametrize("row", ALL, ids=lambda row: row.name)
def test_the_best_detections_come_first_and_the_limit_holds(hub, row, bus):
    every = detect(loader.load(row, "cpu"), bus, 0.001).detections
    few = detect(loader.load(row, "cpu"), bus, 0.001, limit=3).detections
    scores = [one.score for one in every]
    assert scores == sorted(scores, reverse=True)
    assert len(every) > 3
    assert [one.score for one in few] == pytest.approx(scores[:3], abs=1e-6)


@pytest.mark.parametrize("row", ALL, ids=lambda row: row.name)
def test_boxes_have_their_corners_in_order(hub, row, zidane):
    found = detect(loader.load(row, "cpu"), zidane, 0.01).detections
    assert found
    assert all(x1 <= x2 and y1 <= y2 for x1, y1, x2, y2 in (one.box for one in found))


@pytest.mark.parametrize("row", ALL, ids=lambda row: row.name)
def test_a_threshold_of_one_finds_nothing(hub, row, bus):
    assert detect(loader.load(row, "cpu"), bus, 1.0).detections == ()


@pytest.mark.parametrize("row", ALL, ids=lambda row: row.name)
@pytest.mark.parametrize("size", [(1, 1), (3, 400), (400, 3)])
def test_a_tiny_picture_is_no_problem_or_refused_in_plain_words(hub, row, size):
    try:
        detect(loader.load(row, "cpu"), Image.new("RGB", size, "red"))
    except UserError as error:
        with speaking("en"):
            assert f"cannot work on a picture of {size[0]} x {size[1]} pixels" in str(error)


@pytest.mark.parametrize("row", ALL, ids=lambda row: row.name)
def test_every_stage_has_its_time_and_they_add_up(hub, row, bus, monkeypatch):
    moments = []
    from time import perf_counter

    from core.vision.detection import detect as detection

    def clock():
        moments.append(perf_counter())
        return moments[-1]

    monkeypatch.setattr(detection, "perf_counter", clock)
    times = detect(loader.load(row, "cpu"), bus).times
    assert times.preprocess > 0
    assert times.inference > 0
    assert times.postprocess > 0
    assert times.total == pytest.approx(1000 * (moments[-1] - moments[0]))


@pytest.mark.parametrize("row", FETCHED, ids=lambda row: row.name)
def test_the_labels_are_those_of_coco(hub, row):
    labels = labels_of(loader.load(row, "cpu"))
    assert "N/A" not in labels
    assert len(labels) == len(set(labels)) >= 80
    assert {"person", "bus", "toothbrush"} <= set(labels)


def test_whatever_is_found_has_a_label_that_the_model_lists(hub, bus):
    for row in ALL:
        loaded = loader.load(row, "cpu")
        found = {one.label for one in detect(loaded, bus, 0.5).detections}
        assert found <= set(labels_of(loaded))


def test_sessions_at_once_get_their_own_results(hub, bus, zidane):
    loaded = {row.name: loader.load(row, "cpu") for row in ALL}
    jobs = [(name, picture) for name in loaded for picture in (bus, zidane)] * 3
    alone = [detect(loaded[name], picture, 0.2).detections for name, picture in jobs]
    start = threading.Barrier(6)

    def run(job):
        if job < 6:
            start.wait()
        name, picture = jobs[job]
        return run_detection(loaded[name], picture, 0.2).detections

    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(run, range(len(jobs))))
    for one, other in zip(alone, together, strict=True):
        assert same(other, [(found.label, found.score, found.box) for found in one])


def test_a_run_has_a_turn_of_its_own(hub, bus, monkeypatch):
    from core.vision.detection import detect as detection

    loaded = loader.load(find("yolo11n"), "cpu")
    free = []

    def interrupt(status):
        free.append(status)
        raise InterruptedError

    def from_elsewhere():
        with suppress(InterruptedError), loader.in_turn(interrupt):
            free.append("free")

    def watched(*given):
        other = threading.Thread(target=from_elsewhere)
        other.start()
        other.join()
        return "prediction"

    monkeypatch.setattr(detection, "detect", watched)
    assert run_detection(loaded, bus) == "prediction"
    assert free == [Waiting("inference", 1)]
