"""Issuing orders, signing for them, and their deadlines."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.access.policy import Permission, require
from app.audit.service import record
from app.calendar import queries as calendar
from app.calendar.lights import Due
from app.calendar.rules import WorkingCalendar
from app.core.clock import end_of_day, legal_date
from app.core.db import Tx
from app.core.machine import drive, follow
from app.core.register import next_number
from app.evidence import service as evidence
from app.findings import queries as known
from app.findings import service as findings
from app.findings.models import Finding
from app.findings.states import MOVES as FINDING_MOVES
from app.findings.states import State as FindingState
from app.findings.states import Verb as FindingVerb
from app.jobs.service import enqueue
from app.notices import service as notices
from app.rectification import queries, rules
from app.rectification.errors import DueRequired, DueTooFar, FindingNotConfirmed, FindingsOfOtherUnit, OrderIdReused, UnknownFinding
from app.rectification.models import Order
from app.rectification.schemas import DueAnswer, DueQuestion, OrderDraft
from app.rectification.states import MOVES, OrderClass, State, Verb
from app.reports import service as reports
from app.rulebook import queries as rulebook
from app.tasks.errors import DeadlinePassed
from app.units import queries as units
from app.units.errors import UnitNotTarget
from app.units.models import Unit
from app.units.schemas import Hat

AUTO_SIGN = "order.auto-sign"


def preview_due(tx: Tx, question: DueQuestion) -> DueAnswer:
    """The deadline an order issued now would have. Raises: Forbidden, DueRequired, DueTooFar, DeadlinePassed."""
    require(tx.actor, Permission.ORDER_JUDGE)
    due = _due(tx, question.class_, question.due_on)
    return DueAnswer(due_on=due.due_on, due_at=due.due_at, working_days=due.working_days, provisional=due.provisional)


def issue(tx: Tx, draft: OrderDraft) -> tuple[Order, bool]:
    """Order a unit to put confirmed findings right; says whether the order is new.

    Raises: Forbidden, UnknownUnit, UnitNotTarget, UnknownFinding, FindingNotConfirmed, FindingsOfOtherUnit, DueRequired,
    DueTooFar, DeadlinePassed, OrderIdReused.
    """
    require(tx.actor, Permission.ORDER_ISSUE)
    tx.session.execute(select(Finding.id).where(Finding.id.in_(draft.finding_ids)).with_for_update())  # a twin waits here
    held = tx.session.get(Order, draft.id)
    if held is not None:
        if held.content_sha256 != draft.content_sha256():
            raise OrderIdReused(pointer="/id")
        return held, False
    unit = units.get(tx, draft.unit_id, "/unit_id")
    if Hat.TARGET not in unit.hats:
        raise UnitNotTarget(pointer="/unit_id", unit=unit.name)
    carried = _confirmed(tx, draft, unit)
    due = _due(tx, draft.class_, draft.due_on)
    order = _order(tx, draft, unit, due)
    tx.session.add(order)
    record(
        tx, "order.issued", order, number=order.number, due_on=due.due_on.isoformat(), findings=[str(each.id) for each in carried]
    )
    for finding in carried:
        _release(tx, order, finding, due)
    for report_id in {finding.report_id for finding in carried}:
        reports.released(tx, report_id)
    serve(tx, order)
    return order, True


def _order(tx: Tx, draft: OrderDraft, unit: Unit, due: Due) -> Order:
    return Order(
        id=draft.id, number=next_number(tx, tx.settings.order_prefix), content_sha256=draft.content_sha256(), state=State.ISSUED,
        unit_id=unit.id, unit_path=unit.path, kind=draft.class_, requirements=draft.requirements,
        evidence_requirement=draft.evidence_requirement, necessity_reason=draft.necessity_reason,
        issuer_id=tx.actor.id, issued_at=tx.now, due_on=due.due_on, due_at=due.due_at, due_original_on=due.due_on,
        due_provisional=due.provisional, due_computed=draft.due_on is None, yellow_on=due.yellow_on,
        auto_signed=False, return_count=0, version=1,
    )  # fmt: skip


def _confirmed(tx: Tx, draft: OrderDraft, unit: Unit) -> Sequence[Finding]:
    ids = list(dict.fromkeys(draft.finding_ids))
    seen = known.visible(tx).where(Finding.id.in_(ids))  # a director who may not know of a finding does not order it either
    rows = {row.id: row for row in tx.session.scalars(seen.with_for_update())}
    homes = units.by_ids(tx, [row.responsible_unit_id for row in rows.values()])
    for position, finding_id in enumerate(ids):
        pointer = f"/finding_ids/{position}"
        row = rows.get(finding_id)
        if row is None:
            raise UnknownFinding(pointer=pointer, finding_id=str(finding_id))
        follow(FINDING_MOVES, tx.actor, row.state, FindingVerb.RELEASE, FindingNotConfirmed(pointer=pointer, state=row.state))
        home = homes[row.responsible_unit_id]
        if not home.path.startswith(unit.path):
            raise FindingsOfOtherUnit(pointer=pointer, unit=home.name)
    return [rows[each] for each in ids]


def _release(tx: Tx, order: Order, finding: Finding, due: Due) -> None:
    number = finding.number or next_number(tx, tx.settings.finding_prefix)
    findings.release(tx, finding, findings.Release(order.id, order.number, number, order.unit_path, due))
    evidence.release(tx, [UUID(each) for each in finding.evidence_ids], order.unit_path)


def _due(tx: Tx, kind: OrderClass, wanted: date | None) -> Due:
    today = legal_date(tx.now)
    last = rules.due_on(calendar.load(tx), rulebook.load(tx), today, kind, wanted)
    if last is None:
        raise DueRequired(pointer="/due_on")
    return named_due(tx, today, last, "/due_on")


def serve(tx: Tx, order: Order) -> None:
    """The unit hears of its order, and the system signs when nobody does, once for each time the clock to sign began."""
    tell_unit(tx, order, Permission.ORDER_SIGN, notices.SERVED)
    schedule_auto_sign(tx, order)


def tell_unit(tx: Tx, order: Order, needs: Permission, message: str, thing: str = "order") -> None:
    """The order's unit hears what there is to do about it, or about what it asked for."""
    notices.tell_unit(tx, order.unit_path, needs, notices.about(message, thing, ("order", order.id), order.number))


