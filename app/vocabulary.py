"""GET /dictionary: every closed set with its labels and every machine's arrows, so that screens ask instead of repeating."""

from enum import StrEnum
from typing import Any

from fastapi import Request

from app.access.policy import Role
from app.conclusions import states as conclusions
from app.coordination import states as coordination
from app.core.http import Reading, Router, locale_of, tags
from app.core.machine import Move, verb_label
from app.core.problem import messages
from app.core.schema import Schema
from app.deadlines.states import Act
from app.dictionary.categories import FocusArea, areas
from app.evidence import states as masks
from app.examples import states as examples
from app.findings import states as findings
from app.identity.recusal import Interest
from app.indicators import states as indicators
from app.missions import draw as draw_rules
from app.missions import draw_states as draws
from app.missions import states as missions
from app.rectification import states as rectification
from app.rectification.states import OrderClass
from app.reports import states as reports
from app.results import states as results
from app.reviews import states as reviews
from app.rulebook import queries as rulebook
from app.tasks import states as tasks
from app.telegrams import states as telegrams

router = Router(tags=tags("dictionary"))

# every closed set of the program, by the name its labels have in the message files
TERMS: dict[str, type[StrEnum]] = {
    "severity": findings.Severity,
    "person_kind": findings.PersonKind,
    "finding_state": findings.State,
    "proposal_kind": findings.ProposalKind,
    "deviation_tag": findings.DeviationTag,
    "topic_tag": findings.TopicTag,
    "cause_level": findings.CauseLevel,
    "coordination_state": coordination.CoordinationState,
    "difficulty_state": coordination.DifficultyState,
    "difficulty_source": coordination.DifficultySource,
    "telegram_state": telegrams.TelegramState,
    "urgency": telegrams.Urgency,
    "classification": telegrams.Classification,
    "order_class": rectification.OrderClass,
    "order_state": rectification.State,
    "evidence_requirement": rectification.EvidenceRequirement,
    "reinspection_result": rectification.ReinspectionResult,
    "reinspection_state": rectification.LookState,
    "submission_state": rectification.SubmissionState,
    "extension_state": rectification.ExtensionState,
    "extension_authority": rectification.Authority,
    "objection_state": rectification.ObjectionState,
    "look_chosen": rectification.Chosen,
    "channel": rectification.Channel,
    "report_state": reports.State,
    "report_second": reports.Second,
    "task_state": tasks.TaskState,
    "report_cadence": tasks.Cadence,
    "task_feedback_state": tasks.FeedbackState,
    "mission_state": missions.State,
    "mission_kind": missions.Kind,
    "mission_method": missions.Method,
    "mission_scope": missions.Scope,
    "mission_mode": missions.MissionMode,
    "mission_depth": missions.Depth,
    "mission_cadence": missions.Cadence,
    "mission_submethod": missions.Submethod,
    "mission_standing": missions.Standing,
    "mission_plan_state": missions.PlanState,
    "authority_basis": missions.Basis,
    "draw_state": draws.State,
    "draw_ground": draw_rules.Ground,
    "draw_reason": draw_rules.Reason,
    "mask_state": masks.MaskState,
    "mask_hint": masks.Hint,
    "indicator": indicators.Name,
    "indicator_formula": indicators.Name,
    "not_counted": indicators.NotCounted,
    "waiver_ground": indicators.WaiverGround,
    "waiver_state": indicators.State,
    "site_opens_after": missions.OpensAfter,
    "conclusion_state": conclusions.State,
    "review_state": reviews.State,
    "review_decision": reviews.Decision,
    "review_change": reviews.Change,
    "recusal": reviews.Why,
    "role": Role,
    "interest": Interest,
    "deadline_act": Act,
    "result_kind": results.Kind,
    "result_state": results.State,
    "result_ground": results.GroundKind,
    "air_column": results.Column,
    "pledge_state": results.PledgeState,
    "pillar": results.Pillar,
    "lag": results.Lag,
    "example_state": examples.State,
    "example_origin": examples.Origin,
}
# every machine of the program (domain.md §3.3); documentation, buttons and tests read this table
MACHINES: dict[str, tuple[Move, ...]] = {
    "task": tasks.MOVES,
    "report": reports.MOVES,
    "finding": findings.MOVES,
    "order": rectification.MOVES,
    "mission": missions.MOVES,
    "conclusion": conclusions.MOVES,
    "review": reviews.MOVES,
    "submission": rectification.SUBMISSION_MOVES,
    "objection": rectification.OBJECTION_MOVES,
    "extension": rectification.EXTENSION_MOVES,
    "reinspection": rectification.LOOK_MOVES,
    "coordination": coordination.COORDINATION_MOVES,
    "difficulty": coordination.DIFFICULTY_MOVES,
    "telegram": telegrams.MOVES,
    "result": results.MOVES,
    "example": examples.MOVES,
    "draw": draws.MOVES,
    "waiver": indicators.MOVES,
    "mask": masks.MOVES,
}


class Term(Schema):
    """A code and its label in the reader's language."""

    code: str
    label: str


class OrderTerm(Term):
    """A class of order; `working_days` is null when the date is named by hand."""

    working_days: int | None


class Arrow(Schema):
    """One arrow of a machine; `label` is the verb as buttons show it."""

    source: str
    verb: str
    target: str
    needs: str
    label: str


class Dictionary(Schema):
    """Everything a screen needs to name things; `terms` holds every closed set by its name."""

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
    terms: dict[str, list[Term]]
    moves: dict[str, list[Arrow]]


def _terms(table: str, locale: str) -> list[Term]:
    words = messages(locale)["labels"][table]
    return [Term(code=each.value, label=words[each.value]) for each in TERMS[table]]


def _arrows(machine: str, locale: str) -> list[Arrow]:
    arrows: list[dict[str, Any]] = [{name: str(value) for name, value in move._asdict().items()} for move in MACHINES[machine]]
    return [Arrow(**arrow, label=verb_label(machine, arrow["verb"], locale)) for arrow in arrows]


@router.get("/dictionary")
def read_dictionary(tx: Reading, request: Request) -> Dictionary:
    """Labels in the reader's language (Accept-Language) and the arrows of every machine."""
    locale, rules = locale_of(request), rulebook.load(tx)
    days = {OrderClass.IMMEDIATE: rules.immediate_days, OrderClass.LIMITED: rules.limited_days}
    terms = {table: _terms(table, locale) for table in TERMS}
    return Dictionary(
        focus_areas=list(areas().values()),
        severities=terms["severity"],
        person_kinds=terms["person_kind"],
        order_classes=[OrderTerm(**dict(each), working_days=days.get(OrderClass(each.code))) for each in terms["order_class"]],
        evidence_requirements=terms["evidence_requirement"],
        reinspection_results=terms["reinspection_result"],
        report_states=terms["report_state"],
        finding_states=terms["finding_state"],
        order_states=terms["order_state"],
        task_states=terms["task_state"],
        terms=terms,
        moves={machine: _arrows(machine, locale) for machine in MACHINES},
    )
