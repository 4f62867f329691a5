"""The oracle: what must hold after every fault (durability, identity, atomicity, chain). Gives the breaches, in words."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from uuid import UUID
from zipfile import BadZipFile, ZipFile

import httpx2
from sqlalchemy import func, select

from app.audit import queries as audit
from app.audit.models import LogEntry
from app.bundles.making import place
from app.bundles.models import Bundle
from app.core.db import Database, Tx
from app.core.files import Files
from app.evidence.models import Evidence
from app.reports.models import Report, ReportConflict
from app.uploads.models import Upload
from tests.faults.promises import Promises

ONCE = {"evidence.received", "report.received", "report.submitted"}


def examine(database: Database, files: Files, promised: Promises) -> list[str]:
    """Everything that can be seen in database and files."""
    with database.reading() as tx:
        if not database.sqlite:  # one snapshot for all that follows: clients are at work meanwhile
            tx.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        return [
            *promised.breaches, *durability(tx, files, promised), *carried_out(tx, files, promised), *identity(tx, promised),
            *atomicity(tx, files), *chain(tx),
        ]  # fmt: skip


def durability(tx: Tx, files: Files, promised: Promises) -> Iterator[str]:
    """I1: what was acknowledged is there, with the bytes and at the place in the log that were named."""
    held = {str(row.id): row for row in tx.session.scalars(select(Evidence))}
    for evidence_id, sha256 in promised.photos.items():
        row = held.get(evidence_id)
        if row is None or row.state != "received" or row.sha256 != sha256:
            yield f"lost: photograph {evidence_id} was acknowledged, its row says {row and row.state}"
        elif _digest(files, sha256) != sha256:
            yield f"lost: photograph {evidence_id} was acknowledged, its bytes are not there"
    reports = {str(row.id): row for row in tx.session.scalars(select(Report))}
    for report_id, content in promised.manifests.items():
        if report_id not in reports or reports[report_id].content_sha256 != content:
            yield f"lost: report {report_id} was acknowledged"
    yield from _receipts(tx, promised)


def _receipts(tx: Tx, promised: Promises) -> Iterator[str]:
    for report_id, receipt in promised.receipts.items():
        entry = tx.session.get(LogEntry, receipt["log_index"])
        told = ("report.submitted", report_id, receipt["log_chain"])
        if entry is None or (entry.action, str(entry.object_id), entry.chain.hex()) != told:
            yield f"lost: receipt of report {report_id} names log entry {receipt['log_index']}, which is not it"
        for line in receipt["evidence"]:
            entry = tx.session.get(LogEntry, line["log_index"])
            if entry is None or (entry.action, str(entry.object_id)) != ("evidence.received", line["id"]):
                yield f"lost: receipt of photograph {line['id']} names log entry {line['log_index']}, which is not it"


def carried_out(tx: Tx, files: Files, promised: Promises) -> Iterator[str]:
    """I1 and I3 for what leaves the office: a bundle is there as it was listed, an export is in the log."""
    rows = {str(row.id): row for row in tx.session.scalars(select(Bundle))}
    for bundle_id, sha256 in promised.bundles.items():
        if bundle_id not in rows or sha256 not in {"", rows[bundle_id].sha256}:
            yield f"lost: bundle {bundle_id} was acknowledged, and is not there as it was"
    for row in rows.values():
        if row.state == "made" and _list_of(place(files.root, row.id)) != row.sha256:
            yield f"half: bundle {row.id} is made, its archive is not what was listed"
    logged = tx.session.scalar(select(func.count()).select_from(LogEntry).where(LogEntry.action == "ledger.exported")) or 0
    if logged < promised.exports:
        yield f"lost: {promised.exports} exports were carried away, the log has {logged}"


def _list_of(path: Path) -> str:
    """What names all the files of a bundle, and so stands for them; empty if nobody can read it."""
    try:
        with ZipFile(path) as archive:
            return hashlib.sha256(archive.read("bundle.json")).hexdigest()
    except (OSError, BadZipFile, KeyError):
        return ""


def identity(tx: Tx, promised: Promises) -> Iterator[str]:
    """I2: one object for one client id, made once; nothing nobody asked for."""
    done = Counter((entry.action, entry.object_id) for entry in tx.session.scalars(select(LogEntry)))
    revisions = {row.id: row.revision for row in tx.session.execute(select(Report.id, Report.revision))}
    for (action, object_id), times in done.items():
        if action in ONCE and times > (revisions.get(object_id, 1) if action == "report.submitted" else 1):
            yield f"doubled: {action} {object_id} is in the log {times} times"
    for report_id in map(str, tx.session.scalars(select(Report.id))):
        if report_id not in promised.minted:
            yield f"doubled: report {report_id} was minted by no client"
    for evidence_id in map(str, tx.session.scalars(select(Evidence.id))):
        if evidence_id not in promised.declared:
            yield f"doubled: photograph {evidence_id} was declared by no client"
    for report_id in tx.session.scalars(select(ReportConflict.report_id)):
        yield f"doubled: report {report_id} holds a conflict copy of one client's one content"


def atomicity(tx: Tx, files: Files) -> Iterator[str]:
    """I3: no row without its bytes or its log entry, none half there; no offset ahead of the bytes on disk."""
    logged: set[tuple[str, UUID]] = {
        (entry.action, entry.object_id) for entry in tx.session.scalars(select(LogEntry).where(LogEntry.action.in_(ONCE)))
    }
    missing: Counter[UUID] = Counter()
    for row in tx.session.scalars(select(Evidence)):
        received = row.state == "received"
        missing[row.owner_id] += not received
        if received and _digest(files, row.sha256) != row.sha256:
            yield f"half: photograph {row.id} has a row and not its bytes"
        if received != (("evidence.received", row.id) in logged):
            yield f"half: photograph {row.id} is {row.state}, the log says otherwise"
    for report in tx.session.scalars(select(Report)):
        if report.state == "void":  # whatever had arrived by then
            continue
        whole, said = report.state != "incomplete", ("report.submitted", report.id) in logged
        if whole != (missing[report.id] == 0) or (whole != said and not (said and report.revision > 1)):
            yield f"half: report {report.id} is {report.state} with {missing[report.id]} photographs missing"
    for upload in tx.session.scalars(select(Upload).where(Upload.completed_at.is_(None), Upload.offset > 0)):
        if _on_disk(files, upload) < upload.offset:
            yield f"half: upload {upload.id} tells offset {upload.offset}, its bytes are not on disk"


def _on_disk(files: Files, upload: Upload) -> int:
    """Bytes that arrived; an upload completed since its row was read has them under their hash."""
    for path in (files.arriving(upload.id), files.original(upload.sha256)):
        if path.exists():
            return path.stat().st_size
    return 0


def chain(tx: Tx) -> Iterator[str]:
    """I4: every link of the log holds, without a gap, up to the head."""
    verdict = audit.verify(tx)
    if verdict.broken_at is not None:
        yield f"chain: the log is broken at {verdict.broken_at} after {verdict.entries} good entries"


def _digest(files: Files, sha256: str) -> str:
    path = files.original(sha256)
    if not path.exists():
        return ""
    found = path.stat()
    return _read(path, found.st_ino, found.st_size, found.st_mtime_ns)


@lru_cache(maxsize=100_000)
def _read(path: Path, *_: int) -> str:
    """A file that nobody touched since it was last read is not read again; the reader over HTTP reads all in the end."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fetched(client: httpx2.Client, photos: dict[str, str]) -> Iterator[str]:
    """I1 as a reader sees it: the original over HTTP has the acknowledged SHA-256."""
    for evidence_id, sha256 in photos.items():
        try:
            answer = client.get(f"/evidence/{evidence_id}/original")
        except httpx2.TransportError as error:
            yield f"lost: original of {evidence_id}: {error}"
            continue
        if answer.status_code != 200 or hashlib.sha256(answer.content).hexdigest() != sha256:
            yield f"lost: original of {evidence_id} answers {answer.status_code}"
