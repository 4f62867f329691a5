"""Every SELECT over reviews, all starting from `visible()`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, tuple_

from app.access.policy import Permission, Sight, may, sees
from app.audit import queries as audit
from app.calendar.lights import light
from app.conclusions import queries as conclusions
from app.conclusions.models import Conclusion, ConclusionFinding
from app.conclusions.schemas import Step
from app.core.actor import same_person
from app.core.clock import legal_date
from app.core.db import Tx
from app.core.machine import open_moves
from app.core.problem import NotFound
from app.findings.models import Finding
from app.identity import queries as identity
from app.reviews import checks
from app.reviews.models import Review, ReviewHandler
from app.reviews.schemas import ChangeOut, Handler, HandlerChoice, ReviewFinding, ReviewOut, ReviewSummary
from app.reviews.states import AGAIN, MOVES, OPEN, SPOKEN, State, Verb
from app.units import queries as units


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """What a list may be narrowed by."""

    state: State | None = None
    conclusion_id: UUID | None = None


def visible(tx: Tx) -> Select[Review]:
    """Director and leader see what was filed; units their own; review officers what waits for its form, and what is assigned."""
    actor = tx.actor
    doors: list[ColumnElement[bool]] = [false()]
    if may(actor, Permission.REVIEW_READ) and sees(actor, Sight.OFFICE):
        doors.append(Review.state != State.DRAFT)
    if may(actor, Permission.REVIEW_READ) and sees(actor, Sight.UNIT) and actor.unit_path:
        doors.append(Review.unit_path.startswith(actor.unit_path))
    if may(actor, Permission.REVIEW_EXAMINE):
        mine = exists().where(ReviewHandler.review_id == Review.id, ReviewHandler.user_id == actor.id)
        doors += [Review.state == State.FILED, mine, and_(Review.state == State.ACCEPTED, Review.examiner_id == actor.id)]
    return select(Review).where(or_(*doors))


def get(tx: Tx, review_id: UUID, *, lock: bool = False) -> Review:
    """One visible review. Raises: NotFound."""
    query = visible(tx).where(Review.id == review_id)
    row = tx.session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound
    return row


def page(tx: Tx, wanted: ReviewFilter, start: Any, limit: int) -> Sequence[Review]:  # ruff: ignore[any-type]  a cursor's value
    """Visible reviews, the newest first."""
    query = visible(tx).order_by(Review.made_at.desc(), Review.id.desc()).limit(limit)
    if wanted.state:
        query = query.where(Review.state == wanted.state)
    if wanted.conclusion_id:
        query = query.where(Review.conclusion_id == wanted.conclusion_id)
    if start:
        query = query.where(tuple_(Review.made_at, Review.id) < tuple_(datetime.fromisoformat(start[0]), UUID(start[1])))
    return tx.session.scalars(query).all()


def open_of(tx: Tx, conclusion_id: UUID) -> Review | None:
    """The one open review of a conclusion."""
    return tx.session.scalar(select(Review).where(Review.conclusion_id == conclusion_id, Review.state.in_(OPEN)))


def open_on(tx: Tx, finding_ids: Iterable[UUID]) -> dict[UUID, tuple[Review, str]]:
    """The open review of whatever conclusion states each of these findings, with its number, whoever asks."""
    link = ConclusionFinding
    query = (
        select(link.finding_id, Review, Conclusion.number)
        .join(Review, Review.conclusion_id == link.conclusion_id)
        .join(Conclusion, Conclusion.id == link.conclusion_id)
        .where(link.finding_id.in_(list(finding_ids)), Review.state.in_(OPEN))
    )
    return {finding: (row, number or "") for finding, row, number in tx.session.execute(query)}


def seen_among(tx: Tx, review_ids: Iterable[UUID]) -> set[UUID]:
    """Those of some reviews the reader may open."""
    return set(tx.session.scalars(visible(tx).where(Review.id.in_(list(review_ids))).with_only_columns(Review.id)))


def conclusion_of(tx: Tx, row: Review) -> Conclusion:
    """The conclusion under review, whoever reads the review."""
    return tx.session.get_one(Conclusion, row.conclusion_id)


def handlers(tx: Tx, review_id: UUID) -> Sequence[ReviewHandler]:
    """Who handles a review."""
    query = select(ReviewHandler).where(ReviewHandler.review_id == review_id)
    return tx.session.scalars(query.order_by(ReviewHandler.named_at, ReviewHandler.user_id)).all()


def choices(tx: Tx, row: Review) -> list[HandlerChoice]:
    """Every review officer, and why they may not handle this one."""
    people = identity.holding(tx, Permission.REVIEW_EXAMINE)
    out = checks.stay_out(tx, conclusion_of(tx, row), [each.id for each in people])
    homes = units.by_ids(tx, [each.unit_id for each in people if each.unit_id])
    return [
        HandlerChoice(
            id=each.id, name=each.name, unit_name=homes[each.unit_id].name if each.unit_id else None, recused=out.get(each.id)
        )
        for each in people
    ]


def outside(tx: Tx, row: Review) -> bool:
    """Whether the reader reads as the unit: neither of the office nor a review officer who may see it."""
    return not (sees(tx.actor, Sight.OFFICE) or may(tx.actor, Permission.REVIEW_EXAMINE)) or row.state == State.DRAFT


def summaries(tx: Tx, rows: Sequence[Review]) -> list[ReviewSummary]:
    """Rows as lists show them."""
    return [ReviewSummary(**each) for each in _shown(tx, rows)]


KEPT_UNTIL_SENT = ("decision", "decision_number", "decided_at", "decision_reason")


def _shown(tx: Tx, rows: Sequence[Review]) -> list[dict[str, Any]]:
    homes = units.by_ids(tx, [row.unit_id for row in rows])
    query = select(Conclusion.id, Conclusion.number).where(Conclusion.id.in_([row.conclusion_id for row in rows]))
    numbers = {found.id: found.number for found in tx.session.execute(query)}
    return [_summary(tx, row, homes[row.unit_id].name, numbers[row.conclusion_id] or "") for row in rows]


def _summary(tx: Tx, row: Review, unit: str, number: str) -> dict[str, Any]:
    today, open_ = legal_date(tx.now), row.state in OPEN and row.fulfilled_at is None
    values = {name: getattr(row, name) for name in ReviewSummary.model_fields if hasattr(row, name)} | {
        "conclusion_number": number,
        "unit_name": unit,
        "warn_on": row.yellow_on,
        "light": light(tx.now, row),
        "days_left": (row.due_on - today).days if row.due_on and open_ else None,
        "warning": open_ and row.yellow_on is not None and today >= row.yellow_on,
        "late": row.due_at is not None and (row.fulfilled_at or (tx.now if open_ else row.due_at)) > row.due_at,
        "decided_at": row.fulfilled_at,
        "again": row.state in AGAIN,
        "moves": [Verb(verb) for verb in open_moves(MOVES, tx.actor, row.state) if verb in SPOKEN and _now(tx, row, verb)],
    }
    hidden = outside(tx, row) and row.sent_at is None
    return values | dict.fromkeys(KEPT_UNTIL_SENT[:3]) if hidden else values


def _now(tx: Tx, row: Review, verb: str) -> bool:
    """Whether a verb the state allows has anything to do."""
    fits = {
        Verb.SEND: row.sent_at is None, Verb.RECEIVE: row.sent_at is not None, Verb.SERVE: row.sent_at is not None,
        Verb.STAY: row.stayed_at is None, Verb.LIFT: row.stayed_at is not None,
    }  # fmt: skip
    if verb == Verb.ADVISE:
        return any(each.user_id == tx.actor.id for each in handlers(tx, row.id))
    return fits.get(Verb(verb), True)


def out(tx: Tx, row: Review) -> ReviewOut:
    """A whole review as the reader may see it."""
    away, conclusion = outside(tx, row), conclusion_of(tx, row)
    shown = _shown(tx, [row])[0]
    told = row.sent_at is not None or not away
    people = handlers(tx, row.id) if not away else []
    named = [row.filer_id, row.examiner_id, row.decider_id, *(each.user_id for each in people)]
    names = identity.names(tx, named)
    mine = {None} if away else {None, row.examiner_id, row.decider_id}
    return ReviewOut(
        **shown,
        grounds=row.grounds,
        conclusion_text=conclusion.text,
        conclusion_received_at=conclusion.received_at,
        apply_by=conclusion.apply_by,
        findings=_findings(tx, conclusion, away=away),
        filer_name=names.get(row.filer_id) if row.filer_id else None,
        examiner_name=names.get(row.examiner_id) if row.examiner_id and row.examiner_id in mine else None,
        form_reason=row.form_reason,
        handlers=[Handler(id=p.user_id, name=names[p.user_id], advice=p.advice, advised_at=p.advised_at) for p in people],
        decision_reason=row.decision_reason if told else None,
        changes=[ChangeOut.model_validate(each) for each in row.changes] if told else [],
        meeting_record=None if away else row.meeting_record,
        decider_name=names.get(row.decider_id) if row.decider_id and row.decider_id in mine else None,
        signed_conclusion=not away and same_person(tx.actor, conclusion.signer_id),
        stay_reason=row.stay_reason,
        receiver=row.receiver,
        receipt_proof=row.receipt_proof,
        timeline=_timeline(tx, row, away=away),
    )


def _findings(tx: Tx, conclusion: Conclusion, *, away: bool) -> list[ReviewFinding]:
    stated = conclusions.stated(tx, conclusion)
    rows = {row.id: row for row in tx.session.scalars(select(Finding).where(Finding.id.in_([each.id for each in stated])))}
    return [
        ReviewFinding(
            **dict(each),
            cause=None if away else rows[each.id].cause,
            suggestion=None if away else rows[each.id].suggestion,
            evidence_ids=[] if away else [UUID(one) for one in rows[each.id].evidence_ids],
        )
        for each in stated
    ]


UNITS_OWN = {"drafted", "changed", "file", "lapse", "accept", "reject_form", "withdraw", "stay", "lift", "send", "receive", "serve"}


def _timeline(tx: Tx, row: Review, *, away: bool) -> list[Step]:
    """The story; the unit reads its own steps and the office's answers, without names and reasons of the office."""
    told = [entry for entry in audit.story(tx, row.id) if not away or entry.action.removeprefix("review.") in UNITS_OWN]
    names = identity.names(tx, [entry.actor_id for entry in told])
    own = {row.author_id, row.filer_id, row.receiver_id, tx.actor.id} if away else set(names)
    return [
        Step(
            at=entry.at,
            action=entry.action,
            actor_name=names.get(entry.actor_id) if entry.actor_id in own else None,
            note=orjson.loads(entry.payload).get("reason") if entry.payload and not away else None,
        )
        for entry in told
    ]
