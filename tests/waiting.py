"""Waiting for what another thread does."""

import time


def wait_for(is_so):
    """Return once `is_so()`; AssertionError after 20 seconds."""
    end = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)
