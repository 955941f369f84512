"""Pictures from the web: where it may go, and what it says when it cannot."""

import gzip
import shutil
import socket
import ssl
import zlib
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from threading import Event, Thread

import pytest
from PIL import Image

from core import fetch
from core.errors import UserError
from core.fetch import is_public
from core.i18n import speaking
from core.pictures import fetch as picture_fetch
from core.pictures.fetch import fetch_picture
from core.version import VERSION


def png():
    file = BytesIO()
    Image.new("RGB", (3, 2), "red").save(file, "PNG")
    return file.getvalue()


class Web:
    """A web of one host: `answers` maps a path to what writes the answer; `asked` remembers the requests."""

    def __init__(self):
        self.answers, self.asked, self.over = {}, [], Event()
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                web.asked.append((self.path, dict(self.headers)))
                web.answers[self.path.split("?")[0]](self)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port

    def url(self, path):
        return f"http://pictures.example:{self.port}{path}"

    def answer(self, path, content=b"", status=200, kind="image/png", **headers):
        def write(handler):
            handler.send_response(status)
            handler.send_header("Content-Type", kind)
            for name, value in {"Content_Length": str(len(content)), **headers}.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(content)

        self.answers[path] = write
        return self.url(path)

    def trickle(self, path, *pieces):
        """Answer with the pieces and then say nothing more until the test is over."""

        def write(handler):
            for piece in pieces:
                handler.wfile.write(piece)
                handler.wfile.flush()
            self.over.wait(30)

        self.answers[path] = write
        return self.url(path)


@contextmanager
def served(web):
    Thread(target=web.server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield web
    finally:
        web.over.set()
        web.server.shutdown()
        web.server.server_close()


@pytest.fixture
def web(monkeypatch):
    """A server on this machine that passes for a public one, under the name pictures.example."""
    with served(Web()) as web:
        monkeypatch.setattr(fetch, "PORTS", {web.port})
        monkeypatch.setattr(fetch, "is_public", lambda address: address == "127.0.0.1")
        monkeypatch.setattr(fetch, "resolve", lambda host, port: ["127.0.0.1"])
        yield web


def refusal(url):
    with pytest.raises(UserError) as caught:
        fetch_picture(url)
    with speaking("en"):
        return str(caught.value)


@pytest.fixture
def no_connection(monkeypatch):
    """Fails the test when anything is connected to."""

    def refuse(*args, **kwargs):
        raise AssertionError("a connection was made")

    monkeypatch.setattr(socket, "create_connection", refuse)


PUBLIC = ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]
NOT_PUBLIC = [
    "",
    "nonsense",
    "127.0.0.1",
    "127.8.9.1",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::8.8.8.8",
    "2002:7f00:1::",
    "2002:808:808::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "fc00::1",
    "fd00::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "4000::1",
]


def test_the_addresses_of_the_internet_are_public_and_no_others():
    assert [address for address in PUBLIC + NOT_PUBLIC if is_public(address)] == PUBLIC


PRIVATE_HOSTS = [
    "127.0.0.1",
    "127.1",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "0",
    "0.0.0.0",
    "10.1.2.3",
    "169.254.169.254",
    "100.64.1.1",
    "2130706433",
    "0x7f.1",
    "0x7f000001",
    "0177.0.0.1",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[fd00::1]",
    "[fe80::1]",
    "①②⑦.0.0.1",
]
"""The forms of private addresses that a resolver understands; none of them may be connected to."""


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_private_host_is_refused_without_connecting(no_connection, scheme):
    said = {host: refusal(f"{scheme}://{host}/a.png") for host in PRIVATE_HOSTS}
    wrong = {
        host: message
        for host, message in said.items()
        if "not on the public web" not in message and "does not answer" not in message
    }
    assert wrong == {}


def test_a_host_with_a_public_and_a_private_address_is_refused(no_connection, monkeypatch):
    monkeypatch.setattr(fetch, "resolve", lambda host, port: ["8.8.8.8", "192.168.1.1"])
    assert "not on the public web" in refusal("http://both.example/a.png")


def test_a_host_without_any_address_is_refused(no_connection, monkeypatch):
    monkeypatch.setattr(fetch, "resolve", lambda host, port: [])
    assert "not on the public web" in refusal("http://none.example/a.png")


