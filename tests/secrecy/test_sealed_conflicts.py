"""What could clash with something sealed: the same sites, days, people, photographs and numbers, by people who know nothing of it.

Nobody is refused, warned, given another number or another draw, because of what is sealed from him (domain.md §3.4 rule 1). The
tests share two worlds and follow one another: what a later one does in the open would hide what an earlier one looks for.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from app.missions import draw_lists
from app.rectification import planning
from tests.making import a_finding, a_manifest, an_evidence
from tests.missions.making import person
from tests.secrecy.hidden import APPROVE, COLLEAGUES, LISTED, PHOTO, SITES, Scene, a_plan, a_scene, on_mission
from tests.secrecy.knocking import Knock
from tests.secrecy.twins import Seed, Tape, a_task_tape, a_visit, an_order_tape, pair, sending
from tests.world import BUREAU, OFFICE, TOWN, VILLAGE, Template

SUBMIT = {"verb": "submit", "recusal_declared": True}  # and no reason given for any overlap
EXPLAINED = SUBMIT | {"overlap_reason": "分工不同"}  # where the planner's own first plan overlaps
SAID = {"measures": "已整改", "result": "已完成", "truth_statement": True, "signed_by": "褚样本", "evidence": []}
DESIGNATED = {"authority_basis": "art7_designation", "basis_from": "2026-01-01", "basis_to": "2026-12-31"}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def scene(template: Template, request: pytest.FixtureRequest) -> Iterator[Scene]:
    """The sealed mission is in the field, at the same sites on the same days; draws draw alike in both worlds."""
    with pytest.MonkeyPatch.context() as patch, a_scene(template, request.param) as made:
        patch.setattr(draw_lists.secrets, "token_bytes", lambda size: b"\x07" * size)
        yield made


def own_plan(scene: Scene, who: str, submitted: dict[str, Any] = SUBMIT, **changes: Any) -> tuple[str, Tape]:
    """Somebody plans over the sealed mission's sites and days, and reads what speaks against it."""
    mission, plan = scene.seed.id(), a_plan(scene.seed, scene.task, title="渡口集中行动", **changes)
    return mission, [
        (who, Knock("PUT", f"/missions/{mission}", {"json": plan})),
        (who, Knock("GET", f"/missions/{mission}")),
        (who, Knock("GET", f"/missions/{mission}/overlaps")),
        *on_mission(mission, (who, submitted)),
        (who, Knock("GET", "/missions")),
    ]


def told_alike(scene: Scene, tape: Tape) -> None:
    """Every step succeeds, and is answered alike in both worlds."""
    statuses = scene.worlds.tell(tape, scene.shown)
    assert max(statuses) < 300, statuses


def test_the_offices_planner_hears_of_no_overlap(scene: Scene) -> None:
    """Nor does what is sealed count as a burden of the unit."""
    told_alike(scene, own_plan(scene, "reviewer", member_ids=[person(who) for who in ("inspector", "inspector2")])[1])


def test_a_team_leaders_own_plan_hears_of_no_overlap(scene: Scene) -> None:
    told_alike(scene, own_plan(scene, "leader2", leader_id=person("leader2"), member_ids=[person("inspector2")])[1])


def test_a_departments_plan_hears_of_no_overlap(scene: Scene) -> None:
    own = {"organiser_unit_ids": [str(BUREAU)], "leader_id": person("dept"), "member_ids": [person("dept")], "milestones": []}
    told_alike(scene, own_plan(scene, "dept", **own, **DESIGNATED)[1])


def test_the_visited_towns_self_check_hears_of_no_overlap(scene: Scene) -> None:
    """It looks at its own village, on the days on which the sealed mission looks at both."""
    own = {"organiser_unit_ids": [str(TOWN)], "target_unit_ids": [str(VILLAGE)], "authority_basis": "self_check"}
    people = {"leader_id": person("town-office"), "member_ids": [person("town-office")], "method": "open"}
    told_alike(scene, own_plan(scene, "town-office", **own, **people)[1])


