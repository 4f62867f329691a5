"""Covering what may not be seen: suggested by a machine, drawn and vouched for by people."""

from collections.abc import Sequence
from uuid import UUID

from app.access.policy import Permission, require
from app.audit.service import record
from app.core.db import Tx
from app.core.machine import drive, follow
from app.core.problem import PreconditionRequired, StaleVersion
from app.evidence import queries, renditions
from app.evidence.errors import EvidenceNotReceived, MaskNotSeen
from app.evidence.mask_models import Mask
from app.evidence.mask_schemas import Box, Looked, MaskDraft, Stroke
from app.evidence.models import Evidence
from app.evidence.schemas import Decode, EvidenceState
from app.evidence.states import MOVES, MaskState, MaskVerb
from app.jobs.service import enqueue

MAKE, SUGGEST = "evidence.mask", "evidence.suggest"


def edit(tx: Tx, evidence_id: UUID, draft: MaskDraft, expected: int | None) -> Mask:
    """Put these shapes in the place of what was covered; a checked mask must be reopened first.

    Raises: NotFound, Forbidden, EvidenceNotReceived, StaleVersion, PreconditionRequired, IllegalMove.
    """
    row, mask = _opened(tx, evidence_id)
    shapes = [each.model_dump(mode="json") for each in draft.shapes]
    if expected is None and mask.shapes == shapes and mask.version:
        return mask
    _require_version(mask, expected)
    mask.state = follow(MOVES, tx.actor, mask.state, MaskVerb.EDIT)
    _cover(tx, mask, draft.shapes)
    record(tx, "evidence.mask_saved", row, **_told(mask))
    return mask


def check(tx: Tx, evidence_id: UUID, expected: int | None) -> Mask:
    """Vouch that nobody can be known from the copy; nothing to cover is as good an answer.

    Raises: NotFound, Forbidden, EvidenceNotReceived, MaskNotSeen, StaleVersion, PreconditionRequired, IllegalMove.
    """
    row, mask = _opened(tx, evidence_id)
    _require_version(mask, expected)
    if row.decode != Decode.OK:
        raise MaskNotSeen(evidence_id=str(evidence_id))
    mask.state = follow(MOVES, tx.actor, mask.state, MaskVerb.CHECK)
    mask.checked_at, mask.checker_id = tx.now, tx.actor.id
    mask.version += 1
    record(tx, "evidence.mask_checked", row, **_told(mask))
    enqueue(tx, MAKE, evidence_id=str(evidence_id))
    return mask


def check_all(tx: Tx, looked: Sequence[Looked]) -> list[Mask]:
    """Vouch for several in one act: all, or none. Raises: as `check`, naming the first that stands in the way."""
    require(tx.actor, Permission.EVIDENCE_MASK)
    ordered = sorted(looked, key=lambda each: each.evidence_id)  # two acts over the same photographs lock them alike
    done = {each.evidence_id: check(tx, each.evidence_id, each.version) for each in ordered}
    return [done[each.evidence_id] for each in looked]


def reopen(tx: Tx, evidence_id: UUID, expected: int | None) -> Mask:
    """Take the word back: no copy is given out until somebody checks again; what was drawn stays.

    Raises: NotFound, Forbidden, StaleVersion, PreconditionRequired, IllegalMove.
    """
    row, mask = _opened(tx, evidence_id)
    _require_version(mask, expected)
    mask.state = follow(MOVES, tx.actor, mask.state, MaskVerb.REOPEN)
    mask.checked_at = mask.checker_id = None
    mask.version += 1
    record(tx, "evidence.mask_reopened", row, **_told(mask))
    return mask


def suggest(tx: Tx, evidence_id: UUID, found: Sequence[Box]) -> None:
    """Take in what a machine has found; where somebody was sooner it has no say. Derived, so no entry of the log."""
    row = tx.session.get_one(Evidence, evidence_id, with_for_update=True)
    mask = _row(tx, row)
    if mask.version or mask.state != MaskState.NONE:
        return
    mask.state = drive(MOVES, mask.state, MaskVerb.SUGGEST)
    _cover(tx, mask, found)
    mask.saver_id = None


def _opened(tx: Tx, evidence_id: UUID) -> tuple[Evidence, Mask]:
    row = queries.get(tx, evidence_id)
    require(tx.actor, Permission.EVIDENCE_MASK)
    if row.state != EvidenceState.RECEIVED:
        raise EvidenceNotReceived
    return row, _row(tx, row)


def _row(tx: Tx, row: Evidence) -> Mask:
    """The mask, locked; one that nobody touched is made now, and a lost race for that is tried again at the edge."""
    mask = tx.session.get(Mask, row.id, with_for_update=True, populate_existing=True)
    if mask is None:
        mask = Mask(
            evidence_id=row.id, state=MaskState.NONE, shapes=[], shapes_sha256=renditions.digest([]), version=0,
            saved_at=None, saver_id=None, checked_at=None, checker_id=None,
        )  # fmt: skip
        tx.session.add(mask)
        tx.session.flush()
    return mask


def _require_version(mask: Mask, expected: int | None) -> None:
    if expected is None:
        raise PreconditionRequired(pointer="/headers/If-Match", version=mask.version)
    if expected != mask.version:
        raise StaleVersion(pointer="/headers/If-Match", version=mask.version, evidence_id=str(mask.evidence_id))


def _cover(tx: Tx, mask: Mask, shapes: Sequence[Box | Stroke]) -> None:
    mask.shapes = [each.model_dump(mode="json") for each in shapes]
    mask.shapes_sha256 = renditions.digest(shapes)
    mask.saved_at, mask.saver_id = tx.now, tx.actor.id
    mask.version += 1


def _told(mask: Mask) -> dict[str, object]:
    """What the log is told: how much is covered, never where or what."""
    return {"shapes": len(mask.shapes), "shapes_sha256": mask.shapes_sha256, "version": mask.version}
