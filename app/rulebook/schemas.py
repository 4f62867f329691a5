"""Rules on the wire."""

from datetime import date
from typing import Annotated

from pydantic import Field

from app.core.schema import Day, Instant, Line, Schema, Text

RuleValue = bool | int | float | list[int]


class RuleOut(Schema):
    """One rule: the value in force today, the one it had to begin with, and its latest change."""

    name: str
    group: str
    group_label: str
    label: str
    hint: str
    unit: str
    value: RuleValue
    default: RuleValue
    least: float | None
    most: float | None
    document: str | None
    effective_on: date | None
    changed_at: Instant | None
    changed_by: str | None
    coming: "RuleComing | None"


class RuleComing(Schema):
    """A change that lies ahead."""

    value: RuleValue
    effective_on: date


class RuleList(Schema):
    """Every rule, group by group."""

    items: list[RuleOut]


class RuleChangeOut(Schema):
    """One line of a rule's history."""

    value: RuleValue
    effective_on: date
    document: str | None
    reason: str
    changed_by: str
    changed_at: Instant


class RuleHistory(Schema):
    """A rule's changes, the newest first."""

    items: list[RuleChangeOut]


class RuleDraft(Schema):
    """A new value, why, and since when (today unless said; never in the past)."""

    value: bool | int | float | Annotated[list[int], Field(max_length=6)]
    reason: Text
    document: Line | None = None
    effective_on: Day | None = None
