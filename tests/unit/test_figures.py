from core.compare.count.figures import counted_rows, share
from core.compare.count.match import ERROR_KINDS
from core.pictures.boxes import TruthBox
from tests.unit.compare_samples import HERE, THERE, comparison, image_result, model_run, seen


def sample():
    return comparison(image_result(model_run("a", seen("cat")), model_run("b", seen("dog", box=THERE))))


def test_each_model_has_its_counts_metrics_and_kinds_of_error_in_the_tables_order():
    right, wrong = counted_rows(sample(), {"d1": (TruthBox("cat", HERE),)}, 0.5)
    assert (right.name, right.title, right.counts.tp, right.counts.fp, right.counts.fn) == ("a", "A", 1, 0, 0)
    assert (wrong.counts.tp, wrong.counts.fp, wrong.counts.fn) == (0, 1, 1)
    assert (right.metrics.precision, wrong.metrics.recall) == (1, 0)
    assert list(right.kinds) == list(ERROR_KINDS)
    assert (sum(right.kinds.values()), sum(wrong.kinds.values())) == (0, 2)


def test_the_threshold_decides_what_counts():
    (first, _second) = counted_rows(sample(), {"d1": (TruthBox("cat", HERE),)}, 0.95)
    assert (first.counts.tp, first.counts.fn) == (0, 1)


def test_what_cannot_be_said_is_a_dash():
    assert share(None) == "–"
