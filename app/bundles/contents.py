"""The content of reports and answers in the very bytes their hash is over."""

import hashlib
from collections.abc import Sequence

from pydantic import ValidationError

from app.evidence.models import Evidence
from app.evidence.schemas import EvidenceDraft, Fix
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
    told = {name: getattr(photo, name) for name in EvidenceDraft.model_fields if name != "location"}
    place = None
    if photo.lat is not None:
        place = Fix.model_validate(
            {
                "lat": photo.lat,
                "lon": photo.lon,
                "accuracy_m": photo.accuracy_m,
                "fixed_at": photo.fixed_at,
                "source": photo.fix_source,
            }
        )
    return EvidenceDraft.model_validate(told | {"location": place})


def _same(content: bytes, sha256: str) -> bytes | None:
    return content if hashlib.sha256(content).hexdigest() == sha256 else None
