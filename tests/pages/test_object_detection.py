"""The object detection page, with small models that are loaded for real."""

import json
import threading

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core.i18n import speaking
from core.models import defaults, loader
from core.models.catalogue.rows import find, rows_for
from core.models.hub import client
from core.models.loaded import Waiting
from core.pictures.images import Picture
from core.pictures.pixels import packed
from core.ui.frame import status
from core.ui.object_detection import answer
from tests.pages.visitor import (
    errors,
    go,
    marks,
    models_asked,
    press,
    press_words,
    said,
    visit,
    warnings,
    well,
)

PAGE = "object_detection"


@pytest.fixture(autouse=True)
def _hub(hub):
    with speaking("en"):
        yield


@pytest.fixture
def runs(monkeypatch):
    """The models that looked at a picture, in order."""
    return models_asked(monkeypatch, answer, "run_detection")


def detect(at: AppTest) -> AppTest:
    return press_words(at, "Detect objects")


def lower(at: AppTest, threshold: float) -> AppTest:
    return well(at.slider(key="detection_threshold").set_value(threshold).run())


def look_up(at: AppTest, hub_id: str) -> AppTest:
    at.text_input[0].input(hub_id)
    return press_words(at, "Look it up")


def labels(at: AppTest) -> list[str]:
    (found,) = marks(at)
    return [mark["label"] for mark in found]


@pytest.mark.parametrize("model", ["DETR ResNet-50", "YOLO11n"])
def test_every_object_has_a_box_inside_the_picture_and_a_score_above_the_threshold(model):
    (found,) = marks(detect(visit(PAGE, model=model)))
    assert found
    for mark in found:
        left, top, right, bottom = mark["box"]
        assert mark["score"] >= 0.5
        assert -20 <= left < right <= 830 and -20 <= top < bottom <= 1100


def test_the_threshold_shows_more_or_less_without_running_the_model_again(runs):
    at = detect(visit(PAGE))
    numbers = [len(labels(lower(at, threshold))) for threshold in (0.05, 0.5, 0.95)]
    assert numbers[0] > numbers[1] >= numbers[2]
    assert runs == ["detr-resnet-50"]


def test_the_code_is_there_before_a_model_ran_and_follows_the_threshold_afterwards():
    at = visit(PAGE, model="YOLO11n")
    assert ["conf=0.5" in code.value for code in at.code] == [True]
    at = lower(detect(at), 0.25)
    assert ["conf=0.25" in code.value for code in at.code] == [True]


@pytest.mark.parametrize(
    ("name", "source", "wanted"),
    [
        ("bus.jpg", "sample", "bus.jpg"),
        ("Mi gato.PNG", "upload", "Mi gato.PNG"),
        ("gato.heic", "upload", "picture.jpg"),
        ("gato.avif", "upload", "picture.jpg"),
        ("gato", "upload", "picture.jpg"),
        ("photo.jpg", "camera", "picture.jpg"),
        ("photo.jpg", "url", "picture.jpg"),
    ],
)
def test_the_code_names_a_file_that_the_libraries_can_open(name, source, wanted):
    picture = Picture(name, packed(Image.new("RGB", (9, 9))), source, "digest")
    code = answer.code_of(find("yolo11n"), picture).text
    assert f'Image.open("{wanted}"' in code
    assert f'# Put the path of your own picture in the place of "{wanted}".' in code


def test_the_label_filter_shows_only_its_labels_without_running_the_model_again(runs):
    at = lower(detect(visit(PAGE)), 0.05)
    assert len(set(labels(at))) > 1
    (only,) = [group for group in at.button_group if group.key.startswith("only_")]
    well(only.set_value(["person"]).run())
    assert (set(labels(at)), runs) == ({"person"}, ["detr-resnet-50"])


def test_a_filter_on_a_label_that_a_higher_threshold_takes_away_breaks_nothing():
    at = lower(detect(visit(PAGE)), 0.95)
    certain = labels(at)
    weak = next(label for label in labels(lower(at, 0.05)) if label not in certain)
    (only,) = [group for group in at.button_group if group.key.startswith("only_")]
    well(only.set_value([weak]).run())
    assert set(labels(at)) == {weak}
    assert labels(lower(at, 0.95)) == certain


