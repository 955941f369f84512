"""The Hugging Face Hub: fetching models from it, and looking before fetching.

Purpose: what arrives is complete and what its publisher uploaded, or it does not stay. Everything that can go wrong on
the way is a UserError in plain words. Scope: the network; what is on this machine is core.models.files'. It does not
import streamlit, and torch and transformers only where they are needed.
"""

import errno
import hashlib
import re
import shutil
import threading
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from core.errors import UserError
from core.i18n import N_, Size
from core.machine import model_budget_bytes
from core.models import files
from core.models.catalogue import ModelRow, find
from core.models.environment import stall_seconds

MAX_CUSTOM_BYTES = 1_500_000_000
"""The largest model that a user may add by its Hub id, in bytes of weights."""

Progress = Callable[[int, int], None]
T = TypeVar("T")

_SMALL_FILES = frozenset(
    {
        "config.json",
        "generation_config.json",
        "preprocessor_config.json",
        "processor_config.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "special_tokens_map.json",
        "added_tokens.json",
        "vocab.json",
        "vocab.txt",
        "merges.txt",
        "bpe.codes",
        "source.spm",
        "target.spm",
        "spiece.model",
        "sentencepiece.bpe.model",
        "tokenizer.model",
    }
)
_PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".h5", ".msgpack")
_CHUNK_BYTES = 1 << 16


def download(row: ModelRow, on_progress: Progress) -> Path:
    """Fetch the files of a model and return where they are, as `files.cached` does.

    `on_progress(done_bytes, total_bytes)` is called in this thread while bytes arrive; when it raises, the
    download stops and the exception goes on. What was already here is counted as done. Raises UserError when
    the model cannot be had; files that are complete stay for the next try, others do not.
    """
    if not files.has_plain_names(row):
        raise _unknown(row.name)
    try:
        return _watched(lambda job: _download_from_hub(row, job), on_progress, row.name)
    except UserError:
        if row.library != "ultralytics" or _offline():
            raise
        try:
            return _download_from_ultralytics(row, on_progress)
        except UserError:
            pass
        raise


def inspect(hub_id: str, task: str) -> ModelRow:
    """Look at a Hub repository without fetching its weights and return its row for `task`, pinned to the commit
    that was seen.

    `hub_id` is what a person typed: "organisation/name", or the address of the model's page. Raises UserError
    when there is no such model, it is private, or the app should not run it: not a model for the task that
    transformers knows, no safetensors, code of its own, too big.
    """
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils import validate_repo_id

    name = re.sub(r"^(https?://)?(huggingface\.co|hf\.co)/", "", hub_id.strip()).strip("/")
    if known := find(name):
        if known.task != task:
            raise files.unsuitable(name, task)
        return known
    try:
        validate_repo_id(name)
    except HFValidationError:
        raise UserError(
            N_("{name} is not a Hub id. Write it as organisation/model, as in facebook/detr-resnet-50."),
            name=name,
        ) from None
    row, config = _watched(lambda _job: _inspect(name, task), lambda _done, _total: None, name)
    files.check_known(config, name, task)
    return row


def reachable() -> bool:
    """Tell whether the Hub answers, in two seconds at most; the answer is remembered for a minute.

    It asks nothing where HF_HUB_OFFLINE is set. It never raises.
    """
    if _offline():
        return False
    with _look_lock:
        now = time.monotonic()
        if not _looks or now - _looks[-1][0] > _REMEMBERED_SECONDS:
            answers = _answers()
            _looks[:] = [(time.monotonic(), answers)]
        return _looks[-1][1]


def max_custom_bytes() -> int:
    """Return the largest model that a user may add here, in bytes: MAX_CUSTOM_BYTES, or all that models may take in
    memory if that is less."""
    return min(MAX_CUSTOM_BYTES, model_budget_bytes())


class _GivenUpError(Exception):
    """Raised inside a download's own thread when nobody waits for it any more."""


@dataclass
class _Job:
    """One piece of work on the network, done in a thread of its own so that the caller can stop waiting for
    it."""

    done: int = 0
    total: int = 0
    given_up: bool = False
    finished: threading.Event = field(default_factory=threading.Event)
    result: Any = None
    error: BaseException | None = None


_current = threading.local()
_client_lock = threading.Lock()

_LOOK_SECONDS = 2.0
_REMEMBERED_SECONDS = 60.0
_look_lock = threading.Lock()
_looks: list[tuple[float, bool]] = []
"""When `reachable` asked last, in seconds of the monotonic clock, and what came of it; empty before the first time."""


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


