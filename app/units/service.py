"""Writing the tree."""

from uuid import UUID

from app.access.policy import Permission, require
from app.audit.service import record
from app.core.db import Tx
from app.units import queries
from app.units.errors import UnitMoveRefused
from app.units.models import Unit
from app.units.schemas import UnitDraft


def put(tx: Tx, unit_id: UUID, draft: UnitDraft) -> tuple[Unit, bool]:
    """Create or change a unit; says whether it is new. Raises: Forbidden, UnknownUnit, UnitMoveRefused."""
    require(tx.actor, Permission.UNIT_ADMIN)
    parent = queries.get(tx, draft.parent_id, "/parent_id") if draft.parent_id else None
    values = draft.model_dump(mode="json") | {"parent_id": draft.parent_id}
    unit = tx.session.get(Unit, unit_id)
    if unit is None:
        node = queries.next_node(tx)
        unit = Unit(id=unit_id, node=node, path=f"{parent.path if parent else '/'}{node}/", **values)
        tx.session.add(unit)
        record(tx, "unit.created", unit, name=unit.name)
        return unit, True
    if unit.parent_id != draft.parent_id:
        raise UnitMoveRefused(pointer="/parent_id")
    for name, value in values.items():
        setattr(unit, name, value)
    record(tx, "unit.changed", unit, name=unit.name)
    return unit, False
