"""The ladder on the wire."""

from datetime import date

from app.core.schema import Instant, Schema
from app.deadlines.states import Act


class RungOut(Schema):
    """One act about a deadline; `step` is its working days before or after, `done_at` is null while it lies ahead."""

    act: Act
    step: int
    due_on: date
    at: Instant
    done_at: Instant | None


class Ladder(Schema):
    """What was done about a deadline and what will be, in order."""

    items: list[RungOut]
