"""What labels are called, what typed words mean, and how right answers are counted."""

import zipfile
from io import BytesIO

import pytest

from core.errors import UserError
from core.handin.charts import chart_png
from core.i18n import speaking
from core.vision.classification.charts import confusion_chart, confusion_words
from core.vision.classification.metrics import Judged, confusion, right_among
from core.vision.classification.names import (
    are_unnamed,
    label_meant,
    labels_with,
    short_name,
    short_names,
    synonyms,
)
from core.vision.classification.truth import labelled_pictures, name_in

IMAGENET = ["tabby, tabby cat", "tiger cat", "crane", "crane", "kite", "laptop, laptop computer", "hen"]


@pytest.mark.parametrize(
    ("label", "names"),
    [("tabby, tabby cat", ["tabby", "tabby cat"]), ("cat", ["cat"]), (",", [","]), ("a,b", ["a,b"])],
)
def test_a_label_is_made_of_names(label, names):
    assert synonyms(label) == names


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("laptop, laptop computer", "portátil (laptop)"),
        ("cat", "gato (cat)"),
        ("tabby, tabby cat", "tabby"),
        ("kite", "kite"),
        ("x" * 300, "x" * 59 + "…"),
    ],
)
def test_a_label_is_shown_by_its_first_name_and_in_spanish_where_that_is_sure(label, name):
    with speaking("es"):
        assert short_name(label) == name


def test_labels_with_the_same_short_name_are_shown_in_full():
    assert short_names(["maillot", "maillot, tank suit", "hen"]) == ["maillot", "maillot, tank suit", "hen"]


@pytest.mark.parametrize(
    ("labels", "unnamed"), [(["LABEL_0", "LABEL_1"], True), (["0", "1"], True), (["LABEL_0", "cat"], False)]
)
def test_labels_that_say_nothing_are_recognised(labels, unnamed):
    assert are_unnamed(labels) is unnamed


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("tabby, tabby cat", "tabby, tabby cat"),
        ("Tabby_Cat", "tabby, tabby cat"),
        ("portátiles", "laptop, laptop computer"),
        ("crane", "crane"),
        ("cat", None),
        ("gato", None),
        ("", None),
        ("  ", None),
    ],
)
def test_a_typed_name_means_a_label_by_any_of_its_names(text, label):
    assert label_meant(text, IMAGENET) == label


def test_for_a_word_that_is_no_label_those_that_have_it_are_found():
    assert labels_with("Cat", IMAGENET) == ["tabby, tabby cat", "tiger cat"]
    assert labels_with(" ", IMAGENET) == []


@pytest.mark.parametrize(
    ("file", "label"),
    [
        ("polar_bear_01.jpg", "polar bear"),
        ("cat (2).png", "cat"),
        ("gato-3.JPG", "gato"),
        ("0001.jpg", ""),
        ("cat.jpg", "cat"),
        ("cat", "cat"),
    ],
)
def test_a_file_name_holds_a_label(file, label):
    assert name_in(file) == label


def packed(**files: bytes) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def test_the_folders_of_a_zip_are_the_labels_and_what_is_no_picture_is_passed_over():
    data = packed(
        **{
            "set/polar_bear/1.jpg": b"1",
            "cat\\2.PNG": b"2",
            "dog_03.webp": b"3",
            "notes.txt": b"",
            "__MACOSX/cat/._2.png": b"",
            "cat/.hidden.png": b"",
        }
    )
    assert list(labelled_pictures(data)) == [
        ("polar bear", "1.jpg", b"1"),
        ("cat", "2.PNG", b"2"),
        ("dog", "dog_03.webp", b"3"),
    ]


@pytest.mark.parametrize("data", [b"", b"no zip", packed(**{"cat/1.jpg": b"x" * 900})[:-60]])
def test_what_is_no_zip_is_refused_with_a_sentence(data):
    with pytest.raises(UserError):
        list(labelled_pictures(data))


JUDGED = [Judged("a", ("a", "b")), Judged("a", ("b", "a")), Judged("b", ("c", "d"))]


@pytest.mark.parametrize(("top", "right"), [(1, 1), (2, 2), (5, 2)])
def test_right_is_what_has_its_label_among_the_best(top, right):
    assert right_among(JUDGED, top) == right


def test_the_confusion_matrix_counts_pairs_of_truth_and_answer():
    assert confusion(JUDGED) == {("a", "a"): 1, ("a", "b"): 1, ("b", "c"): 1}
    assert confusion([]) == {}


def test_the_matrix_has_every_label_both_ways_so_that_what_is_right_is_on_the_diagonal():
    with speaking("en"):
        layers = confusion_chart(confusion(JUDGED)).to_dict()["layer"]
    for axis in ("x", "y"):
        assert layers[0]["encoding"][axis]["scale"]["domain"] == ["a", "b", "c"]


def test_the_matrix_is_a_picture_to_save_and_is_said_in_words():
    with speaking("en"):
        assert chart_png(confusion_chart(confusion(JUDGED))).startswith(b"\x89PNG")
        assert confusion_words({("a", "b"): 2}) == "really a, called b: 2 pictures"
