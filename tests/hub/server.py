"""A Hub on this machine: it speaks what the real huggingface_hub client needs, and breaks when a test tells it to."""

import hashlib
import json
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal

from tests.hub.facts import COMMIT_STARTS, FACTS, REDIRECTS
from tests.hub.search import listing

LARGE = (".safetensors", ".pt", ".bin", ".parquet")
"""Files that the Hub keeps apart (LFS), with their SHA-256."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong, and where.

    "stall": no more bytes after `after`; "cut": the connection closes after `after` bytes; "garbage": the right number
    of wrong bytes; "slow": the file comes in `chunks` pieces, `pause` seconds apart; "rate-limit": 429, with `retry`
    seconds; "error": 500. The first four touch only files whose name contains `match`.
    """

    kind: Literal["stall", "cut", "garbage", "slow", "rate-limit", "error"]
    after: int = 1000
    chunks: int = 20
    pause: float = 0.1
    retry: int = 30
    match: str = ""


class FakeHub:
    """Serves the folder `organisation/name/...` at `url`; `start` it, then ask. `requests` lists what was asked.

    `listed` are entries that every search gives first; `tokens` are the headers with which a token was sent. A Space
    is `spaces/organisation/name` and a data set `datasets/organisation/name` wherever a repository is named.
    """

    def __init__(self) -> None:
        self.root = Path()
        self.fault: Fault | None = None
        self.requests: list[str] = []
        self.listed: list[object] = []
        self.tokens: list[str] = []
        self.mended = threading.Event()
        self._server = _Server(("127.0.0.1", 0), self)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._server.server_close()

    def start(self) -> None:
        self._server = _Server(("127.0.0.1", self.port), self)
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()

    def stop(self) -> None:
        """Close the port, so that a connection is refused."""
        self.mended.set()
        self._server.shutdown()
        self._server.server_close()

    @contextmanager
    def broken(self, kind: str, **details: object) -> Iterator[None]:
        """Break, inside the with block, as `Fault` says; "refuse" closes the port."""
        self.mended.clear()
        if kind == "refuse":
            self.stop()
        else:
            self.fault = Fault(kind, **details)  # type: ignore[arg-type]
        try:
            yield
        finally:
            self.fault = None
            self.mended.set()
            if kind == "refuse":
                self.start()

    def fetched(self, file: str) -> int:
        """Return how often the content of a file was asked for."""
        return sum(line.startswith("GET") and line.endswith(file) for line in self.requests)

    def commit(self, repository: str) -> str:
        """Return the commit that a repository is at, 40 hexadecimal digits."""
        digest = hashlib.sha1(repository.encode()).hexdigest()
        start = COMMIT_STARTS.get(repository, "")
        return start + digest[len(start) :]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], hub: FakeHub) -> None:
        self.hub = hub
        super().__init__(address, _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, *_args: object) -> None:
        """Quiet."""

    def _answer(self) -> None:
        hub = self.server.hub
        path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path).strip("/")
        hub.requests.append(f"{self.command} {path}")
        hub.tokens += [self.headers["Authorization"]] if self.headers["Authorization"] else []
        if hub.fault and hub.fault.kind == "rate-limit":
            headers = {"RateLimit": f'"api";r=0;t={hub.fault.retry}', "Retry-After": str(hub.fault.retry)}
            return self._json(429, {"error": "slow down"}, headers)
        if hub.fault and hub.fault.kind == "error":
            return self._json(500, {"error": "broken"})
        if moved := _moved(self.path):
            return self._json(307, {"error": "Temporary Redirect"}, {"Location": moved})
        if path == "api/models":
            query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
            return self._json(200, listing(hub.root, query, hub.listed))
        if path.startswith("api/models/"):
            name, _, revision = path.removeprefix("api/models/").partition("/revision/")
            return self._describe(name, revision or "main")
        if path.startswith(("api/spaces/", "api/datasets/")):
            for part, answer in (("/tree/", self._list), ("/paths-info/", self._look_up)):
                name, found, rest = path.removeprefix("api/").partition(part)
                if found:
                    revision, _, inside = rest.partition("/")
                    return answer(name, revision, inside)
            name, _, revision = path.removeprefix("api/").partition("/revision/")
            return self._describe(name, revision or "main")
        name, _, rest = path.partition("/resolve/")
        revision, _, file = rest.partition("/")
        return self._send_file(name, revision, file)

    def _known(self, name: str, revision: str) -> bool:
        """Answer with the Hub's own errors, as it words them, where there is nothing to give."""
        hub = self.server.hub
        if not (hub.root / name).is_dir() or "/" not in name or FACTS.get(name, {}).get("private"):
            self._json(401, {"error": "Invalid username or password."}, {"X-Error-Code": "RepoNotFound"})
        elif revision not in {"main", hub.commit(name), hub.commit(name)[:7]}:
            self._json(404, {"error": "Invalid rev id"}, {"X-Error-Code": "RevisionNotFound"})
        else:
            return True
        return False

    def _describe(self, name: str, revision: str) -> None:
        if not self._known(name, revision):
            return
        hub, facts = self.server.hub, FACTS.get(name, {})
        folder = hub.root / name
        siblings = []
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry: dict = {"rfilename": str(file.relative_to(folder)), "size": file.stat().st_size}
            if file.suffix in LARGE:
                size = facts.get("size", entry["size"])
                entry |= {"size": size, "lfs": {"sha256": _sha256(file), "size": size, "pointerSize": 134}}
            siblings.append(entry | {"blobId": _git_sha1(file)})
        tags = facts.get("tags", [])
        licence = next((tag.partition(":")[2] for tag in tags if tag.startswith("license:")), None)
        answer = {
            "_id": "0",
            "id": name.removeprefix("spaces/").removeprefix("datasets/"),
            "modelId": name.removeprefix("spaces/"),
            "sha": hub.commit(name),
            "private": False,
            "gated": facts.get("gated", False),
            "disabled": False,
            "tags": tags,
            "pipeline_tag": facts.get("pipeline_tag", "object-detection"),
            "library_name": facts.get("library_name", "transformers"),
            "cardData": {"license": licence} if licence else {},
            "siblings": siblings,
        }
        if "parameters" in facts:
            answer["safetensors"] = {"parameters": {"F32": facts["parameters"]}, "total": facts["parameters"]}
        self._json(200, answer)

    def _list(self, name: str, revision: str, inside: str) -> None:
        """Answer with the files and folders in a folder, with all below it where that is asked for."""
        if not self._known(name, revision):
            return
        folder = self.server.hub.root / name
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        pattern = "**/*" if query.get("recursive", [""])[0].lower() == "true" else "*"
        if not (folder / inside).is_dir():
            self._json(404, {"error": f"{inside} does not exist"}, {"X-Error-Code": "EntryNotFound"})
            return
        self._json(200, [_entry(path, folder) for path in sorted((folder / inside).glob(pattern))])

    def _look_up(self, name: str, revision: str, _inside: str) -> None:
        """Answer with what there is of the paths in the request's body."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if not self._known(name, revision):
            return
        folder = self.server.hub.root / name
        try:
            paths = json.loads(body)["paths"]
        except ValueError:
            paths = urllib.parse.parse_qs(body.decode())["paths"]
        found = [folder / path for path in paths if (folder / path).exists()]
        self._json(200, [_entry(path, folder) for path in found])

    def _send_file(self, name: str, revision: str, file: str) -> None:
        if not self._known(name, revision):
            return
        hub = self.server.hub
        commit = {"X-Repo-Commit": hub.commit(name)}
        if FACTS.get(name, {}).get("gated"):
            self._json(403, {"error": "Access is restricted."}, {"X-Error-Code": "GatedRepo"})
            return
        path = hub.root / name / file
        if not path.is_file():
            self._json(404, {"error": "Entry not found"}, commit | {"X-Error-Code": "EntryNotFound"})
            return
        content = path.read_bytes()
        headers = commit | {"ETag": f'"{_git_sha1(path)}"', "Accept-Ranges": "bytes"}
        if path.suffix in LARGE:
            headers |= {"X-Linked-Etag": f'"{_sha256(path)}"', "X-Linked-Size": str(len(content))}
        fault = hub.fault if hub.fault and hub.fault.match in file else None
        if fault and fault.kind == "garbage":
            content = bytes(255 - byte for byte in content)
        asked = self.headers.get("Range") if self.command == "GET" else None
        if asked:
            first, _, last = asked.removeprefix("bytes=").partition("-")
            start, end = int(first), min(int(last or len(content)) + 1, len(content))
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{len(content)}"
            content = content[start:end]
        self.send_response(206 if asked else 200)
        for key, value in (headers | {"Content-Length": str(len(content)), "Connection": "close"}).items():
            self.send_header(key, value)
        self.end_headers()
        self.close_connection = True
        if self.command == "GET":
            self._send_body(content, fault)

    def _send_body(self, content: bytes, fault: Fault | None) -> None:
        if fault is None or fault.kind == "garbage":
            self.wfile.write(content)
        elif fault.kind == "slow":
            size = max(1, len(content) // fault.chunks)
            for start in range(0, len(content), size):
                self.wfile.write(content[start : start + size])
                self.server.hub.mended.wait(fault.pause)
        else:
            self.wfile.write(content[: fault.after])
            self.wfile.flush()
            if fault.kind == "stall":
                self.server.hub.mended.wait()

    def _json(self, status: int, content: dict | list, headers: dict[str, str] | None = None) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        fixed = {"Content-Type": "application/json", "Content-Length": str(len(body)), "Connection": "close"}
        for key, value in (fixed | (headers or {})).items():
            self.send_header(key, value)
        self.end_headers()
        self.close_connection = True
        if self.command != "HEAD":
            self.wfile.write(body)


def _moved(address: str) -> str | None:
    """Return where the Hub sends who asks for a repository by a name that it had once: the same host, the new name."""
    places = (("/api/models/", ("", "/", "?")), ("/api/", ("", "/", "?")), ("/", ("/resolve/",)))
    for prefix, ends in places:
        for old, new in REDIRECTS.items():
            rest = address.removeprefix(prefix + old)
            if rest != address and any(rest.startswith(end) if end else not rest for end in ends):
                return f"{prefix}{new}{rest}"
    return None


def _entry(path: Path, folder: Path) -> dict:
    """Return what the Hub's list of files says about a file or a folder."""
    entry = {"path": str(path.relative_to(folder)), "oid": hashlib.sha1(str(path).encode()).hexdigest()}
    if path.is_dir():
        return entry | {"type": "directory", "size": 0}
    size = path.stat().st_size
    entry |= {"type": "file", "size": size, "oid": _git_sha1(path)}
    return entry | (
        {"lfs": {"oid": _sha256(path), "size": size, "pointerSize": 134}} if path.suffix in LARGE else {}
    )


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _git_sha1(path: Path) -> str:
    content = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
