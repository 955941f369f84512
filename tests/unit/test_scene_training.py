import json

import numpy as np
import pytest
import torch
from PIL import Image
from transformers import AutoImageProcessor, DetrConfig, DetrForObjectDetection
from transformers.loss.loss_for_object_detection import HungarianMatcher, ImageLoss
from ultralytics import YOLO

from core.models.catalogue.row import WEIGHTS
from core.scenes.classes import CLASSES, LABELS
from core.scenes.scene import SIDE, make
from core.scenes.spec import specs
from core.sketch.data_set import read
from training.quick_draw.drawings import is_held_out
from training.scenes import card, data, detr, evaluate, export, loop, pack, yolo, yolo_masks
from training.scenes.set_loss import CLASS_WEIGHT, NO_OBJECT, matched, set_loss


@pytest.fixture(scope="module")
def batch():
    return next(iter(data.Scenes(0, 1)))


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(0)
    return detr.GroupDetr(detr.build(), groups=2).eval()


def answer(pictures=3, queries=5, classes=4):
    generator = torch.Generator().manual_seed(3)
    logits = torch.randn(1, pictures, queries, classes + 1, generator=generator)
    centres = torch.rand(1, pictures, queries, 2, generator=generator) * 0.5 + 0.25
    return logits, torch.cat([centres, torch.full_like(centres, 0.3)], dim=-1)


def truth(counts, classes=4):
    generator = torch.Generator().manual_seed(4)
    scene = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    low = torch.rand(len(scene), 2, generator=generator) * 0.5
    size = 0.1 + 0.3 * torch.rand(len(scene), 2, generator=generator)
    return (
        scene,
        torch.randint(classes, (len(scene),), generator=generator),
        torch.cat([low, low + size], dim=1),
    )


def in_transformers_words(scene, labels, boxes, pictures):
    sizes = torch.cat([(boxes[:, :2] + boxes[:, 2:]) / 2, boxes[:, 2:] - boxes[:, :2]], dim=1)
    return [
        {"class_labels": labels[scene == number], "boxes": sizes[scene == number]}
        for number in range(pictures)
    ]


@pytest.mark.parametrize("counts", [[1, 1, 1], [2, 0, 5], [0, 0, 3]])
def test_the_loss_is_that_of_transformers(counts):
    logits, boxes = answer()
    scene, labels, real = truth(counts)
    matcher = HungarianMatcher(class_cost=1, bbox_cost=5, giou_cost=2)
    theirs = ImageLoss(matcher, 4, NO_OBJECT, ["labels", "boxes"])(
        {"logits": logits[0], "pred_boxes": boxes[0]}, in_transformers_words(scene, labels, real, 3)
    )
    expected = CLASS_WEIGHT * theirs["loss_ce"] + 5 * theirs["loss_bbox"] + 2 * theirs["loss_giou"]
    torch.testing.assert_close(set_loss(logits, boxes, scene, labels, real), expected)


def test_pictures_without_a_thing_have_a_loss_too():
    logits, boxes = answer()
    assert torch.isfinite(set_loss(logits, boxes, *truth([0, 0, 0])))


def test_every_thing_has_a_query_of_its_own():
    logits, boxes = answer()
    place, query, thing = matched(logits, boxes, *truth([5, 2, 0]))
    assert sorted(thing.tolist()) == list(range(7))
    assert len(set(zip(place.tolist(), query.tolist(), strict=True))) == 7


def test_several_answers_have_the_mean_of_their_losses():
    one, other = answer(), tuple(part.flip(2) * 0.9 for part in answer())
    objects = truth([2, 1, 3])
    both = set_loss(*(torch.cat(parts) for parts in zip(one, other, strict=True)), *objects)
    assert torch.isfinite(both)
    torch.testing.assert_close(
        set_loss(*(torch.cat([part, part]) for part in one), *objects), set_loss(*one, *objects)
    )


