"""Which checkpoint is owed to which anchor, what came back, and what speaks against this log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import SystemRandom

from sqlalchemy import func, or_, select, update

from app.attest.anchors import Anchor, Kind, Point, Seen
from app.attest.models import LogAnchor, LogPublication
from app.audit.models import LogCheckpoint, LogHead
from app.audit.note import Note, signature_lines
from app.core.clock import legal_date
from app.core.db import Tx

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
LATE = timedelta(hours=1)
_chance = SystemRandom()
_Of = LogPublication


class State(StrEnum):
    """Of one checkpoint at one anchor."""

    WAITING = "waiting"
    DONE = "done"
    PASSED = "passed"  # it had seen a newer one before this came


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an anchor is behind; `late` if something has waited for an hour."""

    name: str
    kind: Kind
    size: int | None
    at: datetime | None
    lag: int
    waiting: int
    late: bool
    trouble: str | None
    contradiction: str | None


def owe(tx: Tx, size: int, anchors: Sequence[Anchor]) -> None:
    """A new checkpoint is owed to each; to a mailbox the first of a day."""
    for anchor in anchors:
        if anchor.kind != Kind.MAIL or not _told_today(tx, anchor.name):
            row = LogPublication(size=size, anchor=anchor.name, state=State.WAITING, attempts=0, due_at=tx.now)
            tx.session.add(row)


def _told_today(tx: Tx, name: str) -> bool:
    query = select(LogCheckpoint.signed_at).join(_Of, _Of.size == LogCheckpoint.size).where(_Of.anchor == name)
    last = tx.session.scalar(query.order_by(_Of.size.desc()).limit(1))
    return last is not None and legal_date(last) == legal_date(tx.now)


def due(tx: Tx, name: str) -> int | None:
    """The size of the oldest checkpoint that is to go there now."""
    now_or_never = or_(_Of.due_at <= tx.now, _Of.due_at > tx.now + LONGEST_WAIT)  # set by a clock that was ahead
    waiting = select(_Of.size).where(_Of.anchor == name, _Of.state == State.WAITING, now_or_never)
    return tx.session.scalar(waiting.order_by(_Of.size).limit(1))


def point(tx: Tx, name: str, size: int) -> Point:
    """A checkpoint as it goes there."""
    row = tx.session.get_one(LogCheckpoint, size)
    text, apart, lines = row.note.partition("\n\n")
    origin = text.partition("\n")[0]  # what stands there of others is no anchor's business, and need not be readable
    own = "".join(line for line in lines.splitlines(keepends=True) if line.startswith(f"\N{EM DASH} {origin} "))
    return Point(size, f"{text}\n", f"{text}{apart}{own}", row.signed_at, tx.now, _taken(tx, name) or 0)


def _taken(tx: Tx, name: str) -> int | None:
    return tx.session.scalar(select(func.max(_Of.size)).where(_Of.anchor == name, _Of.state == State.DONE))


def done(tx: Tx, anchor: Anchor, size: int, answer: bytes) -> None:
    """It took the checkpoint; a witness's signature goes under the note."""
    row = tx.session.get_one(LogPublication, (size, anchor.name), with_for_update=True)
    row.state, row.answer, row.settled_at = State.DONE, answer, tx.now
    if anchor.kind == Kind.WITNESS:
        seen = tx.session.get_one(LogCheckpoint, size, with_for_update=True)
        seen.note = str(Note.parse(seen.note).under(signature_lines(answer.decode())))
    known = _known(tx, anchor.name)
    known.seen_size, known.trouble, known.contradiction = max(known.seen_size, size), None, None


def passed(tx: Tx, name: str, size: int, seen: int) -> None:
    """It had a newer one before."""
    row = tx.session.get_one(LogPublication, (size, name), with_for_update=True)
    row.state, row.settled_at = State.PASSED, tx.now
    _known(tx, name).seen_size = seen


def failed(tx: Tx, name: str, size: int, why: str, *, contradicts: bool) -> None:
    """It is tried again, later each time; what speaks against this log is kept until the anchor says otherwise."""
    row = tx.session.get_one(LogPublication, (size, name), with_for_update=True)
    row.attempts += 1
    row.due_at = tx.now + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(row.attempts - 1, 6)) * _chance.uniform(0.5, 1)
    known = _known(tx, name)
    known.trouble = why[:300]
    if contradicts:
        known.contradiction = why[:300]


def heard(tx: Tx, name: str, seen: Seen) -> None:
    """What an anchor says it has seen, kept though nothing is signed."""
    _known(tx, name).seen_size = seen.size


def troubled(tx: Tx, name: str, why: str) -> None:
    """It answered what nobody can read."""
    _known(tx, name).trouble = why[:300]


def contradict(tx: Tx, name: str, why: str) -> None:
    """It has another log."""
    _known(tx, name).contradiction = why[:300]


def _known(tx: Tx, name: str) -> LogAnchor:
    row = tx.session.get(LogAnchor, name, with_for_update=True)
    if row is None:
        row = LogAnchor(name=name, seen_size=0)
        tx.session.add(row)
        tx.session.flush()
    return row


def contradiction(tx: Tx, names: Sequence[str], signed: int) -> str | None:
    """What the anchors in use hold against this log, of which so many entries were signed."""
    query = select(LogAnchor).where(LogAnchor.name.in_(names)).order_by(LogAnchor.name)
    for row in tx.session.scalars(query):
        if row.contradiction:
            return f"{row.name}: {row.contradiction}"
        if row.seen_size > signed:
            return f"{row.name} has seen {row.seen_size} entries, and only {signed} were signed here: an older copy was restored"
    return None


def tokens(tx: Tx, size: int, name: str) -> bytes | None:
    """What an anchor gave for a checkpoint: of a time-stamping authority the response, of a witness its signature lines."""
    return tx.session.scalar(select(_Of.answer).where(_Of.size == size, _Of.anchor == name))


def standings(tx: Tx, anchors: Sequence[Anchor]) -> list[Standing]:
    """How far each is behind."""
    return [_standing(tx, anchor) for anchor in anchors]


def _standing(tx: Tx, anchor: Anchor) -> Standing:
    head = tx.session.scalars(select(LogHead.idx)).one()
    last = select(_Of.size, _Of.settled_at).where(_Of.anchor == anchor.name, _Of.state == State.DONE)
    taken = tx.session.execute(last.order_by(_Of.size.desc()).limit(1)).one_or_none()
    waiting = select(func.count(), func.min(LogCheckpoint.signed_at)).join(_Of, _Of.size == LogCheckpoint.size)
    count, since = tx.session.execute(waiting.where(_Of.anchor == anchor.name, _Of.state == State.WAITING)).one()
    known = tx.session.get(LogAnchor, anchor.name)
    return Standing(
        anchor.name, anchor.kind, taken.size if taken else None, taken.settled_at if taken else None,
        max(0, head - (taken.size if taken else 0)), count, since is not None and tx.now - since > LATE,
        known.trouble if known else None, known.contradiction if known else None,
    )  # fmt: skip


def hasten(tx: Tx) -> None:
    """The program was started anew: what waits is tried at once."""
    tx.session.execute(update(_Of).where(_Of.state == State.WAITING).values(due_at=tx.now))
