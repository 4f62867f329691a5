"""The whole policy, by hand: a grant nobody wrote down here fails."""

from pathlib import Path

import pytest

from app.access.policy import EXCLUSIVE, GRANTS, SCOPES, SIGHT, Permission, Role, Sight, compatible, permissions_of

FIELD = {"inspector", "team_leader"}
DESK = {"reviewer", "director"}
OFFICE = DESK | {"approver"}
UNIT = {"department", "unit_contact", "unit_principal"}
EVERYBODY = {role.value for role in Role} - {"api_client"}
BY_HAND: dict[str, set[str]] = {
    "task.read": FIELD | OFFICE | UNIT | {"county_leader"},
    "task.write": DESK,
    "task.propose": {"department"},
    "task.approve": {"approver"},
    "task.dispatch": {"director"},
    "task.sign": UNIT,
    "task.answer": UNIT,
    "task.behalf": DESK,
    "task.judge": DESK,
    "task.close": {"director"},
    "task.close_major": {"approver"},
    "task.halt": {"approver"},
    "seal.keep": {"director", "approver"},
    "mission.read": FIELD | OFFICE | {"county_leader", "department"},
    "mission.plan": DESK | {"team_leader", "department"},
    "mission.approve": {"approver"},
    "mission.decide": {"director"},
    "mission.deploy": {"director", "team_leader"},
    "mission.field": FIELD | {"department"},
    "mission.lead": {"team_leader", "director"},
    "mission.attend": {"director", "approver", "county_leader"},
    "mission.conclude": {"director"},
    "mission.archive": DESK,
    "mission.abort": {"director", "approver"},
    "mission.readers": {"director"},
    "draw.run": DESK,
    "draw.witness": OFFICE,
    "report.write": FIELD,
    "report.review": DESK,
    "report.confirm": FIELD | {"department"},
    "report.team": {"team_leader"},
    "evidence.original": OFFICE,
    "bundle.make": OFFICE,
    "evidence.mask": DESK,
    "finding.decide": {"director", "approver"},
    "finding.propose": {"team_leader", "reviewer"},
    "finding.mark": DESK,
    "finding.transfer": {"approver"},
    "finding.reinspect": FIELD,
    "finding.close": {"director", "approver"},
    "order.issue": {"director"},
    "order.sign": UNIT,
    "order.answer": UNIT,
    "order.judge": DESK,
    # conclusions and reviews
    "conclusion.read": OFFICE | UNIT | {"county_leader"},
    "conclusion.write": DESK,
    "conclusion.sign": {"approver"},
    "conclusion.issue": {"director"},
    "conclusion.receive": UNIT,
    "review.read": {"director", "approver", "unit_contact", "unit_principal", "review_officer"},
    "review.draft": {"unit_contact", "unit_principal"},
    "review.file": {"unit_principal"},
    "review.examine": {"review_officer"},
    "review.assign": {"director"},
    "review.decide": {"approver"},
    "review.stay": {"approver"},
    "evidence.handed": {"review_officer"},
    # orders: objection, suspension, extension, second looks
    "order.judge_serious": {"director"},
    "order.object": UNIT,
    "order.reassign": {"director"},
    "order.suspend": {"director", "approver"},
    "order.revoke": {"approver"},
    "order.progress": UNIT,
    "submission.withdraw": UNIT,
    "submission.enter": {"reviewer"},
    "extension.file": UNIT,
    "extension.decide": OFFICE,
    "extension.decide_long": {"director", "approver"},
    "extension.decide_any": {"approver"},
    "reinspection.plan": DESK,
    "reinspection.seal": {"director"},
    "reinspection.judge": DESK,
    "reinspection.apply": {"director"},
    "coordination.raise": DESK,
    "coordination.decide": {"director", "approver"},
    "coordination.close": {"director"},
    "difficulty.enter": DESK | UNIT,
    "difficulty.assign": DESK,
    "difficulty.answer": DESK | UNIT,
    "telegram.draft": DESK,
    "telegram.sign": {"director", "approver"},
    "telegram.issue": {"director"},
    "telegram.receive": UNIT,
    "ledger.read": OFFICE | UNIT | {"county_leader"},
    "ledger.export": OFFICE | UNIT | {"county_leader"},
    "notice.read": EVERYBODY,
    "deadline.principal": {"unit_principal"},
    "deadline.direct": {"director"},
    "result.draft": DESK | {"team_leader"},
    "result.propose": DESK,
    "result.approve": {"approver"},
    "result.execute": {"director"},
    "result.check": {"director"},
    "result.keep": {"director", "approver"},
    "result.outcome": {"discipline"},
    "result.air": {"media"},
    "result.pledge": {"unit_principal"},
    "example.draft": FIELD | {"reviewer", "unit_contact", "unit_principal"},
    "example.verify": FIELD,
    "example.approve": {"director"},
    "example.promote": DESK,
    "indicator.read": OFFICE | UNIT | {"county_leader"},
    "duty.waive": {"director"},
    "duty.lead": {"approver", "county_leader"},
    "rule.read": OFFICE | {"secadmin"},
    "rule.write": {"director"},
    "calendar.write": {"director", "sysadmin"},
    "user.read": EVERYBODY,
    "user.admin": {"sysadmin"},
    "role.grant": {"secadmin"},
    "standing.read": {"director", "sysadmin", "secadmin"},
    "delegation.write": {"director", "approver", "county_leader", "unit_principal"},
    "device.enrol": {"director", "secadmin"},
    "fleet.read": {"director", "sysadmin"},
    "unit.admin": {"sysadmin"},
    "audit.read": {"auditor"},
    "erase.ask": {"director"},
    "erase.confirm": {"secadmin"},
    "system": set(),
}
ROOMS = Path(__file__).parents[2] / "app"


