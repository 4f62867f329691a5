"""Results as each reader may read them: the office all, units without the office's thoughts and names, the media the package."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson

from app.access.policy import Permission, Sight, may, sees
from app.audit import queries as audit
from app.core.clock import legal_date
from app.core.db import Tx
from app.core.machine import open_moves
from app.examples import queries as examples
from app.findings import queries as findings
from app.findings.models import Finding
from app.identity import queries as identity
from app.rectification.queries import inside
from app.results import appealing, queries, rules
from app.results.models import Action, Ground
from app.results.schemas import (
    ActionOut,
    ActionStep,
    ActionSummary,
    ExecutionOut,
    GroundOut,
    InterviewNoticeOut,
    OpenReview,
    PackageOut,
    PledgeOut,
)
from app.results.states import EARLY, MOVES, GroundKind, Kind, PledgeState, State, Verb, has_arrow
from app.rulebook import queries as rulebook
from app.units import queries as units

THOUGHTS = ("proposal", "because", "decision_reason", "instrument", "proposed_at", "decided_at")
SEALED_PARTS = ("handed_to", "handed_at", "receipt", "outcome", "outcome_on")


def summaries(tx: Tx, rows: Sequence[Action]) -> list[ActionSummary]:
    """Rows as lists show them."""
    return [ActionSummary(**each) for each in _shown(tx, rows)]


def _shown(tx: Tx, rows: Sequence[Action]) -> list[dict[str, Any]]:
    homes = units.by_ids(tx, [row.unit_id for row in rows])
    names = identity.names(tx, [row.author_id for row in rows])
    rests = queries.grounds(tx, [row.id for row in rows])
    held = appealing.open_on(tx, [each.ground_id for own in rests.values() for each in own]) if confided(tx) else {}
    return [
        _summary(tx, row, homes[row.unit_id].name, names, len(rests.get(row.id, [])))
        | {"under_review": any(each.ground_id in held for each in rests.get(row.id, []))}
        for row in rows
    ]


def confided(tx: Tx) -> bool:
    """Whether the reader is told what the office thought: the office, who drafted, and the discipline office."""
    return inside(tx) or may(tx.actor, Permission.RESULT_OUTCOME)


def _summary(tx: Tx, row: Action, unit: str, names: dict[UUID, str], grounds: int) -> dict[str, Any]:
    told = confided(tx)
    hidden = {*(() if told else THOUGHTS), *(() if told else SEALED_PARTS)}
    values = {name: getattr(row, name) for name in ActionSummary.model_fields if hasattr(row, name)}
    return (
        values
        | dict.fromkeys(hidden)
        | {
            "unit_name": unit,
            "author_name": names.get(row.author_id) if row.author_id and inside(tx) else None,
            "sent_at": row.sent_at if told or may(tx.actor, Permission.RESULT_AIR) else None,
            "opened_at": row.opened_at if told else row.released_at or row.sent_at or row.opened_at,
            "pledge": _pledge(tx, row),
            "ground_count": grounds if told else 0,
            "moves": _moves(tx, row),
        }
    )


def _moves(tx: Tx, row: Action) -> list[Verb]:
    if not rules.is_on(rulebook.load(tx), row.kind):
        return []
    return [Verb(verb) for verb in open_moves(MOVES, tx.actor, row.state) if has_arrow(row.kind, row.state, verb)]


def _pledge(tx: Tx, row: Action) -> PledgeOut | None:
    if row.pledge_state is None:
        return None
    open_ = row.pledge_state == PledgeState.OPEN
    overdue = open_ and row.pledge_due_on is not None and row.pledge_due_on < legal_date(tx.now)
    return PledgeOut(
        person=row.pledge_person or "",
        text=row.pledge_text or "",
        due_on=row.pledge_due_on or legal_date(tx.now),
        overdue=overdue,
        state=PledgeState(row.pledge_state),
        task_id=row.pledge_task_id if inside(tx) else None,
    )


def editable(tx: Tx, row: Action) -> bool:
    """Whether the reader may still change the draft."""
    return row.state == State.DRAFT and (row.author_id == tx.actor.id or may(tx.actor, Permission.RESULT_PROPOSE))


def out(tx: Tx, row: Action) -> ActionOut:
    """A whole result as the reader may read it."""
    rests = queries.grounds(tx, [row.id]).get(row.id, [])
    carried = queries.finding_grounds(tx, row)
    return ActionOut(
        **_shown(tx, [row])[0],
        editable=editable(tx, row),
        notice=InterviewNoticeOut.model_validate(row.notice) if row.notice else None,
        execution=_execution(tx, row),
        package=_package(tx, row),
        window_ends_on=_window(tx, row, carried),
        grounds=_grounds(tx, rests, carried),
        timeline=_timeline(tx, row),
    )


def _execution(tx: Tx, row: Action) -> ExecutionOut | None:
    if row.execution is None:
        return None
    people = [UUID(each) for each in row.execution["staff_ids"]] if inside(tx) else []
    names = identity.names(tx, people)
    said = {name: row.execution[name] for name in ("happened_on", "note", "attendees")}
    return ExecutionOut.model_validate(said | {"staff": [names.get(each, "") for each in people]})


def _package(tx: Tx, row: Action) -> PackageOut | None:
    told = sees(tx.actor, Sight.OFFICE) or may(tx.actor, Permission.RESULT_AIR) or row.state not in EARLY
    if row.package is None or not told:
        return None
    ids = [UUID(each) for each in row.package["evidence_ids"]]
    said = {name: row.package[name] for name in ("title", "text", "column")}
    mine = ids if sees(tx.actor, Sight.OFFICE) else []
    return PackageOut(**said, photo_count=len(ids), evidence_ids=mine, sha256=row.package_sha256)


def _window(tx: Tx, row: Action, carried: Sequence[Finding]) -> Any:  # ruff: ignore[any-type]  a day or nothing
    if row.kind != Kind.EXPOSURE or not inside(tx):
        return None
    return appealing.window_ends(tx, carried)


def _grounds(tx: Tx, rests: Sequence[Ground], carried: Sequence[Finding]) -> list[GroundOut]:
    """The discipline office reads what was handed to it; everybody else what they could read anyway."""
    if may(tx.actor, Permission.RESULT_OUTCOME):
        seen = {each.id: each for each in carried}
    else:
        ids = [each.id for each in carried]
        seen = {each.id: each for each in tx.session.scalars(findings.visible(tx).where(Finding.id.in_(ids)))}
    known = examples.by_ids(tx, [each.ground_id for each in rests if each.kind == GroundKind.EXAMPLE])
    held = appealing.open_on(tx, seen) if confided(tx) else {}
    told: list[GroundOut] = []
    for each in rests:
        if (finding := seen.get(each.ground_id)) is not None:
            told.append(_of_finding(finding, held.get(finding.id)))
        elif (example := known.get(each.ground_id)) is not None:
            told.append(
                GroundOut(
                    kind=GroundKind.EXAMPLE,
                    id=example.id,
                    number=None,
                    title=example.title,
                    place=None,
                    state=example.state,
                    severity=None,
                    on=legal_date(example.opened_at),
                    evidence_ids=[],
                    review=None,
                )
            )
    return told


def _of_finding(row: Finding, review: OpenReview | None) -> GroundOut:
    return GroundOut.model_validate(
        {
            "kind": GroundKind.FINDING,
            "id": row.id,
            "number": row.number,
            "title": row.facts,
            "place": row.site_name,
            "state": row.state,
            "severity": row.severity,
            "on": legal_date(row.found_at),
            "evidence_ids": row.evidence_ids,
            "review": review,
        }
    )


def _timeline(tx: Tx, row: Action) -> list[ActionStep]:
    """The story for those inside; outside, only what they did themselves."""
    entries = audit.story(tx, row.id)
    told = inside(tx)
    if not told:
        entries = [entry for entry in entries if entry.actor_id == tx.actor.id]
    names = identity.names(tx, [entry.actor_id for entry in entries])
    return [
        ActionStep(
            at=entry.at,
            action=entry.action,
            actor_name=names.get(entry.actor_id),
            note=orjson.loads(entry.payload).get("reason") if entry.payload else None,
        )
        for entry in entries
    ]