def test_where_nothing_reaches_the_threshold_the_best_guess_is_told(monkeypatch):
    real = answer.run_detection

    def unsure(*arguments, **options):
        made = real(*arguments, **options)
        return type(made)(made.detections[-1:], made.times)

    monkeypatch.setattr(answer, "run_detection", unsure)
    at = lower(detect(visit(PAGE)), 0.95)
    assert empty_text(at).startswith("Nothing reaches this threshold. The best guess is")


def test_a_picture_in_which_the_model_finds_nothing_says_so(monkeypatch):
    real = answer.run_detection

    def blind(*arguments, **options):
        return type(made := real(*arguments, **options))((), made.times)

    monkeypatch.setattr(answer, "run_detection", blind)
    assert empty_text(detect(visit(PAGE))) == "The model found nothing in this picture."


def empty_text(at: AppTest) -> str:
    (viewer,) = [node for node in at.get("bidi_component") if "miralab.viewer" in node.proto.component_name]
    return json.loads(viewer.proto.json)["words"]["empty"]


def test_where_no_model_for_photographs_can_be_had_one_for_doodles_takes_its_place_and_the_page_says_so(
    hub, clean_cache
):
    at = visit(PAGE)
    with hub.broken("refuse"):
        detect(at)
    assert errors(at) == []
    assert warnings(at)[0].startswith("The Hugging Face Hub cannot be reached.")
    assert "Carrying on with Doodle DETR" in warnings(at)[0]
    assert warnings(at)[0].endswith("It knows doodles, not photographs.")


def test_a_model_that_cannot_be_had_says_why_where_there_is_no_other(hub, clean_cache, monkeypatch):
    monkeypatch.setattr(defaults, "nearest_available", lambda _row, _task: None)
    at = visit(PAGE)
    with hub.broken("refuse"):
        detect(at)
    assert errors(at) == ["The Hugging Face Hub cannot be reached. Check the network and try again."]


def test_where_the_hub_cannot_be_reached_the_page_begins_with_a_model_that_ships_and_says_why(
    hub, clean_cache
):
    with hub.broken("refuse"):
        at = visit(PAGE)
    assert at.selectbox(key="model").value == "doodle-detr"
    assert said(
        at, "the Hugging Face Hub could not be reached and no other model for this was on this machine"
    )


def test_the_model_that_a_visit_began_with_stays_when_the_hub_comes_back(hub, clean_cache):
    with hub.broken("refuse"):
        at = visit(PAGE)
    client._looks.clear()
    well(at.run())
    assert at.selectbox(key="model").value == "doodle-detr"


def test_a_model_in_the_address_is_not_replaced_where_the_hub_cannot_be_reached(hub, clean_cache):
    with hub.broken("refuse"):
        at = visit(PAGE, model="YOLO11s")
    assert at.selectbox(key="model").value == "yolo11s"
    assert not said(at, "The Hugging Face Hub cannot be reached")


def test_once_the_hub_is_back_the_same_button_works(hub, clean_cache):
    at = visit(PAGE)
    with hub.broken("refuse"):
        detect(at)
    detect(at)
    assert errors(at) == [] and labels(at)


def test_a_model_that_cannot_be_fetched_is_replaced_by_one_that_is_here_and_the_page_says_so(
    hub, clean_cache
):
    loader.load(rows_for("object-detection")[1])
    at = visit(PAGE)
    with hub.broken("refuse"):
        detect(at)
    assert errors(at) == [] and labels(at)
    assert any("Carrying on with YOLO11n" in words for words in warnings(at))
    assert said(at, "YOLO11n: ")


def test_a_visitor_who_has_to_wait_is_told(monkeypatch):
    at = visit(PAGE)
    detect(at)
    told = threading.Event()
    real = status._words

    def telling(news):
        if isinstance(news, Waiting):
            told.set()
        return real(news)

    monkeypatch.setattr(status, "_words", telling)
    held, waited = threading.Event(), []

    def somebody_else():
        with loader.in_turn():
            held.set()
            waited.append(told.wait(60))

    other = threading.Thread(target=somebody_else)
    other.start()
    held.wait()
    detect(at)
    other.join()
    assert (waited, bool(labels(at))) == ([True], True)


