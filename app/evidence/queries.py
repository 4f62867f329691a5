"""Every SELECT over evidence, all starting from `visible()`."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, exists, false, or_, select
from sqlalchemy.orm import aliased

from app.access.policy import Permission, Sight, may, sees
from app.attest import receipts as receipt_of
from app.attest.receipts import Held, Of
from app.audit import queries as audit
from app.core.db import Tx
from app.core.machine import open_moves
from app.core.problem import NotFound
from app.core.ready import table
from app.evidence import records
from app.evidence import renditions as masks
from app.evidence.around import around, known_alike
from app.evidence.checks import Sequel, observe, observe_capture
from app.evidence.hints import Around
from app.evidence.mask_models import Mask
from app.evidence.mask_schemas import MaskOut
from app.evidence.models import Evidence, EvidenceAssignment, EvidenceReader, EvidenceRelease
from app.evidence.schemas import Check, EvidenceOut, EvidenceReceipt, EvidenceState, Exif, Fix, Flaw, Grade, OwnerKind, Related
from app.evidence.states import MOVES, MaskState, MaskVerb, Rendition
from app.identity import queries as identity
from app.seals import queries as seals

RECEIVED = "evidence.received"
_NO_TOOLS = {"processing": None, "creator_tool": None}  # read by an older recipe
_EVIDENCE = table(Evidence).c
_STILL_DECLARED = select(_EVIDENCE.id).where(
    _EVIDENCE.owner_id == bindparam("owner_id"), _EVIDENCE.state != EvidenceState.RECEIVED.value
)


class _Insight(NamedTuple):
    """What those inside are told of a photograph besides."""

    checks: list[Check]
    related: tuple[Related, ...]


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


def unread(tx: Tx, after: str, limit: int, *, found_harmed: bool) -> Sequence[str]:
    """Hashes of originals that no job has read again, or has found harmed, in order, from behind one on."""
    harm = Evidence.harm.is_not(None) if found_harmed else Evidence.harm.is_(None)
    unread_ones = (Evidence.state == EvidenceState.RECEIVED, Evidence.sm3.is_(None), harm, Evidence.sha256 > after)
    return tx.session.scalars(select(Evidence.sha256).where(*unread_ones).distinct().order_by(Evidence.sha256).limit(limit)).all()


def named(tx: Tx, hashes: Collection[str]) -> set[str]:
    """Which of these hashes any photograph was declared or received with."""
    return set(tx.session.scalars(select(Evidence.sha256).where(Evidence.sha256.in_(hashes))))


def harmed(tx: Tx) -> Sequence[tuple[str, str]]:
    """Originals that are not what was received: hash and harm."""
    query = select(Evidence.sha256, Evidence.harm).where(Evidence.harm.is_not(None)).distinct().order_by(Evidence.sha256)
    return [(row.sha256, row.harm or "") for row in tx.session.execute(query)]


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
    signed = receipt_of.sign(tx, Held(Of.EVIDENCE, row.id, row.sha256, at, row.size_bytes, record_sha256(row)), line)
    return EvidenceReceipt(
        id=row.id, sha256=row.sha256, size_bytes=row.size_bytes, received_at=at, log_index=line and line.idx,
        statement=signed.statement, signature=signed.signature,
    )  # fmt: skip


def record_sha256(row: Evidence) -> str | None:
    """Of the capture record's own bytes, whether it holds or not."""
    return hashlib.sha256(row.capture_record.encode()).hexdigest() if row.capture_record is not None else None


def sequels(tx: Tx, rows: Sequence[Evidence]) -> dict[UUID, Sequel]:
    """How each record follows the one before it, as far as the reader may know: others' numbers would tell of what is sealed."""
    recorded = [row for row in rows if row.capture_seq is not None and row.capture_record is not None]
    near = _numbered_near(tx, [row.id for row in recorded])
    return {row.id: _sequel(tx, row, near.get(row.id, [])) for row in recorded}


def _numbered_near(tx: Tx, ids: Sequence[UUID]) -> dict[UUID, list[Evidence]]:
    """What the same phone gave each one's number or the one before it to, as far as the reader may see."""
    if not ids:
        return {}
    own, found = aliased(Evidence), dict[UUID, list[Evidence]]()
    numbers = Evidence.capture_seq.in_([own.capture_seq, own.capture_seq - 1])
    near = visible(tx).join(own, (Evidence.device_key_id == own.device_key_id) & numbers & (Evidence.id != own.id))
    for own_id, other in tx.session.execute(near.where(own.id.in_(ids)).with_only_columns(own.id, Evidence)):
        found.setdefault(own_id, []).append(other)
    return found


