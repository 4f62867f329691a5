"""Every SELECT over conclusions, all starting from `visible()`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, tuple_

from app.access.policy import Permission, Sight, may, sees
from app.audit import queries as audit
from app.conclusions.models import Conclusion, ConclusionFinding
from app.conclusions.schemas import ConclusionCandidate, ConclusionOut, ConclusionSummary, StatedFinding, Step
from app.conclusions.states import MOVES, OUT, SPOKEN, State, Verb
from app.core.clock import legal_date
from app.core.db import Tx
from app.core.machine import open_moves
from app.core.problem import NotFound
from app.findings import queries as findings
from app.findings.models import Finding
from app.findings.states import State as FindingState
from app.identity import queries as identity
from app.rulebook import queries as rulebook
from app.seals import queries as seals
from app.units import queries as units
from app.units.models import Unit

MOST_CANDIDATES = 500
UNDECIDED = (FindingState.SUBMITTED, FindingState.REJECTED)


@dataclass(frozen=True, slots=True)
class ConclusionFilter:
    """What a list may be narrowed by."""

    state: State | None = None
    unit_id: UUID | None = None
    mission_id: UUID | None = None
    q: str | None = None


def visible(tx: Tx) -> Select[Conclusion]:
    """The office sees what is not sealed from it; once issued, the office, leaders, and the unit with those above it."""
    actor = tx.actor
    out = Conclusion.state.in_(OUT)
    doors: list[ColumnElement[bool]] = [false()]
    if sees(actor, Sight.OFFICE):
        doors += [seals.open_to(tx, Conclusion.mission_id), out]
    if sees(actor, Sight.RELEASED):
        doors.append(out)
    if sees(actor, Sight.UNIT) and actor.unit_path:
        doors.append(and_(out, Conclusion.unit_path.startswith(actor.unit_path)))
    return select(Conclusion).where(or_(*doors))


def get(tx: Tx, conclusion_id: UUID, *, lock: bool = False) -> Conclusion:
    """One visible conclusion. Raises: NotFound."""
    query = visible(tx).where(Conclusion.id == conclusion_id)
    row = tx.session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound
    return row


def page(tx: Tx, wanted: ConclusionFilter, start: Any, limit: int) -> Sequence[Conclusion]:  # ruff: ignore[any-type]  a cursor's value
    """Visible conclusions, the newest first."""
    query = visible(tx).order_by(Conclusion.made_at.desc(), Conclusion.id.desc()).limit(limit)
    if wanted.state:
        query = query.where(Conclusion.state == wanted.state)
    if wanted.mission_id:
        query = query.where(Conclusion.mission_id == wanted.mission_id, seals.open_to(tx, Conclusion.mission_id))
    if wanted.unit_id:
        path = select(Unit.path).where(Unit.id == wanted.unit_id).scalar_subquery()
        query = query.where(Conclusion.unit_path.startswith(path))
    if wanted.q:
        named = select(Unit.id).where(Unit.name.contains(wanted.q, autoescape=True))
        columns = [column.contains(wanted.q, autoescape=True) for column in (Conclusion.number, Conclusion.text)]
        query = query.where(or_(*columns, Conclusion.unit_id.in_(named)))
    if start:
        query = query.where(tuple_(Conclusion.made_at, Conclusion.id) < tuple_(datetime.fromisoformat(start[0]), UUID(start[1])))
    return tx.session.scalars(query).all()


def inside(tx: Tx) -> bool:
    """Whether the reader is of the office, and reads names."""
    return sees(tx.actor, Sight.OFFICE)


def is_draft(row: Conclusion) -> bool:
    """Whether its words may still be changed."""
    return row.state == State.DRAFT


def reviewable(tx: Tx, row: Conclusion) -> bool:
    """Whether the reader may apply for review of it: received, not final, and the office takes applications."""
    return row.state == State.RECEIVED and may(tx.actor, Permission.REVIEW_DRAFT) and rulebook.load(tx).appeals


def concludable(tx: Tx) -> Select[Finding]:
    """Findings a conclusion of this reader may state: confirmed or further on."""
    return findings.visible(tx).where(Finding.state.not_in(UNDECIDED))


def finding_ids(tx: Tx, conclusion_ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """What conclusions state, in their order."""
    link = ConclusionFinding
    query = select(link.conclusion_id, link.finding_id).where(link.conclusion_id.in_(list(conclusion_ids))).order_by(link.position)
    found: dict[UUID, list[UUID]] = {}
    for conclusion, finding in tx.session.execute(query):
        found.setdefault(conclusion, []).append(finding)
    return found


def stated_elsewhere(tx: Tx, ids: Iterable[UUID], conclusion_id: UUID) -> set[UUID]:
    """Those of the findings some other conclusion states, whoever may see it."""
    link = ConclusionFinding
    return set(
        tx.session.scalars(select(link.finding_id).where(link.finding_id.in_(list(ids)), link.conclusion_id != conclusion_id))
    )


def out_on(tx: Tx, ids: Iterable[UUID]) -> dict[UUID, Conclusion]:
    """The issued conclusion that states each of these findings, whoever asks."""
    link = ConclusionFinding
    query = select(link.finding_id, Conclusion).join(Conclusion, Conclusion.id == link.conclusion_id)
    rows = tx.session.execute(query.where(link.finding_id.in_(list(ids)), Conclusion.state.in_(OUT)))
    return {row[0]: row[1] for row in rows}


def telling(row: Finding) -> StatedFinding:
    """A finding as a conclusion tells it."""
    values = {name: getattr(row, name) for name in StatedFinding.model_fields if name != "found_on"}
    return StatedFinding(**values, found_on=legal_date(row.found_at))


def stated(tx: Tx, row: Conclusion) -> list[StatedFinding]:
    """The findings of a conclusion the caller has seen, as told at issue; of a draft, as they are now."""
    if row.stated is not None:
        return [StatedFinding.model_validate(each) for each in row.stated]
    wanted = finding_ids(tx, [row.id]).get(row.id, [])
    found = {each.id: each for each in tx.session.scalars(select(Finding).where(Finding.id.in_(wanted)))}
    return [telling(found[each]) for each in wanted]


def candidates(tx: Tx) -> list[ConclusionCandidate]:
    """What is left to conclude, by mission and unit, for whoever may see the findings."""
    free = ~exists().where(ConclusionFinding.finding_id == Finding.id)
    query = concludable(tx).where(seals.open_to(tx, Finding.mission_id), free)
    groups: dict[tuple[UUID | None, UUID], list[Finding]] = {}
    for row in tx.session.scalars(query.order_by(Finding.found_at.desc(), Finding.id).limit(MOST_CANDIDATES)):
        groups.setdefault((row.mission_id, row.responsible_unit_id), []).append(row)
    homes = units.by_ids(tx, [unit for _, unit in groups])
    return [
        ConclusionCandidate(
            mission_id=mission, unit_id=unit, unit_name=homes[unit].name, conclusion_id=_draft_of(tx, mission, unit),
            findings=[telling(each) for each in rows],
        )
        for (mission, unit), rows in groups.items()
    ]  # fmt: skip


def _draft_of(tx: Tx, mission: UUID | None, unit: UUID) -> UUID | None:
    if mission is None:
        return None
    query = visible(tx).where(Conclusion.mission_id == mission, Conclusion.unit_id == unit, Conclusion.state == State.DRAFT)
    return tx.session.scalar(query.with_only_columns(Conclusion.id))


def summaries(tx: Tx, rows: Sequence[Conclusion]) -> list[ConclusionSummary]:
    """Rows as lists show them."""
    return [ConclusionSummary(**each) for each in _shown(tx, rows)]


def _shown(tx: Tx, rows: Sequence[Conclusion]) -> list[dict[str, Any]]:
    homes = units.by_ids(tx, [row.unit_id for row in rows])
    stating = finding_ids(tx, [row.id for row in rows])
    office = inside(tx)
    names = identity.names(tx, [each for row in rows for each in (row.author_id, row.signer_id)]) if office else {}
    return [
        {name: getattr(row, name) for name in ConclusionSummary.model_fields if hasattr(row, name)}
        | {
            "mission_id": row.mission_id if office else None,
            "unit_name": homes[row.unit_id].name,
            "author_name": names.get(row.author_id),
            "signer_name": names.get(row.signer_id) if row.signer_id else None,
            "finding_count": len(stating.get(row.id, [])),
            "moves": [Verb(verb) for verb in open_moves(MOVES, tx.actor, row.state) if verb in SPOKEN],
        }
        for row in rows
    ]


def out(tx: Tx, row: Conclusion) -> ConclusionOut:
    """A whole conclusion as the reader may see it."""
    return ConclusionOut(
        **_shown(tx, [row])[0],
        editable=is_draft(row) and may(tx.actor, Permission.CONCLUSION_WRITE),
        reviewable=reviewable(tx, row),
        text=row.text,
        office_name=tx.settings.office_name,
        receipt_proof=row.receipt_proof,
        findings=stated(tx, row),
        timeline=_timeline(tx, row),
    )


def _timeline(tx: Tx, row: Conclusion) -> list[Step]:
    """The story; units read it from the issue on, without the office's names and reasons."""
    office, told = inside(tx), audit.story(tx, row.id)
    if not office:
        told = [entry for entry in told if entry.action.removeprefix("conclusion.") not in {"drafted", "changed", "sign", "recall"}]
    names = identity.names(tx, [entry.actor_id for entry in told])
    own = set(names) if office else {each for each in (row.receiver_id, tx.actor.id) if each}
    return [
        Step(
            at=entry.at,
            action=entry.action,
            actor_name=names.get(entry.actor_id) if entry.actor_id in own else None,
            note=orjson.loads(entry.payload).get("reason") if entry.payload and office else None,
        )
        for entry in told
    ]
