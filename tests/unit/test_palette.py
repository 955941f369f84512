import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.i18n import speaking
from core.pictures.labels import COCO_LABELS, canonical_label, label_named, with_name, without_name
from core.pictures.palette import color_of, contrast, text_on

LIGHT_PAGES = ("#ffffff", "#eef4f3")
DARK_PAGES = ("#0e1117", "#0f1719", "#1a2528")
MET_TOGETHER = ("person", "car", "bus", "dog", "cat", "chair", "tie", "bicycle")


def channels(color):
    return [int(color[at : at + 2], 16) for at in (1, 3, 5)]


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


def test_labels_that_often_meet_are_well_apart():
    pairs = combinations(MET_TOGETHER, 2)
    assert [pair for pair in pairs if math.dist(*(channels(color_of(label)) for label in pair)) <= 60] == []


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
