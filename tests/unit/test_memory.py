import numpy as np
import pytest

from core.models.memory import watched_peak

MEGABYTE = 1 << 20


def test_work_that_takes_no_memory_has_hardly_a_peak():
    with watched_peak("cpu") as peak:
        pass
    assert 0 <= peak.bytes < 5 * MEGABYTE


def test_memory_that_was_given_back_before_the_end_counts():
    with watched_peak("cpu") as peak:
        block = np.ones(64 * MEGABYTE, dtype=np.uint8)
        for _again in range(20):
            block += 1
        del block
    assert peak.bytes > 50 * MEGABYTE


def test_the_peak_is_known_even_when_the_work_breaks():
    with pytest.raises(RuntimeError), watched_peak("cpu") as peak:
        kept = np.ones(64 * MEGABYTE, dtype=np.uint8)
        raise RuntimeError
    assert peak.bytes > 50 * MEGABYTE
    del kept
