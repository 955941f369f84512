"""The process that reads one data set and ends: `python -m core.library.data_sets.process`, by core.library.data_sets
.reading alone.

It is asked in one object of JSON on standard input and writes lines of JSON: {"rows": n} while it goes on, at the end
{"reading": ...}, {"error": sentence, "values": ...} or {"unexpected": what Python says}.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable
from typing import Any

from core.errors import UserError
from core.library.data_sets import request as requests
from core.library.data_sets import table
from core.library.data_sets.explained import explained


def main() -> None:
    """Answer the one request on standard input."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    # What the libraries print would otherwise be part of an answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def write(line: dict[str, Any]) -> None:
        print(json.dumps(line), file=answers, flush=True)

    request = requests.from_json(json.load(sys.stdin))
    try:
        write({"reading": table.to_json(answered(request, lambda rows: write({"rows": rows})))})
    except UserError as error:
        values = {
            name: value if isinstance(value, int) else str(value) for name, value in error.values.items()
        }
        write({"error": error.message, "values": values})
    except BaseException:
        write({"unexpected": traceback.format_exc()})
    answers.flush()
    # Threads of the libraries may still wait for a server.
    os._exit(0)


def answered(request: requests.Request, tell: Callable[[int], None]) -> table.Reading:
    """Return what is asked for, as `core.library.data_sets.streaming.read` does; whatever goes wrong is a UserError."""
    from core.library.data_sets.streaming import read
    from core.models.hub.job import Job, working_on

    _hurry()
    try:
        with working_on(Job()):
            return read(request, tell)
    except UserError:
        raise
    except Exception as error:
        raise explained(error, request) from error


def _hurry() -> None:
    """Let the library try twice, a second apart, where it would try for minutes; and read files in small pieces."""
    import datasets
    from fsspec.spec import AbstractBufferedFile

    config = datasets.config
    config.STREAMING_READ_MAX_RETRIES = config.STREAMING_OPEN_MAX_RETRIES = 2
    config.STREAMING_READ_RETRY_INTERVAL = config.STREAMING_OPEN_RETRY_INTERVAL = 1
    AbstractBufferedFile.DEFAULT_BLOCK_SIZE = 1 << 20


if __name__ == "__main__":
    main()
