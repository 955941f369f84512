"""What batches are worth: the texts, the padding, and the protocol of the measurement."""

import json
from collections import Counter
from itertools import count

import pytest

from core.errors import UserError
from core.library import pipeline_batches as batches
from core.library.pipeline_batches import (
    CASES,
    ROUNDS,
    SIZES,
    Case,
    handed_over,
    measure,
    padding_share,
    texts_of,
)
from core.library.pipeline_charts import speed_chart, speed_words, speeds
from core.library.pipeline_run import pipeline_kind
from core.models.catalogue.rows import find
from core.models.loader import load


@pytest.fixture
def loaded():
    return load(find("mini-sentimiento"), "cpu", kind=pipeline_kind("text-classification"))


@pytest.fixture
def runs(monkeypatch):
    """The cases in the order in which they ran, each with how many texts; nothing is computed."""
    made = []
    monkeypatch.setattr(
        batches, "_run", lambda _pipe, case, texts, _arguments: made.append((case, len(texts)))
    )
    return made


def seconds(step):
    ticks = count()
    return lambda: next(ticks) * step


@pytest.mark.parametrize("number", [16, 32])
def test_all_kinds_of_texts_have_as_many_words(number):
    words = {
        kind: [len(text.split()) for text in texts_of(kind, number)] for kind in ("alike", "mixed", "sorted")
    }
    assert {sum(lengths) for lengths in words.values()} == {16 * number}
    assert len(set(words["alike"])) == 1
    assert words["sorted"] == sorted(words["mixed"])


@pytest.mark.parametrize(
    ("lengths", "size", "share"),
    [([], 4, 0.0), ([7], 4, 0.0), ([5, 5, 5], 2, 0.0), ([10, 2, 10, 2], 2, 0.4), ([2, 2, 10, 10], 2, 0.0)],
)
def test_padding_is_what_a_batch_is_filled_up_with(lengths, size, share):
    assert padding_share(lengths, size) == pytest.approx(share)


def test_every_way_hands_over_the_same_texts():
    assert [list(handed_over(way, ["a", "b"])) for way in ("list", "generator")] == [["a", "b"]] * 2
    lines = handed_over("data set", ["a", "b"])
    assert [lines[place] for place in range(len(lines))] == ["a", "b"]


def test_every_case_is_warmed_up_and_then_timed_once_a_round(loaded, runs):
    *_before, last = measure(loaded, {}, clock=seconds(0.0))
    timed = runs[2 : 2 + len(CASES)]
    assert [case for case, _n in timed] == list(CASES)
    assert Counter(case for case, _n in runs[2:]) == Counter(CASES * (ROUNDS + 1))
    assert {len(times) for times in last.rounds} == {ROUNDS}
    assert last.is_over


def test_who_begins_changes_from_round_to_round(loaded, runs):
    list(measure(loaded, {}, clock=seconds(0.0)))
    rounds = [runs[start : start + len(CASES)] for start in range(2 + len(CASES), len(runs), len(CASES))]
    assert len({one[0][0] for one in rounds}) == ROUNDS


def test_it_ends_in_time_and_keeps_whole_rounds_only(loaded, runs):
    *_before, last = measure(loaded, {}, clock=seconds(0.4), seconds=len(CASES))
    assert {len(times) for times in last.rounds} == {1}
    assert last.is_over


def test_a_slow_model_gets_fewer_texts(loaded, runs):
    first = next(measure(loaded, {}, clock=seconds(1.0)))
    assert first.texts == batches.FEWEST_TEXTS


def test_a_model_that_would_keep_all_others_waiting_is_not_measured(loaded, runs):
    with pytest.raises(UserError):
        next(measure(loaded, {}, clock=seconds(100.0)))
    assert len(runs) == 2


def test_a_run_of_the_real_thing_answers_every_text(loaded):
    answered = []
    real = loaded.model.postprocess
    loaded.model.postprocess = lambda *args, **options: answered.append(1) or real(*args, **options)
    try:
        for case in (CASES[2], *CASES[-3:]):
            batches._run(loaded.model, case, texts_of("mixed", 8), {"truncation": True})
    finally:
        del loaded.model.postprocess
    assert len(answered) == 4 * 8


def test_the_chart_shows_the_median_of_every_case(loaded, runs):
    *_before, last = measure(loaded, {}, clock=seconds(0.01))
    spec = json.dumps(speed_chart(last).to_dict())
    slowest, middle, fastest = speeds(last, Case("mixed", "list", SIZES[1]))
    assert slowest <= middle <= fastest == pytest.approx(100 * last.texts)
    assert spec.count('"fastest"') >= 3 * len(SIZES)
    assert speed_words(last).count(";") == 2
