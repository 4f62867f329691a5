"""What was found close by: doubles of the same days, and closed faults that may have come back 反弹."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from app.access.policy import Sight, sees
from app.core.clock import legal_date
from app.core.db import Tx
from app.core.schema import Point
from app.evidence.seen import metres
from app.findings import queries, rules
from app.findings.models import Finding
from app.findings.schemas import Neighbour, Neighbours
from app.findings.states import STANDING, State
from app.rulebook import queries as rulebook
from app.units import queries as units

MOST = 20


def relapse(tx: Tx, place: Point | None, category: str) -> UUID | None:
    """The nearest closed finding of a category within the rule's radius: the new one may be its relapse."""
    if place is None:
        return None
    radius = rulebook.load(tx).relapse_radius_m
    found = tx.session.scalars(_near(select(Finding), place, category, radius).where(Finding.state == State.CLOSED)).all()
    return next((row.id for _, row in _by_distance(place, radius, found)), None)


def around(tx: Tx, finding: Finding) -> Neighbours:
    """What the reader may see of a finding's neighbours; only the office is told."""
    if not sees(tx.actor, Sight.OFFICE) or finding.lat is None or finding.lon is None:
        return Neighbours(duplicates=[], relapses=[])
    place, book = Point(lat=finding.lat, lon=finding.lon), rulebook.load(tx)
    span = timedelta(days=book.duplicate_days)
    others = _near(queries.visible(tx), place, finding.category, book.relapse_radius_m).where(Finding.id != finding.id)
    close_in_time = Finding.found_at.between(finding.found_at - span, finding.found_at + span)
    doubles = others.where(close_in_time, Finding.state.in_(STANDING - {State.CLOSED}))
    closed = others.where(Finding.state == State.CLOSED, Finding.found_at <= finding.found_at)
    return Neighbours(
        duplicates=_outs(tx, _by_distance(place, book.relapse_radius_m, tx.session.scalars(doubles).all())),
        relapses=_outs(tx, _by_distance(place, book.relapse_radius_m, tx.session.scalars(closed).all())),
    )


def _near(query: Select[Any], place: Point, category: str, radius_m: int) -> Select[Any]:
    south, north, west, east = rules.box(place.lat, place.lon, radius_m)
    within: list[ColumnElement[bool]] = [Finding.lat.between(south, north), Finding.lon.between(west, east)]
    return query.where(Finding.category == category, *within, ~Finding.withdrawn)


def _by_distance(place: Point, radius_m: int, rows: Sequence[Finding]) -> list[tuple[float, Finding]]:
    """The nearest first, those in the corners of the box left out."""
    apart = [(metres(place.lat, place.lon, row.lat, row.lon), row) for row in rows if row.lat is not None and row.lon is not None]
    return sorted((each for each in apart if each[0] <= radius_m), key=lambda each: (each[0], each[1].id))[:MOST]


def _outs(tx: Tx, found: list[tuple[float, Finding]]) -> list[Neighbour]:
    homes = units.by_ids(tx, [row.responsible_unit_id for _, row in found])
    return [
        Neighbour(
            id=row.id, number=row.number, state=State(row.state), facts=row.facts, site_name=row.site_name,
            found_on=legal_date(row.found_at), distance_m=round(away), responsible_unit_name=homes[row.responsible_unit_id].name,
            report_id=row.report_id,
        )
        for away, row in found
    ]  # fmt: skip
