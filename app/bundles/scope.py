"""What of a case goes into a bundle: as much as whoever asks may see of it then."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self
from uuid import UUID

from sqlalchemy import func, select

from app.core.db import Tx
from app.core.problem import NotFound
from app.evidence import queries as evidence
from app.evidence.models import Evidence
from app.evidence.schemas import EvidenceState
from app.findings import queries as findings
from app.findings.models import Finding, Supplement
from app.rectification import queries as orders
from app.rectification.models import Reinspection, Submission
from app.reports.models import Report
from app.seals import queries as seals


@dataclass(frozen=True, slots=True)
class Scope:
    """Ids as text: received photographs in their order, whole answers, and everything else whose entries of the log are told.

    `text`: whether the report's own words go along; `missing`: photographs that were named and never came.
    """

    evidence: list[str]
    submissions: list[str]
    about: list[str]
    text: bool
    missing: int

    @classmethod
    def load(cls, kept: dict[str, Any]) -> Self:
        """As it was kept."""
        return cls(**kept)

    def kept(self) -> dict[str, Any]:
        """As the table keeps it."""
        return asdict(self)

    @property
    def photos(self) -> list[UUID]:
        """The photographs."""
        return [UUID(each) for each in self.evidence]

    def within(self, now: Self) -> bool:
        """Whether all of it is in what may be seen now."""
        ids = ((set(mine), set(theirs)) for mine, theirs in zip(self._ids(), now._ids(), strict=True))
        return self.text <= now.text and all(mine <= theirs for mine, theirs in ids)

    def _ids(self) -> tuple[list[str], ...]:
        return self.evidence, self.submissions, self.about


def choose(tx: Tx, report: Report, finding_id: UUID | None) -> Scope:
    """A visible report, or one finding's whole story. Raises: NotFound if the finding is not one of it."""
    told = findings.of_report(tx, report.id)
    finding = next((each for each in told if each.id == finding_id), None)
    if finding_id is not None and finding is None:
        raise NotFound
    answers, looks = (_answers(tx, finding), _looks(tx, finding)) if finding else ([], [])
    whole = [answer.id for answer in answers if answer.submitted_at is not None]
    added = tx.session.scalars(select(Supplement.id).where(Supplement.finding_id.in_([each.id for each in told]))).all()
    seen = _photos(tx, [report.id, *added, *(answer.id for answer in answers), *looks])
    came = [photo for photo in seen if photo.state == EvidenceState.RECEIVED]
    about = [report.id, *added, *([finding.id] if finding else []), *looks]
    if finding and finding.order_id:
        about.append(finding.order_id)
    return Scope(
        evidence=[str(photo.id) for photo in came], submissions=[str(each) for each in whole],
        about=[str(each) for each in about],
        text=len(told) == _whole(tx, report), missing=len(seen) - len(came),
    )  # fmt: skip


def _whole(tx: Tx, report: Report) -> int:
    """How many findings the report has, whoever may see them: what was transferred is in its words too."""
    mine = (Finding.report_id == report.id, ~Finding.withdrawn)
    return tx.session.scalar(select(func.count()).select_from(Finding).where(*mine)) or 0


def _answers(tx: Tx, finding: Finding) -> Sequence[Submission]:
    if finding.order_id is None:
        return []
    orders.get(tx, finding.order_id)
    return tx.session.scalars(select(Submission).where(Submission.order_id == finding.order_id).order_by(Submission.seq)).all()


def _looks(tx: Tx, finding: Finding) -> Sequence[UUID]:
    """Second looks; those of a plan still sealed from the reader are not there."""
    query = select(Reinspection.id).where(Reinspection.finding_id == finding.id, seals.open_to(tx, Reinspection.plan_id))
    return tx.session.scalars(query.order_by(Reinspection.received_at, Reinspection.id)).all()


def _photos(tx: Tx, owners: Sequence[UUID]) -> list[Evidence]:
    """What the reader may see of several cases' photographs, in the order of the cases."""
    place = {owner: at for at, owner in enumerate(owners)}
    rows = tx.session.scalars(evidence.visible(tx).where(Evidence.owner_id.in_(owners))).all()
    return sorted(rows, key=lambda row: (place[row.owner_id], row.position, row.id))