def schedule_auto_sign(tx: Tx, order: Order) -> None:
    """The system signs when nobody does, once for each time the clock to sign began."""
    run_at = _signs_itself(tx, order)
    enqueue(tx, AUTO_SIGN, run_at=run_at, slot=f"{order.id}/{run_at:%y%m%d}", order_id=str(order.id))


def _signs_itself(tx: Tx, order: Order) -> datetime:
    began = legal_date(order.clock_from or order.issued_at)
    return end_of_day(calendar.load(tx).add(began, rulebook.load(tx).auto_sign_days)) + timedelta(seconds=1)


def sign(tx: Tx, order_id: UUID) -> Order:
    """The unit signs for its order 签收. Raises: NotFound, Forbidden, IllegalMove."""
    order = queries.get(tx, order_id, lock=True)
    target = follow(MOVES, tx.actor, order.state, Verb.SIGN)
    _sign(tx, order, target, signer=tx.actor.id)
    return order


def auto_sign(tx: Tx, order_id: UUID) -> None:
    """Two working days without a signature: the system signs, and says that it did (yellow light)."""
    order = tx.session.get(Order, order_id, with_for_update=True)
    if order is None or order.state != State.ISSUED or (order.clock_from and tx.now < _signs_itself(tx, order)):
        return
    order.auto_signed = True
    _sign(tx, order, drive(MOVES, order.state, Verb.SIGN), signer=None)


def _sign(tx: Tx, order: Order, target: str, signer: UUID | None) -> None:
    order.state, order.signed_at, order.signer_id = target, tx.now, signer
    order.version += 1
    record(tx, "order.auto_signed" if order.auto_signed else "order.signed", order)
    for finding in tx.session.scalars(select(Finding).where(Finding.order_id == order.id)):
        finding.auto_signed = order.auto_signed
        if finding.state == FindingState.RELEASED:
            findings.step(tx, finding, FindingVerb.START)


def ensure_signed(tx: Tx, order: Order, signer: UUID | None) -> None:
    """Answering an order is signing for it; nobody is named when the office enters a unit's paper."""
    if order.state == State.ISSUED:
        _sign(tx, order, drive(MOVES, order.state, Verb.SIGN), signer=signer)


def withhold_again(tx: Tx, unit_path: str) -> None:
    """Photographs stay out only as far as other released findings of the unit need them."""
    still = tx.session.scalars(select(Finding).where(Finding.unit_path == unit_path)).all()
    evidence.withhold(tx, unit_path, keep={UUID(each) for finding in still for each in finding.evidence_ids})


def recompute_provisional(tx: Tx) -> int:
    """After a calendar import: every open provisional deadline is computed anew; says how many changed."""
    book, changed = calendar.load(tx), 0
    open_ = select(Order).where(Order.due_provisional, Order.closed_at.is_(None), Order.state != State.CANCELLED)
    for order in tx.session.scalars(open_.with_for_update()).all():
        changed += _recompute(tx, order, book)
    return changed


def _recompute(tx: Tx, order: Order, book: WorkingCalendar) -> bool:
    start = legal_date(order.assigned_at or order.issued_at)
    last = rules.due_on(book, rulebook.load(tx), start, OrderClass(order.kind), None) if order.due_computed else order.due_on
    due = rules.computed(book, rulebook.load(tx), start, last or order.due_on)
    if (due.due_on, due.yellow_on, due.provisional) == (order.due_on, order.yellow_on, order.due_provisional):
        return False
    set_due(tx, order, due, named=not order.due_computed)
    record(tx, "order.due_recomputed", order, due_on=due.due_on.isoformat(), provisional=due.provisional)
    return True


def set_due(tx: Tx, order: Order, due: Due, *, named: bool = True) -> None:
    """A new deadline for the order and what it carries open; the original one stays written. One named stays as named."""
    order.due_on, order.due_at, order.yellow_on, order.due_provisional = due.due_on, due.due_at, due.yellow_on, due.provisional
    order.due_computed = not named
    order.version += 1
    for finding in tx.session.scalars(select(Finding).where(Finding.order_id == order.id, Finding.closed_at.is_(None))):
        findings.set_due(finding, due)
        finding.version += 1


def named_due(tx: Tx, start: date, last: date, pointer: str) -> Due:
    """The deadline at the end of a day somebody names, for a clock that began on `start`. Raises: DeadlinePassed, DueTooFar."""
    book = rulebook.load(tx)
    if end_of_day(last) <= tx.now:
        raise DeadlinePassed(pointer=pointer, due_on=last.isoformat())
    if last > rules.months_later(legal_date(tx.now), book.long_max_months):
        raise DueTooFar(pointer=pointer, months=book.long_max_months)
    return rules.computed(calendar.load(tx), book, start, last)