def test_a_host_that_does_not_resolve_does_not_answer(monkeypatch):
    def unknown(host, port):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(fetch, "resolve", unknown)
    assert "nowhere.example does not answer" in refusal("http://nowhere.example/a.png")


@pytest.mark.parametrize(
    ("url", "part_of_message"),
    [
        ("", "http://"),
        ("cat", "http://"),
        ("www.example.com/cat.jpg", "http://"),
        ("http://", "http://"),
        ("http:///cat.jpg", "http://"),
        ("http://[::1/cat.jpg", "http://"),
        ("http://example.com:99999/cat.jpg", "http://"),
        ("http://example.com:port/cat.jpg", "http://"),
        ("http://" + "a" * 64 + ".com/cat.jpg", "http://"),
        ("file:///etc/passwd", "http://"),
        ("ftp://example.com/cat.jpg", "http://"),
        ("data:image/png;base64,AAAA", "http://"),
        ("javascript:alert(1)", "http://"),
        ("http://me:secret@example.com/cat.jpg", "user name or a password"),
        ("http://me@example.com/cat.jpg", "user name or a password"),
        ("http://@example.com/cat.jpg", "user name or a password"),
        ("http://example.com:22/cat.jpg", "ports"),
        ("https://example.com:8443/cat.jpg", "ports"),
    ],
)
def test_an_address_that_is_not_allowed_is_refused_without_asking_for_the_name(
    monkeypatch, url, part_of_message
):
    monkeypatch.setattr(fetch, "resolve", lambda host, port: pytest.fail("a name was looked up"))
    assert part_of_message in refusal(url)


def test_a_picture_is_fetched(web):
    picture = fetch_picture("  " + web.answer("/photos/red%20cat.png", png()) + "?size=3 x&b=ñ ")
    assert (picture.name, picture.source, picture.image.size) == ("red cat.png", "url", (3, 2))


def test_the_request_names_the_host_and_brings_no_cookie_or_credential(web):
    fetch_picture(web.answer("/a.png", png()))
    headers = web.asked[0][1]
    assert headers["Host"] == f"pictures.example:{web.port}"
    assert not {"Cookie", "Authorization", "Referer"} & set(headers)


def test_a_path_with_accents_is_fetched(web):
    web.answer("/ni%C3%B1o.png", png())
    assert fetch_picture(web.url("/niño.png")).name == "niño.png"


def test_a_picture_without_a_name_is_called_after_its_host(web):
    web.answer("/", png())
    assert fetch_picture(web.url("")).name == "pictures.example"


