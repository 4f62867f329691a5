"""Which acts are due and not yet done, and the ladder of one obligation."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.calendar import queries as calendar
from app.core.clock import legal_date
from app.core.db import Tx
from app.deadlines import rules, sources
from app.deadlines.models import DeadlineAct
from app.deadlines.rules import Rung
from app.deadlines.schemas import Ladder, RungOut
from app.deadlines.sources import Obligation
from app.deadlines.states import ACTS, Act, Kind
from app.rulebook import queries as rulebook

MOST_IDS = 1000  # in one IN
Key = tuple[Kind, UUID, str, datetime]


class Due(NamedTuple):
    """An act that should have happened by now, in the order of the class: by when it was due."""

    rung: Rung
    due_at: datetime
    kind: Kind
    id: UUID

    @property
    def key(self) -> Key:
        """What the unique key says."""
        return self.kind, self.id, self.rung.key, self.due_at


def due_now(tx: Tx) -> list[Due]:
    """Every act due and not done, in due order."""
    until = rules.horizon(calendar.load(tx), rulebook.load(tx), legal_date(tx.now))
    owed = sources.owed(tx, until)
    done = _done(tx, [each.id for each in owed])
    return sorted(due for each in owed for due in acts_of(tx, each) if due.key not in done)


def acts_of(tx: Tx, owed: Obligation) -> Iterator[Due]:
    """What should have happened about one obligation by now."""
    for rung in (*_warnings(tx, owed), *rules.ladder(calendar.load(tx), rulebook.load(tx), owed.due_on, tx.now)):
        if rung.act in ACTS[owed.kind] and owed.since <= rung.at <= tx.now:
            yield Due(rung, owed.due_at, owed.kind, owed.id)


def _warnings(tx: Tx, owed: Obligation) -> Iterator[Rung]:
    days, book = calendar.load(tx), rulebook.load(tx)
    if owed.kind == Kind.EXTENSION:
        yield rules.warning(days, book, owed.due_on, working_days=book.extension_escalate_days)
    elif owed.warn_on is not None:
        yield rules.warning(days, book, owed.warn_on)


def _done(tx: Tx, ids: list[UUID]) -> set[Key]:
    found: set[Key] = set()
    for start in range(0, len(ids), MOST_IDS):
        query = select(DeadlineAct.kind, DeadlineAct.obligation_id, DeadlineAct.act, DeadlineAct.due_at)
        rows = tx.session.execute(query.where(DeadlineAct.obligation_id.in_(ids[start : start + MOST_IDS])))
        found |= {(Kind(row.kind), row.obligation_id, row.act, row.due_at) for row in rows}
    return found


def ladder(
    tx: Tx, kind: Kind, subject_id: UUID, due_on: date, *, hidden: Iterable[Act] = (), since: datetime | None = None
) -> Ladder:
    """What was done about one obligation, and what will be while it is owed; whoever asks has been let in already."""
    query = select(DeadlineAct).where(DeadlineAct.kind == kind, DeadlineAct.obligation_id == subject_id)
    query = query.where(DeadlineAct.done_at >= since) if since else query
    done = tx.session.scalars(query.order_by(DeadlineAct.act_at, DeadlineAct.done_at)).all()
    items = [
        RungOut(act=_act(row), step=_step(tx, row), due_on=legal_date(row.due_at), at=row.act_at, done_at=row.done_at)
        for row in done
    ]
    rungs = sorted(rules.ladder(calendar.load(tx), rulebook.load(tx), due_on, tx.now))
    ahead = [rung for rung in rungs if rung.at > tx.now and sources.is_owed(tx, kind, subject_id)]
    items += [RungOut(act=rung.act, step=rung.step, due_on=due_on, at=rung.at, done_at=None) for rung in ahead]
    return Ladder(items=[each for each in items if each.act not in set(hidden)])


def _act(row: DeadlineAct) -> Act:
    return Act(row.act.partition("-")[0])


def _step(tx: Tx, row: DeadlineAct) -> int:
    """Which reminder or week it was; for the others how many working days lay between the deadline and the act."""
    _, _, step = row.act.partition("-")
    return int(step) if step else calendar.load(tx).between(legal_date(row.due_at), legal_date(row.act_at))
