"""What only the sealed world holds: plans, a draw, a mission in the field, and something in every room that hangs under it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from app.core.db import Database
from tests.making import a_finding, a_manifest, a_photo, an_evidence
from tests.missions.making import person
from tests.secrecy.knocking import Ids, Knock
from tests.secrecy.twins import Pair, Seed, Tape, a_task_tape, a_visit, an_order_tape, pair, sending
from tests.world import OFFICE, OTHER_TOWN, TOWN, VILLAGE, Template

LISTED = ("director", "approver", "leader1", "inspector")  # the planner, who approves by office, and the team
COLLEAGUES = ("reviewer", "inspector2", "leader2", "other-system")  # off the list, and given receipts of their own reports
ELSEWHERE = {"name": "白鹭镇集市", "unit_id": str(OTHER_TOWN), "location": None}
# whoever may make a thing of any id he names finds that the id is taken; nobody finds such an id, 122 random bits, but on the list
TAKEN = {
    "/conclusions/{conclusion_id}", "/coordination", "/examples/{example_id}", "/missions/{mission_id}", "/reports",
    "/reports/{report_id}", "/results/{action_id}", "/telegrams/{telegram_id}",
}  # fmt: skip


WORDS = ["夜访渡口", "烟汀", "渡口", "直奔", "弃渣越线", "码头缺灯", "守渡人", "缺巡查船"]
SITES = (("烟汀渡口东侧", VILLAGE), ("烟汀渡口西侧", TOWN))
PHOTO = a_photo(4, (64, 48))


def a_plan(seed: Seed, task: str, **changes: Any) -> dict[str, Any]:
    """A covert plan over the town, its days and sites those of the open world's own plans."""
    return {
        "title": "夜访渡口", "kind": "special", "method": "covert", "focus_areas": ["clean_county"],
        "authority_basis": "head_approval", "basis_ref": "县政府第12次常务会议", "organiser_unit_ids": [str(OFFICE)],
        "target_unit_ids": [str(TOWN)], "target_scope": "鹿鸣镇渡口片区", "plan_text": "直奔渡口，查看清运与保洁",
        "leader_id": person("leader1"), "member_ids": [person("inspector")], "task_ids": [task],
        "period_from": "2026-11-23", "period_to": "2026-12-03",
        "sites": [{"id": seed.id(), "name": name, "unit_id": str(unit)} for name, unit in SITES],
        "milestones": [{"id": seed.id(), "name": "渡口夜查", "due_on": "2026-11-24"}],
    } | changes  # fmt: skip


def on_mission(mission: str, *verbs: tuple[str, dict[str, Any]]) -> Tape:
    """Verbs on a mission, each by somebody."""
    return [(who, Knock("POST", f"/missions/{mission}/moves", {"json": asked})) for who, asked in verbs]


def _commits(*people: str) -> list[tuple[str, dict[str, Any]]]:
    return [(who, {"verb": "commit"}) for who in people]


SUBMIT = {"verb": "submit", "recusal_declared": True, "overlap_reason": "不同点位"}
APPROVE = {"verb": "approve", "instrument": "1号"}


def plans(seed: Seed, task: str) -> tuple[list[str], Tape]:
    """A draft, and an approved plan whose sites wait for a draw that is committed; their ids."""
    draft, drawn = seed.id(), seed.id()
    tape: Tape = [("director", Knock("PUT", f"/missions/{draft}", {"json": a_plan(seed, task)}))]
    waiting = a_plan(seed, task, sites=[], member_ids=[], draw_required=True)
    tape.append(("director", Knock("PUT", f"/missions/{drawn}", {"json": waiting})))
    tape += on_mission(drawn, ("director", SUBMIT), ("approver", APPROVE))
    sites = [{"id": seed.id(), "name": name, "unit_id": str(unit)} for name, unit in SITES]
    people = [{"user_id": person(who)} for who in ("inspector", "leader1")]
    lists = {"id": seed.id(), "sites": sites, "inspectors": people, "sites_wanted": 1, "inspectors_per_site": 2}
    tape += [
        ("director", Knock("POST", f"/missions/{drawn}/draw", {"json": lists})),
        ("director", Knock("POST", f"/missions/{drawn}/draw/moves", {"json": {"verb": "commit"}})),
    ]
    return [draft, drawn], tape


def under_way(seed: Seed, task: str) -> tuple[Ids, Tape]:
    """A mission in the field: a site open, a report accepted, one finding confirmed and one to be decided, all that follows."""
    mission, plan = seed.id(), a_plan(seed, task)
    site = plan["sites"][0]["id"]
    ids = seed.ids(mission=mission, site=site, milestone=plan["milestones"][0]["id"])
    opened = {"verb": "open", "at": "2026-11-23T02:00:00Z"}
    tape: Tape = [("director", Knock("PUT", f"/missions/{mission}", {"json": plan}))]
    tape += on_mission(mission, ("director", SUBMIT), ("approver", APPROVE), *_commits("leader1", "inspector"))
    tape += on_mission(mission, ("leader1", {"verb": "deploy"}))
    tape.append(("inspector", Knock("POST", f"/missions/{mission}/sites/{site}/moves", {"json": opened})))
    return ids, tape + _visited(seed, ids, task) + _followed(ids)


