"""What phones keep copies of: who sees it, how it is shown, and which entries of the log touch it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import aliased

from app.access.policy import Permission, Sight, may, sees
from app.audit.models import LogEntry
from app.core.db import Tx
from app.evidence.models import Evidence
from app.findings import queries as findings
from app.findings.models import Finding
from app.missions import queries as missions
from app.missions import showing as mission_views
from app.missions.models import Mission
from app.rectification import queries as orders
from app.rectification.chronicle import PARTS
from app.rectification.models import Order
from app.reports import queries as reports
from app.reports.models import Report
from app.sync.schemas import FindingChange, Kind, MissionChange, OrderChange, ReportChange, TaskChange
from app.tasks import queries as tasks
from app.tasks.models import Task

UNDER_SEAL = frozenset({Kind.REPORT, Kind.FINDING})
LETTING_IN = ("seal.broken", "mission.assign")
ARRIVED, RENAMED = ("evidence.received",), ("unit.changed",)
BROUGHT = ("report.received", "report.revised")  # none of which comes once a finding has been released to anybody


Marks = dict[UUID, str]  # the version of each row


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """One kind of thing a phone keeps: its table, who sees it, how it is shown.

    `parts` hang on it by their column `owner`; `through` are columns of it, and what is written of the named things and touches it.
    `dated`: while its clock runs, its lamp and its days are others every day.
    """

    kind: Kind
    table: Any
    visible: Callable[[Tx], Select[Any]]
    show: Callable[[Tx, Sequence[Any], Marks], list[Any]]
    through: tuple[tuple[str, tuple[str, ...]], ...] = ()
    parts: tuple[Any, ...] = ()
    owner: str = ""
    dated: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Touch:
    """Entries of the log that touch the rows of a shelf, and the column that says which."""

    row_id: Any
    entries: Any  # a select over the log

    def since(self, *window: ColumnElement[bool]) -> Select[Any]:
        """Ids and indices of a stretch of the log."""
        told: Select[Any] = self.entries.with_only_columns(self.row_id.label("id"), LogEntry.idx.label("idx"))
        return told.where(*window)

    def last(self, table: Any) -> Any:  # ruff: ignore[any-type]  a mapped class, and a column
        """The chain's value at the newest entry that touched a row of an enclosing query; null without any."""
        found = self.entries.with_only_columns(LogEntry.chain).where(self.row_id == table.id)
        return found.order_by(LogEntry.idx.desc()).limit(1).correlate(table).scalar_subquery()


def touches(tx: Tx, shelf: Shelf) -> tuple[Touch, ...]:
    """Its own entries, those of what hangs on it and what it hangs on; for some readers, what lets somebody see it."""
    let_in = shelf.kind in UNDER_SEAL and (sees(tx.actor, Sight.OFFICE) or may(tx.actor, Permission.REPORT_TEAM))
    return _touches(shelf, let_in=let_in)


def newest(tx: Tx, shelf: Shelf) -> tuple[Any, ...]:
    """For each touch, the chain's value at the newest entry that touched a row: columns of a query over the shelf."""
    return _newest(shelf, touches(tx, shelf))


@cache  # a query takes longer to write than to ask
def _touches(shelf: Shelf, *, let_in: bool) -> tuple[Touch, ...]:
    named = select(LogEntry.object_id, LogEntry.idx).where(LogEntry.object_type == shelf.table.__tablename__)
    found = [Touch(LogEntry.object_id, named), *(_part(part, shelf.owner) for part in shelf.parts)]
    found += [_through(shelf, column, actions) for column, actions in shelf.through]
    return (*found, _through(shelf, "mission_id", LETTING_IN)) if let_in else tuple(found)


@cache
def _newest(shelf: Shelf, touching: tuple[Touch, ...]) -> tuple[Any, ...]:
    return tuple(touch.last(shelf.table) for touch in touching)


def _part(part: Any, owner: str) -> Touch:  # ruff: ignore[any-type]  a mapped class
    hanging = aliased(part)
    query = select(hanging.id, LogEntry.idx).join(LogEntry, LogEntry.object_id == hanging.id)
    query = query.where(LogEntry.object_type == part.__tablename__)
    return Touch(getattr(hanging, owner), query.where(LogEntry.action.in_(ARRIVED)) if part is Evidence else query)


def _through(shelf: Shelf, column: str, actions: tuple[str, ...]) -> Touch:
    """What is written about the mission, the report or the unit that a row names.

    Seals and lists are asked about only for those whom one lets in; for anybody else it would tell when a mission ended.
    """
    naming = aliased(shelf.table)
    query = select(naming.id, LogEntry.idx).join(LogEntry, LogEntry.object_id == getattr(naming, column))
    return Touch(naming.id, query.where(LogEntry.action.in_(actions)))


def _tasks(tx: Tx, rows: Sequence[Task], marks: Marks) -> list[TaskChange]:
    return [TaskChange(kind=Kind.TASK, id=out.id, version=marks[out.id], object=out) for out in tasks.outs(tx, rows)]


def _reports(tx: Tx, rows: Sequence[Report], marks: Marks) -> list[ReportChange]:
    return [ReportChange(kind=Kind.REPORT, id=out.id, version=marks[out.id], object=out) for out in reports.summaries(tx, rows)]


def _findings(tx: Tx, rows: Sequence[Finding], marks: Marks) -> list[FindingChange]:
    return [FindingChange(kind=Kind.FINDING, id=out.id, version=marks[out.id], object=out) for out in findings.outs(tx, rows)]


def _orders(tx: Tx, rows: Sequence[Order], marks: Marks) -> list[OrderChange]:
    return [OrderChange(kind=Kind.ORDER, id=row.id, version=marks[row.id], object=orders.out(tx, row)) for row in rows]


def _missions(tx: Tx, rows: Sequence[Mission], marks: Marks) -> list[MissionChange]:
    told = mission_views.carried(tx, rows)
    return [MissionChange(kind=Kind.MISSION, id=out.id, version=marks[out.id], object=out) for out in told]


SHELVES = (
    Shelf(Kind.TASK, Task, tasks.visible, _tasks, (("lead_unit_id", RENAMED),), dated=True),
    Shelf(Kind.REPORT, Report, reports.visible, _reports, parts=(Evidence,), owner="owner_id"),
    Shelf(
        Kind.FINDING, Finding, findings.visible, _findings, (("responsible_unit_id", RENAMED), ("report_id", BROUGHT)), dated=True
    ),
    Shelf(Kind.ORDER, Order, orders.visible, _orders, (("unit_id", RENAMED),), (*PARTS, Finding), "order_id", dated=True),
    Shelf(Kind.MISSION, Mission, missions.carried, _missions),
)