def test_proxies_of_the_environment_are_not_used(web, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert fetch_picture(web.answer("/a.png", png())).image.size == (3, 2)


def test_the_connection_goes_to_the_address_that_was_checked(web, monkeypatch):
    """A name that resolves to something else the second time (DNS rebinding) is asked for once only."""
    answers = iter([["127.0.0.1"]])
    monkeypatch.setattr(fetch, "resolve", lambda host, port: next(answers))
    assert fetch_picture(web.answer("/a.png", png())).image.size == (3, 2)


def test_the_next_address_of_a_host_is_tried_when_the_first_is_dead(web, monkeypatch):
    monkeypatch.setattr(fetch, "is_public", lambda address: True)
    monkeypatch.setattr(fetch, "resolve", lambda host, port: ["127.0.0.2", "127.0.0.1"])
    assert fetch_picture(web.answer("/a.png", png())).image.size == (3, 2)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(web, status):
    web.answer("/b.png", png())
    picture = fetch_picture(web.answer("/a", status=status, Location="/b.png"))
    assert picture.image.size == (3, 2)


def test_five_redirects_are_followed_and_six_are_not(web):
    for hop in range(6):
        web.answer(f"/{hop}", status=302, Location=f"/{hop + 1}")
    web.answer("/6", png())
    assert fetch_picture(web.url("/1")).image.size == (3, 2)
    assert "without end" in refusal(web.url("/0"))


# Where a redirect may not lead, whatever the first address was.
@pytest.mark.parametrize(
    ("location", "part_of_message"),
    [
        ("http://10.0.0.1:{port}/", "not on the public web"),
        ("http://metadata.example:{port}/latest", "not on the public web"),
        ("http://pictures.example:22/", "ports"),
        ("file:///etc/passwd", "http://"),
        ("http://me:secret@pictures.example:{port}/", "user name"),
        ("//private.example:{port}/", "not on the public web"),
    ],
)
def test_a_redirect_to_a_forbidden_place_is_refused(web, monkeypatch, location, part_of_message):
    private = ["169.254.169.254"]
    monkeypatch.setattr(
        fetch, "resolve", lambda host, port: ["127.0.0.1"] if host == "pictures.example" else private
    )
    url = web.answer("/a", status=302, Location=location.format(port=web.port))
    assert part_of_message in refusal(url)
    assert len(web.asked) == 1


@pytest.mark.parametrize(
    ("answer", "part_of_message"),
    [
        pytest.param({"status": 404}, "nothing at that address", id="404"),
        pytest.param({"status": 410}, "nothing at that address", id="410"),
        pytest.param({"status": 403}, "does not hand out", id="403"),
        pytest.param({"status": 500}, "error 500", id="500"),
        pytest.param({"status": 204}, "error 204", id="204"),
        pytest.param({"content": b""}, "empty answer", id="no content"),
        pytest.param({"content": b"<p>", "kind": "text/html; charset=utf-8"}, "is a web page", id="page"),
        pytest.param({"content": b" \n<!DOCTYPE html><html>"}, "is a web page", id="page called a picture"),
        pytest.param({"content": b"some words", "kind": "text/plain"}, "not a picture", id="text"),
        pytest.param({"content": b"\x89PNG\r\n\x1a\n"}, "not a picture", id="start of a picture"),
        pytest.param({"content": png(), "Content_Length": "5000"}, "broke off", id="cut short"),
        pytest.param({"content": bytes(200_001)}, "too large", id="too large"),
        pytest.param(
            {"content": png(), "Transfer_Encoding": "chunked"}, "does not answer", id="broken chunks"
        ),
        pytest.param({"status": 302}, "without end", id="redirect to nowhere"),
    ],
)
def test_an_answer_without_a_picture_is_refused_with_a_clear_message(
    web, monkeypatch, answer, part_of_message
):
    monkeypatch.setattr(picture_fetch, "MAX_PICTURE_BYTES", 200_000)
    assert part_of_message in refusal(web.answer("/a.png", **answer))


def test_a_server_that_speaks_another_language_does_not_answer(web):
    assert "does not answer" in refusal(web.trickle("/a.png", b"SSH-2.0-OpenSSH_9.6\r\n"))


def test_a_closed_port_does_not_answer(web, monkeypatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setattr(fetch, "PORTS", {port})
    assert "does not answer" in refusal(f"http://pictures.example:{port}/a.png")


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n"


# A server that stops at every stage, or never comes to an end.
@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param([], id="no answer"),
        pytest.param([HEAD], id="headers that do not end"),
        pytest.param([HEAD, b"\r\n", png()[:20]], id="content that stops"),
        pytest.param([HEAD, b"Content-Length: 1000\r\n\r\n", png()], id="content shorter than promised"),
    ],
)
def test_a_server_that_stops_is_given_up_at_the_time_limit(web, monkeypatch, pieces):
    monkeypatch.setattr(fetch, "TIME_LIMIT", 0.3)
    assert "too long" in refusal(web.trickle("/a.png", *pieces))


@pytest.mark.parametrize("start", [HEAD, HEAD + b"\r\n"], ids=["headers", "content"])
def test_a_trickle_without_end_is_cut_at_the_time_limit(web, monkeypatch, start):
    """Every single wait is short here, so only a limit for all of it ends this."""
    monkeypatch.setattr(fetch, "TIME_LIMIT", 0.3)
    cut = Event()

    def write(handler):
        handler.wfile.write(start)
        try:
            while not web.over.wait(0.02):
                handler.wfile.write(b"X: y\r\n")
                handler.wfile.flush()
        except OSError:
            cut.set()

    web.answers["/a.png"] = write
    assert "too long" in refusal(web.url("/a.png"))
    assert cut.wait(10), "the connection was left open"


