"""The states of an upload in the database: created, leased, advanced, completed, gone."""

from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import Update, bindparam, insert, or_, select, update

from app.access.policy import Permission
from app.audit.service import extend
from app.core.db import Tx
from app.core.problem import Forbidden, NotFound, StorageFull
from app.core.ready import table
from app.evidence import service as evidence
from app.evidence.errors import EvidenceNotDeclared
from app.evidence.models import Evidence
from app.evidence.schemas import EvidenceState, OwnerKind
from app.findings import supplementing
from app.rectification import answering
from app.reports import service as reports
from app.uploads.errors import MalformedHeader, OffsetConflict, UploadGone, UploadLocked, UploadTooLarge
from app.uploads.models import Upload
from app.uploads.protocol import Announcement

OPENING, AT_ONCE = timedelta(seconds=1), timedelta(0)
_OWN = select(Upload).where(Upload.id == bindparam("upload_id"), Upload.owner_id == bindparam("actor_id"))
_OWN_LOCKED = _OWN.with_for_update()
_UPLOAD = table(Upload)
_THIS = update(_UPLOAD).where(_UPLOAD.c.id == bindparam("upload_id"))
_TAKE = _THIS.values(lease=bindparam("taken"), lease_until=bindparam("until"), asked_at=None)
_HELD = _THIS.where(_UPLOAD.c.lease == bindparam("held"))
_RENEW = _HELD.values(lease_until=bindparam("until"))
_GIVE_BACK = _HELD.values(lease=None, lease_until=None, asked_at=None)
_ADVANCE = _GIVE_BACK.values(offset=bindparam("reached"))
_COMPLETE = _ADVANCE.values(completed_at=bindparam("now"))
SENDERS = frozenset({Permission.REPORT_WRITE, Permission.ORDER_ANSWER, Permission.FINDING_REINSPECT, Permission.SUBMISSION_ENTER})


@dataclass(frozen=True, slots=True)
class Standing:
    """An upload as the protocol needs it; `lease` is the caller's own, None when there is nothing to write."""

    id: UUID
    evidence_id: UUID
    length: int
    offset: int
    sha256: str
    metadata: str
    expires_at: datetime
    lease: UUID | None
    lease_until: datetime | None

    @property
    def complete(self) -> bool:
        """Whether every byte is received."""
        return self.offset == self.length


def create(tx: Tx, length: int, said: Announcement, *, writing: bool, short: bool = False) -> Standing:
    """Open an upload for a declared photograph; one already received is complete at once, however `short` of room the disk is.

    Raises: Forbidden, EvidenceNotDeclared, EvidenceMismatch, UploadTooLarge, StorageFull.
    """
    _require_sender(tx)
    if length > tx.settings.photo_max_bytes:
        raise UploadTooLarge(pointer="/headers/Upload-Length", limit=tx.settings.photo_max_bytes)
    row = evidence.awaited(tx, said.evidence_id)
    if said.owner_id is not None and said.owner_id != row.owner_id:
        raise EvidenceNotDeclared(pointer="/headers/Upload-Metadata", evidence_id=str(said.evidence_id))
    evidence.require_match(row, sha256=said.sha256, size_bytes=length)
    received = row.state == EvidenceState.RECEIVED
    leased = writing and not received
    if short and not received:
        raise StorageFull
    standing = Standing(
        id=uuid4(), evidence_id=row.id, length=length, offset=length if received else 0, sha256=row.sha256, metadata=said.raw,
        expires_at=tx.now + timedelta(hours=tx.settings.upload_expires_h), lease=uuid4() if leased else None,
        lease_until=_until(tx) if leased else None,
    )  # fmt: skip
    kept = {"owner_id": tx.actor.id, "completed_at": tx.now if received else None}
    tx.session.connection().execute(insert(_UPLOAD), asdict(standing) | kept)
    return standing


def _require_sender(tx: Tx) -> None:
    if not SENDERS & tx.actor.permissions:
        raise Forbidden(needs="report.write")


def _standing(upload: Upload, lease: UUID | None) -> Standing:
    return Standing(
        upload.id, upload.evidence_id, upload.length, upload.offset, upload.sha256, upload.metadata_, upload.expires_at, lease,
        upload.lease_until,
    )  # fmt: skip


def _own(tx: Tx, upload_id: UUID, *, lock: bool = False) -> Upload:
    upload = tx.session.scalar(_OWN_LOCKED if lock else _OWN, {"upload_id": upload_id, "actor_id": tx.actor.id})
    if upload is None:
        raise NotFound
    if upload.expires_at <= tx.now and upload.completed_at is None:
        raise UploadGone
    return upload


def look(tx: Tx, upload_id: UUID) -> Standing:
    """Where an upload stands. Raises: NotFound, UploadGone."""
    return _standing(_own(tx, upload_id), None)


def rewind(tx: Tx, upload_id: UUID) -> Standing:
    """Start again from nothing, for the bytes that had arrived are gone; whoever held the lease has lost it.

    Raises: NotFound, UploadGone.
    """
    upload = _own(tx, upload_id, lock=True)
    if upload.completed_at is None:
        upload.offset, upload.lease, upload.lease_until, upload.asked_at = 0, None, None, None
    return _standing(upload, None)


class At(NamedTuple):
    """Where a request means to write, in an upload of how many bytes if it says so."""

    offset: int
    length: int | None


