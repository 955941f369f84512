from dataclasses import replace

import pytest

from core.compare.book.remarks import conflicts
from core.compare.book.table import COLUMNS, EDITABLE, column_titles, merge_edits, table_rows
from core.compare.count.counting import Count
from core.i18n import speaking
from core.vision.detection.detect import Detection
from tests.unit.compare_samples import HERE, THERE, comparison, facts, image_result, model_run, seen

SLOW, FAST = (1000.0, 1010.0, 1020.0), (100.0, 101.0, 102.0)


@pytest.fixture(autouse=True)
def english():
    with speaking("en"):
        yield


def rows_of(*runs, threshold=0.5, **options):
    return table_rows(comparison(image_result(*runs), **options), threshold)


def test_the_spanish_columns_are_the_activitys_word_for_word():
    with speaking("es"):
        assert list(column_titles().values()) == [
            "Imagen",
            "Modelo",
            "Objetos detectados",
            "Tiempo de inferencia",
            "Falsos positivos/negativos",
            "Facilidad de integración",
            "Observaciones",
        ]


def test_titles_and_cells_are_in_the_order_of_the_columns():
    (row,) = rows_of(model_run("a"))
    assert tuple(column_titles()) == tuple(row.cells()) == COLUMNS


def test_a_comparison_without_pictures_has_no_rows():
    assert table_rows(comparison(models=["a", "b"]), 0.5) == ()


def test_there_is_a_row_for_each_picture_and_model():
    runs = model_run("a"), model_run("b")
    made = comparison(image_result(*runs), image_result(*runs, image="cat.jpg", digest="d2"))
    assert [(row.digest, row.image, row.model_name, row.model) for row in table_rows(made, 0.5)] == [
        ("d1", "bus.jpg", "a", "A"),
        ("d1", "bus.jpg", "b", "B"),
        ("d2", "cat.jpg", "a", "A"),
        ("d2", "cat.jpg", "b", "B"),
    ]


@pytest.mark.parametrize(
    ("detections", "threshold", "expected"),
    [
        # Nothing found at all.
        ((), 0.5, "0"),
        # Something found, but less sure than asked for.
        (seen("cat", score=0.49), 0.5, "0"),
        # Exactly at the threshold counts.
        (seen("cat", score=0.5), 0.5, "1: 1 cat"),
        (seen("tie", "person", "bus", "person"), 0.5, "4: 2 person, 1 bus, 1 tie"),
    ],
)
def test_objects_are_counted_at_the_threshold(detections, threshold, expected):
    (row,) = rows_of(model_run("a", detections), threshold=threshold)
    assert row.objects == expected


@pytest.mark.parametrize(
    ("totals", "warmup", "language", "expected"),
    [
        ((190.0,), 2, "en", "median 190 ms, the network alone 187 ms (1 run)"),
        (
            (185.0, 190.0, 204.0),
            2,
            "en",
            "median 190 ms, the network alone 187 ms (from 185 ms to 204 ms, 3 runs)",
        ),
        (
            (185.0, 190.0, 204.0),
            2,
            "es",
            "mediana 190 ms, solo la red 187 ms (de 185 ms a 204 ms, 3 ejecuciones)",
        ),
        ((900.0, 1500.0), 2, "es", "mediana 1,20 s, solo la red 1,20 s (de 900 ms a 1,50 s, 2 ejecuciones)"),
        (
            (185.0, 190.0),
            0,
            "en",
            "median 188 ms, the network alone 184 ms (from 185 ms to 190 ms, 2 runs, no warm-up)",
        ),
    ],
)
def test_the_time_is_the_median_with_its_spread(totals, warmup, language, expected):
    with speaking(language):
        (row,) = rows_of(model_run("a", totals=totals), warmup=warmup)
    assert row.time == expected


def test_errors_are_not_counted_until_they_are():
    made = comparison(image_result(model_run("a"), model_run("b")))
    rows = table_rows(made, 0.5, {("d1", "b"): Count(1, 2, "Missed: a cup.")})
    assert [row.errors for row in rows] == ["not counted yet", "FP 1, FN 2"]
    assert rows[1].remarks.endswith("Missed: a cup.")


def test_ease_of_integration_is_facts():
    (row,) = rows_of(model_run("a"))
    assert row.integration == (
        "6 lines of code. Packages: ultralytics. Download: 5.6 MB. Memory taken on load: 120 MB."
    )


def test_a_model_on_disk_needs_no_download():
    made = comparison(image_result(model_run("a")))
    (row,) = table_rows(replace(made, models=(facts("a", download_bytes=0),)), 0.5)
    assert "Nothing to download: 5.6 MB on disk." in row.integration


def test_a_model_alone_gets_no_remarks():
    (row,) = rows_of(model_run("a", seen("cat")))
    assert row.remarks == ""


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((0, 0), ["No model finds anything."] * 2),
        ((2, 2), ["All models give the same number of boxes."] * 2),
        ((6, 4), ["Gives the most boxes: 6 (B: 4).", "Gives the fewest boxes: 4 (A: 6)."]),
        ((0, 1), ["Gives the fewest boxes: 0 (B: 1).", "Gives the most boxes: 1 (A: 0)."]),
        # Of three, the one in the middle is nothing special.
        (
            (1, 3, 2),
            [
                "Gives the fewest boxes: 1 (B: 3, C: 2).",
                "Gives the most boxes: 3 (A: 1, C: 2).",
                "",
            ],
        ),
    ],
)
def test_remarks_say_who_finds_more(found, expected):
    runs = [model_run(name, seen(*["cat"] * number)) for name, number in zip("abc", found, strict=False)]
    for row, sentence in zip(rows_of(*runs), expected, strict=True):
        assert row.remarks.startswith(sentence)
        assert ("objects" in row.remarks) == ("objects" in sentence)