@pytest.mark.parametrize("permission", Permission)
def test_a_permission_is_held_by_whom_is_written_here(permission: Permission) -> None:
    assert {role.value for role in GRANTS[permission]} == BY_HAND[permission.value]


def test_nothing_is_written_here_that_is_not_a_permission() -> None:
    assert set(BY_HAND) == {permission.value for permission in Permission}
    assert len(Role) == 16


def test_the_system_is_nobody() -> None:
    assert not any(Permission.SYSTEM in granted for granted in SCOPES.values())
    assert not any("system" in permissions_of(frozenset({role.value})) for role in Role)


@pytest.mark.parametrize("role", [Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR])
def test_the_three_administrators_see_no_business(role: Role) -> None:
    """§3.4 rule 8: they never read sealed titles."""
    assert role not in SIGHT
    assert role in EXCLUSIVE
    assert not {"task.read", "ledger.read", "report.review", "evidence.original"} & permissions_of(frozenset({role.value}))


def test_units_see_as_units() -> None:
    assert {role for role, sight in SIGHT.items() if sight is Sight.UNIT} == {
        Role.DEPARTMENT,
        Role.UNIT_CONTACT,
        Role.UNIT_PRINCIPAL,
    }
    assert {role for role, sight in SIGHT.items() if sight is Sight.OFFICE} == {Role.REVIEWER, Role.DIRECTOR, Role.APPROVER}


def test_scopes_grant_no_more_than_they_say() -> None:
    assert permissions_of(frozenset({"api_client"}), frozenset({"reports"})) == {"task.read", "report.write"}
    assert permissions_of(frozenset({"api_client"}), frozenset({"ledgers", "nonsense"})) == {"ledger.read", "ledger.export"}
    assert permissions_of(frozenset({"api_client"})) == frozenset()


def test_roles_that_go_together() -> None:
    assert compatible(frozenset({"director", "reviewer"}))
    assert not compatible(frozenset({"director", "auditor"}))
    assert not compatible(frozenset({"sysadmin", "secadmin"}))
    assert compatible(frozenset({"sysadmin"}))


def sources() -> str:
    """Every room's code but the policy's own."""
    return "\n".join(path.read_text() for path in ROOMS.rglob("*.py") if path.parent.name != "access")


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_guards_something(permission: Permission) -> None:
    text = sources()
    assert f"Permission.{permission.name}" in text or f"P.{permission.name}" in text


def test_roles_are_compared_nowhere_else() -> None:
    """Rooms ask for permissions or sights; a role's name appears where accounts are kept, and nowhere else."""
    known = {"identity", "access", "demo"}
    rooms = [path for path in ROOMS.rglob("*.py") if path.parent.name not in known and "demo" not in path.parts]
    assert [path.name for path in rooms if "Role." in path.read_text()] in ([], ["cli.py"])
