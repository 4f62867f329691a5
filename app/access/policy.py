"""WHO MAY DO WHAT. GRANTS is the whole policy (domain.md §4), a line a permission; nothing else compares roles."""

from enum import StrEnum

from app.access.names import Permission, Role
from app.core.actor import Actor
from app.core.problem import Forbidden

__all__ = [
    "EXCLUSIVE",
    "GRANTS",
    "SCOPES",
    "SIGHT",
    "Permission",
    "Role",
    "Sight",
    "compatible",
    "may",
    "permissions_of",
    "require",
    "sees",
]


class Sight(StrEnum):
    """How far a reader sees; each room's `visible()` turns this into SQL."""

    OFFICE = "office"  # all reports, findings and orders that are not sealed from them
    AUTHOR = "author"  # own reports
    RELEASED = "released"  # what has been released to anyone (county leaders, C3)
    UNIT = "unit"  # what has been released to the own unit and below


P, R = Permission, Role
_FIELD = {R.INSPECTOR, R.TEAM_LEADER}
_DESK = {R.REVIEWER, R.DIRECTOR}
_OFFICE = _DESK | {R.APPROVER}
_UNIT = {R.DEPARTMENT, R.UNIT_CONTACT, R.UNIT_PRINCIPAL}
_LEADERS = {R.COUNTY_LEADER}
_ADMINS = {R.SYSADMIN, R.SECADMIN, R.AUDITOR}
_APART = {R.REVIEW_OFFICER, R.DISCIPLINE, R.MEDIA}  # see only what was assigned, handed or released to them

