"""The tasks of pipeline() in the terminal, for core.command: words to search for in, tasks out."""

import argparse
from typing import Any

from core.errors import UserError
from core.i18n import N_, _
from core.library.pipelines import MODALITIES, matching, pipeline_tasks, record, removed_tasks, version

SUMMARY = N_(
    "Lists the tasks that the installed transformers has a pipeline for, with class and default model."
)


def add_options(options: argparse._ArgumentGroup) -> None:
    """Add the words to search for, and --modality."""
    options.add_argument(
        "words", nargs="*", metavar=_("WORD"), help=_("Only tasks in whose names or classes it stands.")
    )
    options.add_argument(
        "--modality",
        default="",
        help=_("Only tasks about one of these: {names}.").format(names=", ".join(MODALITIES)),
    )


def look_up(given: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    """Return the tasks that fit, and the names that are gone."""
    if given.modality and given.modality not in MODALITIES:
        raise UserError(
            N_("There is no modality {name}. Choose one of {names}."),
            name=given.modality,
            names=", ".join(MODALITIES),
        )
    tasks = matching(pipeline_tasks(), " ".join(given.words), given.modality)
    gone = {task.name: task.advice for task in removed_tasks()}
    found = {"transformers": version(), "tasks": [record(task) for task in tasks], "removed": gone}
    widest = max((len(task.name) for task in tasks), default=0)
    lines = [f"{task.name:<{widest}}  {task.pipeline_class}  {task.model}@{task.revision}" for task in tasks]
    return found, [*lines, _("No longer there: {names}.").format(names=", ".join(gone))]
