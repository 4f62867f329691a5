"""The whole policy, by hand: a grant nobody wrote down here fails."""

from pathlib import Path

import pytest

from app.access.policy import EXCLUSIVE, GRANTS, SCOPES, SIGHT, Permission, Role, Sight, compatible, permissions_of

FIELD = {"task.read", "report.write", "finding.reinspect", "user.read"}
UNIT = {"task.read", "order.sign", "order.answer", "ledger.read", "ledger.export", "user.read"}
OFFICE = {"task.read", "ledger.read", "ledger.export", "user.read", "evidence.original"}
BY_HAND = {
    "inspector": FIELD,
    "team_leader": FIELD,
    "reviewer": OFFICE | {"task.write", "report.review", "order.judge"},
    "director": OFFICE
    | {"task.write", "report.review", "finding.decide", "finding.close", "order.issue", "order.judge", "calendar.write"},
    "approver": OFFICE | {"finding.decide", "finding.close"},
    "county_leader": {"task.read", "ledger.read", "ledger.export", "user.read"},
    "department": UNIT,
    "unit_contact": UNIT,
    "unit_principal": UNIT,
    "sysadmin": {"user.read", "user.admin", "unit.admin", "calendar.write"},
    "secadmin": {"user.read"},
    "auditor": {"audit.read", "user.read"},
    "api_client": set(),
}
ROOMS = Path(__file__).parents[2] / "app"


@pytest.mark.parametrize("role", Role)
def test_a_role_may_what_is_written_here(role: Role) -> None:
    assert {permission.value for permission in GRANTS[role]} == BY_HAND[role.value]


@pytest.mark.parametrize("role", Role)
def test_every_role_has_its_grants(role: Role) -> None:
    assert role in GRANTS


def test_the_system_is_nobody() -> None:
    assert not any(Permission.SYSTEM in granted for granted in (*GRANTS.values(), *SCOPES.values()))


@pytest.mark.parametrize("role", [Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR])
def test_the_three_administrators_see_no_business(role: Role) -> None:
    """§3.4 rule 8: they never read sealed titles."""
    assert role not in SIGHT
    assert role in EXCLUSIVE
    assert not {"task.read", "ledger.read", "report.review", "evidence.original"} & {each.value for each in GRANTS[role]}


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


AHEAD = {"AUDIT_READ"}  # the auditor's door is not built yet


@pytest.mark.parametrize("permission", [each for each in Permission if each.name not in AHEAD])
def test_every_permission_guards_something(permission: Permission) -> None:
    text = sources()
    assert f"Permission.{permission.name}" in text or f"P.{permission.name}" in text


def test_roles_are_compared_nowhere_else() -> None:
    """Rooms ask for permissions or sights; a role's name appears where accounts are kept, and nowhere else."""
    known = {"identity", "access", "demo"}
    rooms = [path for path in ROOMS.rglob("*.py") if path.parent.name not in known and "demo" not in path.parts]
    assert [path.name for path in rooms if "Role." in path.read_text()] in ([], ["cli.py"])
