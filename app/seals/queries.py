"""The one condition every sealed room asks for."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, literal, or_, select, true

from app.access.policy import Permission, Sight, may, sees
from app.core.db import Tx
from app.seals.models import Seal, SealReader, SealTarget

LEADER = "leader"  # the standing of whoever leads a team, as missions name it


def open_to(tx: Tx, seal_id: Any) -> ColumnElement[bool]:  # ruff: ignore[any-type]  a column of seal ids, null for what is not sealed
    """Whether the reader may know of what carries this seal: unsealed, broken, named on the list, or by office."""
    kept = may(tx.actor, Permission.SEAL_KEEP)
    broken = select(Seal.id).where(Seal.broken_at.is_not(None))
    named = select(SealReader.seal_id).where(SealReader.user_id == tx.actor.id)
    known: ColumnElement[bool] = true() if kept else or_(seal_id.is_(None), seal_id.in_(broken), seal_id.in_(named))
    if not (sees(tx.actor, Sight.UNIT) and tx.actor.unit_path):
        return known
    own = literal(tx.actor.unit_path)
    near = or_(own.startswith(SealTarget.unit_path), SealTarget.unit_path.startswith(tx.actor.unit_path))
    visited = select(SealTarget.seal_id).join(Seal).where(Seal.broken_at.is_(None), near)
    return and_(known, or_(seal_id.is_(None), seal_id.not_in(visited)))


def led(tx: Tx, seal_id: Any) -> ColumnElement[bool]:  # ruff: ignore[any-type]  a column of seal ids, null for what is not sealed
    """Whether the reader leads the team whose work carries this seal, and is not kept out of it."""
    own = select(SealReader.seal_id).where(SealReader.user_id == tx.actor.id, SealReader.standing == LEADER)
    return and_(seal_id.in_(own), open_to(tx, seal_id))


def readers(tx: Tx, seal_id: UUID) -> dict[UUID, set[str]]:
    """Who is on the list, and as what; whoever asks has been let in already."""
    found: dict[UUID, set[str]] = {}
    for row in tx.session.scalars(select(SealReader).where(SealReader.seal_id == seal_id)):
        found.setdefault(row.user_id, set()).add(row.standing)
    return found


def whole(tx: Tx, seal_ids: Iterable[UUID]) -> set[UUID]:
    """Those that are not broken yet."""
    return set(tx.session.scalars(select(Seal.id).where(Seal.id.in_(list(seal_ids)), Seal.broken_at.is_(None))))
