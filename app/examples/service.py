"""The verbs on examples."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.access.policy import Permission, Sight, may, require, sees
from app.audit.service import record
from app.core.actor import same_person
from app.core.clock import legal_date
from app.core.db import Tx
from app.core.machine import follow
from app.core.problem import NotFound, PreconditionRequired, StaleVersion
from app.dictionary.categories import require_focus_area
from app.examples import queries
from app.examples.errors import ExampleNotADraft, ExamplePartRequired, ExampleSealed, NotOwnUnit, OwnExample, ReportOfExample
from app.examples.models import Example
from app.examples.schemas import ExampleDraft, ExampleMove
from app.examples.states import MOVES, Origin, State, Verb
from app.reports import queries as reports
from app.seals.models import Seal
from app.units import queries as units
from app.units.errors import UnitNotTarget
from app.units.models import Unit
from app.units.schemas import Hat


def put(tx: Tx, example_id: UUID, draft: ExampleDraft, expected: int | None) -> tuple[Example, bool]:
    """Bring an example, or change a draft on the version read; says whether it is new. The same content again is the same answer.

    Raises: Forbidden, UnknownCategory, UnknownUnit, UnitNotTarget, NotOwnUnit, ReportOfExample, ExampleNotADraft, StaleVersion,
    PreconditionRequired.
    """
    if not may(tx.actor, Permission.EXAMPLE_PROMOTE):
        require(tx.actor, Permission.EXAMPLE_DRAFT)
    require_focus_area(draft.focus_area, "/focus_area")
    unit = _unit(tx, draft)
    values = draft.model_dump(exclude={"unit_id"}) | {"unit_id": unit.id, "unit_path": unit.path} | _source(tx, draft)
    row = tx.session.get(Example, example_id, with_for_update=True)
    if row is None:
        return _bring(tx, example_id, values), True
    if not (queries.known(tx, row) and queries.editable(tx, row)):
        raise ExampleNotADraft(pointer="/id")
    if expected is None and all(getattr(row, name) == value for name, value in values.items()):
        return row, False
    if expected is None:
        raise PreconditionRequired(pointer="/headers/If-Match", version=row.version)
    if expected != row.version:
        raise StaleVersion(pointer="/headers/If-Match", version=row.version)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    record(tx, "example.changed", row, title=row.title)
    return row, False


def _bring(tx: Tx, example_id: UUID, values: dict[str, Any]) -> Example:
    origin = Origin.REPORT if values["report_id"] else Origin.UNIT if _speaks_for_unit(tx) else Origin.OFFICE
    row = Example(id=example_id, state=State.DRAFT, origin=origin, nominator_id=tx.actor.id, opened_at=tx.now, version=1, **values)
    tx.session.add(row)
    record(tx, "example.drafted", row, title=row.title, origin=origin)
    return row


def _speaks_for_unit(tx: Tx) -> bool:
    return sees(tx.actor, Sight.UNIT) and not sees(tx.actor, Sight.OFFICE) and not sees(tx.actor, Sight.AUTHOR)


def _unit(tx: Tx, draft: ExampleDraft) -> Unit:
    unit = units.get(tx, draft.unit_id, "/unit_id")
    if Hat.TARGET not in unit.hats:
        raise UnitNotTarget(pointer="/unit_id", unit=unit.name)
    if _speaks_for_unit(tx) and not unit.path.startswith(tx.actor.unit_path):
        raise NotOwnUnit(pointer="/unit_id", unit=unit.name)
    return unit


def _source(tx: Tx, draft: ExampleDraft) -> dict[str, Any]:
    """The seal of the report an example comes from; the field always names one."""
    if draft.report_id is None:
        if sees(tx.actor, Sight.AUTHOR) and not sees(tx.actor, Sight.OFFICE):
            raise ReportOfExample(pointer="/report_id")
        return {"mission_id": None}
    try:
        return {"mission_id": reports.get(tx, draft.report_id).mission_id}
    except NotFound:
        raise ReportOfExample(pointer="/report_id") from None


def move(tx: Tx, example_id: UUID, asked: ExampleMove) -> Example:
    """Verify, approve, promote or withdraw.

    Raises: NotFound, Forbidden, IllegalMove, OwnExample, ExamplePartRequired, ExampleSealed.
    """
    row = queries.get(tx, example_id, lock=True)
    target = follow(MOVES, tx.actor, row.state, asked.verb)
    {Verb.VERIFY: _verify, Verb.APPROVE: _approve, Verb.PROMOTE: _promote, Verb.WITHDRAW: _withdraw}[asked.verb](tx, row, asked)
    row.state = target
    row.version += 1
    record(tx, f"example.{asked.verb}", row, reason=asked.reason or asked.seen or asked.channel)
    return row


def _verify(tx: Tx, row: Example, asked: ExampleMove) -> None:
    if same_person(tx.actor, row.nominator_id) or tx.actor.unit_path.startswith(row.unit_path):
        raise OwnExample
    if not asked.seen:
        raise ExamplePartRequired(pointer="/seen")
    if asked.seen_on is None or asked.seen_on > legal_date(tx.now):
        raise ExamplePartRequired(pointer="/seen_on")
    row.verified_at, row.verifier_id, row.seen_on, row.seen = tx.now, tx.actor.id, asked.seen_on, asked.seen


def _approve(tx: Tx, row: Example, _asked: ExampleMove) -> None:
    if same_person(tx.actor, row.nominator_id):
        raise OwnExample
    row.approved_at = tx.now


def _promote(tx: Tx, row: Example, asked: ExampleMove) -> None:
    if not asked.channel:
        raise ExamplePartRequired(pointer="/channel")
    if row.mission_id and tx.session.scalar(select(Seal.id).where(Seal.id == row.mission_id, Seal.broken_at.is_(None))):
        raise ExampleSealed
    row.channel, row.promoted_at = asked.channel, tx.now


def _withdraw(tx: Tx, row: Example, asked: ExampleMove) -> None:
    if not asked.reason:
        raise ExamplePartRequired(pointer="/reason")
    row.withdrawn_at, row.withdrawn_reason = tx.now, asked.reason
