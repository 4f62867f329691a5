"""HTTP for who checks what was recorded: keys for everybody, the log's own proofs for the auditor."""

import base64
from dataclasses import asdict
from typing import Annotated

from fastapi import Path, Query, Request

from app.access.policy import Permission, require
from app.attest import checkpoints, moments, outbox
from app.attest.configured import anchors
from app.attest.errors import NotYetSigned
from app.attest.keys import in_use
from app.attest.rotation import rotations
from app.attest.schemas import (
    AnchorOut,
    AnchorsOut,
    CheckpointOut,
    EntryProofOut,
    GrowthOut,
    KeyManifestOut,
    MomentOut,
    RotationOut,
)
from app.audit import tiles, tree
from app.audit.models import LogCheckpoint
from app.core.http import Reading, Router, house, problems, tags
from app.core.problem import Forbidden

Index = Annotated[int, Path(ge=1, le=2**53 - 1)]
Size = Annotated[int, Query(ge=0, le=2**53 - 1, description="how many entries the older tree had")]
keys = Router(prefix="/keys", tags=tags("audit"))
router = Router(prefix="/audit", tags=tags("audit"))
moment = Router(prefix="/anchor", tags=tags("evidence"))


@keys.get("")
def read_keys(request: Request) -> KeyManifestOut:
    """The keys this installation signs with, for anybody; trust it by the root key you were given in person."""
    folder = house(request).settings.data_dir
    held = in_use(folder)
    changes = [RotationOut(statement=each.statement.decode(), signature=_b64(each.signature)) for each in rotations(folder)]
    return KeyManifestOut(manifest=held.manifest.decode(), signature=_b64(held.signature), rotations=changes)


@moment.get("")
def read_anchor(tx: Reading) -> MomentOut:
    """The server's signed word that it is now; a capture record that quotes it was signed after it."""
    return MomentOut.model_validate(moments.issue(tx))


@router.get("/checkpoint", responses=problems(Forbidden, NotYetSigned))
def read_checkpoint(tx: Reading) -> CheckpointOut:
    """The newest signed state of the log."""
    require(tx.actor, Permission.AUDIT_READ)
    last = checkpoints.newest(tx)
    if last is None:
        raise NotYetSigned(index=1)
    return _out(last)


@router.get("/entries/{index}/proof", responses=problems(Forbidden, NotYetSigned))
def prove_entry(index: Index, tx: Reading) -> EntryProofOut:
    """An entry without its content, and that it is in the newest checkpoint's tree."""
    require(tx.actor, Permission.AUDIT_READ)
    proof = checkpoints.proof(tx, index)
    entry = tiles.entries(tx, index - 1, 1)[0]
    return EntryProofOut(index=index, entry=entry.decode(), leaf=tree.leaf_hash(entry).hex(), proof=proof)


@router.get("/growth", responses=problems(Forbidden, NotYetSigned))
def prove_growth(old: Size, tx: Reading) -> GrowthOut:
    """That nothing of an older tree was changed since."""
    require(tx.actor, Permission.AUDIT_READ)
    last, path = checkpoints.growth(tx, old)
    return GrowthOut(old=old, checkpoint=_out(last), path=list(map(_b64, path)))


@router.get("/anchors", responses=problems(Forbidden))
def read_anchors(tx: Reading) -> AnchorsOut:
    """Who outside is shown the log, and how far each is behind."""
    require(tx.actor, Permission.AUDIT_READ)
    found = outbox.standings(tx, anchors(tx.settings))
    return AnchorsOut(items=[AnchorOut(**asdict(each)) for each in found])


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _out(row: LogCheckpoint) -> CheckpointOut:
    return CheckpointOut(
        origin=row.note.partition("\n")[0], size=row.size, root=row.root.hex(), note=row.note, signed_at=row.signed_at
    )