def test_the_detectors_own_queries_answer_as_without_the_others(network, batch):
    pictures = detr.normalised(batch.pictures[:2], "cpu")
    with torch.inference_mode():
        logits, boxes = network(pictures)
        alone = network.detr(pixel_values=pictures)
    torch.testing.assert_close(logits[-1], alone.logits)
    torch.testing.assert_close(boxes[-1], alone.pred_boxes)


def test_the_detector_takes_over_the_classifiers_backbone(network):
    classifier = detr.DoodleClassifier()
    missing = network.detr.model.backbone.model.load_state_dict(classifier.backbone.state_dict())
    assert not missing.missing_keys


def test_the_classifier_names_every_thing_of_a_batch(batch):
    with torch.inference_mode():
        logits = detr.DoodleClassifier().eval()(
            detr.normalised(batch.pictures, "cpu"), batch.scene, batch.boxes
        )
    assert logits.shape == (len(batch.labels), len(LABELS))


def test_the_pictures_are_prepared_as_transformers_prepares_them(tmp_path, network):
    export.write_detr(network.detr, tmp_path)
    values = np.random.default_rng(0).integers(0, 256, (data.SIDE, data.SIDE, 3), np.uint8)
    theirs = AutoImageProcessor.from_pretrained(tmp_path)(Image.fromarray(values), return_tensors="pt")
    ours = detr.normalised(torch.from_numpy(values.transpose(2, 0, 1)[None]), "cpu")
    torch.testing.assert_close(theirs["pixel_values"], ours, atol=1e-5, rtol=0)


def test_a_batch_is_the_same_whoever_asks_for_it():
    first = next(iter(data.Scenes(5, 6)))
    later = list(data.Scenes(4, 6))[1]
    assert torch.equal(first.pictures, later.pictures)
    assert torch.equal(first.boxes, later.boxes)


def test_a_batch_has_a_box_in_the_picture_for_every_label(batch):
    assert len(batch.labels) == len(batch.boxes) == len(batch.scene)
    assert batch.boxes.min() >= 0
    assert batch.boxes.max() <= 1
    assert set(batch.scene.tolist()) == set(range(data.BATCH))


def test_no_drawing_to_learn_from_is_held_out():
    assert not any(is_held_out(str(key)) for key in read(data.DRAWINGS).keys)


def test_every_class_has_drawings_to_learn_from():
    drawings = read(data.DRAWINGS)
    assert min(len(drawings.of_class(kind.drawing)) for kind in CLASSES) >= 300


def test_training_goes_on_where_it_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(loop, "batches", lambda start, end, _workers: iter(range(start, end)))
    seen = []

    def loss_of(network, number, _device):
        seen.append(number)
        return network(torch.ones(1, 1)).sum()

    for steps in (3, 5):
        network = torch.nn.Linear(1, 1)
        groups = [{"params": list(network.parameters()), "lr": 0.1}]
        loop.train("small", network, groups, loss_of, steps, 0, 1.0, tmp_path)
    assert seen == [0, 1, 2, 3, 4]


def test_a_detr_comes_back_from_its_files_in_full_precision(tmp_path, network, batch):
    export.write_detr(network.detr, tmp_path)
    again = DetrForObjectDetection.from_pretrained(tmp_path).eval()
    pictures = detr.normalised(batch.pictures[:1], "cpu")
    with torch.inference_mode():
        said, before = again(pixel_values=pictures), network.detr(pixel_values=pictures)
    assert said.logits.dtype == torch.float32
    torch.testing.assert_close(said.pred_boxes, before.pred_boxes, atol=1e-2, rtol=0)


def test_a_detr_file_takes_half_the_bytes_of_its_numbers(tmp_path, network):
    export.write_detr(network.detr, tmp_path)
    numbers = sum(parameter.numel() for parameter in network.detr.parameters())
    assert (tmp_path / "model.safetensors").stat().st_size < 2.1 * numbers


def test_a_detr_names_what_it_knows(tmp_path, network):
    export.write_detr(network.detr, tmp_path)
    config = DetrConfig.from_pretrained(tmp_path)
    assert tuple(config.id2label[number] for number in range(len(LABELS))) == LABELS


