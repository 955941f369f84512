"""Where two texts differ, word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.differences import differences


def apart(one, other):
    return [[part.text.strip() for part in side if not part.is_shared] for side in differences(one, other)]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("", "", [[], []]),
        ("", "hola", [[], ["hola"]]),
        ("un perro grande", "un perro grande", [[], []]),
        ("un perro grande", "un  perro\ngrande", [[], []]),
        ("The dog sleeps.", "The cat sleeps!", [["dog", "."], ["cat", "!"]]),
        ("a b c", "c b a", [["b c"], ["c b"]]),
        ("niño 😀", "nino 😀", [["niño"], ["nino"]]),
    ],
)
def test_what_the_other_text_does_not_have_is_set_apart(one, other, expected):
    assert apart(one, other) == expected


@given(st.text(alphabet="ab é.\n😀", max_size=30), st.text(alphabet="ab é.\n😀", max_size=30))
def test_put_together_again_each_text_is_as_it_was(one, other):
    assert tuple("".join(part.text for part in side) for side in differences(one, other)) == (one, other)
