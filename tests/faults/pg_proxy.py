"""Between the server and PostgreSQL: lets everything through, until it is told what shall happen to a COMMIT.

It reads the protocol's messages far enough to know which connection has written what it waits for in its transaction,
usually to the log; only the COMMIT of such a one is interfered with.
"""

import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from select import select

LOG_WRITTEN = b"INSERT INTO log_entry"
BEFORE, AFTER, TERMINATE = "cut before it was sent", "cut before its answer", "terminated meanwhile"
BLOCK = 65_536


class Proxy:
    """Listens on a port of its own, for as long as the process lives or until closed."""

    def __init__(self, upstream: Path, terminate: Callable[[int], None]) -> None:
        """`terminate` ends the PostgreSQL process of that number."""
        self.upstream, self.terminate = upstream, terminate
        self.done: Counter[str] = Counter()
        self.written = LOG_WRITTEN
        self._armed: list[str] = []
        self._lock = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True, name="pg-proxy").start()

    def url(self, database: str) -> str:
        """For SQLAlchemy, through this proxy; in the clear, for it reads along."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}?sslmode=disable&gssencmode=disable"

    def arm(self, fault: str) -> None:
        """The next COMMIT of a transaction that wrote what `written` names."""
        with self._lock:
            self._armed.append(fault)

    def take(self) -> str | None:
        """What shall happen to this one."""
        with self._lock:
            return self._armed.pop(0) if self._armed else None

    def happened(self, fault: str) -> None:
        """It did."""
        with self._lock:
            self.done[fault] += 1

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=_Line(self, client).run, daemon=True, name="pg-line").start()

    def close(self) -> None:
        """Listen no more."""
        self._listening.close()


class _Line:
    """One connection through the proxy."""

    def __init__(self, proxy: Proxy, client: socket.socket) -> None:
        """PostgreSQL is called when the thread runs."""
        self._proxy, self._client = proxy, client
        self._server = socket.socket(socket.AF_UNIX)
        self._asked, self._told = bytearray(), bytearray()
        self._introduced, self._pid, self._wrote = False, 0, False
        self._prepared: dict[bytes, bytes] = {}

    def run(self) -> None:
        """Until either side ends."""
        with suppress(OSError):
            self._server.connect(str(self._proxy.upstream))
            while self._pass_on():
                pass
        self._cut()

    def _pass_on(self) -> bool:
        ready, _, _ = select([self._client, self._server], [], [])
        if self._server in ready:
            block = self._server.recv(BLOCK)
            self._client.sendall(block)
            if not self._pid:
                self._find_pid(block)
            return bool(block)
        block = self._client.recv(BLOCK)
        self._asked += block
        return bool(block) and all(self._ask(message) for message in self._messages())

    def _find_pid(self, block: bytes) -> None:
        """BackendKeyData, the last but one of what greets a new connection: `K`, its length, the process number, a secret."""
        self._told += block
        while len(self._told) >= 5:
            (length,) = struct.unpack_from(">I", self._told, 1)
            if len(self._told) < length + 1:
                return
            if self._told[:1] == b"K":
                (self._pid,) = struct.unpack_from(">I", self._told, 5)
                return
            del self._told[: length + 1]

    def _messages(self) -> list[bytes]:
        whole = []
        while len(self._asked) >= 5:
            start = 1 if self._introduced else 0
            (length,) = struct.unpack_from(">I", self._asked, start)
            if len(self._asked) < start + length:
                break
            whole.append(bytes(self._asked[: start + length]))
            del self._asked[: start + length]
            self._introduced = True
        return whole

    def _ask(self, message: bytes) -> bool:
        """Hand one message on; says whether the connection lives."""
        fault = self._proxy.take() if self._commits(message) else None
        if fault == BEFORE:
            self._proxy.happened(fault)
            return False
        self._server.sendall(message)
        if fault == AFTER:
            answered = self._server.recv(BLOCK)  # it is done; nobody will hear of it
            self._proxy.happened(fault)
            return not answered
        if fault == TERMINATE:
            self._proxy.terminate(self._pid)
            self._proxy.happened(fault)
        return True

    def _commits(self, message: bytes) -> bool:
        """Whether this commits what was waited for."""
        kind, body = message[:1], message[5:]
        if kind == b"P":
            name, _, query = body.partition(b"\0")
            self._prepared[name] = query
        elif kind == b"B":
            self._wrote |= self._proxy.written in self._prepared.get(body.split(b"\0", 2)[1], b"")
        elif kind == b"Q" and body.rstrip(b"\0") in {b"COMMIT", b"ROLLBACK"}:
            wrote, self._wrote = self._wrote, False
            return wrote and body.startswith(b"COMMIT")
        return False

    def _cut(self) -> None:
        """Both ends at once; the client is told by a reset."""
        with suppress(OSError):
            self._client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._client.close()
        self._server.close()
