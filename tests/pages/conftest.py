"""What the pages' tests share."""

import pytest
from sqlalchemy import create_engine

from core.text import generate
from core.ui.compare_detectors import kept_work


@pytest.fixture
def engine(tmp_path, monkeypatch):
    """A store of the test's own, for the comparison page."""
    engine = create_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    monkeypatch.setattr(kept_work, "store_engine", lambda: engine)
    return engine


@pytest.fixture
def written(monkeypatch):
    """The sources for which a model wrote something, in order."""
    sources = []
    real = generate.write

    def counting(tokenizer, model, source, *rest):
        sources.append(source)
        return real(tokenizer, model, source, *rest)

    monkeypatch.setattr(generate, "write", counting)
    return sources