def test_a_yolo_comes_back_from_its_file(tmp_path):
    export.write_yolo(yolo.build(), tmp_path)
    again = YOLO(tmp_path / f"{tmp_path.name}.pt")
    assert tuple(again.names.values()) == LABELS
    assert again.overrides["imgsz"] == data.SIDE


def test_yolos_loss_is_a_finite_number(batch):
    assert torch.isfinite(yolo.loss_of(yolo.build().train(), batch, "cpu"))


@pytest.fixture(scope="module")
def detector():
    return YOLO(WEIGHTS / "doodle-yolo11" / "doodle-yolo11.pt").model


@pytest.fixture
def outlining(detector):
    torch.manual_seed(0)
    return yolo_masks.build(detector)


def test_what_learns_masks_finds_what_the_detector_finds(detector, outlining, batch):
    pictures = batch.pictures[:4].float() / 255
    with torch.inference_mode():
        (said, _), _ = outlining.eval()(pictures)
        before, _ = detector.eval()(pictures)
    torch.testing.assert_close(said[:, : 4 + len(LABELS)], before)


def test_only_masks_are_learnt(outlining, batch):
    yolo_masks.loss_of(outlining, batch, "cpu").backward()
    learnt = {name.split(".")[2] for name, weight in outlining.named_parameters() if weight.grad is not None}
    assert learnt == {"proto", "cv4"}


def test_learning_masks_leaves_the_running_means_of_the_detector(outlining, batch):
    before = outlining.model[0].bn.running_mean.clone()
    yolo_masks.loss_of(outlining, batch, "cpu")
    assert torch.equal(outlining.model[0].bn.running_mean, before)


def test_a_yolo_with_masks_comes_back_from_its_file(tmp_path, outlining):
    export.write_yolo(outlining, tmp_path / "masks", "segment")
    again = YOLO(tmp_path / "masks" / "masks.pt")
    assert again.task == "segment"
    assert torch.equal(
        again.model.model[-1].proto.cv3.conv.weight,
        outlining.model[-1].proto.cv3.conv.weight.bfloat16().float(),
    )


def test_a_mask_of_a_batch_says_which_object_is_where(batch):
    assert batch.instances.shape == (data.BATCH, 64, 64)
    counts = torch.bincount(batch.scene, minlength=data.BATCH)
    assert (batch.instances.flatten(1).max(dim=1).values <= counts).all()


def found(change):
    """Return what a model would find that says what is there, its detections changed one by one."""
    scenes = specs(18, 3)
    annotations, detections = [], []
    for image, spec in enumerate(scenes, start=1):
        for thing in make(spec).objects:
            left, top, right, bottom = thing.box
            box = [left, top, right - left, bottom - top]
            one = {"image_id": image, "category_id": LABELS.index(thing.label) + 1, "bbox": box}
            annotations.append(one | {"id": len(annotations) + 1, "area": box[2] * box[3], "iscrowd": 0})
            detections += change(one | {"score": 0.9})
    truth_file = {
        "images": [{"id": image, "width": SIDE, "height": SIDE} for image in range(1, len(scenes) + 1)],
        "annotations": annotations,
        "categories": [{"id": number, "name": label} for number, label in enumerate(LABELS, start=1)],
    }
    return evaluate.Found(scenes, truth_file, detections)


def test_a_model_that_says_what_is_there_has_an_ap_of_one():
    figures = evaluate.summary(found(lambda one: [one]))
    assert (figures["ap50"], figures["ap"]) == (1.0, 1.0)
    assert set(figures["by_size"].values()) | set(figures["by_class"].values()) == {1.0}
    assert figures["by_difficulty"] == {"easy": 1.0, "medium": 1.0, "hard": 1.0}


def test_a_model_that_says_nothing_has_an_ap_of_zero():
    figures = evaluate.summary(found(lambda _one: []))
    assert (figures["ap50"], figures["ap"]) == (0.0, 0.0)


def test_a_model_that_gives_everything_another_name_has_an_ap_of_zero():
    figures = evaluate.summary(found(lambda one: [one | {"category_id": one["category_id"] % 20 + 1}]))
    assert figures["ap50"] < 0.2