GRANTS: dict[Permission, set[Role]] = {
    # matters
    P.TASK_READ: _FIELD | _OFFICE | _LEADERS | _UNIT,
    P.TASK_WRITE: _DESK,
    P.TASK_PROPOSE: {R.DEPARTMENT},
    P.TASK_APPROVE: {R.APPROVER},
    P.TASK_DISPATCH: {R.DIRECTOR},
    P.TASK_SIGN: _UNIT,
    P.TASK_ANSWER: _UNIT,
    P.TASK_BEHALF: _DESK,
    P.TASK_JUDGE: _DESK,
    P.TASK_CLOSE: {R.DIRECTOR},
    P.TASK_CLOSE_MAJOR: {R.APPROVER},
    P.TASK_HALT: {R.APPROVER},
    # seals
    P.SEAL_KEEP: {R.DIRECTOR, R.APPROVER},
    # missions: each mission's own list narrows what the role may do
    P.MISSION_READ: _FIELD | _OFFICE | _LEADERS | {R.DEPARTMENT},
    P.MISSION_PLAN: _DESK | {R.TEAM_LEADER, R.DEPARTMENT},
    P.MISSION_APPROVE: {R.APPROVER},
    P.MISSION_DECIDE: {R.DIRECTOR},
    P.MISSION_DEPLOY: {R.DIRECTOR, R.TEAM_LEADER},
    P.MISSION_FIELD: _FIELD | {R.DEPARTMENT},
    P.MISSION_LEAD: {R.TEAM_LEADER, R.DIRECTOR},
    P.MISSION_ATTEND: {R.DIRECTOR, R.APPROVER} | _LEADERS,
    P.MISSION_CONCLUDE: {R.DIRECTOR},
    P.MISSION_ARCHIVE: _DESK,
    P.MISSION_ABORT: {R.DIRECTOR, R.APPROVER},
    P.MISSION_READERS: {R.DIRECTOR},
    # random draw
    P.DRAW_RUN: _DESK,
    P.DRAW_WITNESS: _OFFICE,
    # reports
    P.REPORT_WRITE: _FIELD,
    P.REPORT_REVIEW: _DESK,
    P.REPORT_CONFIRM: _FIELD | {R.DEPARTMENT},
    P.REPORT_TEAM: {R.TEAM_LEADER},  # reads what his team reports
    P.EVIDENCE_ORIGINAL: _OFFICE,
    P.BUNDLE_MAKE: _OFFICE,
    P.EVIDENCE_MASK: _DESK,
    # findings
    P.FINDING_DECIDE: {R.DIRECTOR, R.APPROVER},
    P.FINDING_PROPOSE: {R.TEAM_LEADER, R.REVIEWER},
    P.FINDING_MARK: _DESK,
    P.FINDING_TRANSFER: {R.APPROVER},
    P.FINDING_REINSPECT: _FIELD,
    P.FINDING_CLOSE: {R.DIRECTOR, R.APPROVER},
    # orders
    P.ORDER_ISSUE: {R.DIRECTOR},
    P.ORDER_SIGN: _UNIT,
    P.ORDER_ANSWER: _UNIT,
    P.ORDER_JUDGE: _DESK,
    # conclusions and reviews
    P.CONCLUSION_READ: _OFFICE | _LEADERS | _UNIT,
    P.CONCLUSION_WRITE: _DESK,
    P.CONCLUSION_SIGN: {R.APPROVER},
    P.CONCLUSION_ISSUE: {R.DIRECTOR},
    P.CONCLUSION_RECEIVE: _UNIT,
    P.REVIEW_READ: {R.DIRECTOR, R.APPROVER, R.UNIT_CONTACT, R.UNIT_PRINCIPAL, R.REVIEW_OFFICER},
    P.REVIEW_DRAFT: {R.UNIT_CONTACT, R.UNIT_PRINCIPAL},
    P.REVIEW_FILE: {R.UNIT_PRINCIPAL},
    P.REVIEW_EXAMINE: {R.REVIEW_OFFICER},
    P.REVIEW_ASSIGN: {R.DIRECTOR},
    P.REVIEW_DECIDE: {R.APPROVER},
    P.REVIEW_STAY: {R.APPROVER},
    P.EVIDENCE_HANDED: {R.REVIEW_OFFICER},
    # orders: objection, suspension, extension, second looks
    P.ORDER_JUDGE_SERIOUS: {R.DIRECTOR},
    P.ORDER_OBJECT: _UNIT,
    P.ORDER_REASSIGN: {R.DIRECTOR},
    P.ORDER_SUSPEND: {R.DIRECTOR, R.APPROVER},
    P.ORDER_REVOKE: {R.APPROVER},
    P.ORDER_PROGRESS: _UNIT,
    P.SUBMISSION_WITHDRAW: _UNIT,
    P.SUBMISSION_ENTER: {R.REVIEWER},
    P.EXTENSION_FILE: _UNIT,
    P.EXTENSION_DECIDE: _OFFICE,
    P.EXTENSION_DECIDE_LONG: {R.DIRECTOR, R.APPROVER},
    P.EXTENSION_DECIDE_ANY: {R.APPROVER},
    P.REINSPECTION_PLAN: _DESK,
    P.REINSPECTION_SEAL: {R.DIRECTOR},
    P.REINSPECTION_JUDGE: _DESK,
    P.REINSPECTION_APPLY: {R.DIRECTOR},
    # coordination
    P.COORDINATION_RAISE: _DESK,
    P.COORDINATION_DECIDE: {R.DIRECTOR, R.APPROVER},
    P.COORDINATION_CLOSE: {R.DIRECTOR},
    # difficulties
    P.DIFFICULTY_ENTER: _DESK | _UNIT,
    P.DIFFICULTY_ASSIGN: _DESK,
    P.DIFFICULTY_ANSWER: _DESK | _UNIT,
    # telegrams
    P.TELEGRAM_DRAFT: _DESK,
    P.TELEGRAM_SIGN: {R.DIRECTOR, R.APPROVER},
    P.TELEGRAM_ISSUE: {R.DIRECTOR},
    P.TELEGRAM_RECEIVE: _UNIT,
    # ledgers
    P.LEDGER_READ: _OFFICE | _LEADERS | _UNIT,
    P.LEDGER_EXPORT: _OFFICE | _LEADERS | _UNIT,
    # deadlines and notices
    P.NOTICE_READ: _FIELD | _OFFICE | _LEADERS | _UNIT | _APART | _ADMINS,
    P.DEADLINE_PRINCIPAL: {R.UNIT_PRINCIPAL},
    P.DEADLINE_DIRECT: {R.DIRECTOR},
    # results
    P.RESULT_DRAFT: _DESK | {R.TEAM_LEADER},
    P.RESULT_PROPOSE: _DESK,
    P.RESULT_APPROVE: {R.APPROVER},
    P.RESULT_EXECUTE: {R.DIRECTOR},
    P.RESULT_CHECK: {R.DIRECTOR},
    P.RESULT_KEEP: {R.DIRECTOR, R.APPROVER},
    P.RESULT_OUTCOME: {R.DISCIPLINE},
    P.RESULT_AIR: {R.MEDIA},
    P.RESULT_PLEDGE: {R.UNIT_PRINCIPAL},
    # examples
    P.EXAMPLE_DRAFT: {R.INSPECTOR, R.TEAM_LEADER, R.REVIEWER, R.UNIT_CONTACT, R.UNIT_PRINCIPAL},
    P.EXAMPLE_VERIFY: _FIELD,
    P.EXAMPLE_APPROVE: {R.DIRECTOR},
    P.EXAMPLE_PROMOTE: _DESK,
    # duties and indicators
    P.INDICATOR_READ: _OFFICE | _LEADERS | _UNIT,
    P.DUTY_WAIVE: {R.DIRECTOR},
    P.DUTY_LEAD: {R.APPROVER} | _LEADERS,
    # the house itself
    P.RULE_READ: _OFFICE | {R.SECADMIN},
    P.RULE_WRITE: {R.DIRECTOR},
    P.CALENDAR_WRITE: {R.DIRECTOR, R.SYSADMIN},
    P.USER_READ: _FIELD | _OFFICE | _LEADERS | _UNIT | _APART | _ADMINS,
    P.USER_ADMIN: {R.SYSADMIN},
    P.ROLE_GRANT: {R.SECADMIN},
    P.STANDING_READ: {R.DIRECTOR, R.SYSADMIN, R.SECADMIN},
    P.DELEGATE: {R.DIRECTOR, R.APPROVER, R.COUNTY_LEADER, R.UNIT_PRINCIPAL},
    P.DEVICE_ENROL: {R.DIRECTOR, R.SECADMIN},
    P.FLEET_READ: {R.DIRECTOR, R.SYSADMIN},
    P.UNIT_ADMIN: {R.SYSADMIN},
    P.AUDIT_READ: {R.AUDITOR},
    P.ERASE_ASK: {R.DIRECTOR},
    P.ERASE_CONFIRM: {R.SECADMIN},
    P.SYSTEM: set(),
}

