"""Grade the hand-ins of a class without a browser: `python -m core.compare.grade FOLDER --out table.xlsx`.

It reads the ZIPs and session files in a folder and in those inside it, and writes the very workbook that the page
"Grade" gives away. Standard output holds the file that was written; standard error the progress (on a terminal) and a
line for each hand-in that needs a look. What is wrong with the input is one line there, with exit code 2.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from core.compare.grade.exports import to_xlsx
from core.compare.grade.graded import grade_all
from core.compare.grade.listing import lines_of, looks_words
from core.compare.grade.reading import is_handed_in
from core.errors import UserError, reason_of
from core.i18n import N_, _
from core.pictures.zipped import MAX_ZIP_BYTES
from core.terminal import (
    Parser,
    add_language_and_help,
    check_language,
    exit_code,
    one_line,
    output_folder,
    progress_line,
    write_file,
)


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks and return the exit code."""
    return exit_code(run, arguments)


def run(arguments: Sequence[str]) -> int:
    """Grade what is in the folder that the arguments name, and return 0; UserError where that cannot be done."""
    given = _parser().parse_args(list(arguments))
    check_language(given.lang)
    if not given.out or Path(given.out).suffix.lower() != ".xlsx":
        raise UserError(N_("Say with --out which .xlsx file to write."))
    folder, out = Path(given.folder), Path(given.out)
    files = dict(_files_in(folder))
    if not files:
        raise UserError(N_("There is no ZIP and no session file in {path}."), path=folder)
    show = progress_line(sys.stderr)
    with output_folder(out.parent):
        lines = lines_of(list(grade_all(files.items(), show)))
        show("")
        written = write_file(out, to_xlsx(lines))
    for line in lines:
        if line.looks:
            reason = line.graded.problem or looks_words(line)
            print(f"{line.graded.name}: {one_line(reason)}", file=sys.stderr)  # noqa: T201 (a command speaks here)
    print(written)  # noqa: T201 (a command speaks here)
    return 0


def _files_in(folder: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield the name of each hand-in in a folder, from there on, and what reads it."""
    if not folder.is_dir():
        raise UserError(N_("{path} is not a folder. Name the folder that the hand-ins are in."), path=folder)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if is_handed_in(name) and path.is_file():
            yield name, partial(_read, path)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            # One byte more than is read of any: it is refused for that, and not read whole.
            return file.read(MAX_ZIP_BYTES + 1)
    except OSError as error:
        raise UserError(N_("The file cannot be read: {reason}."), reason=reason_of(error)) from None


def _parser() -> Parser:
    parser = Parser(
        prog="python -m core.compare.grade",
        usage=_("python -m core.compare.grade FOLDER --out TABLE.xlsx [options]"),
        description=_(
            "Reads what a class handed in of the comparison, and writes a table with a row for each."
        ),
        allow_abbrev=False,
        add_help=False,
    )
    options = parser.add_argument_group(_("What to read, and where to write"))
    _add_options(options)
    return parser


def _add_options(options: argparse._ArgumentGroup) -> None:
    options.add_argument(
        "folder", metavar=_("FOLDER"), help=_("Folder with the ZIPs and session files, inside others too.")
    )
    options.add_argument("--out", metavar=_("FILE"), help=_("The .xlsx file to write."))
    add_language_and_help(options)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
