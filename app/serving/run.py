"""Serving: uvicorn with settings a reverse proxy and a photograph both like; TLS when asked."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from app.core.settings import Settings
from app.serving import phones

LOOPBACK, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # ruff: ignore[hardcoded-bind-all-interfaces]  --tls is for the phones of the office network

Files = tuple[Path, Path] | tuple[None, None]


def serve(settings: Settings, *, tls: bool, workers: int) -> int:
    """Serve until stopped. HOST and PORT are honoured. `workers` above one needs PostgreSQL."""
    if workers > 1 and settings.database.startswith("sqlite"):
        sys.stderr.write("several processes need PostgreSQL: SQLite has one writing process\n")
        return 2
    host = os.environ.get("HOST") or (EVERYWHERE if tls else LOOPBACK)
    port = int(os.environ.get("PORT", "8000"))
    with (_secure if tls else _plain)(settings, host, port) as (certificate, key):
        uvicorn.run(
            "app.main:create_app",
            factory=True,
            host=host,
            port=port,
            http="httptools",
            access_log=False,
            server_header=False,
            workers=workers if workers > 1 else None,
            timeout_keep_alive=75,  # longer than a reverse proxy keeps a connection for its next request
            timeout_graceful_shutdown=10,
            log_level="warning",
            ssl_certfile=certificate,
            ssl_keyfile=key,
        )
    return 0


@contextmanager
def _plain(_: Settings, host: str, port: int) -> Iterator[Files]:
    sys.stdout.write(f"http://{host}:{port}\n")
    sys.stdout.flush()
    yield None, None


@contextmanager
def _secure(settings: Settings, host: str, port: int) -> Iterator[Files]:
    with phones.welcomed(settings.data_dir / "tls", host, port, datetime.now(UTC)) as identity:
        yield identity.certificate, identity.key
