"""What only the office and the author read of a finding."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.access.policy import Permission, Sight, may, sees
from app.core.db import Tx
from app.evidence import queries as evidence
from app.evidence.models import Evidence
from app.findings.models import Finding, Supplement
from app.findings.schemas import DowngradeOut, Inside, MarksOut, ProposalOut, SupplementOut, TransferOut
from app.findings.states import State
from app.identity import queries as identity


@dataclass(frozen=True, slots=True)
class Known:
    """Read once for many rows: names, supplements and their photographs."""

    names: dict[UUID, str]
    supplements: dict[UUID, list[Supplement]] = field(default_factory=dict)
    photos: dict[UUID, list[Evidence]] = field(default_factory=dict)


def load(tx: Tx, rows: Sequence[Finding]) -> Known:
    """What the insides of these rows are made of; the caller has seen them."""
    known = Known(identity.names(tx, [person for row in rows for person in _people(row)]))
    if not rows:
        return known
    query = select(Supplement).where(Supplement.finding_id.in_([row.id for row in rows])).order_by(Supplement.received_at)
    for each in tx.session.scalars(query):
        known.supplements.setdefault(each.finding_id, []).append(each)
    owners = [each.id for several in known.supplements.values() for each in several]
    for photo in evidence.of_owners(tx, owners):
        known.photos.setdefault(photo.owner_id, []).append(photo)
    return known


def _people(row: Finding) -> Iterable[UUID | None]:
    yield from (row.author_id, row.asked_by, row.decided_by)
    for entry in (row.proposal, row.transfer, *row.downgrade_log):
        if entry:
            yield UUID(entry["by"])


def out(tx: Tx, row: Finding, known: Known) -> Inside:
    """The inside of one row."""
    names, office = known.names, sees(tx.actor, Sight.OFFICE)
    return Inside(
        marks=MarksOut.model_validate(row),
        question=row.question if row.state == State.NEED_MORE else None,
        asked_by_name=names.get(row.asked_by) if row.asked_by and row.state == State.NEED_MORE else None,
        supplements=[supplement(tx, each, known.photos.get(each.id, [])) for each in known.supplements.get(row.id, [])],
        proposal=ProposalOut(**_told(row.proposal, names)) if row.proposal else None,
        duplicate_of=row.duplicate_of,
        relapse_of=row.relapse_of if office else None,
        decided_by_name=names.get(row.decided_by) if row.decided_by else None,
        decided_at=row.decided_at,
        downgrades=[DowngradeOut(**_told(entry, names)) for entry in row.downgrade_log],
        transfer=TransferOut(**_told(row.transfer, names)) if row.transfer and may(tx.actor, Permission.SEAL_KEEP) else None,
        appeal_decision_no=row.appeal_decision_no,
    )


def _told(entry: dict[str, Any], names: dict[UUID, str]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name != "by"} | {"by_name": names.get(UUID(entry["by"]))}


def supplement(tx: Tx, row: Supplement, photos: Sequence[Evidence]) -> SupplementOut:
    """A supplement with its photographs."""
    values = {name: getattr(row, name) for name in SupplementOut.model_fields if hasattr(row, name)}
    return SupplementOut(**values, missing=evidence.missing(photos), evidence=evidence.outs(tx, photos))
