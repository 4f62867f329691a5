"""Every SELECT over the tree."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func, or_, select

from app.core.db import Tx
from app.units.errors import UnknownUnit
from app.units.models import Unit
from app.units.schemas import UnitKind

JOINT = "joint"
SIDES: dict[str, str] = {UnitKind.COUNTY_COMMITTEE: "party", UnitKind.COUNTY_GOV: "government"}


def get(tx: Tx, unit_id: UUID, pointer: str | None = None) -> Unit:
    """One unit. Raises: UnknownUnit, naming the field that named it."""
    unit = tx.session.get(Unit, unit_id)
    if unit is None:
        raise UnknownUnit(pointer=pointer, unit_id=str(unit_id))
    return unit


def page(tx: Tx, *, kind: str | None, parent_id: UUID | None, q: str | None, after_node: int, limit: int) -> Sequence[Unit]:
    """Units in tree order of creation, behind a node number."""
    query = select(Unit).where(Unit.node > after_node).order_by(Unit.node).limit(limit)
    if kind:
        query = query.where(Unit.kind == kind)
    if parent_id:
        query = query.where(Unit.parent_id == parent_id)
    if q:
        query = query.where(or_(Unit.name.contains(q, autoescape=True), Unit.short_name.contains(q, autoescape=True)))
    return tx.session.scalars(query).all()


def by_ids(tx: Tx, ids: Iterable[UUID]) -> dict[UUID, Unit]:
    """The units of these ids that exist."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {unit.id: unit for unit in tx.session.scalars(select(Unit).where(Unit.id.in_(wanted)))}


def side(tx: Tx, path: str) -> str | None:
    """Whether a unit stands under the county's party committee or its government; None where the tree does not say."""
    nodes = path.strip("/").split("/")
    above = ["/" + "/".join(nodes[: length + 1]) + "/" for length in range(len(nodes))]
    query = select(Unit.kind).where(Unit.path.in_(above), Unit.kind.in_(SIDES)).order_by(func.length(Unit.path).desc()).limit(1)
    kind = tx.session.scalar(query)
    return SIDES[kind] if kind else None


def off_side(tx: Tx, path: str, authority_side: str) -> bool:
    """Whether what is of that `authority_side` is not approved on a unit's side; joint things are on either (domain.md §0.7)."""
    own = side(tx, path)
    return own is not None and authority_side not in {own, JOINT}


def next_node(tx: Tx) -> int:
    """The node number the next unit takes."""
    return (tx.session.scalar(select(func.max(Unit.node))) or 0) + 1
