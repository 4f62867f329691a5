"""Many photographs at once, written straight into the tables, and the statements it costs to read them."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import event, insert, select

from app.evidence.models import Evidence, EvidenceLikeness
from tests.world import World


def picture(number: int) -> str:
    """A hash of its own."""
    return sha256(str(number).encode()).hexdigest()


def crowd(world: World, like: str, count: int, **changes: Any) -> list[UUID]:
    """So many photographs like one, each of a case and with an id of its own; a change may be a function of its number."""
    with world.database.transaction() as tx:
        row = tx.session.scalars(select(Evidence).where(Evidence.id == UUID(like))).one()
        kept = {column.key: getattr(row, column.key) for column in Evidence.__table__.columns}
        made = [
            kept
            | {"id": uuid4(), "owner_id": uuid4()}
            | {name: change(number) if callable(change) else change for name, change in changes.items()}
            for number in range(count)
        ]
        tx.session.execute(insert(Evidence), made)
    return [each["id"] for each in made]


def pair_up(world: World, one: str, others: list[str], distance: int) -> None:
    """Say of pictures that they are like one, both ways."""
    with world.database.transaction() as tx:
        both = [pair for other in others for pair in ((one, other), (other, one))]
        rows = [{"sha256": a, "other_sha256": b, "distance": distance, "fine": distance, "mirrored": False} for a, b in both]
        tx.session.execute(insert(EvidenceLikeness), rows)


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    engines = {world.database.reader, world.database.writer}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
