"""Download Quick, Draw! drawings: python -m training.quick_draw.download --out FOLDER

It leaves one NAME.ndjson a class, with the first --most drawings of Google's file, and categories.txt: a folder for
training.quick_draw.train. Stop it whenever you like; started again, it goes on where it was. A file that holds enough
is not asked for again, and one that holds too few is added to. The drawings are by Google, CC BY 4.0:
https://github.com/googlecreativelab/quickdraw-dataset
"""

import argparse
import json
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import quote

import httpx2
from tqdm import tqdm

from core.sketch.class_names import classes

GOOGLE = "https://storage.googleapis.com/quickdraw_dataset/full/simplified"
MOST = 1000
_SECONDS_WITHOUT_ANSWER = 30.0
_CHUNK = 1 << 16


def download(
    folder: Path, chosen: Sequence[str], most: int, base: str, progress: Callable[[int], object]
) -> None:
    """Write the first `most` drawings of each class in `chosen` to `folder`, and categories.txt with every class that
    the folder then holds.

    `base` is the address of the folder with Google's simplified files; `progress` is told how many drawings more are
    there. Raises ValueError for an answer that holds no drawings of the class, httpx2.HTTPError and OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # What comes is written as it is sent, so that a byte's place in the file is its place on the server.
    with httpx2.Client(
        timeout=_SECONDS_WITHOUT_ANSWER, follow_redirects=True, headers={"Accept-Encoding": "identity"}
    ) as client:
        try:
            for name in chosen:
                fetch(
                    client,
                    f"{base.rstrip('/')}/{quote(name)}.ndjson",
                    folder / f"{name}.ndjson",
                    most,
                    progress,
                )
        finally:
            here = [name for name in classes() if (folder / f"{name}.ndjson").exists()]
            (folder / "categories.txt").write_text("".join(f"{name}\n" for name in here), encoding="utf-8")


def fetch(
    client: httpx2.Client, url: str, target: Path, most: int, progress: Callable[[int], object]
) -> None:
    """Write the first `most` lines of the file at `url`, or all where there are fewer, to `target`.

    What has come so far is kept beside it, as NAME.part, until it is complete; see `download` for what is raised.
    """
    part = target.with_suffix(".part")
    if target.exists():
        if _lines(target) >= most:
            progress(most)
            return
        if not part.exists():
            shutil.copyfile(target, part)
    have = _lines(part) if part.exists() else 0
    progress(min(have, most))
    if have < most:
        _fetch_rest(client, url, part, most - have, progress)
    if not _is_drawing_of(part, target.stem):
        part.unlink()
        raise ValueError(f"{url} did not send drawings of {target.stem!r}. Try again, or check --from.")
    part.replace(target)


def _fetch_rest(
    client: httpx2.Client, url: str, part: Path, missing: int, progress: Callable[[int], object]
) -> None:
    """Add to `part` what is missing: so many lines, or what is left of the file."""
    start = part.stat().st_size if part.exists() else 0
    with client.stream("GET", url, headers={"Range": f"bytes={start}-"} if start else {}) as response:
        first, total = _place(response)
        if response.status_code == httpx2.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            if total == start:
                return
            part.unlink()
            raise ValueError(f"{url} is not the file that was begun. Start again.")
        if response.status_code not in (httpx2.codes.OK, httpx2.codes.PARTIAL_CONTENT):
            raise ValueError(f"{url} cannot be had (error {response.status_code}).")
        if first != start:
            # The server sends the file from its beginning, whatever it was asked for.
            missing += _lines(part)
        with part.open("ab" if first == start else "wb") as file:
            for chunk in response.iter_raw():
                came = chunk.count(b"\n")
                if came >= missing:
                    file.write(chunk[: _end_of_line(chunk, missing)])
                    progress(missing)
                    return
                file.write(chunk)
                progress(came)
                missing -= came
    if total is not None and part.stat().st_size != total:
        raise ValueError(f"{url} broke off. Start again: what has come is kept.")


def _place(response: httpx2.Response) -> tuple[int, int | None]:
    """Return at which byte of the file an answer starts, and the size of the whole file where it says so."""
    found = re.fullmatch(r"bytes (?:(\d+)-\d+|\*)/(\d+|\*)", response.headers.get("Content-Range", ""))
    if found:
        return int(found[1] or 0), int(found[2]) if found[2] != "*" else None
    size = response.headers.get("Content-Length", "")
    return 0, int(size) if size.isdigit() else None


def _end_of_line(chunk: bytes, number: int) -> int:
    """Return where line `number` (from 1) of a chunk ends."""
    end = 0
    for _ in range(number):
        end = chunk.index(b"\n", end) + 1
    return end


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(_CHUNK), b""))


def _is_drawing_of(path: Path, name: str) -> bool:
    """Say whether the first line of a file is a drawing of the class: where one has to log in to a network, any
    address answers with a web page."""
    with path.open("rb") as file:
        line = file.readline()
    try:
        return bool(json.loads(line)["word"] == name)
    except (ValueError, KeyError, TypeError):
        return False


def main(arguments: Sequence[str]) -> int:
    """Read the command line, download, and return the exit code: 2 when something was wrong, said in one line."""
    parser = argparse.ArgumentParser(
        prog="python -m training.quick_draw.download", description="Download Quick, Draw! drawings."
    )
    parser.add_argument("--out", required=True, type=Path, help="folder to write to")
    parser.add_argument("--classes", nargs="+", default=classes(), metavar="NAME", help="default: all 345")
    parser.add_argument("--most", type=int, default=MOST, help=f"drawings of each class (default {MOST})")
    parser.add_argument("--from", dest="base", default=GOOGLE, help="address of the folder with the files")
    given = parser.parse_args(arguments)
    if unknown := [name for name in given.classes if name not in classes()]:
        parser.error(f"there is no class called {unknown[0]!r}; see assets/quick_draw/classes.csv")
    if given.most < 1:
        parser.error("--most has to be 1 or more")
    try:
        with tqdm(total=len(given.classes) * given.most, unit=" drawings", disable=None) as bar:
            download(given.out, given.classes, given.most, given.base, bar.update)
    except httpx2.HTTPError as error:
        return _failed(f"The download broke off ({error}). Start again: what has come is kept.")
    except (ValueError, OSError) as error:
        return _failed(str(error))
    except KeyboardInterrupt:
        return _failed("Stopped. Start again to go on: what has come is kept.")
    return 0


def _failed(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
