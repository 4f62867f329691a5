"""Every SELECT over results, all starting from `visible()`."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, not_, or_, select, tuple_

from app.access.policy import Permission, Sight, may, sees
from app.core.clock import legal_date
from app.core.db import Tx
from app.core.problem import NotFound
from app.examples import queries as examples
from app.examples.models import Example
from app.findings import queries as findings
from app.findings.models import Finding
from app.results import rules
from app.results.models import Action, Ground
from app.results.schemas import BoardCell, ResultBoard
from app.results.states import EARLY, HANDED, SEALED_KINDS, GroundKind, Kind, PledgeState, State
from app.rulebook import queries as rulebook
from app.units.models import Unit


@dataclass(frozen=True, slots=True)
class ActionFilter:
    """What a list may be narrowed by."""

    kind: Kind | None = None
    state: State | None = None
    unit_id: UUID | None = None
    pledge: PledgeState | None = None
    finding_id: UUID | None = None
    q: str | None = None


def visible(tx: Tx) -> Select[Action]:
    """Who may know of a result (domain.md §3.4, §4).

    The office: what rests on nothing sealed from it; transfers and what was handed over only its director and the approving
    leaders. Whoever drafted one: until it is approved. Units their own and leaders all, once out. The discipline office what
    was handed to it, the media what was sent to them.
    """
    actor, query = tx.actor, select(Action)
    doors: list[ColumnElement[bool]] = [false()]
    out = and_(Action.released_at.is_not(None), Action.kind.not_in(SEALED_KINDS))
    if sees(actor, Sight.OFFICE):
        shut = and_(Action.kind.in_(SEALED_KINDS), or_(Action.kind == Kind.TRANSFER, Action.state.in_(HANDED)))
        doors.append(and_(_grounds_seen(tx), *([] if may(actor, Permission.RESULT_KEEP) else [not_(shut)])))
    if may(actor, Permission.RESULT_DRAFT):
        doors.append(and_(Action.author_id == actor.id, Action.state.in_(EARLY)))
    if sees(actor, Sight.RELEASED):
        doors.append(out)
    if sees(actor, Sight.UNIT) and actor.unit_path:
        doors.append(and_(out, Action.unit_path.startswith(actor.unit_path)))
    if may(actor, Permission.RESULT_OUTCOME):
        doors.append(and_(Action.kind.in_(SEALED_KINDS), Action.state.in_(HANDED)))
    if may(actor, Permission.RESULT_AIR):
        doors.append(and_(Action.kind == Kind.EXPOSURE, Action.sent_at.is_not(None)))
    return query.where(or_(*doors))


def _grounds_seen(tx: Tx) -> ColumnElement[bool]:
    """Whoever may not see a finding or an example shall not learn of it from what rests on it."""
    own = Ground.action_id == Action.id
    seen = findings.visible(tx).with_only_columns(Finding.id)
    known = examples.visible(tx).with_only_columns(Example.id)
    hidden = or_(
        and_(Ground.kind == GroundKind.FINDING, Ground.ground_id.not_in(seen)),
        and_(Ground.kind == GroundKind.EXAMPLE, Ground.ground_id.not_in(known)),
    )
    return not_(exists().where(own, hidden))


def get(tx: Tx, action_id: UUID, *, lock: bool = False) -> Action:
    """One visible result. Raises: NotFound."""
    query = visible(tx).where(Action.id == action_id)
    row = tx.session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound
    return row


def known(tx: Tx, row: Action) -> bool:
    """Whether the reader may know of it."""
    return tx.session.scalar(visible(tx).where(Action.id == row.id)) is not None


def narrowed(tx: Tx, wanted: ActionFilter) -> Select[Action]:
    """A list's filters applied, the newest first."""
    query = visible(tx).order_by(Action.opened_at.desc(), Action.id.desc())
    if wanted.kind:
        query = query.where(Action.kind == wanted.kind)
    if wanted.state:
        query = query.where(Action.state == wanted.state)
    if wanted.pledge:
        query = query.where(Action.pledge_state == wanted.pledge)
    if wanted.finding_id:
        visible_one = findings.visible(tx).with_only_columns(Finding.id).where(Finding.id == wanted.finding_id)
        query = query.where(exists().where(Ground.action_id == Action.id, Ground.ground_id.in_(visible_one)))
    if wanted.unit_id:
        path = select(Unit.path).where(Unit.id == wanted.unit_id).scalar_subquery()
        query = query.where(Action.unit_path.startswith(path))
    return query.where(_text(wanted.q)) if wanted.q else query


def _text(q: str) -> ColumnElement[bool]:
    """Only what every reader of a result may read is searched: a filter shall not answer what a page would not say."""
    named = select(Unit.id).where(Unit.name.contains(q, autoescape=True))
    return or_(Action.number.contains(q, autoescape=True), Action.unit_id.in_(named))


def page(tx: Tx, wanted: ActionFilter, start: Any, limit: int) -> Sequence[Action]:  # ruff: ignore[any-type]  a cursor's value
    """Visible results, the newest first."""
    query = narrowed(tx, wanted).limit(limit)
    if start:
        query = query.where(tuple_(Action.opened_at, Action.id) < tuple_(datetime.fromisoformat(start[0]), UUID(start[1])))
    return tx.session.scalars(query).all()


def grounds(tx: Tx, action_ids: Iterable[UUID]) -> dict[UUID, list[Ground]]:
    """What results the caller has seen rest on, in the order named."""
    found: dict[UUID, list[Ground]] = {}
    query = select(Ground).where(Ground.action_id.in_(list(action_ids))).order_by(Ground.kind.desc(), Ground.position)
    for row in tx.session.scalars(query):
        found.setdefault(row.action_id, []).append(row)
    return found


def finding_grounds(tx: Tx, row: Action) -> Sequence[Finding]:
    """The findings a result rests on, whoever asks."""
    ids = select(Ground.ground_id).where(Ground.action_id == row.id, Ground.kind == GroundKind.FINDING)
    return tx.session.scalars(select(Finding).where(Finding.id.in_(ids)).order_by(Finding.found_at)).all()


def example_grounds(tx: Tx, row: Action) -> Sequence[Example]:
    """The examples a result rests on, whoever asks."""
    ids = select(Ground.ground_id).where(Ground.action_id == row.id, Ground.kind == GroundKind.EXAMPLE)
    return tx.session.scalars(select(Example).where(Example.id.in_(ids)).order_by(Example.opened_at)).all()


def board(tx: Tx) -> ResultBoard:
    """How many stand where, and the pledges that run."""
    query = visible(tx).with_only_columns(Action.state, Action.kind, func.count()).group_by(Action.state, Action.kind)
    cells = [BoardCell(state=State(state), kind=Kind(kind), count=count) for state, kind, count in tx.session.execute(query)]
    book, today = rulebook.load(tx), legal_date(tx.now)
    running = visible(tx).with_only_columns(func.count()).where(Action.pledge_state == PledgeState.OPEN)
    late = running.where(Action.pledge_due_on < today)
    return ResultBoard(
        cells=cells, kinds_on=[kind for kind in Kind if rules.is_on(book, kind)],
        pledges_open=tx.session.scalar(running) or 0, pledges_overdue=tx.session.scalar(late) or 0,
    )  # fmt: skip


def named(tx: Tx, hashes: Collection[str]) -> set[str]:
    """Which of these hashes a media package is kept under."""
    return {each for each in tx.session.scalars(select(Action.package_sha256).where(Action.package_sha256.in_(hashes))) if each}
