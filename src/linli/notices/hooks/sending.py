"""One POST to an address that somebody typed: nowhere but where it says, never into our own network, and not for long.

The name is looked up once and the connection made to just the address that was judged, so that a second answer of the
name server can't lead elsewhere. What the receiver says besides the number of its answer isn't read.
"""

import os
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from linli.kernel.results import Allowed, Refused, Result
from linli.notices.adapters import Down, Failed, Outcome, Sent
from linli.notices.adapters.http import FOR_NOW
from linli.notices.rules.hooks import is_public

PATIENCE = 10.0  # seconds for all of it, from the connection to the number of the answer
LONGEST = 500
_PORTS = {"https": 443, "http": 80}

type Address = IPv4Address | IPv6Address


def judge_url(url: str, *, private: bool) -> Result[str]:
    """A URL that deliveries can go to. Refused: hook_url_unfit, hook_url_private.

    Only https; with `private` also http, which `post` then takes to this machine alone. A name is looked up when
    something is sent, so only an address in figures is judged here.
    """
    url = url.strip()
    try:
        split = urlsplit(url)
        host, _ = split.hostname, split.port
    except ValueError:
        return Refused("hook_url_unfit", {"url": url[:LONGEST]})
    fits = (
        split.scheme in (("https", "http") if private else ("https",)) and host and url.isascii() and url.isprintable()
    )
    if not fits or not host or " " in url or split.username is not None or split.fragment or len(url) > LONGEST:
        return Refused("hook_url_unfit", {"url": url[:LONGEST]})
    literal = _literal(host)
    if literal is not None and not private and not is_public(literal):
        return Refused("hook_url_private", {"url": url})
    return Allowed(url)


def post(url: str, body: bytes, headers: Mapping[str, str], *, private: bool, patience: float = PATIENCE) -> Outcome:
    """Send `body`. Sent: any 2xx. Down: nobody answered in time, or not now (408, 409, 425, 429, 5xx). Failed:
    everything else, redirects too; `retry` is False only for 410, by which a receiver says that it is gone."""
    split = urlsplit(url)
    host, port = split.hostname or "", split.port or _PORTS[split.scheme]
    try:
        found = _look_up(host, port)
    except (OSError, UnicodeError):
        return Down(f"{host}: the name leads to no address")
    if not private and not all(is_public(one) for one in found):
        return Failed(f"{host}: leads to an address that isn't public", retry=True)
    if split.scheme == "http" and not all(one.is_loopback for one in found):
        return Failed(f"{host}: without TLS only this machine is called", retry=True)
    path = (split.path or "/") + (f"?{split.query}" if split.query else "")
    try:
        with _connected(found, port, host, tls=split.scheme == "https", patience=patience) as connection:
            connection.request("POST", path, body, dict(headers))
            status = connection.getresponse().status
    except (OSError, HTTPException, ValueError) as fault:
        return Down(f"no answer: {fault or type(fault).__name__}"[:300])
    return _judged(status)


def _judged(status: int) -> Outcome:
    if 200 <= status < 300:
        return Sent()
    if status >= 500 or status in FOR_NOW:
        return Down(f"answered {status}")
    return Failed(f"answered {status}", retry=status != 410)


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _look_up(host: str, port: int) -> list[Address]:
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(str(row[4][0]).partition("%")[0]) for row in rows))


@contextmanager
def _connected(
    targets: Sequence[Address], port: int, host: str, *, tls: bool, patience: float
) -> Iterator[HTTPConnection]:
    """A connection to one of just `targets`, which is cut off when `patience` is over, however slowly something
    comes."""
    ends = time.monotonic() + patience
    plain = _reached(targets, port, ends)
    with socket.socket(fileno=os.dup(plain.fileno())) as guard:
        watch = threading.Timer(max(0.0, ends - time.monotonic()), _cut, [guard])
        watch.daemon = True
        watch.start()
        try:
            # Only for what it says of host and port: it is given its socket, and so never looks a name up.
            connection = (HTTPSConnection if tls else HTTPConnection)(host, port, timeout=patience)
            own = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if tls else plain
            connection.sock = own
            try:
                yield connection
            finally:
                connection.close()
                own.close()
        finally:
            watch.cancel()
            plain.close()


def _reached(targets: Sequence[Address], port: int, ends: float) -> socket.socket:
    """A socket to the first of the addresses that takes one, each with its share of the time until `ends`."""
    for place, target in enumerate(targets):
        share = (ends - time.monotonic()) / (len(targets) - place)
        try:
            return socket.create_connection((str(target), port), timeout=max(0.1, share))
        except OSError:
            if place == len(targets) - 1:
                raise
    raise ConnectionError("there is no address to connect to")


def _cut(guard: socket.socket) -> None:
    try:
        guard.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
