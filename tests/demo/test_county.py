"""The county as data: everything domain.md §6 counts, and nothing twice."""

from collections import Counter
from uuid import UUID

from app.access.policy import Role, compatible
from app.core.settings import Settings
from app.demo import county
from app.demo.announcement import announce

KINDS = {
    "county_committee": 1, "county_gov": 1, "office": 4, "department": 21, "discipline": 1, "media": 1,
    "subdistrict": 1, "township": 13, "village": 112, "community": 8, "project_owner": 24,
}  # fmt: skip


def test_the_county_has_the_units_of_the_sketch():
    assert Counter(place.kind for place in county.units().values()) == KINDS


def test_every_parent_comes_before_its_children():
    seen = set()
    for place in county.units().values():
        assert place.parent is None or place.parent in seen
        seen.add(place.key)


def test_codes_are_twelve_digits_of_the_unassigned_county_and_unique():
    codes = [place.code12 for place in county.units().values() if place.code12]
    assert len(codes) == len(set(codes)) == 14 + 112 + 8
    assert all(len(code) == 12 and code.startswith("990121") for code in codes)
    assert county.units()["鹿鸣镇"].code12 == "990121101000"
    assert county.units()["鹿鸣镇/下梨坞村"].code12 == "990121101200"


def test_exactly_one_pair_of_villages_has_the_same_name():
    names = Counter(place.short_name for place in county.units().values())
    assert [name for name, count in names.items() if count > 1] == ["上苇湾村"]
    assert {place.parent for place in county.units().values() if place.short_name == "上苇湾村"} == {"青禾镇", "苇塘乡"}


def test_everything_lies_in_the_empty_desert():
    for place in county.units().values():
        assert 101.80 <= place.lon <= 102.40
        assert 39.90 <= place.lat <= 40.35


def test_ids_are_the_same_everywhere_and_differ():
    ids = [place.id for place in county.units().values()] + [account.id for account in county.accounts()]
    assert len(ids) == len(set(ids))
    assert county.units()["鹿鸣镇"].id == UUID("c5093947-47a5-5a0a-8afb-b19790bed4be")


def test_the_accounts_of_the_design_sign_in_and_contacts_and_heads_cannot():
    named = {account.username: account.role for account in county.accounts() if account.signs_in}
    assert named == {
        "inspector": "inspector", "inspector2": "inspector", "leader1": "team_leader", "reviewer": "reviewer",
        "director": "director", "approver": "approver", "county-leader": "county_leader", "dept": "department",
        "township": "unit_contact", "township-head": "unit_principal", "review-officer": "review_officer",
        "discipline": "discipline", "media": "media", "sysadmin": "sysadmin", "secadmin": "secadmin",
        "auditor": "auditor",
    }  # fmt: skip


def test_the_announcement_says_what_every_account_is_for(capsys):
    announce(Settings())
    said = capsys.readouterr().out
    for account in county.accounts():
        line = next((line for line in said.splitlines() if line.split()[:1] == [account.username]), "")
        assert bool(line) == account.signs_in
        assert not account.signs_in or line.endswith(county.source()["accounts"]["purposes"][account.username])


def test_every_account_has_a_unit_a_role_and_a_made_up_name():
    for account in county.accounts():
        assert account.unit in county.units()
        assert compatible(frozenset({Role(account.role)}))
        assert account.name.endswith(("示例", "样本", "测试", "演示"))


def test_every_unit_that_answers_orders_has_somebody_to_answer():
    answering = {account.unit for account in county.accounts() if account.role in {"department", "unit_contact"}}
    kinds = {"department", "township", "subdistrict", "project_owner"}
    assert {place.key for place in county.units().values() if place.kind in kinds} <= answering


def test_every_township_and_owner_has_one_head():
    heads = Counter(account.unit for account in county.accounts() if account.role == "unit_principal")
    assert set(heads.values()) == {1}
    assert set(heads) == {
        place.key for place in county.units().values() if place.kind in {"township", "subdistrict", "project_owner"}
    }


def test_projects_belong_to_units():
    assert len(county.projects()) == 24
    for project in county.projects():
        assert county.units()[project.owner].parent == project.township
        assert project.first_month < project.last_month
