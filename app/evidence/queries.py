"""Every SELECT over evidence, all starting from `visible()`."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, exists, false, or_, select

from app.access.policy import Permission, Sight, may, sees
from app.attest import receipts as receipt_of
from app.attest.receipts import Held, Of
from app.audit import queries as audit
from app.core.db import Tx
from app.core.problem import NotFound
from app.core.ready import table
from app.evidence.around import around, known_alike
from app.evidence.checks import observe
from app.evidence.hints import Around
from app.evidence.models import Evidence, EvidenceAssignment, EvidenceReader, EvidenceRelease
from app.evidence.schemas import EvidenceOut, EvidenceReceipt, EvidenceState, Exif, Fix, OwnerKind
from app.seals import queries as seals

RECEIVED = "evidence.received"
_NO_TOOLS = {"processing": None, "creator_tool": None}  # read by an older recipe
_EVIDENCE = table(Evidence).c
_STILL_DECLARED = select(_EVIDENCE.id).where(
    _EVIDENCE.owner_id == bindparam("owner_id"), _EVIDENCE.state != EvidenceState.RECEIVED.value
)


def visible(tx: Tx) -> Select[Evidence]:
    """The office sees what is not sealed from it, authors their own, a leader his team's, others what was released to them.

    Whoever was assigned a matter sees its photographs while they are.
    """
    actor, query = tx.actor, select(Evidence)
    doors: list[ColumnElement[bool]] = [false()]
    released = exists().where(EvidenceRelease.evidence_id == Evidence.id)
    if sees(actor, Sight.OFFICE):
        doors += [seals.open_to(tx, Evidence.seal_id), released]
    if sees(actor, Sight.AUTHOR) or may(actor, Permission.REPORT_CONFIRM):
        shown = exists().where(EvidenceReader.evidence_id == Evidence.id, EvidenceReader.user_id == actor.id)
        doors += [Evidence.author_id == actor.id, shown]
    if may(actor, Permission.REPORT_TEAM):
        doors.append(seals.led(tx, Evidence.seal_id))
    if sees(actor, Sight.RELEASED):
        doors.append(released)
    if sees(actor, Sight.UNIT) and actor.unit_path:
        doors.append(released.where(EvidenceRelease.unit_path.startswith(actor.unit_path)))
    if may(actor, Permission.EVIDENCE_HANDED):
        assigned = exists().where(EvidenceAssignment.evidence_id == Evidence.id, EvidenceAssignment.user_id == actor.id)
        doors.append(assigned)
    return query.where(or_(*doors))


def get(tx: Tx, evidence_id: UUID) -> Evidence:
    """One visible photograph. Raises: NotFound."""
    row = tx.session.scalar(visible(tx).where(Evidence.id == evidence_id))
    if row is None:
        raise NotFound
    return row


def insider(tx: Tx, row: Evidence) -> bool:
    """Whether the reader may see originals, hashes' neighbours, checks and EXIF: office, author, his leader, those assigned."""
    return may(tx.actor, Permission.EVIDENCE_ORIGINAL) or row.author_id == tx.actor.id or _led(tx, row) or _handed(tx, row)


def _led(tx: Tx, row: Evidence) -> bool:
    query = select(Evidence.id).where(Evidence.id == row.id, seals.led(tx, Evidence.seal_id))
    return may(tx.actor, Permission.REPORT_TEAM) and tx.session.scalar(query) is not None


def _handed(tx: Tx, row: Evidence) -> bool:
    mine = (EvidenceAssignment.evidence_id == row.id, EvidenceAssignment.user_id == tx.actor.id)
    reading = select(EvidenceAssignment.user_id).where(*mine)
    return may(tx.actor, Permission.EVIDENCE_HANDED) and tx.session.scalar(reading.limit(1)) is not None


def of_owner(tx: Tx, owner_id: UUID) -> Sequence[Evidence]:
    """A case's photographs in the manifest's order. The caller has seen the case."""
    return tx.session.scalars(select(Evidence).where(Evidence.owner_id == owner_id).order_by(Evidence.position)).all()


