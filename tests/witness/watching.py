"""A witness as a process of its own, and a log to ask it with."""

import base64
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.audit import tree
from app.audit.note import LOG, Checkpoint, Key, Note

NAME, ORIGIN = "witness.example/w1", "mingcha.example/yunxiu"
HERE = Path(__file__).parents[2]


def ran(folder: Path, *words: str) -> str:
    """A command of the witness's; what it said."""
    command = [sys.executable, "-m", "app.witness", "--data", str(folder), *words]
    return subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=True).stdout.strip()


def free_port() -> int:
    """One nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def watching(folder: Path, program: Sequence[str] = ("-m", "app.witness"), port: int = 0) -> Iterator[str]:
    """Its address, while it runs."""
    port = port or free_port()
    command = [sys.executable, *program, "--data", str(folder), "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=HERE, env=os.environ | {"PYTHONPATH": str(HERE)})
    try:
        _await(process, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait(20)


def _await(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < deadline:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError("the witness did not start")


class Log:
    """A log of as many entries as one likes; `fork` gives it another past from that entry on."""

    def __init__(self, fork: int | None = None, key: Ed25519PrivateKey | None = None, origin: str = ORIGIN) -> None:
        """Everything is known from the start."""
        self.key, self.origin = key or Ed25519PrivateKey.generate(), origin
        words = [b"other" if fork is not None and number >= fork else b"entry" for number in range(300)]
        self.leaves = [tree.leaf_hash(word + number.to_bytes(2)) for number, word in enumerate(words)]

    @property
    def vkey(self) -> str:
        """To be watched by."""
        return str(Key(self.origin, LOG, self.key.public_key().public_bytes_raw()))

    def node(self, level: int, index: int) -> bytes:
        """A complete subtree."""
        return tree.fold(self.leaves[index << level : (index + 1) << level])

    def note(self, size: int) -> str:
        """The checkpoint at that size."""
        return str(Note(Checkpoint(self.origin, size, tree.root(size, self.node)).text).signed(self.key, self.origin))

    def asks(self, old: int, size: int) -> str:
        """A submission."""
        path = [base64.b64encode(each).decode() + "\n" for each in tree.consistency(old, size, self.node)]
        return f"old {old}\n{''.join(path)}\n{self.note(size)}"


def ask(address: str, body: str | bytes) -> httpx2.Response:
    """One submission."""
    return httpx2.post(f"{address}/add-checkpoint", content=body, timeout=30, trust_env=False)
