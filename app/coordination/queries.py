"""Every SELECT over coordination items and difficulties, all starting from `visible()` and `visible_difficulties()`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, tuple_

from app.access.policy import Sight, sees
from app.audit import queries as audit
from app.calendar import queries as calendar
from app.calendar.lights import days_left, light
from app.coordination.models import Coordination, CoordinationParty, Difficulty
from app.coordination.schemas import CoordinationOut, CoordinationStep, CoordinationSummary, DifficultyRow, NamedUnit
from app.coordination.states import (
    COORDINATION_MOVES,
    DIFFICULTY_MOVES,
    CoordinationState,
    CoordinationVerb,
    DifficultyState,
    DifficultyVerb,
)
from app.core.db import Tx
from app.core.machine import open_moves
from app.core.problem import NotFound
from app.findings.models import Finding
from app.identity import queries as identity
from app.seals import queries as seals
from app.units import queries as units
from app.units.models import Unit


def inside(tx: Tx) -> bool:
    """Whether the reader reads names and what findings say: the office."""
    return sees(tx.actor, Sight.OFFICE)


def _own_units(tx: Tx) -> Select[Any]:
    return select(Unit.id).where(Unit.path.startswith(tx.actor.unit_path))


def visible(tx: Tx) -> Select[Coordination]:
    """The office what is not sealed from it; leaders and units what belongs to a released finding, units only if they take part."""
    actor = tx.actor
    doors: list[ColumnElement[bool]] = [false()]
    released = exists().where(Finding.id == Coordination.finding_id, Finding.released_at.is_not(None))
    told = and_(released, Coordination.state != CoordinationState.RAISED)
    if sees(actor, Sight.OFFICE):
        doors += [seals.open_to(tx, Coordination.mission_id), released]
    if sees(actor, Sight.RELEASED):
        doors.append(told)
    if sees(actor, Sight.UNIT) and actor.unit_path:
        party = exists().where(CoordinationParty.coordination_id == Coordination.id, CoordinationParty.unit_id.in_(_own_units(tx)))
        doors.append(and_(told, party))
    return select(Coordination).where(or_(*doors))


def get(tx: Tx, coordination_id: UUID, *, lock: bool = False) -> Coordination:
    """One visible item. Raises: NotFound."""
    query = visible(tx).where(Coordination.id == coordination_id)
    row = tx.session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound
    return row


def page(tx: Tx, state: CoordinationState | None, start: Any, limit: int) -> Sequence[Coordination]:  # ruff: ignore[any-type]
    """Visible items, the newest first."""
    query = visible(tx).order_by(Coordination.raised_at.desc(), Coordination.id.desc()).limit(limit)
    if state:
        query = query.where(Coordination.state == state)
    if start:
        behind = tuple_(datetime.fromisoformat(start[0]), UUID(start[1]))
        query = query.where(tuple_(Coordination.raised_at, Coordination.id) < behind)
    return tx.session.scalars(query).all()


def _parties(tx: Tx, ids: Sequence[UUID]) -> dict[UUID, list[NamedUnit]]:
    query = select(CoordinationParty.coordination_id, Unit.id, Unit.name).join(Unit, Unit.id == CoordinationParty.unit_id)
    found: dict[UUID, list[NamedUnit]] = {}
    for row in tx.session.execute(query.where(CoordinationParty.coordination_id.in_(ids)).order_by(Unit.node)):
        found.setdefault(row.coordination_id, []).append(NamedUnit(id=row.id, name=row.name))
    return found


def participants(tx: Tx, coordination_id: UUID) -> list[NamedUnit]:
    """The units that take part in an item the caller has seen."""
    return _parties(tx, [coordination_id]).get(coordination_id, [])


def _values(tx: Tx, rows: Sequence[Coordination]) -> list[dict[str, Any]]:
    within, book = inside(tx), calendar.load(tx)
    parties = _parties(tx, [row.id for row in rows])
    query = select(Finding).where(Finding.id.in_([row.finding_id for row in rows]))
    about = {row.id: row for row in tx.session.scalars(query)} if rows else {}
    names = identity.names(tx, [each for row in rows for each in (row.raised_by, row.decided_by)]) if within else {}
    return [
        {name: getattr(row, name) for name in CoordinationSummary.model_fields if hasattr(row, name)}
        | {
            "finding_id": row.finding_id if within else None,
            "finding_number": about[row.finding_id].number,
            "finding_facts": about[row.finding_id].facts if within else None,
            "participants": parties.get(row.id, []),
            "raised_by_name": names.get(row.raised_by),
            "decided_by_name": names.get(row.decided_by) if row.decided_by else None,
            "light": light(tx.now, row),
            "days_left": days_left(book, tx.now, row),
            "moves": [CoordinationVerb(verb) for verb in open_moves(COORDINATION_MOVES, tx.actor, row.state)],
        }
        for row in rows
    ]


def summaries(tx: Tx, rows: Sequence[Coordination]) -> list[CoordinationSummary]:
    """Rows as lists show them."""
    return [CoordinationSummary(**values) for values in _values(tx, rows)]


def out(tx: Tx, row: Coordination) -> CoordinationOut:
    """A whole item as the reader may see it."""
    return CoordinationOut(**_values(tx, [row])[0], timeline=_timeline(tx, row.id))


def _timeline(tx: Tx, object_id: UUID) -> list[CoordinationStep]:
    entries = audit.story(tx, object_id)
    names = identity.names(tx, [entry.actor_id for entry in entries]) if inside(tx) else {}
    return [
        CoordinationStep(
            at=entry.at, action=entry.action, actor_name=names.get(entry.actor_id),
            note=orjson.loads(entry.payload).get("note") if entry.payload else None,
        )
        for entry in entries
    ]  # fmt: skip


def visible_difficulties(tx: Tx) -> Select[Difficulty]:
    """The office what is not sealed from it; leaders what is let out; units their own and those they are asked to help with."""
    actor = tx.actor
    doors: list[ColumnElement[bool]] = [false()]
    if sees(actor, Sight.OFFICE):
        doors.append(seals.open_to(tx, Difficulty.mission_id))
    if sees(actor, Sight.AUTHOR):
        doors.append(Difficulty.author_id == actor.id)
    if sees(actor, Sight.RELEASED):
        doors.append(Difficulty.released_at.is_not(None))
    if sees(actor, Sight.UNIT) and actor.unit_path:
        own: ColumnElement[bool] = or_(
            Difficulty.unit_id.in_(_own_units(tx)), Difficulty.helper_unit_id.in_(_own_units(tx)), Difficulty.author_id == actor.id
        )
        doors.append(and_(Difficulty.released_at.is_not(None), own))
    return select(Difficulty).where(or_(*doors))


def get_difficulty(tx: Tx, difficulty_id: UUID, *, lock: bool = False) -> Difficulty:
    """One visible difficulty. Raises: NotFound."""
    query = visible_difficulties(tx).where(Difficulty.id == difficulty_id)
    row = tx.session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound
    return row


def difficulties(tx: Tx, state: DifficultyState | None, start: Any, limit: int) -> Sequence[Difficulty]:  # ruff: ignore[any-type]
    """Visible difficulties, the newest first."""
    query = visible_difficulties(tx).order_by(Difficulty.noted_at.desc(), Difficulty.id.desc()).limit(limit)
    if state:
        query = query.where(Difficulty.state == state)
    if start:
        behind = tuple_(datetime.fromisoformat(start[0]), UUID(start[1]))
        query = query.where(tuple_(Difficulty.noted_at, Difficulty.id) < behind)
    return tx.session.scalars(query).all()


def helps(tx: Tx, row: Difficulty) -> bool:
    """Whether the actor may answer: the office, or somebody of the helping unit or of what it belongs to."""
    if inside(tx):
        return True
    helper = units.by_ids(tx, [row.helper_unit_id] if row.helper_unit_id else []).get(row.helper_unit_id or row.id)
    return bool(helper and tx.actor.unit_path and helper.path.startswith(tx.actor.unit_path))


def difficulty_rows(tx: Tx, rows: Sequence[Difficulty]) -> list[DifficultyRow]:
    """Rows as the reader may see them."""
    within = inside(tx)
    homes = units.by_ids(tx, [each for row in rows for each in (row.unit_id, row.helper_unit_id) if each])
    names = identity.names(tx, [row.author_id for row in rows])
    return [
        DifficultyRow(
            **{name: getattr(row, name) for name in DifficultyRow.model_fields if hasattr(row, name) and name != "report_id"},
            report_id=row.report_id if within or row.author_id == tx.actor.id else None,
            author_name=names.get(row.author_id) if within or row.author_id == tx.actor.id else None,
            unit_name=homes[row.unit_id].name if row.unit_id else None,
            helper_unit_name=homes[row.helper_unit_id].name if row.helper_unit_id else None,
            moves=[
                DifficultyVerb(verb)
                for verb in open_moves(DIFFICULTY_MOVES, tx.actor, row.state)
                if verb != DifficultyVerb.ANSWER or helps(tx, row)
            ],
        )
        for row in rows
    ]


def difficulty_row(tx: Tx, row: Difficulty) -> DifficultyRow:
    """One row."""
    return difficulty_rows(tx, [row])[0]
