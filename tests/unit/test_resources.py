from dataclasses import replace

import pytest

from core.compare.book.comments import comment_facts
from core.compare.book.resources import resource_table, resources, same_on_other_devices
from core.compare.book.workbook import COMMENTS, Measured
from core.i18n import speaking
from tests.unit.compare_samples import comparison, facts, image_result, model_run
from tests.unit.handin_samples import handin


@pytest.fixture(autouse=True)
def english():
    with speaking("en"):
        yield


def measured_on(made, device, *, date="2026-11-22T10:00:00+00:00", models=None, images=None):
    settings = replace(made.settings, device=device)
    found = {image.digest: image for image in (made.images if images is None else images)}
    on = tuple(replace(model, device=device) for model in (models or made.models))
    return Measured(settings, on, made.machine, made.versions, date, found)


def test_a_model_is_summed_up_over_all_pictures():
    made = comparison(
        image_result(model_run("a", totals=(100, 200)), digest="1"),
        image_result(model_run("a", totals=(300,)), digest="2"),
    )
    (row,) = resources([made])
    assert (row.total.median, row.total.runs, row.total.slowest) == (200, 3, 300)
    assert (row.preprocess, row.inference, row.postprocess) == (1, 197, 2)
    assert row.load_ms == 1234.5


def test_a_comparison_without_pictures_has_no_rows():
    assert resources([comparison(models=["a"])]) == ()


def test_the_table_has_a_column_a_model_and_device():
    made = handin().comparison
    gpu = replace(made, models=tuple(replace(model, device="cuda") for model in made.models))
    table = resource_table([made, gpu])
    assert list(table[0]) == [
        "What",
        "DETR ResNet-50 · CPU",
        "YOLO11n · CPU",
        "DETR ResNet-50 · GPU",
        "YOLO11n · GPU",
    ]
    texts = {row["What"]: row["DETR ResNet-50 · CPU"] for row in table}
    assert texts["Hardware"] == "Test CPU"
    assert texts["Parameters"] == "41.5 million"
    assert texts["Whole run (median)"] == "1.05 s"
    assert texts["Pictures a second"] == "1.0"


def test_two_models_of_one_title_have_a_column_each():
    made = comparison(image_result(model_run("a"), model_run("b")))
    twins = replace(made, models=(facts("a", title="x"), facts("b", title="x")))
    assert list(resource_table([twins])[0]) == ["What", "a · CPU", "b · CPU"]


def test_the_same_on_another_device_is_found_the_latest_first():
    made = handin()
    book = made.book
    book.measured[1] = measured_on(made.comparison, "cuda", date="2026-11-22T10:00:00+00:00")
    book.measured[2] = measured_on(made.comparison, "cuda", date="2026-11-23T10:00:00+00:00")
    (other,) = same_on_other_devices(book, made.comparison)
    assert other.date == "2026-11-23T10:00:00+00:00"
    assert [model.device for model in other.models] == ["cuda", "cuda"]


@pytest.mark.parametrize("what", ["other models", "a picture less", "the same device"])
def test_what_is_not_the_same_comparison_does_not_stand_beside_it(what):
    made = handin()
    other = measured_on(made.comparison, "cuda")
    if what == "other models":
        other.settings = replace(other.settings, models=("yolo11n",))
    elif what == "a picture less":
        other.results.popitem()
    else:
        other.facts = made.comparison.models
    made.book.measured["other"] = other
    assert same_on_other_devices(made.book, made.comparison) == ()


def test_every_comment_has_figures():
    made = handin()
    facts_of = comment_facts(made.comparison, 0.5, made.truth)
    assert facts_of.keys() == COMMENTS.keys()
    assert all(facts_of.values())


def test_accuracy_has_the_counts_and_the_metrics():
    made = handin()
    text = " ".join(comment_facts(made.comparison, 0.5, made.truth)["accuracy"])
    assert "DETR ResNet-50: 4 objects in 2 pictures" in text
    assert "Right 1, false positives 3, false negatives 1." in text
    assert "Precision 25.0\N{NO-BREAK SPACE}%, recall 50.0\N{NO-BREAK SPACE}%" in text
    assert "Kinds of error: background 3, missed 1" in text


def test_without_a_truth_accuracy_says_that_nothing_was_counted():
    made = handin(truth=False)
    assert "not counted" in comment_facts(made.comparison, 0.5, {})["accuracy"][-1]


def test_resources_say_how_many_times_as_fast_only_where_no_runs_overlap():
    made = handin()
    assert any(
        "10" in text or "9.9 times" in text for text in comment_facts(made.comparison, 0.5, {})["resources"]
    )
    slow = comparison(image_result(model_run("a", totals=(100, 300)), model_run("b", totals=(150, 160))))
    assert not any("times as fast" in text for text in comment_facts(slow, 0.5, {})["resources"])


def test_resources_speak_of_every_device():
    made = handin()
    other = replace(
        made.comparison, models=tuple(replace(model, device="cuda") for model in made.comparison.models)
    )
    text = " ".join(comment_facts(made.comparison, 0.5, {}, [other])["resources"])
    assert "YOLO11n on GPU" in text
    assert "processor alone" not in text


def test_ease_has_code_packages_and_size():
    text = comment_facts(handin().comparison, 0.5, {})["ease"][1]
    assert text == "YOLO11n: 6 lines of code, packages ultralytics. 5.6 MB on disk, 2.6 million parameters."
