"""The depth estimation page, with small models that are loaded for real."""

import json
from base64 import b64decode
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core.i18n import speaking
from core.models import defaults
from core.models.catalogue.rows import find
from core.pictures.images import Picture
from core.pictures.pixels import packed
from core.scenes.pictures import with_truth
from core.scenes.spec import SceneSpec
from core.ui.depth_estimation import answers, truth
from core.ui.frame.markdown import plain
from core.ui.widgets.depth_viewer import shown_depth
from core.vision.depth.depth_map import DepthMap
from tests.pages.visitor import errors, go, models_asked, press, press_words, said, visit, warnings, well

PAGE = "depth_estimation"
ZOE = "ZoeDepth (NYU, KITTI)"


@pytest.fixture(autouse=True)
def _hub(hub):
    with speaking("en"):
        yield


@pytest.fixture
def runs(monkeypatch):
    """The models that looked at a picture, in order."""
    return models_asked(monkeypatch, answers, "run_estimation")


def estimate(at: AppTest) -> AppTest:
    return press_words(at, "Estimate the depth")


def viewers(at: AppTest) -> list[dict]:
    """What each depth viewer on the page was given to show."""
    return [
        json.loads(node.proto.json)
        for node in at.get("bidi_component")
        if "miralab.depth_viewer" in node.proto.component_name
    ]


def unfold(at: AppTest, key: str) -> AppTest:
    at.session_state[key] = True
    return well(at.run())


def numbers(viewer: dict) -> np.ndarray:
    width, height = viewer["size"]
    levels = np.frombuffer(b64decode(viewer["grid"]), "<u2").reshape(height, width)
    least, most = viewer["range"]
    return least + (most - least) * levels / 65535


def with_picture(image: Image.Image, **address: str) -> AppTest:
    return visit(PAGE, {PAGE: Picture("mine.png", packed(image), "upload", "mine")}, **address)


def test_before_a_run_the_page_shows_the_first_example_and_what_to_press():
    at = visit(PAGE)
    (viewer,) = viewers(at)
    assert (viewer["picture"]["alt"], viewer["grid"]) == ("photographer.jpg", "")
    assert said(at, "Press the button and Depth Anything V2 small will say how far away every pixel is.")


@pytest.mark.parametrize(
    ("model", "value", "words"),
    [
        ("Depth Anything V2 small", "nearness {number}", "relative: 1 is the nearest"),
        (ZOE, "{number} m", "in metres: from "),
    ],
)
def test_one_press_gives_the_depth_in_the_models_unit(model, value, words):
    at = estimate(visit(PAGE, depth_model=model))
    (viewer,) = viewers(at)
    assert (viewer["words"]["value"], errors(at)) == (value, [])
    assert max(viewer["size"]) == 256
    assert said(at, words)


@pytest.mark.parametrize("unit", ["m", "relative"])
def test_the_browser_gets_the_numbers_of_the_map(unit):
    values = np.linspace(3, 12, 512 * 400, dtype=np.float32).reshape(512, 400)
    shown = shown_depth(DepthMap(values, unit))
    given = numbers({"size": shown.grid_size, "grid": shown.grid, "range": (shown.least, shown.most)})
    assert shown.grid_size == (200, 256)
    expected = values[1::2, 1::2]
    if unit == "relative":
        expected = (expected - 3) / 9
    assert np.abs(given - expected).max() < 0.001


def test_two_models_stand_side_by_side_and_each_ran_once(runs):
    at = estimate(visit(PAGE, two_depth_models="true", second_depth_model=ZOE))
    assert [viewer["words"]["caption"] for viewer in viewers(at)] == ["Depth Anything V2 small", ZOE]
    assert runs == ["depth-anything-v2-small", "zoedepth-nyu-kitti"]
    assert estimate(at) and len(runs) == 2


def test_the_same_model_twice_is_said_and_shown_once():
    at = estimate(visit(PAGE, two_depth_models="true", second_depth_model="Depth Anything V2 small"))
    assert len(viewers(at)) == 1
    assert said(at, "Both are the same model")


def test_the_result_is_still_there_after_another_page(runs):
    at = estimate(visit(PAGE))
    before = viewers(at)
    go(go(at, ""), PAGE)
    assert viewers(at) == before
    assert len(runs) == 1


def test_the_result_of_each_picture_is_kept_apart(runs):
    at = estimate(visit(PAGE))
    press(at, f"{PAGE}.sample.bus.jpg")
    assert viewers(at)[0]["grid"] == ""
    press(at, f"{PAGE}.sample.photographer.jpg")
    assert viewers(at)[0]["grid"]
    assert len(runs) == 1


def test_the_cut_follows_its_limit_without_running_the_model_again(runs):
    at = unfold(estimate(visit(PAGE, depth_model=ZOE)), "depth_cut")
    (limit,) = [slider for slider in at.slider if slider.key.startswith("depth_limit_")]
    assert limit.min < limit.value < limit.max
    shares = []
    for value in (limit.min, limit.max):
        (limit,) = [slider for slider in at.slider if slider.key.startswith("depth_limit_")]
        well(limit.set_value(value).run())
        shares.append(said(at, "of the picture is nearer than that")[0])
    assert shares[0].startswith(("<", "0"))
    assert shares[1].startswith("100")
    assert len(runs) == 1