SIGHT: dict[Role, Sight] = {
    R.INSPECTOR: Sight.AUTHOR,
    R.TEAM_LEADER: Sight.AUTHOR,
    R.REVIEWER: Sight.OFFICE,
    R.DIRECTOR: Sight.OFFICE,
    R.APPROVER: Sight.OFFICE,
    R.COUNTY_LEADER: Sight.RELEASED,
    R.DEPARTMENT: Sight.UNIT,
    R.UNIT_CONTACT: Sight.UNIT,
    R.UNIT_PRINCIPAL: Sight.UNIT,
    R.API_CLIENT: Sight.AUTHOR,
}

SCOPES: dict[str, frozenset[Permission]] = {
    "tasks": frozenset({P.TASK_READ}),
    "reports": frozenset({P.TASK_READ, P.REPORT_WRITE}),
    "sealed": frozenset({P.MISSION_READ, P.SEAL_KEEP}),
    "ledgers": frozenset({P.LEDGER_READ, P.LEDGER_EXPORT}),
}

EXCLUSIVE = frozenset(_ADMINS)  # 三员分立: alone, and with no business role
_OF_ROLE = {role: frozenset(permission.value for permission, roles in GRANTS.items() if role in roles) for role in Role}


def permissions_of(roles: frozenset[str], scopes: frozenset[str] = frozenset()) -> frozenset[str]:
    """Everything a set of roles and scopes grants."""
    granted: set[str] = set()
    for role in roles:
        granted |= _OF_ROLE[Role(role)]
    for scope in scopes:
        granted |= SCOPES.get(scope, frozenset())
    return frozenset(granted)


def may(actor: Actor, permission: Permission) -> bool:
    """Whether the actor holds a permission."""
    return permission in actor.permissions


def require(actor: Actor, permission: Permission) -> None:
    """Raises: Forbidden."""
    if permission not in actor.permissions:
        raise Forbidden(needs=permission.value)
    actor.used(permission)


def sees(actor: Actor, sight: Sight) -> bool:
    """Whether any role of the actor gives this sight."""
    return any(SIGHT.get(Role(role)) is sight for role in actor.roles)


def compatible(roles: frozenset[str]) -> bool:
    """Whether one person may hold these roles together."""
    return len(roles) <= 1 or not (roles & EXCLUSIVE)
