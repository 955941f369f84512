from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.i18n import speaking
from core.pictures.labels import COCO_LABELS, canonical_label, label_named, with_name, without_name
from core.pictures.palette import color_of, contrast, text_on
from core.scenes.classes import LABELS

LIGHT_PAGES = ("#ffffff", "#eef4f3")
DARK_PAGES = ("#0e1117", "#0f1719", "#1a2528")
MET_TOGETHER = {
    "table": "chair, dining table, cup, bottle, wine glass, bowl, fork, knife, spoon, pizza, cake",
    "food": "dining table, bowl, cup, fork, knife, spoon, banana, apple, orange, sandwich, broccoli, carrot, hot dog, "
    "pizza, donut, cake",
    "street": "bicycle, car, motorcycle, bus, truck, train, traffic light, stop sign, fire hydrant, parking meter, "
    "bench, backpack, handbag, umbrella, dog",
    "living room": "cat, dog, couch, chair, bed, tv, remote, book, potted plant, vase, clock, laptop, teddy bear, "
    "dining table, cup",
    "desk": "chair, tv, laptop, mouse, keyboard, cell phone, book, cup, bottle, scissors, clock, potted plant",
    "kitchen": "chair, dining table, microwave, oven, toaster, sink, refrigerator, bottle, cup, bowl, knife, spoon",
    "bathroom": "toilet, sink, hair drier, toothbrush, bottle, cup, scissors, cat",
    "sport": "sports ball, baseball bat, baseball glove, tennis racket, frisbee, dog, bench, skateboard, bicycle",
    "outdoors": "skis, snowboard, backpack, bench, surfboard, kite, boat, umbrella",
    "farm": "bird, cat, dog, horse, sheep, cow, bear, truck, car, bench",
    "safari": "elephant, bear, zebra, giraffe, bird, car, truck",
    "travel": "airplane, boat, train, truck, bus, car, bird, suitcase, backpack, handbag, tie, umbrella, cell phone",
    "doodles": ", ".join(LABELS),
}


def oklab(color):
    """OKLab of "#rrggbb" (https://bottosson.github.io/posts/oklab/), times 100."""
    linear = [srgb / 12.92 if srgb <= 0.04045 else ((srgb + 0.055) / 1.055) ** 2.4 for srgb in (
        int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)
    )]  # fmt: skip
    cones = np.cbrt(np.array([
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]) @ linear)  # fmt: skip
    return 100 * np.array([
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]) @ cones  # fmt: skip


def too_near(labels, least):
    """The pairs of labels whose colours are less than `least` apart; 2 is what an eye can just tell (CSS Color 4)."""
    return [
        (one, other)
        for one, other in combinations(labels, 2)
        if np.linalg.norm(oklab(color_of(one)) - oklab(color_of(other))) < least
    ]


def least_contrast(label):
    """The contrast of a label's colour with the page that it stands out from least."""
    return min(contrast(color_of(label), page) for page in LIGHT_PAGES + DARK_PAGES)


def test_a_label_stands_out_from_light_and_dark_pages():
    labels = [*COCO_LABELS, "", "ñandú", "<script>", "N/A", "x" * 500]
    assert [label for label in labels if least_contrast(label) < 3] == []


@given(st.text())
def test_any_text_has_a_visible_colour_and_readable_ink(label):
    assert least_contrast(label) >= 3
    assert contrast(text_on(color_of(label)), color_of(label)) >= 4.5


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_ink_reads_on_every_colour(rgb):
    color = "#{:02x}{:02x}{:02x}".format(*rgb)
    assert contrast(text_on(color), color) >= 4.5


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tv", "tvmonitor"),
        ("couch", "sofa"),
        ("motorcycle", "motorbike"),
        ("airplane", "aeroplane"),
        ("dining table", "diningtable"),
        ("potted plant", "pottedplant"),
        ("Dog", "dog"),
        (" traffic  light", "traffic_light"),
    ],
)
def test_two_spellings_of_a_thing_are_one_label_and_one_colour(one, other):
    assert canonical_label(one) == canonical_label(other)
    assert color_of(one) == color_of(other)


@pytest.mark.parametrize("labels", MET_TOGETHER.values(), ids=MET_TOGETHER)
def test_labels_that_often_meet_in_a_picture_are_well_apart(labels):
    assert too_near(["person", *labels.split(", ")], 7) == []


def test_no_two_labels_of_coco_look_the_same():
    assert too_near(COCO_LABELS, 3.5) == []


def test_chair_and_pizza_are_two_colours_at_a_glance():
    assert too_near(["chair", "pizza"], 20) == []


def test_canonical_labels_keep_cocos_names_apart():
    assert len({canonical_label(label) for label in COCO_LABELS}) == 80


@pytest.mark.parametrize(
    ("one", "other", "expected"), [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48)]
)
def test_contrast_agrees_with_published_values(one, other, expected):
    assert contrast(one, other) == pytest.approx(expected, abs=0.01)


def test_every_label_of_coco_has_a_spanish_name():
    with speaking("es"):
        named = {label: with_name(label) for label in COCO_LABELS}
    assert [label for label, name in named.items() if label not in name] == []
    assert [label for label, name in named.items() if name == label] == ["pizza"]


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("label", ["cat", "traffic light", "ñandú", "gato (large)", ""])
def test_a_label_comes_back_from_what_is_shown_of_it(language, label):
    with speaking(language):
        assert without_name(with_name(label)) == without_name(f" {label} ") == label


@pytest.mark.parametrize(
    ("language", "label", "expected"),
    [
        ("es", "cat", "gato (cat)"),
        ("es", "tvmonitor", "televisor (tvmonitor)"),
        ("es", "ñandú", "ñandú"),
        ("en", "cat", "cat"),
    ],
)
def test_a_label_is_shown_with_its_name_where_that_is_known_and_another(language, label, expected):
    with speaking(language):
        assert with_name(label) == expected


def test_a_label_comes_back_from_what_another_language_shows_of_it():
    with speaking("es"):
        shown = with_name("cat")
    with speaking("en"):
        assert without_name(shown) == "cat"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("silla", "chair"),
        ("Sillas", "chair"),
        ("SOFA", "couch"),
        ("autobuses", "bus"),
        ("Perritos calientes", "hot dog"),
        ("guantes de beisbol", "baseball glove"),
        ("wine glasses", "wine glass"),
        ("people", "person"),
        ("TV monitor", None),
        ("tvmonitor", "tv"),
        ("gamusino", None),
        ("", None),
    ],
)
def test_a_typed_name_is_cocos_label_where_it_means_one(text, expected):
    assert label_named(text) == expected


def test_the_models_own_labels_go_before_cocos():
    assert label_named("silla", ["Chair", "tram"]) == "Chair"
    assert label_named("TRAM", ["Chair", "tram"]) == "tram"


def test_every_name_of_a_label_means_that_label_alone():
    with speaking("es"):
        names = {label: with_name(label).partition(" (")[0] for label in COCO_LABELS}
    assert [
        label for label in COCO_LABELS if {label_named(label), label_named(names[label])} != {label}
    ] == []
