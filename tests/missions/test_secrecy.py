"""Who knows of a sealed mission, what is at rest, who read it, and what phones carry."""

from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import text

from app.access.policy import Role
from app.identity.models import User
from app.missions.models import Mission
from app.missions.sealing import seal, unseal
from tests.making import a_manifest, a_report, a_task
from tests.missions.making import SECOND_SITE, SITE, TITLE, a_mission, a_plan, did, move, open_site, person, put, slug
from tests.world import OFFICE, TOWN, Template, World, user_id

WHO = (
    "leader1", "inspector", "reviewer", "director", "approver", "inspector2", "county-leader", "dept", "township", "sysadmin",
    "auditor", "other-system",
)  # fmt: skip


def knowing(world: World, mission: str) -> set[str]:
    """Those who find it, by its address and in the list alike."""
    found = {who for who in WHO if world.as_(who).get(f"/missions/{mission}").status_code == 200}
    listed = {who for who in WHO if mission in {row["id"] for row in world.as_(who).get("/missions").json()["items"]}}
    assert found == listed
    return found


def by_director(world: World, **changes: Any) -> str:
    """A plan the director began, with leader1 and one inspector."""
    return str(put(world, a_plan(world, member_ids=[person("inspector")], **changes), "director")["id"])


def test_a_sealed_plan_is_known_to_its_list_and_the_two_by_office(world: World) -> None:
    mission = by_director(world)
    assert knowing(world, mission) == {"director", "approver", "leader1", "inspector"}
    named = by_director(
        world, need_to_know=[{"user_id": person("county-leader"), "reason": "分管"}], reviewer_id=person("reviewer")
    )
    assert knowing(world, named) == {"director", "approver", "leader1", "inspector", "county-leader", "reviewer"}


def test_an_open_plan_is_known_to_the_office_and_its_team(world: World) -> None:
    assert knowing(world, by_director(world, method="open")) == {"director", "approver", "leader1", "inspector", "reviewer"}


def test_a_concluded_one_is_known_to_the_office(world: World) -> None:
    mission = a_mission(world, "reporting", member_ids=[person("inspector")])["id"]
    hidden = by_director(world)
    did(world, "director", mission, "conclude", result_check="已清")
    assert knowing(world, mission) == {"director", "approver", "leader1", "inspector", "reviewer"}
    assert knowing(world, hidden) == {"director", "approver", "leader1", "inspector"}


def set_scopes(world: World, *scopes: str) -> None:
    """What the other system may do."""
    with world.database.transaction() as tx:
        tx.session.get_one(User, user_id("other-system")).scopes = list(scopes)


def test_a_client_needs_the_scope(world: World) -> None:
    mission = by_director(world)
    set_scopes(world, "sealed")
    assert world.as_("other-system").get(f"/missions/{mission}").json()["targets"][0]["name"] == "鹿鸣镇人民政府"
    with world.database.transaction() as tx:
        tx.session.execute(
            text('UPDATE user_account SET scopes = \'["reports", "tasks", "ledgers"]\' WHERE username = \'other-system\'')
        )
    assert world.as_("other-system").get(f"/missions/{mission}").status_code == 404


def test_a_department_of_a_visited_unit_is_kept_out_whoever_named_it(fresh: World) -> None:
    mission = by_director(fresh)
    did(fresh, "director", mission, "submit", recusal_declared=True, overlap_reason="不同点位")
    did(fresh, "approver", mission, "approve", instrument="1号")
    did(fresh, "director", mission, "assign", member_ids=[person("inspector"), person("inspector2")])
    assert fresh.as_("inspector2").get(f"/missions/{mission}").status_code == 200
    fresh.appoint("inspector2", Role.INSPECTOR, Role.UNIT_CONTACT, unit_id=TOWN)
    assert fresh.as_("inspector2").get(f"/missions/{mission}").status_code == 404
    fresh.appoint("inspector2", Role.INSPECTOR, unit_id=OFFICE)
    assert slug(move(fresh, "director", mission, "assign", member_ids=[person("township")])) == "422 not-field-person"


