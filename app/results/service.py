"""Suggesting, drafting, proposing and deciding results."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, select

from app.access.policy import Permission, may, require
from app.audit.service import record
from app.core.actor import same_person
from app.core.db import Tx
from app.core.problem import PreconditionRequired, StaleVersion
from app.examples import queries as examples
from app.examples.models import Example
from app.findings import queries as findings
from app.findings.errors import ReasonRequired
from app.findings.models import Finding
from app.results import queries, rules, telling
from app.results.errors import (
    ActionIdReused,
    DeputyNotEnough,
    GroundMissing,
    GroundNotFirm,
    GroundOfOtherSort,
    GroundOfOtherUnit,
    GroundUnknown,
    OwnProposal,
    PartRequired,
    ResultsOff,
)
from app.results.models import Action, Ground
from app.results.schemas import ActionDraft, ActionMove
from app.results.states import GRAVE, GroundKind, Kind, State
from app.rulebook import queries as rulebook
from app.units import queries as units
from app.units.errors import UnitNotTarget
from app.units.models import Unit
from app.units.schemas import Hat

FIRM = {GroundKind.FINDING: rules.FIRM_FINDINGS, GroundKind.EXAMPLE: rules.FIRM_EXAMPLES}


def require_on(tx: Tx, kind: str) -> None:
    """Raises: ResultsOff where the rulebook has this kind off."""
    if not rules.is_on(rulebook.load(tx), kind):
        raise ResultsOff(kind=kind)


def suggest(tx: Tx, kind: Kind, unit_id: UUID, grounds: Sequence[UUID], because: str, *, occasion: str = "") -> Action | None:
    """The program suggests a result on findings `grounds`, and says why; people take it up or dismiss it.

    The same kind on the same grounds is suggested once an occasion, whatever became of it. None when it was, or when the
    rulebook has it off.
    """
    if not rules.is_on(rulebook.load(tx), kind):
        return None
    told = [kind, unit_id.hex, *sorted(each.hex for each in grounds), *([occasion] if occasion else [])]
    slot = hashlib.sha256("|".join(told).encode()).hexdigest()
    if tx.session.scalar(select(Action.id).where(Action.slot == slot).limit(1)):
        return None
    unit = units.get(tx, unit_id)
    row = Action(
        id=uuid4(), kind=kind, state=State.SUGGESTED, unit_id=unit.id, unit_path=unit.path, proposal="", because=because,
        slot=slot, opened_at=tx.now, version=1,
    )  # fmt: skip
    tx.session.add(row)
    tx.session.flush()
    _put_grounds(tx, row, GroundKind.FINDING, grounds)
    record(tx, "result.suggested", row, kind=kind, reason=because)
    return row


def _put_grounds(tx: Tx, row: Action, kind: GroundKind, ids: Iterable[UUID]) -> None:
    tx.session.add_all(
        Ground(action_id=row.id, kind=kind, ground_id=each, position=position) for position, each in enumerate(dict.fromkeys(ids))
    )


def put(tx: Tx, action_id: UUID, draft: ActionDraft, expected: int | None) -> tuple[Action, bool]:
    """Draft a result, or change the draft on the version read; says whether it is new. The same content again is the same answer.

    Raises: Forbidden, ResultsOff, UnknownUnit, UnitNotTarget, GroundUnknown, GroundOfOtherUnit, GroundOfOtherSort,
    ActionIdReused, StaleVersion, PreconditionRequired.
    """
    require(tx.actor, Permission.RESULT_DRAFT)
    require_on(tx, draft.kind)
    unit = units.get(tx, draft.unit_id, "/unit_id")
    if Hat.TARGET not in unit.hats:
        raise UnitNotTarget(pointer="/unit_id", unit=unit.name)
    _check_grounds(tx, draft, unit)
    values = draft.model_dump(exclude={"unit_id", "finding_ids", "example_ids"}) | {"unit_id": unit.id, "unit_path": unit.path}
    row = tx.session.get(Action, action_id, with_for_update=True)
    if row is None:
        return _draft(tx, action_id, draft, values), True
    if not (queries.known(tx, row) and telling.editable(tx, row)):
        raise ActionIdReused(pointer="/id")
    if expected is None:
        if _same(tx, row, draft, values):
            return row, False
        raise PreconditionRequired(pointer="/headers/If-Match", version=row.version)
    if expected != row.version:
        raise StaleVersion(pointer="/headers/If-Match", version=row.version)
    for name, value in values.items():
        setattr(row, name, value)
    _rest_on(tx, row, draft)
    row.version += 1
    record(tx, "result.changed", row, kind=row.kind)
    return row, False


def _draft(tx: Tx, action_id: UUID, draft: ActionDraft, values: dict[str, Any]) -> Action:
    row = Action(id=action_id, state=State.DRAFT, author_id=tx.actor.id, opened_at=tx.now, version=1, **values)
    tx.session.add(row)
    tx.session.flush()
    _rest_on(tx, row, draft)
    record(tx, "result.drafted", row, kind=row.kind)
    return row


def _rest_on(tx: Tx, row: Action, draft: ActionDraft) -> None:
    tx.session.execute(delete(Ground).where(Ground.action_id == row.id))
    _put_grounds(tx, row, GroundKind.FINDING, draft.finding_ids)
    _put_grounds(tx, row, GroundKind.EXAMPLE, draft.example_ids)


def _same(tx: Tx, row: Action, draft: ActionDraft, values: dict[str, Any]) -> bool:
    rests = [each.ground_id for each in queries.grounds(tx, [row.id]).get(row.id, [])]
    wanted = [*dict.fromkeys(draft.finding_ids), *dict.fromkeys(draft.example_ids)]
    return rests == wanted and all(getattr(row, name) == value for name, value in values.items())


def _check_grounds(tx: Tx, draft: ActionDraft, unit: Unit) -> None:
    if draft.example_ids and draft.kind not in rules.ON_EXAMPLES:
        raise GroundOfOtherSort(pointer="/example_ids")
    rows = {each.id: each for each in tx.session.scalars(findings.visible(tx).where(Finding.id.in_(draft.finding_ids)))}
    homes = units.by_ids(tx, [each.responsible_unit_id for each in rows.values()])
    for position, finding_id in enumerate(draft.finding_ids):
        pointer = f"/finding_ids/{position}"
        if finding_id not in rows:
            raise GroundUnknown(pointer=pointer)
        _require_of(unit, homes[rows[finding_id].responsible_unit_id].path, pointer)
    known = examples.by_ids(tx, draft.example_ids)
    for position, example_id in enumerate(draft.example_ids):
        pointer = f"/example_ids/{position}"
        if example_id not in known:
            raise GroundUnknown(pointer=pointer)
        _require_of(unit, known[example_id].unit_path, pointer)


def _require_of(unit: Unit, path: str, pointer: str) -> None:
    if not path.startswith(unit.path):
        raise GroundOfOtherUnit(pointer=pointer, unit=unit.name)


def require_firm(tx: Tx, row: Action) -> None:
    """What a result rests on must hold when it is proposed and when it is approved. Raises: GroundMissing, GroundNotFirm."""
    rests: list[Finding | Example] = [*queries.finding_grounds(tx, row), *queries.example_grounds(tx, row)]
    if not rests:
        raise GroundMissing(pointer="/finding_ids")
    for each in rests:
        if each.state not in FIRM[GroundKind.FINDING if isinstance(each, Finding) else GroundKind.EXAMPLE]:
            raise GroundNotFirm(state=each.state, ground_id=str(each.id))


def take(tx: Tx, row: Action, _asked: ActionMove) -> None:
    """A suggestion becomes somebody's draft."""
    row.author_id = tx.actor.id
    row.proposal = row.proposal or row.because or ""


