"""One keep-alive HTTP/1.1 connection on a raw socket: as little client as possible, since it shares the server's cores."""

import socket
from collections.abc import Sequence
from dataclasses import dataclass

SMALL = 65536
Part = bytes | memoryview


class RefusedError(Exception):
    """An answer, or an end of the connection, that the operation did not expect."""


@dataclass(slots=True)
class Reply:
    """An answer as it came."""

    status: int
    headers: dict[str, str]
    body: bytes

    def expect(self, *statuses: int) -> "Reply":
        """Raises: RefusedError for any other status."""
        if self.status not in statuses:
            raise RefusedError(f"HTTP {self.status} {self.body[:300]!r}")
        return self


class Connection:
    """Speaks to one server; opens again after an error."""

    def __init__(self, port: int, token: str = "") -> None:
        """Opened at the first request."""
        self._port = port
        self._fixed = f"Host: 127.0.0.1:{port}\r\n" + (f"Authorization: Bearer {token}\r\n" if token else "")
        self._socket: socket.socket | None = None
        self._held = b""

    def request(self, method: str, path: str, headers: str, parts: Sequence[Part]) -> Reply:
        """Send and read one exchange; large parts are never copied."""
        sock = self._socket or self._open()
        size = sum(len(part) for part in parts)
        pending = f"{method} {path} HTTP/1.1\r\n{self._fixed}{headers}Content-Length: {size}\r\n\r\n".encode()
        for part in parts:
            if len(part) < SMALL:
                pending += part
                continue
            sock.sendall(pending)
            pending = b""
            sock.sendall(part)
        if pending:
            sock.sendall(pending)
        return self._reply()

    def _open(self) -> socket.socket:
        self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=120)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._held = b""
        return self._socket

    def _more(self) -> None:
        assert self._socket
        received = self._socket.recv(262144)
        if not received:
            raise RefusedError("the server closed the connection")
        self._held += received

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._held:
            self._more()
        head, self._held = self._held.split(mark, 1)
        return head

    def _exactly(self, size: int) -> bytes:
        while len(self._held) < size:
            self._more()
        body, self._held = self._held[:size], self._held[size:]
        return body

    def _reply(self) -> Reply:
        lines = self._until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        status = int(lines[0].split()[1])
        headers = {key.strip().lower(): value.strip() for key, _, value in (line.partition(":") for line in lines[1:])}
        reply = Reply(status, headers, self._body(status, headers))
        if headers.get("connection", "").lower() == "close":
            self.close()
        return reply

    def _body(self, status: int, headers: dict[str, str]) -> bytes:
        if status in {204, 304}:
            return b""
        if headers.get("transfer-encoding", "").lower() != "chunked":
            return self._exactly(int(headers.get("content-length", 0)))
        body = b""
        while size := int(self._until(b"\r\n").split(b";")[0], 16):
            body += self._exactly(size + 2)[:-2]
        self._exactly(2)
        return body

    def close(self) -> None:
        """Let go; the next request opens anew."""
        if self._socket is not None:
            self._socket.close()
        self._socket = None
