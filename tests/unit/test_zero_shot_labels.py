"""Labels and templates from anywhere: what is taken, what is said, what is refused."""

import json

import pytest

from core.errors import UserError
from core.i18n import speaking
from core.own_labels import LONGEST_LABEL, checked_labels, checked_template, label_notes, split_labels
from core.vision.zero_shot import label_sets
from core.vision.zero_shot.label_sets import labels_at, labels_in, labels_in_file
from core.vision.zero_shot.labels import TEMPLATES, checked_templates


def complaint(work) -> str:
    with pytest.raises(UserError) as caught:
        work()
    with speaking("en"):
        return str(caught.value)


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ([], ()),
        (["", " ", "\t\n", "\u202e"], ()),
        ([" owl "], ("owl",)),
        (["owl", "Owl", "owl "], ("owl",)),
        (["🦉", "بومة", "búho", "猫"], ("🦉", "بومة", "búho", "猫")),
        (["red\tcar", "bro\x00ken", "\u202ereversed"], ("red car", "broken", "reversed")),
    ],
    ids=["none", "nothing to see", "space around", "the same", "any letters", "what cannot be shown"],
)
def test_labels_are_printable_and_none_is_there_twice(typed, labels):
    assert checked_labels(typed).labels == labels


def test_what_was_done_to_labels_is_said():
    found = checked_labels(["owl", "OWL", "x" * 1000])
    assert [len(label) for label in found.labels] == [3, LONGEST_LABEL]
    with speaking("en"):
        assert label_notes(found) == [
            "Written twice, taken once: OWL.",
            "1 label is longer than models read and was cut.",
        ]


def test_labels_that_differ_in_case_alone_are_kept_where_models_tell_them_apart_and_that_is_said():
    found = checked_labels(["marte", "Marte", "marte"], is_cased=True)
    assert found.labels == ("marte", "Marte")
    with speaking("en"):
        assert label_notes(found) == [
            "Written twice, taken once: marte.",
            "Different from another label in capitals alone: Marte. Both were kept.",
        ]


def test_a_thousand_labels_are_taken_and_five_thousand_are_refused_with_a_sentence():
    assert len(checked_labels(map(str, range(1000))).labels) == 1000
    assert complaint(lambda: checked_labels(map(str, range(5000)))) == (
        "These are 5000 labels, and 1000 are the most. Nothing was changed: leave some out."
    )


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("", ()),
        ("owl", ("owl",)),
        ("owl, bear; fox,", ("owl", "bear", "fox")),
        ("a dog, asleep\na dog, awake\n", ("a dog, asleep", "a dog, awake")),
        ("owl\r\nbear", ("owl", "bear")),
    ],
)
def test_a_text_has_a_label_a_line_or_parted_by_commas(text, labels):
    assert checked_labels(split_labels(text)).labels == labels


@pytest.mark.parametrize(
    ("typed", "template"),
    [
        ("a photo of a {}", "a photo of a {}"),
        ("  {} in the snow\n", "{} in the snow"),
        ("a sketch of a", "a sketch of a {}"),
        ("", "{}"),
    ],
)
def test_a_template_has_a_place_for_the_label(typed, template):
    assert checked_template(typed) == template


@pytest.mark.parametrize("typed", ["{} and {}", "{0}", "{label}", "{", "{}}"])
def test_a_template_with_other_braces_is_refused(typed):
    assert "may hold {} once" in complaint(lambda: checked_template(typed))


def test_without_a_template_it_is_that_of_clips_authors():
    assert checked_templates([]) == (TEMPLATES["en"][0],) == ("a photo of a {}",)


@pytest.mark.parametrize(
    ("name", "number", "one"),
    [
        ("animals", 4, "seagull"),
        ("animals-es", 4, "búho"),
        ("coco", 80, "hair drier"),
        ("coco-es", 80, "persona"),
        ("quick-draw", 345, "airplane"),
        ("quick-draw-es", 344, "avión"),
        ("imagenet", 998, "goldfish"),
    ],
)
def test_the_sets_have_their_labels(name, number, one):
    assert one in labels_in(name)
    assert abs(len(labels_in(name)) - number) <= 2


WANTED = ("owl", "búho")


@pytest.mark.parametrize(
    "content",
    [
        list(WANTED),
        {"labels": list(WANTED)},
        {"0": "owl", "1": "búho"},
        {"id2label": {"0": "owl", "1": "búho"}},
        [{"name": "owl", "id": 3}, {"name": "búho", "id": 4}],
        {"count": 2, "results": [{"name": "owl"}, {"name": "búho"}]},
    ],
    ids=["a list", "an object with a list", "numbered", "a configuration", "objects", "an API's page"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_json_of_many_shapes_is_a_list_of_labels(content, encoding):
    data = json.dumps(content, ensure_ascii=False).encode(encoding)
    assert labels_in_file(data, "labels.json").labels == WANTED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_text_file_of_any_usual_encoding_is_read(encoding):
    assert labels_in_file("owl\nbúho\n".encode(encoding), "labels.txt").labels == WANTED


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "There is no label in x"),
        (b"[]", "There is no label in x"),
        (b"<!DOCTYPE html><p>owl", "x is a web page"),
        (b'["owl",\n', "x is not JSON: something is wrong in line"),
        (b"[1, 2]", "x is JSON, but no list of labels"),
        (b'{"a": {"b": 1}}', "x is JSON, but no list of labels"),
        (b"[" * 100_000, "x is"),
        (b"\x81\x8d\x8f\x90\x9d", "x is no text"),
        (b"a\n" * 2_000_000, "too large"),
        (b"\n".join(b"%d" % number for number in range(5000)), "5000 labels"),
    ],
    ids=["empty", "an empty list", "HTML", "broken", "numbers", "nested", "deep", "bytes", "large", "many"],
)
def test_a_file_without_labels_is_refused_with_what_is_expected(data, words):
    assert words in complaint(lambda: labels_in_file(data, "x"))


def test_an_address_is_fetched_safely_and_read_as_a_file_is(monkeypatch):
    monkeypatch.setattr(
        label_sets, "fetch", lambda url, accept, most: ("labels.json", "text/html", b'["owl", "b\xc3\xbaho"]')
    )
    assert labels_at("https://example.org/labels.json").labels == WANTED


def test_an_address_of_this_machine_is_refused():
    assert "not on the public web" in complaint(lambda: labels_at("http://127.0.0.1/labels.json"))
