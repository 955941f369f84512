"""The comparison page: chosen, run, read, typed, saved; the models are loaded for real where one runs."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import streamlit as st
from sqlalchemy import create_engine
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextInput

from core import store
from core.compare.book import fitting
from core.compare.book.session import Session, read_session, session_json
from core.compare.book.store import find
from core.compare.book.table import COLUMNS
from core.compare.book.workbook import Workbook, keep, measured_for
from core.compare.measure import run as running
from core.compare.measure.run import PictureMeasured, Settings, measure
from core.i18n import speaking
from core.load import Load
from core.models.hub import client
from core.pictures.boxes import TruthBox
from core.pictures.labels import COCO_LABELS
from core.pictures.samples import open_sample
from core.scenes.classes import LABELS
from core.ui.compare_detectors import comparison, kept_work
from tests.pages import visitor
from tests.pages.visitor import errors, go, said, step, visit, warnings, well

pytestmark = pytest.mark.usefixtures("engine")

PAGE = "compare_detectors"
MODELS = ("detr-resnet-50", "yolo11n")
QUICK = {"repeats": "1", "warmup": "0", "device": "CPU"}
CHOICES = Settings(MODELS, "cpu", 0.5, 1, 0)


@pytest.fixture(autouse=True)
def english(hub):
    with speaking("en"):
        yield


@pytest.fixture(scope="module")
def measured(hub):
    """A workbook with two pictures run on two models, and the pictures."""
    from core.compare.measure.facts import facts_of
    from core.models.catalogue.rows import find
    from core.models.loader import load

    pictures = [open_sample("bus.jpg"), open_sample("zidane.jpg")]
    loaded = [load(find(name), "cpu") for name in MODELS]
    book = Workbook()
    place = measured_for(book, CHOICES, [facts_of(model) for model in loaded], fresh=True)
    for event in measure(pictures, loaded, CHOICES):
        if isinstance(event, PictureMeasured):
            keep(book, place, event.result)
    return book, pictures


@pytest.fixture
def runs(monkeypatch):
    """The phases of the runs that models made on the page."""
    seen = []
    real = running.run_detection

    def counting(*arguments, **options):
        seen.append(arguments[0].row.name)
        return real(*arguments, **options)

    monkeypatch.setattr(running, "run_detection", counting)
    monkeypatch.setattr(measure, "__kwdefaults__", {**measure.__kwdefaults__, "detect": counting})
    return seen


@pytest.fixture
def read(measured):
    """The page with a finished comparison."""
    return finished_page(measured)


def finished_page(measured, **address) -> AppTest:
    book, pictures = measured
    # As after the first minute of a visit: the address was looked at already.
    state = {"workbook": deepcopy(book), comparison.PICTURES: list(pictures), "work_looked_for": True}
    return visit(PAGE, state, **{**QUICK, **address})


def table(at: AppTest) -> list[dict[str, str]]:
    return visitor.table(step(at, "table"))


def type_into_cell(at: AppTest, row: int, column: str, text: str) -> AppTest:
    return visitor.type_into_cell(step(at, "table"), row, column, text)


STEP_OF_BUTTON = {"run": "measure", "resume": "measure", "again_disturbed": "measure"}


def press(at: AppTest, key: str) -> AppTest:
    """Press a button, in the step in which it stands."""
    where = "pictures" if key.startswith("compare.") else STEP_OF_BUTTON.get(key)
    return visitor.press(step(at, where) if where else at, key)


def comments(at: AppTest) -> list[str]:
    return [area.value for area in step(at, "hand_in").text_area]


def name_field(at: AppTest) -> TextInput:
    return next(box for box in step(at, "hand_in").text_input if (box.key or "").startswith("student_"))


def book_of(at: AppTest) -> Workbook:
    return at.session_state["workbook"]


def results_of(at: AppTest) -> list[str]:
    return [result.image for found in book_of(at).measured.values() for result in found.results.values()]


def move(at: AppTest, threshold: float) -> AppTest:
    return well(at.slider(key="threshold").set_value(threshold).run())


def cells(at: AppTest, column: str) -> list[str]:
    return [row[column] for row in table(at)]


# --- choosing


UNREACHABLE = (
    "the Hugging Face Hub could not be reached and this machine did not have two other models for this"
)


def test_where_the_hub_cannot_be_reached_the_page_begins_with_the_models_that_ship_and_says_why(
    hub, clean_cache
):
    with hub.broken("refuse"):
        at = visit(PAGE)
    assert at.button_group(key="models").value == ["doodle-detr", "doodle-yolo11"]
    assert said(at, UNREACHABLE)


def test_the_models_that_a_visit_began_with_stay_when_the_hub_comes_back(hub, clean_cache):
    with hub.broken("refuse"):
        at = visit(PAGE)
    client._looks.clear()
    well(at.run())
    assert at.button_group(key="models").value == ["doodle-detr", "doodle-yolo11"]


def test_models_in_the_address_are_not_replaced_where_the_hub_cannot_be_reached(hub, clean_cache):
    with hub.broken("refuse"):
        at = visit(PAGE, models=["YOLO11s", "Doodle DETR"])
    assert at.button_group(key="models").value == ["yolo11s", "doodle-detr"]
    assert not said(at, UNREACHABLE)


def setup(at: AppTest) -> dict[str, list[str]]:
    """Return what the address holds that others can begin with."""
    (address,) = [
        code.value for code in at.code if code.value.startswith("http") or code.value.startswith("?")
    ]
    return parse_qs(urlsplit(address).query)


def test_the_address_for_others_names_the_models_also_when_the_page_began_with_them(hub, clean_cache):
    with hub.broken("refuse"):
        at = visit(PAGE)
        assert setup(at)["models"] == ["Doodle DETR", "Doodle YOLO11"]


def test_the_address_for_others_brings_samples_and_made_scenes_with_their_truth(hub):
    at = visit(PAGE, models=["YOLO11s", "Doodle DETR"])
    press(press(at, "compare.first"), "compare.first_scenes")
    other = visit(PAGE, **setup(at))
    chosen = [picture.digest for picture in at.session_state["compare"]]
    assert [picture.digest for picture in other.session_state["compare"]] == chosen
    assert book_of(other).truth == book_of(at).truth != {}


@pytest.mark.parametrize("number", [0, 1])
def test_fewer_than_two_pictures_cannot_be_run_and_the_page_says_why(number):
    at = visit(PAGE)
    if number:
        press(at, "compare.sample.bus.jpg")
    assert step(at, "measure").button(key="run").disabled
    assert said(at, "Choose two pictures at least")


def test_without_a_model_there_is_nothing_to_run():
    at = step(visit(PAGE), "measure")
    for name in MODELS:
        well(at.button_group(key="models").unselect(name).run())
    assert said(at, "Choose at least one model")
    assert not [button for button in at.button if button.key == "run"]


def test_the_address_sets_the_choices():
    at = visit(
        PAGE, models=["YOLO11s", "DETR ResNet-50"], threshold="0.35", repeats="9", warmup="1", device="CPU"
    )
    chosen = (
        at.button_group(key="models").value,
        at.slider(key="threshold").value,
        at.number_input(key="repeats").value,
        at.number_input(key="warmup").value,
        at.selectbox(key="device").value,
    )
    assert chosen == (["yolo11s", "detr-resnet-50"], 0.35, 9, 1, "cpu")


@pytest.mark.parametrize(
    "address",
    [
        {"models": ["nothing"]},
        {"threshold": "high"},
        {"threshold": "7"},
        {"repeats": "-1"},
        {"device": "tpu"},
    ],
)
def test_nonsense_in_the_address_is_ignored(address):
    at = visit(PAGE, **address)
    assert at.button_group(key="models").value in (list(MODELS), [])
    assert 0.05 <= at.slider(key="threshold").value <= 0.95
    assert at.number_input(key="repeats").value >= 1
    assert at.selectbox(key="device").value == "auto"


# --- running


def test_two_pictures_on_two_models_make_the_activitys_table_of_four_rows_and_seven_columns(runs):
    at = press(visit(PAGE, **QUICK), "compare.first")
    press(at, "run")
    assert [(row["image"], row["model"]) for row in table(at)] == [
        ("bus.jpg", "DETR ResNet-50"),
        ("bus.jpg", "YOLO11n"),
        ("zidane.jpg", "DETR ResNet-50"),
        ("zidane.jpg", "YOLO11n"),
    ]
    assert list(table(at)[0]) == list(COLUMNS)
    assert cells(at, "errors") == ["not counted yet"] * 4
    # One timed run and one that collects, of each model on each picture.
    assert sorted(runs) == sorted([*MODELS] * 4)


def test_a_picture_that_is_added_later_is_measured_without_the_others(read, runs):
    press(read, "compare.sample.cat.jpg")
    assert len(table(read)) == 4
    press(read, "resume")
    assert (len(table(read)), len(runs)) == (6, 4)


def test_measuring_again_starts_afresh(read, runs):
    press(read, "run")
    assert (len(table(read)), len(runs)) == (4, 8)


def test_other_choices_have_results_of_their_own_and_the_first_ones_come_back(read, runs):
    well(step(read, "table").number_input(key="repeats").set_value(3).run())
    assert said(read, "These choices are not measured yet")
    well(read.number_input(key="repeats").set_value(1).run())
    assert not said(read, "These choices are not measured yet")
    assert (len(table(read)), runs) == (4, [])


def test_with_choices_that_are_not_measured_the_last_results_stay_in_view(read):
    well(read.number_input(key="repeats").set_value(3).run())
    assert len(table(read)) == 4


def test_one_press_goes_back_to_the_choices_that_are_measured(read):
    well(step(read, "table").number_input(key="repeats").set_value(3).run())
    press(read, "back")
    assert (read.number_input(key="repeats").value, said(read, "These choices are not measured yet")) == (
        1,
        [],
    )


def fail() -> None:
    raise RuntimeError("no memory")


def stopped_after(number: int, stop: Callable[[], None]):
    """Return a `measure` that is broken off by `stop` when `number` pictures are finished."""

    def measuring(pictures, loaded, settings, **options) -> Iterator[object]:
        done = 0
        for event in measure(pictures, loaded, settings, **options):
            yield event
            done += isinstance(event, PictureMeasured)
            if done == number:
                stop()

    return measuring


@pytest.mark.parametrize("stop", [st.rerun, st.stop, fail])
def test_a_run_that_breaks_off_keeps_the_finished_pictures_and_offers_to_go_on(monkeypatch, stop):
    at = step(press(visit(PAGE, **QUICK), "compare.first"), "measure")
    monkeypatch.setattr(comparison, "measure", stopped_after(1, stop))
    at.button(key="run").click().run()
    assert not at.exception
    assert results_of(at) == ["bus.jpg"]
    monkeypatch.setattr(comparison, "measure", measure)
    well(at.run())
    assert len(table(at)) == 2
    press(at, "resume")
    assert (results_of(at), len(table(at))) == (["bus.jpg", "zidane.jpg"], 4)


def disturb(at: AppTest, *names: str) -> None:
    """Let others have disturbed the measured pictures of these names, and no others."""
    (measured,) = book_of(at).measured.values()
    for digest, result in measured.results.items():
        others = Load(0.8, 0.0) if result.image in names else Load(0.0, 0.0)
        measured.results[digest] = replace(result, others=others)


def test_on_an_idle_machine_nothing_is_called_disturbed():
    at = press(press(visit(PAGE, **QUICK), "compare.first"), "run")
    (measured,) = book_of(at).measured.values()
    assert {result.others.programs for result in measured.results.values()} <= {0.0, None}
    assert not said(at, "disturbed")


def test_disturbed_pictures_are_named_and_measured_again_and_everything_else_stays():
    at = press(press(visit(PAGE, **QUICK), "compare.first"), "run")
    disturb(at, "zidane.jpg")
    well(at.run())
    assert any("1 picture was disturbed" in words for words in warnings(at))
    assert ["disturbed" in row["time"] for row in table(at)] == [False, False, True, True]
    (before,) = book_of(at).measured.values()
    kept, spoilt = (dict(before.results)[picture.digest] for picture in at.session_state["compare"])
    press(at, "again_disturbed")
    (after,) = book_of(at).measured.values()
    assert after.results[kept.digest] is kept
    assert after.results[spoilt.digest].models[0].runs != spoilt.models[0].runs
    assert not said(at, "disturbed")


def test_a_comparison_that_is_too_long_for_a_shared_server_cannot_be_begun(monkeypatch):
    monkeypatch.setenv("MIRALAB_MOST_RUNS", "3")
    at = press(visit(PAGE, **QUICK), "compare.first")
    assert step(at, "measure").button(key="run").disabled
    assert [words for words in warnings(at) if "4 timed runs would keep this server busy" in words]


def test_where_there_is_no_gpu_no_other_model_is_offered_in_its_place():
    at = step(press(visit(PAGE, **{**QUICK, "device": "GPU"}), "compare.first"), "measure")
    at.button(key="run").click().run()
    assert len(errors(at)) == 1
    assert errors(at)[0].startswith("There is no CUDA GPU on this machine.")


def test_of_models_that_know_a_part_of_coco_that_part_is_on_offer_for_the_truth(hub, clean_cache):
    with hub.broken("refuse"):
        at = press(visit(PAGE, **QUICK), "compare.first_scenes")
        before = list(step(at, "truth").selectbox(key="truth_label").options)
        press(at, "run")
    assert (
        before
        == list(step(at, "truth").selectbox(key="truth_label").options)
        == [label for label in COCO_LABELS if label in LABELS]
    )


def test_a_label_that_no_model_knows_is_pointed_out(read):
    # A label of one's own is on offer where a box has it; AppTest cannot type one.
    first = read.session_state["compare"][0].digest
    book_of(read).truth[first] = (TruthBox("gamusino", (1.0, 2.0, 30.0, 40.0)),)
    step(read, "truth")
    well(read.selectbox(key="truth_label").set_value("gamusino").run())
    assert any("None of the measured models knows the label “gamusino”" in words for words in warnings(read))
    step(read, "table")
    assert any("None of these models knows “gamusino”" in words for words in warnings(read))


def test_a_file_asked_for_in_the_middle_says_which_pictures_are_not_in_it(read):
    step(press(read, "compare.sample.cat.jpg"), "hand_in")
    assert any("1 picture is not measured yet" in words for words in warnings(read))
    assert [
        button
        for button in read.get("download_button")
        if button.proto.label.startswith("Download everything")
    ]


def test_a_picture_that_a_model_cannot_work_on_is_left_out_with_a_sentence(monkeypatch):
    at = press(visit(PAGE, **QUICK), "compare.first")
    real = running.run_detection

    def breaking(loaded, image, *rest, **options):
        if image.size == open_sample("bus.jpg").image.size:
            raise RuntimeError("out of memory")
        return real(loaded, image, *rest, **options)

    monkeypatch.setattr(measure, "__kwdefaults__", {**measure.__kwdefaults__, "detect": breaking})
    press(at, "run")
    assert results_of(at) == ["zidane.jpg"]
    assert any("could not work on bus.jpg" in words for words in warnings(at))


def test_a_model_that_cannot_be_fetched_is_a_sentence_and_nothing_is_lost(read, hub, clean_cache):
    well(read.button_group(key="models").set_value([*MODELS, "yolos-small"]).run())
    with hub.broken("refuse"):
        press(read, "run")
    (error,) = errors(read)
    assert error.startswith("DETR ResNet-50 is not ready. The Hugging Face Hub cannot be reached.")
    assert error.endswith("choose from what is on this machine: Doodle DETR, Doodle YOLO11.")
    well(read.button_group(key="models").set_value([*MODELS]).run())
    assert len(table(read)) == 4


# --- reading


def test_the_threshold_changes_what_is_counted_without_running_a_model(read, runs):
    strict = cells(move(read, 0.95), "objects")
    loose = cells(move(read, 0.05), "objects")
    assert int(strict[0].split(":")[0]) < int(loose[0].split(":")[0])
    assert runs == []


def test_an_edit_outlives_another_threshold_another_language_and_another_page(read):
    type_into_cell(read, 1, "remarks", "Sees ghosts, ñandú")
    move(read, 0.2)
    assert cells(read, "remarks")[1] == "Sees ghosts, ñandú"
    well(read.sidebar.button_group(key="language_switch_en").set_value("es").run())
    assert cells(read, "remarks")[1] == "Sees ghosts, ñandú"
    go(go(read, "object_detection"), PAGE, **QUICK)
    assert [text == "Sees ghosts, ñandú" for text in cells(read, "remarks")] == [False, True, False, False]


def test_two_edits_one_after_the_other_are_both_kept(read):
    type_into_cell(read, 0, "remarks", "first")
    type_into_cell(read, 3, "integration", "second")
    move(read, 0.4)
    assert (cells(read, "remarks")[0], cells(read, "integration")[3]) == ("first", "second")


def test_a_cell_that_was_emptied_stays_empty(read):
    type_into_cell(read, 2, "integration", "")
    assert cells(move(read, 0.4), "integration")[2] == ""


def pressed(at: AppTest, beginning: str) -> AppTest:
    """Press the first button whose key begins so."""
    return press(at, next(button.key for button in at.button if (button.key or "").startswith(beginning)))


def test_remarks_are_offered_and_stand_in_the_table_once_they_are_taken(read):
    assert cells(read, "remarks") == [""] * 4
    offered = said(read, "You could say: ")[0]
    pressed(read, "take_")
    taken = cells(read, "remarks")
    assert (f"You could say: {taken[0]}", taken[1:]) == (offered, [""] * 3)
    assert not said(read, "✎")


def test_the_generated_texts_can_be_put_back(read):
    before = table(read)
    type_into_cell(read, 0, "remarks", "mine")
    assert table(pressed(read, "restore_")) == before


def test_the_truth_fills_the_column_of_errors_and_what_is_typed_there_wins(read):
    bus = open_sample("bus.jpg").digest
    read.session_state["workbook"].truth[bus] = (TruthBox("giraffe", (0.0, 0.0, 5.0, 5.0)),)
    well(read.run())
    assert cells(read, "errors")[0].endswith("FN 1") and cells(read, "errors")[0].startswith("FP ")
    assert cells(read, "errors")[2:] == ["not counted yet"] * 2
    assert "giraffe" in said(read, "You could say: ")[0]
    type_into_cell(read, 0, "errors", "FP 0, FN 9")
    assert cells(move(read, 0.4), "errors")[0] == "FP 0, FN 9"


def test_with_a_truth_the_counted_metrics_are_there(read):
    read.session_state["workbook"].truth[open_sample("bus.jpg").digest] = ()
    step(read, "table")
    (counted,) = [frame.value for frame in read.dataframe if "AP50" in frame.value.columns]
    assert list(counted["FN"]) == [0, 0]


# --- keeping


def test_name_and_comments_are_kept_on_another_page(read):
    well(name_field(read).input("Ana Núñez").run())
    comment(read, 0, "DETR sees more.")
    go(go(read, ""), PAGE, **QUICK)
    assert (name_field(read).value, comments(read)[0]) == ("Ana Núñez", "DETR sees more.")


def in_address(at: AppTest, name: str) -> list[str]:
    values = at.query_params[name]
    return [values] if isinstance(values, str) else values


def key_of(at: AppTest) -> str:
    return at.query_params["work"]


def test_the_same_address_brings_the_work_back_in_a_new_visit(read):
    type_into_cell(read, 0, "remarks", "mine")
    again = visit(PAGE, work=key_of(read))
    assert (cells(again, "remarks")[0], len(table(again))) == ("mine", 4)
    assert key_of(again) == key_of(read)


def test_an_empty_visit_is_not_saved():
    assert "work" not in visit(PAGE).query_params


def test_an_unknown_key_in_the_address_says_so_and_starts_afresh():
    at = visit(PAGE, work="no-such-key")
    assert said(at, "There is no saved work at this address")
    press(at, "compare.first")
    assert key_of(at) != "no-such-key"


def test_saved_work_that_cannot_be_read_keeps_its_address_and_is_not_written_over(read, engine):
    key = key_of(read)
    whole = store.read(engine, key).work
    with engine.begin() as connection:
        connection.execute(store._entries.update().values(work="damaged"))
    at = visit(PAGE, work=key)
    (warning,) = warnings(at)
    assert f"?work={key}` cannot be read" in warning and key_of(at) == key
    press(at, "compare.first")
    own = key_of(at)
    assert (own != key, in_address(at, "unreadable"), store.read(engine, key).work) == (
        True,
        [key],
        "damaged",
    )
    assert f"?work={key}` cannot be read" in warnings(at)[0]
    again = visit(PAGE, work=own, unreadable=key)
    assert f"?work={key}` cannot be read" in warnings(again)[0]
    with engine.begin() as connection:
        connection.execute(store._entries.update().where(store._entries.c.key == key).values(work=whole))
    again = visit(PAGE, work=own, unreadable=key)
    assert said(again, "somebody else changed this work")
    press(again, "two_versions_merge")
    assert (len(table(again)), key_of(again)) == (4, key)


def test_work_that_is_too_large_is_saved_in_part_and_that_is_said(read, engine, monkeypatch):
    monkeypatch.setattr(fitting, "MOST_VALUES", 10_500)
    well(name_field(read).input("Ana").run())
    assert any(
        "is too large to be kept" in words and "not: 1 measurement." in words for words in warnings(read)
    )
    kept = find(engine, key_of(read)).session.book
    assert (kept.student, kept.measured, len(table(read))) == ("Ana", {}, 4)
    monkeypatch.undo()


def test_what_is_not_in_the_zip_is_said_on_the_page(read):
    read.session_state["left_out_of_zip"] = ["report.html: a chart could not be drawn."]
    step(read, "hand_in")
    assert "report.html: a chart could not be drawn." in warnings(read)


def test_a_store_that_cannot_be_written_is_a_sentence_and_nothing_is_lost(measured, monkeypatch):
    broken = create_engine("sqlite:////proc/no/such/folder/store.sqlite")
    monkeypatch.setattr(kept_work, "store_engine", lambda: broken)
    at = finished_page(measured)
    type_into_cell(at, 0, "remarks", "mine")
    assert [words for words in warnings(at) if "cannot keep your work" in words] == warnings(at) != []
    assert cells(move(at, 0.4), "remarks")[0] == "mine"


def test_a_store_that_can_be_written_again_takes_the_work_and_the_warning_away(measured, engine, monkeypatch):
    broken = create_engine("sqlite:////proc/no/such/folder/store.sqlite")
    monkeypatch.setattr(kept_work, "store_engine", lambda: broken)
    at = finished_page(measured)
    monkeypatch.setattr(kept_work, "store_engine", lambda: engine)
    move(at, 0.4)
    assert warnings(at) == []
    assert find(engine, key_of(at))


def test_work_that_cannot_be_read_for_a_while_keeps_its_address_and_comes_back(measured, engine, monkeypatch):
    read = finished_page(measured)
    type_into_cell(read, 0, "remarks", "mine")
    broken = create_engine("sqlite:////proc/no/such/folder/store.sqlite")
    monkeypatch.setattr(kept_work, "store_engine", lambda: broken)
    at = visit(PAGE, work=key_of(read))
    assert [words for words in warnings(at) if "It is not lost: keep the address" in words]
    well(at.run())
    assert key_of(at) == key_of(read)
    monkeypatch.setattr(kept_work, "store_engine", lambda: engine)
    well(at.run())
    assert (cells(at, "remarks")[0], warnings(at), key_of(at)) == ("mine", [], key_of(read))


def test_what_was_done_before_the_work_could_be_read_takes_nothing_away(read, engine, monkeypatch):
    broken = create_engine("sqlite:////proc/no/such/folder/store.sqlite")
    monkeypatch.setattr(kept_work, "store_engine", lambda: broken)
    at = visit(PAGE, work=key_of(read))
    at.session_state["compare"] = [open_sample("cat.jpg")]
    well(at.run())
    monkeypatch.setattr(kept_work, "store_engine", lambda: engine)
    well(at.run())
    assert said(at, "somebody else changed this work")
    assert len(find(engine, key_of(read)).session.pictures) == 2
    press(at, "two_versions_merge")
    assert (len(at.session_state["compare"]), key_of(at), len(table(at))) == (3, key_of(read), 4)


def test_a_store_that_a_restart_may_empty_says_so(read, monkeypatch):
    assert not said(read, "no folder of its own")
    monkeypatch.setattr(kept_work, "is_temporary", lambda _engine: True)
    well(read.run())
    assert said(read, "no folder of its own")


# --- two on one address


def comment(at: AppTest, place: int, words: str) -> AppTest:
    return well(step(at, "hand_in").text_area[place].input(words).run())


@pytest.fixture
def partners(read):
    """Two visits of the same address; the first has written a comment since the second came."""
    second = visit(PAGE, work=key_of(read))
    comment(read, 0, "from the first")
    return read, second


def test_who_is_behind_is_told_and_nothing_of_either_is_lost(partners, engine):
    first, second = partners
    comment(second, 1, "from the second")
    assert said(second, "somebody else changed this work")
    assert comments(second)[1] == "from the second"
    assert find(engine, key_of(first)).session.book.comments == {"accuracy": "from the first"}
    assert key_of(second) != key_of(first)
    assert find(engine, key_of(second)).session.book.comments == {"resources": "from the second"}


def test_two_who_changed_different_things_merge_them(partners, engine):
    first, second = partners
    type_into_cell(first, 0, "remarks", "first's")
    type_into_cell(second, 3, "remarks", "second's")
    comment(second, 1, "from the second")
    press(second, "two_versions_merge")
    assert not said(second, "somebody else changed this work")
    assert key_of(second) == key_of(first)
    assert comments(second)[:2] == ["from the first", "from the second"]
    assert (cells(second, "remarks")[0], cells(second, "remarks")[3]) == ("first's", "second's")
    book = find(engine, key_of(first)).session.book
    assert book.comments == {"accuracy": "from the first", "resources": "from the second"}


def test_what_both_changed_is_named_before_it_is_merged(partners, engine):
    first, second = partners
    comment(second, 0, "from the second")
    copy = key_of(second)
    press(second, "two_versions_merge")
    assert said(second, "the comment “Accuracy")
    press(second, "two_versions_merge_all_the_same")
    assert (comments(second)[0], key_of(second)) == ("from the first", key_of(first))
    assert said(second, f"?work={copy}`")
    assert find(engine, copy).session.book.comments == {"accuracy": "from the second"}


def test_who_takes_the_others_work_goes_on_with_it(partners, engine):
    first, second = partners
    comment(second, 0, "from the second")
    press(second, "two_versions_other")
    assert (comments(second)[0], key_of(second)) == ("from the first", key_of(first))
    comment(second, 1, "more")
    assert find(engine, key_of(first)).session.book.comments == {
        "accuracy": "from the first",
        "resources": "more",
    }


def test_who_keeps_his_own_has_a_copy(partners, engine):
    first, second = partners
    comment(second, 0, "from the second")
    press(second, "two_versions_mine")
    assert not said(second, "somebody else changed this work")
    comment(second, 1, "more")
    assert "other" not in second.query_params
    assert find(engine, key_of(second)).session.book.comments == {
        "accuracy": "from the second",
        "resources": "more",
    }
    assert find(engine, key_of(first)).session.book.comments == {"accuracy": "from the first"}


def test_a_second_conflict_does_not_take_the_first_s_place(partners, engine):
    first, second = partners
    comment(second, 0, "from the second")
    shared, copy = key_of(first), key_of(second)
    third = visit(PAGE, work=copy)
    comment(third, 1, "from the third")
    comment(second, 2, "from the second too")
    assert said(second, "about 1 more version of this work")
    assert in_address(second, "other") == [shared, copy]
    again = visit(PAGE, work=key_of(second), other=[shared, copy])
    for at in (second, again):
        press(at, "two_versions_mine")
        assert (said(at, "more version"), in_address(at, "other")) == ([], [copy])
        press(at, "two_versions_merge")
        assert not said(at, "somebody else changed this work")
        places = comments(at)
        assert places == ["from the second", "from the third", "from the second too"]
        assert (key_of(at), "other" in at.query_params) == (copy, False)


def test_the_choice_is_still_there_after_a_reload(partners):
    first, second = partners
    comment(second, 1, "from the second")
    again = visit(PAGE, work=key_of(second), other=second.query_params["other"])
    assert (comments(again)[1], key_of(again)) == ("from the second", key_of(second))
    press(again, "two_versions_merge")
    assert comments(again)[:2] == ["from the first", "from the second"]
    assert key_of(again) == key_of(first)


def test_who_is_behind_is_told_by_a_part_of_the_page_too(partners):
    """The truth is drawn in a part of the page that runs alone."""
    _first, second = partners
    digest = second.session_state["compare"][0].digest
    second.session_state["workbook"].truth[digest] = ()
    well(second.run())
    assert said(second, "somebody else changed this work")


def load_session(at: AppTest, content: bytes) -> AppTest:
    (uploader,) = [one for one in at.file_uploader if one.key.startswith("load_session_")]
    return well(uploader.set_value(("session.json", content, "application/json")).run())


def test_a_session_file_brings_everything_back_without_running_a_model(measured, runs):
    book, pictures = deepcopy(measured[0]), measured[1]
    digest = pictures[0].digest
    book.edits[digest, "yolo11n", "remarks"] = "mine"
    book.truth[digest] = (TruthBox("bus", (1.0, 2.0, 300.0, 400.0)),)
    book.student, book.comments["accuracy"] = "Ana", "DETR sees more."
    settings = Settings(MODELS, "cpu", 0.3, 1, 0)
    at = load_session(visit(PAGE), session_json(Session(book, tuple(pictures), settings)))
    assert cells(at, "remarks")[1] == "mine"
    assert (at.slider(key="threshold").value, comments(at)[0]) == (0.3, "DETR sees more.")
    assert (book_of(at).truth, book_of(at).student, runs) == (book.truth, "Ana", [])


def test_the_session_file_of_the_page_holds_what_is_on_it(read):
    type_into_cell(read, 1, "remarks", "mine")
    content = session_json(Session(book_of(read), tuple(read.session_state["compare"]), CHOICES))
    again = load_session(visit(PAGE), content)
    assert (cells(again, "remarks")[1], len(table(again))) == ("mine", 4)
    assert read_session(content).book == book_of(again)


def test_a_session_file_leaves_nothing_of_what_it_takes_the_place_of(measured, read):
    book, pictures = measured
    press(read, "compare.set")
    session = Session(deepcopy(book), tuple(pictures), Settings(MODELS, "cpu", 0.3, 1, 0))
    at = load_session(read, session_json(session))
    assert "compare.bring_back" not in {button.key for button in at.button}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a session file"),
        (b"{}", "not a session file"),
        (b"\x89PNG", "not a session file"),
        (b'{"format": "miralab-session", "version": 1, "settings"', "cut short"),
        (b'{"format": "miralab-session", "version": 99}', "version 99"),
        (b'{"format": "miralab-session", "version": 1}', "damaged"),
    ],
)
def test_a_session_file_that_cannot_be_used_is_a_sentence_and_nothing_is_lost(read, content, words):
    before = table(read)
    load_session(read, content)
    assert len(errors(read)) == 1 and words in errors(read)[0]
    assert table(read) == before


def test_a_session_of_a_model_that_this_app_does_not_know_is_read(measured):
    book, pictures = deepcopy(measured[0]), measured[1]
    text = session_json(Session(book, tuple(pictures), CHOICES)).replace(b'"yolo11n"', b'"team/own-yolo"')
    at = load_session(visit(PAGE), text)
    assert [row["model"] for row in table(at)] == ["DETR ResNet-50", "YOLO11n"] * 2
    assert at.button_group(key="models").value == ["detr-resnet-50", "team/own-yolo"]


def test_a_session_whose_choice_is_a_model_that_is_not_here_leaves_that_choice_out(measured):
    _book, pictures = measured
    choices = Settings(("team/never-measured", "yolo11s"), "cpu", 0.5, 1, 0)
    at = load_session(visit(PAGE), session_json(Session(Workbook(), tuple(pictures), choices)))
    assert at.button_group(key="models").value == ["yolo11s"]
    assert len(at.session_state["compare"]) == 2
