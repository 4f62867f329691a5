"""The receipt of a report: what the log says of its newest revision, signed."""

from collections.abc import Sequence

from app.attest import receipts as receipt_of
from app.attest.receipts import Held, Of
from app.audit import queries as audit
from app.core.db import Tx
from app.evidence import queries as evidence
from app.evidence.models import Evidence
from app.reports.models import Report
from app.reports.schemas import Receipt

SUBMITTED = "report.submitted"


def receipt(tx: Tx, report: Report, awaited: Sequence[Evidence]) -> Receipt | None:
    """The receipt of the newest revision, from the log; None while photographs are missing, or if it was voided without them."""
    if report.submitted_at is None:
        return None
    entry = audit.newest(tx, SUBMITTED, report.id)
    signed = receipt_of.sign(tx, Held(Of.REPORT, report.id, report.content_sha256, entry.at), entry)
    return Receipt(
        report_id=report.id,
        content_sha256=report.content_sha256,
        received_at=entry.at,
        log_index=entry.idx,
        log_chain=entry.chain.hex(),
        statement=signed.statement,
        signature=signed.signature,
        evidence=evidence.receipts(tx, awaited),
    )
