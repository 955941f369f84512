"""Which models a visitor begins with: those for photographs, wherever they can be had, else those that ship."""

from core.models import files, hub
from core.models.catalogue import DEFAULT_MODELS, DOODLE_MODELS, ModelRow, find, knows_doodles
from core.models.loader import on_this_machine

_TASK = "object-detection"


def default_models() -> tuple[ModelRow, ...]:
    """Return the detectors that a comparison begins with.

    They are DEFAULT_MODELS where both are on this machine or the Hub can be reached; else the first two detectors for
    photographs that are here; where there are no two, DOODLE_MODELS. It may ask the Hub whether it is there.
    """
    return _rows(DEFAULT_MODELS) if _at_hand(DEFAULT_MODELS) else _here(2) or _rows(DOODLE_MODELS)


def default_model() -> ModelRow:
    """Return the detector that a page for one picture begins with, chosen like those of `default_models`."""
    first = DEFAULT_MODELS[:1]
    (row,) = _rows(first) if _at_hand(first) else _here(1) or _rows(DOODLE_MODELS[:1])
    return row


def _rows(names: tuple[str, ...]) -> tuple[ModelRow, ...]:
    return tuple(row for name in names if (row := find(name)))


def _at_hand(names: tuple[str, ...]) -> bool:
    return all(files.cached(row) is not None for row in _rows(names)) or hub.reachable()


def _here(number: int) -> tuple[ModelRow, ...]:
    """Return the first `number` detectors for photographs whose files are on this machine; none where they are
    fewer."""
    here = tuple(row for row in on_this_machine(_TASK) if not knows_doodles(row))
    return here[:number] if len(here) >= number else ()
