"""Fetching models from the Hugging Face Hub.

Purpose: what arrives is complete and what its publisher uploaded, or it does not stay. Everything that can go wrong on
the way is a UserError in plain words. Scope: the network; what is on this machine is core.models.files'. It does not
import streamlit, and torch and transformers only where they are needed.
"""

import hashlib
import shutil
import zipfile
from pathlib import Path
from typing import Any
from uuid import uuid4

from core.errors import UserError
from core.i18n import N_, Size
from core.models import files
from core.models.catalogue.row import ModelRow
from core.models.hub.client import ask_about, offline
from core.models.hub.explain import unknown
from core.models.hub.job import GivenUpError, Job, Progress, watched
from core.models.kind import Kind
from core.models.readers import reader_of


def download(row: ModelRow, on_progress: Progress, kind: Kind | None = None) -> Path:
    """Fetch the files of a model and return where they are, as `files.cached` does.

    `on_progress(done_bytes, total_bytes)` is called in this thread while bytes arrive; when it raises, the
    download stops and the exception goes on. What was already here is counted as done. Raises UserError when
    the model cannot be had; files that are complete stay for the next try, others do not.
    """
    if not files.has_plain_names(row):
        raise unknown(row.name)
    try:
        return watched(lambda job: _download_from_hub(row, job, kind), on_progress, row.name)
    except UserError:
        if row.library != "ultralytics" or offline():
            raise
        try:
            return _download_from_ultralytics(row, on_progress)
        except UserError:
            pass
        raise


def _download_from_hub(row: ModelRow, job: Job, kind: Kind | None) -> Path:
    from huggingface_hub import hf_hub_download

    # What came before, such as a tokenizer alone, and what comes now are of one commit.
    revision = files.known_commit(row) or row.revision
    info, commit = ask_about(row.hub_id, revision, token=None, repo_type=row.repo_type)
    wanted = wanted_files(info, row, kind)
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
    if (found := files.cached(row, kind)) is None:
        raise UserError(N_("The files of {name} on the Hub are not a complete model."), name=row.name)
    return found


def wanted_files(info: Any, row: ModelRow, kind: Kind | None) -> list[Any]:  # noqa: ANN401
    """Return the files to fetch of what the Hub knows about a repository (huggingface_hub's ModelInfo), in the order to
    fetch them; the entries are huggingface_hub's RepoSibling. Raises UserError where there is no such model."""
    by_name = {sibling.rfilename: sibling for sibling in info.siblings or ()}
    return [by_name[name] for name in reader_of(row, kind).wanted(by_name, row)]


def _bar_for(job: Job) -> type:
    """Return the progress bar class to give to huggingface_hub: it draws nothing and counts for `job`."""
    from tqdm.auto import tqdm

    class Bar(tqdm):
        def __init__(self, *args: object, **options: object) -> None:
            super().__init__(*args, **{**options, "disable": True})

        def update(self, n: float | None = 1) -> None:
            if job.given_up:
                raise GivenUpError
            job.done += int(n or 0)

    return Bar


def _check_space(needed: int, name: str) -> None:
    from huggingface_hub import constants

    folder = Path(constants.HF_HUB_CACHE)
    folder = next(parent for parent in (folder, *folder.parents) if parent.exists())
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

    def work(job: Job) -> None:
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
        watched(work, on_progress, row.name, measure)
        (folder / row.file).replace(target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return target
