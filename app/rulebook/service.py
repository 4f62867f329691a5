"""Changing a rule."""

from typing import Any

from pydantic import ValidationError

from app.access.policy import Permission, require
from app.audit.service import record
from app.core.clock import legal_date
from app.core.db import Tx
from app.core.problem import NotFound
from app.rulebook.book import Rules
from app.rulebook.errors import RuleInThePast, RuleOutOfBounds
from app.rulebook.models import RuleChange
from app.rulebook.queries import HELD
from app.rulebook.schemas import RuleDraft


def change(tx: Tx, name: str, draft: RuleDraft) -> RuleChange:
    """Set a rule from a day on. Raises: Forbidden, NotFound, RuleOutOfBounds, RuleInThePast."""
    require(tx.actor, Permission.RULE_WRITE)
    if name not in Rules.model_fields:
        raise NotFound
    today = legal_date(tx.now)
    effective_on = draft.effective_on or today
    if effective_on < today:
        raise RuleInThePast(pointer="/effective_on", effective_on=effective_on.isoformat())
    row = RuleChange(
        name=name, held=[_checked(name, draft.value)], effective_on=effective_on, document=draft.document, reason=draft.reason,
        changed_by=tx.actor.id, changed_at=tx.now,
    )  # fmt: skip
    tx.session.add(row)
    tx.session.flush()
    tx.session.info.pop(HELD, None)
    record(tx, "rule.changed", row, name=name, value=row.value, effective_on=effective_on.isoformat(), reason=draft.reason)
    return row


def _checked(name: str, value: object) -> Any:  # ruff: ignore[any-type]  what JSON carries
    """The value as the rule's own field takes it; true is not one, and one is not true."""
    if isinstance(value, bool) is not (Rules.model_fields[name].annotation is bool):
        raise RuleOutOfBounds(pointer="/value", rule=name)
    try:
        return Rules.model_validate({name: value}).model_dump(mode="json")[name]
    except ValidationError as error:
        raise RuleOutOfBounds(pointer="/value", rule=name) from error
