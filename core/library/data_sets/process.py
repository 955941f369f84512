"""The process that reads one data set and ends: `python -m core.library.data_sets.process`, by core.library.data_sets
.reading alone.

It is asked in one object of JSON on standard input and writes lines of JSON: {"rows": n} while it goes on, at the end
{"reading": ...}, {"error": sentence, "values": ...} or {"unexpected": what Python says}.
"""

import json
import os
import re
import sys
import traceback
from typing import Any

from core.errors import UserError
from core.i18n import N_
from core.library.data_sets import request as requests
from core.library.data_sets import table

_LONGEST_REASON = 300
_UNEVEN = re.compile(r"Expected (?P<expected>\d+) fields in line (?P<line>\d+), saw (?P<found>\d+)")
"""What pandas says of a line of a table that has more fields than it should."""


def main() -> None:
    """Answer the one request on standard input."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    # What the libraries print would otherwise be part of an answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def write(line: dict[str, Any]) -> None:
        print(json.dumps(line), file=answers, flush=True)

    request = requests.from_json(json.load(sys.stdin))
    try:
        write({"reading": table.to_json(_read(request, lambda rows: write({"rows": rows})))})
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


def _read(request: requests.Request, tell: Any) -> table.Reading:  # noqa: ANN401
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


def explained(error: Exception, request: requests.Request) -> UserError:
    """Return the sentence that says what went wrong while a data set was read."""
    import httpx2
    from huggingface_hub import errors

    from core.models.hub.explain import raise_explained

    name = request.name
    is_of_hub = isinstance(request, requests.HubRequest)
    chain = _chain(error)
    for one in chain:
        if isinstance(one, UserError):
            return one
        if isinstance(one, MemoryError):
            return too_large(name)
        if is_of_hub and isinstance(one, errors.GatedRepoError):
            return UserError(
                N_("{name} is only for people who accepted its terms on the Hub. Choose a public data set."),
                name=name,
            )
        if is_of_hub and isinstance(one, errors.RepositoryNotFoundError):
            return UserError(
                N_("There is no public data set called {name} on the Hub. Check how it is written."),
                name=name,
            )
        if isinstance(one, errors.HfHubHTTPError | errors.OfflineModeIsEnabled | httpx2.HTTPError):
            try:
                raise_explained(one, name)
            except UserError as sentence:
                return sentence
    reason = " ".join(str(chain[-1]).split())[:_LONGEST_REASON] or type(chain[-1]).__name__
    if is_of_hub:
        return UserError(
            N_(
                "The files of {name} cannot be read: they are damaged, or not of the kind that they say ({reason})."
            ),
            name=name,
            reason=reason,
        )
    if uneven := _UNEVEN.search(reason):
        return UserError(
            N_(
                "Line {line} of {name} has {found} fields, and the lines before it {expected}. Mend that line and try "
                "again."
            ),
            line=int(uneven["line"]),
            name=name,
            found=int(uneven["found"]),
            expected=int(uneven["expected"]),
        )
    return UserError(
        N_("{name} cannot be read: it is damaged, or not what its ending says ({reason})."),
        name=name,
        reason=reason,
    )


def too_large(name: str) -> UserError:
    """Return the sentence that says that rows take more memory than there is for them."""
    return UserError(
        N_(
            "The rows of {name} are too large to be looked at here. Ask for fewer, or choose another data set."
        ),
        name=name,
    )


def _chain(error: BaseException) -> list[BaseException]:
    """Return an error and those that led to it, the first cause last."""
    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None and cause not in chain:
        chain.append(cause)
    return chain


if __name__ == "__main__":
    main()
