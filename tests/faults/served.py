"""`mingcha serve` as a process of its own, to be killed and started again on the same data and the same port."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2

from app.core.settings import Settings

START_S = 60
ROOT = Path(__file__).parents[2]


class Served:
    """One installation; its process group dies whole, as by `kill -9` or the kernel's out-of-memory killer."""

    def __init__(self, settings: Settings) -> None:
        """Nothing runs yet; the port is chosen once, so that clients find the server again."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.starts = 0
        self._log = settings.data_dir / "server.log"
        self._environment = os.environ | {
            "MINGCHA_DATA_DIR": str(settings.data_dir), "MINGCHA_DATABASE_URL": settings.database_url,
            "MINGCHA_DISK_RESERVE_BYTES": "0", "MINGCHA_ACCESS_TOKEN_S": str(settings.access_token_s),
            "PORT": str(self.port), "HOST": "127.0.0.1",
        }  # fmt: skip
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve, and wait until it answers. Raises: RuntimeError with the server's own words when it does not."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "serve"], env=self._environment, cwd=ROOT,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        self.starts += 1
        deadline = time.monotonic() + START_S
        while not self._ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"the server did not come up:\n{self.said()}")
            time.sleep(0.02)

    def _ready(self) -> bool:
        try:
            return httpx2.get(f"{self.url}/readyz", timeout=5, trust_env=False).status_code == 200
        except httpx2.TransportError:
            return False

    def said(self) -> str:
        """The end of the server's log."""
        return self._log.read_text("utf-8", "replace")[-4000:]

    def faults(self) -> int:
        """How often the server logged a fault of its own."""
        return self._log.read_text("utf-8", "replace").count('"event": "server fault"')

    def kill(self) -> None:
        """SIGKILL to the whole group, at once."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as an operator does."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        if self._process.poll() is None:
            os.killpg(self._process.pid, how)
        self._process.wait(timeout=40)
        self._process = None

    def __enter__(self) -> "Served":
        """Start."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Leave nothing running, whatever happened."""
        self.kill()