def of_owners(tx: Tx, owner_ids: Iterable[UUID]) -> Sequence[Evidence]:
    """The photographs of several cases, by case and position."""
    ids = list(owner_ids)
    if not ids:
        return []
    return tx.session.scalars(
        select(Evidence).where(Evidence.owner_id.in_(ids)).order_by(Evidence.owner_id, Evidence.position)
    ).all()


def still_declared(tx: Tx, owner_id: UUID) -> set[UUID]:
    """Photographs of a case that have not arrived."""
    rows = tx.session.connection().execute(_STILL_DECLARED, {"owner_id": owner_id})
    return {row.id for row in rows}


def missing(rows: Iterable[Evidence]) -> list[UUID]:
    """Declared but not received."""
    return [row.id for row in rows if row.state != EvidenceState.RECEIVED]


def receipts(tx: Tx, rows: Sequence[Evidence]) -> list[EvidenceReceipt]:
    """What the log says of each received photograph; only insiders are given these."""
    lines = audit.lines(tx, RECEIVED, [row.id for row in rows])
    return [_receipt(tx, row, row.received_at, lines[row.id]) for row in rows if row.received_at is not None]


def receipt(tx: Tx, row: Evidence) -> EvidenceReceipt:
    """One photograph's receipt as the reader may see it. Raises: NotFound while it has not arrived."""
    if row.received_at is None:
        raise NotFound
    inside = sees(tx.actor, Sight.OFFICE) or (sees(tx.actor, Sight.AUTHOR) and not sees(tx.actor, Sight.UNIT))
    return _receipt(tx, row, row.received_at, audit.lines(tx, RECEIVED, [row.id])[row.id] if inside else None)


def _receipt(tx: Tx, row: Evidence, at: datetime, line: audit.Line | None) -> EvidenceReceipt:
    signed = receipt_of.sign(tx, Held(Of.EVIDENCE, row.id, row.sha256, at, row.size_bytes), line)
    return EvidenceReceipt(
        id=row.id, sha256=row.sha256, size_bytes=row.size_bytes, received_at=at, log_index=line and line.idx,
        statement=signed.statement, signature=signed.signature,
    )  # fmt: skip


def out(tx: Tx, row: Evidence) -> EvidenceOut:
    """A row as the reader may see it."""
    return outs(tx, [row])[0]


def outs(tx: Tx, rows: Sequence[Evidence]) -> list[EvidenceOut]:
    """Rows as the reader may see them; what other photographs say of them is asked once for all."""
    inside = [row for row in rows if insider(tx, row)]
    beside = around(tx, inside, visible(tx))
    return [_out(tx, row, beside.get(row.id)) for row in rows]


def alike(tx: Tx, rows: Sequence[Evidence]) -> set[UUID]:
    """The cases of these of which a photograph is like one of another case that the reader may see."""
    return known_alike(tx, rows, visible(tx))


def _out(tx: Tx, row: Evidence, beside: Around | None) -> EvidenceOut:
    """`beside` is None for readers from outside."""
    inside = beside is not None
    place = None
    if row.lat is not None:
        place = Fix(lat=row.lat, lon=row.lon, accuracy_m=row.accuracy_m, fixed_at=row.fixed_at, source=row.fix_source)
    own = {"exif", "owner_id"}
    values = {name: getattr(row, name) for name in EvidenceOut.model_fields if hasattr(row, name) and name not in own}
    return EvidenceOut(
        **values,
        owner_id=row.owner_id if inside or row.owner_kind == OwnerKind.SUBMISSION else None,
        location=place,
        exif=Exif.model_validate(_NO_TOOLS | row.exif) if row.exif and inside else None,
        checks=observe(row, tx.settings, beside) if beside else [],
        related=list(beside.related) if beside else [],
        sha256_verified=row.state == EvidenceState.RECEIVED,
    )
