"""Files as anybody may write them, for Hypothesis: bytes, JSON, and right files with something wrong in them."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from core.errors import UserError

always_the_same = settings(
    derandomize=True,
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
"""The same examples in every run: a run that fails says something about the change it comes with."""

texts = st.text(max_size=20) | st.sampled_from(
    [
        "",
        "\x00",
        "\x02\u202e",
        "\ud800",
        "..",
        "/etc/passwd",
        "a" * 300,
        "{problem}",
        "1",
        "nan",
        "1e999",
        "\ufffe",
    ]
)
"""Texts, those that break something first of all."""

numbers = (
    st.integers(-(10**20), 10**20)
    | st.floats()
    | st.sampled_from([0, -1, 10**400, 2**63, 1e308, -1e308, 5e-324, float("nan"), float("inf")])
)
leaves = st.none() | st.booleans() | numbers | texts
any_json = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)


@st.composite
def changed(draw: Callable[..., Any], content: Any) -> Any:
    """What a JSON file holds, with one to three of its values replaced, doubled or taken away, at any depth."""
    whole = [deepcopy(content)]
    for _change in range(draw(st.integers(1, 3))):
        places = list(_places(whole))
        holder, key = places[draw(st.integers(0, len(places) - 1))]
        how = draw(st.sampled_from(["replace", "leaf", "remove", "double"]))
        if how == "remove" and len(places) > 1 and holder is not whole:
            del holder[key]
        elif how == "double" and isinstance(holder, list):
            holder.append(deepcopy(holder[key]))
        else:
            holder[key] = draw(any_json if how == "replace" else leaves)
    return whole[0]


def _places(node: Any) -> list[tuple[Any, Any]]:
    if not isinstance(node, dict | list):
        return []
    keys = list(node) if isinstance(node, dict) else list(range(len(node)))
    return [(node, key) for key in keys] + [place for key in keys for place in _places(node[key])]


@st.composite
def damaged(draw: Callable[..., Any], *files: bytes) -> bytes:
    """One of the files with a part of it replaced by any bytes, taken away, or cut off."""
    data = bytearray(draw(st.sampled_from(files)))
    for _change in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 8) | st.integers(0, len(data)))
        data[start : start + length] = draw(st.binary(max_size=8))
    return bytes(data)


def as_file(content: Any) -> bytes:
    return json.dumps(content).encode()


def value_or_user_error(read: Callable[[], Any]) -> Any:
    """Return what `read` returns, None where it raises a UserError that can be said; anything else fails the test."""
    try:
        return read()
    except UserError as error:
        assert str(error)
        return None
    except Exception as error:
        pytest.fail(f"{type(error).__name__}: {error}")
