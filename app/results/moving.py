"""One door for every verb on a result."""

from collections.abc import Callable
from uuid import UUID

from app.audit.service import record
from app.core.db import Tx
from app.core.machine import follow
from app.results import executing, exposing, pledging, queries, service
from app.results.errors import VerbNotOfKind
from app.results.models import Action
from app.results.schemas import ActionMove
from app.results.states import MOVES, Verb, has_arrow

DEEDS: dict[Verb, Callable[[Tx, Action, ActionMove], None]] = {
    Verb.TAKE: service.take,
    Verb.DISMISS: service.dismiss,
    Verb.PROPOSE: service.propose,
    Verb.APPROVE: service.approve,
    Verb.REFUSE: service.refuse,
    Verb.NOTIFY: executing.notify,
    Verb.EXECUTE: executing.execute,
    Verb.HAND_OVER: executing.hand_over,
    Verb.RECEIVE: executing.receive,
    Verb.RECORD_OUTCOME: executing.record_outcome,
    Verb.MASK: exposing.mask,
    Verb.RETURN: exposing.send_back,
    Verb.CHECK: exposing.check,
    Verb.SEND: exposing.send,
    Verb.AIR: exposing.air,
    Verb.PLEDGE: pledging.pledge,
    Verb.KEEP: pledging.keep,
    Verb.TURN_INTO_TASK: pledging.turn_into_task,
    Verb.CLOSE: pledging.close,
    Verb.WITHDRAW: service.withdraw,
}


def move(tx: Tx, action_id: UUID, asked: ActionMove) -> Action:
    """Follow one arrow. Raises: NotFound, ResultsOff, Forbidden, IllegalMove, VerbNotOfKind, and whatever the verb says."""
    row = queries.get(tx, action_id, lock=True)
    service.require_on(tx, row.kind)
    target = follow(MOVES, tx.actor, row.state, asked.verb)
    if not has_arrow(row.kind, row.state, asked.verb):
        raise VerbNotOfKind(pointer="/verb", kind=row.kind, verb=asked.verb)
    DEEDS[asked.verb](tx, row, asked)
    row.state = target
    row.version += 1
    record(tx, f"result.{asked.verb}", row, reason=asked.reason or asked.instrument or asked.receiver or asked.receipt)
    return row
