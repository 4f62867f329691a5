"""Making the masked copies, in the sandboxed child, from the original. Twice is once; the shapes' hash names the copy."""

from uuid import UUID

from app.core.db import Database
from app.core.files import Files
from app.evidence import renditions
from app.evidence.jobs import PREVIEW, THUMBNAIL
from app.evidence.models import Evidence
from app.evidence.renditions import Copy
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


def draw(files: Files, sandbox: Sandbox, sha256: str, copy: Copy) -> None:
    """Draw both views of a masked copy and keep them. Raises: Undecodable."""
    preview, thumbnail = sandbox.masked(files.original(sha256), copy.shapes)
    files.put_derived(sha256, copy.name(THUMBNAIL), thumbnail)
    files.put_derived(sha256, copy.name(PREVIEW), preview)
