"""The pages' buttons come from what the server says of a row: its `moves`, and whether the reader may change it."""

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.conclusions.making import a_draft, an_issued, move
from tests.making import a_report, a_submission, a_task, an_order
from tests.missions.making import a_mission, did, open_site, today
from tests.missions.test_drawing import a_draft as a_list
from tests.missions.test_drawing import a_mission_to_draw, act, lock
from tests.reviews import making as reviews
from tests.telegrams.making import a_telegram
from tests.world import World


def told(world: World, path: str, field: str, *people: str) -> dict[str, Any]:
    """What each of them reads there."""
    return {who: world.as_(who).get(path).json()[field] for who in people}


def test_a_plan_is_written_while_it_is_a_draft_and_widened_while_it_runs(world: World) -> None:
    who = ("reviewer", "director", "leader1", "inspector")
    draft, approved = (f"/missions/{a_mission(world, state)['id']}" for state in ("draft", "approved"))
    assert told(world, draft, "editable", *who) == {"reviewer": True, "director": True, "leader1": True, "inspector": False}
    assert set(told(world, draft, "changeable", *who).values()) == {False}
    assert set(told(world, approved, "editable", *who).values()) == {False}
    assert told(world, approved, "changeable", *who) == {"reviewer": True, "director": True, "leader1": True, "inspector": False}


def test_a_conclusion_is_written_by_the_desk_until_it_is_signed(world: World) -> None:
    conclusion = a_draft(world)["id"]
    path, who = f"/conclusions/{conclusion}", ("reviewer", "director", "approver")
    assert told(world, path, "editable", *who) == {"reviewer": True, "director": True, "approver": False}
    assert move(world, "approver", conclusion, "sign").status_code == 200
    assert set(told(world, path, "editable", *who).values()) == {False}


def test_a_telegram_is_written_by_the_desk_until_it_is_countersigned(world: World) -> None:
    draft, signed = (f"/telegrams/{a_telegram(world, until)['id']}" for until in ("draft", "countersigned"))
    assert told(world, draft, "editable", "reviewer", "approver") == {"reviewer": True, "approver": False}
    assert told(world, signed, "editable", "reviewer", "director") == {"reviewer": False, "director": False}


def test_a_matter_is_written_by_the_office_until_it_is_over(world: World) -> None:
    task = a_task(world)["id"]
    path = f"/tasks/{task}"
    assert told(world, path, "editable", "reviewer", "approver", "township") == {
        "reviewer": True,
        "approver": False,
        "township": False,
    }
    over = {"verb": "cancel", "reason": "并入他项"}
    assert world.as_("approver").post(f"{path}/moves", json=over).status_code == 200
    assert told(world, path, "editable", "reviewer") == {"reviewer": False}


def test_a_conclusion_takes_an_application_once_it_is_received(world: World) -> None:
    conclusion = an_issued(world)["id"]
    path, who = f"/conclusions/{conclusion}", ("township", "township-head", "director")
    assert set(told(world, path, "reviewable", *who).values()) == {False}
    assert move(world, "township", conclusion, "receive").status_code == 200
    assert told(world, path, "reviewable", *who) == {"township": True, "township-head": True, "director": False}
    review = reviews.a_draft(world, conclusion)["id"]
    assert told(world, f"/reviews/{review}", "again", "township") == {"township": False}
    for verb, again in (("file", False), ("withdraw", True)):
        assert reviews.moved(world, "township-head", review, verb)["again"] is again


def test_a_finding_is_reviewed_once_its_report_is_accepted(world: World) -> None:
    report = a_report(world)["id"]
    who = ("reviewer", "director", "approver")

    def offered() -> dict[str, list[str]]:
        return {name: world.as_(name).get(f"/reports/{report}").json()["findings"][0]["moves"] for name in who}

    assert offered() == {"reviewer": [], "director": [], "approver": []}
    assert world.as_("reviewer").post(f"/reports/{report}/moves", json={"verb": "accept"}).status_code == 200
    assert offered() == {
        "reviewer": ["ask", "propose"],
        "director": ["ask", "confirm", "reject", "merge"],
        "approver": ["confirm", "reject", "merge"],
    }


def test_a_returned_report_is_gone_on_with_by_its_author(world: World) -> None:
    report = a_report(world)["id"]
    path = f"/reports/{report}"
    assert told(world, path, "resumable", "inspector", "director") == {"inspector": False, "director": False}
    sent_back = {"verb": "return", "reason": "请补拍远景"}
    assert world.as_("reviewer").post(f"{path}/moves", json=sent_back).status_code == 200
    assert told(world, path, "resumable", "inspector", "director") == {"inspector": True, "director": False}


def test_an_order_is_answered_by_its_unit_and_looked_at_again_once_it_has_been(world: World) -> None:
    order = an_order(world)
    path, finding = f"/orders/{order['id']}", order["findings"][0]["id"]
    assert told(world, path, "moves", "township", "reviewer") == {"township": ["sign", "answer"], "reviewer": []}
    assert told(world, path, "lookable", "reviewer") == {"reviewer": []}
    assert world.as_("township").post(f"{path}/submissions", json=a_submission()).status_code == 201
    assert "answer" not in told(world, path, "moves", "township")["township"]
    assert told(world, path, "lookable", "reviewer", "approver", "township") == {
        "reviewer": [finding],
        "approver": [],
        "township": [],
    }


