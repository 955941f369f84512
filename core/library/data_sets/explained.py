"""What went wrong while a data set was read, as a sentence for the person who uses the app."""

import re

from core.errors import UserError
from core.i18n import N_
from core.library.data_sets.request import HubRequest, Request
from core.models.hub.explain import raise_explained

_LONGEST_REASON = 300
_UNEVEN = re.compile(r"Expected (?P<expected>\d+) fields in line (?P<line>\d+), saw (?P<found>\d+)")
"""What pandas says of a line of a table that has more fields than it should."""


def explained(error: Exception, request: Request) -> UserError:
    """Return the sentence that says what an error, or what led to it, means."""
    chain = _chain(error)
    if isinstance(request, HubRequest):
        return next((found for one in chain if (found := _from_hub(one, request.name))), None) or UserError(
            N_(
                "The files of {name} cannot be read: they are damaged, or not of the kind that they say ({reason})."
            ),
            name=request.name,
            reason=_reason(chain),
        )
    if any(isinstance(one, MemoryError) for one in chain):
        return too_large(request.name)
    if uneven := _UNEVEN.search(_reason(chain)):
        return UserError(
            N_(
                "Line {line} of {name} has {found} fields, and the lines before it {expected}. Mend that line and try "
                "again."
            ),
            line=int(uneven["line"]),
            name=request.name,
            found=int(uneven["found"]),
            expected=int(uneven["expected"]),
        )
    return UserError(
        N_("{name} cannot be read: it is damaged, or not what its ending says ({reason})."),
        name=request.name,
        reason=_reason(chain),
    )


def too_large(name: str) -> UserError:
    """Return the sentence that says that rows take more memory than there is for them."""
    return UserError(
        N_(
            "The rows of {name} are too large to be looked at here. Ask for fewer, or choose another data set."
        ),
        name=name,
    )


def not_for_all(name: str) -> UserError:
    """Return the sentence that says that a data set is only for some people."""
    return UserError(
        N_("{name} is only for people who accepted its terms on the Hub. Choose a public data set."),
        name=name,
    )


def _from_hub(error: BaseException, name: str) -> UserError | None:
    """Return the sentence for what went wrong between here and the Hub; None for any other error."""
    import httpx2
    from huggingface_hub import errors

    if isinstance(error, UserError):
        return error
    if isinstance(error, MemoryError):
        return too_large(name)
    if isinstance(error, errors.GatedRepoError):
        return not_for_all(name)
    if isinstance(error, errors.RepositoryNotFoundError):
        return UserError(
            N_("There is no public data set called {name} on the Hub. Check how it is written."), name=name
        )
    if isinstance(error, errors.HfHubHTTPError | errors.OfflineModeIsEnabled | httpx2.HTTPError):
        try:
            raise_explained(error, name)
        except UserError as sentence:
            return sentence
    return None


def _reason(chain: list[BaseException]) -> str:
    return " ".join(str(chain[-1]).split())[:_LONGEST_REASON] or type(chain[-1]).__name__


def _chain(error: BaseException) -> list[BaseException]:
    """Return an error and those that led to it, the first cause last."""
    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None and cause not in chain:
        chain.append(cause)
    return chain
