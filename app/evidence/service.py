"""Declaring, receiving and releasing evidence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from uuid import UUID

from sqlalchemy import bindparam, delete, select

from app.audit.service import record
from app.core.db import Tx
from app.core.schema import Point
from app.evidence import captures
from app.evidence.captures import Verdict
from app.evidence.errors import EvidenceIdReused, EvidenceMismatch, EvidenceNotDeclared, EvidenceTooLarge
from app.evidence.models import Evidence, EvidenceAssignment, EvidenceReader, EvidenceRelease
from app.evidence.queries import RECEIVED, record_sha256
from app.evidence.schemas import Decode, EvidenceDraft, EvidenceState, OwnerKind
from app.jobs.service import enqueue

DERIVE = "evidence.derive"
_OWN = select(Evidence).where(Evidence.id == bindparam("evidence_id"), Evidence.author_id == bindparam("author_id"))
_OWN_LOCKED = _OWN.with_for_update()


@dataclass(frozen=True, slots=True)
class Case:
    """What declared photographs belong to, and what is known of the whole case."""

    kind: OwnerKind
    id: UUID
    site: Point | None = None
    clock_skew_ms: int | None = None
    seal_id: UUID | None = None


def declare(tx: Tx, case: Case, drafts: Sequence[EvidenceDraft]) -> list[Evidence]:
    """Take a manifest's photographs into the books; those declared before stay as they are.

    Raises: EvidenceIdReused if an id stands for something else already, EvidenceTooLarge.
    """
    if not drafts:
        return []
    held = {row.id: row for row in tx.session.scalars(select(Evidence).where(Evidence.id.in_([d.id for d in drafts])))}
    verdicts = captures.judge(tx, [draft for draft in drafts if draft.id not in held])
    rows = []
    for position, draft in enumerate(drafts):
        if draft.size_bytes > tx.settings.photo_max_bytes:
            raise EvidenceTooLarge(pointer=f"/evidence/{position}/size_bytes", limit=tx.settings.photo_max_bytes)
        row = held.get(draft.id)
        if row is None:
            row = _row(tx, case, draft, position)
            _bind(row, draft, verdicts[draft.id])
            tx.session.add(row)
        elif (row.owner_id, row.author_id, row.sha256, row.size_bytes) != (case.id, tx.actor.id, draft.sha256, draft.size_bytes):
            raise EvidenceIdReused(pointer=f"/evidence/{position}/id")
        rows.append(row)
    return rows


def _row(tx: Tx, case: Case, draft: EvidenceDraft, position: int) -> Evidence:
    place, site = draft.location, case.site
    return Evidence(
        id=draft.id, owner_kind=case.kind, owner_id=case.id, seal_id=case.seal_id, author_id=tx.actor.id,
        position=position,
        sha256=draft.sha256, size_bytes=draft.size_bytes, media_type=draft.media_type, source=draft.source, label=draft.label,
        captured_at=draft.captured_at, clock_skew_ms=case.clock_skew_ms,
        lat=place and place.lat, lon=place and place.lon, accuracy_m=place and place.accuracy_m,
        fixed_at=place and place.fixed_at, fix_source=place and place.source,
        site_lat=site and site.lat, site_lon=site and site.lon,
        state=EvidenceState.DECLARED, decode=Decode.PENDING,
    )  # fmt: skip


def _bind(row: Evidence, draft: EvidenceDraft, verdict: Verdict) -> None:
    """Keep what the phone signed, as it came, and what is to be thought of it."""
    row.grade, row.grade_reason, row.device_key_id, row.capture_seq = verdict.grade, verdict.flaw, verdict.key, verdict.seq
    if (capture := draft.capture) is None:
        return
    row.capture_record, row.capture_signature = capture.record, capture.signature
    if capture.anchor:
        row.capture_anchor, row.capture_anchor_signature = capture.anchor.statement, capture.anchor.signature


def awaited(tx: Tx, evidence_id: UUID, *, lock: bool = False) -> Evidence:
    """The actor's own declared photograph. Raises: EvidenceNotDeclared, whoever else may have declared it."""
    row = tx.session.scalar(_OWN_LOCKED if lock else _OWN, {"evidence_id": evidence_id, "author_id": tx.actor.id})
    if row is None:
        raise EvidenceNotDeclared(pointer="/headers/Upload-Metadata", evidence_id=str(evidence_id))
    return row


def require_match(row: Evidence, *, sha256: str | None, size_bytes: int) -> None:
    """Raises: EvidenceMismatch unless hash and size are the declared ones."""
    if sha256 is not None and sha256 != row.sha256:
        raise EvidenceMismatch(pointer="/headers/Upload-Metadata", field="sha256", declared=row.sha256)
    if size_bytes != row.size_bytes:
        raise EvidenceMismatch(pointer="/headers/Upload-Length", field="size_bytes", declared=row.size_bytes)


def receive(tx: Tx, row: Evidence) -> None:
    """Book verified bytes that are already on disk under their hash; twice is once."""
    if row.state == EvidenceState.RECEIVED:
        return
    row.state = EvidenceState.RECEIVED
    row.received_at = tx.now
    captures.at_receipt(tx, row, tx.now)
    signed = {"rec": record_sha256(row), "grade": row.grade} if row.capture_record is not None else {}
    record(tx, RECEIVED, row, sha256=row.sha256, size_bytes=row.size_bytes, owner=str(row.owner_id), **signed)
    enqueue(tx, DERIVE, evidence_id=str(row.id))


def release(tx: Tx, evidence_ids: Iterable[UUID], unit_path: str) -> None:
    """Let photographs out to a unit; again is nothing new."""
    for evidence_id in evidence_ids:
        tx.session.merge(EvidenceRelease(evidence_id=evidence_id, unit_path=unit_path))


def withhold(tx: Tx, unit_path: str, keep: set[UUID]) -> None:
    """Take reports' and supplements' photographs back from a unit, except those still needed; its own stay its own."""
    query = (
        select(EvidenceRelease)
        .join(Evidence, Evidence.id == EvidenceRelease.evidence_id)
        .where(EvidenceRelease.unit_path == unit_path, Evidence.owner_kind.in_([OwnerKind.REPORT, OwnerKind.SUPPLEMENT]))
    )
    for row in tx.session.scalars(query).all():
        if row.evidence_id not in keep:
            tx.session.delete(row)


def let_read(tx: Tx, evidence_ids: Iterable[UUID], user_ids: Iterable[UUID], matter_id: UUID) -> None:
    """Let exactly these people read these originals for a matter."""
    stop_reading(tx, matter_id)
    pairs = product(dict.fromkeys(evidence_ids), dict.fromkeys(user_ids))
    tx.session.add_all(EvidenceAssignment(evidence_id=each, user_id=user, matter_id=matter_id) for each, user in pairs)
    tx.session.flush()


def stop_reading(tx: Tx, matter_id: UUID) -> None:
    """The matter is over: nobody reads originals for it any more."""
    tx.session.execute(delete(EvidenceAssignment).where(EvidenceAssignment.matter_id == matter_id))


def show(tx: Tx, evidence_ids: Iterable[UUID], user_ids: Iterable[UUID]) -> None:
    """Let persons of the field see photographs that are not their own; again is nothing new."""
    people = list(user_ids)
    for evidence_id in evidence_ids:
        for user_id in people:
            tx.session.merge(EvidenceReader(evidence_id=evidence_id, user_id=user_id))
