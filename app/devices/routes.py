"""HTTP for device keys: a code from the office, a key from the phone."""

from uuid import UUID

from fastapi import Request, Response

from app.core import spans
from app.core.http import Answer, Reading, Router, Writing, made, problems, tags
from app.core.problem import Forbidden, NotFound
from app.devices import queries, service
from app.devices.errors import (
    DeviceCodeOver,
    DeviceCodeWrong,
    DeviceKeyReused,
    DeviceKeyRevoked,
    DeviceKeyUnproved,
    DeviceKeyUnusable,
    OwnDevice,
)
from app.devices.schemas import DeviceCodeDraft, DeviceCodeOut, DeviceKeyDraft, DeviceKeyMove, DeviceKeyOut, DeviceKeys
from app.identity.errors import UnknownAccount

router = Router(tags=tags("devices"))


@router.post("/device-codes", status_code=201, responses=problems(Forbidden, OwnDevice, UnknownAccount))
def give_code(draft: DeviceCodeDraft, request: Request, response: Response) -> DeviceCodeOut:
    """Make a one-time code for a person who stands before you; it is told this once and kept nowhere, for no key of idempotency."""
    response.headers["Cache-Control"] = "no-store"
    return spans.write_now(request, lambda tx: service.give_code(tx, draft.user_id))


@router.get("/device-keys")
def list_keys(tx: Reading) -> DeviceKeys:
    """The reader's own keys; everybody's for whoever enrols phones."""
    return DeviceKeys(items=queries.outs(tx, queries.listed(tx)))


@router.put(
    "/device-keys/{key_id}",
    responses=made(DeviceKeyOut) | problems(DeviceKeyReused, DeviceKeyUnusable, DeviceKeyUnproved, DeviceCodeOver, DeviceCodeWrong),
)
def enrol(key_id: UUID, draft: DeviceKeyDraft, tx: Writing) -> Answer[DeviceKeyOut]:
    """Enrol this phone's key as the reader's own. Send it again whenever in doubt."""
    row, created = service.enrol(tx, key_id, draft)
    return Answer(queries.outs(tx, [row])[0], 201 if created else 200)


@router.post("/device-keys/{key_id}/moves", responses=problems(NotFound, DeviceKeyRevoked))
def move_key(key_id: UUID, move: DeviceKeyMove, tx: Writing) -> DeviceKeyOut:
    """End a key: a lost phone's, or one that is not used any more."""
    return queries.outs(tx, [service.revoke(tx, key_id, move.reason)])[0]
