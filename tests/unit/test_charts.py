from io import BytesIO
from xml.etree import ElementTree

import altair as alt
import pytest
from PIL import Image

from core.compare.handin import charts
from core.handin.charts import chart_png, chart_svg, localized
from core.i18n import speaking
from core.pictures.boxes import TruthBox
from tests.scripts import ROOT
from tests.unit.compare_samples import HERE, THERE, comparison, facts, image_result, model_run, seen
from tests.unit.handin_samples import handin


@pytest.fixture(autouse=True)
def english():
    with speaking("en"):
        yield


def values(chart):
    return next(iter(chart.to_dict()["datasets"].values()))


def every_chart(made, truth):
    return {
        "runs": charts.run_times(made),
        "stages": charts.stages(made),
        "labels": charts.label_counts(made, truth, 0.5),
        "curves": charts.curves(made, truth),
    }


def test_every_single_run_is_a_dot():
    dots = values(charts.run_times(handin().comparison))
    assert len(dots) == 2 * 2 * 3
    assert [dot["ms"] for dot in dots if (dot["image"], dot["model"]) == ("casa.png", "YOLO11n")] == [
        100,
        115,
        106,
    ]


def test_the_stages_of_a_bar_add_up_to_the_median_that_stands_behind_it():
    made = handin().comparison
    bar = [part for part in values(charts.stages(made)) if part["model"] == "YOLO11n"]
    assert [(part["stage"], part["ms"]) for part in bar] == [
        ("preprocess", 1), ("inference", 103), ("postprocess", 2),
    ]  # fmt: skip
    assert {part["whole"] for part in bar} == {"106 ms"}


def test_every_chart_has_a_title_on_the_page_and_in_the_files():
    made = handin()
    for chart in every_chart(made.comparison, made.truth).values():
        title = chart.to_dict()["title"]["text"]
        assert title
        assert title in chart_svg(chart)


def test_the_curve_is_drawn_on_a_square():
    made = handin()
    spec = charts.curves(made.comparison, made.truth).to_dict()
    assert spec["width"] == spec["height"]


def test_the_curve_of_a_label_is_that_of_its_own_boxes():
    made = handin()
    points = values(charts.curves(made.comparison, made.truth, "person"))
    assert [point["precision"] for point in points if point["model"] == "DETR ResNet-50"] == [
        pytest.approx(1)
    ] * 2
    assert "person" in charts.curves(made.comparison, made.truth, "person").to_dict()["title"]["text"]
    words = charts.curves_words(made.comparison, made.truth, "person")
    assert "“person”" in words
    assert "DETR ResNet-50: AP50 100" in words


def test_a_marked_label_keeps_every_bar_and_stands_out():
    made = handin()
    plain, marked = (charts.label_counts(made.comparison, made.truth, 0.5, label) for label in ("", "bus"))
    assert values(plain) == values(marked)
    assert "bus" in marked.to_dict()["layer"][0]["encoding"]["opacity"]["condition"]["test"]


def test_a_label_with_a_quote_can_be_marked_and_drawn():
    made = comparison(image_result(model_run("yolo11n", seen('it\'s "one"')), digest="d"))
    truth = {"d": (TruthBox('it\'s "one"', HERE),)}
    assert chart_png(charts.label_counts(made, truth, 0.5, 'it\'s "one"')).startswith(b"\x89PNG")


def test_right_false_and_missed_are_counted_by_label_and_model():
    made = handin()
    bars = values(charts.label_counts(made.comparison, made.truth, 0.5))
    assert {(bar["label"], bar["model"], bar["verdict"]) for bar in bars if bar["number"]} == {
        ("person", "DETR ResNet-50", "right"), ("person", "DETR ResNet-50", "false"), ("person", "YOLO11n", "missed"),
        ("bus", "DETR ResNet-50", "missed"), ("bus", "YOLO11n", "right"), ("bus", "YOLO11n", "false"),
        ("couch", "DETR ResNet-50", "false"),
    }  # fmt: skip


def test_of_many_labels_those_with_most_objects_are_drawn_and_the_words_say_so():
    labels = [f"label {number:02}" for number in range(40)]
    made = comparison(image_result(model_run("yolo11n", seen(*labels, "label 33")), digest="d"))
    truth = {"d": (TruthBox("label 05", HERE),)}
    rows = [bar["label"] for bar in values(charts.label_counts(made, truth, 0.5))]
    assert rows[0] == "label 33"
    assert len(set(rows)) == charts.MOST_LABELS
    words = charts.label_counts_words(made, truth, 0.5)
    assert "1 right, 40 false, 0 missed" in words
    assert (
        charts.labels_left_out(made, truth, 0.5)
        == f"{40 - charts.MOST_LABELS} labels with fewer objects are not drawn."
    )


def test_where_all_labels_are_drawn_none_is_said_to_be_left_out():
    made = comparison(image_result(model_run("yolo11n", seen("dog")), digest="d"))
    assert charts.labels_left_out(made, {"d": ()}, 0.5) == ""