def test_remarks_say_who_is_faster_and_by_how_much():
    slow, fast = rows_of(model_run("a", totals=SLOW), model_run("b", totals=FAST))
    assert "Takes 10.0 times as long as B." in slow.remarks
    assert "The fastest: 10.0 times as fast as A." in fast.remarks


def test_of_three_models_the_fastest_is_compared_with_the_next_and_the_others_with_the_fastest():
    rows = rows_of(
        model_run("a", totals=SLOW),
        model_run("b", totals=FAST),
        model_run("c", totals=(200.0, 202.0, 204.0)),
    )
    said = [
        "Takes 10.0 times as long as B.",
        "The fastest: 2.0 times as fast as C.",
        "Takes 2.0 times as long as B.",
    ]
    for row, sentence in zip(rows, said, strict=True):
        assert sentence in row.remarks


def test_no_model_is_called_faster_where_the_spreads_overlap():
    one, other = rows_of(model_run("a", totals=(100.0, 120.0)), model_run("b", totals=(110.0, 400.0)))
    assert "No clear difference in speed from B: their run times overlap." in one.remarks
    assert "No clear difference in speed from A: their run times overlap." in other.remarks


def test_a_single_run_is_too_few_to_compare():
    for row in rows_of(model_run("a", totals=(1000.0,)), model_run("b", totals=(1.0,))):
        assert "One run is too few to compare speeds." in row.remarks


def test_remarks_say_where_the_labels_disagree():
    one, other = rows_of(model_run("a", seen("cat")), model_run("b", seen("dog")))
    assert "Says “cat” where B says “dog”." in one.remarks
    assert "Says “dog” where A says “cat”." in other.remarks
    assert "only this model" not in one.remarks


def test_remarks_name_the_labels_that_no_other_model_finds():
    found = seen("cat") + seen("tie", "cup", box=THERE)
    one, other = rows_of(model_run("a", found), model_run("b", seen("cat")))
    assert "Labels that only this model finds: cup, tie." in one.remarks
    assert "only this model" not in other.remarks


def test_a_long_list_of_labels_is_cut_and_the_rest_counted():
    one, _other = rows_of(model_run("a", seen(*"abcdefg", box=THERE)), model_run("b"))
    assert "Labels that only this model finds: a, b, c, d, e and 2 more." in one.remarks


def test_two_spellings_of_a_label_are_no_disagreement():
    for row in rows_of(model_run("a", seen("tv")), model_run("b", seen("tvmonitor"))):
        assert "Says" not in row.remarks
        assert "only this model" not in row.remarks


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ((), (), []),
        (seen("cat"), (), []),
        ((), seen("cat"), []),
        (seen("cat"), seen("cat"), []),
        (seen("cat"), seen("dog"), [("cat", "dog")]),
        # Other labels at other places are no disagreement.
        (seen("cat"), seen("dog", box=THERE), []),
        # An IoU of exactly 0.5 is the same place.
        (seen("cat"), seen("dog", box=(0.0, 0.0, 10.0, 5.0)), [("cat", "dog")]),
        (seen("cat"), seen("dog", box=(0.0, 0.0, 10.0, 4.9)), []),
        # A person on a horse, and only the horse: the person was not called something else.
        (seen("person", "horse"), seen("horse"), []),
        # Each of their boxes answers for one of mine.
        (seen("cat", "fox"), seen("dog"), [("cat", "dog")]),
    ],
)
def test_conflicts_are_other_labels_at_the_same_place(mine, theirs, expected):
    assert conflicts(mine, theirs) == expected


def test_a_conflict_is_with_the_box_that_fits_best():
    theirs = (
        Detection("dog", 0.9, (0.0, 0.0, 10.0, 6.0)),
        Detection("fox", 0.8, HERE),
    )
    assert conflicts(seen("cat"), theirs) == [("cat", "fox")]


def test_edits_replace_the_editable_cells_of_their_own_row():
    rows = rows_of(model_run("a"), model_run("b"))
    merged = merge_edits(rows, {("d1", "b", "remarks"): "mine", ("d1", "b", "errors"): ""})
    # Remarks are only offered: they are the student's to make.
    assert merged[0] == replace(rows[0], remarks="")
    assert merged[1] == replace(rows[1], remarks="mine", errors="", own=("errors", "remarks"))


def test_a_cell_that_holds_what_the_app_wrote_is_not_ones_own():
    rows = rows_of(model_run("a"))
    (merged,) = merge_edits(rows, {("d1", "a", "remarks"): rows[0].remarks})
    assert merged.own == ()


@pytest.mark.parametrize("column", [column for column in COLUMNS if column not in EDITABLE])
def test_measured_cells_cannot_be_edited(column):
    rows = rows_of(model_run("a"))
    assert merge_edits(rows, {("d1", "a", column): "made up"}) == rows


def test_edits_of_pictures_that_are_gone_change_nothing():
    rows = rows_of(model_run("a"))
    assert merge_edits(rows, {("gone", "a", "remarks"): "mine"}) == rows
