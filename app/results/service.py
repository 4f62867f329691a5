"""Suggesting, drafting, proposing and deciding results."""

import hashlib
from collections.abc import Iterable, Sequence
from uuid import UUID, uuid4

from sqlalchemy import select

from app.audit.service import record
from app.core.db import Tx
from app.results import rules
from app.results.models import Action, Ground
from app.results.states import GroundKind, Kind, State
from app.rulebook import queries as rulebook
from app.units import queries as units


def suggest(tx: Tx, kind: Kind, unit_id: UUID, grounds: Sequence[UUID], because: str) -> Action | None:
    """The program suggests a result on findings `grounds`, and says why; people take it up or dismiss it.

    The same kind on the same grounds is suggested once, whatever became of it. None when it was, or when the rulebook has it off.
    """
    if not rules.is_on(rulebook.load(tx), kind):
        return None
    slot = hashlib.sha256("|".join([kind, unit_id.hex, *sorted(each.hex for each in grounds)]).encode()).hexdigest()
    if tx.session.scalar(select(Action.id).where(Action.slot == slot).limit(1)):
        return None
    unit = units.get(tx, unit_id)
    row = Action(
        id=uuid4(), kind=kind, state=State.SUGGESTED, unit_id=unit.id, unit_path=unit.path, proposal="", because=because,
        slot=slot, opened_at=tx.now, version=1,
    )  # fmt: skip
    tx.session.add(row)
    tx.session.flush()
    put_grounds(tx, row, GroundKind.FINDING, grounds)
    record(tx, "result.suggested", row, kind=kind, reason=because)
    return row


def put_grounds(tx: Tx, row: Action, kind: GroundKind, ids: Iterable[UUID]) -> None:
    """Write down what a result rests on, in the order named."""
    tx.session.add_all(
        Ground(action_id=row.id, kind=kind, ground_id=each, position=position) for position, each in enumerate(dict.fromkeys(ids))
    )
