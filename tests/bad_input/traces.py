"""What a world holds, so that a refusal can be shown to have changed nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
from sqlalchemy import func, select

from app.audit.models import LogEntry
from app.models import metadata
from tests.world import World

APART = {"sign_in", "log_head"}


def held(world: World) -> dict[str, int]:
    """Rows of every table, entries of the log, files received or arriving; no sessions: a client signs in when first asked for."""
    with world.database.reading() as tx:
        tables = [table for table in metadata.sorted_tables if table.name not in APART]
        counts = {table.name: tx.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
        signed_in = select(func.count()).select_from(LogEntry).where(LogEntry.action == "session.opened")
        counts["log_entry"] -= tx.session.scalar(signed_in) or 0
    files = world.app.state.files
    return counts | {"originals": _files(files.root / "originals"), "arriving": _files(files.root / "arriving")}


def _files(folder: object) -> int:
    return sum(1 for path in folder.rglob("*") if path.is_file())  # type: ignore[attr-defined]


@contextmanager
def nothing_changes(world: World) -> Iterator[None]:
    """Raises AssertionError when something was written."""
    before = held(world)
    yield
    after = held(world)
    assert after == before, {name: (before[name], count) for name, count in after.items() if count != before[name]}


def refusal(answer: httpx2.Response) -> tuple[int, str, str | None]:
    """Status, slug and pointer of a problem; it carries its words and its own address."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["title"]
    assert body["detail"]
    return answer.status_code, body["type"].removeprefix("/problems/"), body.get("pointer")
