"""Who read a sealed mission: written down at every look, since a leak is followed from here (domain.md §3.4 rule 9)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, select

from app.access.policy import Permission, require
from app.audit.service import record
from app.core.db import Tx
from app.identity import queries as identity
from app.missions import queries
from app.missions.models import Mission, MissionRead
from app.missions.schemas import NamedPerson, ReaderOut, Readers
from app.missions.states import CARRIED, Standing
from app.rulebook import queries as rulebook
from app.seals import queries as seals

ONE_LOOK = timedelta(minutes=10)  # a page read again within them is the same look


def note(tx: Tx, rows: Sequence[Mission]) -> None:
    """Write down that the actor reads these, as far as they are sealed."""
    secret = seals.whole(tx, [row.id for row in rows])
    recent = select(MissionRead.mission_id).where(
        MissionRead.user_id == tx.actor.id, MissionRead.mission_id.in_(secret), MissionRead.at > tx.now - ONE_LOOK
    )
    for mission_id in sorted(secret - set(tx.session.scalars(recent)) if secret else ()):
        look = MissionRead(id=uuid4(), mission_id=mission_id, user_id=tx.actor.id, at=tx.now)
        tx.session.add(look)
        record(tx, "mission.read", look)


def readers(tx: Tx, mission_id: UUID) -> Readers:
    """Everybody on the list or who read it in the days a leak is followed back. Raises: NotFound, Forbidden."""
    row = queries.get(tx, mission_id)
    require(tx.actor, Permission.MISSION_READERS)
    since = (row.leak_suspected_at or tx.now) - timedelta(days=rulebook.load(tx).leak_review_days)
    looks = _looks(tx, row, since)
    standings = seals.readers(tx, row.id)
    named = identity.names(tx, [*looks, *standings])
    team = {each.user_id for each in queries.members(tx, [row.id]).get(row.id, [])} if row.state in CARRIED else set()
    items = [
        _reader(NamedPerson(id=each, name=name), standings.get(each, set()), looks.get(each), each in team)
        for each, name in named.items()
    ]
    return Readers(since=since, items=sorted(items, key=lambda each: (each.last_read_at is None, each.person.name)))


def _looks(tx: Tx, row: Mission, since: datetime) -> dict[UUID, tuple[int, datetime, datetime]]:
    columns = (MissionRead.user_id, func.count(), func.min(MissionRead.at), func.max(MissionRead.at))
    query = select(*columns).where(MissionRead.mission_id == row.id, MissionRead.at >= since).group_by(MissionRead.user_id)
    return {user: (count, first, last) for user, count, first, last in tx.session.execute(query)}


def _reader(person: NamedPerson, standings: set[str], looks: tuple[int, datetime, datetime] | None, on_phone: bool) -> ReaderOut:  # ruff: ignore[boolean-type-hint-positional-argument]
    count, first, last = looks or (0, None, None)
    known = [standing for standing in Standing if standing in standings]
    return ReaderOut(person=person, standings=known, reads=count, first_read_at=first, last_read_at=last, on_phone=on_phone)
