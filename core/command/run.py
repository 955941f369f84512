"""What `python -m core` does, whichever task it is: read the inputs, load the model, answer, write."""

import json
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import PurePath
from time import perf_counter
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from core.command.request import Request
from core.command.task import TaskCommand, command_of
from core.errors import UserError, problem_of
from core.handin.files import file_names
from core.i18n import N_, milliseconds
from core.models.catalogue.row import ModelRow
from core.models.catalogue.rows import rows_called
from core.models.command_line import row_named, stand_in_words, status_words
from core.models.defaults import default_rows
from core.models.loaded import LoadedModel, Status, unable_words
from core.printable import printable_line
from core.terminal import FAILED, one_line, output_folder, progress_line, quiet_libraries, write_file

_LONGEST_SOURCE = 200


@dataclass(frozen=True)
class Answered:
    """One input, as it was typed and as it was read, the model that answered, what it did, and the milliseconds that
    took."""

    source: str
    given: Any
    row: ModelRow
    answer: Any
    ms: float


def run(request: Request, output: IO[str], terminal: IO[str]) -> int:
    """Do what was asked and return the exit code: 0, or FAILED where the model could not work on an input.

    `output` gets the answers; `terminal` the progress, if it is one, and what there is to say about models and inputs.
    Raises UserError where nothing is answered; an input that cannot be read is found before a model is loaded.
    """
    command = command_of(request.kind)
    with quiet_libraries():
        inputs = [command.read(source) for source in request.inputs]
        rows = _rows(request, command, inputs, terminal)
        answers = []
        with output_folder(request.out) if request.out else nullcontext():
            stems = _stems(request.inputs)
            for found, stem in zip(_answers(request, command, inputs, rows, terminal), stems, strict=True):
                if isinstance(found, UserError):
                    print(one_line(found), file=terminal)
                    continue
                answers.append(found)
                written = _write(request, command, found, stem)
                if not request.as_json:
                    print(*_lines(command, found), *written, sep="\n", file=output)
    if request.as_json:
        print(json.dumps(_record(request, command, rows[0], answers)), file=output)
    return 0 if len(answers) == len(inputs) else FAILED


def _rows(request: Request, command: TaskCommand, inputs: list[Any], terminal: IO[str]) -> list[ModelRow]:
    """Return the model that answers each input: the same one, unless the inputs are models themselves."""
    if row_of := getattr(command, "row_of", None):
        return [row_of(given) for given in inputs]
    row, stands_in = _chosen(request)
    if stands_in:
        print(stands_in, file=terminal)
    return [row] * len(inputs)


def _chosen(request: Request) -> tuple[ModelRow, str]:
    """Return the model that answers, and what there is to say where it stands in for the usual one."""
    kind = request.kind
    if request.model:
        return row_named(request.model, kind.task), ""
    rows = default_rows(kind)
    if not rows:
        raise UserError(
            N_("There is no model for {task} on this machine. Name one with --model."), task=kind.task
        )
    usual = rows_called(kind.defaults[:1])
    return rows[0], stand_in_words(usual, rows)


def _answers(
    request: Request, command: TaskCommand, inputs: list[Any], rows: list[ModelRow], terminal: IO[str]
) -> Iterator[Answered | UserError]:
    """Load the models and yield, input by input, the answer or why there is none. Raises UserError where a model cannot
    be had."""
    from core.models.loader import answer, load

    show = progress_line(terminal)

    unable: set[str] = set()

    def work(row: ModelRow, source: str, given: Any) -> Callable[[LoadedModel], Answered]:  # noqa: ANN401 (the task's own type)
        def timed(loaded: LoadedModel) -> Answered:
            if loaded.unable and loaded.unable not in unable:
                unable.add(loaded.unable)
                print(unable_words(row.title, loaded.unable), file=terminal)
            if said := getattr(command, "said", lambda _loaded, _given: "")(loaded, given):
                print(said, file=terminal)
            began = perf_counter()
            found = command.answer(loaded, given, request.options)
            return Answered(source, given, row, found, round(1000 * (perf_counter() - began), 1))

        return timed

    def notify_of(row: ModelRow) -> Callable[[Status], None]:
        return lambda status: show(status_words(row.title, status))

    try:
        for row in dict.fromkeys(rows):
            load(row, request.device, notify_of(row), request.kind)
    finally:
        show("")
    for row, source, given in zip(rows, request.inputs, inputs, strict=True):
        try:
            yield answer(row, work(row, source, given), request.device, kind=request.kind)
        except Exception as error:
            yield UserError(N_("{input}: {problem}"), input=source, problem=problem_of(error))


def _stems(sources: tuple[str, ...]) -> list[str]:
    """Return a name for the files of each input, without an ending: safe on every system, and no two the same."""
    paths = [PurePath(unquote(urlsplit(source).path) if "://" in source else source) for source in sources]
    return [name.removesuffix(".json") for name in file_names((path.stem, ".json") for path in paths)]


def _record(request: Request, command: TaskCommand, row: ModelRow, answers: list[Answered]) -> dict[str, Any]:
    inputs = [{"input": one.source, "answer": one.answer, "ms": one.ms} for one in answers]
    model = {} if hasattr(command, "row_of") else {"model": row.name}
    return {"task": request.kind.task, **model, "inputs": inputs}


def _lines(command: TaskCommand, found: Answered) -> list[str]:
    # An input may be a whole text.
    source = printable_line(found.source, _LONGEST_SOURCE)
    head = f"{source} · {found.row.title} · {milliseconds(found.ms)}"
    said = (head, *(f"  {line}" for line in command.lines(found.answer)))
    # A file's name may hold bytes that are no text.
    return [line.encode("utf-8", "replace").decode() for line in said]


def _write(request: Request, command: TaskCommand, found: Answered, stem: str) -> list[str]:
    """Write the files of one answer, its JSON among them, where a folder is named; return a line for each."""
    if request.out is None:
        return []
    record = json.dumps(_record(request, command, found.row, [found]), ensure_ascii=False, indent=1).encode(
        "utf-8", "replace"
    )
    contents = {**command.files(found.given, found.answer), ".json": record}
    return [
        f"  {write_file(request.out / f'{stem}{ending}', content)}" for ending, content in contents.items()
    ]
