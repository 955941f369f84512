"""What the pages' tests share."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from core.models import loader
from core.models.catalogue.row import ModelRow
from core.models.catalogue.rows import find
from core.models.kinds import KINDS
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


@pytest.fixture
def turned(hub, tmp_path) -> Callable[[str], ModelRow]:
    """Return a function that makes a second model of one of the catalogue, on this machine's disk, of another opinion:
    the last layer's numbers have the other sign. In the state of a visit it stands under "typed_models"."""

    def second(name: str) -> ModelRow:
        from transformers import AutoTokenizer

        row = find(name)
        kind = KINDS[row.tasks[0]]
        loaded = loader.load(row, "cpu", kind=kind)
        network = type(loaded.model.model).from_pretrained(loaded.path)
        for parameter in list(network.children())[-1].parameters():
            parameter.data.neg_()
        folder = Path(tmp_path, "turned")
        network.save_pretrained(folder)
        AutoTokenizer.from_pretrained(loaded.path).save_pretrained(folder)
        return replace(
            row, name="turned", title="The turned one", hub_id="", instead="", local_path=str(folder)
        )

    return second
