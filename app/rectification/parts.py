"""What hangs on an order the caller has seen, as the reader may see it: objections, extensions, milestones, progress."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, func, select

from app.access.policy import Permission, may
from app.calendar import queries as calendar
from app.core.clock import legal_date
from app.core.db import Tx
from app.core.machine import open_moves
from app.identity import queries as identity
from app.rectification import rules
from app.rectification.models import Extension, Milestone, Objection, Order, ProgressEntry
from app.rectification.part_schemas import ExtensionOut, MilestoneOut, ObjectionOut, ProgressOut
from app.rectification.states import (
    ANSWERABLE,
    DECIDES,
    EXTENSION_MOVES,
    OBJECTION_MOVES,
    PENDING,
    Ask,
    Authority,
    ExtensionState,
    ExtensionVerb,
    ObjectionState,
    ObjectionVerb,
    OrderClass,
    State,
)
from app.rulebook import queries as rulebook
from app.units import queries as units

OBJECTABLE = frozenset({State.ISSUED, State.SIGNED})


def objections(tx: Tx, order: Order, *, inside: bool) -> list[ObjectionOut]:
    """An order's objections, oldest first; a unit reads its own."""
    query = select(Objection).where(Objection.order_id == order.id).order_by(Objection.filed_at)
    rows = tx.session.scalars(query if inside else query.where(Objection.unit_path == order.unit_path)).all()
    return [objection_out(tx, row, inside=inside) for row in rows]


def objection_out(tx: Tx, row: Objection, *, inside: bool) -> ObjectionOut:
    """One objection."""
    homes = units.by_ids(tx, [each for each in (row.unit_id, row.suggested_unit_id, row.new_unit_id) if each])
    named = {each: home.name for each, home in homes.items()}
    values = {name: getattr(row, name) for name in ObjectionOut.model_fields if hasattr(row, name)}
    verbs = [ObjectionVerb(verb) for verb in open_moves(OBJECTION_MOVES, tx.actor, row.state)]
    return ObjectionOut(
        **values,
        unit_name=named[row.unit_id],
        suggested_unit_name=named.get(row.suggested_unit_id) if row.suggested_unit_id else None,
        new_unit_name=named.get(row.new_unit_id) if row.new_unit_id else None,
        decider_name=_name(tx, row.decider_id) if inside else None,
        moves=[each for each in verbs if each == ObjectionVerb.WITHDRAW or not of_own_unit(tx, row.unit_path)],
    )


def extensions(tx: Tx, order: Order, *, inside: bool) -> list[ExtensionOut]:
    """An order's requests for more time, oldest first; a unit reads what was filed since the order came to it."""
    query = select(Extension).where(Extension.order_id == order.id).order_by(Extension.filed_at)
    if not inside and order.assigned_at:
        query = query.where(Extension.filed_at >= order.assigned_at)
    return [extension_out(tx, row, inside=inside) for row in tx.session.scalars(query)]


def extension_out(tx: Tx, row: Extension, *, inside: bool) -> ExtensionOut:
    """One request."""
    values = {name: getattr(row, name) for name in ExtensionOut.model_fields if hasattr(row, name)}
    level = authority(tx, row)
    mine = [ExtensionVerb(verb) for verb in open_moves(EXTENSION_MOVES, tx.actor, row.state)]
    decides = may(tx.actor, DECIDES[level]) and not of_own_unit(tx, tx.session.get_one(Order, row.order_id).unit_path)
    return ExtensionOut(
        **values,
        authority=level,
        decider_name=_name(tx, row.decider_id) if inside else None,
        moves=[verb for verb in mine if verb == ExtensionVerb.WITHDRAW or decides],
    )


def of_own_unit(tx: Tx, unit_path: str) -> bool:
    """Whether the actor belongs to the unit or to what lies below it: nobody judges his own (domain.md §4)."""
    return tx.actor.unit_path.startswith(unit_path)