def _sequel(tx: Tx, row: Evidence, near: Sequence[Evidence]) -> Sequel:
    said = records.read(row.capture_record or "")
    before = {record_sha256(each) for each in near if each.capture_seq != row.capture_seq}
    if len(before) != len(near) or (before and said is not None and said.prev not in before):
        return Sequel.FORK
    if before or row.capture_seq == 1:
        return Sequel.WHOLE
    whole = row.author_id == tx.actor.id or (may(tx.actor, Permission.SEAL_KEEP) and not sees(tx.actor, Sight.UNIT))
    return Sequel.GAP if whole else Sequel.UNKNOWN


def out(tx: Tx, row: Evidence) -> EvidenceOut:
    """A row as the reader may see it."""
    return outs(tx, [row])[0]


def outs(tx: Tx, rows: Sequence[Evidence]) -> list[EvidenceOut]:
    """Rows as the reader may see them; whatever is asked is asked once for all."""
    known, inside = masks.masks(tx, [row.id for row in rows]), masks.insiders(tx, rows)
    covered = {each.evidence_id: each for each in mask_outs(tx, rows, known)} if may(tx.actor, Permission.EVIDENCE_MASK) else {}
    copies, checks = masks.renditions(tx, rows, inside, known), _insights(tx, [row for row in rows if row.id in inside])
    return [_out(row, checks.get(row.id), copies[row.id], covered.get(row.id)) for row in rows]


def _insights(tx: Tx, rows: Sequence[Evidence]) -> dict[UUID, _Insight]:
    beside, follow = around(tx, rows, visible(tx)), sequels(tx, rows)
    return {row.id: _Insight(_checks(tx, row, beside[row.id], follow.get(row.id)), beside[row.id].related) for row in rows}


def alike(tx: Tx, rows: Sequence[Evidence]) -> set[UUID]:
    """The cases of these of which a photograph is like one of another case that the reader may see."""
    return known_alike(tx, rows, visible(tx))


def _out(row: Evidence, insight: _Insight | None, rendition: Rendition, covered: MaskOut | None) -> EvidenceOut:
    """`insight` is None for readers from outside."""
    inside = insight is not None
    place = None
    if row.lat is not None:
        place = Fix(lat=row.lat, lon=row.lon, accuracy_m=row.accuracy_m, fixed_at=row.fixed_at, source=row.fix_source)
    own = {"exif", "owner_id", "grade", "grade_reason", "sm3"}
    values = {name: getattr(row, name) for name in EvidenceOut.model_fields if hasattr(row, name) and name not in own}
    return EvidenceOut(
        **values,
        sm3=row.sm3 if inside else None,
        owner_id=row.owner_id if inside or row.owner_kind == OwnerKind.SUBMISSION else None,
        location=place,
        exif=Exif.model_validate(_NO_TOOLS | row.exif) if row.exif and inside else None,
        checks=insight.checks if insight else [],
        related=list(insight.related) if insight else [],
        sha256_verified=row.state == EvidenceState.RECEIVED,
        grade=Grade(row.grade) if inside else None,
        grade_reason=Flaw(row.grade_reason) if inside and row.grade_reason else None,
        rendition=rendition,
        mask=covered,
    )


def _checks(tx: Tx, row: Evidence, beside: Around, sequel: Sequel | None) -> list[Check]:
    return [*observe(row, tx.settings, beside), *observe_capture(row, tx.settings, sequel or Sequel.UNKNOWN)]


def mask_out(tx: Tx, row: Evidence) -> MaskOut:
    """One photograph's mask, for the desk."""
    return mask_outs(tx, [row], masks.masks(tx, [row.id]))[0]


def mask_outs(tx: Tx, rows: Sequence[Evidence], known: Mapping[UUID, Mask]) -> list[MaskOut]:
    """The masks of photographs, those nobody touched among them; for the desk."""
    names = identity.names(tx, [each.checker_id for each in known.values()])
    return [_mask_out(tx, row.id, known.get(row.id), names) for row in rows]


def _mask_out(tx: Tx, evidence_id: UUID, mask: Mask | None, names: Mapping[UUID, str]) -> MaskOut:
    state = MaskState(mask.state) if mask else MaskState.NONE
    return MaskOut(
        evidence_id=evidence_id,
        state=state,
        shapes=masks.read(mask.shapes) if mask else [],
        version=mask.version if mask else 0,
        checked_by_name=names.get(mask.checker_id) if mask and mask.checker_id else None,
        checked_at=mask.checked_at if mask else None,
        moves=[MaskVerb(verb) for verb in open_moves(MOVES, tx.actor, state)],
    )
