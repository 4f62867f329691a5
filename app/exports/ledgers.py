"""Which columns each ledger has, in the reader's language."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.calendar.lights import Light
from app.core.clock import LEGAL_ZONE, legal_date
from app.core.db import Tx
from app.core.problem import messages
from app.dictionary.categories import areas
from app.examples.schemas import ExampleOut
from app.exports.sheet import Sheet
from app.findings.schemas import FindingOut
from app.rectification.part_schemas import ExtensionRow, LookRow
from app.rectification.schemas import OrderSummary
from app.results.schemas import ActionSummary
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


def extensions(tx: Tx, rows: Sequence[ExtensionRow], locale: str) -> Sheet:
    """延期台账."""
    words = Words(locale)
    return _sheet(tx, words, "extensions", [_extension(words, row) for row in rows])


def _extension(words: Words, row: ExtensionRow) -> list[str | int | None]:
    decided = row.decided_at.astimezone(LEGAL_ZONE).date().isoformat() if row.decided_at else None
    return [
        row.order_number, row.unit_name, words.label("extension_state", row.state), row.reason, row.progress, row.signed_by,
        row.filed_at.astimezone(LEGAL_ZONE).date().isoformat(), row.due_before_on.isoformat(), row.new_due_on.isoformat(),
        row.added_days, words.all["labels"]["late_filed"] if row.late else None,
        words.label("extension_authority", row.authority), decided, row.decider_name,
        row.granted_due_on.isoformat() if row.granted_due_on else None, row.decision_reason,
    ]  # fmt: skip


def looks(tx: Tx, rows: Sequence[LookRow], locale: str) -> Sheet:
    """回头看台账."""
    words = Words(locale)
    return _sheet(tx, words, "looks", [_look(words, row) for row in rows])


def _look(words: Words, row: LookRow) -> list[str | int | None]:
    applied = row.applied_at.astimezone(LEGAL_ZONE).date().isoformat() if row.applied_at else None
    kinds = words.all["labels"]["look_kind"]
    return [
        row.finding_number, row.order_number, row.unit_name, row.facts, kinds["planned" if row.planned else "quick"],
        row.inspected_on.isoformat(), words.label("reinspection_result", row.result), row.note, row.author_name, applied,
        kinds["reopened"] if row.reopened else None,
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


def results(tx: Tx, rows: Sequence[ActionSummary], locale: str) -> Sheet:
    """结果运用台账."""
    words = Words(locale)
    return _sheet(tx, words, "results", [_result(words, row) for row in rows])


def _result(words: Words, row: ActionSummary) -> list[str | int | None]:
    pledge = row.pledge
    return [
        row.number, words.label("result_kind", row.kind), words.label("result_state", row.state), row.unit_name,
        " ".join(filter(None, [row.person_post, row.person_name])), row.proposal, row.ground_count, _day(row.proposed_at),
        _day(row.decided_at), row.instrument, _day(row.released_at), row.handed_to, row.outcome,
        words.label("air_column", row.column), row.aired_on.isoformat() if row.aired_on else None,
        pledge.person if pledge else None, pledge.text if pledge else None, pledge.due_on.isoformat() if pledge else None,
        words.label("pledge_state", pledge.state) if pledge else None, _day(row.closed_at),
    ]  # fmt: skip


def examples(tx: Tx, rows: Sequence[ExampleOut], locale: str) -> Sheet:
    """典型台账."""
    words = Words(locale)
    return _sheet(tx, words, "examples", [_example(words, row) for row in rows])


def _example(words: Words, row: ExampleOut) -> list[str | int | None]:
    return [
        words.label("example_state", row.state), words.label("example_origin", row.origin), row.title, row.unit_name,
        words.area(row.focus_area), row.facts, row.replicable_points, _day(row.opened_at),
        row.seen_on.isoformat() if row.seen_on else None, _day(row.approved_at), _day(row.promoted_at), row.channel,
        _day(row.withdrawn_at), row.withdrawn_reason,
    ]  # fmt: skip


def _day(instant: datetime | None) -> str | None:
    """The legal day of an instant."""
    return instant.astimezone(LEGAL_ZONE).date().isoformat() if instant else None


def _sheet(tx: Tx, words: Words, name: str, rows: list[Any]) -> Sheet:
    texts = words.all["ledgers"][name]
    stamp = tx.now.astimezone(LEGAL_ZONE).strftime("%Y-%m-%d %H:%M")
    note = str(words.all["ledgers"]["note"]).format(name=tx.actor.name, stamp=stamp, day=legal_date(tx.now))
    return Sheet(texts["title"], texts["heads"], rows, note, tx.now)
