"""The page of real drawings, with the networks that ship with the app and without any."""

import json
from collections import Counter

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import UserError
from core.i18n import speaking
from core.models.catalogue.rows import rows_for
from core.sketch import guessing as quick_draw
from core.sketch.data_set import held_out
from core.sketch.how_people_draw import Measured
from core.ui.quick_draw_data import choose_class, statistics, watch
from tests.pages.visitor import errors, go, press, said, visit, well

PAGE = "quick_draw_data"
SMALL = "QuickDraw CNN"


@pytest.fixture(autouse=True)
def _hub(hub):
    with speaking("en"):
        yield


@pytest.fixture
def looks(monkeypatch):
    """How often each drawing was shown to a network."""
    seen = Counter()
    real = watch.guesses_by_stroke

    def counting(loaded, strokes, label, *rest):
        seen[label, len(strokes)] += 1
        return real(loaded, strokes, label, *rest)

    monkeypatch.setattr(watch, "guesses_by_stroke", counting)
    return seen


def shown(at: AppTest) -> dict:
    """What the replay was given."""
    (node,) = [node for node in at.get("bidi_component") if "miralab.replay" in node.proto.component_name]
    return json.loads(node.proto.json)


def choose(at: AppTest, label: str) -> AppTest:
    return well(at.selectbox(key="drawn_class_en").set_value(label).run())


def test_all_drawings_of_the_class_hang_on_the_wall():
    data = shown(visit(PAGE, network=SMALL, **{"class": "cat"}))
    numbers = held_out().of_class("cat")
    keys = {str(held_out().keys[number]) for number in numbers}
    assert ({one["key"] for one in data["drawings"]}, len(data["drawings"])) == (keys, len(numbers))


def test_the_network_guesses_after_every_stroke_of_the_chosen_drawing():
    data = shown(visit(PAGE, network=SMALL))
    strokes = {one["key"]: one["strokes"] for one in data["drawings"]}[data["chosen"]]
    assert data["answer"]["key"] == data["chosen"]
    assert [len(step["guesses"]) for step in data["answer"]["steps"]] == [3] * len(strokes)


def test_a_drawing_is_looked_at_once_however_often_the_page_runs(looks):
    at = visit(PAGE, network=SMALL)
    at.run()
    choose(choose(at, "dog"), "cat")
    assert list(looks.values()) == [1, 1]


def test_the_payload_of_a_whole_wall_stays_small():
    sizes = [
        len(json.dumps(shown(visit(PAGE, network=SMALL, **{"class": label})))) for label in ("cat", "tractor")
    ]
    assert max(sizes) < 80_000


def test_another_class_shows_its_own_drawings_and_stands_in_the_address():
    at = choose(visit(PAGE, network=SMALL), "alarm clock")
    assert (shown(at)["class"], at.query_params["class"]) == ("alarm clock", "alarm clock")


def test_the_class_in_the_address_is_the_one_chosen_in_either_language():
    for language in ("es", "en"):
        at = visit(PAGE, lang=language, network=SMALL, **{"class": "alarm clock"})
        assert shown(at)["class"] == "alarm clock"


@pytest.mark.parametrize("asked", ["", "nothing", "gato", "../../etc/passwd", "<script>"])
def test_an_unknown_class_in_the_address_falls_back_to_the_first(asked):
    assert shown(visit(PAGE, network=SMALL, **{"class": asked}))["class"] == choose_class.FIRST_CLASS


def test_the_class_stays_when_the_language_changes():
    at = choose(visit(PAGE, network=SMALL), "dog")
    well(at.sidebar.button_group(key="language_switch_en").set_value("es").run())
    assert (shown(at)["class"], at.selectbox(key="drawn_class_es").value) == ("dog", "dog")


def test_the_class_is_still_there_after_another_page():
    at = choose(visit(PAGE, network=SMALL), "dog")
    assert shown(go(go(at, ""), PAGE, network=SMALL))["class"] == "dog"


def test_a_link_to_a_class_is_followed_whatever_was_chosen_before():
    at = choose(visit(PAGE, network=SMALL), "dog")
    assert shown(go(go(at, ""), PAGE, network=SMALL, **{"class": "tractor"}))["class"] == "tractor"


