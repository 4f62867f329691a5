"""The author's answer when the office asked for more: words and photographs beside the originals, which stay."""

from uuid import UUID

from sqlalchemy import select

from app.audit.service import record
from app.core.db import Tx
from app.core.machine import drive, follow
from app.core.schema import Point
from app.evidence import queries as evidence
from app.evidence import service as evidence_service
from app.evidence.schemas import OwnerKind
from app.findings import service
from app.findings.errors import NotTheAuthor, SupplementIdReused, SupplementIncomplete
from app.findings.models import Finding, Supplement
from app.findings.schemas import SupplementDraft
from app.findings.states import MOVES, State, Verb


def supplement(tx: Tx, finding: Finding, draft: SupplementDraft) -> tuple[Supplement, bool]:
    """Take what the author adds; says whether it is new. The finding is under review again with the last photograph.

    Raises: Forbidden, NotTheAuthor, IllegalMove, SupplementIdReused, SupplementIncomplete, EvidenceIdReused, EvidenceTooLarge.
    """
    content = draft.content_sha256()
    held = tx.session.get(Supplement, draft.id)
    if held is not None:
        if (held.finding_id, held.content_sha256, held.author_id) != (finding.id, content, tx.actor.id):
            raise SupplementIdReused(pointer="/id")
        return held, False
    follow(MOVES, tx.actor, finding.state, Verb.SUPPLEMENT)
    if finding.author_id != tx.actor.id:
        raise NotTheAuthor
    waiting = select(Supplement.id).where(Supplement.finding_id == finding.id, Supplement.submitted_at.is_(None))
    if tx.session.scalar(waiting):
        raise SupplementIncomplete
    row = Supplement(
        id=draft.id, finding_id=finding.id, author_id=tx.actor.id, content_sha256=content, question=finding.question or "",
        text=draft.text, received_at=tx.now,
    )  # fmt: skip
    tx.session.add(row)
    site = Point(lat=finding.lat, lon=finding.lon) if finding.lat is not None and finding.lon is not None else None
    case = evidence_service.Case(OwnerKind.SUPPLEMENT, row.id, site, None, finding.mission_id)
    photos = evidence_service.declare(tx, case, draft.evidence)
    record(tx, "supplement.received", row, finding=str(finding.id), content_sha256=content)
    if not evidence.missing(photos):
        _complete(tx, finding, row, [])
    return row, True


def arrived(tx: Tx, supplement_id: UUID) -> str:
    """A photograph of a supplement arrived: complete it if it was the last; says its finding's state."""
    row = tx.session.get_one(Supplement, supplement_id, with_for_update=True)
    finding = tx.session.get_one(Finding, row.finding_id, with_for_update=True)
    photos = evidence.of_owner(tx, row.id)
    if row.submitted_at is None and not evidence.missing(photos):
        _complete(tx, finding, row, [str(photo.id) for photo in photos])
    return finding.state


def _complete(tx: Tx, finding: Finding, row: Supplement, photos: list[str]) -> None:
    row.submitted_at = tx.now
    finding.evidence_ids = [*finding.evidence_ids, *photos]
    if finding.state == State.NEED_MORE:  # else the office asked no longer; what came is kept all the same
        service.move(tx, finding, drive(MOVES, finding.state, Verb.SUPPLEMENT), Verb.SUPPLEMENT, supplement=str(row.id))
