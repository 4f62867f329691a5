"""Who is sent on which mission: the thirty missions, and the visits each of them brought."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from app.demo import county
from app.demo.sentences import read
from app.demo.shapes import Ending, Fate, MissionSeed, TaskSeed, VisitSeed

FIELD = ("leader1", "inspector", "inspector2")
BY_NAME = {"cycle-contradiction": "n-tracking", "sealed-night": "x-sealed", "leaked-sweep": "x-leaked"}
LEAD_DAYS = 4  # a mission is planned so many days before it begins
COMPLETE = frozenset({Fate.RELEASED, Fate.ACCEPTED, Fate.VOID})
BACK = frozenset({"archived", "concluded", "reporting"})
LIVE = frozenset({"fieldwork"})  # missions whose visits may still be under review


def cast(
    tasks: Iterable[TaskSeed], visits: Iterable[VisitSeed], shift: timedelta
) -> tuple[tuple[MissionSeed, ...], tuple[VisitSeed, ...]]:
    """The missions with their visits, and every visit with its mission."""
    missions = [_mission(row, read("missions")["more"].get(row[0], {}), shift) for row in read("missions")["rows"]]
    sent = tuple(replace(visit, mission=_of(visit, missions)) for visit in visits)
    known = list(tasks)
    return tuple(_staffed(mission, known, [each for each in sent if each.mission == mission.key]) for mission in missions), sent


def _mission(row: list[Any], more: dict[str, Any], shift: timedelta) -> MissionSeed:
    key, title, areas, first, last, method, organisers, basis, ends, led_by, present = row
    own = tuple(name for unit in organisers if (name := _of_department(unit)))
    return MissionSeed(
        key, title, tuple(areas), first + shift, last + shift, method, tuple(organisers), basis, ends,
        planner=more.get("planner", "reviewer"), leader="leader1", team=(*more.get("team", FIELD), *own),
        targets=tuple(more.get("targets", ())), tasks=tuple(more.get("tasks", ())), led_by=led_by or None,
        present=present + shift if isinstance(present, date) else None, mode=more.get("mode", "concentrated"),
        basis_ref=more.get("basis_ref", ""), sites=tuple((name, unit, opens) for name, unit, opens in more.get("sites", ())),
        scope_words=more.get("scope_words", ""), plan_words=more.get("plan_words", ""), draw=more.get("draw", ""),
    )  # fmt: skip


def _of_department(unit: str) -> str | None:
    """Who goes along for a department that organises."""
    return county.contact(unit) if county.units()[unit].kind == "department" else None


def _of(visit: VisitSeed, missions: list[MissionSeed]) -> str | None:
    if visit.key in BY_NAME:
        return BY_NAME[visit.key]
    for mission in missions:
        if visit.task.rsplit("-", 1)[0] in mission.areas and _fits(visit, mission):
            return mission.key
    return None


def _fits(visit: VisitSeed, mission: MissionSeed) -> bool:
    """Whether a visit was one of the mission's: in its days, by its team, and as far along as the mission."""
    inside = mission.first <= visit.started_at.date() <= mission.last
    if not inside or mission.sites or mission.draw or visit.author not in mission.team or mission.ends in {"blocked", "cancelled"}:
        return False
    open_ends = {finding.ending for finding in visit.findings} & {Ending.UNDECIDED, Ending.NEED_MORE, Ending.PROPOSED}
    return mission.ends in LIVE or visit.fate is Fate.VOID or (visit.fate in COMPLETE and not open_ends)


def _staffed(mission: MissionSeed, tasks: list[TaskSeed], visits: list[VisitSeed]) -> MissionSeed:
    """With its matters, its visited units and its visits."""
    planned = mission.first - timedelta(days=LEAD_DAYS)
    known = [task for task in tasks if task.area in mission.areas and task.created_on < planned]
    if mission.planner in FIELD:  # who goes out knows of the own matters only
        known = [task for task in known if mission.planner in task.inspectors]
    matters = mission.tasks or tuple(task.key for task in known)
    kept_apart = {*mission.organisers, *(account.unit for account in county.accounts() if account.username in mission.team)}
    seen = dict.fromkeys((*mission.targets, *(_answers(visit.site_unit) for visit in visits)))
    ends = mission.ends if visits or mission.ends not in BACK else "cancelled"  # when today's weekday left nobody a day to go out
    return replace(
        mission, ends=ends, tasks=matters, targets=tuple(each for each in seen if each not in kept_apart), visits=tuple(visits)
    )


def _answers(unit: str) -> str:
    """The township or department a site belongs to."""
    place = county.units()[unit]
    while place.kind not in {"township", "subdistrict", "department"} and place.parent:
        place = county.units()[place.parent]
    return place.key
