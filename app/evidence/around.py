"""What other photographs say about some, in bulk. Every one of them goes through `visible()`: what is hidden says nothing."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, case, false, func, literal_column, or_, select, union_all
from sqlalchemy.orm import aliased

from app.access.policy import Permission, may
from app.core.db import Tx
from app.core.ready import table
from app.core.settings import Settings
from app.evidence.hints import Around, Hop, Known, Twins
from app.evidence.models import Evidence, EvidenceLikeness, EvidencePicture
from app.evidence.schemas import EvidenceState, FixSource, Kinship, OwnerKind, Reading, Related
from app.evidence.seen import metres

BITS = 64
MOST_EACH = 20
A_DAY = timedelta(days=1)
MANUAL = FixSource.MANUAL.value


class Alike(NamedTuple):
    """How a picture is like another."""

    distance: int
    kind: Kinship


def around(tx: Tx, rows: Sequence[Evidence], visible: Select[Evidence]) -> dict[UUID, Around]:
    """For each of the rows; `visible` selects what the reader may see."""
    if not rows:
        return {}
    ids = [row.id for row in rows]
    befores, twins = _befores(tx, rows, visible), _twins(tx, ids, visible)
    known, related = _known(tx, {row.sha256 for row in rows}), _related(tx, rows, visible)
    return {row.id: Around(befores.get(row.id), twins.get(row.id), known.get(row.sha256), related.get(row.id, ())) for row in rows}


def known_alike(tx: Tx, rows: Sequence[Evidence], visible: Select[Evidence]) -> set[UUID]:
    """The cases of the rows of which a photograph is like one of another case that the reader may see; however many there are."""
    own, pairs = aliased(Evidence), table(EvidenceLikeness).c
    there = visible.where(Evidence.owner_id != own.owner_id, Evidence.state == EvidenceState.RECEIVED)
    same = there.where(Evidence.sha256 == own.sha256).correlate(own).exists()
    near = there.join(EvidenceLikeness, pairs.other_sha256 == Evidence.sha256).where(pairs.sha256 == own.sha256).correlate(own)
    query = select(own.owner_id).where(own.id.in_([row.id for row in rows]), or_(same, near.exists()))
    return set(tx.session.scalars(query.distinct())) if rows else set()


def _befores(tx: Tx, rows: Sequence[Evidence], visible: Select[Evidence]) -> dict[UUID, Hop]:
    """The newest before each, no more than A_DAY before it, whatever is asked with it: further back says nothing of speed."""
    ids, since = [row.id for row in rows], min(row.captured_at for row in rows) - A_DAY
    other = aliased(Evidence, visible.subquery())
    placed = (other.lat.is_not(None), other.fix_source != MANUAL, other.state == EvidenceState.RECEIVED)
    earlier = (other.author_id == Evidence.author_id, other.captured_at < Evidence.captured_at, other.captured_at >= since)
    newest = select(other.id).where(*earlier, *placed).order_by(other.captured_at.desc(), other.id).limit(1)
    previous = newest.correlate(Evidence).scalar_subquery()
    wanted = (Evidence.id.in_(ids), Evidence.lat.is_not(None), Evidence.fix_source != MANUAL)
    pairs = {row[0]: row[1] for row in tx.session.execute(select(Evidence.id, previous).where(*wanted)) if row[1]}
    held = {row.id: row for row in tx.session.scalars(select(Evidence).where(Evidence.id.in_(set(pairs.values()))))}
    recent = {row.id: held[pairs[row.id]] for row in rows if row.id in pairs and _recent(held[pairs[row.id]], row)}
    return {own: _hop(before) for own, before in recent.items()}


def _recent(before: Evidence, row: Evidence) -> bool:
    return before.captured_at >= row.captured_at - A_DAY


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
    """The nearest MOST_EACH of each row: counted by row and among what is seen, so that neither plenty nor secrets push any out."""
    nearest = _nearest([row.id for row in rows], visible).subquery().c
    query = select(nearest.own_id, nearest.same, nearest.distance, nearest.mirrored, Evidence).join(
        Evidence, Evidence.id == nearest.id
    )
    ordered = query.where(nearest.turn <= MOST_EACH).order_by(nearest.own_id, nearest.turn)
    mine = {row.id: row for row in rows}
    told: dict[UUID, list[Related]] = {}
    for own_id, same, distance, is_mirrored, other in tx.session.execute(ordered):
        kind = Kinship.SAME_BYTES if same else Kinship.MIRRORED if is_mirrored else Kinship.NEAR
        told.setdefault(own_id, []).append(_told(tx, mine[own_id], other, Alike(distance, kind)))
    return {own_id: tuple(each) for own_id, each in told.items()}


def _nearest(ids: list[UUID], visible: Select[Evidence]) -> Select[Any]:
    """Each row's neighbours of other cases in turn: the same bytes first, then by distance, then the oldest."""
    near = _alike(ids).subquery().c
    order = (near.same.desc(), near.distance, near.fine, Evidence.sha256, Evidence.captured_at, Evidence.id)
    turn = func.row_number().over(partition_by=near.own_id, order_by=order).label("turn")
    joined = visible.join(near.own_id.table, (near.sha256 == Evidence.sha256) & (near.owner_id != Evidence.owner_id))
    seen = joined.where(Evidence.state == EvidenceState.RECEIVED)
    return seen.with_only_columns(near.own_id, near.same, near.distance, near.mirrored, Evidence.id, turn)


def _alike(ids: list[UUID]) -> CompoundSelect[Any]:
    """The pictures that are like those of these rows, their own among them."""
    own, pairs = aliased(Evidence), table(EvidenceLikeness).c
    whose, wanted = (own.id.label("own_id"), own.owner_id), own.id.in_(ids)
    zero: ColumnElement[int] = literal_column("0")
    one: ColumnElement[int] = literal_column("1")
    same = select(*whose, own.sha256, one.label("same"), zero.label("distance"), zero.label("fine"), false().label("mirrored"))
    near = select(*whose, pairs.other_sha256, zero, pairs.distance, pairs.fine, pairs.mirrored)
    return union_all(same.where(wanted), near.join(EvidenceLikeness, pairs.sha256 == own.sha256).where(wanted))


def _told(tx: Tx, row: Evidence, other: Evidence, alike: Alike) -> Related:
    away = _between(row, other)
    inside = may(tx.actor, Permission.EVIDENCE_ORIGINAL) or other.author_id == tx.actor.id
    return Related(
        evidence_id=other.id, kind=alike.kind, reading=_reading(row, other, away, tx.settings), distance=alike.distance,
        similarity=round(100 * (BITS - alike.distance) / BITS), captured_at=other.captured_at,
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
