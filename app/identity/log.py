"""HTTP for the auditor: who did what, when, to which opaque id; never what it was about (domain.md §3.4 rule 8)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from sqlalchemy import select

from app.access.policy import Permission, require
from app.audit import queries as audit
from app.audit.models import LogEntry
from app.calendar.rules import DAY
from app.core.clock import start_of_day
from app.core.db import Tx
from app.core.http import Reading, Router, problems, tags
from app.core.listing import Listing, listing
from app.core.paging import InvalidCursor, Page
from app.core.problem import Forbidden
from app.core.schema import Day, Instant, Needle, Schema
from app.identity import queries

router = Router(prefix="/audit", tags=tags("audit"))


class LogLine(Schema):
    """One entry without its content; `actor_name` is null for the system itself."""

    index: int
    at: Instant
    actor_id: UUID
    actor_name: str | None
    action: str
    object_type: str
    object_id: UUID


class Verdict(Schema):
    """Every link recomputed from the stored columns; `broken_at` is the first that does not hold.

    `erased` entries say nothing any more, by an order the log names; `lost_at` is the first that does so without one.
    """

    entries: int
    broken_at: int | None
    erased: int
    lost_at: int | None
    verified_at: Instant


@router.get("", responses=problems(InvalidCursor, Forbidden))
def list_log(  # ruff: ignore[too-many-arguments]  the filters of one list
    tx: Reading,
    page: Listing,
    actor_id: UUID | None = None,
    object_id: UUID | None = None,
    action: Annotated[Needle | None, Query(max_length=60, description="an action, or the beginning of one")] = None,
    first: Annotated[Day | None, Query(alias="from", description="legal time, both days included")] = None,
    last: Annotated[Day | None, Query(alias="to")] = None,
) -> Page[LogLine]:
    """The log, the newest first."""
    require(tx.actor, Permission.AUDIT_READ)
    cursor = listing(tx, page, "audit")
    query = select(LogEntry).order_by(LogEntry.idx.desc()).limit(cursor.limit + 1)
    equal = {LogEntry.actor_id: actor_id, LogEntry.object_id: object_id}
    query = query.where(*(column == value for column, value in equal.items() if value))
    if action:
        query = query.where(LogEntry.action.startswith(action, autoescape=True))
    if first:
        query = query.where(LogEntry.at >= start_of_day(first))
    if last:
        query = query.where(LogEntry.at < start_of_day(last + DAY))
    if cursor.start:
        query = query.where(LogEntry.idx < cursor.start)
    rows = tx.session.scalars(query).all()
    names = queries.names(tx, [row.actor_id for row in rows])
    return cursor.page(rows, lambda row: _line(row, names), lambda row: row.idx)


def _line(row: LogEntry, names: dict[UUID, str]) -> LogLine:
    at: datetime = row.at
    return LogLine(
        index=row.idx, at=at, actor_id=row.actor_id, actor_name=names.get(row.actor_id), action=row.action,
        object_type=row.object_type, object_id=row.object_id,
    )  # fmt: skip


@router.get("/verification", responses=problems(Forbidden))
def verify_log(tx: Reading) -> Verdict:
    """Recompute the whole chain."""
    require(tx.actor, Permission.AUDIT_READ)
    return _verified(tx)


def _verified(tx: Tx) -> Verdict:
    found = audit.verify(tx)
    return Verdict(entries=found.entries, broken_at=found.broken_at, erased=found.erased, lost_at=found.lost_at, verified_at=tx.now)