def test_an_unopened_site_of_the_same_unit_as_an_open_one_does_not_name_it(world: World) -> None:
    plan = a_mission(world, "fieldwork")
    for told in (world.as_("inspector").get(f"/missions/{plan['id']}").json(), carried(world, "inspector", plan["id"])):
        opened, closed = told["sites"]
        assert (opened["name"], opened["unit_name"]) == (SITE, "鹿鸣镇人民政府")
        assert [closed[name] for name in ("name", "unit_id", "unit_name", "address", "location")] == [None] * 5


def carried(world: World, who: str, mission: str) -> dict[str, Any]:
    """The mission as the phone of one of its team keeps it."""
    cursor: str | None = None
    while True:
        page = world.as_(who).get("/sync", params={"cursor": cursor} if cursor else {}).json()
        for change in page["changes"]:
            if change["id"] == mission:
                held: dict[str, Any] = change["object"]
                return held
        cursor = page["next_cursor"]
        assert page["more"]


def test_every_word_is_encrypted_at_rest(world: World) -> None:
    plan = a_plan(world, need_to_know=[{"user_id": person("county-leader"), "reason": "分管领导须知"}])
    mission = put(world, plan)["id"]
    did(world, "reviewer", mission, "submit", recusal_declared=True, overlap_reason="不同点位之故")
    did(world, "approver", mission, "return", reason="补充渡口范围")
    secrets = [
        TITLE, SITE, SECOND_SITE, "渡口", "第12次常务会议", "直奔", "分管领导须知", "不同点位之故", "40.1234", "102.1432",
    ]  # fmt: skip
    with world.database.reading() as tx:
        names = tx.session.scalars(text(TABLES[tx.session.get_bind().dialect.name])).all()
        whole = [text(f'SELECT * FROM "{name}"') for name in names]  # ruff: ignore[hardcoded-sql-expression]
        rows = [str(tuple(row)) for query in whole for row in tx.session.execute(query)]
        payloads = tx.session.scalars(text("SELECT payload FROM log_entry")).all()
        dump = "\n".join(rows) + "\n".join(bytes(entry).decode() for entry in payloads if entry)
    assert len(rows) >= 10
    assert [secret for secret in secrets if secret in dump or secret.encode().hex() in dump] == []


TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND (name LIKE 'mission%' OR name = 'log_entry')",
    "postgresql": "SELECT tablename FROM pg_tables WHERE tablename LIKE 'mission%' OR tablename = 'log_entry'",
}


def test_what_is_sealed_for_one_row_opens_in_no_other(world: World) -> None:
    with world.database.reading() as tx:
        kept = seal(tx, UUID(int=1), {"name": "烟汀"})
        assert unseal(tx, UUID(int=1), kept) == {"name": "烟汀"}
        assert len(kept) == len(seal(tx, UUID(int=1), {"name": "烟汀渡口东侧"}))
        with pytest.raises(InvalidTag):
            unseal(tx, UUID(int=2), kept)


def later(world: World, **span: float) -> None:
    """Time passes; everybody signs in anew."""
    world.clock.advance(**span)
    world.close()
    world._clients.clear()


