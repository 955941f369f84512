"""What `python -m core` does without a model of its own: commands that look something up and write it."""

import argparse
import json
from collections.abc import Sequence
from importlib import import_module
from typing import IO, Any, Protocol, cast

from core.i18n import _
from core.terminal import Parser, add_language_and_help, check_language, quiet_libraries

PLAIN_COMMANDS = {
    "pipelines": "core.library.pipelines_command",
    "datasets": "core.command.data_sets",
    "find-models": "core.library.search_command",
}
"""The modules of these commands, by their names in the terminal."""


class PlainCommand(Protocol):
    """What the module of such a command has: `SUMMARY` says in one line what it does, marked for translation."""

    SUMMARY: str

    def add_options(self, options: argparse._ArgumentGroup) -> None:
        """Add its arguments and options."""

    def look_up(self, given: argparse.Namespace) -> tuple[Any, list[str]]:
        """Return what was found: for JSON, and as lines for a person; UserError where an option cannot be used."""


def plain_command(name: str) -> PlainCommand:
    """Return the module of a command in PLAIN_COMMANDS."""
    return cast(PlainCommand, import_module(PLAIN_COMMANDS[name]))


def run_plain(name: str, arguments: Sequence[str], output: IO[str]) -> int:
    """Do what the command called `name` is asked, write it to `output`, and return the exit code. Raises UserError."""
    command = plain_command(name)
    given = _parser(name, command).parse_intermixed_args(list(arguments))
    check_language(given.lang)
    with quiet_libraries():
        found, lines = command.look_up(given)
    print(*([json.dumps(found)] if given.json else lines), sep="\n", file=output)
    return 0


def _parser(name: str, command: PlainCommand) -> Parser:
    program = f"python -m core {name}"
    parser = Parser(
        prog=program,
        usage=f"{program} " + _("[options]"),
        description=_(command.SUMMARY),
        allow_abbrev=False,
        add_help=False,
    )
    options = parser.add_argument_group(_("Options"))
    command.add_options(options)
    options.add_argument(
        "--json", action="store_true", help=_("Write JSON to standard output, and nothing else.")
    )
    add_language_and_help(options)
    return parser
