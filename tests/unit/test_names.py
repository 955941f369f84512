import pytest

from core.names import distinct_name


@pytest.mark.parametrize(
    ("name", "taken", "wanted"),
    [
        ("cat.jpg", [], "cat.jpg"),
        ("cat.jpg", ["cat.png"], "cat.jpg"),
        ("cat.jpg", ["cat.jpg"], "cat (2).jpg"),
        ("cat.jpg", ["cat.jpg", "cat (2).jpg"], "cat (3).jpg"),
        ("cat.jpg", ["CAT.JPG"], "cat (2).jpg"),
        ("straße.png", ["STRASSE.png"], "straße (2).png"),
        ("cat", ["cat"], "cat (2)"),
        (".jpg", [".jpg"], ".jpg (2)"),
        ("a.b/detr", ["a.b/detr"], "a.b/detr (2)"),
        ("", [""], " (2)"),
    ],
)
def test_a_name_that_is_taken_gets_a_number_before_its_ending(name, taken, wanted):
    assert distinct_name(name, taken) == wanted
