"""What was done about deadlines, as the tests read it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.audit.models import LogEntry
from app.deadlines.models import DeadlineAct
from app.notices.service import DECIDED, RESUMED, RETURNED, SERVED
from tests.world import World


def at(month: int, day: int, hour: int = 10, year: int = 2026) -> datetime:
    """An hour of a day in Shanghai, ten in the morning unless said otherwise."""
    return datetime(year, month, day, hour, tzinfo=UTC).replace(hour=0) + (datetime(2000, 1, 2, hour) - datetime(2000, 1, 2, 8))


def go(world: World, instant: datetime) -> None:
    """Be there, with new sessions, and do what is due."""
    leap(world, instant)
    world.work()


def leap(world: World, instant: datetime) -> None:
    """Be there; nothing worked meanwhile."""
    world.clock.set(instant)
    for client in world._clients.values():
        client.close()
    world._clients.clear()


def acts(world: World, obligation: str) -> list[tuple[str, str]]:
    """What was done about one thing, in the log's order: the day it was due, and what."""
    with world.database.reading() as tx:
        done = {row.id: row for row in tx.session.scalars(select(DeadlineAct))}
        log = select(LogEntry.object_id).where(LogEntry.object_type == "deadline_act").order_by(LogEntry.idx)
        told = [done[object_id] for object_id in tx.session.scalars(log)]
    assert len(told) == len(done)
    return [(f"{row.act_at:%m-%d}", row.act) for row in told if row.obligation_id == UUID(obligation)]


def notices(world: World, who: str) -> list[dict[str, Any]]:
    """What a user was told of days to come and gone, the oldest first; a paper served is no reminder."""
    answer = world.as_(who).get("/notices", params={"limit": 200})
    assert answer.status_code == 200, answer.text
    return [each for each in reversed(answer.json()["items"]) if each["kind"] not in {SERVED, RETURNED, RESUMED, DECIDED}]


def texts(world: World, who: str) -> list[str]:
    """What they say."""
    return [each["text"] for each in notices(world, who)]
