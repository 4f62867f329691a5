"""The content of reports and answers in the very bytes their hash is over."""

import hashlib
from collections.abc import Sequence

from pydantic import ValidationError

from app.evidence.models import Evidence
from app.evidence.schemas import Capture, CaptureAnchor, EvidenceDraft, Fix
from app.rectification.models import Submission
from app.rectification.schemas import SubmissionDraft
from app.reports.models import Report
from app.reports.schemas import Manifest


def of_report(report: Report) -> bytes | None:
    """What the inspector wrote; None if this release writes it in other bytes than were hashed."""
    try:
        content = Manifest.model_validate(report.manifest).model_dump_json().encode()
    except ValidationError:
        return None
    return _same(content, report.content_sha256)


def of_submission(row: Submission, photos: Sequence[Evidence]) -> bytes | None:
    """What the unit answered; `photos` all that it named, in its order."""
    told = {name: getattr(row, name) for name in SubmissionDraft.model_fields if name != "evidence"}
    try:
        draft = SubmissionDraft.model_validate(told | {"evidence": [_line(photo) for photo in photos]})
    except ValidationError:
        return None
    return _same(draft.content(), row.content_sha256)


def _line(photo: Evidence) -> EvidenceDraft:
    told = {name: getattr(photo, name) for name in EvidenceDraft.model_fields if name not in {"location", "capture"}}
    return EvidenceDraft.model_validate(told | {"location": _place(photo), "capture": _capture(photo)})


def _place(photo: Evidence) -> Fix | None:
    if photo.lat is None:
        return None
    told = {"lat": photo.lat, "lon": photo.lon, "accuracy_m": photo.accuracy_m, "fixed_at": photo.fixed_at}
    return Fix.model_validate(told | {"source": photo.fix_source})


def _capture(photo: Evidence) -> Capture | None:
    """What came with the line, as it came: a line without it is hashed without it."""
    if photo.capture_record is None or photo.capture_signature is None:
        return None
    statement, signature = photo.capture_anchor, photo.capture_anchor_signature
    anchor = CaptureAnchor(statement=statement, signature=signature) if statement is not None and signature is not None else None
    return Capture(record=photo.capture_record, signature=photo.capture_signature, anchor=anchor)


def _same(content: bytes, sha256: str) -> bytes | None:
    return content if hashlib.sha256(content).hexdigest() == sha256 else None