def test_who_read_it_is_written_down(template: Template, engine: str) -> None:
    with template.world(engine) as world:
        mission = a_mission(world, "deployed")["id"]
        for who in ("inspector", "inspector", "approver"):
            world.as_(who).get(f"/missions/{mission}")
        told = {each["person"]["name"]: each for each in world.as_("director").get(f"/missions/{mission}/readers").json()["items"]}
        assert (told["王示例"]["reads"], told["王示例"]["on_phone"], told["王示例"]["standings"]) == (1, True, ["member"])
        assert (told["吴样本"]["reads"], told["吴样本"]["on_phone"], told["吴样本"]["standings"]) == (1, False, [])
        assert (told["李样本"]["reads"], told["李样本"]["on_phone"]) == (0, True)
        assert told["赵测试"]["standings"] == ["leader", "member"]
        for who, refusal in (("reviewer", "403 forbidden"), ("leader1", "403 forbidden"), ("county-leader", "404 not-found")):
            assert slug(world.as_(who).get(f"/missions/{mission}/readers")) == refusal
        later(world, minutes=11)
        world.as_("inspector").get("/missions")
        again = {
            each["person"]["name"]: each["reads"]
            for each in world.as_("director").get(f"/missions/{mission}/readers").json()["items"]
        }
        assert again["王示例"] == 2
        open_one = put(world, a_plan(world, method="open"))["id"]
        world.as_("director").get(f"/missions/{open_one}")
        assert [each["reads"] for each in world.as_("director").get(f"/missions/{open_one}/readers").json()["items"]] == [0] * 4


def test_after_a_leak_everyone_of_the_last_days_is_listed(template: Template, engine: str) -> None:
    with template.world(engine) as world:
        mission = a_mission(world, "deployed")["id"]
        world.as_("approver").get(f"/missions/{mission}")
        later(world, days=8)
        world.as_("inspector").get(f"/missions/{mission}")
        did(world, "director", mission, "abort", reason="当地已有准备", leak=True)
        told = world.as_("director").get(f"/missions/{mission}/readers").json()
        reads = {each["person"]["name"]: each["reads"] for each in told["items"]}
        assert (reads["王示例"], reads.get("吴样本", 0)) == (1, 0)


def pulled(client: httpx2.Client) -> dict[str, dict[str, Any]]:
    """The missions a phone keeps after a whole pull."""
    cursor, kept = None, {}
    while True:
        page = client.get("/sync", params={"cursor": cursor} if cursor else {}).json()
        kept |= {change["id"]: change["object"] for change in page["changes"] if change["kind"] == "mission"}
        cursor = page["next_cursor"]
        if not page["more"]:
            return kept


def test_the_phones_of_the_team_carry_it_without_the_names_of_unopened_sites(world: World) -> None:
    mission = a_mission(world, "deployed", member_ids=[person("inspector")])
    for who in ("leader1", "inspector"):
        carried = pulled(world.as_(who))[mission["id"]]
        assert [(site["seq"], site["opens_after"], site["name"], site["unit_id"]) for site in carried["sites"]] == [
            (1, "none", None, None), (2, "previous", None, None),
        ]  # fmt: skip
        assert "渡口" not in str(carried)
        assert "target" not in str(carried)
    for who in ("director", "reviewer", "inspector2", "county-leader", "township"):
        assert mission["id"] not in pulled(world.as_(who))
    phone = world.as_("inspector")
    page = phone.get("/sync").json()
    while page["more"]:
        page = phone.get("/sync", params={"cursor": page["next_cursor"]}).json()
    open_site(world, "leader1", mission["id"], mission["sites"][0]["id"])
    changes = phone.get("/sync", params={"cursor": page["next_cursor"]}).json()["changes"]
    assert [[site["name"] for site in change["object"]["sites"]] for change in changes] == [[SITE, None]]
    did(world, "director", mission["id"], "abort", reason="安全")
    held = {"items": [{"kind": "mission", "id": mission["id"]}]}
    assert phone.post("/sync/held", json=held).json() == {"gone": held["items"]}


