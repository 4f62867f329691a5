"""What is drawn rather than told: findings by area through twelve months, and where those let out lie (domain.md §5)."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from app.calendar.lights import light
from app.calendar.rules import months_later
from app.core.clock import legal_date
from app.core.db import Tx
from app.dictionary.categories import areas
from app.findings import queries as findings
from app.findings.models import Finding
from app.indicators import outcomes
from app.indicators.figures import Entry
from app.indicators.history import CHUNK, Scope
from app.indicators.rules import Period, month_of
from app.indicators.schemas import AreaMonths, MapBounds, MapPoint
from app.units import queries as units
from app.units.models import Unit

MONTHS = 12
MOST_POINTS = 2000


def year_to(scope: Scope) -> Scope:
    """The same reader and day, over the twelve months that end with the day's month."""
    last = months_later(legal_date(scope.as_of).replace(day=1), 1) - timedelta(days=1)
    return Scope(scope.tx, Period(months_later(last.replace(day=1), 1 - MONTHS), last), scope.as_of)


def months_of(span: Period) -> list[str]:
    """The months of a period, oldest first."""
    return [month_of(months_later(span.first, number)) for number in range(MONTHS)]


def by_area(scope: Scope, locale: str) -> list[AreaMonths]:
    """Findings let out, by focus area and month; every cell is what `released` says of that month and area."""
    counted: Counter[tuple[str, str]] = Counter()
    for entry in outcomes.released(scope).top:
        counted.update((group[5:], month_of(entry.on)) for group in entry.groups if group.startswith("area:"))
    months = months_of(scope.period)
    return [
        AreaMonths(
            key=f"area:{code}", label=area.label_en if locale == "en" else area.label, counts=[counted[code, at] for at in months]
        )
        for code, area in areas().items()
        if any(counted[code, at] for at in months)
    ]


def points(scope: Scope) -> tuple[list[MapPoint], int]:
    """Findings let out in the period (C3 and on), the newest first, and how many of them have no place."""
    entries = sorted(outcomes.released(scope).top, key=lambda entry: (entry.on, entry.id.hex), reverse=True)
    rows = _rows(scope.tx, entries)
    placed = [rows[entry.id] for entry in entries if rows[entry.id].lat is not None and rows[entry.id].lon is not None]
    homes = units.by_ids(scope.tx, [row.responsible_unit_id for row in placed[:MOST_POINTS]])
    return [
        MapPoint(
            id=row.id, order_id=row.order_id, number=row.number, facts=row.facts, unit_name=homes[row.responsible_unit_id].name,
            focus_area=row.focus_area, severity=row.severity, state=row.state, light=light(scope.tx.now, row), lat=row.lat,
            lon=row.lon, on=legal_date(row.released_at or row.found_at),
        )
        for row in placed[:MOST_POINTS]
    ], len(entries) - len(placed)  # fmt: skip


def _rows(tx: Tx, entries: Sequence[Entry]) -> dict[object, Finding]:
    ids = [entry.id for entry in entries]
    found: dict[object, Finding] = {}
    for start in range(0, len(ids), CHUNK):
        wanted = Finding.id.in_(ids[start : start + CHUNK])
        found |= {row.id: row for row in tx.session.scalars(findings.visible(tx).where(wanted))}
    return found


def bounds(tx: Tx, drawn: Sequence[MapPoint]) -> MapBounds | None:
    """The box around the county's own units and what is drawn; no map of anybody else is asked."""
    query = select(Unit.lat, Unit.lon).where(Unit.lat.is_not(None), Unit.lon.is_not(None))
    places = [*((row.lat, row.lon) for row in tx.session.execute(query)), *((one.lat, one.lon) for one in drawn)]
    if not places:
        return None
    lats, lons = [lat for lat, _ in places], [lon for _, lon in places]
    return MapBounds(south=min(lats), north=max(lats), west=min(lons), east=max(lons))
