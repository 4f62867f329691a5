"""The rules in force, read once in a transaction."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from app.calendar import queries as calendar
from app.calendar.lights import Lateness
from app.calendar.lights import lateness as computed
from app.core.clock import legal_date
from app.core.db import Tx
from app.rulebook.book import Rules
from app.rulebook.models import RuleChange

HELD = "rulebook"


def load(tx: Tx) -> Rules:
    """The rules in force today. Held in the session, so that one transaction reads them once."""
    held = tx.session.info.get(HELD)
    today = legal_date(tx.now)
    if held is None or held[0] != today:
        held = tx.session.info[HELD] = (today, _in_force(_changes(tx), today))
    rules: Rules = held[1]
    return rules


def lateness(tx: Tx) -> Lateness:
    """From when on a milestone is late today, and from when on very late."""
    return computed(calendar.load(tx), legal_date(tx.now), load(tx).milestone_red_days)


def _changes(tx: Tx) -> Sequence[RuleChange]:
    return tx.session.scalars(select(RuleChange).order_by(RuleChange.effective_on, RuleChange.changed_at)).all()


def _in_force(changes: Sequence[RuleChange], today: date) -> Rules:
    said: dict[str, Any] = {change.name: change.value for change in changes if change.effective_on <= today}
    return Rules(**{name: value for name, value in said.items() if name in Rules.model_fields})


def latest(tx: Tx) -> dict[str, RuleChange]:
    """The change behind each rule's present value."""
    today = legal_date(tx.now)
    return {change.name: change for change in _changes(tx) if change.effective_on <= today}


def coming(tx: Tx) -> dict[str, RuleChange]:
    """The next change of each rule that lies ahead."""
    today = legal_date(tx.now)
    return {change.name: change for change in reversed(_changes(tx)) if change.effective_on > today}


def history(tx: Tx, name: str) -> Sequence[RuleChange]:
    """Every change of a rule, the newest first."""
    query = select(RuleChange).where(RuleChange.name == name)
    return tx.session.scalars(query.order_by(RuleChange.changed_at.desc())).all()
