"""From the database to the files of a bundle: items, receipts, log entries and their proofs against one checkpoint."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from app.attest import checkpoints
from app.attest import receipts as receipt_of
from app.attest.errors import NotYetSigned
from app.attest.receipts import Held, Of
from app.audit import queries as audit
from app.audit.models import LogCheckpoint
from app.audit.queries import Line, Told
from app.bundles import contents, records
from app.bundles.archive import Piece
from app.bundles.errors import NothingReceived
from app.bundles.records import Outside, Record
from app.bundles.scope import Scope
from app.core.db import Tx
from app.core.files import Files
from app.evidence import queries as evidence
from app.evidence.models import Evidence
from app.rectification.models import Submission
from app.reports import receipts
from app.reports.models import Report

SUBMITTED, DECLARED = "submission.submitted", "submission.received"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is proven, the entries it rests on, the one its receipt names (`own`), the receipt, and its bytes."""

    kind: Of
    id: UUID
    at: datetime
    sha256: str
    entries: tuple[int, ...]
    own: int
    receipt: tuple[bytes, bytes]
    original: Piece | None  # None if its words do not go along
    record: Record | None = None

    def line(self) -> dict[str, object]:
        """As `bundle.json` names it."""
        return {"kind": self.kind.value, "id": str(self.id), "entries": list(self.entries), "record": self.record is not None}

    def pieces(self) -> Iterator[Piece]:
        """Its files, but for the entries."""
        yield Piece.of(f"receipts/{self.id}.json", self.receipt[0])
        yield Piece.of(f"receipts/{self.id}.sig", self.receipt[1])
        if self.original:
            yield self.original
        if self.record:
            yield Piece.of(f"records/{self.id}.json", self.record.statement)
            yield Piece.of(f"records/{self.id}.sig", self.record.signature)
        if self.record and self.record.anchor:
            yield Piece.of(f"records/{self.id}.anchor.json", self.record.anchor[0])
            yield Piece.of(f"records/{self.id}.anchor.sig", self.record.anchor[1])


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything of a bundle but its page and its list."""

    report: Report
    items: list[Item]
    point: LogCheckpoint
    outside: Outside
    entries: list[Told]
    proofs: dict[int, str] = field(repr=False)
    growth: dict[int, str] = field(repr=False)

    def pieces(self) -> Iterator[Piece]:
        """The files, in no order."""
        for item in self.items:
            yield from item.pieces()
        for told in self.entries:
            yield Piece.of(f"entries/{told.idx}.json", told.entry)
            yield Piece.of(f"proofs/{told.idx}.tlog-proof", self.proofs[told.idx].encode())
            if told.payload is not None and told.salt is not None:
                yield Piece.of(f"entries/{told.idx}.payload", told.payload)
                yield Piece.of(f"entries/{told.idx}.salt", told.salt)
        yield Piece.of("checkpoint.txt", self.outside.note.encode())
        for size, path in self.growth.items():
            yield Piece.of(f"consistency/{size}.txt", path.encode())
        for n, token in enumerate(self.outside.tokens, 1):
            yield Piece.of(f"anchors/{n}.tsr", token)


def newest_entry(tx: Tx, scope: Scope) -> int:
    """The last entry a bundle of this scope would rest on: what its checkpoint must cover."""
    rows = audit.stories(tx, [UUID(each) for each in [*scope.about, *scope.submissions, *scope.evidence]])
    photos = tx.session.scalars(select(Evidence).where(Evidence.id.in_(scope.photos)))
    return max({row.idx for row in rows} | records.entries_of(tx, photos), default=0)


def gather(tx: Tx, files: Files, report: Report, scope: Scope) -> Gathered:
    """Read it all in one transaction. Raises: NothingReceived, NotYetSigned if no checkpoint covers it."""
    items = [*_report(tx, report, scope), *_submissions(tx, scope), *_evidence(tx, files, scope)]
    if not items:
        raise NothingReceived
    entries = audit.told(tx, {each for item in items for each in item.entries})
    point, outside = _point(tx, entries[-1].idx if entries else 0)
    proofs = checkpoints.proofs(tx, point.size, outside.note, [told.idx for told in entries])
    return Gathered(report, items, point, outside, entries, proofs, _growth(tx, point, min(item.own for item in items)))


def _growth(tx: Tx, point: LogCheckpoint, index: int) -> dict[int, str]:
    """That this tree began as those others spoke of earlier, with an item in them: a reader may have kept one."""
    earlier = [each.size for each in checkpoints.covering(tx, index) if each.size < point.size and records.outside(tx, each).voices]
    return {size: checkpoints.path_between(tx, size, point.size) for size in earlier}


def _point(tx: Tx, index: int) -> tuple[LogCheckpoint, Outside]:
    """The newest checkpoint of those most others spoke of: one just signed has no cosignature yet."""
    held = [(point, records.outside(tx, point)) for point in checkpoints.covering(tx, index)]
    if not held:
        raise NotYetSigned(index=index)
    return max(held, key=lambda each: (each[1].voices, each[0].size))


def _signed(statement: str, signature: str) -> tuple[bytes, bytes]:
    return statement.encode(), base64.b64decode(signature)


def _report(tx: Tx, report: Report, scope: Scope) -> Iterator[Item]:
    """The report, once it was whole, with the entries of all that became of it."""
    receipt = receipts.receipt(tx, report, [])
    if receipt is None:
        return
    about = audit.stories(tx, [UUID(each) for each in scope.about])
    content = contents.of_report(report) if scope.text else None
    original = Piece.of(f"originals/{report.id}", content) if content else None
    yield Item(
        Of.REPORT, report.id, receipt.received_at, receipt.content_sha256, tuple(row.idx for row in about), receipt.log_index,
        _signed(receipt.statement, receipt.signature), original,
    )  # fmt: skip


def _submissions(tx: Tx, scope: Scope) -> Iterator[Item]:
    """The unit's answers; their receipts are the unit's own, and name the place in the log of which it is told nothing."""
    for row in map(partial(tx.session.get_one, Submission), map(UUID, scope.submissions)):
        line = _whole(tx, row)
        if line is None:
            continue
        signed = receipt_of.sign(tx, Held(Of.SUBMISSION, row.id, row.content_sha256, line.at), line)
        content = contents.of_submission(row, evidence.of_owner(tx, row.id))
        entries = tuple(entry.idx for entry in audit.story(tx, row.id))
        original = Piece.of(f"originals/{row.id}", content) if content else None
        receipt = _signed(signed.statement, signed.signature)
        yield Item(Of.SUBMISSION, row.id, line.at, row.content_sha256, entries, line.idx, receipt, original)


def _whole(tx: Tx, row: Submission) -> Line | None:
    """Where the log says that an answer was whole; older releases said so of those alone that came whole."""
    said = audit.lines(tx, SUBMITTED, [row.id]) or audit.lines(tx, DECLARED, [row.id])
    line = said.get(row.id)
    return line if line and line.at == row.submitted_at else None


def _evidence(tx: Tx, files: Files, scope: Scope) -> Iterator[Item]:
    place = {each: at for at, each in enumerate(scope.photos)}
    rows: Sequence[Evidence] = tx.session.scalars(select(Evidence).where(Evidence.id.in_(place))).all()
    held = {row.id: row for row in rows}
    captured = records.captured(tx, rows)
    for receipt in evidence.receipts(tx, sorted(rows, key=lambda row: place[row.id])):
        row, record = held[receipt.id], captured.get(receipt.id)
        own = receipt.log_index or 0
        indices = {own, *(record.entries if record else ())}
        path: Path = files.original(row.sha256)
        yield Item(
            Of.EVIDENCE, row.id, receipt.received_at, row.sha256, tuple(sorted(indices)), own,
            _signed(receipt.statement, receipt.signature), Piece(f"originals/{row.id}", row.sha256, row.size_bytes, path), record,
        )  # fmt: skip
