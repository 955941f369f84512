"""Compare detectors without a browser: `python -m core.compare IMAGE... --out FOLDER`, or on scenes of doodles or
collages of photographs that the app makes: `python -m core.compare --scenes 50 --out FOLDER`, `--collages 50`.

It writes every file that a student hands in (core/compare/handin/files.py). Standard output holds the files that were
written, a line each; standard error the progress (on a terminal), what there is to say about the models and a truth
file and, when something is wrong with the input, one line that says what, with exit code 2. Exit code 1: a model broke
on a picture.
"""

import sys
from collections.abc import Sequence

from core.compare.command.request import read_request
from core.compare.command.run import run
from core.terminal import exit_code


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks and return the exit code."""
    return exit_code(lambda given: run(read_request(given), sys.stdout, sys.stderr), arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
