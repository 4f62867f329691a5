"""Which copy of a photograph a reader may get: one decision, asked by every door that bytes leave by.

Inside the office, and for whoever took it, the photograph is as it is; so are a unit's own answers for the unit. Everybody else
gets the masked copy, and only once somebody has checked it (domain.md §3.4 C3).
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, exists, select

from app.access.policy import Permission, Sight, may, sees
from app.core import canonical
from app.core.db import Tx
from app.evidence.errors import EvidenceMaskPending
from app.evidence.mask_models import Mask
from app.evidence.mask_schemas import Box, Shape, Stroke, drawn
from app.evidence.models import Evidence, EvidenceAssignment, EvidenceReader, EvidenceRelease
from app.evidence.schemas import Decode, EvidenceState, OwnerKind
from app.evidence.states import MaskState, Rendition
from app.imaging import covering
from app.seals import queries as seals

_SHAPES = TypeAdapter(list[Shape])


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy to be made or found: what is covered on it, and the name it is kept under, empty for the plain views."""

    shapes: Sequence[covering.Shape] = ()
    key: str = ""

    def name(self, view: str) -> str:
        """What a view of this copy is called beside the original's other derivatives."""
        return f"{self.key}.{view}" if self.key else view


AS_IS = Copy()


def insider(tx: Tx, row: Evidence) -> bool:
    """Whether the reader may see the original, its hash's neighbours, checks and EXIF."""
    return row.id in insiders(tx, [row])


def insiders(tx: Tx, rows: Sequence[Evidence]) -> set[UUID]:
    """Those of which the reader may see that much: office, author, his leader, those assigned."""
    if may(tx.actor, Permission.EVIDENCE_ORIGINAL):
        return {row.id for row in rows}
    own = {row.id for row in rows if row.author_id == tx.actor.id}
    others = [row.id for row in rows if row.id not in own]
    return own | _led(tx, others) | _handed(tx, others)


def _led(tx: Tx, ids: Sequence[UUID]) -> set[UUID]:
    if not ids or not may(tx.actor, Permission.REPORT_TEAM):
        return set()
    return set(tx.session.scalars(select(Evidence.id).where(Evidence.id.in_(ids), seals.led(tx, Evidence.seal_id))))


def _handed(tx: Tx, ids: Sequence[UUID]) -> set[UUID]:
    if not ids or not may(tx.actor, Permission.EVIDENCE_HANDED):
        return set()
    mine = (EvidenceAssignment.evidence_id.in_(ids), EvidenceAssignment.user_id == tx.actor.id)
    return set(tx.session.scalars(select(EvidenceAssignment.evidence_id).where(*mine)))


def _shown(tx: Tx, ids: Sequence[UUID]) -> set[UUID]:
    """Those the office sends the reader to look at the place of again: they must know what they look for."""
    if not ids or not (sees(tx.actor, Sight.AUTHOR) or may(tx.actor, Permission.REPORT_CONFIRM)):
        return set()
    mine = (EvidenceReader.evidence_id.in_(ids), EvidenceReader.user_id == tx.actor.id)
    return set(tx.session.scalars(select(EvidenceReader.evidence_id).where(*mine)))


def _own_answers(tx: Tx, rows: Sequence[Evidence]) -> set[UUID]:
    """Those the reader's unit answered with. An answer is released to the unit it is from, and to no other."""
    path, answers = tx.actor.unit_path, [row.id for row in rows if row.owner_kind == OwnerKind.SUBMISSION]
    if not answers or not sees(tx.actor, Sight.UNIT) or not path:
        return set()
    own = (EvidenceRelease.evidence_id.in_(answers), EvidenceRelease.unit_path.startswith(path))
    return set(tx.session.scalars(select(EvidenceRelease.evidence_id).where(*own)))


def renditions(tx: Tx, rows: Sequence[Evidence], inside: set[UUID], known: Mapping[UUID, Mask]) -> dict[UUID, Rendition]:
    """What the reader may get of photographs they may see; `inside` is what `insiders` said of these."""
    others = [row for row in rows if row.id not in inside]
    as_is = inside | _shown(tx, [row.id for row in others]) | _own_answers(tx, others)
    covered = {row.id: Rendition.MASKED if checked(known.get(row.id)) else Rendition.PENDING for row in rows}
    return covered | {row.id: Rendition.AS_IS for row in rows if row.id in as_is}


def copy_for(tx: Tx, row: Evidence) -> Copy:
    """The copy the reader may get. Raises: EvidenceMaskPending while there is none."""
    known = masks(tx, [row.id])
    if renditions(tx, [row], insiders(tx, [row]), known)[row.id] == Rendition.AS_IS:
        return AS_IS
    return released_copy(known.get(row.id))


def released_copy(mask: Mask | None) -> Copy:
    """The copy that may leave the office. Raises: EvidenceMaskPending while there is none."""
    if mask is None or not checked(mask):
        raise EvidenceMaskPending
    return copy_of(mask)


def checked(mask: Mask | None) -> bool:
    """Whether somebody looked and vouches for what is covered."""
    return mask is not None and mask.state == MaskState.CHECKED


def copy_of(mask: Mask | None) -> Copy:
    """The copy a mask makes, checked or not."""
    if mask is None or not mask.shapes:
        return AS_IS
    return Copy(drawn(read(mask.shapes)), mask.shapes_sha256[:32])


def read(stored: Sequence[object]) -> list[Box | Stroke]:
    """Shapes as they were written down."""
    return _SHAPES.validate_python(stored)


def digest(shapes: Sequence[Box | Stroke]) -> str:
    """What names a mask's copies: the geometry alone."""
    plain = [each.model_dump(mode="json", exclude={"hint"}) for each in shapes]
    return hashlib.sha256(canonical.dumps({"shapes": plain, "typ": "mask", "v": 1})).hexdigest()


def masks(tx: Tx, ids: Iterable[UUID]) -> dict[UUID, Mask]:
    """The masks of these photographs that were ever touched."""
    wanted = list(ids)
    if not wanted:
        return {}
    return {row.evidence_id: row for row in tx.session.scalars(select(Mask).where(Mask.evidence_id.in_(wanted)))}


def waiting(tx: Tx, ids: Iterable[UUID]) -> set[UUID]:
    """Which of these are let out and still wait for their mask to be checked; the desk's business alone."""
    wanted = list(ids)
    if not wanted or not may(tx.actor, Permission.EVIDENCE_MASK):
        return set()
    return set(tx.session.scalars(select(Evidence.id).where(Evidence.id.in_(wanted), *_waits())))


def waiting_of(tx: Tx, owner_ids: Iterable[UUID]) -> Counter[UUID]:
    """How many photographs of each of these cases wait; the desk's business alone."""
    wanted = list(owner_ids)
    if not wanted or not may(tx.actor, Permission.EVIDENCE_MASK):
        return Counter()
    return Counter(tx.session.scalars(select(Evidence.owner_id).where(Evidence.owner_id.in_(wanted), *_waits())))


def _waits() -> tuple[ColumnElement[bool], ...]:
    vouched = exists().where(Mask.evidence_id == Evidence.id, Mask.state == MaskState.CHECKED)
    return (
        exists().where(EvidenceRelease.evidence_id == Evidence.id), ~vouched,
        Evidence.state == EvidenceState.RECEIVED, Evidence.decode != Decode.UNDECODABLE,
    )  # fmt: skip