def _watched(
    work: Callable[[_Job], T], on_progress: Progress, name: str, measure: Callable[[], int] | None = None
) -> T:
    """Do `work` in a thread and return its result, calling `on_progress` here while `work` moves `job.done`.

    `measure` reads the number of bytes from elsewhere, for work that cannot count. Raises UserError when no
    byte comes for `stall_seconds`, or when the work fails.
    """
    job = _Job()

    def run() -> None:
        _current.job = job
        try:
            job.result = work(job)
        except BaseException as error:
            job.error = error
        finally:
            job.finished.set()

    worker = threading.Thread(target=run, name=f"download {name}", daemon=True)
    worker.start()
    reported, last_change = (-1, -1), time.monotonic()
    try:
        while not job.finished.wait(0.1):
            if measure:
                job.done = measure()
            if (state := (job.done, job.total)) != reported:
                reported, last_change = state, time.monotonic()
            elif time.monotonic() - last_change > stall_seconds():
                raise UserError(
                    N_(
                        "The download of {name} stalled: no data came for {seconds} seconds. Try again later."
                    ),
                    name=name,
                    seconds=round(stall_seconds()),
                )
            if job.total:
                on_progress(*state)
    finally:
        job.given_up = True
    worker.join()
    if job.error:
        raise _explained(job.error, name) from job.error
    if job.total:
        on_progress(job.total, job.total)
    return job.result


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
        if (job := getattr(_current, "job", None)) and job.given_up:
            raise _GivenUpError

    def check_response(response: Any) -> None:  # noqa: ANN401 (httpx2's, which is huggingface_hub's own choice)
        if getattr(_current, "job", None) and (response.status_code == 429 or response.status_code >= 500):
            raise _refusal(response)

    def client() -> Any:  # noqa: ANN401
        made = default_client_factory()
        made.event_hooks = {
            "request": [*made.event_hooks["request"], check_request],
            "response": [*made.event_hooks["response"], check_response],
        }
        return made

    set_client_factory(client)


def _refusal(response: Any) -> UserError:  # noqa: ANN401
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


def _bar_for(job: _Job) -> type:
    """Return the progress bar class to give to huggingface_hub: it draws nothing and counts for `job`."""
    from tqdm.auto import tqdm

    class Bar(tqdm):
        def __init__(self, *args: object, **options: object) -> None:
            super().__init__(*args, **{**options, "disable": True})

        def update(self, n: float | None = 1) -> None:
            if job.given_up:
                raise _GivenUpError
            job.done += int(n or 0)

    return Bar


def _ask(hub_id: str, revision: str | None, token: bool | None, repo_type: str = "model") -> tuple[Any, str]:
    """Return what the Hub knows about a repository (huggingface_hub's ModelInfo or SpaceInfo, with file sizes) and
    the commit it is at."""
    from huggingface_hub import HfApi, constants

    with _client_lock:
        _prepare_client()
    info = HfApi().repo_info(
        hub_id,
        repo_type=repo_type,
        revision=revision,
        files_metadata=True,
        timeout=constants.HF_HUB_DOWNLOAD_TIMEOUT,
        token=token,
    )
    return info, info.sha or ""


def _download_from_hub(row: ModelRow, job: _Job) -> Path:
    from huggingface_hub import hf_hub_download

    info, commit = _ask(row.hub_id, row.revision, token=None, repo_type=row.repo_type)
    wanted = _wanted(info, row)
    snapshot = files.repository(row) / "snapshots" / commit
    missing = [file for file in wanted if not (snapshot / file.rfilename).exists()]
    _check_space(sum(file.size for file in missing), row.name)
    job.done = sum(file.size for file in wanted if file not in missing)
    job.total = sum(file.size for file in wanted)
    for file in wanted:
        path = hf_hub_download(
            row.hub_id,
            file.rfilename,
            repo_type=row.repo_type,
            revision=commit,
            tqdm_class=_bar_for(job),
        )
        _check_content(Path(path), file, row.name)
    _remember(row, commit)
    if (found := files.cached(row)) is None:
        raise UserError(N_("The files of {name} on the Hub are not a complete model."), name=row.name)
    return found


def _wanted(info: Any, row: ModelRow) -> list[Any]:  # noqa: ANN401
    """Return the files to fetch, the weights last; the entries are huggingface_hub's RepoSibling."""
    siblings = {sibling.rfilename: sibling for sibling in info.siblings or ()}
    if row.library != "transformers":
        names = (row.file,) if row.library == "ultralytics" else files.PUBLISHED_SKETCHER
        for name in names:
            if name not in siblings:
                raise UserError(
                    N_("The Hub repository {hub_id} has no file {file}."), hub_id=row.hub_id, file=name
                )
        return [siblings[name] for name in names]
    small = [sibling for name, sibling in siblings.items() if name in _SMALL_FILES]
    if files.ONE_FILE in siblings:
        return [*small, siblings[files.ONE_FILE]]
    shards = [sibling for name, sibling in siblings.items() if files.SHARD.fullmatch(name)]
    if files.INDEX not in siblings or not shards:
        raise _no_safetensors(siblings, row.name)
    return [*small, *shards, siblings[files.INDEX]]


def _no_safetensors(names: Any, name: str) -> UserError:  # noqa: ANN401
    if any(file.endswith(_PICKLES) for file in names):
        return UserError(
            N_(
                "{name} has its weights only in a format that can run code when it is opened. Choose a model with "
                "safetensors files."
            ),
            name=name,
        )
    return UserError(N_("{name} has no weights in safetensors format."), name=name)


