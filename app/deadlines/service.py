"""Doing what is due: each act once, with its notices, in due order."""

from collections.abc import Iterator, Sequence
from uuid import UUID, uuid4

from app.access.policy import Permission
from app.audit.service import record
from app.calendar import queries as calendar
from app.core.actor import Actor
from app.core.clock import legal_date
from app.core.db import Tx, insert_missing
from app.deadlines import queries, sources
from app.deadlines.models import DeadlineAct
from app.deadlines.queries import Due, Key
from app.deadlines.sources import Obligation
from app.deadlines.states import Act, Kind
from app.identity import queries as identity
from app.notices import service as notices
from app.notices.service import Message

ANSWERS = {Kind.ORDER: Permission.ORDER_ANSWER, Kind.TASK: Permission.ORDER_ANSWER}


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
    notices.tell(tx, ((person, message) for person in _audience(due.rung.act, owed, people)))
    subject = DeadlineAct(id=act_id)
    record(tx, f"deadline.{due.rung.act}", subject, kind=due.kind, obligation=str(due.id), act_at=due.rung.at.isoformat())


def _message(tx: Tx, due: Due, owed: Obligation) -> Message:
    days = calendar.load(tx).between(legal_date(tx.now), owed.due_on)
    late = tx.now > owed.due_at
    if due.rung.act == Act.ESCALATE:
        key = "escalated"
    elif due.rung.act == Act.INTERVIEW:
        key = "interview"
    else:
        key = "overdue" if late else "today" if legal_date(tx.now) == owed.due_on else "remind"
    said = {"thing": owed.kind.value, "number": owed.number, "due_on": owed.due_on.isoformat(), "days": abs(days) or 1}
    return Message(due.rung.act.value, owed.kind.value, owed.id, key, said)


def _audience(act: Act, owed: Obligation, people: list[Actor]) -> Iterator[UUID]:
    """Who is told: the unit's contacts; above them its principal; at last the director, who alone proposes."""
    if act == Act.INTERVIEW:
        yield from (person.id for person in people if Permission.DEADLINE_DIRECT in person.permissions)
        return
    if act == Act.ESCALATE:
        yield from _of_unit(owed.unit_path, [each for each in people if Permission.DEADLINE_PRINCIPAL in each.permissions])
        return
    answering = [each for each in people if ANSWERS[owed.kind] in each.permissions]
    contacts = [each for each in answering if Permission.DEADLINE_PRINCIPAL not in each.permissions]
    yield from _of_unit(owed.unit_path, contacts) or _of_unit(owed.unit_path, answering)


def _of_unit(path: str, people: list[Actor]) -> list[UUID]:
    """The people of a unit, or of the nearest above it that has any."""
    while path.strip("/"):
        if found := [person.id for person in people if person.unit_path == path]:
            return found
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return []