def dismiss(_tx: Tx, row: Action, asked: ActionMove) -> None:
    """A suggestion or a draft is set aside, with the reason. Raises: ReasonRequired."""
    _reasoned(row, asked)


def propose(tx: Tx, row: Action, _asked: ActionMove) -> None:
    """Lay it before the approving leader. Raises: PartRequired, GroundMissing, GroundNotFirm."""
    if not row.proposal:
        raise PartRequired(pointer="/proposal")
    require_firm(tx, row)
    row.proposer_id, row.proposed_at = tx.actor.id, tx.now


def approve(tx: Tx, row: Action, asked: ActionMove) -> None:
    """The leader's decision, by its instrument.

    Raises: OwnProposal, DeputyNotEnough, PartRequired, GroundMissing, GroundNotFirm.
    """
    _require_other(tx, row)
    if row.kind in GRAVE:
        require_own_hand(tx)
    if not asked.instrument:
        raise PartRequired(pointer="/instrument")
    require_firm(tx, row)
    row.instrument, row.decision_reason = asked.instrument, asked.reason
    row.decider_id, row.decided_at = tx.actor.id, tx.now


def refuse(tx: Tx, row: Action, asked: ActionMove) -> None:
    """The leader says no, and why. Raises: OwnProposal, ReasonRequired."""
    _require_other(tx, row)
    _reasoned(row, asked)
    row.decider_id, row.decided_at = tx.actor.id, tx.now


def withdraw(_tx: Tx, row: Action, asked: ActionMove) -> None:
    """Take back what is not out yet; the unit sees it no more. Raises: ReasonRequired."""
    _reasoned(row, asked)
    row.released_at = None


def _require_other(tx: Tx, row: Action) -> None:
    if same_person(tx.actor, row.proposer_id) or same_person(tx.actor, row.author_id):
        raise OwnProposal


def require_own_hand(tx: Tx) -> None:
    """Raises: DeputyNotEnough for whoever approves only by a delegation 代办 (domain.md §3.3)."""
    if any(permission == Permission.RESULT_APPROVE for permission, _ in tx.actor.lent) or not may(
        tx.actor, Permission.RESULT_APPROVE
    ):
        raise DeputyNotEnough


def _reasoned(row: Action, asked: ActionMove) -> None:
    if not asked.reason:
        raise ReasonRequired(pointer="/reason")
    row.decision_reason = asked.reason
