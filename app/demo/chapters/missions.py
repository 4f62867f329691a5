"""The missions, from the plan to the archive, through the verbs of their room."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from app.calendar.rules import WorkingCalendar
from app.core.db import Tx
from app.demo import county
from app.demo.casting import LEAD_DAYS
from app.demo.chapters import drawing
from app.demo.county import demo_id
from app.demo.script import Deed, Scene, Step, at
from app.demo.sentences import says
from app.demo.shapes import MissionSeed, VisitSeed
from app.fieldwork import service as fieldwork
from app.identity.queries import actor_of
from app.missions import planning, queries, reading, sites
from app.missions.drafts import MilestoneMove, MissionDraft, MissionMove, SiteMove
from app.missions.states import Basis, Cadence, MissionMode, OpensAfter, Submethod, Verb

WIDE = 5  # so many visited units and more are no focus
ORAL = "n-road"  # approved on the telephone, and never in writing
AWAY = frozenset({"archived", "concluded", "reporting", "fieldwork", "deployed", "aborted"})
OVER = frozenset({"archived", "concluded"})
SIDES = {"party_arrangement": "joint"}  # the county has one approver for both sides, in the government
STEPS = ((0, "first_look"), (14, "second_look"), (28, "last_look"))  # days after the first, and a milestone's name


def scenes(missions: tuple[MissionSeed, ...], book: WorkingCalendar) -> Iterator[Step]:
    """Everything done to the missions themselves; their visits' reports are told elsewhere."""
    for mission in missions:
        yield from _Course(mission, book).told()


class _Course:
    """One mission on its way."""

    def __init__(self, mission: MissionSeed, book: WorkingCalendar) -> None:
        self.mission, self.book = mission, book
        self.planned = mission.first - timedelta(days=LEAD_DAYS)

    def told(self) -> Iterator[Step]:
        ends = self.mission.ends
        yield self._step(self.planned, 14, 10, "plan", self.mission.planner, partial(_plan, self.mission))
        if ends in {"draft", "blocked"}:
            return
        submit = MissionMove(verb=Verb.SUBMIT, recusal_declared=True, overlap_reason=says("overlap_reason"))
        yield self._move(self.planned, 14, 40, self.mission.planner, submit)
        if ends == "cancelled":
            yield self._move(
                self.planned, 16, 20, self.mission.planner, MissionMove(verb=Verb.CANCEL, reason=says("mission_cancelled"))
            )
            return
        if ends == "pending":
            return
        yield from self._approved()
        if self.mission.draw:
            for minute, (who, act, key) in enumerate(drawing.acts(self.mission)):
                yield self._step(self.planned, 15, 40 + minute, f"draw-{key}", who, act)
        if ends in AWAY:
            yield self._step(self.planned, 16, 30, "commit", None, self._commit)
            yield self._move(self.planned, 17, 20, "director", MissionMove(verb=Verb.DEPLOY))
            yield from self._out()

    def _approved(self) -> Iterator[Step]:
        day, said = self.planned, at(self.planned, 15, 0)
        if self.mission.key == ORAL:
            asked = MissionMove(verb=Verb.APPROVE_ORALLY, oral_by=demo_id("user", "approver"), oral_at=said)
            yield self._move(day, 15, 20, "director", asked)
            return
        who = "approver" if self.mission.planner == "director" or self.mission.method != "open" else "director"
        number = 1 + demo_id("instrument", self.mission.key).int % 40
        yield self._move(
            day, 15, 20, who, MissionMove(verb=Verb.APPROVE, instrument=says("instrument", year=day.year, number=number))
        )

    def _commit(self, tx: Tx) -> None:
        """Every member of the team signs; who that is, a draw may have decided."""
        for username in sorted(_team(tx, self.mission)):
            tx.actor = actor_of(tx, username)
            fieldwork.move(tx, self.mission.id, MissionMove(verb=Verb.COMMIT))

    def _out(self) -> Iterator[Step]:
        mission = self.mission
        for number, visit in enumerate(mission.visits):
            yield from self._visit(number, visit)
        if mission.present:
            yield self._move(mission.present, 18, 50, "director", MissionMove(verb=Verb.ATTEND, on=mission.present))
        if mission.mode == MissionMode.TRACKING:
            for number, (days, _) in enumerate(STEPS[:2]):
                done = mission.first + timedelta(days=days)
                yield self._step(done, 19, number, f"reach-{number}", "director", partial(_reach, mission, number, done))
        if mission.ends == "aborted":
            yield from self._leaked()
        if mission.ends in OVER | {"reporting"}:
            back = self.book.add(mission.last, 1)
            yield self._move(back, 17, 30, "leader1", MissionMove(verb=Verb.REPORT))
        if mission.ends in OVER:
            yield self._move(
                self.book.add(mission.last, 2),
                11,
                0,
                "director",
                MissionMove(verb=Verb.CONCLUDE, result_check=says("result_check")),
            )
        if mission.ends == "archived":
            yield self._move(self.book.add(mission.last, 9), 10, 0, "reviewer", MissionMove(verb=Verb.ARCHIVE))

    def _visit(self, number: int, visit: VisitSeed) -> Iterator[Step]:
        """The site is opened on arrival, at the first by a department's own, and finished on leaving."""
        site = demo_id("site", visit.key)
        opener = self.mission.team[-1] if number == 0 and self.mission.team[-1] not in {"inspector", "inspector2"} else visit.author
        for verb, when, who in (("open", visit.started_at, opener), ("finish", visit.finished_at, visit.author)):
            asked = SiteMove(verb=verb, at=when)
            yield Step(
                when, Deed.ACT, Scene(f"{self.mission.key}-{verb}-{visit.key}", who, partial(_site, self.mission, site, asked))
            )

    def _leaked(self) -> Iterator[Step]:
        """Those who had read of it are on record; then somebody has warned the town."""
        day = self.mission.visits[-1].started_at.date() if self.mission.visits else self.mission.first
        for minute, who in enumerate(("inspector", "leader1", "director", "inspector2", "approver")):
            yield self._step(self.planned, 17, 40 + minute, f"read-{who}", who, partial(_read, self.mission))
        asked = MissionMove(verb=Verb.ABORT, leak=True, reason=says("leak"))
        yield self._move(day, 21, 50, "director", asked)

    def _step(self, day: date, hour: int, minute: int, key: str, who: str | None, act: Callable[[Tx], object]) -> Step:
        return Step(at(day, hour, minute), Deed.ACT, Scene(f"{self.mission.key}-{key}", who, act))

    def _move(self, day: date, hour: int, minute: int, who: str, asked: MissionMove) -> Step:
        return self._step(day, hour, minute, asked.verb, who, lambda tx: fieldwork.move(tx, self.mission.id, asked))


