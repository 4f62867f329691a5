"""The model: three phones of two users on one server, everything sent once to five times in any order, rights given and taken.

It is told by hand what must come of each step (`state`), and compares that and the phones' copies with the server once all is
quiet; the oracle looks at the database before each world is thrown away.
"""

from collections.abc import Iterator
from random import Random
from typing import Any, ClassVar
from uuid import uuid4

import httpx2
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from app.access.policy import Role
from tests.faults.crew import Item, Phone, Stage, Visit, items
from tests.identity.test_delegations import body as delegation
from tests.making import a_task
from tests.missions.making import a_mission, did, move, person
from tests.sync.device import Device
from tests.world import OFFICE, OTHER_TOWN, TOWN

A_THIRD = 1 / 3
POSTS = {  # what the second user is made
    "inspector": (Role.INSPECTOR, OFFICE), "leader": (Role.TEAM_LEADER, OFFICE), "county": (Role.COUNTY_LEADER, OFFICE),
    "town": (Role.UNIT_CONTACT, TOWN), "other-town": (Role.UNIT_CONTACT, OTHER_TOWN), "reviewer": (Role.REVIEWER, OFFICE),
}  # fmt: skip
INDEX = st.integers(0, 1000)
TIMES = st.integers(1, 5)


def _own(answer: httpx2.Response) -> bool:
    """The director's role is lent to the report's author: nobody reviews his own."""
    return answer.status_code == 403 and answer.json()["type"] == "/problems/own-report"


