"""Doing what is due: each act once, with its notices, in due order."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from app.access.policy import Permission
from app.audit.service import record
from app.calendar import queries as calendar
from app.core.actor import Actor
from app.core.clock import legal_date
from app.core.db import Tx, insert_missing
from app.core.problem import LOCALES, messages
from app.deadlines import queries, sources
from app.deadlines.models import DeadlineAct
from app.deadlines.queries import Due, Key
from app.deadlines.sources import Obligation
from app.deadlines.states import Act, Kind
from app.findings import queries as findings
from app.identity import queries as identity
from app.notices import service as notices
from app.notices.service import Message
from app.results import service as results
from app.results.states import Kind as ResultKind
from app.seals import queries as seals

DECIDES = {
    Kind.EXTENSION: Permission.DEADLINE_DIRECT,
    Kind.REVIEW: Permission.REVIEW_ASSIGN,
}


def perform(tx: Tx, batch: Sequence[Due]) -> int:
    """Do those acts of a batch that are still due and that nobody has done; says how many.

    The obligations are read anew: what was answered, suspended or given another date since the batch was made does nothing.
    """
    owed = _still_owed(tx, batch)
    still = [due for due in batch if due.key in owed]
    rows = [_row(tx, due) for due in still]
    new = insert_missing(tx, DeadlineAct, rows)
    people = identity.everybody(tx) if new else []
    for due, row in zip(still, rows, strict=True):
        if row["id"] in new:
            _act(tx, due, owed[due.key], row["id"], people)
    return len(new)


def _still_owed(tx: Tx, batch: Sequence[Due]) -> dict[Key, Obligation]:
    found: dict[Key, Obligation] = {}
    for kind in Kind:
        if ids := {due.id for due in batch if due.kind == kind}:
            for owed in sources.again(tx, kind, ids):
                found |= {due.key: owed for due in queries.acts_of(tx, owed)}
    return found


def _row(tx: Tx, due: Due) -> dict[str, object]:
    kind, obligation_id, act, due_at = due.key
    return {
        "id": uuid4(), "kind": kind.value, "obligation_id": obligation_id, "act": act, "due_at": due_at, "act_at": due.rung.at,
        "done_at": tx.now,
    }  # fmt: skip


def _act(tx: Tx, due: Due, owed: Obligation, act_id: object, people: list[Actor]) -> None:
    message = _message(tx, due, owed)
    notices.tell(tx, ((person, message) for person in _audience(tx, due.rung.act, owed, people)))
    if due.rung.act == Act.INTERVIEW:
        _propose(tx, owed, message)
    subject = DeadlineAct(id=act_id)
    record(tx, f"deadline.{due.rung.act}", subject, kind=due.kind, obligation=str(due.id), act_at=due.rung.at.isoformat())


def _propose(tx: Tx, owed: Obligation, message: Message) -> None:
    """An interview is suggested on an order's findings; whether it becomes one, people decide."""
    grounds = [finding.id for finding in findings.of_orders(tx, [owed.id])] if owed.kind == Kind.ORDER else []
    if owed.unit_id is not None and grounds:
        words = messages(LOCALES[0])["notices"]["overdue"]
        thing = messages(LOCALES[0])["labels"]["notice_thing"][owed.kind]
        results.suggest(tx, ResultKind.INTERVIEW, owed.unit_id, grounds, words.format_map(message.params | {"thing": thing}))


def _message(tx: Tx, due: Due, owed: Obligation) -> Message:
    if owed.seal_id is not None:
        return Message(due.rung.act.value, *owed.subject)
    days = calendar.load(tx).between(legal_date(tx.now), owed.due_on)
    said = {"thing": owed.kind.value, "number": owed.number, "due_on": owed.due_on.isoformat(), "days": abs(days) or 1}
    return Message(due.rung.act.value, *owed.subject, _key(tx, due, owed), said)


def _key(tx: Tx, due: Due, owed: Obligation) -> str:
    if due.rung.act == Act.WARN:
        return "waiting" if owed.kind == Kind.EXTENSION else "to_decide"
    if due.rung.act in {Act.ESCALATE, Act.INTERVIEW}:
        return "escalated" if due.rung.act == Act.ESCALATE else "interview"
    return "overdue" if tx.now > owed.due_at else "today" if legal_date(tx.now) == owed.due_on else "remind"


def _audience(tx: Tx, act: Act, owed: Obligation, people: list[Actor]) -> list[UUID]:
    """Who is told: the seal's list; who decides; the unit's contacts, above them its principal, at last the director."""
    if owed.seal_id is not None:
        return sorted(set(seals.readers(tx, owed.seal_id)) & {person.id for person in people})
    wanted = Permission.DEADLINE_DIRECT if act == Act.INTERVIEW else DECIDES.get(owed.kind)
    if wanted is not None:
        return [person.id for person in people if wanted in person.permissions]
    if act == Act.ESCALATE:
        return identity.nearest(owed.unit_path, (each for each in people if Permission.DEADLINE_PRINCIPAL in each.permissions))
    answering = [each for each in people if Permission.ORDER_ANSWER in each.permissions]
    contacts = [each for each in answering if Permission.DEADLINE_PRINCIPAL not in each.permissions]
    return identity.nearest(owed.unit_path, contacts) or identity.nearest(owed.unit_path, answering)
