"""`python -m tests.hub`: serve the small models until Ctrl+C, to try the app without a network."""

import tempfile
import threading
from pathlib import Path

import core.models  # noqa: F401 (settles the libraries' environment before they are imported)
from tests.hub.build import build
from tests.hub.server import FakeHub

hub = FakeHub()
hub.root = build(Path(tempfile.gettempdir()) / "miralab-tiny-models")
hub.start()
print(f"export HF_ENDPOINT={hub.url} HF_HOME={tempfile.mkdtemp(prefix='miralab-hub-')}", flush=True)  # noqa: T201
try:
    threading.Event().wait()
except KeyboardInterrupt:
    hub.stop()
