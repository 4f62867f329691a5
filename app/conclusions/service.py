"""Drafting, signing, issuing, receipt, and becoming final."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Uuid, delete, literal, select

from app.access.policy import Permission, require
from app.audit.service import record
from app.calendar import queries as calendar
from app.conclusions import queries, rules
from app.conclusions.errors import (
    ConclusionExists,
    ConclusionIdReused,
    ConclusionNotDraft,
    FindingNotConcludable,
    OwnConclusion,
    ReceiptImpossible,
    ReceiptIncomplete,
)
from app.conclusions.models import Conclusion, ConclusionFinding
from app.conclusions.schemas import ConclusionDraft, ConclusionMove
from app.conclusions.states import MOVES, State, Verb
from app.core.actor import same_person
from app.core.clock import end_of_day, legal_date
from app.core.db import Tx
from app.core.machine import drive, follow
from app.core.problem import NotFound, PreconditionRequired, StaleVersion
from app.core.register import next_number
from app.findings.errors import ReasonRequired
from app.findings.models import Finding
from app.identity import queries as identity
from app.jobs.service import enqueue
from app.notices import service as notices
from app.rulebook import queries as rulebook
from app.seals import queries as seals
from app.units import queries as units
from app.units.errors import UnitNotTarget
from app.units.models import Unit
from app.units.schemas import Hat

FINALIZE = "conclusion.finalize"


def put(tx: Tx, conclusion_id: UUID, draft: ConclusionDraft, expected: int | None) -> tuple[Conclusion, bool]:
    """Draft a conclusion, or change the draft on the version read; says whether it is new.

    Raises: Forbidden, UnknownUnit, UnitNotTarget, FindingNotConcludable, ConclusionExists, ConclusionIdReused, ConclusionNotDraft,
    StaleVersion, PreconditionRequired.
    """
    require(tx.actor, Permission.CONCLUSION_WRITE)
    row = tx.session.get(Conclusion, conclusion_id, with_for_update=True)
    if row is not None:
        row = queries.get(tx, conclusion_id)
        if (row.unit_id, row.mission_id) != (draft.unit_id, draft.mission_id):
            raise ConclusionIdReused
    unit = units.get(tx, draft.unit_id, "/unit_id")
    if Hat.TARGET not in unit.hats:
        raise UnitNotTarget(pointer="/unit_id", unit=unit.name)
    if row is None:
        return _draft(tx, conclusion_id, draft, unit), True
    if expected is None and (row.text, _held(tx, row)) == (draft.text, draft.finding_ids):
        return row, False
    _require_editable(row, expected)
    _require_concludable(tx, draft, unit, conclusion_id)
    _state(tx, row, draft.finding_ids)
    row.text, row.author_id = draft.text, tx.actor.id
    row.version += 1
    record(tx, "conclusion.changed", row)
    return row, False


def _held(tx: Tx, row: Conclusion) -> list[UUID]:
    return queries.finding_ids(tx, [row.id]).get(row.id, [])


def _state(tx: Tx, row: Conclusion, finding_ids: list[UUID]) -> None:
    tx.session.execute(delete(ConclusionFinding).where(ConclusionFinding.conclusion_id == row.id))
    tx.session.add_all(
        ConclusionFinding(finding_id=each, conclusion_id=row.id, position=place) for place, each in enumerate(finding_ids)
    )
    tx.session.flush()


def _require_editable(row: Conclusion, expected: int | None) -> None:
    if not queries.is_draft(row):
        raise ConclusionNotDraft(state=row.state)
    if expected is None:
        raise PreconditionRequired(pointer="/headers/If-Match", version=row.version)
    if expected != row.version:
        raise StaleVersion(pointer="/headers/If-Match", version=row.version)


def _draft(tx: Tx, conclusion_id: UUID, draft: ConclusionDraft, unit: Unit) -> Conclusion:
    if draft.mission_id and not tx.session.scalar(select(seals.open_to(tx, literal(draft.mission_id, Uuid())))):
        raise NotFound
    _require_concludable(tx, draft, unit, conclusion_id)
    if draft.mission_id and tx.session.scalar(
        select(Conclusion.id).where(Conclusion.mission_id == draft.mission_id, Conclusion.unit_id == unit.id)
    ):
        raise ConclusionExists
    row = Conclusion(
        id=conclusion_id, mission_id=draft.mission_id, unit_id=unit.id, unit_path=unit.path, state=State.DRAFT, text=draft.text,
        author_id=tx.actor.id, made_at=tx.now, version=1,
        apply_by_provisional=False,
    )  # fmt: skip
    tx.session.add(row)
    tx.session.flush()
    _state(tx, row, draft.finding_ids)
    record(tx, "conclusion.drafted", row)
    return row


def _require_concludable(tx: Tx, draft: ConclusionDraft, unit: Unit, conclusion_id: UUID) -> None:
    """Confirmed findings of that unit and that mission, known to the writer, stated in no other conclusion."""
    wanted = queries.concludable(tx).where(Finding.id.in_(draft.finding_ids)).with_for_update()
    found = {row.id: row for row in tx.session.scalars(wanted)}
    homes = units.by_ids(tx, [row.responsible_unit_id for row in found.values()])
    taken = queries.stated_elsewhere(tx, draft.finding_ids, conclusion_id)
    for position, each in enumerate(draft.finding_ids):
        row = found.get(each)
        if (
            row is None
            or row.mission_id != draft.mission_id
            or not homes[row.responsible_unit_id].path.startswith(unit.path)
            or each in taken
            or each in draft.finding_ids[:position]
        ):
            raise FindingNotConcludable(pointer=f"/finding_ids/{position}", finding_id=str(each))


def move(tx: Tx, conclusion_id: UUID, asked: ConclusionMove) -> Conclusion:
    """A verb on a conclusion.

    Raises: NotFound, Forbidden, IllegalMove, OwnConclusion, ReasonRequired, FindingNotConcludable, ReceiptIncomplete,
    ReceiptImpossible.
    """
    row = queries.get(tx, conclusion_id, lock=True)
    target = follow(MOVES, tx.actor, row.state, asked.verb)
    if asked.verb == Verb.SIGN:
        _sign(tx, row)
    elif asked.verb == Verb.RECALL:
        _recall(row, asked.reason)
    elif asked.verb == Verb.ISSUE:
        _issue(tx, row)
    else:
        _receive(tx, row, asked)
    row.state = target
    row.version += 1
    record(tx, f"conclusion.{asked.verb}", row, reason=asked.reason)
    return row


def _sign(tx: Tx, row: Conclusion) -> None:
    if same_person(tx.actor, row.author_id):
        raise OwnConclusion
    row.signer_id, row.signed_at = tx.actor.id, tx.now


def _recall(row: Conclusion, reason: str | None) -> None:
    if not reason:
        raise ReasonRequired(pointer="/reason")
    row.signer_id = row.signed_at = None


def _issue(tx: Tx, row: Conclusion) -> None:
    """Number it, keep every finding as it is told now, and tell the unit."""
    draft = ConclusionDraft(unit_id=row.unit_id, mission_id=row.mission_id, text=row.text, finding_ids=_held(tx, row))
    _require_concludable(tx, draft, units.get(tx, row.unit_id), row.id)
    row.stated = [each.model_dump(mode="json") for each in queries.stated(tx, row)]
    row.number = next_number(tx, tx.settings.conclusion_prefix)
    row.issuer_id, row.issued_at = tx.actor.id, tx.now
    said = notices.about(notices.SERVED, "conclusion", ("conclusion", row.id), row.number)
    notices.tell_unit(tx, row.unit_path, Permission.CONCLUSION_RECEIVE, said)


def _receive(tx: Tx, row: Conclusion, asked: ConclusionMove) -> None:
    """Only a person signs: the unit's own, or on paper, entered with its proof (条例 Art. 17: the days run from receipt)."""
    if asked.verb == Verb.RECEIVE:
        row.received_at, row.receiver_id = tx.now, tx.actor.id
        row.receiver = asked.receiver or identity.names(tx, [tx.actor.id])[tx.actor.id]
    else:
        for name in ("receiver", "received_at", "proof"):
            if getattr(asked, name) is None:
                raise ReceiptIncomplete(pointer=f"/{name}")
        if not (row.issued_at and asked.received_at) or not row.issued_at <= asked.received_at <= tx.now:
            raise ReceiptImpossible(pointer="/received_at")
        row.received_at, row.receiver, row.receipt_proof = asked.received_at, asked.receiver, asked.proof
    set_apply_by(tx, row)
    schedule_final(tx, row)


def set_apply_by(tx: Tx, row: Conclusion) -> bool:
    """The last day to apply for review, by the calendar as it is known now; says whether it changed."""
    if row.received_at is None:
        return False
    days, first = calendar.load(tx), legal_date(row.received_at)
    last = rules.statutory_last(days, first, rulebook.load(tx).appeal_file_days)
    before = (row.apply_by, row.apply_by_provisional)
    row.apply_by, row.apply_by_provisional = last, not days.knows(first, last)
    return before != (row.apply_by, row.apply_by_provisional)


def schedule_final(tx: Tx, row: Conclusion) -> None:
    """Look again when the days to apply are over."""
    last = end_of_day(row.apply_by or legal_date(tx.now))
    enqueue(tx, FINALIZE, run_at=last + timedelta(seconds=1), conclusion_id=str(row.id))


def finalize(tx: Tx, row: Conclusion) -> None:
    """Nothing can be asked of it any more; again is nothing new. Raises: IllegalMove before it has been received."""
    if row.state == State.FINAL:
        return
    row.state = drive(MOVES, row.state, Verb.FINALIZE)
    row.final_at = tx.now
    row.version += 1
    record(tx, "conclusion.finalize", row)