def test_a_milestone_is_reached_by_whoever_plans_or_walks_it_once_it_is_approved(world: World) -> None:
    who = ("reviewer", "director", "leader1")
    steps = [{"id": str(uuid4()), "name": "中期核查", "due_on": today(world).isoformat()}]
    plan = {"mode": "tracking", "mode_reason": "工期较长", "cadence": "monthly", "milestones": steps}

    def reachable(mission: str) -> dict[str, bool]:
        return {name: world.as_(name).get(f"/missions/{mission}").json()["milestones"][0]["reachable"] for name in who}

    assert set(reachable(a_mission(world, "draft", **plan)["id"]).values()) == {False}
    running_ = a_mission(world, "approved", **(plan | {"milestones": [steps[0] | {"id": str(uuid4())}]}))
    assert reachable(running_["id"]) == {"reviewer": False, "director": True, "leader1": True}
    reached = world.as_("leader1").post(
        f"/missions/{running_['id']}/milestones/{running_['milestones'][0]['id']}/moves",
        json={"verb": "finish", "on": today(world).isoformat()},
    )
    assert reached.status_code == 200, reached.text
    assert set(reachable(running_["id"]).values()) == {False}


def test_sites_are_opened_and_finished_by_the_team_in_the_field(world: World) -> None:
    def carried(mission: str) -> tuple[bool, list[list[str]]]:
        page = world.as_("inspector").get("/sync").json()
        while all(each["id"] != mission for each in page["changes"]):
            page = world.as_("inspector").get("/sync", params={"cursor": page["next_cursor"]}).json()
        row = next(each["object"] for each in page["changes"] if each["id"] == mission)
        return row["visiting"], [site["moves"] for site in row["sites"]]

    waiting = a_mission(world, "approved")["id"]
    assert carried(waiting) == (False, [[], []])
    mission = a_mission(world, "deployed")
    first = mission["sites"][0]["id"]
    assert carried(mission["id"]) == (True, [["open"], ["open"]])
    assert told(world, f"/missions/{mission['id']}", "visiting", "director", "leader1") == {"director": False, "leader1": True}
    assert open_site(world, "inspector", mission["id"], first).json()["moves"] == ["finish"]
    assert carried(mission["id"]) == (True, [["finish"], ["open"]])
    assert open_site(world, "inspector", mission["id"], first, "finish").json()["moves"] == []
    called_back = did(world, "leader1", mission["id"], "report")
    assert (called_back["visiting"], [site["moves"] for site in called_back["sites"]]) == (False, [[], []])


def test_lists_are_locked_for_an_approved_mission_that_has_no_draw(world: World) -> None:
    who = ("reviewer", "director", "approver", "leader1")
    path = f"/missions/{a_mission_to_draw(world, 'draft')}"
    assert set(told(world, path, "drawable", *who).values()) | set(told(world, path, "draws", *who).values()) == {False}
    mission = a_mission_to_draw(world)
    path = f"/missions/{mission}"
    assert told(world, path, "drawable", *who) == {"reviewer": True, "director": True, "approver": False, "leader1": False}
    assert told(world, path, "draws", *who) == {"reviewer": True, "director": True, "approver": True, "leader1": False}
    assert lock(world, mission, a_list()).status_code == 201
    assert told(world, path, "drawable", "reviewer") == {"reviewer": False}
    assert act(world, "reviewer", mission, "cancel", reason="名单有误").status_code == 200
    assert told(world, path, "drawable", "reviewer") == {"reviewer": True}


PAGES = Path(__file__).parents[2] / "pwa" / "src" / "features"
BY_NAME = re.compile(r"""\bstate\b(?:\.value)?\s*[!=]==?\s*['"](?!string)|\.(?:includes|has)\([^)]*\bstate\b""")
MADE = re.compile(r"^(?:const|let|function) (\w+)")
OFFERS = re.compile(r"<(?:button|form|RouterLink|\w+Form)\b(?:[^>\"]|\"[^\"]*\")*>")
WHEN = re.compile(r"""\s(?:v-if|v-else-if|v-show|v-for)="([^"]*)\"""")
# the states of what lies on the phone, not of a row
OWN_STATES = {
    "phone/outbox/OutboxItemCard.vue", "phone/outbox/OutboxPage.vue", "phone/outbox/ReceiptPage.vue",
    "phone/parts/PendingDeeds.vue", "phone/mine/SigningPage.vue",
}  # fmt: skip


def by_state(page: str) -> list[str]:
    """The buttons, links and forms of a page that stand or fall with the name of a state."""
    asking: set[str] = set()
    for line in page.splitlines():
        named = MADE.match(line)
        if named and (BY_NAME.search(line) or any(re.search(rf"\b{each}\b", line) for each in asking)):
            asking.add(named[1])
    found = []
    for tag in OFFERS.findall(page):
        when = " ".join(WHEN.findall(tag))
        if BY_NAME.search(when) or any(re.search(rf"(?<![\w.']){each}\b", when) for each in asking):
            found.append(tag)
    return found


def test_no_page_offers_a_deed_by_the_name_of_a_state() -> None:
    faults = {
        str(path.relative_to(PAGES)): found
        for path in sorted(PAGES.rglob("*.vue"))
        if str(path.relative_to(PAGES)) not in OWN_STATES and (found := by_state(path.read_text(encoding="utf-8")))
    }
    assert faults == {}


def test_a_button_by_state_would_be_found() -> None:
    pages = {
        """<button v-if="row.state === 'draft'" class="btn">""": 1,
        """const OVER = ['a']
const mayApply = computed(() => OVER.includes(row.value.state))
<ReviewForm v-if="mayApply" />""": 1,
        """const out = computed(() => m.state === 'x')
const go = computed(() => out.value && b)
<RouterLink v-if="a && go" to="/">""": 1,
        """<p v-if="row.state === 'draft'">{{ t('waits') }}</p>
<button v-if="row.moves.includes('sign')" @click="sign">""": 0,
    }
    assert [len(by_state(page)) for page in pages] == list(pages.values())
