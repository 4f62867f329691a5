"""HTTP for masks: what is covered, changing it, vouching for it; one photograph or all of a report in one act."""

from typing import Annotated
from uuid import UUID

from fastapi import Header, Request
from starlette.responses import Response

from app.access.policy import Permission, require
from app.core import spans
from app.core.db import Tx
from app.core.http import Reading, Router, Writing, expected_version, problems, tags
from app.core.machine import IllegalMove
from app.core.problem import Forbidden, NotFound, PreconditionRequired, StaleVersion
from app.evidence import jobs, masking, queries, renditions
from app.evidence.errors import EvidenceNotReceived, EvidenceUndecodable, MaskNotSeen, RenderingUnavailable
from app.evidence.mask_schemas import MaskChecks, MaskDraft, MaskMove, MaskOut, MasksOut
from app.evidence.models import Evidence
from app.evidence.renditions import Copy
from app.evidence.routes import showable, view_of
from app.evidence.states import MaskVerb

router = Router(prefix="/evidence", tags=tags("evidence"))
IfMatch = Annotated[str | None, Header(description="the mask's version; 0 where nobody has touched it")]
LOST = (StaleVersion, PreconditionRequired, IllegalMove)
WEBP: dict[int | str, dict[str, object]] = {
    200: {"content": {"image/webp": {"schema": {"type": "string", "format": "binary"}}}, "description": "the bytes"}
}


@router.post("/masks/checks", responses=problems(NotFound, Forbidden, EvidenceNotReceived, MaskNotSeen, *LOST))
def check_masks(looked: MaskChecks, tx: Writing) -> MasksOut:
    """Vouch for several photographs in one act, each in the version that was looked at: all of them, or none."""
    masking.check_all(tx, looked.items)
    return MasksOut(items=[queries.mask_out(tx, queries.get(tx, each.evidence_id)) for each in looked.items])


@router.get("/{evidence_id}/mask", responses=problems(NotFound, Forbidden))
def read_mask(evidence_id: UUID, tx: Reading) -> MaskOut:
    """What is covered on a photograph's copies."""
    row = queries.get(tx, evidence_id)
    require(tx.actor, Permission.EVIDENCE_MASK)
    return queries.mask_out(tx, row)


@router.put("/{evidence_id}/mask", responses=problems(NotFound, Forbidden, EvidenceNotReceived, *LOST))
def put_mask(evidence_id: UUID, draft: MaskDraft, tx: Writing, if_match: IfMatch = None) -> MaskOut:
    """Cover these shapes in place of what was covered, on the version read (`If-Match`)."""
    masking.edit(tx, evidence_id, draft, expected_version(if_match))
    return queries.mask_out(tx, queries.get(tx, evidence_id))


@router.post("/{evidence_id}/mask/moves", responses=problems(NotFound, Forbidden, EvidenceNotReceived, MaskNotSeen, *LOST))
def move_mask(evidence_id: UUID, move: MaskMove, tx: Writing, if_match: IfMatch = None) -> MaskOut:
    """Vouch for a mask, or take the word back, on the version read (`If-Match`)."""
    verb = masking.check if move.verb == MaskVerb.CHECK else masking.reopen
    verb(tx, evidence_id, expected_version(if_match))
    return queries.mask_out(tx, queries.get(tx, evidence_id))


@router.get(
    "/{evidence_id}/masked",
    response_class=Response,
    responses=WEBP | problems(NotFound, Forbidden, EvidenceNotReceived, EvidenceUndecodable, RenderingUnavailable),
)
def read_masked(evidence_id: UUID, request: Request) -> Response:
    """The preview as it would leave the office with the shapes as saved, checked or not: for the desk."""
    row, copy = spans.read_now(request, lambda tx: _as_saved(tx, evidence_id))
    return view_of(request, row, copy, jobs.PREVIEW)


def _as_saved(tx: Tx, evidence_id: UUID) -> tuple[Evidence, Copy]:
    row = queries.get(tx, evidence_id)
    require(tx.actor, Permission.EVIDENCE_MASK)
    return showable(row), renditions.copy_of(renditions.masks(tx, [row.id]).get(row.id))