def test_a_draw_knows_nothing_of_what_is_sealed(scene: Scene) -> None:
    """Neither that a candidate site was looked at yesterday, nor who went there together."""
    mission, tape = own_plan(scene, "reviewer", EXPLAINED, sites=[], member_ids=[], draw_required=True, milestones=[])
    told_alike(scene, tape)
    scene.worlds.both(on_mission(mission, ("approver", APPROVE)))
    sites = [{"id": scene.seed.id(), "name": name, "unit_id": str(unit)} for name, unit in SITES]
    people = [{"user_id": person(who)} for who in ("inspector", "inspector2", "leader1")]
    lists = {"id": scene.seed.id(), "sites": sites, "inspectors": people, "sites_wanted": 1, "inspectors_per_site": 2}
    drawn = {"verb": "draw", "public_number": "507184926", "public_source": "公证处"}
    at = f"/missions/{mission}/draw"
    steps: Tape = [("reviewer", Knock("POST", at, {"json": lists}))]
    steps += [("reviewer", Knock("POST", f"{at}/moves", {"json": asked})) for asked in ({"verb": "commit"}, drawn)]
    told_alike(scene, [*steps, ("reviewer", Knock("GET", at)), ("reviewer", Knock("GET", f"{at}/record"))])


def test_people_who_are_out_on_it_may_be_called_on_alike(scene: Scene) -> None:
    """No calendar says that somebody is away: the same team goes out in the open, and its mission ends with the next number."""
    mission, tape = own_plan(scene, "reviewer", EXPLAINED, method="open", member_ids=[person("inspector"), person("inspector2")])
    told_alike(scene, tape)
    at = {"verb": "open", "at": "2026-11-23T02:00:00Z"}
    site = tape[0][1].options["json"]["sites"][0]["id"]
    away = on_mission(
        mission, ("approver", APPROVE), *((who, {"verb": "commit"}) for who in ("leader1", "inspector", "inspector2"))
    )
    away += on_mission(mission, ("leader1", {"verb": "deploy"}))
    away.append(("inspector2", Knock("POST", f"/missions/{mission}/sites/{site}/moves", {"json": at})))
    away += on_mission(mission, ("leader1", {"verb": "report"}), ("director", {"verb": "conclude", "result_check": "已清"}))
    scene.worlds.both(away)
    told_alike(scene, [(who, Knock("GET", f"/missions/{mission}")) for who in ("reviewer", "inspector2")])
    for who in scene.worlds.readers:
        for path in ("/duties/departments", "/duties/leaders", "/indicators", "/indicators/burden/items"):
            scene.worlds.same(who, Knock("GET", path, {"params": {"period": "2026-11"}}), scene.shown)


def test_the_same_photograph_and_place_are_taken_like_new_ones(scene: Scene) -> None:
    """The other inspector stands at the same site, with the same bytes, and finds the same fault."""
    seed, report = scene.seed, scene.seed.id()
    line = an_evidence(PHOTO, id=seed.id())
    found = a_finding([line["id"]], id=seed.id(), facts="弃渣越线")
    manifest = a_manifest(scene.task, [], evidence=[line], findings=[found], no_problem_statement=None)
    told_alike(scene, [
        ("inspector2", Knock("PUT", f"/reports/{report}", {"json": manifest})),
        ("inspector2", sending(line, PHOTO, report_id=report)),
        ("reviewer", Knock("POST", f"/reports/{report}/moves", {"json": {"verb": "accept"}})),
        ("reviewer", Knock("GET", f"/findings/{found['id']}/neighbours")),
        ("inspector2", Knock("GET", f"/reports/{report}")),
        ("reviewer", Knock("GET", f"/tasks/{scene.task}/field")),
        ("reviewer", Knock("GET", f"/tasks/{scene.task}")),
    ])  # fmt: skip


