"""Examples on the wire."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.core.schema import Day, Instant, Line, OptionalText, Schema, Text
from app.examples.states import Origin, State, Verb


class ExampleDraft(Schema):
    """What is done well, where, and what others can copy; an inspector's names the report it comes from."""

    title: Line
    unit_id: UUID
    focus_area: Annotated[str, Field(max_length=40)]
    facts: Text
    replicable_points: Text
    report_id: UUID | None = None


class ExampleMove(Schema):
    """A verb on an example: `verify` says what was seen and when, `promote` where, `withdraw` why."""

    verb: Verb
    reason: OptionalText | None = None
    seen_on: Day | None = None
    seen: OptionalText | None = None
    channel: Line | None = None


class ExampleStep(Schema):
    """One line of the story; names are null for units and leaders."""

    at: Instant
    action: str
    actor_name: str | None
    note: str | None


class ExampleOut(Schema):
    """An example as the reader may see it; who brought and who verified it, and its report, are for the office and the field."""

    id: UUID
    state: State
    origin: Origin
    title: str
    unit_id: UUID
    unit_name: str
    focus_area: str
    facts: str
    replicable_points: str
    report_id: UUID | None
    nominator_name: str | None
    opened_at: Instant
    verified_at: Instant | None
    verifier_name: str | None
    seen_on: date | None
    seen: str | None
    approved_at: Instant | None
    promoted_at: Instant | None
    channel: str | None
    withdrawn_at: Instant | None
    withdrawn_reason: str | None
    editable: bool
    version: int
    moves: list[Verb]


class ExampleDetail(ExampleOut):
    """A whole example with its story."""

    timeline: list[ExampleStep]
