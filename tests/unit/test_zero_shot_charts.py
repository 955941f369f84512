"""The similarity matrix and the map as charts."""

import numpy as np
import pytest

from core.handin.charts import chart_png
from core.i18n import speaking
from core.vision.zero_shot.charts import best_columns, map_chart, matrix_chart, matrix_words

CLOSE = np.array([[0.3, 0.1, 0.2], [0.0, 0.4, 0.1]], np.float32)


def test_of_many_labels_those_that_are_closest_to_any_picture_are_shown_in_their_order():
    assert best_columns(CLOSE, 2) == [0, 1]
    assert best_columns(CLOSE) == [0, 1, 2]


def test_the_matrix_has_a_cell_a_pair_and_frames_the_closest_label_of_each_picture():
    chart = matrix_chart(["owl", "fox"], ["a", "b", "c"], CLOSE, "CLIP").to_dict()
    (cells,) = chart["datasets"].values()
    assert len(cells) == 6
    assert [cell["best"] for cell in cells] == [True, False, False, False, True, False]


def test_the_matrix_is_said_in_words_too():
    with speaking("en"):
        assert matrix_words(["owl", "fox"], ["a", "b", "c"], CLOSE) == (
            "owl: closest to a, cosine 0.30; fox: closest to b, cosine 0.40"
        )


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("number", [2, 100])
def test_the_charts_can_be_drawn(run_process, number, dark):
    close = np.linspace(0, 1, 2 * number, dtype=np.float32).reshape(2, number)
    labels = [f"label {name}" for name in range(number)]
    assert chart_png(matrix_chart(["á", "b"], labels, close, "CLIP"), dark)[:4] == b"\x89PNG"
    places = np.zeros((2, 2), np.float32), np.ones((number, 2), np.float32)
    assert chart_png(map_chart(["á", "b"], labels, places, "CLIP"), dark)[:4] == b"\x89PNG"
