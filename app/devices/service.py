"""Giving codes, enrolling and ending device keys."""

import hmac
from datetime import timedelta
from uuid import UUID

from app.access.policy import Permission, require
from app.attest.keys import thumbprint
from app.audit.service import record
from app.core import canonical
from app.core.actor import same_person
from app.core.clock import stamp
from app.core.db import Tx
from app.devices import codes, fleet, proofs, queries
from app.devices.errors import (
    DeviceCodeOver,
    DeviceCodeWrong,
    DeviceKeyReused,
    DeviceKeyRevoked,
    DeviceKeyUnproved,
    DeviceKeyUnusable,
    OwnDevice,
)
from app.devices.models import DeviceCode, DeviceKey
from app.devices.schemas import DeviceCodeOut, DeviceKeyDraft
from app.identity import queries as identity

LABEL = b"fi/enrol/v1\n"


def give_code(tx: Tx, user_id: UUID) -> DeviceCodeOut:
    """Make the code a person enrols one phone with; one given before is dead. Raises: Forbidden, UnknownAccount, OwnDevice."""
    require(tx.actor, Permission.DEVICE_ENROL)
    identity.person(tx, user_id, "/user_id")
    if same_person(tx.actor, user_id):
        raise OwnDevice(pointer="/user_id")
    code, row = codes.made(), queries.code_of(tx, user_id)
    if row is None:
        row = DeviceCode(user_id=user_id)
        tx.session.add(row)
    row.code_hash, row.made_by, row.made_at = codes.hashed(tx.settings.data_dir, user_id, code), tx.actor.id, tx.now
    row.expires_at = tx.now + timedelta(seconds=tx.settings.device_code_s)
    row.tries_left, row.used_at = tx.settings.device_code_tries, None
    tx.session.flush()
    record(tx, "device_code.given", row, user=str(user_id))
    return DeviceCodeOut(code=code, expires_at=row.expires_at, user_id=user_id)


def enrol(tx: Tx, key_id: UUID, draft: DeviceKeyDraft) -> tuple[DeviceKey, bool]:
    """Take a phone's key as the actor's; says whether it is new. The same id and key again give the same answer.

    Raises: DeviceKeyReused, DeviceKeyUnusable, DeviceKeyUnproved, DeviceCodeOver, DeviceCodeWrong.
    """
    named = thumbprint(draft.jwk.model_dump())
    held = tx.session.get(DeviceKey, key_id) or queries.by_thumbprint(tx, named)
    if held is not None:
        if (held.id, held.thumbprint, held.user_id) != (key_id, named, tx.actor.id):
            raise DeviceKeyReused(pointer="/id")
        return held, False
    _require_proof(tx, draft, named)
    code = _used(tx, draft.code)
    row = DeviceKey(
        id=key_id, user_id=tx.actor.id, thumbprint=named, x=draft.jwk.x, y=draft.jwk.y, name=draft.name,
        admitted_by=code.made_by, enrolled_at=tx.now, expires_at=tx.now + timedelta(days=tx.settings.device_key_days),
        revoked_at=None, revoked_by=None, record_count=0, last_seq=None,
    )  # fmt: skip
    tx.session.add(row)
    record(
        tx, "device_key.enrolled", row, user=str(row.user_id), jwk=draft.jwk.model_dump(), id=named, name=row.name,
        admitted_by=str(row.admitted_by), until=stamp(row.expires_at),
    )  # fmt: skip
    return row, True


def _require_proof(tx: Tx, draft: DeviceKeyDraft, named: str) -> None:
    """That the phone has the key: it signs the code it was given, its owner and itself."""
    try:
        key = proofs.public_key(draft.jwk.model_dump())
    except ValueError as error:
        raise DeviceKeyUnusable(pointer="/jwk") from error
    said = canonical.dumps({"v": 1, "typ": "enrol", "code": draft.code, "id": named, "insp": str(tx.actor.id)})
    if not proofs.holds(key, draft.signature, LABEL + said):
        raise DeviceKeyUnproved(pointer="/signature")


def _used(tx: Tx, given: str) -> DeviceCode:
    """The actor's code, spent. A wrong try is counted and kept."""
    code = queries.code_of(tx, tx.actor.id)
    if code is None or code.used_at or code.expires_at <= tx.now or code.tries_left <= 0:
        raise DeviceCodeOver(pointer="/code")
    if not hmac.compare_digest(code.code_hash, codes.hashed(tx.settings.data_dir, tx.actor.id, given)):
        code.tries_left -= 1
        record(tx, "device_code.missed", code, tries_left=code.tries_left)
        raise DeviceCodeWrong(pointer="/code", tries_left=code.tries_left)
    code.used_at = tx.now
    return code


def revoke(tx: Tx, key_id: UUID, reason: str) -> DeviceKey:
    """End a key: what it signs and the server has not received yet counts no more. Raises: NotFound, DeviceKeyRevoked."""
    row = queries.get(tx, key_id)
    if row.user_id != tx.actor.id:
        require(tx.actor, Permission.DEVICE_ENROL)
    if row.revoked_at is not None:
        raise DeviceKeyRevoked
    row.revoked_at, row.revoked_by = tx.now, tx.actor.id
    fleet.forget_key(tx, row.id)
    record(tx, "device_key.revoked", row, user=str(row.user_id), id=row.thumbprint, reason=reason)
    return row


def saw(key: DeviceKey, seq: int) -> None:
    """A record of the key was taken in, with this number."""
    key.record_count += 1
    key.last_seq = max(seq, key.last_seq or 0)
