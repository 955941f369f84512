"""How core.command does a task: through the module that the task's kind names as its `command`."""

import argparse
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Protocol, cast

from core.models.kind import Kind
from core.models.loaded import LoadedModel


class TaskCommand(Protocol):
    """What a task's own module has.

    `SUMMARY` says in one line what the task does, `INPUT_HELP` what its inputs are; both are marked for translation.
    What `read` returns goes to `answer` and `files`, what `options_in` returns to `answer`, and what `answer` returns,
    which is a value for json.dumps, to `lines` and `files`. A module may also have `said(loaded, given)`, which returns
    what there is to say about an input before it is answered ("" for nothing). Where inputs are models themselves, it
    has `row_of(given)`, which returns the row of each, and its command has no --model.
    """

    SUMMARY: str
    INPUT_HELP: str

    def add_options(self, options: argparse._ArgumentGroup) -> None:
        """Add the options that only this task has; one with the destination "more_inputs" holds inputs, too."""

    def options_in(self, given: argparse.Namespace) -> Any:  # noqa: ANN401 (the task's own type)
        """Return what those options say; UserError where a value cannot be used."""

    def read(self, source: str) -> Any:  # noqa: ANN401
        """Return one input, opened and checked; UserError where it is missing or cannot be used. No model is needed."""

    def answer(self, loaded: LoadedModel, given: Any, options: Any) -> Any:  # noqa: ANN401
        """Return what a model answers to one input; UserError where it cannot work on it."""

    def lines(self, answer: Any) -> list[str]:  # noqa: ANN401
        """Return an answer as lines for a person."""

    def files(self, given: Any, answer: Any) -> Mapping[str, bytes]:  # noqa: ANN401
        """Return an answer as files for --out, by the ending of their names (".png")."""


def command_of(kind: Kind) -> TaskCommand:
    """Return the module that does the task of a kind in the terminal."""
    return cast(TaskCommand, import_module(kind.command))