def take(tx: Tx, upload_id: UUID, at: At, lasts: timedelta | None = None) -> Standing:
    """Take the lease to write; another's is respected for as long as it `lasts` from when it was taken.

    Raises: NotFound, UploadGone, MalformedHeader, OffsetConflict, UploadLocked.
    """
    _require_sender(tx)
    upload = _own(tx, upload_id, lock=True)
    if at.length not in {None, upload.length}:
        raise MalformedHeader(pointer="/headers/Upload-Length")
    if at.offset != upload.offset:
        raise OffsetConflict(pointer="/headers/Upload-Offset", offset=upload.offset)
    if upload.completed_at is not None:
        return _standing(upload, None)
    _require_free(tx, upload, lasts)
    lease = uuid4()
    tx.session.connection().execute(_TAKE, {"upload_id": upload.id, "taken": lease, "until": _until(tx)})
    return _standing(upload, lease)


def _require_free(tx: Tx, upload: Upload, lasts: timedelta | None) -> None:
    """`lasts` is that of `take`; None is the whole span a lease is given for. One taken later than now is a wrong clock's."""
    if upload.lease is None or upload.lease_until is None:
        return
    span = timedelta(seconds=tx.settings.upload_lease_s)
    if abs(tx.now - (upload.lease_until - span)) < (span if lasts is None else lasts):
        raise UploadLocked


def ask(tx: Tx, upload_id: UUID) -> None:
    """Ask whoever holds the lease to write down what he has and let go. Raises: NotFound, UploadGone."""
    upload = _own(tx, upload_id, lock=True)
    if upload.lease is not None:
        upload.asked_at = tx.now


def take_away(tx: Tx, upload_id: UUID) -> Standing:
    """Where an upload stands, with nobody at it any more. Raises: NotFound, UploadGone."""
    upload = _own(tx, upload_id, lock=True)
    upload.lease = upload.lease_until = upload.asked_at = None
    return _standing(upload, None)


def disturbed(tx: Tx, held: dict[UUID, UUID]) -> set[UUID]:
    """Of leases held, by upload: those asked back or lost."""
    query = select(Upload.id, Upload.lease).where(Upload.id.in_(held), Upload.asked_at.is_(None))
    return held.keys() - {upload_id for upload_id, lease in tx.session.execute(query) if lease == held[upload_id]}


def _until(tx: Tx) -> datetime:
    return tx.now + timedelta(seconds=tx.settings.upload_lease_s)


def renew(tx: Tx, standing: Standing) -> None:
    """Keep the lease while bytes flow. Raises: UploadLocked if it was lost."""
    _while_held(tx, standing, _RENEW, until=_until(tx))


def give_back(tx: Tx, standing: Standing) -> None:
    """Let go of a lease that is still one's own; the offset stays where it stood."""
    with suppress(UploadLocked):
        _while_held(tx, standing, _GIVE_BACK)


def advance(tx: Tx, standing: Standing, offset: int) -> None:
    """Write down how far the bytes on disk reach, and give the lease back. Raises: UploadLocked if it was lost."""
    _while_held(tx, standing, _ADVANCE, reached=offset)


def _while_held(tx: Tx, standing: Standing, deed: Update, **values: datetime | int) -> None:
    found = tx.session.connection().execute(deed, {"upload_id": standing.id, "held": standing.lease} | values)
    if not found.rowcount:
        raise UploadLocked


def complete(tx: Tx, standing: Standing) -> str:
    """Book a whole photograph that is on disk under its hash; says the state of what it belongs to.

    Authorisation is that of this transaction. Raises: Forbidden, UploadLocked, EvidenceNotDeclared.
    """
    _require_sender(tx)
    _while_held(tx, standing, _COMPLETE, reached=standing.length, now=tx.now)
    row = evidence.awaited(tx, standing.evidence_id, lock=True)
    evidence.receive(tx, row)
    tx.session.flush()
    return _tell_owner(tx, row)


def _tell_owner(tx: Tx, row: Evidence) -> str:
    if row.owner_kind == OwnerKind.REPORT:
        state: str = reports.arrived(tx, row.owner_id)
    elif row.owner_kind == OwnerKind.SUPPLEMENT:
        state = supplementing.arrived(tx, row.owner_id)
    else:
        state = answering.evidence_arrived(tx, row.owner_kind, row.owner_id)
    extend(tx)
    return state


def drop(tx: Tx, upload_id: UUID, lasts: timedelta | None = None) -> None:
    """Terminate: forget the upload; a photograph already received stays; `lasts` is that of `take`.

    Raises: NotFound, UploadGone, UploadLocked.
    """
    upload = _own(tx, upload_id, lock=True)
    _require_free(tx, upload, lasts)
    tx.session.delete(upload)


def overdue(tx: Tx, most: int = 200) -> set[UUID]:
    """Uploads whose time is over and that nobody is writing to."""
    idle = or_(Upload.lease_until.is_(None), Upload.lease_until <= tx.now)
    return set(tx.session.scalars(select(Upload.id).where(Upload.expires_at <= tx.now, idle).limit(most)))


def forget(tx: Tx, ids: set[UUID]) -> None:
    """Forget those of these uploads that are overdue."""
    for upload in tx.session.scalars(select(Upload).where(Upload.id.in_(ids & overdue(tx))).with_for_update(skip_locked=True)):
        tx.session.delete(upload)


def open_ids(tx: Tx) -> list[UUID]:
    """Uploads that still await bytes."""
    return list(tx.session.scalars(select(Upload.id).where(Upload.completed_at.is_(None))))
