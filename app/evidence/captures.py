"""Whether capture records hold (docs/evidence.md §3): the exact bytes that came are judged, and nobody is refused for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.attest import moments
from app.attest.receipts import Signed
from app.core.clock import stamp
from app.core.db import Tx
from app.devices import proofs
from app.devices import queries as devices
from app.devices import service as device_service
from app.devices.models import DeviceKey
from app.evidence import records
from app.evidence.models import Evidence
from app.evidence.records import Record
from app.evidence.schemas import Capture, EvidenceDraft, Flaw, Grade

LABEL = b"fi/capture/v1\n"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a photograph is graded; `key` and `seq` of a record that key really signed for it, even if something else is amiss."""

    grade: Grade
    flaw: Flaw | None = None
    key: UUID | None = None
    seq: int | None = None


UNSIGNED = Verdict(Grade.UNSIGNED)


def judge(tx: Tx, drafts: Sequence[EvidenceDraft]) -> dict[UUID, Verdict]:
    """The grade of each line of a manifest that is new; what keys signed is counted."""
    said = {draft.id: records.read(draft.capture.record) for draft in drafts if draft.capture}
    keys = devices.named(tx, {each.key for each in said.values() if each}) if said else {}
    found = {draft.id: _judged(tx, draft, said.get(draft.id), keys) for draft in drafts}
    by_id = {key.id: key for key in keys.values()}
    for verdict in found.values():
        if verdict.key and verdict.seq:
            device_service.saw(by_id[verdict.key], verdict.seq)
    return found


def _judged(tx: Tx, draft: EvidenceDraft, said: Record | None, keys: Mapping[str, DeviceKey]) -> Verdict:
    if draft.capture is None:
        return UNSIGNED
    if said is None:
        return Verdict(Grade.BROKEN, Flaw.JSON)
    key = keys.get(said.key)
    flaw = _not_its(tx, draft, draft.capture, said, key)
    if flaw or key is None:
        return Verdict(Grade.BROKEN, flaw)
    flaw = Flaw.KEY_OVER if not devices.in_force(key, tx.now) else _anchor_flaw(tx, draft.capture, said)
    return Verdict(Grade.BROKEN if flaw else Grade.SIGNED, flaw, key.id, said.seq)


def _not_its(tx: Tx, draft: EvidenceDraft, capture: Capture, said: Record, key: DeviceKey | None) -> Flaw | None:
    """Why the record is not the word of a key of this person's about this photograph."""
    if key is None:
        return Flaw.KEY_UNKNOWN
    if key.user_id != tx.actor.id or said.insp != str(tx.actor.id):
        return Flaw.KEY_OTHER
    if not proofs.holds(proofs.public_key({"x": key.x, "y": key.y}), capture.signature, LABEL + capture.record.encode()):
        return Flaw.SIGNATURE
    if (said.id, said.sha256, said.size) != (str(draft.id), draft.sha256, draft.size_bytes):
        return Flaw.OTHER
    return None


def _anchor_flaw(tx: Tx, capture: Capture, said: Record) -> Flaw | None:
    if said.anchor is None:
        return None if capture.anchor is None else Flaw.ANCHOR_OTHER
    if capture.anchor is None:
        return Flaw.ANCHOR_MISSING
    anchor = moments.recognised(tx.settings.data_dir, Signed(capture.anchor.statement, capture.anchor.signature))
    if anchor is None:
        return Flaw.ANCHOR_FORGED
    if (anchor.id, anchor.t) != (said.anchor.id, said.anchor.t):
        return Flaw.ANCHOR_OTHER
    return Flaw.ANCHOR_LATE if anchor.t > stamp(tx.now) else None


def at_receipt(tx: Tx, row: Evidence, at: datetime) -> None:
    """A key that ended between the manifest and the photograph vouches for nothing: it counts when the receipt is given."""
    if row.grade != Grade.SIGNED or row.device_key_id is None:
        return
    if not devices.in_force(devices.held(tx, row.device_key_id), at):
        row.grade, row.grade_reason = Grade.BROKEN, Flaw.KEY_OVER