def test_a_curve_begins_at_recall_0_and_ends_at_1():
    made = handin()
    points = values(charts.curves(made.comparison, made.truth))
    for model in ("DETR ResNet-50", "YOLO11n"):
        recalls = [point["recall"] for point in points if point["model"] == model]
        assert recalls == sorted(recalls)
        assert (recalls[0], recalls[-1]) == (0, 1)


def test_two_models_of_one_title_stay_apart():
    made = comparison(image_result(model_run("a"), model_run("b")))
    twins = type(made)(
        made.settings,
        made.machine,
        (facts("a", title="x"), facts("b", title="x")),
        made.images,
        {},
        made.date,
    )
    assert {dot["model"] for dot in values(charts.run_times(twins))} == {"a", "b"}


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", ["runs", "stages", "labels", "curves"])
def test_every_chart_can_be_saved_as_png(name, dark):
    made = handin()
    image = Image.open(BytesIO(chart_png(every_chart(made.comparison, made.truth)[name], dark)))
    assert image.format == "PNG"
    assert 800 < image.width < 1400
    paper = image.convert("RGB").getpixel((0, 0))
    assert paper == ((15, 23, 25) if dark else (255, 255, 255))
    assert len(image.convert("RGB").getcolors(1_000_000)) > 5


@pytest.mark.parametrize("name", ["runs", "stages", "labels", "curves"])
def test_every_chart_is_an_svg_that_needs_nothing_else(name):
    made = handin()
    svg = chart_svg(every_chart(made.comparison, made.truth)[name])
    tags = {element.tag.split("}")[1] for element in ElementTree.fromstring(svg).iter()}
    assert tags <= {"svg", "g", "path", "text", "rect", "line"}
    assert "YOLO11n" in svg


@pytest.mark.parametrize("pictures", [1, 20])
def test_a_row_has_the_same_height_whatever_the_number_of_pictures(pictures):
    runs = [
        image_result(
            model_run("a"),
            model_run("b"),
            image=f"a very long name of a picture {number}.jpg",
            digest=str(number),
        )
        for number in range(pictures)
    ]
    height = Image.open(BytesIO(chart_png(charts.run_times(comparison(*runs))))).height
    assert 60 < (height - 150) / pictures < 200 if pictures == 1 else 70 < height / pictures < 120


def test_a_chart_is_as_wide_as_its_place_and_has_a_single_view():
    made = handin()
    for name, chart in every_chart(made.comparison, made.truth).items():
        spec = chart.to_dict()
        assert spec["width"] == "container" or name == "curves"
        assert not {"facet", "hconcat", "vconcat", "concat", "repeat"} & spec.keys()


def test_spanish_charts_have_decimal_commas():
    with speaking("es"):
        spec = charts.run_times(handin().comparison).to_dict()
    assert spec["config"]["locale"]["number"]["decimal"] == ","


def test_nothing_found_and_nothing_there_is_drawn_too():
    made = comparison(image_result(model_run("yolo11n"), digest="d"))
    for chart in every_chart(made, {"d": ()}).values():
        assert chart_png(chart).startswith(b"\x89PNG")


def test_the_words_have_the_key_numbers():
    made = handin()
    assert "YOLO11n: 6 runs from 100 ms to 115 ms, median 106 ms" in charts.run_times_words(made.comparison)
    assert "YOLO11n: preprocess 1.0 ms, inference 103 ms" in charts.stages_words(made.comparison)
    words = charts.label_counts_words(made.comparison, made.truth, 0.5)
    assert "DETR ResNet-50: 1 right, 3 false, 1 missed" in words
    assert "YOLO11n: AP50 " in charts.curves_words(made.comparison, made.truth)


def test_the_words_do_without_numbers_that_cannot_be_said():
    made = comparison(image_result(model_run("yolo11n", seen("cat", box=THERE)), digest="d"))
    assert "AP50 –" in charts.curves_words(made, {"d": ()})


def test_more_runs_than_altair_takes_by_itself_are_drawn():
    made = comparison(image_result(model_run("a", (), [1.0] * 6000)))
    assert "<svg" in chart_svg(charts.run_times(made))


def test_a_chart_has_the_signs_of_the_language_and_keeps_what_else_it_is_set_to():
    chart = alt.Chart(alt.InlineData([])).mark_line().configure_axis(labelFontSize=9)
    assert "locale" not in localized(chart).to_dict()["config"]
    with speaking("es"):
        config = localized(chart).to_dict()["config"]
    assert (config["locale"]["number"]["decimal"], config["axis"]["labelFontSize"]) == (",", 9)


def test_every_chart_of_a_page_is_shown_by_the_one_function_that_knows_the_language():
    shown = [file for file in (ROOT / "core/ui").rglob("*.py") if ".altair_chart(" in file.read_text()]
    assert shown == [ROOT / "core/ui/frame/charts.py"]
