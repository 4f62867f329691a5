"""What a world holds, so that a refusal can be shown to have changed nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
from sqlalchemy import func, literal, select, union_all

from app.audit.models import LogEntry
from app.models import metadata
from tests.world import World

APART = {"sign_in", "log_head"}
TABLES = [table for table in metadata.sorted_tables if table.name not in APART]
SIGNED_IN = select(literal("signed in"), func.count()).where(LogEntry.action == "session.opened")
COUNTED = union_all(*(select(literal(table.name), func.count()).select_from(table) for table in TABLES), SIGNED_IN)


def held(world: World) -> dict[str, int]:
    """Rows of every table, entries of the log, files received or arriving; no sessions: a client signs in when first asked for."""
    with world.database.reading() as tx:
        counts = {name: int(count) for name, count in tx.session.execute(COUNTED)}
    counts["log_entry"] -= counts.pop("signed in")
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
