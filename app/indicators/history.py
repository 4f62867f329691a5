"""What was so on an earlier day, from the log: the states of things, and when they got there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import select

from app.audit.models import LogEntry
from app.calendar import queries as calendar
from app.calendar.rules import WorkingCalendar
from app.core.clock import legal_date
from app.core.db import Tx
from app.core.machine import Move
from app.findings import states as findings
from app.indicators.rules import Period, replayed
from app.rectification import states as orders
from app.rectification.rules import Span
from app.reports import states as reports
from app.rulebook import queries as rulebook
from app.rulebook.book import Rules

CHUNK = 500
FIRST: dict[str, str] = {"finding": findings.State.SUBMITTED, "order": orders.State.ISSUED, "report": reports.State.INCOMPLETE}
TABLES: dict[str, tuple[Move, ...]] = {"finding": findings.MOVES, "order": orders.MOVES, "report": reports.MOVES}
_VERBS = {
    "signed": "sign",
    "auto_signed": "sign",
    "answered": "answer",
    "closed": "close",
    "submitted": "complete",
    "amended": "amend",
}


class Fact(NamedTuple):
    """One line of a thing's story: the verb is the log's action without its subject."""

    at: datetime
    verb: str
    actor_id: UUID
    details: dict[str, Any]


@dataclass(slots=True)
class Row:
    """A state and since when."""

    state: str
    since: datetime | None


@dataclass
class Scope:
    """What a figure is asked for: the reader's transaction, the period, and the instant it is told as of."""

    tx: Tx
    period: Period
    as_of: datetime
    seen: dict[str, Any] = field(default_factory=dict)  # what one answer's figures share

    @property
    def past(self) -> bool:
        """Whether states have to be told from the log."""
        return self.as_of < self.tx.now

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """The working days."""
        return calendar.load(self.tx)

    @cached_property
    def rules(self) -> Rules:
        """The rules in force today."""
        return rulebook.load(self.tx)

    def within(self, instant: datetime | None) -> bool:
        """Whether a defining instant falls in the period and had come by then."""
        return instant is not None and instant <= self.as_of and self.period.holds(legal_date(instant))

    def by_then(self, instant: datetime | None) -> bool:
        """Whether something had happened by then."""
        return instant is not None and instant <= self.as_of

    def states(self, machine: str, rows: Mapping[UUID, str]) -> dict[UUID, str]:
        """The state each thing was in then; `rows` are the present ones."""
        if not self.past:
            return dict(rows)
        told = stories(self.tx, rows, self.as_of)
        moves = [(str(move.source), str(move.verb), str(move.target)) for move in TABLES[machine]]
        return {each: replayed(moves, FIRST[machine], (fact.verb for fact in told.get(each, []))) for each in rows}


def stories(tx: Tx, ids: Iterable[UUID], until: datetime) -> dict[UUID, list[Fact]]:
    """What befell each of these things until then, oldest first."""
    wanted, told = list(dict.fromkeys(ids)), defaultdict[UUID, list[Fact]](list)
    for start in range(0, len(wanted), CHUNK):
        query = select(LogEntry).where(LogEntry.object_id.in_(wanted[start : start + CHUNK]), LogEntry.at <= until)
        for entry in tx.session.scalars(query.order_by(LogEntry.idx)):
            verb = entry.action.partition(".")[2]
            details = orjson.loads(entry.payload) if entry.payload else {}
            told[entry.object_id].append(Fact(entry.at, _VERBS.get(verb, verb), entry.actor_id, details))
    return dict(told)


def pauses(facts: Iterable[Fact], until: datetime) -> list[Span]:
    """When a thing's clock stood still, from its story; what nobody lifted stands until then."""
    found: list[Span] = []
    begun: datetime | None = None
    for fact in facts:
        if fact.verb == orders.Verb.SUSPEND:
            begun = fact.at
        elif fact.verb == orders.Verb.LIFT and begun is not None:
            found.append((begun, fact.at))
            begun = None
    return [*found, (begun, until)] if begun is not None else found