def test_numbers_given_after_it_are_the_next_ones(scene: Scene) -> None:
    """Orders, telegrams, conclusions and matters are numbered as if nothing sealed had been written."""
    seed, task = scene.seed, scene.task
    ids, findings, visit = a_visit(seed, task, 1, author="inspector2")
    telegram, conclusion = seed.id(), seed.id()
    scene.worlds.both([*visit, *an_order_tape(ids.order, findings[0])])
    letter = {"title": "通知", "body": "请整改。", "main_to": [str(TOWN)], "order_ids": [ids.order]}
    stated = {"unit_id": str(TOWN), "mission_id": None, "text": "经查属实", "finding_ids": [ids.finding]}
    told_alike(scene, [
        ("reviewer", Knock("PUT", f"/telegrams/{telegram}", {"json": letter})),
        ("reviewer", Knock("PUT", f"/conclusions/{conclusion}", {"json": stated})),
    ])  # fmt: skip
    said = [("director", "countersign"), ("approver", "sign"), ("director", "issue")]
    scene.worlds.both([(who, Knock("POST", f"/telegrams/{telegram}/moves", {"json": {"verb": verb}})) for who, verb in said])
    said = [("approver", "sign"), ("director", "issue")]
    scene.worlds.both([(who, Knock("POST", f"/conclusions/{conclusion}/moves", {"json": {"verb": verb}})) for who, verb in said])
    scene.worlds.wait(days=3)
    things = (f"/orders/{ids.order}", f"/telegrams/{telegram}", f"/conclusions/{conclusion}", "/notices", f"/tasks/{task}")
    for who in scene.worlds.readers:
        for path in things:
            scene.worlds.same(who, Knock("GET", path), ids)
    scene.worlds.pull_everything(ids)


def test_administrators_find_nobody_busy(scene: Scene) -> None:
    """An account of the sealed team is changed like any other, and a unit it visits is renamed."""
    account = {"username": "inspector", "name": "王示例", "post": "科员", "unit_id": str(OFFICE)}
    village = {"parent_id": str(TOWN), "name": "下梨坞村", "short_name": "梨坞", "kind": "village"}
    scene.worlds.tell([
        ("sysadmin", Knock("PUT", f"/users/{person('inspector')}", {"json": account})),
        ("secadmin", Knock("PUT", f"/users/{person('inspector')}/roles", {"json": {"roles": ["inspector"]}})),
        ("secadmin", Knock("GET", f"/users/{person('inspector')}/standing")),
        ("sysadmin", Knock("PUT", f"/units/{VILLAGE}", {"json": village})),
        ("secadmin", Knock("GET", "/delegations")),
    ], scene.shown)  # fmt: skip


def test_a_sample_of_second_looks_is_drawn_from_what_its_proposer_knows(template: Template, engine: str) -> None:
    """What a plan sealed from him has taken is a candidate of his own like everything else that was closed."""
    seed = Seed()
    task, setting = a_task_tape(seed)
    ids, findings, visit = a_visit(seed, task, 1)
    first, second = seed.id(), seed.id()
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning.secrets, "token_hex", lambda size: "07" * size)
        worlds = pair(stack, template, engine, seed, LISTED, COLLEAGUES)
        answer = {"json": {"id": ids.submission} | SAID}
        worlds.both([*setting, *visit, *an_order_tape(ids.order, findings[0])])
        worlds.both([
            ("township", Knock("POST", f"/orders/{ids.order}/submissions", answer)),
            ("director", Knock("POST", f"/orders/{ids.order}/moves", {"json": {"verb": "accept"}})),
            ("director", Knock("POST", f"/findings/{ids.finding}/moves", {"json": {"verb": "close"}})),
        ])  # fmt: skip
        worlds.wait(days=33)  # before the system draws its own, on the first of the month
        worlds.sealed.play([("director", Knock("PUT", f"/reinspection-plans/{first}", {"json": {}}))])
        steps = [("reviewer", Knock("PUT", f"/reinspection-plans/{second}", {"json": {}}))]
        steps += [(who, Knock("GET", path)) for who in worlds.readers for path in ("/reinspection-plans", "/ledgers/looks")]
        worlds.tell(steps, ids)
        plan = worlds.ordinary.stage.anyone("reviewer").get(f"/reinspection-plans/{second}").json()
        assert plan["candidates"] == [ids.finding]