def _plan(mission: MissionSeed, tx: Tx) -> object:
    return planning.put(tx, mission.id, _draft(mission), None)


def _site(mission: MissionSeed, site: Any, asked: SiteMove, tx: Tx) -> object:  # ruff: ignore[any-type]  an id
    return sites.move(tx, mission.id, site, asked)


def _reach(mission: MissionSeed, number: int, done: date, tx: Tx) -> object:
    return sites.reach(tx, mission.id, demo_id("milestone", mission.key, number), MilestoneMove(verb="finish", on=done))


def _read(mission: MissionSeed, tx: Tx) -> None:
    reading.note(tx, [queries.get(tx, mission.id)])


def _team(tx: Tx, mission: MissionSeed) -> list[str]:
    known = {account.id: account.username for account in county.accounts()}
    return [known[each.user_id] for each in queries.members(tx, [mission.id]).get(mission.id, [])]


def _draft(mission: MissionSeed) -> MissionDraft:
    tracking = mission.mode == MissionMode.TRACKING
    designated = mission.basis == Basis.DESIGNATION
    people = [name for name in mission.team if name != mission.leader]
    if mission.draw == "issued":
        people = []  # the draw names them
    known = f"{mission.basis}_ref"
    return MissionDraft.model_validate(
        {
            "title": mission.title, "kind": mission.kind, "method": mission.method, "mode": mission.mode,
            "scope": "focused" if len(mission.targets) < WIDE else "comprehensive",
            "submethods": [Submethod.ON_SITE, Submethod.INTERVIEW],
            "mode_reason": says("mode_reason") if tracking else "", "cadence": Cadence.WEEKLY if tracking else Cadence.NONE,
            "depth": "in_depth" if tracking else "routine", "focus_areas": list(mission.areas), "authority_basis": mission.basis,
            "authority_side": SIDES.get(mission.basis, "government"),
            "basis_ref": "" if mission.ends == "blocked" else mission.basis_ref or says(known, month=mission.first.month),
            "basis_from": mission.first - timedelta(days=20) if designated else None,
            "basis_to": mission.last + timedelta(days=20) if designated else None,
            "organiser_unit_ids": [county.units()[key].id for key in mission.organisers],
            "target_unit_ids": [county.units()[key].id for key in mission.targets],
            "target_scope": mission.scope_words or says("target_scope", targets="、".join(mission.targets)),
            "plan_text": mission.plan_words or says("plan_text"), "leader_id": demo_id("user", mission.leader),
            "led_by_id": demo_id("user", mission.led_by) if mission.led_by else None,
            "member_ids": [_user(name) for name in people],
            "reviewer_id": demo_id("user", "reviewer") if mission.planner != "reviewer" else None,
            "task_ids": [demo_id("task", key) for key in mission.tasks], "period_from": mission.first, "period_to": mission.last,
            "draw_required": bool(mission.draw) or None, "sites": list(_sites(mission)),
            "milestones": [
                {
                    "id": demo_id("milestone", mission.key, number), "name": says(name),
                    "due_on": mission.first + timedelta(days=days),
                }
                for number, (days, name) in enumerate(STEPS)
            ] if tracking else [],
        }
    )  # fmt: skip


def _user(username: str) -> Any:  # ruff: ignore[any-type]  an id
    return next(account.id for account in county.accounts() if account.username == username)


def _sites(mission: MissionSeed) -> Iterator[dict[str, object]]:
    """The places of its visits; or those it was told with, the first being where its visit went."""
    if mission.sites:
        first = mission.visits[0].key if mission.visits else mission.key
        for number, (name, unit, opens) in enumerate(mission.sites):
            key = first if number == 0 else f"{mission.key}-{number}"
            yield {"id": demo_id("site", key), "name": name, "unit_id": county.units()[unit].id, "opens_after": opens}
        return
    for visit in mission.visits:
        home = county.units()[visit.site_unit].id
        where = {"lat": visit.lat, "lon": visit.lon}
        yield {
            "id": demo_id("site", visit.key), "name": visit.site_name, "unit_id": home, "location": where,
            "opens_after": OpensAfter.NONE,
        }  # fmt: skip
