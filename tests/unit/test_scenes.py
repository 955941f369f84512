from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from core.pictures.images import drawn_picture
from core.pictures.labels import COCO_LABELS
from core.scenes import pictures
from core.scenes.classes import CLASSES, LABELS
from core.scenes.scene import SIDE, held_out_pool, make, pool_of
from core.scenes.spec import DIFFICULTIES, MOST_OBJECTS, SceneSpec, set_among, spec_of, specs
from core.sketch.data_set import held_out, pack
from training.quick_draw.drawings import is_held_out

SPECS = [
    SceneSpec(seed, objects, difficulty)
    for seed in range(3)
    for objects in (1, 3, MOST_OBJECTS)
    for difficulty in DIFFICULTIES
]


@pytest.fixture(scope="module")
def scenes():
    """A scene of every kind, by its name."""
    return {spec.name: make(spec) for spec in SPECS}


def test_the_truth_of_a_picture_is_painted_once_however_often_it_is_asked_for(monkeypatch):
    painted = []
    monkeypatch.setattr(pictures, "make", lambda spec: painted.append(spec) or make(spec))
    spec = SceneSpec(91, 3)
    picture, _boxes = pictures.with_truth(spec)
    painted.clear()
    for _run in range(3):
        assert pictures.class_mask_of(picture).any() and pictures.nearness_of(picture).any()
    assert painted == [spec]


def test_a_drawing_called_as_a_scene_has_no_truth():
    drawing = drawn_picture(Image.new("RGB", (SIDE, SIDE)), f"{SceneSpec(91, 3).name}.png")
    assert pictures.class_mask_of(drawing) is None


def extent(mask):
    rows, columns = np.nonzero(mask)
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


@pytest.mark.parametrize("objects", [-1, 0, MOST_OBJECTS + 1])
def test_a_scene_of_too_few_or_too_many_things_is_an_error(objects):
    with pytest.raises(ValueError, match="objects"):
        make(SceneSpec(0, objects))


def test_a_seed_below_zero_is_an_error():
    with pytest.raises(ValueError, match="seed"):
        make(SceneSpec(-1, 1))


def test_a_scene_has_as_many_things_as_were_asked_for(scenes):
    made = {name: len(scene.objects) for name, scene in scenes.items()}
    assert made == {spec.name: spec.objects for spec in SPECS}


def test_the_same_spec_makes_the_same_scene():
    one, other = make(SPECS[4]), make(SPECS[4])
    assert one.picture.tobytes() == other.picture.tobytes()
    assert one.objects == other.objects


@pytest.mark.parametrize("change", [{"seed": 99}, {"objects": 4}, {"difficulty": "hard"}])
def test_another_spec_makes_another_scene(change):
    spec = SceneSpec(0, 3, "easy")
    assert make(spec).picture.tobytes() != make(replace(spec, **change)).picture.tobytes()


def test_everything_has_the_size_of_the_picture(scenes):
    for name, scene in scenes.items():
        shapes = {scene.class_mask.shape, scene.instance_mask.shape, scene.nearness.shape}
        assert (scene.picture.size, scene.picture.mode, shapes) == ((SIDE, SIDE), "RGB", {(SIDE, SIDE)}), name


def test_a_scene_can_be_made_in_another_size():
    assert make(SPECS[0], side=128).picture.size == (128, 128)


def test_every_thing_can_be_seen(scenes):
    for name, scene in scenes.items():
        assert set(np.unique(scene.instance_mask)) >= set(range(1, len(scene.objects) + 1)), name


def test_boxes_lie_inside_the_picture(scenes):
    for name, scene in scenes.items():
        for thing in scene.objects:
            left, top, right, bottom = thing.box
            assert 0 <= left < right <= SIDE, name
            assert 0 <= top < bottom <= SIDE, name


def test_a_box_holds_all_that_is_seen_of_its_thing(scenes):
    for name, scene in scenes.items():
        for number, thing in enumerate(scene.objects, start=1):
            left, top, right, bottom = extent(scene.instance_mask == number)
            assert (thing.box[0] <= left, thing.box[1] <= top) == (True, True), name
            assert (thing.box[2] >= right, thing.box[3] >= bottom) == (True, True), name


def test_the_box_of_a_thing_alone_is_the_extent_of_its_mask(scenes):
    for scene in (scene for scene in scenes.values() if len(scene.objects) == 1):
        assert scene.objects[0].box == extent(scene.instance_mask == 1)


def test_the_class_mask_names_the_things_of_the_instance_mask(scenes):
    for name, scene in scenes.items():
        number = np.array([0, *(LABELS.index(thing.label) + 1 for thing in scene.objects)])
        np.testing.assert_array_equal(scene.class_mask, number[scene.instance_mask], name)


