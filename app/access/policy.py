"""WHO MAY DO WHAT. GRANTS is the whole policy (domain.md §4); nothing else compares roles."""

from enum import StrEnum

from app.core.actor import Actor
from app.core.problem import Forbidden


class Role(StrEnum):
    """Roles of domain.md §4; combinable."""

    INSPECTOR = "inspector"  # INS 督查员
    TEAM_LEADER = "team_leader"  # TL 督查组组长
    REVIEWER = "reviewer"  # REV 督查室审核员
    DIRECTOR = "director"  # DIR 督查室主任
    APPROVER = "approver"  # APP 审批领导
    COUNTY_LEADER = "county_leader"  # LDR 县领导
    DEPARTMENT = "department"  # DEP 部门督查联络员
    UNIT_CONTACT = "unit_contact"  # UC 被督查单位联络员
    UNIT_PRINCIPAL = "unit_principal"  # UP 单位主要负责人
    SYSADMIN = "sysadmin"  # SYS 系统管理员
    SECADMIN = "secadmin"  # SEC 安全管理员
    AUDITOR = "auditor"  # AUD 审计员
    API_CLIENT = "api_client"  # API 系统接口; what it may do comes from its scopes


class Permission(StrEnum):
    """What a verb may ask for."""

    TASK_READ = "task.read"
    TASK_WRITE = "task.write"
    REPORT_WRITE = "report.write"
    REPORT_REVIEW = "report.review"
    FINDING_DECIDE = "finding.decide"
    FINDING_REINSPECT = "finding.reinspect"
    FINDING_CLOSE = "finding.close"
    ORDER_ISSUE = "order.issue"
    ORDER_SIGN = "order.sign"
    ORDER_ANSWER = "order.answer"
    ORDER_JUDGE = "order.judge"
    LEDGER_READ = "ledger.read"
    LEDGER_EXPORT = "ledger.export"
    USER_READ = "user.read"
    USER_ADMIN = "user.admin"
    UNIT_ADMIN = "unit.admin"
    CALENDAR_WRITE = "calendar.write"
    EVIDENCE_ORIGINAL = "evidence.original"
    AUDIT_READ = "audit.read"
    SYSTEM = "system"  # acts no person may do: the state machine's own moves


class Sight(StrEnum):
    """How far a reader sees; each room's `visible()` turns this into SQL."""

    OFFICE = "office"  # all reports, findings and orders
    AUTHOR = "author"  # own reports
    RELEASED = "released"  # what has been released to anyone (county leaders, C3)
    UNIT = "unit"  # what has been released to the own unit and below


P = Permission
_FIELD = {P.TASK_READ, P.REPORT_WRITE, P.FINDING_REINSPECT, P.USER_READ}
_UNIT = {P.TASK_READ, P.ORDER_SIGN, P.ORDER_ANSWER, P.LEDGER_READ, P.LEDGER_EXPORT, P.USER_READ}
_OFFICE = {P.TASK_READ, P.LEDGER_READ, P.LEDGER_EXPORT, P.USER_READ, P.EVIDENCE_ORIGINAL}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.INSPECTOR: frozenset(_FIELD),
    Role.TEAM_LEADER: frozenset(_FIELD),
    Role.REVIEWER: frozenset(_OFFICE | {P.TASK_WRITE, P.REPORT_REVIEW, P.ORDER_JUDGE}),
    Role.DIRECTOR: frozenset(
        _OFFICE | {P.TASK_WRITE, P.REPORT_REVIEW, P.FINDING_DECIDE, P.FINDING_CLOSE, P.ORDER_ISSUE, P.ORDER_JUDGE, P.CALENDAR_WRITE}
    ),
    Role.APPROVER: frozenset(_OFFICE | {P.FINDING_DECIDE, P.FINDING_CLOSE}),
    Role.COUNTY_LEADER: frozenset({P.TASK_READ, P.LEDGER_READ, P.LEDGER_EXPORT, P.USER_READ}),
    Role.DEPARTMENT: frozenset(_UNIT),
    Role.UNIT_CONTACT: frozenset(_UNIT),
    Role.UNIT_PRINCIPAL: frozenset(_UNIT),
    Role.SYSADMIN: frozenset({P.USER_READ, P.USER_ADMIN, P.UNIT_ADMIN, P.CALENDAR_WRITE}),
    Role.SECADMIN: frozenset({P.USER_READ}),
    Role.AUDITOR: frozenset({P.AUDIT_READ, P.USER_READ}),
    Role.API_CLIENT: frozenset(),
}

SIGHT: dict[Role, Sight] = {
    Role.INSPECTOR: Sight.AUTHOR,
    Role.TEAM_LEADER: Sight.AUTHOR,
    Role.REVIEWER: Sight.OFFICE,
    Role.DIRECTOR: Sight.OFFICE,
    Role.APPROVER: Sight.OFFICE,
    Role.COUNTY_LEADER: Sight.RELEASED,
    Role.DEPARTMENT: Sight.UNIT,
    Role.UNIT_CONTACT: Sight.UNIT,
    Role.UNIT_PRINCIPAL: Sight.UNIT,
    Role.API_CLIENT: Sight.AUTHOR,
}

SCOPES: dict[str, frozenset[Permission]] = {
    "tasks": frozenset({P.TASK_READ}),
    "reports": frozenset({P.TASK_READ, P.REPORT_WRITE}),
    "ledgers": frozenset({P.LEDGER_READ, P.LEDGER_EXPORT}),
}

EXCLUSIVE = frozenset({Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR})  # 三员分立: alone, and with no business role


def permissions_of(roles: frozenset[str], scopes: frozenset[str] = frozenset()) -> frozenset[str]:
    """Everything a set of roles and scopes grants."""
    granted: set[str] = set()
    for role in roles:
        granted |= GRANTS[Role(role)]
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


def sees(actor: Actor, sight: Sight) -> bool:
    """Whether any role of the actor gives this sight."""
    return any(SIGHT.get(Role(role)) is sight for role in actor.roles)


def compatible(roles: frozenset[str]) -> bool:
    """Whether one person may hold these roles together."""
    return len(roles) <= 1 or not (roles & EXCLUSIVE)
