"""The Hub's client: prepared for this app, asked what it knows, and whether it is there."""

import threading
import time
from contextlib import suppress
from functools import cache
from typing import Any

from core.models.hub.explain import refusal
from core.models.hub.job import GivenUpError, current_job
from core.turns import set_aside

_CHUNK_BYTES = 1 << 16
_LOOK_SECONDS = 2.0
_REMEMBERED_SECONDS = 60.0

_client_lock = threading.Lock()
_look_lock = threading.Lock()
_looks: list[tuple[float, bool]] = []
"""When `reachable` asked last, in seconds of the monotonic clock, and what came of it; empty before the first time."""


def reachable() -> bool:
    """Tell whether the Hub answers, in two seconds at most; the answer is remembered for a minute.

    It asks nothing where HF_HUB_OFFLINE is set. It never raises.
    """
    if offline():
        return False
    with set_aside(), _look_lock:
        now = time.monotonic()
        if not _looks or now - _looks[-1][0] > _REMEMBERED_SECONDS:
            answers = _answers()
            _looks[:] = [(time.monotonic(), answers)]
        return _looks[-1][1]


def offline() -> bool:
    """Tell whether the app is set never to ask the Hub (HF_HUB_OFFLINE)."""
    from huggingface_hub import is_offline_mode

    return is_offline_mode()


def ask_about(
    hub_id: str, revision: str | None, token: bool | None, repo_type: str = "model"
) -> tuple[Any, str]:
    """Return what the Hub knows about a repository (huggingface_hub's ModelInfo or SpaceInfo, with file sizes) and
    the commit it is at."""
    from huggingface_hub import HfApi, constants

    prepare()
    info = HfApi().repo_info(
        hub_id,
        repo_type=repo_type,
        revision=revision,
        files_metadata=True,
        timeout=constants.HF_HUB_DOWNLOAD_TIMEOUT,
        token=token,
    )
    return info, info.sha or ""


def prepare() -> None:
    """Prepare huggingface_hub's client for this app, once; whatever asks the Hub does so first."""
    with _client_lock:
        _prepare_client()


def _answers() -> bool:
    """Ask the Hub for nothing but an answer; a server that only has a fault to report does not count."""
    from huggingface_hub import constants, get_session

    answered: list[bool] = []

    def ask() -> None:
        # Looking up a name has no time limit of its own, hence the thread.
        with suppress(Exception):
            response = get_session().head(constants.ENDPOINT, timeout=_LOOK_SECONDS, follow_redirects=False)
            answered.append(response.status_code < 500)

    asking = threading.Thread(target=ask, name="look for the Hub", daemon=True)
    asking.start()
    asking.join(_LOOK_SECONDS)
    return any(answered)


@cache
def _prepare_client() -> None:
    """Prepare huggingface_hub's client, once: small chunks, and an end to requests that nobody waits for.

    The client reports progress a chunk at a time; with its own chunks of 10 MB a slow line would look
    stalled. It sleeps for minutes when it is told to slow down; here the user is told instead.
    """
    from huggingface_hub import constants, set_client_factory

    constants.DOWNLOAD_CHUNK_SIZE = _CHUNK_BYTES
    try:
        # Adding to the client needs the client that the library itself would make, and nothing public makes one. Where
        # a release has moved it, the library's client does, as it is: slower to give up, and just as correct.
        from huggingface_hub.utils._http import default_client_factory
    except ImportError:
        return

    def check_request(_request: object) -> None:
        if (job := current_job()) and job.given_up:
            raise GivenUpError

    def check_response(response: Any) -> None:  # noqa: ANN401 (httpx2's, which is huggingface_hub's own choice)
        if current_job() and (response.status_code == 429 or response.status_code >= 500):
            raise refusal(response)

    def client() -> Any:  # noqa: ANN401
        made = default_client_factory()
        made.event_hooks = {
            "request": [*made.event_hooks["request"], check_request],
            "response": [*made.event_hooks["response"], check_response],
        }
        return made

    set_client_factory(client)
