"""Files from the web, without letting an address reach anything but the public web.

The host is resolved once, every address it has is checked, and the connection goes to the checked address
itself, so that a name that changes its address in between changes nothing. The same for every redirect.
"""

import ipaddress
import os
import socket
import ssl
import zlib
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Event, Thread
from time import monotonic
from typing import TypeVar
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from core.errors import UserError
from core.i18n import N_
from core.printable import printable_line
from core.turns import set_aside
from core.version import VERSION

T = TypeVar("T")

PORTS = frozenset({80, 443})
MAX_REDIRECTS = 5
TIME_LIMIT = 15.0
"""Seconds for all of it: name, connection, redirects and content."""
CONNECT_LIMIT = 5.0
"""Seconds for one of a host's addresses, so that the next one gets its turn."""

# Not public as a whole in every version of the ipaddress module.
_PROTOCOL_ASSIGNMENTS = ipaddress.IPv4Network("192.0.0.0/24")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_SIX_TO_FOUR = ipaddress.IPv6Network("2002::/16")
_CHUNK = 65_536
_NOT_AN_ADDRESS = N_("That is not an address of the web. It starts with http:// or https://")
_NO_ANSWER = N_("{host} does not answer. Check the address, or download the file and upload it.")


def is_public(address: str) -> bool:
    """Tell whether an IP address in text ("8.8.8.8", "::1") belongs to the public internet.

    IPv4 addresses wrapped in IPv6 (mapped, or NAT64) count as what they lead to; 6to4 and Teredo as private.
    """
    try:
        ip: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            ip = ip.ipv4_mapped
        elif ip in _NAT64:
            ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        elif ip not in _GLOBAL_UNICAST or ip in _SIX_TO_FOUR:
            return False
    return ip.is_global and not ip.is_multicast and ip not in _PROTOCOL_ASSIGNMENTS


def user_agent() -> str:
    """Return who asks for a file: the app, its version and, where MIRALAB_CONTACT says so, how to reach who runs it,
    which servers ask for."""
    contact = printable_line(os.environ.get("MIRALAB_CONTACT", "")).encode("ascii", "ignore").decode()
    purpose = "teaching; fetches a file when its user asks for it"
    return f"MiraLab/{VERSION} ({'; '.join(filter(None, (contact, purpose)))})"


def resolve(host: str, port: int) -> list[str]:
    """Return the IP addresses of `host`, best first; raises OSError when it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def fetch(url: str, accept: str, most_bytes: int) -> tuple[str, str, bytes]:
    """Return the name, the media type ("image/png") and the content of the file at a public http(s) address, within
    TIME_LIMIT seconds and `most_bytes`; `accept` is the header that says what is wanted ("image/*").

    Raises UserError: not an http(s) address of the public web (also after a redirect), nothing there, no answer, too
    slow, too large, empty.

    >>> fetch("https://example.org/labels.json", "application/json", 1_000_000)[0]
    'labels.json'
    """
    address = url.strip()
    with set_aside():
        kind, data = _within(
            TIME_LIMIT, lambda opened, deadline: _download(address, accept, most_bytes, opened, deadline)
        )
    name = unquote(urlsplit(address).path).rsplit("/", 1)[-1] or urlsplit(address).hostname or "file"
    return name, kind, data


def _within(seconds: float, work: Callable[[list[socket.socket], float], T]) -> T:
    """Return what `work` returns, or raise UserError once `seconds` have passed, whatever it is waiting for.

    A time limit on a socket bounds one wait only, and a server that sends a byte now and then never meets it.
    Therefore the work has its own thread, and the sockets that it lists are shut down when the time is over.
    """
    opened: list[socket.socket] = []
    outcome: list[T | Exception] = []
    done = Event()

    def run() -> None:
        try:
            outcome.append(work(opened, monotonic() + seconds))
        except Exception as error:
            outcome.append(error)
        finally:
            for connection in opened:
                connection.close()
            done.set()

    Thread(target=run, name="fetch", daemon=True).start()
    if not done.wait(seconds):
        for connection in opened:
            try:
                # The plain socket's method: that of a TLS socket drops state that the other thread is using.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
            except OSError:
                continue
        raise _too_slow()
    found = outcome[0]
    if isinstance(found, Exception):
        raise found
    return found


def _download(
    url: str, accept: str, most_bytes: int, opened: list[socket.socket], deadline: float
) -> tuple[str, bytes]:
    """Return the media type and the content at `url`, following redirects; puts every socket into `opened` at once."""
    for _hop in range(MAX_REDIRECTS + 1):
        parts, host, port = _checked(url)
        try:
            response = _request(parts, host, port, accept, opened, deadline)
            if response.status in (301, 302, 303, 307, 308):
                url = urljoin(url, _as_sent(response.getheader("Location", "")))
                continue
            return response.headers.get_content_type(), _content(response, host, most_bytes, deadline)
        except TimeoutError as error:
            raise _too_slow() from error
        except ssl.SSLError as error:
            raise UserError(
                N_("The connection to {host} is not secure: its certificate is wrong. Choose another."),
                host=host,
            ) from error
        except (OSError, HTTPException, ValueError, zlib.error) as error:
            raise UserError(_NO_ANSWER, host=host) from error
    raise UserError(N_("That address leads from one to the next without end. Choose another address."))


def _as_sent(header: str) -> str:
    """Return a header with its letters: the library takes its bytes for Latin-1, and servers send UTF-8."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header


