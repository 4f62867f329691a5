"""Sealing, naming, and breaking a seal. Whoever calls has checked that the actor may."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete

from app.audit.service import record
from app.core.db import Tx
from app.seals.models import Seal, SealReader, SealTarget


def seal(tx: Tx, seal_id: UUID) -> Seal:
    """Seal what carries this id."""
    row = tx.session.get(Seal, seal_id)
    if row is None:
        row = Seal(id=seal_id, sealed_at=tx.now, broken_at=None)
        tx.session.add(row)
        tx.session.flush()
    return row


def lay_open(tx: Tx, seal_id: UUID) -> None:
    """What is no secret carries a seal that was never whole, so that one condition serves both."""
    tx.session.add(Seal(id=seal_id, sealed_at=tx.now, broken_at=tx.now))
    tx.session.flush()


def name_readers(tx: Tx, seal_id: UUID, standing: str, users: Iterable[UUID]) -> None:
    """Let the list hold exactly these in this standing."""
    tx.session.execute(delete(SealReader).where(SealReader.seal_id == seal_id, SealReader.standing == standing))
    wanted = dict.fromkeys(users)
    tx.session.add_all(SealReader(seal_id=seal_id, user_id=user, standing=standing, named_at=tx.now) for user in wanted)
    tx.session.flush()


def keep_out(tx: Tx, seal_id: UUID, unit_paths: Iterable[str]) -> None:
    """Let these be the visited units."""
    tx.session.execute(delete(SealTarget).where(SealTarget.seal_id == seal_id))
    tx.session.add_all(SealTarget(seal_id=seal_id, unit_path=path) for path in dict.fromkeys(unit_paths))
    tx.session.flush()


def break_seal(tx: Tx, seal_id: UUID) -> None:
    """From now on the office knows; units still see only what is released to them."""
    row = tx.session.get_one(Seal, seal_id, with_for_update=True)
    if row.broken_at is None:
        row.broken_at = tx.now
        record(tx, "seal.broken", row)