def _check_space(needed: int, name: str) -> None:
    from huggingface_hub import constants

    folder = Path(constants.HF_HUB_CACHE)
    folder = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise UserError(
            N_("There is no room on the disk for {name}: it needs {needed}, and {free} is free."),
            name=name,
            needed=Size(needed),
            free=Size(free),
        )


def _check_content(path: Path, file: Any, name: str) -> None:  # noqa: ANN401
    """Raise UserError, and delete the file, unless its bytes are those that the Hub's listing promises.

    Large files have their SHA-256 in the listing, small ones git's SHA-1 of "blob", their length and their
    content.
    """
    size = path.stat().st_size
    if file.lfs and file.lfs.sha256:
        expected, digest = file.lfs.sha256, hashlib.sha256()
    else:
        expected, digest = file.blob_id or "", hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
    with path.open("rb") as opened:
        while chunk := opened.read(1 << 20):
            digest.update(chunk)
    if (file.size is None or size == file.size) and (not expected or digest.hexdigest() == expected):
        return
    path.resolve().unlink(missing_ok=True)
    path.unlink(missing_ok=True)
    raise UserError(
        N_("What came from the Hub for {name} is damaged, so it was deleted. Try again."), name=name
    )


def _remember(row: ModelRow, commit: str) -> None:
    """Note, as the Hub's client does, which commit a revision's name stands for; last, so that a note means
    complete."""
    if row.revision == commit:
        return
    reference = files.repository(row) / "refs" / row.revision
    reference.parent.mkdir(parents=True, exist_ok=True)
    draft = reference.with_name(f"{reference.name}.{uuid4().hex}")
    draft.write_text(commit)
    draft.replace(reference)


def _download_from_ultralytics(row: ModelRow, on_progress: Progress) -> Path:
    """Fetch a YOLO file the way Ultralytics does (its releases on GitHub), into a folder of our own."""
    target = files.own_file(row)
    folder = target.parent / f".{uuid4().hex}"

    def work(job: _Job) -> None:
        from ultralytics.utils.downloads import attempt_download_asset

        job.total = row.download_bytes
        attempt_download_asset(str(folder / row.file), progress=False)
        if not zipfile.is_zipfile(folder / row.file):
            raise UserError(
                N_("What came for {name} is damaged, so it was deleted. Try again."), name=row.name
            )

    def measure() -> int:
        return min(row.download_bytes, sum(file.stat().st_size for file in folder.iterdir()))

    folder.mkdir(parents=True)
    try:
        _watched(work, on_progress, row.name, measure)
        (folder / row.file).replace(target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return target


def _offline() -> bool:
    from huggingface_hub import is_offline_mode

    return is_offline_mode()


def _explained(error: BaseException, name: str) -> Exception:
    """Return the UserError that says in plain words what `error`, raised while fetching `name`, means."""
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
        return _not_public(name)
    if isinstance(error, errors.RepositoryNotFoundError):
        return _unknown(name)
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
        return _explained(error.__cause__, name)
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


# Looking before fetching.


def _inspect(name: str, task: str) -> tuple[ModelRow, dict[str, Any]]:
    from huggingface_hub import hf_hub_download

    # Without a token: what the host's token may see is not for everybody who can reach the app.
    info, commit = _ask(name, None, token=False)
    if info.private or info.gated:
        raise _not_public(name)
    if "config.json" not in {sibling.rfilename for sibling in info.siblings or ()}:
        raise files.unsuitable(name, task)
    config = files.read_json(Path(hf_hub_download(name, "config.json", revision=commit, token=False)))
    files.check_config(config, name, task)
    row = ModelRow(
        name=info.id,
        title=info.id,
        hub_id=info.id,
        task=task,
        library="transformers",
        revision=commit,
    )
    size = sum(file.size for file in _wanted(info, row))
    if size > max_custom_bytes():
        raise UserError(
            N_("{name} is too big for this app: {size}, and at most {limit} is allowed here."),
            name=name,
            size=Size(size),
            limit=Size(max_custom_bytes()),
        )
    tags = [tag.partition(":") for tag in info.tags or ()]
    licence = getattr(info.card_data, "license", None) or next(
        (value for key, _, value in tags if key == "license"), ""
    )
    facts = replace(
        row,
        parameters=info.safetensors.total if info.safetensors else 0,
        download_bytes=size,
        licence=licence if isinstance(licence, str) else ", ".join(licence),
        trained_on=", ".join(value for key, _, value in tags if key == "dataset"),
    )
    return facts, config


def _unknown(name: str) -> UserError:
    return UserError(
        N_("There is no public model called {name} on the Hub. Check how it is written."), name=name
    )


def _not_public(name: str) -> UserError:
    return UserError(
        N_("{name} is only for people who accepted its terms on the Hub. Choose a public model."), name=name
    )
