"""Every SELECT over examples, all starting from `visible()`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Select, and_, false, or_, select, tuple_

from app.access.policy import Permission, Sight, may, sees
from app.audit import queries as audit
from app.core.db import Tx
from app.core.machine import open_moves
from app.core.problem import NotFound
from app.examples.models import Example
from app.examples.schemas import ExampleDetail, ExampleOut, ExampleStep
from app.examples.states import MOVES, Origin, State, Verb
from app.identity import queries as identity
from app.rectification.queries import inside
from app.seals import queries as seals
from app.units import queries as units
from app.units.models import Unit


@dataclass(frozen=True, slots=True)
class ExampleFilter:
    """What a list may be narrowed by."""

    state: State | None = None
    unit_id: UUID | None = None
    focus_area: str | None = None
    q: str | None = None


def visible(tx: Tx) -> Select[Example]:
    """The office sees what is not sealed from it; the field its own and what waits for verification; everybody what is promoted."""
    actor, query = tx.actor, select(Example)
    promoted = Example.state == State.PROMOTED
    doors: list[ColumnElement[bool]] = [false()]
    if sees(actor, Sight.OFFICE):
        doors.append(seals.open_to(tx, Example.mission_id))
    if sees(actor, Sight.AUTHOR):
        waiting = and_(Example.state == State.DRAFT, seals.open_to(tx, Example.mission_id))
        doors += [Example.nominator_id == actor.id, Example.verifier_id == actor.id, promoted]
        doors += [waiting] if may(actor, Permission.EXAMPLE_VERIFY) else []
    if sees(actor, Sight.RELEASED):
        doors.append(promoted)
    if sees(actor, Sight.UNIT) and actor.unit_path:
        doors += [promoted, and_(Example.origin == Origin.UNIT, Example.unit_path.startswith(actor.unit_path))]
    return query.where(or_(*doors))


def get(tx: Tx, example_id: UUID, *, lock: bool = False) -> Example:
    """One visible example. Raises: NotFound."""
    query = visible(tx).where(Example.id == example_id)
    row = tx.session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound
    return row


def narrowed(tx: Tx, wanted: ExampleFilter) -> Select[Example]:
    """A list's filters applied, the newest first."""
    query = visible(tx).order_by(Example.opened_at.desc(), Example.id.desc())
    if wanted.state:
        query = query.where(Example.state == wanted.state)
    if wanted.focus_area:
        query = query.where(Example.focus_area == wanted.focus_area)
    if wanted.unit_id:
        path = select(Unit.path).where(Unit.id == wanted.unit_id).scalar_subquery()
        query = query.where(Example.unit_path.startswith(path))
    if wanted.q:
        query = query.where(or_(*[column.contains(wanted.q, autoescape=True) for column in (Example.title, Example.facts)]))
    return query


def page(tx: Tx, wanted: ExampleFilter, start: Any, limit: int) -> Sequence[Example]:  # ruff: ignore[any-type]  a cursor's value
    """Visible examples, the newest first."""
    query = narrowed(tx, wanted).limit(limit)
    if start:
        query = query.where(tuple_(Example.opened_at, Example.id) < tuple_(datetime.fromisoformat(start[0]), UUID(start[1])))
    return tx.session.scalars(query).all()


def by_ids(tx: Tx, ids: Iterable[UUID]) -> dict[UUID, Example]:
    """Those of the ids the reader may see."""
    wanted = set(ids)
    return {row.id: row for row in tx.session.scalars(visible(tx).where(Example.id.in_(wanted)))} if wanted else {}


def outs(tx: Tx, rows: Sequence[Example]) -> list[ExampleOut]:
    """Rows as the reader may see them."""
    return [ExampleOut(**each) for each in _shown(tx, rows)]


def _shown(tx: Tx, rows: Sequence[Example]) -> list[dict[str, Any]]:
    homes = units.by_ids(tx, [row.unit_id for row in rows])
    names = identity.names(tx, [each for row in rows for each in (row.nominator_id, row.verifier_id)])
    return [_one(tx, row, homes[row.unit_id].name, names) for row in rows]


def _one(tx: Tx, row: Example, unit: str, names: dict[UUID, str]) -> dict[str, Any]:
    own = row.nominator_id == tx.actor.id
    told = inside(tx)
    values = {name: getattr(row, name) for name in ExampleOut.model_fields if hasattr(row, name) and name != "report_id"}
    return values | {
        "unit_name": unit,
        "report_id": row.report_id if told else None,
        "seen": row.seen if told else None,
        "nominator_name": names.get(row.nominator_id) if told or own else None,
        "verifier_name": names.get(row.verifier_id) if told and row.verifier_id else None,
        "editable": editable(tx, row),
        "moves": [Verb(verb) for verb in open_moves(MOVES, tx.actor, row.state)],
    }


def known(tx: Tx, row: Example) -> bool:
    """Whether the reader may know of it."""
    return tx.session.scalar(visible(tx).where(Example.id == row.id)) is not None


def editable(tx: Tx, row: Example) -> bool:
    """Whether the reader may still change it."""
    return row.state == State.DRAFT and (row.nominator_id == tx.actor.id or may(tx.actor, Permission.EXAMPLE_PROMOTE))


def out(tx: Tx, row: Example) -> ExampleDetail:
    """A whole example as the reader may see it."""
    entries = audit.story(tx, row.id)
    names = identity.names(tx, [entry.actor_id for entry in entries]) if inside(tx) else {}
    steps = [
        ExampleStep(
            at=entry.at, action=entry.action, actor_name=names.get(entry.actor_id),
            note=orjson.loads(entry.payload).get("reason") if entry.payload and inside(tx) else None,
        )
        for entry in entries
    ]  # fmt: skip
    return ExampleDetail(**_shown(tx, [row])[0], timeline=steps)
