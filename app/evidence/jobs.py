"""Looking into received bytes: EXIF and upright copies, made in the sandboxed child, outside any transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy import delete, exists, or_, select, update

from app.core.clock import wire
from app.core.db import Database, Tx, add_missing
from app.core.files import Files
from app.core.hashing import both
from app.core.problem import messages
from app.core.register import next_place
from app.core.settings import Settings
from app.evidence import queries
from app.evidence.likeness import LikenessIndex, Match, packed, sure
from app.evidence.models import Evidence, EvidenceLikeness, EvidencePicture
from app.evidence.schemas import Decode, EvidenceState, Harm
from app.imaging.answers import Inspection, Note, Undecodable
from app.imaging.limits import Limits
from app.imaging.sandbox import Sandbox
from app.jobs.service import enqueue

DIGEST, SLOT = "evidence.digest", "standing"
log = structlog.get_logger()
RECIPE = 1  # one more whenever views, EXIF reading, hashes or scores come out otherwise
LIKENESS, PLACES, PAIRS_AT_ONCE = "evidence.likeness", "picture", 200
RENEW, RENEW_SLOT, RENEW_MOST = "evidence.renew", "all", 10
PREVIEW, THUMBNAIL = "preview.webp", "thumbnail.webp"


@dataclass(frozen=True, slots=True)
class Look:
    """What the bytes turned out to be."""

    inspection: Inspection | None
    note: str | None
    prints: bytes = b""
    periodic: float | None = None


def decoder(settings: Settings) -> Sandbox:
    """The sandbox with this installation's limits."""
    limits = Limits(memory_bytes=settings.decoder_memory_bytes, cpu_s=settings.decoder_cpu_s, max_pixels=settings.photo_max_pixels)
    return Sandbox(limits, font_path=settings.font_path)


def evidence_of(payload: dict[str, str]) -> UUID:
    """The photograph a job is about."""
    return UUID(payload["evidence_id"])


def derive(database: Database, files: Files, sandbox: Sandbox, evidence_id: UUID) -> None:
    """Read EXIF, make preview and thumbnail and hashes, write down what was found. Twice is once."""
    with database.reading() as tx:
        row = tx.session.get(Evidence, evidence_id)
        if row is None or row.state != EvidenceState.RECEIVED or row.decode != Decode.PENDING:
            return
        sha256 = row.sha256
    look = look_into(files, sandbox, sha256)
    with database.transaction() as tx:
        write_down(tx, evidence_id, look)


def digest(database: Database, files: Files, most: int = 400) -> None:
    """Read originals again, the SM3 of each beside its SHA-256; one that is not what was received is told. Twice is once.

    Those found harmed before come last: however many they are, the others have their turn.
    """
    for found_harmed in (False, True):
        most -= _read_again(database, files, most, found_harmed=found_harmed)


def _read_again(database: Database, files: Files, most: int, *, found_harmed: bool) -> int:
    after, done = "", 0
    while done < most:
        with database.reading() as tx:
            found = queries.unread(tx, after, min(most - done, 50), found_harmed=found_harmed)
        if not found:
            break
        read = [(sha256, *_again(files, sha256)) for sha256 in found]
        with database.transaction() as tx:
            for sha256, sm3, harm in read:
                own = (Evidence.sha256 == sha256, Evidence.state == EvidenceState.RECEIVED)
                tx.session.execute(update(Evidence).where(*own).values(sm3=sm3, harm=harm))
        after, done = found[-1], done + len(found)
    return done


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
    return Look(derived.inspection, words(note) if note else None, packed(derived.prints), derived.periodic)


def words(note: Note) -> str:
    """Why a picture is not what it should be, as the reader sees it."""
    return str(messages("zh-CN")["imaging"][note.value])


def write_down(tx: Tx, evidence_id: UUID, look: Look) -> None:
    """Book what the bytes say. Derived knowledge: rebuilt at will, so it is no entry of the log."""
    row = tx.session.get_one(Evidence, evidence_id, with_for_update=True)
    _describe(row, look)
    _keep_picture(tx, row.sha256, look)


def _describe(row: Evidence, look: Look) -> None:
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
        "processing": exif.processing,
        "creator_tool": exif.creator_tool,
    }


def _keep_picture(tx: Tx, sha256: str, look: Look) -> None:
    """What the picture is known by, unless this recipe has said so already; then its likenesses are looked for."""
    held = tx.session.get(EvidencePicture, sha256)
    if held is not None and held.recipe == RECIPE:
        return
    place = next_place(tx, PLACES)
    held = tx.session.get(EvidencePicture, sha256, with_for_update=True, populate_existing=True)
    if held is not None and held.recipe == RECIPE:  # another worker was quicker; the place stays empty
        return
    either = or_(EvidenceLikeness.sha256 == sha256, EvidenceLikeness.other_sha256 == sha256)
    tx.session.execute(delete(EvidenceLikeness).where(either))
    tx.session.merge(EvidencePicture(sha256=sha256, place=place, recipe=RECIPE, prints=look.prints, periodic=look.periodic))
    enqueue(tx, LIKENESS, sha256=sha256)


def compare(database: Database, index: LikenessIndex, sha256: str) -> None:
    """Look for the pictures that are like this one, and write each pair down both ways. Twice is once.

    Of two that arrive at once the one committed later finds the other, whichever worker does it.
    """
    with database.reading() as tx:
        row = tx.session.get(EvidencePicture, sha256)
        if row is None or not row.prints:
            return
        index.catch_up(tx)
        found = sure(tx, row.prints, index.near(row.place, row.prints))
    if found:
        with database.transaction() as tx:
            _pair(tx, sha256, found)


def _pair(tx: Tx, sha256: str, matches: Sequence[Match]) -> None:
    both = ((*way, match) for match in matches for way in ((sha256, match.sha256), (match.sha256, sha256)))
    rows = [
        {"sha256": one, "other_sha256": other, "distance": match.distance, "fine": match.fine, "mirrored": match.mirrored}
        for one, other, match in sorted(both)  # all workers in one order, or two would wait for each other
    ]
    for start in range(0, len(rows), PAIRS_AT_ONCE):
        add_missing(tx, EvidenceLikeness, rows[start : start + PAIRS_AT_ONCE])


def renew(database: Database, files: Files, sandbox: Sandbox, after: str) -> None:
    """Derive anew the next pictures behind `after`, by SHA-256, that this recipe has not seen; originals are only read."""
    with database.reading() as tx:
        stale = _stale(tx, after)
    for sha256 in stale:
        try:
            look = look_into(files, sandbox, sha256)
        except OSError:
            log.exception("an original cannot be read", sha256=sha256)
            continue
        with database.transaction() as tx:
            rows = select(Evidence).where(Evidence.sha256 == sha256, Evidence.state == EvidenceState.RECEIVED)
            for row in tx.session.scalars(rows.order_by(Evidence.id).with_for_update()):
                _describe(row, look)
            _keep_picture(tx, sha256, look)
    if len(stale) == RENEW_MOST:
        with database.transaction() as tx:
            enqueue(tx, RENEW, after=stale[-1])


def _stale(tx: Tx, after: str) -> list[str]:
    known = exists().where(EvidencePicture.sha256 == Evidence.sha256, EvidencePicture.recipe == RECIPE)
    query = select(Evidence.sha256).where(Evidence.sha256 > after, Evidence.state == EvidenceState.RECEIVED, ~known)
    return list(tx.session.scalars(query.distinct().order_by(Evidence.sha256).limit(RENEW_MOST)))