def _checked(url: str) -> tuple[SplitResult, str, int]:
    """Return the parts of `url`, its host in ASCII and its port; raises UserError unless all are allowed."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = (parts.hostname or "").encode("idna").decode("ascii") if parts.hostname else ""
    except ValueError as error:
        raise UserError(_NOT_AN_ADDRESS) from error
    if parts.scheme not in ("http", "https") or not host:
        raise UserError(_NOT_AN_ADDRESS)
    if parts.username is not None or parts.password is not None:
        raise UserError(N_("The address holds a user name or a password. Choose one without them."))
    if port not in PORTS:
        raise UserError(N_("Only addresses on the web's usual ports (80 and 443) can be opened."))
    return parts, host, port


def _request(
    parts: SplitResult, host: str, port: int, accept: str, opened: list[socket.socket], deadline: float
) -> HTTPResponse:
    """Send the request to a checked address of `host` and return the answer, its content not read yet."""
    connection = HTTPConnection(host, port)
    connection.sock = _connect(host, port, parts.scheme == "https", opened, deadline)
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + (
        "?" + quote(parts.query, safe="/?%:@!$&'()*+,;=~") if parts.query else ""
    )
    written = f"[{host}]" if ":" in host else host
    headers = {
        "Host": written if parts.port is None else f"{written}:{port}",
        "Accept": accept,
        "Accept-Encoding": "identity",
        "User-Agent": user_agent(),
        "Connection": "close",
    }
    connection.request("GET", target, headers=headers)
    return connection.getresponse()


def _connect(
    host: str, port: int, secure: bool, opened: list[socket.socket], deadline: float
) -> socket.socket:
    """Return a socket to the first address of `host` that answers, all of its addresses being public."""
    addresses = resolve(host, port)
    if not addresses or not all(is_public(address) for address in addresses):
        raise UserError(N_("{host} is not on the public web. Download the file and upload it."), host=host)
    refused: OSError = OSError()
    for address in addresses:
        try:
            connection = socket.create_connection(
                (address, port), timeout=min(CONNECT_LIMIT, _left(deadline))
            )
        except OSError as error:
            refused = error
            continue
        if secure:
            connection = ssl.create_default_context().wrap_socket(
                connection, server_hostname=host, do_handshake_on_connect=False
            )
        opened.append(connection)
        connection.settimeout(_left(deadline))
        if isinstance(connection, ssl.SSLSocket):
            connection.do_handshake()
        return connection
    raise refused


def _content(response: HTTPResponse, host: str, most_bytes: int, deadline: float) -> bytes:
    """Return the body of an answer; raises UserError unless it is one that holds a file."""
    if response.status in (404, 410):
        raise UserError(
            N_("There is nothing at that address (error {status}). Check it."), status=response.status
        )
    if response.status != 200:
        raise UserError(
            N_("{host} does not hand out that file (error {status}). Download it and upload it."),
            host=host,
            status=response.status,
        )
    data, unpack = bytearray(), _unpacker(response, host)
    while chunk := response.read1(_CHUNK):
        data += unpack(chunk, most_bytes + 1 - len(data))
        if len(data) > most_bytes:
            raise UserError(
                N_("The file at that address is too large. The limit is {limit} MB."),
                limit=most_bytes // 1_000_000,
            )
        _left(deadline)
    if response.length:
        raise UserError(N_("{host} broke off in the middle of the file. Try again."), host=host)
    if not data:
        raise UserError(N_("{host} sent an empty answer. Choose another address."), host=host)
    return bytes(data)


def _unpacker(response: HTTPResponse, host: str) -> Callable[[bytes, int], bytes]:
    """Return what unpacks a piece of an answer's content to at most so many bytes: it may be packed, though nobody
    asked for that. ValueError where it is packed in a way that cannot be undone here."""
    packed = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if packed == "identity":
        return lambda chunk, _most: chunk
    if packed not in ("gzip", "x-gzip", "deflate"):
        raise ValueError(f"{host} packs its content with {packed}")
    return zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress


def _left(deadline: float) -> float:
    """Return the seconds left until `deadline`; raises TimeoutError when there are none."""
    left = deadline - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _too_slow() -> UserError:
    return UserError(N_("The file took too long to arrive. Try again, or download it and upload it."))
