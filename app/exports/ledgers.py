"""Which columns each ledger has, in the reader's language."""

from collections.abc import Sequence
from typing import Any

from app.calendar.lights import Light
from app.core.clock import LEGAL_ZONE, legal_date
from app.core.db import Tx
from app.core.problem import messages
from app.dictionary.categories import areas
from app.exports.sheet import Sheet
from app.findings.schemas import FindingOut
from app.rectification.schemas import OrderSummary
from app.tasks.views import TaskOut


class Words:
    """The message file's words for one ledger."""

    def __init__(self, locale: str) -> None:
        """`locale` is zh-CN or en."""
        self.all = messages(locale)
        self.english = locale == "en"

    def label(self, table: str, code: str | None) -> str:
        """The label of a code."""
        return str(self.all["labels"][table].get(code, code)) if code else ""

    def area(self, code: str) -> str:
        """The label of a focus area."""
        found = areas().get(code)
        return code if found is None else found.label_en if self.english else found.label

    def category(self, area: str, code: str) -> str:
        """The label of a category."""
        for each in areas()[area].categories if area in areas() else []:
            if each.code == code:
                return each.label_en if self.english else each.label
        return code

    def lamp(self, light: Light | None, *, late: bool) -> str:
        """Light and words together, never colour alone."""
        return str(self.all["labels"]["light"]["late" if late else light or "none"])


def findings(tx: Tx, rows: Sequence[FindingOut], locale: str) -> Sheet:
    """问题台账."""
    words = Words(locale)
    return _sheet(tx, words, "findings", [_finding(words, row) for row in rows])


def _finding(words: Words, row: FindingOut) -> list[str | int | None]:
    people = "、".join(" ".join(filter(None, [person.post, person.name])) for person in row.responsible_persons)
    closed = row.closed_at.astimezone(LEGAL_ZONE).date().isoformat() if row.closed_at else None
    return [
        words.lamp(row.light, late=row.closed_late), row.number, words.area(row.focus_area),
        words.category(row.focus_area, row.category), row.facts, row.cause, row.suggestion,
        words.label("severity", row.severity), row.found_on.isoformat(), row.site_name,
        row.responsible_unit_name, people, row.order_number, row.due_on.isoformat() if row.due_on else None,
        words.all["labels"]["provisional"] if row.due_provisional else None, row.days_left,
        words.label("finding_state", row.state), row.return_count, row.reopen_count, closed,
    ]  # fmt: skip


def orders(tx: Tx, rows: Sequence[OrderSummary], locale: str) -> Sheet:
    """交办台账."""
    words = Words(locale)
    return _sheet(tx, words, "orders", [_order(words, row) for row in rows])


def _order(words: Words, row: OrderSummary) -> list[str | int | None]:
    late = row.closed_at is not None and row.light == Light.GREY
    return [
        words.lamp(row.light, late=late), row.number, row.unit_name, words.label("order_class", row.class_), row.requirements,
        row.issued_at.astimezone(LEGAL_ZONE).date().isoformat(), row.due_on.isoformat(),
        words.all["labels"]["provisional"] if row.due_provisional else None, row.days_left, row.overdue_days,
        words.label("order_state", row.state), row.return_count, len(row.findings),
    ]  # fmt: skip


def tasks(tx: Tx, rows: Sequence[TaskOut], locale: str) -> Sheet:
    """督查事项台账."""
    words = Words(locale)
    return _sheet(tx, words, "tasks", [_task(words, row) for row in rows])


def _task(words: Words, row: TaskOut) -> list[str | int | None]:
    return [
        words.lamp(row.light, late=False), row.number, row.title, words.area(row.focus_area), row.lead_unit_name,
        row.due_on.isoformat(),
        words.all["labels"]["provisional"] if row.due_provisional else None, row.days_left, words.label("task_state", row.state),
    ]  # fmt: skip


def _sheet(tx: Tx, words: Words, name: str, rows: list[Any]) -> Sheet:
    texts = words.all["ledgers"][name]
    stamp = tx.now.astimezone(LEGAL_ZONE).strftime("%Y-%m-%d %H:%M")
    note = str(words.all["ledgers"]["note"]).format(name=tx.actor.name, stamp=stamp, day=legal_date(tx.now))
    return Sheet(texts["title"], texts["heads"], rows, note, tx.now)