def _visited(seed: Seed, ids: Ids, task: str) -> Tape:
    line = an_evidence(PHOTO, id=ids.evidence)
    found = [a_finding([line["id"]], id=each, facts=words) for each, words in ((ids.finding, "弃渣越线"), (seed.id(), "码头缺灯"))]
    said = {"positives": [{"title": "守渡人", "facts": "守渡人尽责"}], "difficulties": [{"unit_id": str(TOWN), "text": "缺巡查船"}]}
    manifest = a_manifest(task, [], evidence=[line], findings=found, no_problem_statement=None, mission_id=ids.others["mission"])
    return [
        ("inspector", Knock("PUT", f"/reports/{ids.report}", {"json": manifest | said})),
        ("inspector", sending(line, PHOTO, report_id=ids.report)),
        ("director", Knock("POST", f"/reports/{ids.report}/moves", {"json": {"verb": "accept"}})),
        ("director", Knock("POST", f"/findings/{ids.finding}/moves", {"json": {"verb": "confirm"}})),
    ]


def _followed(ids: Ids) -> Tape:
    """What the office prepares on it while it is sealed: a conclusion, a telegram with its order, a result, coordination."""
    order = {
        "id": ids.order,
        "finding_ids": [ids.finding],
        "unit_id": str(TOWN),
        "class": "limited",
        "requirements": "渡口限期整改",
    }
    concluded = {"unit_id": str(TOWN), "mission_id": ids.others["mission"], "text": "渡口管护缺位", "finding_ids": [ids.finding]}
    telegram = {"title": "渡口整改", "body": "请整改渡口。", "main_to": [str(TOWN)], "orders": [order]}
    result = {"kind": "criticism", "unit_id": str(TOWN), "proposal": "渡口通报批评", "finding_ids": [ids.finding]}
    item = {
        "id": ids.others["coordination"],
        "finding_id": ids.finding,
        "title": "渡口协调",
        "reason": "跨部门",
        "coordinator": "郑测试",
    }
    example = {
        "title": "守渡人",
        "unit_id": str(TOWN),
        "focus_area": "clean_county",
        "facts": "守渡人尽责",
        "replicable_points": "轮值",
    }
    return [
        ("director", Knock("PUT", f"/conclusions/{ids.others['conclusion']}", {"json": concluded})),
        ("director", Knock("PUT", f"/telegrams/{ids.others['telegram']}", {"json": telegram})),
        ("director", Knock("PUT", f"/results/{ids.others['action']}", {"json": result})),
        ("director", Knock("POST", "/coordination", {"json": item})),
        ("inspector", Knock("PUT", f"/examples/{ids.others['example']}", {"json": example | {"report_id": ids.report}})),
    ]


def secrets(ids: Ids, plan_ids: list[str]) -> list[str]:
    """Every trace that could show."""
    own = [ids.report, ids.finding, ids.evidence, ids.order, *plan_ids]
    hanging = [ids.others[kind] for kind in ("mission", "site", "conclusion", "telegram", "action", "coordination", "example")]
    return [*WORDS, *own, *hanging]


@dataclass
class Scene:
    """Both worlds, what is open in both, and what only one has."""

    engine: str
    worlds: Pair
    seed: Seed
    task: str
    shown: Ids
    hidden: Ids
    secrets: list[str]

    @property
    def database(self) -> Database:
        """One of the two, to tell which kind they are."""
        return self.worlds.ordinary.stage.world.database


@contextmanager
def a_scene(template: Template, engine: str, start: int = 20261123) -> Iterator[Scene]:
    """The same case open in both, its order out to the township; in one world the sealed things came before it."""
    seed = Seed(start)
    task, setting = a_task_tape(seed)
    shown, findings, visit = a_visit(seed, task, 1, site=ELSEWHERE)
    drafts, planning = plans(seed, task)
    hidden, walking = under_way(seed, task)
    with ExitStack() as stack:
        worlds = pair(stack, template, engine, seed, LISTED, COLLEAGUES)
        worlds.both(setting)
        worlds.sealed.play([*planning, *walking])
        worlds.both([*visit, *an_order_tape(shown.order, findings[0])])
        worlds.wait(hours=1)
        yield Scene(engine, worlds, seed, task, shown, hidden, secrets(hidden, drafts))


def at(ids: Ids, path: str) -> str:
    """The route behind an address of a case."""
    return ids.masked(path).replace("<", "{").replace(">", "_id}")