def authority(tx: Tx, row: Extension) -> Authority:
    """Who may decide a request as it was filed."""
    return rules.authority(rulebook.load(tx), row.added_days, late=row.late)


def _name(tx: Tx, person: UUID | None) -> str | None:
    return identity.names(tx, [person]).get(person) if person else None


def extensions_left(tx: Tx, order_id: UUID) -> int:
    """How many more may be granted."""
    granted = select(func.count()).where(Extension.order_id == order_id, Extension.state == ExtensionState.GRANTED)
    return max(0, rulebook.load(tx).extension_max - (tx.session.scalar(granted) or 0))


def pending_extension(tx: Tx, order_id: UUID) -> Extension | None:
    """The request that waits."""
    return tx.session.scalar(select(Extension).where(Extension.order_id == order_id, Extension.state.in_(PENDING)))


def pending_objection(tx: Tx, order_id: UUID) -> Objection | None:
    """The objection that waits."""
    return tx.session.scalar(select(Objection).where(Objection.order_id == order_id, Objection.state == ObjectionState.FILED))


def in_time_to_object(tx: Tx, order: Order) -> bool:
    """Whether the working days for an objection still run."""
    began = legal_date(order.assigned_at or order.issued_at)
    return legal_date(tx.now) <= calendar.load(tx).add(began, rulebook.load(tx).order_objection_days)


def milestone_rows(order_id: UUID) -> Select[Milestone]:
    """An order's milestones by date."""
    return select(Milestone).where(Milestone.order_id == order_id).order_by(Milestone.due_on, Milestone.id)


def milestones(tx: Tx, order: Order) -> list[MilestoneOut]:
    """An order's milestones by date, and how late they are."""
    days, today = calendar.load(tx), legal_date(tx.now)

    def late(row: Milestone) -> int:
        return max(0, days.between(row.due_on, today)) if row.done_at is None and row.due_on < today else 0

    rows = tx.session.scalars(milestone_rows(order.id)).all() if order.kind == OrderClass.LONG else []
    return [MilestoneOut(id=row.id, name=row.name, due_on=row.due_on, done_at=row.done_at, late_days=late(row)) for row in rows]


def progress(tx: Tx, order: Order, *, inside: bool) -> list[ProgressOut]:
    """A long order's months, oldest first."""
    if order.kind != OrderClass.LONG:
        return []
    query = select(ProgressEntry).where(ProgressEntry.order_id == order.id).order_by(ProgressEntry.entered_at)
    if not inside and order.assigned_at:
        query = query.where(ProgressEntry.entered_at >= order.assigned_at)
    return [progress_out(row) for row in tx.session.scalars(query)]


def progress_out(row: ProgressEntry) -> ProgressOut:
    """One month's word."""
    return ProgressOut(id=row.id, month=row.month, text=row.text, done=[UUID(each) for each in row.done], entered_at=row.entered_at)


def asks(tx: Tx, order: Order) -> list[Ask]:
    """What this reader may send in about the order now."""
    answerable, long = order.state in ANSWERABLE, order.kind == OrderClass.LONG
    objecting = may(tx.actor, Permission.ORDER_OBJECT) and order.state in OBJECTABLE and in_time_to_object(tx, order)
    extending = may(tx.actor, Permission.EXTENSION_FILE) and answerable and extensions_left(tx, order.id) > 0
    planning = may(tx.actor, Permission.ORDER_PROGRESS) and answerable and long
    open_: Sequence[tuple[Ask, bool]] = (
        (Ask.OBJECT, objecting and pending_objection(tx, order.id) is None),
        (Ask.EXTEND, extending and pending_extension(tx, order.id) is None),
        (Ask.ENTER, may(tx.actor, Permission.SUBMISSION_ENTER) and answerable),
        (Ask.PLAN, planning),
        (Ask.PROGRESS, planning),
    )
    return [ask for ask, may_ask in open_ if may_ask]
