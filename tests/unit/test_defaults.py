"""Which detectors a visitor begins with, by what is on the machine and whether the Hub answers."""

from dataclasses import replace

import pytest

from core.models import files
from core.models.catalogue.rows import find
from core.models.defaults import default_rows
from core.models.kinds import KINDS

DETECTORS = KINDS["object-detection"]
PHOTOGRAPHS = ["detr-resnet-50", "yolo11n"]
DOODLES = ["doodle-detr", "doodle-yolo11"]


@pytest.fixture
def world(monkeypatch):
    """Returns a function that says which models of the Hub are here, and whether the Hub answers (None: not asked)."""

    def settle(here, reachable, own=()):
        rows = tuple(
            replace(find("yolo11n"), name=name, domain="", hub_id="", local_path=f"/models/{name}.pt")
            for name in own
        )
        names = {*here, *own, *DOODLES}
        monkeypatch.setattr(files, "cached", lambda row, _kind=None: "here" if row.name in names else None)
        monkeypatch.setattr(files, "local_rows", lambda: rows)
        monkeypatch.setattr(
            "core.models.defaults.reachable",
            lambda: pytest.fail("asked the Hub") if reachable is None else reachable,
        )

    return settle


@pytest.mark.parametrize(
    ("here", "own", "reachable", "expected"),
    [
        ([], [], True, PHOTOGRAPHS),
        ([], [], False, DOODLES),
        (PHOTOGRAPHS, [], None, PHOTOGRAPHS),
        (["yolos-small"], [], True, PHOTOGRAPHS),
        (["yolos-small"], [], False, DOODLES),
        (["yolo11s", "yolos-small"], [], False, ["yolo11s", "yolos-small"]),
        (["yolo11s"], ["mine"], False, ["yolo11s", "mine"]),
        ([], ["a", "b", "c"], False, ["a", "b"]),
        (["detr-resnet-50", "yolo11s"], [], False, ["detr-resnet-50", "yolo11s"]),
    ],
)
def test_a_comparison_begins_with_two_models_for_photographs_or_with_those_that_ship(
    world, here, own, reachable, expected
):
    world(here, reachable, own)
    assert [row.name for row in default_rows(DETECTORS, 2)] == expected


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if "doodles" in kind.domains[1:]])
@pytest.mark.parametrize("number", [1, 2])
def test_every_page_begins_with_what_ships_exactly_where_nothing_else_can_be_had(world, kind, number):
    world([], False)
    assert [row.name for row in default_rows(kind, number)] == list(kind.shipped[:number]) != []
    world([], True)
    assert [row.name for row in default_rows(kind, number)] == list(kind.defaults[:number])


@pytest.mark.parametrize(
    ("here", "own", "reachable", "expected"),
    [
        ([], [], True, "detr-resnet-50"),
        ([], [], False, "doodle-detr"),
        (["detr-resnet-50"], [], None, "detr-resnet-50"),
        (["yolo11n"], [], True, "detr-resnet-50"),
        (["yolo11n"], [], False, "yolo11n"),
        ([], ["mine"], False, "mine"),
    ],
)
def test_a_page_for_one_picture_begins_with_a_model_for_photographs_or_with_one_that_ships(
    world, here, own, reachable, expected
):
    world(here, reachable, own)
    assert default_rows(DETECTORS)[0].name == expected


@pytest.mark.parametrize(
    ("task", "usual", "ships"),
    [
        ("text-classification", "bertweet-sentiment", "mini-sentimiento"),
        ("token-classification", "robertuito-pos", "mini-pos-es"),
        ("fill-mask", "xlm-roberta-base", "mini-bert-es"),
        ("translation", "opus-mt-es-en", "mini-es-en"),
        ("text-generation", "gpt2-poems-es", "mini-lm-es"),
    ],
)
def test_a_page_on_texts_begins_with_the_model_that_ships_exactly_where_the_hub_cannot_be_reached(
    monkeypatch, task, usual, ships
):
    monkeypatch.setattr(files, "cached", lambda row, _kind=None: "here" if row.name == ships else None)
    for answers, expected in ((True, usual), (False, ships)):
        monkeypatch.setattr("core.models.defaults.reachable", lambda answers=answers: answers)
        assert default_rows(KINDS[task])[0].name == expected