def test_the_surprise_is_another_class_every_time(monkeypatch):
    monkeypatch.setattr(choose_class, "choice", lambda labels: labels[0])
    at = visit(PAGE, network=SMALL)
    first, second = held_out().classes[:2]
    assert [shown(press(at, "surprise"))["class"] for _ in range(3)] == [first, second, first]


def test_classes_are_listed_by_their_names_in_the_language_without_regard_to_accents():
    at = visit(PAGE, lang="es", network=SMALL)
    options = at.selectbox(key="drawn_class_es").options
    assert len(options) == 345
    assert options.index("árbol · tree") < options.index("avión · airplane") < options.index("gato · cat")


def test_without_a_model_the_drawings_are_there_and_the_page_says_why(monkeypatch):
    def missing(*_):
        raise UserError("There is no model.")

    monkeypatch.setattr(watch, "ask", missing)
    monkeypatch.setattr(watch, "loaded_names", lambda: ())
    at = visit(PAGE, network=SMALL)
    assert (errors(at), shown(at)["answer"], len(shown(at)["drawings"]) > 20) == (
        ["There is no model."],
        None,
        True,
    )


def test_another_model_that_carries_on_is_named(monkeypatch):
    small, large = (
        row for row in rows_for(quick_draw.TASK) if row.name in ("quickdraw-cnn", "quickdraw-resnet")
    )
    real = watch.ask
    monkeypatch.setattr(watch, "ask", lambda row, *rest: real(large if row == small else small, *rest))
    assert shown(visit(PAGE, network=small.title))["answer"]["model"] == large.title


def test_a_model_that_was_not_measured_says_so(monkeypatch):
    monkeypatch.setattr(statistics, "measured", lambda _row: None)
    assert said(visit(PAGE, network=SMALL), "was not measured on these drawings")


def test_the_figures_of_the_class_and_the_pairs_are_those_that_were_measured(monkeypatch):
    found = Measured({"cat": 0.25}, (("cup", "mug", 9), ("cat", "lion", 3)))
    monkeypatch.setattr(statistics, "measured", lambda _row: found)
    at = visit(PAGE, network=SMALL)
    assert said(at, "**25\N{NO-BREAK SPACE}%**")
    tables = [node.proto.body for node in at.get("html") if "<table" in node.proto.body]
    assert [all(word in table for word in ("cup", "mug", ">9<", "lion", ">3<")) for table in tables] == [True]


def test_a_class_without_mistakes_has_no_list_of_them(monkeypatch):
    monkeypatch.setattr(statistics, "measured", lambda _row: Measured({"cat": 1.0}, ()))
    assert not said(visit(PAGE, network=SMALL), "It takes them for")


@pytest.mark.parametrize(("share", "sentences"), [(0.75, 1), (1.0, 0)])
def test_a_class_whose_mistakes_are_all_different_says_so_before_those_of_all(monkeypatch, share, sentences):
    found = Measured({"cat": share}, (("cup", "mug", 9),))
    monkeypatch.setattr(statistics, "measured", lambda _row: found)
    texts = [element.value for element in visit(PAGE, network=SMALL).markdown]
    own = [place for place, text in enumerate(texts) if text.startswith("No two of the others")]
    (every,) = (place for place, text in enumerate(texts) if text.startswith("Of all classes"))
    assert [place < every for place in own] == [True] * sentences


def test_the_licence_and_whose_drawings_they_are_stand_on_the_page():
    assert said(visit(PAGE, network=SMALL), "CC BY 4.0")


def gallery(at: AppTest) -> list[dict]:
    """What the gallery of classes was given, where it is open."""
    return [
        json.loads(node.proto.json)
        for node in at.get("bidi_component")
        if "miralab.class_gallery" in node.proto.component_name
    ]


def test_the_gallery_is_made_only_once_it_is_opened():
    assert gallery(visit(PAGE, network=SMALL)) == []


def test_the_gallery_has_a_drawing_of_every_class_and_marks_the_chosen_one():
    (data,) = gallery(visit(PAGE, {"all_classes": True}, network=SMALL, **{"class": "dog"}))
    assert {one["label"] for one in data["classes"]} == set(held_out().classes)
    assert (data["chosen"], all(one["path"] for one in data["classes"])) == ("dog", True)
