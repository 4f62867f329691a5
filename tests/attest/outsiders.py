"""Who stands outside: a server that answers what a test wants, a mail server, and OpenSSL as a time-stamping authority."""

import shutil
import socketserver
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

OPENSSL = shutil.which("openssl") or "openssl"
Told = tuple[int, str, bytes]


@contextmanager
def answering(tell: Callable[[bytes], Told]) -> Iterator[str]:
    """An HTTP server; `tell` is given each body."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, kind, body = tell(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            if 300 <= status < 400:
                self.send_header("Location", body.decode())
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with _served(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def taking_letters(letters: list[str], *, refuse: bool = False) -> Iterator[int]:
    """A mail server; what it takes is put into `letters`."""

    class Handler(socketserver.StreamRequestHandler):
        def say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

        def handle(self) -> None:
            self.say("220 here")
            while line := self.rfile.readline().decode().strip().upper():
                if line.startswith("DATA"):
                    self.say("354 go on")
                    letters.append("".join(iter(lambda: self.rfile.readline().decode(), ".\r\n")))
                    self.say("250 taken")
                elif line.startswith("QUIT"):
                    self.say("221 bye")
                    return
                else:
                    self.say("550 not here" if refuse and line.startswith("RCPT") else "250 fine")

    class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
        daemon_threads = True

    with _served(Server(("127.0.0.1", 0), Handler)) as port:
        yield port


@contextmanager
def _served(server: socketserver.BaseServer) -> Iterator[int]:
    with server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server.server_address[1]  # type: ignore[index]
        server.shutdown()
        thread.join(20)


CONFIG = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
[leaf]
extendedKeyUsage = critical,timeStamping
"""


class Stamper:
    """OpenSSL's authority in a folder."""

    def __init__(self, folder: Path) -> None:
        """Root, key and certificate."""
        folder.mkdir()
        self.folder, self.root = folder, folder / "root.pem"
        (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
        (folder / "serial").write_text("01\n")
        new = ("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30")
        self._run(*new, "-x509", "-subj", "/CN=root", "-keyout", "root.key", "-out", "root.pem")
        self._run(*new[:-2], "-subj", "/CN=tsa", "-keyout", "tsa.key", "-out", "tsa.csr")
        self._run(
            "x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "30",
            "-extfile", "tsa.cnf", "-extensions", "leaf", "-out", "tsa.pem",
        )  # fmt: skip

    def _run(self, *words: str) -> bytes:
        return subprocess.run([OPENSSL, *words], cwd=self.folder, capture_output=True, check=True).stdout

    def stamp(self, query: bytes) -> Told:
        """As its server would answer."""
        (self.folder / "query").write_bytes(query)
        told = self._run(
            "ts", "-reply", "-config", "tsa.cnf", "-section", "one", "-queryfile", "query", "-signer", "tsa.pem",
            "-inkey", "tsa.key",
        )  # fmt: skip
        return 200, "application/timestamp-reply", told

    def verify(self, token: bytes, text: str) -> str:
        """What OpenSSL says of a token over a text."""
        (self.folder / "token").write_bytes(token)
        (self.folder / "text").write_text(text)
        return self._run("ts", "-verify", "-data", "text", "-in", "token", "-CAfile", "root.pem").decode()