def test_an_address_that_leads_on_in_raw_utf_8_is_followed(web):
    def write(handler):
        handler.wfile.write(b"HTTP/1.0 302 Found\r\nLocation: " + "/imágenes/gato.png\r\n\r\n".encode())

    web.answers["/a.png"] = write
    web.answer("/im%C3%A1genes/gato.png", png())
    assert fetch_picture(web.url("/a.png")).image.size == (3, 2)


def test_a_picture_that_its_server_calls_a_page_is_known_by_its_bytes(web):
    assert fetch_picture(web.answer("/a.png", png(), kind="text/html")).image.size == (3, 2)


@pytest.mark.parametrize(("coding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_picture_that_comes_packed_unasked_is_unpacked(web, coding, pack):
    url = web.answer("/a.png", pack(png()), Content_Encoding=coding)
    assert fetch_picture(url).image.size == (3, 2)


@pytest.mark.parametrize(
    ("content", "coding", "says"),
    [
        (gzip.compress(bytes(2 * picture_fetch.MAX_PICTURE_BYTES)), "gzip", "too large"),
        (b"not packed at all", "gzip", "does not answer"),
        (png(), "br", "does not answer"),
    ],
    ids=["too large", "not packed", "another way"],
)
def test_what_cannot_be_unpacked_within_the_limits_is_refused(web, content, coding, says):
    assert says in refusal(web.answer("/a.png", content, Content_Encoding=coding))


@pytest.mark.parametrize(
    ("contact", "expected"),
    [("", "(teaching; "), ("https://example.org/miralab\n", "(https://example.org/miralab; teaching; ")],
)
def test_a_server_is_told_who_asks(web, monkeypatch, contact, expected):
    monkeypatch.setenv("MIRALAB_CONTACT", contact)
    fetch_picture(web.answer("/a.png", png()))
    ((_path, headers),) = web.asked
    assert headers["User-Agent"].startswith(f"MiraLab/{VERSION} {expected}")


def test_a_name_server_that_does_not_answer_is_given_up_at_the_time_limit(web, monkeypatch):
    monkeypatch.setattr(fetch, "TIME_LIMIT", 0.3)
    monkeypatch.setattr(fetch, "resolve", lambda host, port: web.over.wait(30) and [])
    assert "too long" in refusal(web.url("/a.png"))


@pytest.fixture(scope="module")
def certificate(run_process, tmp_path_factory):
    """A certificate for pictures.example and its key, signed by nobody else."""
    if not shutil.which("openssl"):
        pytest.skip("the openssl command is not installed")
    folder = tmp_path_factory.mktemp("tls")
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=pictures.example -keyout key -out cert"
    )
    command += " -addext subjectAltName=DNS:pictures.example"
    run_process(*command.split(), cwd=folder)
    return folder


@pytest.fixture
def secure_web(web, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert", certificate / "key")
    web.server.socket = context.wrap_socket(web.server.socket, server_side=True)
    return web


@pytest.fixture
def trusted(monkeypatch, certificate):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert"))


def test_https_works_with_a_trusted_certificate_of_that_name(secure_web, trusted):
    url = secure_web.answer("/a.png", png()).replace("http:", "https:")
    assert fetch_picture(url).image.size == (3, 2)


def test_https_is_refused_when_the_certificate_is_of_another_name(secure_web, trusted):
    url = secure_web.answer("/a.png", png()).replace("http://pictures", "https://others")
    assert "not secure" in refusal(url)


def test_https_is_refused_when_nobody_trusts_the_certificate(secure_web):
    url = secure_web.answer("/a.png", png()).replace("http:", "https:")
    assert "not secure" in refusal(url)


def test_an_https_trickle_without_end_is_cut_at_the_time_limit(secure_web, trusted, monkeypatch):
    monkeypatch.setattr(fetch, "TIME_LIMIT", 0.5)
    url = secure_web.trickle("/a.png", HEAD, b"\r\n", png()[:20]).replace("http:", "https:")
    assert "too long" in refusal(url)


def test_a_server_that_never_finishes_the_tls_handshake_is_given_up(web, monkeypatch):
    monkeypatch.setattr(fetch, "TIME_LIMIT", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        monkeypatch.setattr(fetch, "PORTS", {port})
        assert "too long" in refusal(f"https://pictures.example:{port}/a.png")