def test_only_the_team_reports_under_a_mission(world: World) -> None:
    task = a_task(world, inspector_ids=[person("inspector2")])["id"]
    mission = a_mission(world, "deployed", task_ids=[task], member_ids=[person("inspector")])["id"]
    ghost = a_manifest(task, [], mission_id=str(uuid4()))
    real = ghost | {"mission_id": mission}
    for manifest in (ghost, real):
        refused = world.as_("inspector2").put(f"/reports/{uuid4()}", json=manifest)
        assert slug(refused) == "422 unknown-mission"
    report = str(uuid4())
    taken = world.as_("inspector").put(f"/reports/{report}", json=real)  # the task is the mission's, not the inspector's own
    assert taken.status_code == 201, taken.text
    draft = put(world, a_plan(world, task_ids=[task], member_ids=[person("inspector")]))["id"]
    early = world.as_("inspector").put(f"/reports/{uuid4()}", json=ghost | {"mission_id": draft})
    assert slug(early) == "422 unknown-mission"
    assert world.as_("director").post(f"/reports/{report}/moves", json={"verb": "return", "reason": "补充"}).status_code == 200
    moved = world.as_("inspector").put(f"/reports/{report}", json=real | {"mission_id": None, "summary": "换到外面"})
    assert slug(moved) == "422 unknown-mission"
    did(world, "director", mission, "abort", reason="安全")
    late = world.as_("inspector").put(f"/reports/{uuid4()}", json=real | {"summary": "撤回前已拍"})
    assert late.status_code == 201


def test_what_hangs_under_it_is_absent_for_the_rest_of_the_office(template: Template, engine: str) -> None:
    with template.world(engine) as world:
        task = a_task(world)["id"]
        mission = a_mission(world, "deployed", task_ids=[task], member_ids=[person("inspector")])
        with_planner = mission["id"]
        report = a_report(world, task_id=task, mission_id=with_planner)
        finding, photo = report["findings"][0]["id"], report["evidence"][0]["id"]
        paths = [f"/reports/{report['id']}", f"/findings/{finding}", f"/evidence/{photo}", f"/evidence/{photo}/receipt"]
        world.hire("reviewer2", "第二审核", Role.REVIEWER)
        apart, planner = world.as_("reviewer2"), world.as_("reviewer")
        assert [planner.get(path).status_code for path in paths] == [200] * 4
        assert [apart.get(path).status_code for path in paths] == [404] * 4
        assert apart.get("/reports").json()["counts"]["submitted"] == 0
        assert apart.get("/ledgers/findings").json()["total"] == 0
        assert len(apart.get("/ledgers/findings.csv").content.splitlines()) == 1
        assert apart.post(f"/reports/{report['id']}/moves", json={"verb": "accept"}).status_code == 404
        assert slug(world.as_("inspector2").get(f"/reports/{report['id']}")) == "404 not-found"
        assert world.as_("leader1").get(f"/reports/{report['id']}").status_code == 200  # his own team's
        work = world.as_("leader1").get(f"/missions/{with_planner}/fieldwork").json()
        assert (work["reports"], work["findings"], work["desk_only"]) == ({"submitted": 1}, {"submitted": 1}, False)
        did(world, "leader1", with_planner, "report")
        director = world.as_("director")
        director.post(f"/reports/{report['id']}/moves", json={"verb": "accept"})
        director.post(f"/findings/{finding}/moves", json={"verb": "confirm"})
        did(world, "director", with_planner, "conclude", result_check="已清")
        assert [apart.get(path).status_code for path in paths] == [200] * 4


def test_a_mission_without_a_visit_was_done_at_the_desk(world: World) -> None:
    mission = a_mission(world, "reporting")["id"]
    assert world.as_("director").get(f"/missions/{mission}/fieldwork").json()["desk_only"] is True


def test_who_was_on_the_team_does_not_review_it(fresh: World) -> None:
    task = a_task(fresh)["id"]
    mission = a_mission(fresh, "deployed", task_ids=[task])["id"]
    report = a_report(fresh, task_id=task, mission_id=mission)["id"]
    fresh.appoint("leader1", Role.TEAM_LEADER, Role.REVIEWER)
    assert slug(fresh.as_("leader1").post(f"/reports/{report}/moves", json={"verb": "accept"})) == "403 own-report"


def test_a_mission_keeps_no_title_in_the_clear(world: World) -> None:
    mission = put(world, a_plan(world))["id"]
    with world.database.reading() as tx:
        row = tx.session.get_one(Mission, UUID(mission))
        assert TITLE.encode() not in row.secret
        assert unseal(tx, row.id, row.secret)["words"]["title"] == TITLE
