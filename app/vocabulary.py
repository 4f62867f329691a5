"""GET /dictionary: every closed set with its labels and every machine's arrows, so that screens ask instead of repeating."""

from enum import StrEnum

from fastapi import Request

from app.core.http import Reading, Router, locale_of, tags
from app.core.machine import Move
from app.core.problem import messages
from app.core.schema import Schema
from app.dictionary.categories import FocusArea, areas
from app.findings import states as findings
from app.rectification import states as rectification
from app.rectification.states import OrderClass
from app.reports import states as reports
from app.tasks import states as tasks

router = Router(tags=tags("dictionary"))


class Term(Schema):
    """A code and its label in the reader's language."""

    code: str
    label: str


class OrderTerm(Term):
    """A class of order; `working_days` is null when the date is named by hand."""

    working_days: int | None


class Arrow(Schema):
    """One arrow of a machine."""

    source: str
    verb: str
    target: str
    needs: str


class Dictionary(Schema):
    """Everything a screen needs to name things."""

    focus_areas: list[FocusArea]
    severities: list[Term]
    person_kinds: list[Term]
    order_classes: list[OrderTerm]
    evidence_requirements: list[Term]
    reinspection_results: list[Term]
    report_states: list[Term]
    finding_states: list[Term]
    order_states: list[Term]
    task_states: list[Term]
    moves: dict[str, list[Arrow]]


def _terms(kind: type[StrEnum], table: str, locale: str) -> list[Term]:
    words = messages(locale)["labels"][table]
    return [Term(code=each.value, label=words[each.value]) for each in kind]


def _arrows(moves: tuple[Move, ...]) -> list[Arrow]:
    return [Arrow(**{name: str(value) for name, value in move._asdict().items()}) for move in moves]


@router.get("/dictionary")
def read_dictionary(tx: Reading, request: Request) -> Dictionary:
    """Labels in the reader's language (Accept-Language) and the arrows of every machine."""
    locale, settings = locale_of(request), tx.settings
    days = {OrderClass.IMMEDIATE: settings.immediate_days, OrderClass.LIMITED: settings.limited_days}
    classes = _terms(OrderClass, "order_class", locale)
    return Dictionary(
        focus_areas=list(areas().values()),
        severities=_terms(findings.Severity, "severity", locale),
        person_kinds=_terms(findings.PersonKind, "person_kind", locale),
        order_classes=[
            OrderTerm(code=each.code, label=each.label, working_days=days.get(OrderClass(each.code))) for each in classes
        ],
        evidence_requirements=_terms(rectification.EvidenceRequirement, "evidence_requirement", locale),
        reinspection_results=_terms(rectification.ReinspectionResult, "reinspection_result", locale),
        report_states=_terms(reports.State, "report_state", locale),
        finding_states=_terms(findings.State, "finding_state", locale),
        order_states=_terms(rectification.State, "order_state", locale),
        task_states=_terms(tasks.TaskState, "task_state", locale),
        moves={"report": _arrows(reports.MOVES), "finding": _arrows(findings.MOVES), "order": _arrows(rectification.MOVES)},
    )
