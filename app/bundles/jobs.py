"""Background work: making a bundle outside any transaction, and taking it away when its time is over."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from typst import TypstError

from app.attest.checkpoints import ForkError, covering
from app.attest.jobs import Checkpointer
from app.attest.keys import in_use
from app.audit.erasing import erased_since
from app.audit.queries import last_index
from app.audit.service import record
from app.bundles import archive, gathering, making, service
from app.bundles.archive import DamagedError, Piece, TooLargeError
from app.bundles.errors import NothingReceived
from app.bundles.models import Bundle
from app.bundles.page import Heading
from app.bundles.scope import Scope
from app.bundles.service import EXPIRE, MAKE
from app.bundles.states import Failure, State
from app.core.clock import LEGAL_ZONE
from app.core.db import Database, Tx
from app.core.disk import FULL
from app.core.files import Files
from app.core.problem import StorageFull
from app.core.staging import sync_folder
from app.findings.models import Finding
from app.imaging.fonts import FontMissing
from app.jobs.service import enqueue
from app.reports.models import Report

__all__ = ["EXPIRE", "MAKE", "expire", "expire_all", "give_up", "make"]


def make(database: Database, files: Files, checkpointer: Checkpointer, payload: dict[str, str]) -> None:
    """Make one bundle, or write down why it cannot be made. Twice is once."""
    bundle_id = UUID(payload["bundle_id"])
    with database.reading() as tx:
        row = tx.session.get_one(Bundle, bundle_id)
        if row.state != State.WAITING:
            return
        uncovered = not covering(tx, gathering.newest_entry(tx, Scope.load(row.scope)), 1)
    try:
        if uncovered:
            checkpointer.sign()
        while not _finish(database, files, bundle_id, *_whole(database, files, bundle_id)):
            pass
    except tuple(_WHY) as error:
        with database.transaction() as tx:
            _fail(tx, bundle_id, _WHY[type(error)], str(error))


_WHY: dict[type[Exception], Failure] = {
    DamagedError: Failure.ORIGINAL, TooLargeError: Failure.SIZE, FontMissing: Failure.FONT, ForkError: Failure.LOG,
    StorageFull: Failure.SPACE, NothingReceived: Failure.NOTHING, TypstError: Failure.FAULT,
}  # fmt: skip


def _whole(database: Database, files: Files, bundle_id: UUID) -> tuple[list[Piece], int]:
    """All of it, and how far the log went before anything was read."""
    settings = database.settings
    with database.reading() as tx:
        known = last_index(tx)
        row = tx.session.get_one(Bundle, bundle_id)
        report, scope = tx.session.get_one(Report, row.report_id), Scope.load(row.scope)
        gathered = gathering.gather(tx, files, report, scope)
        heading = _heading(tx, row, report, scope)
    return making.pieces(gathered, heading, in_use(settings.data_dir), settings.font_path), known


def _heading(tx: Tx, row: Bundle, report: Report, scope: Scope) -> Heading:
    finding = tx.session.get(Finding, row.finding_id) if row.finding_id else None
    numbers = [each for each in (finding.number, finding.order_number) if each] if finding else []
    title = making.title_of(report.site_name, report.started_at.astimezone(LEGAL_ZONE))
    origin = in_use(tx.settings.data_dir).origin
    return Heading(title, tx.settings.office_name, origin, tx.now, numbers, scope.missing)


def _finish(database: Database, files: Files, bundle_id: UUID, whole: list[Piece], known: int) -> bool:
    """Write it aside, where a broken beginning is swept away; it gets its name with its row, from the first worker alone.

    False if content of the log was erased meanwhile: it may hold what is no more.
    """
    draft = files.arriving()
    files.require_space(archive.size_of(whole))
    try:
        archive.write(draft, whole)
        with database.transaction() as tx:
            row = tx.session.get_one(Bundle, bundle_id, with_for_update=True)
            return row.state != State.WAITING or _settle(tx, row, (whole, known), draft, files.root)
    except OSError as error:
        if error.errno in FULL:
            raise StorageFull from error
        raise
    finally:
        draft.unlink(missing_ok=True)


def _settle(tx: Tx, row: Bundle, made: tuple[list[Piece], int], draft: Path, root: Path) -> bool:
    whole, known = made
    if erased_since(tx, known):
        return False
    _name(draft, making.place(root, row.id))
    _made(tx, row, making.statement_of(whole).sha256, archive.size_of(whole))
    return True


def _name(draft: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    draft.replace(target)
    for folder in (target.parent, target.parent.parent):
        sync_folder(folder)


def _made(tx: Tx, row: Bundle, sha256: str, size: int) -> None:
    row.state, row.made_at, row.sha256, row.size_bytes = State.MADE, tx.now, sha256, size
    row.expires_at = tx.now + timedelta(hours=tx.settings.bundle_expires_h)
    record(tx, "bundle.made", row, sha256=sha256, size_bytes=size, report=str(row.report_id), requester=str(row.requester_id))
    enqueue(tx, EXPIRE, run_at=row.expires_at, bundle_id=str(row.id))


def give_up(tx: Tx, payload: dict[str, str]) -> None:
    """No worker tries it again, whatever it was."""
    _fail(tx, UUID(payload["bundle_id"]), Failure.FAULT, "given up")


def _fail(tx: Tx, bundle_id: UUID, why: Failure, detail: str) -> None:
    row = tx.session.get_one(Bundle, bundle_id, with_for_update=True)
    if row.state == State.WAITING:
        row.state, row.failure = State.FAILED, why
        record(tx, "bundle.failed", row, why=why.value, detail=detail)


def expire(database: Database, files: Files, payload: dict[str, str]) -> None:
    """Take it away. Twice is once."""
    bundle_id = UUID(payload["bundle_id"])
    with database.transaction() as tx:
        service.expire(tx, tx.session.get_one(Bundle, bundle_id, with_for_update=True))
    path: Path = making.place(files.root, bundle_id)
    path.unlink(missing_ok=True)


def expire_all(database: Database, root: Path) -> None:
    """Take every bundle away, for content of the log was erased: any of them may hold it. Those being made then begin again."""
    with database.transaction() as tx:
        for row in service.expire_all(tx):
            making.place(root, row.id).unlink(missing_ok=True)  # named, and its row not yet: its worker died between the two
        gone = tx.session.scalars(select(Bundle.id).where(Bundle.state.not_in([State.WAITING, State.MADE]))).all()
    for each in gone:
        making.place(root, each).unlink(missing_ok=True)
