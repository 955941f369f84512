"""Collages of photographs: what they are made of, and whether picture, boxes and masks say the same."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from core.pictures.images import digest_of, open_picture
from core.pictures.labels import COCO_LABELS
from core.pictures.png import png
from core.scenes import collage as collage_module
from core.scenes import pictures
from core.scenes.collage import LEAST_SIDE, SIZE, make_collage
from core.scenes.collage_parts import FOLDER, LICENCES, collage_labels, cut_outs, grounds, image_of
from core.scenes.pictures import class_mask_of, labels_in, nearness_of, with_truth
from core.scenes.spec import DIFFICULTIES, MOST_OBJECTS, SceneSpec, set_among, spec_of, specs

MANY = specs(90, 21, "collage")

SOFT = 12
"""Pixels that a soft edge may reach beyond its box, at the most."""

DIGESTS = ["171ada54207491f6", "a1196502c9bbb4ff", "38e3e16f82098cdb"]
"""What the collages of specs(3, 7) begin with."""


@pytest.fixture(scope="module")
def collages():
    """Many collages of all kinds."""
    return [make_collage(spec) for spec in MANY]


def extent(mask):
    rows, columns = np.nonzero(mask)
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


# --- the parts


def test_every_part_has_a_file_and_every_file_is_a_part():
    files = {part.file for part in (*cut_outs(), *grounds())}
    assert files == {file.name for file in FOLDER.glob("*.webp")}
    assert len(files) == len(cut_outs()) + len(grounds())


def test_every_part_is_credited():
    for part in (*cut_outs(), *grounds()):
        assert part.author
        assert part.licence in LICENCES
        assert ": " in part.taken_from


def test_the_things_are_twenty_kinds_of_cocos_in_its_order():
    assert len(collage_labels()) >= 20
    assert list(collage_labels()) == [label for label in COCO_LABELS if label in collage_labels()]


@pytest.mark.parametrize("part", cut_outs(), ids=lambda part: part.file)
def test_a_cut_out_fills_its_file_and_has_a_transparent_ground(part):
    alpha = image_of(part).getchannel("A")
    assert alpha.getbbox() == (0, 0, *alpha.size)
    assert alpha.getextrema() == (0, 255)


def test_all_parts_together_are_small():
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 6_000_000


# --- the pixels


@pytest.mark.parametrize("objects", [-1, 0, MOST_OBJECTS + 1])
def test_a_collage_of_too_few_or_too_many_things_is_an_error(objects):
    with pytest.raises(ValueError, match="objects"):
        make_collage(SceneSpec(0, objects, "easy", "collage"))


def test_a_seed_below_zero_is_an_error():
    with pytest.raises(ValueError, match="seed"):
        make_collage(SceneSpec(-1, 1, "easy", "collage"))


def test_a_collage_is_the_same_on_every_machine():
    digests = [digest_of(make_collage(spec).picture)[:16] for spec in specs(3, 7, "collage")]
    assert digests == DIGESTS


def test_other_seeds_make_other_collages():
    pictures = {digest_of(make_collage(SceneSpec(seed, 2, "easy", "collage")).picture) for seed in range(5)}
    assert len(pictures) == 5


def test_as_many_things_are_on_it_as_were_asked_for(collages):
    assert [len(collage.objects) for collage in collages] == [spec.objects for spec in MANY]


def test_boxes_are_around_what_the_masks_say(collages):
    for collage in collages:
        for place, thing in enumerate(collage.objects, start=1):
            assert thing.box == extent(collage.instance_mask == place)


def test_the_masks_name_the_same_things(collages):
    for collage in collages:
        assert collage.picture.size == SIZE == collage.class_mask.shape[::-1]
        assert ((collage.class_mask > 0) == (collage.instance_mask > 0)).all()
        for place, thing in enumerate(collage.objects, start=1):
            (number,) = np.unique(collage.class_mask[collage.instance_mask == place])
            assert collage_labels()[number - 1] == thing.label


def test_the_masks_are_where_the_picture_differs_from_its_ground(monkeypatch):
    monkeypatch.setattr(collage_module, "_lay_shadow", lambda canvas, thing: None)
    for spec in specs(9, 4, "collage"):
        ground, _horizon = collage_module._ground(collage_module._Chance(spec))
        collage = make_collage(spec)
        changed = (np.asarray(collage.picture) != np.asarray(ground)).any(axis=2)
        inside = collage.instance_mask > 0
        assert changed[inside].mean() > 0.99
        # What is less than half opaque, soft edges and the strings of a racket, is in no mask.
        for x1, y1, x2, y2 in (map(int, thing.box) for thing in collage.objects):
            changed[max(0, y1 - SOFT) : y2 + SOFT, max(0, x1 - SOFT) : x2 + SOFT] = False
        assert not changed.any()


def test_nothing_is_too_small_to_be_seen(collages):
    sides = [
        (x2 - x1, y2 - y1) for one in collages for x1, y1, x2, y2 in (thing.box for thing in one.objects)
    ]
    assert min(map(min, sides)) >= LEAST_SIDE


def test_nothing_is_hidden_by_more_than_half(monkeypatch):
    painted = []
    softened = collage_module._softened

    def remembering(alpha):
        painted.append(softened(alpha))
        return painted[-1]

    monkeypatch.setattr(collage_module, "_softened", remembering)
    for spec in specs(36, 5, "collage"):
        painted.clear()
        collage = make_collage(spec)
        for place, alpha in enumerate(painted[-spec.objects :], start=1):
            assert 2 * (collage.instance_mask == place).sum() >= (alpha >= 128).sum()


def test_every_label_comes_up(collages):
    assert {thing.label for collage in collages for thing in collage.objects} == set(collage_labels())


def test_harder_collages_have_smaller_things(collages):
    sizes = {
        difficulty: np.mean(
            [
                (collage.instance_mask > 0).sum() / len(collage.objects)
                for collage, spec in zip(collages, MANY, strict=True)
                if spec.difficulty == difficulty
            ]
        )
        for difficulty in DIFFICULTIES
    }
    assert sizes["easy"] > sizes["medium"] > sizes["hard"]


# --- as pictures


def test_a_collage_is_a_picture_with_its_boxes_and_masks():
    spec = SceneSpec(5, 3, "medium", "collage")
    picture, boxes = with_truth(spec)
    assert (picture.name, picture.source, picture.size) == ("collage-5-3-medium.png", "collage", SIZE)
    assert [box.label for box in boxes] == [thing.label for thing in make_collage(spec).objects]
    assert {labels_in(picture)[number - 1] for number in np.unique(class_mask_of(picture)) if number} == {
        box.label for box in boxes
    }


def test_a_collage_has_no_depth():
    assert nearness_of(with_truth(SceneSpec(5, 3, "medium", "collage"))[0]) is None


def test_a_picture_that_is_called_as_a_collage_is_none():
    picture, _boxes = with_truth(SceneSpec(5, 3, "medium", "collage"))
    assert class_mask_of(replace(picture, name="collage-6-3-medium.png")) is None
    assert class_mask_of(open_picture(png(picture.image), picture.name)) is None


def test_a_picture_of_another_name_has_no_labels():
    assert labels_in(open_picture(png(Image.new("RGB", (9, 9))), "cat.png")) == ()


def test_the_truth_of_a_collage_is_painted_once_however_often_it_is_asked_for(monkeypatch):
    painted = []
    monkeypatch.setattr(pictures, "make_collage", lambda spec: painted.append(spec) or make_collage(spec))
    spec = SceneSpec(91, 3, "easy", "collage")
    picture, _boxes = with_truth(spec)
    painted.clear()
    for _run in range(3):
        assert class_mask_of(picture).any()
    assert painted == [spec]


# --- names and sets


def test_a_collage_is_found_by_its_name():
    for spec in specs(20, 9, "collage"):
        assert spec_of(spec.name) == spec


@pytest.mark.parametrize(
    "name", ["collage", "collage-1-9-easy", "collage-1-2-odd", "collages-7", "Collage-1-2-easy"]
)
def test_a_name_of_no_collage_has_no_spec(name):
    assert spec_of(name) is None


def test_a_set_of_collages_is_another_than_the_set_of_scenes_of_its_seed():
    assert set_among([spec.name for spec in specs(50, 7, "collage")], 50) == ("collage", 7)
    assert set_among([spec.name for spec in specs(50, 7)], 50) == ("scene", 7)