def test_the_result_is_still_there_after_another_page(runs):
    at = lower(detect(visit(PAGE)), 0.2)
    before = labels(at)
    go(go(at, ""), PAGE)
    assert (labels(at), runs) == (before, ["detr-resnet-50"])


def test_the_result_of_each_picture_and_model_is_kept_apart(runs):
    at = detect(visit(PAGE))
    press(at, f"{PAGE}.sample.zidane.jpg")
    assert (marks(at), empty_text(at)) == (
        [[]],
        "Press the button and DETR ResNet-50 will mark what it sees.",
    )
    press(at, f"{PAGE}.sample.bus.jpg")
    well(at.selectbox(key="model").set_value("yolo11n").run())
    assert marks(at) == [[]]
    well(at.selectbox(key="model").set_value("detr-resnet-50").run())
    assert (bool(labels(at)), runs) == (True, ["detr-resnet-50"])


def test_the_labels_that_the_model_knows_can_be_searched():
    at = detect(visit(PAGE))
    well(at.text_input(key="label_search").input("BUS").run())
    assert said(at, "bus") and not said(at, "giraffe")
    well(at.text_input(key="label_search").input("autobuses").run())
    assert said(at, "bus") and not said(at, "giraffe")
    well(at.text_input(key="label_search").input("gamusino").run())
    assert said(at, "No label contains that.")


@pytest.mark.parametrize("hub_id", ["someone/sharded-detector", "someone/pickled-detector"])
def test_a_model_typed_by_its_hub_id_joins_the_list_and_can_be_used(hub_id):
    at = look_up(visit(PAGE), hub_id)
    assert said(at, f"{hub_id} was added to the list")
    assert at.selectbox(key="model").value == hub_id
    assert labels(detect(at))


@pytest.mark.parametrize(
    ("hub_id", "words"),
    [
        ("someone/other-frameworks", "safetensors"),
        ("someone/coded-detector", "needs code of its own"),
        ("someone/huge-detector", "is too big for this app: 9.0 GB"),
        ("someone/gated-detector", "accepted its terms"),
        ("someone/private-detector", "no public model called someone/private-detector"),
        ("someone/classifier", "is not an object detector"),
        ("someone/missing", "no public model called someone/missing"),
        ("no id at all", "is not a Hub id"),
        ("/etc/passwd", "no public model called etc/passwd"),
        ("../../models", "is not a Hub id"),
    ],
)
def test_a_model_that_the_app_does_not_run_is_refused_with_the_reason(hub_id, words):
    at = visit(PAGE)
    before = list(at.selectbox(key="model").options)
    look_up(at, hub_id)
    assert len(errors(at)) == 1
    assert words in errors(at)[0].replace("\\", "")
    assert at.run().selectbox(key="model").options == before


def test_a_lookup_without_a_network_says_so(hub):
    at = visit(PAGE)
    with hub.broken("refuse"):
        look_up(at, "someone/sharded-detector")
    assert ["cannot be reached" in words for words in errors(at)] == [True]


def test_a_model_in_the_address_is_the_one_chosen():
    assert visit(PAGE, model="D-FINE nano").selectbox(key="model").value == "dfine-nano-coco"


@pytest.mark.parametrize("model", ["nothing", "", "../../etc/passwd", "<script>"])
def test_an_unknown_model_in_the_address_falls_back_to_the_first(model):
    assert visit(PAGE, model=model).selectbox(key="model").value == "detr-resnet-50"


def test_a_picture_too_narrow_for_the_model_is_shown_and_refused_with_a_sentence():
    thin = Picture("thin.png", packed(Image.new("RGB", (3000, 1))), "upload", "thin")
    at = visit(PAGE, {PAGE: thin})
    assert marks(at) == [[]]
    detect(at)
    assert [words for words in errors(at) if "3000 x 1 pixels" in words] == errors(at) != []


def test_a_look_up_of_nothing_asks_for_an_id():
    at = look_up(visit(PAGE), "  ")
    assert [warning.value for warning in at.warning] == [
        "Type a model's id first, for example PekingU/rtdetr_r18vd_coco_o365."
    ]


def test_about_the_model_gives_the_figure_of_its_authors_and_where_it_is_written():
    at = visit(PAGE)
    assert said(at, "42.0 on COCO val2017. Source: [Carion et al., 2020](https://arxiv.org/abs/2005.12872)")
