"""The one way out over HTTP: an address the operator configured, no redirects, no proxies, an end to every wait."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import client
from urllib.parse import urlsplit

from app.attest.anchors import AnchorError

SECONDS = 10.0  # for all of it
LONGEST = 64 * 1024  # bytes of an answer


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    kind: str
    body: bytes


def usable(url: str) -> bool:
    """Whether it is an address this program would send to."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:
        return False


def post(url: str, body: bytes, kind: str, seconds: float = SECONDS) -> Reply:
    """One request, one answer. Raises: AnchorError if there is none in time, or it has no end."""
    parts = urlsplit(url)
    path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    try:
        with _connected(url, seconds) as connection:
            connection.request("POST", path, body, {"Content-Type": kind})
            answer = connection.getresponse()
            told = answer.read(LONGEST + 1)
    except (OSError, client.HTTPException) as error:
        raise AnchorError(f"{parts.hostname} was not reached: {error or type(error).__name__}") from error
    if len(told) > LONGEST:
        raise AnchorError(f"{parts.hostname} answered without end")
    return Reply(answer.status, answer.headers.get_content_type(), told)


@contextmanager
def _connected(url: str, seconds: float) -> Iterator[client.HTTPConnection]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    connection: client.HTTPConnection = (
        client.HTTPSConnection(host, parts.port, timeout=seconds, context=ssl.create_default_context())
        if parts.scheme == "https"
        else client.HTTPConnection(host, parts.port, timeout=seconds)
    )
    connection.connect()
    held = connection.sock
    end = threading.Timer(seconds, _cut, [held])  # a byte now and then renews the socket's own patience for ever
    end.daemon = True
    end.start()
    try:
        yield connection
    finally:
        end.cancel()
        connection.close()


def _cut(held: socket.socket) -> None:
    with suppress(OSError):
        held.shutdown(socket.SHUT_RDWR)
