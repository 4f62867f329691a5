"""The way to the media: masking, checking, sending, airing. Nothing but released copies without EXIF goes out."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from app.access.policy import Permission, may
from app.core.actor import same_person
from app.core.clock import legal_date
from app.core.db import Tx
from app.evidence import renditions as masks
from app.evidence.errors import EvidenceMaskPending
from app.evidence.mask_models import Mask
from app.evidence.models import Evidence, EvidenceRelease
from app.evidence.schemas import Decode, EvidenceState
from app.findings.errors import ReasonRequired
from app.jobs.service import enqueue
from app.results import appealing, queries
from app.results.errors import (
    AppealWindowOpen,
    GroundUnderReview,
    InTheFuture,
    MaskerChecks,
    PackageMaskChanged,
    PackageNotReady,
    PartRequired,
    PhotoNotReleased,
)
from app.results.executing import require_released
from app.results.models import Action
from app.results.schemas import ActionMove
from app.results.service import require_own_hand
from app.rulebook import queries as rulebook

PACKAGE = "result.package"


def mask(tx: Tx, row: Action, asked: ActionMove) -> None:
    """Choose what goes out and affirm that nobody can be known from it; the package is made by a job, and its hash recorded.

    Raises: PartRequired, PhotoNotReleased, EvidenceMaskPending, GroundNotReleased.
    """
    if asked.package is None:
        raise PartRequired(pointer="/package")
    if not asked.package.masked:
        raise PartRequired(pointer="/package/masked")
    require_released(tx, row)
    _require_own_released(tx, row, asked.package.evidence_ids)
    covered = {"masks": [mask.shapes_sha256 for mask in _masks(tx, asked.package.evidence_ids)]}
    row.package = asked.package.model_dump(mode="json", exclude={"masked"}) | covered
    row.package_sha256, row.masker_id = None, tx.actor.id
    enqueue(tx, PACKAGE, action_id=str(row.id), version=str(row.version + 1))


def _require_own_released(tx: Tx, row: Action, ids: Sequence[UUID]) -> None:
    own = {each for finding in queries.finding_grounds(tx, row) for each in finding.evidence_ids}
    let_out = set(tx.session.scalars(select(EvidenceRelease.evidence_id).where(EvidenceRelease.evidence_id.in_(ids))))
    query = select(Evidence.id).where(
        Evidence.id.in_(ids), Evidence.state == EvidenceState.RECEIVED, Evidence.decode != Decode.UNDECODABLE
    )
    showable = set(tx.session.scalars(query))
    for position, each in enumerate(ids):
        if str(each) not in own or each not in let_out or each not in showable:
            raise PhotoNotReleased(pointer=f"/package/evidence_ids/{position}", evidence_id=str(each))


def _masks(tx: Tx, ids: Sequence[UUID]) -> list[Mask]:
    """The checked masks of photographs. Raises: EvidenceMaskPending."""
    known = masks.masks(tx, ids)
    for position, each in enumerate(ids):
        if not masks.checked(known.get(each)):
            raise EvidenceMaskPending(pointer=f"/package/evidence_ids/{position}", evidence_id=str(each))
    return [known[each] for each in ids]


def still_released(tx: Tx, row: Action) -> None:
    """An order taken back takes its photographs back too.

    Raises: PhotoNotReleased, EvidenceMaskPending, PackageMaskChanged, GroundNotReleased, GroundNotFirm.
    """
    require_released(tx, row)
    _require_own_released(tx, row, packed_ids(row))
    require_same_masks(tx, row)


def require_same_masks(tx: Tx, row: Action) -> None:
    """The pictures in the package are covered as is now held right. Raises: EvidenceMaskPending, PackageMaskChanged."""
    if [mask.shapes_sha256 for mask in _masks(tx, packed_ids(row))] != (row.package or {}).get("masks", []):
        raise PackageMaskChanged


def packed_ids(row: Action) -> list[UUID]:
    """The photographs of a package, in its order."""
    return [UUID(each) for each in (row.package or {}).get("evidence_ids", [])]


def check(tx: Tx, row: Action, asked: ActionMove) -> None:
    """Secrecy and public opinion, by another than whoever masked it.

    Raises: MaskerChecks, PackageNotReady, EvidenceMaskPending, PackageMaskChanged, PartRequired.
    """
    if same_person(tx.actor, row.masker_id):
        raise MaskerChecks
    _require_made(row)
    require_same_masks(tx, row)
    for name in ("secrecy_checked", "opinion_checked"):
        if not getattr(asked, name):
            raise PartRequired(pointer=f"/{name}")
    row.checker_id = tx.actor.id


def send_back(_tx: Tx, row: Action, asked: ActionMove) -> None:
    """The package is made anew. Raises: ReasonRequired."""
    if not asked.reason:
        raise ReasonRequired(pointer="/reason")
    row.package = row.package_sha256 = row.masker_id = None


def send(tx: Tx, row: Action, _asked: ActionMove) -> None:
    """To the media once nobody may ask for review any more and none is open, or when the approving leader says go.

    Raises: PackageNotReady, PhotoNotReleased, EvidenceMaskPending, PackageMaskChanged, GroundNotReleased, GroundNotFirm,
    GroundUnderReview, AppealWindowOpen, DeputyNotEnough.
    """
    _require_made(row)
    still_released(tx, row)
    carried = queries.finding_grounds(tx, row)
    held = next(iter(appealing.open_on(tx, [each.id for each in carried]).values()), None)
    ends = appealing.window_ends(tx, carried)
    waits = rulebook.load(tx).appeals and (ends is None or ends >= legal_date(tx.now))
    if held is not None or waits:
        if may(tx.actor, Permission.RESULT_APPROVE):
            require_own_hand(tx)
        elif held is not None:
            raise GroundUnderReview(number=held.conclusion_number)
        else:
            raise AppealWindowOpen(ends_on=ends.isoformat() if ends else None)
    row.sent_at = tx.now


def _require_made(row: Action) -> None:
    if row.package_sha256 is None:
        raise PackageNotReady


def air(tx: Tx, row: Action, asked: ActionMove) -> None:
    """The media say when and where it was shown; from now on it is public. Raises: PartRequired, InTheFuture."""
    if asked.airing is None:
        raise PartRequired(pointer="/airing")
    if asked.airing.aired_on > legal_date(tx.now):
        raise InTheFuture(pointer="/airing/aired_on")
    row.programme, row.column, row.aired_on = asked.airing.programme, asked.airing.column, asked.airing.aired_on
    row.released_at = tx.now
