"""Receipts: what the server says it holds, signed, so that it can be held to it without its own screens (docs/evidence.md §4)."""

import base64
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.attest.keys import Use, in_use
from app.attest.schemas import ContentReceipt
from app.audit.queries import Line
from app.core import canonical
from app.core.clock import stamp
from app.core.db import Tx

LABEL = b"fi/receipt/v1\n"


class Of(StrEnum):
    """What is held."""

    EVIDENCE = "evidence"
    REPORT = "report"
    SUBMISSION = "submission"
    REINSPECTION = "reinspection"
    SUPPLEMENT = "supplement"


@dataclass(frozen=True, slots=True)
class Held:
    """One thing, by the hash of its bytes or of its content; `size` in bytes and `rec`, its record's hash, where it has them."""

    of: Of
    id: UUID
    sha256: str
    at: datetime
    size: int | None = None
    rec: str | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """The canonical JSON that was signed, and the signature in base64."""

    statement: str
    signature: str


def sign(tx: Tx, held: Held, line: Line | None) -> Signed:
    """The receipt of a thing, with its place in the log for those who may know it. The same thing gives the same bytes."""
    signer = in_use(tx.settings.data_dir).signer(Use.RECEIPT, held.at)
    said: dict[str, Any] = {
        "v": 1, "typ": "receipt", "of": held.of.value, "id": str(held.id), "sha256": held.sha256, "at": stamp(held.at),
        "key": signer.id,
    }  # fmt: skip
    if held.size is not None:
        said["size"] = held.size
    if held.rec is not None:
        said["rec"] = held.rec
    if line is not None:
        said |= {"idx": line.idx, "chain": line.chain.hex()}
    statement = canonical.dumps(said)
    return Signed(statement.decode(), base64.b64encode(signer.sign(LABEL, statement)).decode())


def of_content(tx: Tx, of: Of, id_: UUID, sha256: str, at: datetime) -> ContentReceipt:
    """The receipt of what units read too: it names no place in the log, whoever reads it."""
    signed = sign(tx, Held(of, id_, sha256, at), None)
    return ContentReceipt(id=id_, content_sha256=sha256, received_at=at, statement=signed.statement, signature=signed.signature)
