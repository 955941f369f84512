"""What went wrong on the way from the Hub, as a sentence for the person who uses the app."""

import errno
from typing import Any, NoReturn

from core.errors import UserError
from core.i18n import N_


class NotOnHubError(UserError):
    """The Hub answered that it has no such model for everybody: another one has to stand in."""


def raise_explained(error: BaseException, name: str) -> NoReturn:
    """Raise the UserError that says in plain words what `error`, raised while fetching `name`, means."""
    sentence = _sentence(error, name)
    if sentence is error:
        raise error
    raise sentence from error


def _sentence(error: BaseException, name: str) -> Exception:
    import httpx2
    from huggingface_hub import errors

    if isinstance(error, UserError):
        return error
    if isinstance(error, errors.OfflineModeIsEnabled):
        return UserError(
            N_("{name} is not on this machine, and the app is set to stay offline (HF_HUB_OFFLINE)."),
            name=name,
        )
    if isinstance(error, errors.GatedRepoError):
        return not_public(name)
    if isinstance(error, errors.RepositoryNotFoundError):
        return unknown(name)
    if isinstance(error, errors.RevisionNotFoundError | errors.RemoteEntryNotFoundError):
        return UserError(N_("The Hub no longer has the version of {name} that the app asks for."), name=name)
    if isinstance(error, errors.HfHubHTTPError):
        return UserError(
            N_("The Hugging Face Hub refused to give {name} (error {code})."),
            name=name,
            code=error.response.status_code,
        )
    if isinstance(error, httpx2.TimeoutException):
        return UserError(N_("The Hugging Face Hub does not answer. Check the network and try again."))
    if isinstance(error, httpx2.ConnectError | httpx2.ProxyError):
        return UserError(N_("The Hugging Face Hub cannot be reached. Check the network and try again."))
    if isinstance(error, errors.LocalEntryNotFoundError) and error.__cause__:
        return _sentence(error.__cause__, name)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return UserError(N_("The disk is full: there is no room for {name}."), name=name)
    if isinstance(error, PermissionError) or (isinstance(error, OSError) and error.errno == errno.EROFS):
        return UserError(
            N_("{name} cannot be kept: the folder {folder} cannot be written."),
            name=name,
            folder=error.filename or "",
        )
    if isinstance(error, httpx2.TransportError | OSError):
        return UserError(N_("The download of {name} broke off. Try again."), name=name)
    return UserError(
        N_("{name} could not be fetched ({reason})."), name=name, reason=f"{type(error).__name__}: {error}"
    )


def refusal(response: Any) -> UserError:  # noqa: ANN401
    """Return the error that says why the Hub answered with a status of 429 or of 500 and more."""
    from huggingface_hub.utils import parse_ratelimit_headers

    if response.status_code >= 500:
        return UserError(
            N_("The Hugging Face Hub has a problem of its own (error {code}). Try again later."),
            code=response.status_code,
        )
    limit = parse_ratelimit_headers(response.headers)
    seconds = str(limit.reset_in_seconds) if limit else response.headers.get("Retry-After", "")
    if seconds.isdigit():
        return UserError(
            N_("The Hugging Face Hub asks us to slow down. Try again in {seconds} seconds."),
            seconds=int(seconds),
        )
    return UserError(N_("The Hugging Face Hub asks us to slow down. Try again in a few minutes."))


def unknown(name: str) -> UserError:
    """Return the error that says that the Hub has no such public model."""
    return NotOnHubError(
        N_("There is no public model called {name} on the Hub. Check how it is written."), name=name
    )


def not_public(name: str) -> UserError:
    """Return the error that says that a model is only for some people."""
    return NotOnHubError(
        N_("{name} is only for people who accepted its terms on the Hub. Choose a public model."), name=name
    )