class Model(RuleBasedStateMachine):
    """One example; `stage` is set by the test."""

    stage: ClassVar[Stage]

    @initialize()
    def begin(self) -> None:
        """Two users nobody has seen before: the first with two devices, the second with one."""
        self.world = self.stage.enter()
        self.names = [f"{who}{self.stage.examples}" for who in ("a", "b")]
        for name in self.names:
            self.world.hire(name, name, Role.INSPECTOR)
        self.task = a_task(self.world, inspector_ids=[person(name) for name in self.names])["id"]
        owners = (self.names[0], self.names[0], self.names[1])
        self.phones = [Phone(name, self.world.as_(name), Device(self.world.as_(name))) for name in owners]
        self.visits: dict[str, Visit] = {}
        self.state: dict[str, str] = {}  # what the server must say of each report it was told of
        self.arrived: set[str] = set()  # photographs
        self.orders: dict[str, bool] = {}  # whether each still stands
        self.mission = self.delegation = ""
        self.post = "inspector"
        self.make_report(0, 1, False)
        self._drain(self.phones[0])  # so that there is something to review from the first step on

    def _tried(self, what: str) -> None:
        self.stage.tried[what] += 1

    def _director(self) -> httpx2.Client:
        return self.world.as_("director")

    @rule(phone=INDEX, photographs=st.integers(0, 2), under_seal=st.booleans())
    def make_report(self, phone: int, photographs: int, under_seal: bool) -> None:  # ruff: ignore[boolean-type-hint-positional-argument]
        """A visit is finished, and waits in the phone's outbox."""
        at = self.phones[phone % 3]
        more = {"mission_id": self.mission} if self.mission and under_seal else {}
        visit = self.stage.maker.visit(at.user, self.task, photographs, **more)
        self.visits[visit.id] = visit
        at.outbox += items(at.client, visit)
        self._tried("report made")

    @precondition(lambda self: any(phone.outbox for phone in self.phones))
    @rule(phone=INDEX, order=INDEX)
    def send(self, phone: int, order: int) -> None:
        """Requests of an outbox in any order, each once to five times; one whose answer was dropped is sent again."""
        full, chance = [each for each in self.phones if each.outbox], Random(order)
        at = full[phone % len(full)]
        for item in chance.sample(at.outbox, min(5, len(at.outbox))):
            times, dropped = chance.randint(1, 5), chance.random() < A_THIRD
            if self._send(item, times) and not dropped:
                at.outbox.remove(item)
            self._tried("sent once" if times == 1 else "sent again")
            self.stage.tried["dropped"] += dropped

    def _send(self, item: Item, times: int) -> bool:
        answers = [item.send() for _ in range(times)]
        good = [answer for answer in answers if answer.status_code in item.good]
        if not good:
            assert {answer.status_code for answer in answers} <= {403, 404, 409}, answers[0].text
            return False
        assert len(good) == times
        assert len({answer.content for answer in good}) == 1  # the same body: the same answer
        if item.name == "manifest":
            self._told(item.report, good[0].json())
        else:
            assert {answer.headers["upload-offset"] for answer in good} == {str(len(self._photo(item)))}
            self.stage.promises.whole(item.name)
            self.arrived.add(item.name)
            self._settle(item.report)
        return True

    def _photo(self, item: Item) -> bytes:
        return next(each.photos[item.name] for each in self.visits.values() if item.name in each.photos)

    def _told(self, report: str, answer: dict[str, Any]) -> None:
        """The first content makes it; another one after a return takes its place."""
        if report not in self.state or (self.state[report] == "returned" and answer["state"] != "returned"):
            self.state[report] = "incomplete"
            self.stage.promises.manifests.pop(report, None)
            self.stage.promises.receipts.pop(report, None)
            self._settle(report)
        self.stage.promises.answered(answer)
        assert answer["state"] == self.state[report]

    def _settle(self, report: str) -> None:
        if self.state.get(report) == "incomplete" and self.arrived >= set(self.visits[report].photos):
            self.state[report] = "submitted"

    @precondition(lambda self: self.state)
    @rule(which=INDEX, times=TIMES)
    def send_other_content(self, which: int, times: int) -> None:
        """Another content under a used id: refused, and both kept."""
        visit = self.visits[list(self.state)[which % len(self.state)]]
        if self.state[visit.id] == "returned":
            return
        other = visit.manifest | {"summary": f"另一份内容{which}"}
        client = self.world.as_(visit.author)
        answers = [client.put(f"/reports/{visit.id}", json=other) for _ in range(times)]
        if answers[0].status_code == 403:  # nobody who may not write is told more
            return
        assert [answer.status_code for answer in answers] == [409] * times
        self.stage.contested.add(visit.id)
        kept = self._director().get(f"/reports/{visit.id}").json()["conflicts"]
        assert self.state[visit.id] == "void" or kept
        assert len({each["content_sha256"] for each in kept}) == len(kept)
        self._tried("other content")

    @precondition(lambda self: self.state)
    @rule(which=INDEX, verb=st.sampled_from(["return", "accept", "void"]), times=TIMES)
    def review(self, which: int, verb: str, times: int) -> None:
        """The office moves a report, with one key however often it is sent; the key with other words is refused."""
        report = list(self.state)[which % len(self.state)]
        path, key = f"/reports/{report}/moves", {"Idempotency-Key": str(uuid4())}
        said = {"verb": verb, "reason": "补充近景"}
        answers = [self._director().post(path, json=said, headers=key) for _ in range(times)]
        assert len({(answer.status_code, answer.content) for answer in answers}) == 1
        if _own(answers[0]):
            return
        fits = self.state[report] == "submitted" or (verb == "void" and self.state[report] in {"incomplete", "returned"})
        assert (answers[0].status_code == 200) == fits, answers[0].text
        if fits:
            self.state[report] = {"return": "returned", "accept": "accepted", "void": "void"}[verb]
            other = self._director().post(path, json=said | {"reason": "别的"}, headers=key)
            assert other.status_code == 422
            self._tried(verb)

    @precondition(lambda self: "returned" in self.state.values())
    @rule(which=INDEX, photographs=st.integers(0, 2))
    def revise(self, which: int, photographs: int) -> None:
        """A returned report is written again; findings that are in it no more are withdrawn."""
        returned = [self.visits[each] for each, state in self.state.items() if state == "returned"]
        visit = returned[which % len(returned)]
        at = next(phone for phone in self.phones if phone.user == visit.author)
        if any(item.report == visit.id for phone in self.phones for item in phone.outbox):
            return
        more = {"mission_id": visit.manifest["mission_id"]} if visit.manifest.get("mission_id") else {}
        visit.manifest, visit.photos = self.stage.maker.content(self.task, photographs, **more)
        at.outbox += items(at.client, visit)
        self._tried("revised")

    @precondition(lambda self: self._ready())
    @rule(which=INDEX)
    def release(self, which: int) -> None:
        """A finding is confirmed and let out to the town by an order; its report is accepted first, if it was not."""
        ready = self._ready()
        visit = ready[which % len(ready)]
        if self.state[visit.id] == "submitted":
            accepted = self._director().post(f"/reports/{visit.id}/moves", json={"verb": "accept"})
            if _own(accepted):
                return
            assert accepted.status_code == 200, accepted.text
            self.state[visit.id] = "accepted"
        finding, order = visit.manifest["findings"][0]["id"], str(uuid4())
        director = self._director()
        if director.post(f"/findings/{finding}/moves", json={"verb": "confirm"}).status_code != 200:
            return
        draft = {"id": order, "finding_ids": [finding], "unit_id": str(TOWN), "class": "limited", "requirements": "限期清运。"}
        if director.post("/orders", json=draft).status_code == 201:
            self.orders[order], self.state[visit.id] = True, "released"
            self._tried("released")

    def _ready(self) -> list[Visit]:
        whole = [each for each, state in self.state.items() if state in {"submitted", "accepted"}]
        return [self.visits[each] for each in whole if self.visits[each].photos]

    @precondition(lambda self: any(self.orders.values()))
    @rule(which=INDEX)
    def take_back(self, which: int) -> None:
        """An order is cancelled: absent again for those it was let out to."""
        standing = [each for each, stands in self.orders.items() if stands]
        order = standing[which % len(standing)]
        told = self._director().post(f"/orders/{order}/moves", json={"verb": "cancel", "reason": "事实有误"})
        assert told.status_code == 200, told.text
        self.orders[order] = False
        self._tried("taken back")

    @rule(post=st.sampled_from(sorted(POSTS)))
    def appoint(self, post: str) -> None:
        """The second user's role and unit are others from now on."""
        role, unit = POSTS[post]
        self.world.appoint(self.names[1], role, unit_id=unit)
        self.post = post
        self._tried("appointed")

    @rule()
    def delegate(self) -> None:
        """The director lends the second user his role, or takes it back."""
        if self.delegation:
            ended = self._director().post(f"/delegations/{self.delegation}/moves", json={"verb": "end"})
            assert ended.status_code == 200, ended.text
            self.delegation = ""
        else:
            id_, lent = str(uuid4()), delegation(self.world, "director", "media", "director")
            lent |= {"deputy_id": person(self.names[1])}
            if self._director().put(f"/delegations/{id_}", json=lent).status_code == 201:
                self.delegation = id_
        self._tried("delegated")

    @rule(really=st.integers(0, 2))
    def mission_goes_on(self, really: int) -> None:
        """The users' mission begins, which takes the office many steps and is tried less often; its seal breaks."""
        if not self.mission:
            if self.post == "inspector" and really == 0:
                self.mission = self._a_mission()
                self.make_report(0, 1, True)
                self._drain(self.phones[0])
                self._tried("mission")
        elif move(self.world, "leader1", self.mission, "report").status_code == 200:
            concluded = move(self.world, "director", self.mission, "conclude", result_check="已清运")
            self.stage.tried["seal broken"] += concluded.status_code == 200

    def _a_mission(self) -> str:
        members = [person(name) for name in self.names]
        mission = a_mission(self.world, "approved", member_ids=members, task_ids=[self.task])["id"]
        for who in (*self.names, "leader1"):
            did(self.world, who, mission, "commit")
        did(self.world, "leader1", mission, "deploy")
        return str(mission)

    @precondition(lambda self: self.mission)
    @rule(second=st.booleans())
    def assign(self, second: bool) -> None:  # ruff: ignore[boolean-type-hint-positional-argument]
        """The second user is taken off the mission's list, or put on it."""
        team = [person(name) for name in (self.names if second else self.names[:1])]
        told = move(self.world, "director", self.mission, "assign", leader_id=person("leader1"), member_ids=team)
        self.stage.tried["assigned"] += told.status_code == 200

    @rule(phone=INDEX)
    def pull(self, phone: int) -> None:
        """A phone pulls."""
        at = self.phones[phone % 3]
        at.copies.pull()
        assert at.copies.agreed
        self._tried("pulled")

    @rule(phone=INDEX, how=st.sampled_from(["cursor gone", "cursor refused", "copy lost", "all copies lost"]))
    def mislay(self, phone: int, how: str) -> None:
        """A phone loses its place, or some of what it holds: never what it has not sent."""
        copies = self.phones[phone % 3].copies
        copies.cursor = {"cursor gone": "", "cursor refused": "x" * 40}.get(how, copies.cursor)
        if how == "all copies lost":
            copies.held = {kind: {} for kind in copies.held}
        elif how == "copy lost":
            next((held.popitem() for held in copies.held.values() if held), None)
        self._tried("mislaid")

    def teardown(self) -> None:
        """Quiet: every phone holds what the server shows its user; then everybody sends, pulls, and is compared again."""
        if not hasattr(self, "phones"):
            return
        if self.post != "inspector":
            self._compare()
            self.appoint("inspector")
        for phone in self.phones:
            self._drain(phone)
        self._compare()
        self._tried("example")

    def _drain(self, phone: Phone) -> None:
        """What was lost is sent until nothing waits but what a void report no longer takes."""
        left = sorted(phone.outbox, key=lambda item: item.name != "manifest")
        phone.outbox = [item for item in left if not self._send(item, 1)]
        stuck = [item for item in phone.outbox if self.state.get(item.report, "refused") not in {"void", "refused"}]
        assert stuck == [], stuck

    def _compare(self) -> None:
        for user in dict.fromkeys(phone.user for phone in self.phones):
            there = Device(self.world.as_(user))
            there.pull()
            assert there.agreed
            for phone in self._of(user):
                phone.copies.pull()
                self.stage.tried["healed"] += phone.copies.healed
                assert phone.copies.held == there.held, f"{user}: {phone.copies.ids() ^ there.ids()}"
                self._judge(phone)

    def _of(self, user: str) -> Iterator[Phone]:
        return (phone for phone in self.phones if phone.user == user)

    def _judge(self, phone: Phone) -> None:
        """By hand: an author's phone holds his own reports, each in the state it must have."""
        if phone.user != self.names[0] and self.post not in {"inspector", "leader"}:
            return
        own = {each: self.state[each] for each, visit in self.visits.items() if visit.author == phone.user and each in self.state}
        things = [thing for _, thing in phone.copies.held["report"].values()]
        held = {thing["id"]: thing["state"] for thing in things if thing["author"]["id"] == person(phone.user)}
        assert held == own
