"""The budget of bytes: what stays, what goes, and what counts."""

import gc

import pytest

from core.models.budget import Budget, Entry


class Thing:
    """Something that can be held on to, and be gone."""


@pytest.fixture
def budget():
    made = Budget()
    for name in "abc":
        made.put((name,), Entry(name, 100, Thing()))
    return made


def names(budget):
    return "".join(key[0] for key in budget._entries)


def test_where_there_is_room_nothing_goes(budget):
    assert budget.reserve({("d",): 50}, 350) == 50
    assert names(budget) == "abc"
    assert budget.used() == 350


def test_what_was_not_used_for_longest_goes_first(budget):
    assert budget.begin_use([("a",)])
    budget.end_use([("a",)])
    assert budget.reserve({("d",): 100}, 300) == 100
    assert names(budget) == "ca"


def test_what_is_in_use_stays(budget):
    budget.begin_use([("a",), ("b",)])
    assert budget.reserve({("d",): 100}, 300) == 100
    assert names(budget) == "ab"


def test_where_there_can_be_no_room_nothing_goes(budget):
    budget.begin_use([("a",), ("b",)])
    assert budget.reserve({("d",): 150}, 300) is None
    assert set(names(budget)) == set("abc")


def test_what_is_wanted_too_is_not_dropped_for_its_companion(budget):
    assert budget.reserve({("a",): 100, ("d",): 100}, 300) == 100
    assert names(budget) == "ac"


def test_what_is_set_aside_counts_until_it_is_given_back(budget):
    reserved = budget.reserve({("d",): 50}, 350)
    assert budget.reserve({("e",): 351}, 350) is None
    budget.release(reserved)
    assert budget.used() == 300


def test_what_was_dropped_counts_as_long_as_somebody_holds_it(budget):
    held = budget._entries["a",].holder
    budget.drop([("a",), ("b",)])
    assert budget.used() == 200
    assert budget.reserve({("d",): 150}, 300) == 150
    assert names(budget) == ""
    del held
    gc.collect()
    assert budget.used() == 150


def test_use_begins_of_all_or_of_none(budget):
    assert not budget.begin_use([("a",), ("x",)])
    assert budget._entries["a",].users == 0


def test_what_is_wanted_twice_at_once_has_one_user(budget):
    budget.begin_use([("a",), ("a",)])
    assert budget._entries["a",].users == 1
    budget.end_use([("a",), ("a",)])
    assert budget._entries["a",].users == 0
