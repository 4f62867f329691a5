"""`mingcha serve` as a process of its own, to be killed and started again on the same data and the same port."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Self

from app.core.settings import Settings

START_S = 60
ROOT = Path(__file__).parents[2]


class Served:
    """One installation; its process group dies whole, as by `kill -9` or the kernel's out-of-memory killer."""

    def __init__(self, settings: Settings, **environment: str) -> None:
        """Nothing runs yet; the port is chosen once, so that clients find the server again. `environment` goes on top."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.starts = 0
        self._log = settings.data_dir / "server.log"
        self._environment = {
            "MINGCHA_DATA_DIR": str(settings.data_dir), "MINGCHA_DATABASE_URL": settings.database_url,
            "MINGCHA_STORAGE_URL": settings.storage_url,
            "MINGCHA_DISK_RESERVE_BYTES": "0", "MINGCHA_DISK_RESERVE_PERCENT": "0",
            "MINGCHA_ACCESS_TOKEN_S": str(settings.access_token_s),
            "PORT": str(self.port), "HOST": "127.0.0.1",
        } | environment  # fmt: skip
        self._nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.pid = 0

    def start(self) -> None:
        """Serve, and wait until it answers. Raises: RuntimeError with the server's own words when it does not."""
        self._nursery.stdin.write(json.dumps({"environment": self._environment, "log": str(self._log)}) + "\n")
        self._nursery.stdin.flush()
        self.pid = int(self._nursery.stdout.readline())
        self.starts += 1
        deadline = time.monotonic() + START_S
        while not self._ready():
            if not self._alive() or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"the server did not come up:\n{self.said()}")
            time.sleep(0.04)

    def _ready(self) -> bool:
        asking = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            asking.request("GET", "/readyz")
            return asking.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            asking.close()

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
        if self._alive():
            os.killpg(self.pid, how)
        deadline = time.monotonic() + START_S
        while self._alive():
            assert time.monotonic() < deadline, f"process {self.pid} does not end"
            time.sleep(0.005)
        self.pid = 0

    def _alive(self) -> bool:
        if not self.pid:
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Leave nothing running, whatever happened."""
        self.kill()
        self._nursery.communicate()
