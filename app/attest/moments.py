"""Time anchors: the server's word that it was this time, for phones to quote (docs/evidence.md §3)."""

import base64
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.attest.keys import LONGEST, Use, in_use
from app.attest.receipts import Signed
from app.core import canonical
from app.core.clock import stamp
from app.core.db import Tx

LABEL = b"fi/anchor/v1\n"
ID_BYTES = 16
MEMBERS = {"id", "key", "t", "typ", "v"}


class Anchor(NamedTuple):
    """What an anchor says; `t` as it is spelled."""

    id: str
    t: str

    @property
    def at(self) -> datetime:
        """When it was given out."""
        return datetime.fromisoformat(self.t)


def issue(tx: Tx) -> Signed:
    """An anchor of now. None is kept: whoever quotes one hands its signature back with it."""
    signer = in_use(tx.settings.data_dir).signer(Use.RECEIPT, tx.now)
    said = canonical.dumps({"v": 1, "typ": "anchor", "id": secrets.token_hex(ID_BYTES), "t": stamp(tx.now), "key": signer.id})
    return Signed(said.decode(), base64.b64encode(signer.sign(LABEL, said)).decode())


def recognised(data_dir: Path, given: Signed) -> Anchor | None:
    """The anchor, if this installation gave it out: signed with a receipt key of the manifest, of its time."""
    try:
        said = canonical.loads(given.statement.encode())
        signature = base64.b64decode(given.signature, validate=True)
    except ValueError:  # another spelling of either
        return None
    if set(said) != MEMBERS or (said["v"], said["typ"]) != (1, "anchor") or not isinstance(said["t"], str):
        return None
    key = _receipt_key(data_dir, said)
    if key is None:
        return None
    try:
        key.verify(signature, LABEL + given.statement.encode())
    except InvalidSignature:
        return None
    return Anchor(said["id"], said["t"])


def _receipt_key(data_dir: Path, said: dict[str, Any]) -> Ed25519PublicKey | None:
    for each in canonical.loads(in_use(data_dir).manifest, LONGEST)["keys"]:
        in_time = each["from"] <= said["t"] and ("to" not in each or said["t"] < each["to"])
        if (each["use"], each["id"]) == (Use.RECEIPT, said["key"]) and in_time:
            return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(each["jwk"]["x"] + "="))
    return None
