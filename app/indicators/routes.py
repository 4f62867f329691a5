"""HTTP for figures, duties and their waivers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request

from app.access.policy import Permission, require
from app.core.db import Tx
from app.core.http import Answer, Reading, Router, Writing, locale_of, made, problems, tags
from app.core.listing import Listing, listing
from app.core.machine import IllegalMove, open_moves
from app.core.paging import InvalidCursor
from app.core.problem import Forbidden, NotFound, ReasonRequired
from app.core.schema import Day
from app.identity import queries as identity
from app.indicators import duties, pictures, service, telling
from app.indicators.errors import AlreadyWaived, InvalidPeriod, NoSuchDuty, WaiverIdReused
from app.indicators.history import Scope
from app.indicators.models import DutyWaiver
from app.indicators.schemas import (
    Duties,
    DutyMission,
    DutyRow,
    FindingMap,
    IndicatorItemPage,
    IndicatorList,
    IndicatorOut,
    Trend,
    WaiverDraft,
    WaiverMove,
    WaiverOut,
)
from app.indicators.states import MOVES, Kind, Name, Side, Verb
from app.units import queries as units

router = Router(prefix="/indicators", tags=tags("indicators"))
on_duties = Router(prefix="/duties", tags=tags("duties"))
PERIODS = "2026-11, 2026-Q4, 2026, or 2026-11-01..2026-11-23; this month unless said"
GroupKey = Annotated[str | None, Query(max_length=60, description="`unit:…`, `area:…` or `person:…`, as a figure's groups say")]


@dataclass(frozen=True, slots=True)
class Asked:
    """The period, and the day at whose end it is looked at."""

    period: str | None
    as_of: date | None

    def scope(self, tx: Tx) -> Scope:
        """What is asked for. Raises: Forbidden, InvalidPeriod."""
        require(tx.actor, Permission.INDICATOR_READ)
        return telling.scope(tx, self.period, self.as_of)


def _asked(period: Annotated[str | None, Query(max_length=30, description=PERIODS)] = None, as_of: Day | None = None) -> Asked:
    return Asked(period, as_of)


When = Annotated[Asked, Depends(_asked)]


@router.get("", responses=problems(Forbidden, InvalidPeriod))
def list_figures(tx: Reading, when: When, name: Annotated[list[Name] | None, Query(max_length=40)] = None) -> IndicatorList:
    """Every figure of a period, or those named, over what the reader may see."""
    asked = when.scope(tx)
    items = [telling.summary(asked, each) for each in name or Name]
    return IndicatorList(period=telling.span(asked), as_of=asked.as_of, items=items)


@router.get("/trend", responses=problems(Forbidden, InvalidPeriod))
def read_trend(tx: Reading, request: Request, as_of: Day | None = None) -> Trend:
    """Findings let out, by focus area and month, in the twelve months up to a day."""
    asked = pictures.year_to(Asked(None, as_of).scope(tx))
    items = pictures.by_area(asked, locale_of(request))
    return Trend(period=telling.span(asked), as_of=asked.as_of, months=pictures.months_of(asked.period), items=items)


@router.get("/map", responses=problems(Forbidden, InvalidPeriod))
def read_map(tx: Reading, when: When) -> FindingMap:
    """Where the findings let out in a period were found (C3 and on), as far as the reader sees them."""
    asked = when.scope(tx)
    drawn, unplaced = pictures.points(asked)
    box = pictures.bounds(tx, drawn)
    return FindingMap(period=telling.span(asked), as_of=asked.as_of, bounds=box, items=drawn, unplaced=unplaced)


@router.get("/{indicator}", responses=problems(Forbidden, InvalidPeriod))
def read_figure(indicator: Name, tx: Reading, request: Request, when: When) -> IndicatorOut:
    """One figure with its parts by unit, area or person."""
    return telling.figure(when.scope(tx), indicator, locale_of(request))


@router.get("/{indicator}/items", responses=problems(Forbidden, InvalidPeriod, InvalidCursor))
def list_items(
    indicator: Name, tx: Reading, page: Listing, when: When, side: Side = Side.NUMERATOR, group: GroupKey = None
) -> IndicatorItemPage:
    """What a figure counted: one side of it, the newest first."""
    entries = telling.listed(when.scope(tx), indicator, side, group)
    cursor = listing(tx, page, "indicator-items")
    start = int(cursor.start or 0)
    rows = list(enumerate(entries[start : start + cursor.limit + 1], start))
    shown = cursor.page(rows, itemgetter(1), lambda row: row[0] + 1)
    return IndicatorItemPage(items=telling.items(tx, shown.items), next_cursor=shown.next_cursor, total=len(entries))


@on_duties.get("/departments", responses=problems(Forbidden, InvalidPeriod))
def list_department_duties(tx: Reading, when: When) -> Duties:
    """履职: departments by the month; a department reads its own row."""
    asked = when.scope(tx)
    return _duties(asked, duties.departments(asked))


@on_duties.get("/leaders", responses=problems(Forbidden, InvalidPeriod))
def list_leader_duties(tx: Reading, when: When) -> Duties:
    """带队督查: leaders by the quarter."""
    asked = when.scope(tx)
    return _duties(asked, duties.leaders(asked))


def _duties(asked: Scope, rows: list[duties.Duty]) -> Duties:
    tx = asked.tx
    homes = units.by_ids(tx, [row.unit_id for row in rows if row.unit_id])
    told = telling.TELL[Kind.MISSION](tx, [each.mission.id for row in rows for each in row.missions])
    waivers = {each.id: each for each in waivers_out(tx, [row.waiver for row in rows if row.waiver])}
    items = [
        DutyRow(
            subject_kind=row.subject_kind, subject_id=row.subject_id, name=row.name,
            unit_name=homes[row.unit_id].name if row.unit_id in homes else None, period=row.period, quota=row.quota,
            counted=row.counted, rate=row.rate, waiver=waivers[row.waiver.id] if row.waiver else None,
            missions=[
                DutyMission(
                    id=each.mission.id, number=told[each.mission.id].number, title=told[each.mission.id].title, on=each.on,
                    counted=each.why_not is None, not_counted=each.why_not,
                )
                for each in row.missions
            ],
        )
        for row in rows
    ]  # fmt: skip
    return Duties(
        period=telling.span(asked), as_of=asked.as_of, periods=list(dict.fromkeys(row.period for row in rows)), items=items
    )


def waivers_out(tx: Tx, rows: Iterable[DutyWaiver]) -> list[WaiverOut]:
    """Waivers with the name of who granted them."""
    rows = list(rows)
    names = identity.names(tx, [row.granted_by for row in rows])
    own = WaiverOut.model_fields.keys() - {"granted_by_name", "moves"}
    return [
        WaiverOut(
            **{name: getattr(row, name) for name in own}, granted_by_name=names.get(row.granted_by),
            moves=[Verb(verb) for verb in open_moves(MOVES, tx.actor, row.state)],
        )
        for row in rows
    ]  # fmt: skip


@on_duties.put("/waivers/{waiver_id}", responses=made(WaiverOut) | problems(Forbidden, NoSuchDuty, AlreadyWaived, WaiverIdReused))
def waive_duty(waiver_id: UUID, draft: WaiverDraft, tx: Writing) -> Answer[WaiverOut]:
    """Waive a duty of one month or quarter, with the reason."""
    row, created = service.waive(tx, waiver_id, draft)
    return Answer(waivers_out(tx, [row])[0], 201 if created else 200)


@on_duties.post("/waivers/{waiver_id}/moves", responses=problems(NotFound, Forbidden, IllegalMove, ReasonRequired))
def move_waiver(waiver_id: UUID, asked: WaiverMove, tx: Writing) -> WaiverOut:
    """Take a waiver back."""
    return waivers_out(tx, [service.move(tx, waiver_id, asked)])[0]
