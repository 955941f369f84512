"""The tasks of transformers' pipeline(), as the installed version has them: read from it, never written down here.

Scope: facts about tasks and about parameters' names; nothing is loaded and nothing is run. transformers, which takes
seconds to import, is imported by the functions that read it.
"""

import inspect
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from core.i18n import N_
from core.library.own_pages import pages_of
from core.python_code import quoted
from core.tasks import Task

MODALITIES = {
    "text": N_("Text"),
    "image": N_("Images"),
    "audio": N_("Audio"),
    "video": N_("Video"),
    "multimodal": N_("Several at once"),
}
"""What transformers says that a task is about; marked for translation."""

_CODE = re.compile(r"```(?:python|py)?\n(.*?)```", re.DOTALL)
_PROMPT = re.compile(r"^(>>>|\.\.\.) ?")


@dataclass(frozen=True)
class PipelineTask:
    """One task of pipeline(): its name and its other names, the class that does it, and the Auto classes that open its
    model; the model that it takes where none is named, with the commit that it is pinned to; what it is about (a key of
    MODALITIES, or another word of transformers).

    `in_chunks` says whether its class cuts one input into several (ChunkPipeline), `has_top_k` whether it has that
    parameter; `example` is Python code, `pages` those of the app.
    """

    name: str
    aliases: tuple[str, ...]
    pipeline_class: str
    auto_classes: tuple[str, ...]
    model: str
    revision: str
    modality: str
    in_chunks: bool
    has_top_k: bool
    example: str
    pages: tuple[Task, ...]


@dataclass(frozen=True)
class RemovedTask:
    """A task that pipeline() no longer has: its name, what transformers says to do instead, in its own English words,
    and the pages of the app that do it all the same."""

    name: str
    advice: str
    pages: tuple[Task, ...]


@cache
def pipeline_tasks() -> tuple[PipelineTask, ...]:
    """Return every task of the installed transformers' pipeline(), by name."""
    from transformers import pipelines

    tasks: dict[str, Any] = pipelines.SUPPORTED_TASKS
    return tuple(_task(name, tasks[name], pipelines.TASK_ALIASES) for name in sorted(tasks))


@cache
def removed_tasks() -> tuple[RemovedTask, ...]:
    """Return the tasks that the installed transformers says it once had, in its order; () where it says of none."""
    from transformers import pipelines

    removed: Mapping[str, str] = getattr(pipelines, "REMOVED_TASKS", {})
    return tuple(RemovedTask(name, advice, pages_of(name)) for name, advice in removed.items())


def version() -> str:
    """Return the version of the installed transformers, such as "5.23.0"."""
    from importlib.metadata import version as installed

    return installed("transformers")


def matching(tasks: Sequence[PipelineTask], words: str = "", modality: str = "") -> tuple[PipelineTask, ...]:
    """Return the tasks of a modality ("" = any) in whose names, classes or model each of the words stands.

    >>> [task.name for task in matching(pipeline_tasks(), "sentiment")]
    ['text-classification']
    """
    wanted = words.casefold().split()
    return tuple(
        task
        for task in tasks
        if modality in ("", task.modality) and all(word in _words_of(task) for word in wanted)
    )


def record(task: PipelineTask) -> dict[str, Any]:
    """Return a task as plain data for JSON."""
    return {
        "task": task.name,
        "aliases": list(task.aliases),
        "class": task.pipeline_class,
        "auto_classes": list(task.auto_classes),
        "model": task.model,
        "revision": task.revision,
        "modality": task.modality,
        "chunks": task.in_chunks,
        "pages": [page.page for page in task.pages],
    }


def _words_of(task: PipelineTask) -> str:
    return " ".join(
        (task.name, *task.aliases, task.pipeline_class, *task.auto_classes, task.model)
    ).casefold()


def _task(name: str, entry: Mapping[str, Any], aliases: Mapping[str, str]) -> PipelineTask:
    from transformers.pipelines.base import ChunkPipeline

    made_by = _class_of(entry["impl"])
    model, revision = _default_of(entry)
    return PipelineTask(
        name=name,
        aliases=tuple(sorted(alias for alias, meant in aliases.items() if meant == name)),
        pipeline_class=made_by.__name__,
        auto_classes=tuple(one.__name__ for one in entry.get("pt", ())),
        model=model,
        revision=revision,
        modality=str(entry.get("type", "")),
        in_chunks=issubclass(made_by, ChunkPipeline),
        has_top_k="top_k" in inspect.signature(made_by._sanitize_parameters).parameters,
        example=_example(made_by, name, model, revision),
        pages=pages_of(name),
    )


def _class_of(named: Any) -> Any:  # noqa: ANN401 (a class, or its dotted name)
    if not isinstance(named, str):
        return named
    module, _, name = named.rpartition(".")
    return getattr(import_module(module), name)


def _default_of(entry: Mapping[str, Any]) -> tuple[str, str]:
    """Return the model and the commit of a task's default; of some tasks they stand under the name of a framework."""
    given = entry.get("default", {}).get("model", ("", ""))
    model, revision = given["pt"] if isinstance(given, Mapping) else given
    return str(model), str(revision)


def _example(made_by: Any, name: str, model: str, revision: str) -> str:  # noqa: ANN401
    """Return the example in the documentation of a pipeline's class, as a script; else the line that makes it."""
    found = _CODE.search(made_by.__doc__ or "")
    if found is None:
        return (
            "from transformers import pipeline\n\n"
            f"pipe = pipeline({quoted(name)}, model={quoted(model)}, revision={quoted(revision)})"
        )
    return as_script(textwrap.dedent(found[1]))


def as_script(session: str) -> str:
    """Return what a person typed in a session of Python, with what it answered as comments.

    >>> as_script(">>> 1 + 1\\n2")
    '1 + 1\\n# 2'
    """
    if ">>>" not in session:
        return session.strip()
    lines = [
        _PROMPT.sub("", line) if _PROMPT.match(line) else f"# {line}" if line.strip() else ""
        for line in session.strip().splitlines()
    ]
    return "\n".join(lines)
