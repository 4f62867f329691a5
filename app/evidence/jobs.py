"""Looking into received bytes: EXIF and upright copies, made in the sandboxed child, outside any transaction."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update

from app.core.clock import wire
from app.core.db import Database, Tx
from app.core.files import Files
from app.core.hashing import both
from app.core.problem import messages
from app.core.settings import Settings
from app.evidence import queries
from app.evidence.models import Evidence
from app.evidence.schemas import Decode, EvidenceState, Harm
from app.imaging.answers import Inspection, Note, Undecodable
from app.imaging.limits import Limits
from app.imaging.sandbox import Sandbox

DIGEST, SLOT = "evidence.digest", "standing"
PREVIEW, THUMBNAIL = "preview.webp", "thumbnail.webp"


@dataclass(frozen=True, slots=True)
class Look:
    """What the bytes turned out to be."""

    inspection: Inspection | None
    note: str | None


def decoder(settings: Settings) -> Sandbox:
    """The sandbox with this installation's limits."""
    limits = Limits(memory_bytes=settings.decoder_memory_bytes, cpu_s=settings.decoder_cpu_s, max_pixels=settings.photo_max_pixels)
    return Sandbox(limits, font_path=settings.font_path)


def evidence_of(payload: dict[str, str]) -> UUID:
    """The photograph a job is about."""
    return UUID(payload["evidence_id"])


def derive(database: Database, files: Files, sandbox: Sandbox, evidence_id: UUID) -> None:
    """Read EXIF, make preview and thumbnail, write down what was found. Twice is once."""
    with database.reading() as tx:
        row = tx.session.get(Evidence, evidence_id)
        if row is None or row.state != EvidenceState.RECEIVED or row.decode != Decode.PENDING:
            return
        sha256 = row.sha256
    look = look_into(files, sandbox, sha256)
    with database.transaction() as tx:
        write_down(tx, evidence_id, look)


def digest(database: Database, files: Files, most: int = 400) -> None:
    """Read originals again, the SM3 of each beside its SHA-256; one that is not what was received is told. Twice is once."""
    after = ""
    while most > 0:
        with database.reading() as tx:
            found = queries.unread(tx, after, min(most, 50))
        if not found:
            return
        read = [(sha256, *_again(files, sha256)) for sha256 in found]
        with database.transaction() as tx:
            for sha256, sm3, harm in read:
                own = (Evidence.sha256 == sha256, Evidence.state == EvidenceState.RECEIVED)
                tx.session.execute(update(Evidence).where(*own).values(sm3=sm3, harm=harm))
        after, most = found[-1], most - len(found)


def _again(files: Files, sha256: str) -> tuple[str | None, Harm | None]:
    try:
        first, second = both(files.original(sha256))
    except OSError:
        return None, Harm.MISSING
    return (second, None) if first == sha256 else (None, Harm.CHANGED)


def look_into(files: Files, sandbox: Sandbox, sha256: str) -> Look:
    """Make the views of an original; what cannot be decoded stays evidence and says why."""
    try:
        derived = sandbox.derive(files.original(sha256))
    except Undecodable as refusal:
        return Look(None, words(refusal.note))
    files.put_derived(sha256, PREVIEW, derived.preview)
    files.put_derived(sha256, THUMBNAIL, derived.thumbnail)
    note = derived.inspection.note
    return Look(derived.inspection, words(note) if note else None)


def words(note: Note) -> str:
    """Why a picture is not what it should be, as the reader sees it."""
    return str(messages("zh-CN")["imaging"][note.value])


def write_down(tx: Tx, evidence_id: UUID, look: Look) -> None:
    """Book what the bytes say. Derived knowledge: rebuilt at will, so it is no entry of the log."""
    row = tx.session.get_one(Evidence, evidence_id, with_for_update=True)
    row.decode = Decode.OK if look.inspection else Decode.UNDECODABLE
    row.decode_note = look.note
    if look.inspection is None:
        return
    exif = look.inspection.exif
    row.width, row.height = look.inspection.width, look.inspection.height
    place = exif.location
    row.exif = {
        "captured_at": wire(exif.captured_at) if exif.captured_at else None,
        "location": {"lat": place.lat, "lon": place.lon, "altitude": place.altitude} if place else None,
        "orientation": exif.orientation,
        "camera": exif.camera,
        "software": exif.software,
    }
