"""A Streamlit server and a Chromium for the browser tests.

    def test_something(url, open_page, settle):
        page = open_page(url, theme="dark", locale="en-US", width=390)
        page.get_by_role("button", name="Run").click()
        settle(page)

`url` is the address of the app, `offline_url` that of one that cannot reach the Hub; `serve(script, env=None)` starts
another Streamlit, once a session for the same arguments, and returns its address; `open_page(url, ...)` returns a page
in a browser context of its own, drawn and settled.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
DEBIAN = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))
CHROMIUM = next(filter(Path.exists, DEBIAN), None)
"""Debian's browser, the one without a window where there is one: it takes a third less of the processor. Where there is
none it is Playwright's own."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 60
PAGE_MILLISECONDS = 30_000

expect.set_options(timeout=PAGE_MILLISECONDS)

NOTES_MESSAGES = """
    const last = (window.lastMessages = { sent: -Infinity, received: -Infinity })
    window.WebSocket = class extends WebSocket {
        constructor(...where) {
            super(...where)
            this.addEventListener("message", () => { last.received = performance.now() })
        }
        send(message) {
            last.sent = performance.now()
            super.send(message)
        }
    }
"""
"""Notes when the page last sent the server something, and when it last heard of it."""

IS_STILL = """() => {
    const now = performance.now()
    const { sent, received } = window.lastMessages ?? { sent: -Infinity, received: -Infinity }
    const isAnswered = received < sent ? now - sent > 1000 : now - received > 50
    return isAnswered && document.querySelector("[data-testid=stApp][data-test-script-state=notRunning]") !== null
}"""
"""Whether no script is running and none is about to: what was pressed a moment ago runs one once the server says so.
Not everything that is sent is answered."""


def wait_until_drawn(page):
    """Wait until the app has drawn itself and no script is running."""
    page.wait_for_function(IS_STILL)
    page.locator("[data-testid=stSkeleton]").first.wait_for(state="detached")


def follow(page, name):
    """Press the link to the page called `name` in the sidebar, whose section may be folded."""
    link = page.get_by_test_id("stSidebar").get_by_role("link", name=name, exact=True)
    # What is folded away has no role.
    if not link.count():
        folded = page.get_by_test_id("stSidebar").locator("details").filter(has_text=name)
        folded.locator("summary").click()
    link.click()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_streamlit(script, env, log, port=None):
    """Start `streamlit run` on a free port, or that one, and return (process, address) once it is healthy."""
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "streamlit", "run", str(script)),
            *("--server.address", "127.0.0.1", "--server.port", str(port), "--server.headless", "true"),
            *("--server.fileWatcherType", "none", "--browser.gatherUsageStats", "false"),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path, **(env or {})},
        stdout=log.open("w"),
        stderr=subprocess.STDOUT,
    )
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=2).close()
            return process, url
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    process.kill()
    raise RuntimeError(f"Streamlit did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def serve(tmp_path_factory):
    """A function (script, env=None) -> address: serves a script (a path, from the project's folder) with Streamlit."""
    running = {}

    def start(script, env=None):
        script = ROOT / script
        arguments = (script, tuple(sorted((env or {}).items())))
        if arguments not in running:
            log = tmp_path_factory.mktemp("streamlit") / "log.txt"
            running[arguments] = start_streamlit(script, env, log)
        return running[arguments][1]

    yield start
    for process, _url in running.values():
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def url(serve, hub):
    """The address of the app, which whoever needs no other settings shares: what it has loaded stays loaded."""
    return serve("Home.py")


@pytest.fixture(scope="session")
def offline_url(serve, tmp_path_factory):
    """The app's address, on a machine where nothing answers and nothing was ever downloaded."""
    home = tmp_path_factory.mktemp("home")
    closed = {"HF_ENDPOINT": "http://127.0.0.1:9", "HF_HOME": str(home), "HF_HUB_CACHE": str(home / "hub")}
    return serve("Home.py", {**closed, "XDG_DATA_HOME": str(home / "store")})


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(args=FLAGS, executable_path=CHROMIUM)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser):
    """A function (url=None, theme="light"|"dark", locale, width, height, **context options) -> page."""
    contexts = []

    def open_(url=None, *, theme="light", locale="es-ES", width=1280, height=900, **options):
        context = browser.new_context(
            color_scheme=theme, locale=locale, viewport={"width": width, "height": height}, **options
        )
        contexts.append(context)
        context.add_init_script(NOTES_MESSAGES)
        context.set_default_timeout(PAGE_MILLISECONDS)
        page = context.new_page()
        if url:
            page.goto(url)
            wait_until_drawn(page)
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def settle():
    """The function (page) that waits until the app has drawn itself and no script is running."""
    return wait_until_drawn


@pytest.fixture
def page(open_page):
    """A blank page: light, Spanish, 1280 x 900."""
    return open_page()