def test_things_go_from_the_farthest_to_the_nearest(scenes):
    for name, scene in scenes.items():
        assert all(far.nearness <= near.nearness for far, near in pairwise(scene.objects)), name


def test_nearness_goes_from_zero_to_one(scenes):
    for name, scene in scenes.items():
        assert scene.nearness.min() >= 0, name
        assert scene.nearness.max() <= 1, name


def test_a_thing_is_as_near_everywhere(scenes):
    for name, scene in scenes.items():
        for number, thing in enumerate(scene.objects, start=1):
            seen = scene.nearness[scene.instance_mask == number]
            np.testing.assert_allclose(seen, thing.nearness, rtol=1e-6, err_msg=name)


def test_the_ground_never_comes_nearer_upwards(scenes):
    for name, scene in scenes.items():
        ground = np.where(scene.instance_mask == 0, scene.nearness, np.nan)
        rows = np.array([np.nanmax(row) for row in ground if not np.isnan(row).all()])
        assert (np.diff(rows) >= 0).all(), name


def test_on_the_ground_nearer_things_stand_lower(scenes):
    feet, nearness = [], []
    for scene in scenes.values():
        if scene.nearness.min() < 1:
            standing = [thing for thing in scene.objects if thing.label != "airplane"]
            feet += [thing.box[3] for thing in standing]
            nearness += [thing.nearness for thing in standing]
    assert np.corrcoef(feet, nearness)[0, 1] > 0.6


def test_harder_scenes_have_smaller_things():
    def side(difficulty):
        scenes = [make(SceneSpec(seed, 3, difficulty)) for seed in range(30)]
        return np.median([thing.box[3] - thing.box[1] for scene in scenes for thing in scene.objects])

    assert side("easy") > side("hard")


def test_the_app_makes_scenes_of_drawings_that_no_training_sees(scenes):
    assert all(is_held_out(str(thing.key)) for scene in scenes.values() for thing in scene.objects)


def test_every_class_has_drawings_in_the_app():
    assert min(len(numbers) for numbers in held_out_pool().numbers) >= 24


def test_a_pool_without_a_class_is_an_error():
    with pytest.raises(ValueError, match="not in tuple"):
        pool_of(pack(("car",), []))


def test_a_pool_can_change_its_drawings():
    halved = pool_of(held_out(), lambda strokes, _rng: strokes[:1])
    spec = SceneSpec(3, 1, "easy")
    assert make(spec, pool=halved).picture.tobytes() != make(spec).picture.tobytes()


def test_a_small_scene_is_made_again_where_a_drawing_is_too_faint_to_be_seen():
    dots = [np.zeros((1, 2), np.float32), np.full((1, 2), 200, np.float32)]
    half = pool_of(held_out(), lambda strokes, rng: dots if rng.random() < 0.5 else strokes)
    for seed in range(12):
        scene = make(SceneSpec(seed, 2, "hard"), 96, half)
        assert set(np.unique(scene.instance_mask)) == {0, 1, 2}


def test_every_class_has_a_name_of_coco_and_drawings_of_quick_draw():
    assert set(LABELS) <= set(COCO_LABELS)
    assert {kind.drawing for kind in CLASSES} <= set(held_out().classes)


def test_no_spec_is_asked_for_and_none_comes():
    assert specs(0, 7) == ()


def test_a_set_of_scenes_is_the_same_again():
    assert specs(50, 7) == specs(50, 7)


def test_sets_of_other_seeds_share_no_scene():
    assert not {spec.seed for spec in specs(50, 7)} & {spec.seed for spec in specs(50, 8)}


def test_a_set_has_every_kind_of_scene_equally_often():
    kinds = [(spec.objects, spec.difficulty) for spec in specs(36, 1)]
    assert {kinds.count(kind) for kind in kinds} == {2}
    assert len(set(kinds)) == len(DIFFICULTIES) * MOST_OBJECTS


@pytest.mark.parametrize(
    "spec", [SceneSpec(0, 1, "easy"), SceneSpec(99_999_999_999, 6, "hard"), *specs(3, 7)]
)
def test_a_spec_is_found_by_its_name(spec):
    assert spec_of(spec.name) == spec


@pytest.mark.parametrize(
    "name",
    ["", "scene", "scene-1-0-easy", "scene-1-7-easy", "scene--1-2-easy", "scene-1-2-hard (2)", "scene-1-2"],
)
def test_a_name_of_no_scene_has_no_spec(name):
    assert spec_of(name) is None


def test_a_whole_set_is_known_by_its_names_also_among_others():
    names = {spec.name for spec in specs(50, 7)}
    assert set_among(names | {"bus", "scene-3-1-easy"}, 50) == ("scene", 7)


def test_a_set_of_which_a_scene_is_missing_is_none():
    assert set_among({spec.name for spec in specs(50, 7)[1:]}, 50) is None


def test_of_no_names_there_is_no_set():
    assert set_among([], 50) is None
