"""What `python -m core` is asked: its arguments as a request, or the one line that says what is wrong."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.command.plain import PLAIN_COMMANDS, plain_command
from core.command.task import TaskCommand, command_of
from core.errors import UserError
from core.i18n import N_, _
from core.models.catalogue.rows import rows_for
from core.models.command_line import add_device, check_device
from core.models.kind import Kind
from core.models.kinds import KINDS
from core.terminal import Parser, add_language_and_help, check_language

_PROGRAM = "python -m core"


@dataclass(frozen=True)
class Request:
    """What the command line asks for, checked as far as that needs no file.

    `inputs` are as they were typed; `model` is "" where nobody named one; `options` is what the task's own options say
    (see TaskCommand.options_in); `out` the folder to write files to, None for none.
    """

    kind: Kind
    inputs: tuple[str, ...]
    model: str
    device: str
    options: Any
    as_json: bool
    out: Path | None


def read_request(arguments: Sequence[str]) -> Request:
    """Return what the arguments ask for; UserError where they cannot be understood.

    >>> read_request(["object-detection", "bus.jpg", "--json"]).inputs
    ('bus.jpg',)
    """
    if not arguments or arguments[0].startswith("-"):
        _overview().parse_args(list(arguments))
        raise UserError(N_("Say which task to do: {names}."), names=", ".join(_names()))
    name, rest = arguments[0], list(arguments[1:])
    if name not in KINDS:
        raise UserError(
            N_("There is no task {name}. Choose one of these: {names}."), name=name, names=", ".join(_names())
        )
    kind = KINDS[name]
    command = command_of(kind)
    given = _parser(kind, command).parse_intermixed_args(rest)
    check_language(given.lang)
    check_device(given.device)
    inputs = (*given.inputs, *getattr(given, "more_inputs", ()))
    if not inputs:
        raise UserError(N_("No input was given. Name one at least."))
    return Request(
        kind=kind,
        inputs=inputs,
        model=given.model,
        device=given.device,
        options=command.options_in(given),
        as_json=given.json,
        out=Path(given.out) if given.out else None,
    )


def _names() -> tuple[str, ...]:
    return (*KINDS, *PLAIN_COMMANDS)


def _overview() -> Parser:
    """Return the parser of a command without a task: it has the help that lists the tasks."""
    summaries = {name: command_of(kind).SUMMARY for name, kind in KINDS.items()}
    summaries |= {name: plain_command(name).SUMMARY for name in PLAIN_COMMANDS}
    widest = max(map(len, summaries))
    tasks = [f"  {name:<{widest}}  {_(summary)}" for name, summary in summaries.items()]
    parser = Parser(
        prog=_PROGRAM,
        usage=_("python -m core TASK INPUT... [options]"),
        description=_("Does a task of the app without a browser."),
        epilog="\n".join(
            [
                _("Tasks:"),
                *tasks,
                "",
                _("Help for one task: python -m core TASK --help"),
            ]
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
        add_help=False,
    )
    add_language_and_help(parser.add_argument_group(_("Options")))
    return parser


def _parser(kind: Kind, command: TaskCommand) -> Parser:
    parser = Parser(
        prog=f"{_PROGRAM} {kind.task}",
        usage=f"{_PROGRAM} {kind.task} " + _("INPUT... [options]"),
        description=_(command.SUMMARY),
        allow_abbrev=False,
        add_help=False,
    )
    options = parser.add_argument_group(_("Input and options"))
    options.add_argument("inputs", nargs="*", metavar=_("INPUT"), help=_(command.INPUT_HELP))
    if hasattr(command, "row_of"):
        options.set_defaults(model="")
    else:
        options.add_argument(
            "--model",
            default="",
            metavar=_("MODEL"),
            help=_(
                "A name from the catalogue ({names}), a Hub id, or a path. Default: {default}; where that cannot be "
                "had without the Hub, one that is on this machine."
            ).format(names=", ".join(row.name for row in rows_for(kind.task)), default=kind.defaults[0]),
        )
    command.add_options(options)
    add_device(options)
    options.add_argument(
        "--json",
        action="store_true",
        help=_(
            "Write one JSON object to standard output, and nothing else: the task, the model, and each input with its "
            "answer and the milliseconds that it took."
        ),
    )
    options.add_argument(
        "--out",
        metavar=_("FOLDER"),
        help=_(
            "Folder for files of each answer, such as the annotated picture; it is made if there is none."
        ),
    )
    add_language_and_help(options)
    return parser
