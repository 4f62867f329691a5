"""Who must stay out of a review (条例 Art. 17, domain.md §4): asked of handlers, of whoever examines, and of whoever decides."""

from collections.abc import Iterable
from uuid import UUID

import orjson
from sqlalchemy import select

from app.audit.models import LogEntry
from app.conclusions import queries as conclusions
from app.conclusions.models import Conclusion
from app.core.actor import SYSTEM_ID
from app.core.db import Tx
from app.findings.models import Finding
from app.identity.recusal import recused
from app.reviews.states import Why
from app.rulebook import queries as rulebook


def stay_out(tx: Tx, conclusion: Conclusion, users: Iterable[UUID]) -> dict[UUID, Why]:
    """Those of the users who may not handle a review of this conclusion, each with the first reason that holds."""
    wanted = set(users)
    found: dict[UUID, Why] = {}
    for why, people in _had_a_hand(tx, conclusion):
        for user in people & wanted:
            found.setdefault(user, why)
    for user, reason in of_the_unit(tx, conclusion, wanted).items():
        found.setdefault(user, reason)
    return found


def of_the_unit(tx: Tx, conclusion: Conclusion, users: Iterable[UUID]) -> dict[UUID, Why]:
    """Those of the users who belong or belonged to the unit, or declared kin or an interest there."""
    held = recused(tx, users, conclusion.unit_path, rulebook.load(tx).recusal_years)
    return {user: Why(reason.value) for user, reason in held.items()}


def _had_a_hand(tx: Tx, conclusion: Conclusion) -> list[tuple[Why, set[UUID]]]:
    stated = conclusions.finding_ids(tx, [conclusion.id]).get(conclusion.id, [])
    rows = tx.session.execute(select(Finding.author_id, Finding.report_id).where(Finding.id.in_(stated))).all()
    wrote = _actors(tx, [conclusion.id], ("conclusion.drafted", "conclusion.changed"))
    put_out = _actors(tx, [conclusion.id], ("conclusion.sign", "conclusion.issue"))
    judged = _actors(tx, [*stated, *{row.report_id for row in rows}], None)
    return [
        (Why.CONCLUSION_AUTHOR, wrote | {conclusion.author_id}),
        (Why.CONCLUSION_SIGNER, put_out),
        (Why.REPORT_AUTHOR, {row.author_id for row in rows}),
        (Why.DECIDED_FINDING, judged),
    ]


def _actors(tx: Tx, objects: Iterable[UUID], actions: tuple[str, ...] | None) -> set[UUID]:
    """Whoever did something to these, and on whose behalf."""
    query = select(LogEntry.actor_id, LogEntry.payload).where(LogEntry.object_id.in_(list(objects)), LogEntry.actor_id != SYSTEM_ID)
    if actions:
        query = query.where(LogEntry.action.in_(actions))
    people: set[UUID] = set()
    for actor, payload in tx.session.execute(query):
        people.add(actor)
        people |= {UUID(each) for each in orjson.loads(payload or b"{}").get("on_behalf_of", [])}
    return people
