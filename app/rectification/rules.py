"""Deadlines of orders, pure."""

from datetime import date

from app.calendar.lights import Due, due
from app.calendar.rules import WorkingCalendar, months_later
from app.rectification.states import OrderClass
from app.rulebook.book import Rules

__all__ = ["computed", "due_on", "months_later"]


def due_on(calendar: WorkingCalendar, rules: Rules, start: date, kind: OrderClass, wanted: date | None) -> date | None:
    """The last day of an order set on `start`: the one wanted, else 3 or 15 working days later; None for a long one without."""
    if wanted is not None:
        return wanted
    spans = {OrderClass.IMMEDIATE: rules.immediate_days, OrderClass.LIMITED: rules.limited_days}
    return calendar.add(start, spans[kind]) if kind in spans else None


def computed(calendar: WorkingCalendar, rules: Rules, start: date, last: date) -> Due:
    """The whole deadline of an order set on `start` and due at the end of `last`."""
    return due(calendar, start, last, yellow_min=rules.yellow_min_days, yellow_share=rules.yellow_share)