def test_the_cloud_is_made_only_once_it_is_unfolded():
    at = estimate(visit(PAGE))
    assert not at.get("plotly_chart")
    assert len(unfold(at, "depth_cloud").get("plotly_chart")) == 1
    assert said(at, "16,384 points of a pinhole camera whose longer side covers 60°")


def test_with_two_models_the_parts_below_work_with_the_one_that_is_chosen():
    at = unfold(estimate(visit(PAGE, two_depth_models="true", second_depth_model=ZOE)), "depth_cut")
    (whose,) = [group for group in at.button_group if group.key.startswith("whose_depth")]
    well(whose.set_value(ZOE).run())
    assert [slider.label for slider in at.slider] == ["Keep what is nearer than (m)"]
    well(at.selectbox(key="second_depth_model").set_value("dpt-large").run())
    assert [slider.label for slider in at.slider] == ["Keep what is nearer than (1 = the nearest)"]
    assert said(at, "Press the button and DPT large will say")


def test_a_picture_of_one_colour_breaks_nothing():
    at = with_picture(Image.new("RGB", (300, 200), "grey"))
    estimate(at)
    unfold(unfold(at, "depth_cut"), "depth_cloud")
    assert errors(at) == []


def test_a_picture_too_narrow_for_the_model_is_refused_with_a_sentence_and_stays():
    at = estimate(with_picture(Image.new("RGB", (3000, 1))))
    assert ["3000 x 1 pixels" in words for words in errors(at)] == [True]
    assert viewers(at)[0]["picture"]["width"] == 3000


def test_a_model_that_stands_in_for_one_beside_itself_is_shown_twice_and_the_page_says_so(hub, clean_cache):
    estimate(visit(PAGE, depth_model=ZOE))
    at = visit(PAGE, two_depth_models="true", second_depth_model=ZOE)
    with hub.broken("refuse"):
        estimate(at)
    assert any("Carrying on with ZoeDepth" in words for words in warnings(at))
    assert [viewer["words"]["caption"] for viewer in viewers(at)] == [ZOE, ZOE]


def test_where_nothing_is_on_the_machine_and_the_hub_is_away_a_sentence_says_so(
    hub, clean_cache, monkeypatch
):
    monkeypatch.setattr(defaults, "nearest_available", lambda _row, _task: None)
    at = visit(PAGE)
    with hub.broken("refuse"):
        estimate(at)
    assert errors(at) == ["The Hugging Face Hub cannot be reached. Check the network and try again."]


def scene(number: int, difficulty: str = "medium") -> Picture:
    return with_truth(SceneSpec(number, 4, difficulty))[0]


def test_the_true_depth_of_a_scene_is_there_before_a_model_ran():
    at = visit(PAGE, {PAGE: scene(7)})
    truth = viewers(at)[-1]
    assert truth["grid"]
    assert said(at, "The app made this scene, so it knows.")


def test_a_scene_is_cut_and_turned_by_its_true_depth_without_a_model():
    at = unfold(unfold(visit(PAGE, {PAGE: scene(7)}), "depth_cut"), "depth_cloud")
    assert [slider.label for slider in at.slider] == ["Keep what is nearer than (1 = the nearest)"]
    assert at.get("plotly_chart")


def test_the_error_on_a_scene_stands_beside_that_of_a_map_without_depth():
    at = estimate(visit(PAGE, {PAGE: scene(7)}))
    (table,) = [frame.value for frame in at.dataframe if "AbsRel" in frame.value.columns]
    assert list(table["Model"]) == ["Depth Anything V2 small", "a map without depth"]
    assert said(at, "fitted in scale and shift")


def test_the_name_of_a_model_that_takes_near_for_far_is_text_and_no_markdown(monkeypatch):
    real = truth.depth_error
    monkeypatch.setattr(truth, "depth_error", lambda *maps: replace(real(*maps), scale=-1.0))
    kept = truth.kept_answer

    def titled(row, picture):
        answer = kept(row, picture)
        return answer and replace(answer, row=replace(answer.row, title="*my* model"))

    monkeypatch.setattr(truth, "kept_answer", titled)
    assert said(estimate(visit(PAGE, {PAGE: scene(7)})), plain("*my* model") + " takes near for far")


def test_a_scene_on_a_sheet_of_paper_has_no_depth_to_be_wrong_about():
    flat = next(picture for number in range(50) if _is_flat(picture := scene(number)))
    at = estimate(visit(PAGE, {PAGE: flat}))
    assert said(at, "lies on a sheet of paper")


def _is_flat(picture: Picture) -> bool:
    from core.scenes.pictures import nearness_of

    return float(np.ptp(nearness_of(picture))) == 0


def test_a_photograph_has_no_true_depth():
    at = visit(PAGE)
    assert len(viewers(at)) == 1


def test_the_code_is_for_the_model_that_is_chosen():
    code = [element.value for element in visit(PAGE, depth_model=ZOE).code]
    assert len(code) == 3
    assert all(find("zoedepth-nyu-kitti").hub_id in text for text in code)


def test_a_model_in_the_address_that_nobody_has_falls_back_to_the_first():
    assert visit(PAGE, depth_model="nothing").selectbox(key="depth_model").value == "depth-anything-v2-small"
