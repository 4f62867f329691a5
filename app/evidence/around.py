"""What other photographs say about some, in bulk. Every one of them goes through `visible()`: what is hidden says nothing."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import aliased

from app.access.policy import Permission, may
from app.core.db import Tx
from app.core.settings import Settings
from app.evidence.hints import Around, Hop, Known, Twins
from app.evidence.models import Evidence, EvidenceLikeness, EvidencePicture
from app.evidence.schemas import EvidenceState, FixSource, Kinship, OwnerKind, Reading, Related
from app.evidence.seen import metres

BITS = 64
MOST_ROWS, MOST_EACH = 2000, 20
MANUAL = FixSource.MANUAL.value


def around(tx: Tx, rows: Sequence[Evidence], visible: Select[Evidence]) -> dict[UUID, Around]:
    """For each of the rows; `visible` selects what the reader may see."""
    if not rows:
        return {}
    ids = [row.id for row in rows]
    befores, twins = _befores(tx, ids, visible), _twins(tx, ids, visible)
    known, related = _known(tx, {row.sha256 for row in rows}), _related(tx, rows, visible)
    return {row.id: Around(befores.get(row.id), twins.get(row.id), known.get(row.sha256), related.get(row.id, ())) for row in rows}


def known_alike(tx: Tx, owner_ids: Iterable[UUID], visible: Select[Evidence]) -> set[UUID]:
    """The cases of which a photograph is like one of another case that the reader may see."""
    other = aliased(Evidence, visible.subquery())
    found: set[UUID] = set()
    for query in (_near(other), _same(other)):
        wanted = query.where(Evidence.owner_id.in_(list(owner_ids))).with_only_columns(Evidence.owner_id)
        found |= set(tx.session.scalars(wanted.distinct()))
    return found


def _befores(tx: Tx, ids: list[UUID], visible: Select[Evidence]) -> dict[UUID, Hop]:
    other = aliased(Evidence, visible.subquery())
    placed = (other.lat.is_not(None), other.fix_source != MANUAL, other.state == EvidenceState.RECEIVED)
    earlier = (other.author_id == Evidence.author_id, other.captured_at < Evidence.captured_at, other.id != Evidence.id)
    newest = select(other.id).where(*earlier, *placed).order_by(other.captured_at.desc(), other.id).limit(1)
    previous = newest.correlate(Evidence).scalar_subquery()
    wanted = (Evidence.id.in_(ids), Evidence.lat.is_not(None), Evidence.fix_source != MANUAL)
    pairs = {row[0]: row[1] for row in tx.session.execute(select(Evidence.id, previous).where(*wanted)) if row[1]}
    held = {row.id: row for row in tx.session.scalars(select(Evidence).where(Evidence.id.in_(set(pairs.values()))))}
    return {own: _hop(held[before]) for own, before in pairs.items()}


def _hop(row: Evidence) -> Hop:
    return Hop(row.fixed_at or row.captured_at, row.lat or 0.0, row.lon or 0.0, row.accuracy_m or 0.0)


def _twins(tx: Tx, ids: list[UUID], visible: Select[Evidence]) -> dict[UUID, Twins]:
    other = aliased(Evidence, visible.subquery())
    same = (other.lat == Evidence.lat, other.lon == Evidence.lon, other.id != Evidence.id, other.fix_source != MANUAL)
    elsewhere = func.max(case((other.owner_id != Evidence.owner_id, 1), else_=0))
    query = (
        select(Evidence.id, func.count(), func.min(other.captured_at), func.max(other.captured_at), elsewhere)
        .join(other, (same[0]) & same[1] & same[2] & same[3] & (other.state == EvidenceState.RECEIVED))
        .where(Evidence.id.in_(ids))
        .group_by(Evidence.id)
    )
    return {row[0]: Twins(row[1], row[2], row[3], bool(row[4])) for row in tx.session.execute(query)}


def _known(tx: Tx, hashes: set[str]) -> dict[str, Known]:
    columns = (EvidencePicture.sha256, func.length(EvidencePicture.prints) == 0, EvidencePicture.periodic)
    query = select(*columns).where(EvidencePicture.sha256.in_(hashes))
    return {row[0]: Known(bool(row[1]), row[2]) for row in tx.session.execute(query)}


def _related(tx: Tx, rows: Sequence[Evidence], visible: Select[Evidence]) -> dict[UUID, tuple[Related, ...]]:
    other, own = aliased(Evidence, visible.subquery()), {row.id: row for row in rows}
    near = _near(other).add_columns(other, EvidenceLikeness.distance, EvidenceLikeness.mirrored)
    near = near.order_by(EvidenceLikeness.distance, other.captured_at, other.id)
    same = _same(other).add_columns(other).order_by(other.captured_at, other.id)
    found: dict[UUID, list[Related]] = {}
    for one, seen in tx.session.execute(same.where(Evidence.id.in_(own)).limit(MOST_ROWS)):
        found.setdefault(one, []).append(_told(tx, own[one], seen, 0, Kinship.SAME_BYTES))
    for one, seen, distance, mirrored in tx.session.execute(near.where(Evidence.id.in_(own)).limit(MOST_ROWS)):
        kind = Kinship.MIRRORED if mirrored else Kinship.NEAR
        found.setdefault(one, []).append(_told(tx, own[one], seen, distance, kind))
    return {one: tuple(related[:MOST_EACH]) for one, related in found.items()}


def _near(other: Any) -> Select[Any]:  # ruff: ignore[any-type]  an alias of Evidence
    alike = select(Evidence.id).join(EvidenceLikeness, EvidenceLikeness.sha256 == Evidence.sha256)
    return alike.join(other, (other.sha256 == EvidenceLikeness.other_sha256) & _apart(other))


def _same(other: Any) -> Select[Any]:  # ruff: ignore[any-type]  an alias of Evidence
    return select(Evidence.id).join(other, (other.sha256 == Evidence.sha256) & (other.id != Evidence.id) & _apart(other))


def _apart(other: Any) -> Any:  # ruff: ignore[any-type]  a condition
    """Photographs of one case look alike by nature."""
    return (other.owner_id != Evidence.owner_id) & (other.state == EvidenceState.RECEIVED)


def _told(tx: Tx, row: Evidence, other: Evidence, distance: int, kind: Kinship) -> Related:
    away = _between(row, other)
    inside = may(tx.actor, Permission.EVIDENCE_ORIGINAL) or other.author_id == tx.actor.id
    return Related(
        evidence_id=other.id, kind=kind, reading=_reading(row, other, away, tx.settings), distance=distance,
        similarity=round(100 * (BITS - distance) / BITS), captured_at=other.captured_at,
        gap_s=round((row.captured_at - other.captured_at).total_seconds()), apart_m=None if away is None else round(away, 1),
        owner_kind=OwnerKind(other.owner_kind), owner_id=other.owner_id if inside else None,
    )  # fmt: skip


def _reading(row: Evidence, other: Evidence, away: float | None, settings: Settings) -> Reading:
    answers = row.owner_kind == OwnerKind.SUBMISSION
    if answers != (other.owner_kind == OwnerKind.SUBMISSION):
        answer, shown = (row, other) if answers else (other, row)
        if shown.received_at and answer.received_at and shown.received_at < answer.received_at:
            return Reading.OLD_PICTURE
    if away is None:
        return Reading.UNPLACED
    near = away <= settings.same_place_m + (row.accuracy_m or 0) + (other.accuracy_m or 0)
    return Reading.SAME_PLACE if near else Reading.OTHER_PLACE


def _between(row: Evidence, other: Evidence) -> float | None:
    for names in (("lat", "lon"), ("site_lat", "site_lon")):
        ends = [getattr(one, name) for one in (row, other) for name in names]
        if None not in ends:
            return metres(*ends)
    return None
