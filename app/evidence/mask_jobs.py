"""Making the masked copies from the original, and suggesting what to cover; each in a sandboxed child. Twice is once."""

from uuid import UUID

from app.core.db import Database
from app.core.files import Files
from app.core.settings import Settings
from app.evidence import masking, renditions
from app.evidence.jobs import PREVIEW, THUMBNAIL
from app.evidence.mask_schemas import Box
from app.evidence.models import Evidence
from app.evidence.renditions import Copy
from app.evidence.schemas import Decode
from app.evidence.states import Hint
from app.imaging import spotting
from app.imaging.answers import Undecodable
from app.imaging.limits import Limits
from app.imaging.sandbox import Sandbox


def make(database: Database, files: Files, sandbox: Sandbox, evidence_id: UUID) -> None:
    """Make the copies of a checked mask before anybody asks for them."""
    with database.reading() as tx:
        mask = renditions.masks(tx, [evidence_id]).get(evidence_id)
        if not renditions.checked(mask):
            return
        sha256, copy = tx.session.get_one(Evidence, evidence_id).sha256, renditions.copy_of(mask)
    if copy.key and not files.derived(sha256, copy.name(PREVIEW)).exists():
        draw(files, sandbox, sha256, copy)


def spotter(settings: Settings) -> Sandbox | None:
    """The sandbox that suggests, if this installation wants it and has what it takes."""
    if not (settings.suggest_masks and spotting.available()):
        return None
    limits = Limits(
        memory_bytes=settings.suggest_memory_bytes, cpu_s=settings.suggest_cpu_s, wall_s=3 * settings.suggest_cpu_s,
        max_pixels=settings.photo_max_pixels,
    )  # fmt: skip
    return Sandbox(limits, entry="spotter")


def suggest(database: Database, files: Files, sandbox: Sandbox, evidence_id: UUID) -> None:
    """Look for what may have to be covered and leave it for people to judge; where somebody was sooner, nothing."""
    with database.reading() as tx:
        row = tx.session.get(Evidence, evidence_id)
        if row is None or row.decode != Decode.OK or renditions.masks(tx, [evidence_id]):
            return
        sha256 = row.sha256
    try:
        found = sandbox.spot(files.original(sha256))
    except Undecodable:
        return  # a suggestion is never owed
    boxes = [Box(kind="box", x=b.x, y=b.y, w=b.w, h=b.h, hint=Hint(each.hint)) for each in found for b in [each.box]]
    with database.transaction() as tx:
        masking.suggest(tx, evidence_id, boxes)


def draw(files: Files, sandbox: Sandbox, sha256: str, copy: Copy) -> None:
    """Draw both views of a masked copy and keep them. Raises: Undecodable."""
    preview, thumbnail = sandbox.masked(files.original(sha256), copy.shapes)
    files.put_derived(sha256, copy.name(THUMBNAIL), thumbnail)
    files.put_derived(sha256, copy.name(PREVIEW), preview)
