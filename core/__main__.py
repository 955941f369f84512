"""A task of the app without a browser: `python -m core TASK INPUT... [--model NAME] [--json] [--out FOLDER]`.

Standard output holds the answers: lines for people, or one JSON object. Standard error holds the progress (on a
terminal), what there is to say about the models and, when something is wrong with the input, one line that says what,
with exit code 2. Exit code 1: the model could not work on an input, and the others were answered.
"""

import sys
from collections.abc import Sequence

from core.command.request import WITHOUT_MODEL, read_request
from core.command.run import run
from core.terminal import exit_code


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks and return the exit code."""
    return exit_code(_run, arguments)


def _run(arguments: Sequence[str]) -> int:
    if arguments and (command := WITHOUT_MODEL.get(arguments[0])):
        return command.run(arguments[1:], sys.stdout, sys.stderr)
    return run(read_request(arguments), sys.stdout, sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