def test_the_summary_can_be_written_as_json():
    assert json.loads(json.dumps(evaluate.summary(found(lambda one: [one]))))["ap"] == 1.0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--model", "nobody"], "no network of doodles called 'nobody'"),
        (["--count", "0"], "--count has to be 1 or more, not 0."),
        (["--seed", "-1"], "--seed has to be 0 or more, not -1."),
    ],
)
def test_what_cannot_be_measured_is_an_error_in_one_line(arguments, words, capsys):
    assert evaluate.main(arguments) == 2
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1


def test_packing_leaves_no_held_out_drawing_and_goes_class_by_class(tmp_path):
    words = [kind.drawing for kind in CLASSES]
    lines = [
        json.dumps({"word": word, "key_id": f"{place}{number:02}", "drawing": [[[0, 255], [0, 255]]]})
        for place in range(1, 40)
        for number, word in enumerate(words)
    ]
    (tmp_path / "categories.txt").write_text("\n".join(words))
    (tmp_path / "some.ndjson").write_text("\n".join(lines))
    assert pack.main(["--data", str(tmp_path), "--out", str(tmp_path / "packed.npz")]) == 0
    packed = read(tmp_path / "packed.npz")
    assert packed.classes == tuple(words)
    assert not any(is_held_out(str(key)) for key in packed.keys)
    assert (np.diff(packed.labels) >= 0).all()


def test_packing_a_folder_without_drawings_is_refused_in_one_line(tmp_path, capsys):
    (tmp_path / "categories.txt").write_text("cat")
    assert pack.main(["--data", str(tmp_path), "--out", str(tmp_path / "packed.npz")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("name", evaluate.MODELS)
def test_a_card_is_the_one_of_its_weights_and_figures(name):
    measured = json.loads((WEIGHTS / name / "measured.json").read_text())
    assert (WEIGHTS / name / "README.md").read_text() == card.card(evaluate.doodle_model(name), measured)


@pytest.mark.parametrize("name", evaluate.DETECTORS)
def test_the_figures_of_a_detectors_card_come_out_again_on_a_part_of_its_scenes(name):
    measured = json.loads((WEIGHTS / name / "measured.json").read_text())
    part = specs(evaluate.COUNT, evaluate.SEED)[:120]
    again = evaluate.summary(evaluate.look(evaluate.doodle_model(name), part))
    assert measured["scenes"] == evaluate.COUNT
    assert again["ap50"] == pytest.approx(measured["ap50"], abs=0.05)
    assert again["ap"] == pytest.approx(measured["ap"], abs=0.05)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("doodle-vit", ("top1", "top5", "few_shot_known")),
        ("doodle-resnet", ("top1", "top5")),
        ("doodle-segformer", ("miou",)),
        ("doodle-yolo11-seg", ("miou",)),
        ("doodle-depth", ("delta1", "absrel")),
        ("doodle-clip", ("top1", "top1_es", "top1_en", "captions")),
    ],
)
def test_the_figures_of_a_card_come_out_again_on_fewer_drawings_and_scenes(name, keys):
    measured = json.loads((WEIGHTS / name / "measured.json").read_text())
    again = evaluate.measured(name, 40)
    assert (again["model"], again["task"]) == (name, measured["task"])
    for key in keys:
        assert again[key] == pytest.approx(measured[key], abs=0.1)


def test_the_networks_of_doodles_are_small():
    sizes = {
        name: sum(file.stat().st_size for file in (WEIGHTS / name).iterdir()) for name in evaluate.MODELS
    }
    assert sum(sizes[name] for name in evaluate.DETECTORS) < 15_000_000
    assert sum(size for name, size in sizes.items() if name not in evaluate.DETECTORS) < 30_000_000


def test_the_networks_of_drawings_that_ship_are_small_together():
    files = [file for pattern in ("doodle-*/*", "quickdraw-*/*") for file in WEIGHTS.glob(pattern)]
    assert sum(file.stat().st_size for file in files) < 60_000_000
