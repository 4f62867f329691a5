"""Two worlds from one seed, and the comparison of everything their readers are told (reliability.md §2.5)."""

import base64
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import httpx2

from app.access.policy import Role
from tests.making import a_finding, a_manifest, a_photo, a_submission, an_evidence
from tests.secrecy.doors import Ids, Knock, knocks
from tests.secrecy.knocking import is_due
from tests.secrecy.stage import Stage, StillClock
from tests.secrecy.telling import told
from tests.world import BUREAU, PEOPLE, TOWN, UNITS, Template, World, user_id

HIRED: dict[str, tuple[str, Role, UUID]] = {  # so that every role has somebody who is on no list
    "leader2": ("秦示例", Role.TEAM_LEADER, PEOPLE["leader1"][1]),
    "town-office": ("吕样本", Role.DEPARTMENT, TOWN),
}
READERS = (*PEOPLE, *HIRED, "other-system", "anonymous")
EVERYWHERE = {str(user_id(who)) for who in READERS} | {str(unit[0]) for unit in UNITS}
UUID_FORM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
IN_THE_LOG = re.compile(  # as fields, in the signed statement beside them, and in its signature
    r'"log_(index|chain)":("[0-9a-f]+"|\d+)|\\"(idx|chain)\\":(\\"[0-9a-f]+\\"|\d+),?|"signature":"[^"]+"'
)
Tape = list[tuple[str, Knock]]


class Seed:
    """Ids, the same for both worlds."""

    def __init__(self, start: int = 20261123) -> None:
        """A fixed sequence."""
        self.chance = Random(start)
        self.made: set[str] = set()

    def id(self) -> str:
        """The next id."""
        made = str(UUID(int=self.chance.getrandbits(128), version=4))
        self.made.add(made)
        return made

    def ids(self, **known: str) -> Ids:
        """A case whose things are all of this sequence."""
        others = {kind: self.id() for kind in Ids.of_nothing().others}
        own = {kind: self.id() for kind in Ids.of_nothing().by_kind() if kind not in others}
        return Ids(**(own | {kind: value for kind, value in known.items() if kind in own}), others=others | {
            kind: value for kind, value in known.items() if kind in others
        })  # fmt: skip


def a_task_tape(seed: Seed) -> tuple[str, Tape]:
    """A task of the township, with a department to help."""
    people = [str(user_id(who)) for who in ("inspector", "inspector2", "leader2")]
    draft = {
        "title": "渣土专项", "source_type": "document", "source_level": "county", "content": "内容", "focus_area": "clean_county",
        "lead_unit_id": str(TOWN), "assist_unit_ids": [str(BUREAU)], "due_on": "2027-01-08", "inspector_ids": people,
    }  # fmt: skip
    task = seed.id()
    return task, [("reviewer", Knock("PUT", f"/tasks/{task}", {"json": draft}))]


def a_visit(seed: Seed, task: str, findings: int, author: str = "inspector", **more: Any) -> tuple[Ids, list[str], Tape]:
    """A report with its photographs, accepted, its findings confirmed."""
    photos = [a_photo(each, (64, 48)) for each in range(findings)]
    lines = [an_evidence(photo, id=seed.id()) for photo in photos]
    found = [a_finding([line["id"]], id=seed.id()) for line in lines]
    report = seed.id()
    manifest = a_manifest(task, [], evidence=lines, findings=found, no_problem_statement=None, **more)
    tape: Tape = [(author, Knock("PUT", f"/reports/{report}", {"json": manifest}))]
    tape += [(author, sending(line, photo, report_id=report)) for line, photo in zip(lines, photos, strict=True)]
    tape.append(("director", Knock("POST", f"/reports/{report}/moves", {"json": {"verb": "accept"}})))
    for each in found:
        tape.append(("director", Knock("POST", f"/findings/{each['id']}/moves", {"json": {"verb": "confirm"}})))
    ids = seed.ids(report=report, finding=found[0]["id"], evidence=lines[0]["id"], task=task)
    return ids, [each["id"] for each in found], tape


def sending(line: dict[str, Any], photo: bytes, **owner: str) -> Knock:
    """A photograph in one request."""
    said = {"evidence_id": line["id"], "sha256": line["sha256"]} | owner
    raw = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(photo)), "Upload-Metadata": raw}
    return Knock("POST", "/uploads", {"headers": headers | {"Content-Type": "application/offset+octet-stream"}, "content": photo})


def an_order_tape(order: str, finding: str) -> Tape:
    """An order on one finding."""
    asked = {"id": order, "finding_ids": [finding], "unit_id": str(TOWN), "class": "limited", "requirements": "限期整改"}
    return [("director", Knock("POST", "/orders", {"json": asked}))]


def an_answer(ids: Ids) -> Tape:
    """The township signs, answers with a photograph, and reads on."""
    photo = a_photo(9, (64, 48))
    answer = a_submission([], id=ids.submission) | {"evidence": [an_evidence(photo, id=ids.upload)]}
    return [
        ("township", Knock("POST", f"/orders/{ids.order}/moves", {"json": {"verb": "sign"}})),
        ("township", Knock("POST", f"/orders/{ids.order}/submissions", {"json": answer})),
        ("township", sending(answer["evidence"][0], photo, submission_id=ids.submission)),
        ("township", Knock("GET", f"/evidence/{ids.upload}/thumbnail")),
    ]


@dataclass
class Twin:
    """One of the worlds, with each reader's place in its log."""

    stage: Stage
    seed: Seed
    colleagues: frozenset[str] = frozenset()  # whose receipts name the log's own place, see `ask`
    cursors: dict[str, str] = field(default_factory=dict)
    states: dict[tuple[str, str], set[str | None]] = field(default_factory=dict)

    def play(self, tape: Tape) -> None:
        """Things happen, and succeed."""
        for who, knock in tape:
            answer = knock.on(self.stage.anyone(who))
            assert answer.status_code < 300, f"{who}: {knock.method} {knock.path} {knock.options.get('json')}: {answer.text}"

    def ask(self, who: str, knock: Knock, ids: Ids) -> tuple[object, ...]:
        """What a reader is told."""
        return self.heard(who, knock.on(self.stage.anyone(who)), ids)

    def heard(self, who: str, answer: httpx2.Response, ids: Ids) -> tuple[object, ...]:
        """An answer as it is compared: all of it, but for ids the server made up.

        The one thing more that is left out: the log's index and chain in the receipt of an office colleague, which a receipt must
        name (DECISIONS 17). No unit and no leader is given one.
        """
        status, headers, text = told(answer, ids)
        own = ids.by_kind().values()
        shown = UUID_FORM.sub(lambda found: found[0] if self._knows(found[0]) or found[0] in own else "<of the server>", str(text))
        lines = [(name, UUID_FORM.sub("<of the server>", value)) for name, value in headers]  # type: ignore[attr-defined]
        if who in self.colleagues and IN_THE_LOG.search(shown):
            shown, lines = IN_THE_LOG.sub("", shown), [line for line in lines if line[0] != "content-length"]
        return status, lines, shown

    def _knows(self, id_: str) -> bool:
        return id_ in self.seed.made or id_ in EVERYWHERE

    def pull(self, who: str, ids: Ids) -> Iterator[tuple[object, ...]]:
        """Every page of sync since the last."""
        client, more = self.stage.anyone(who), True
        while more:
            held = self.cursors.get(who)
            answer = client.get("/sync", params={"cursor": held} if held else {})
            yield self.heard(who, answer, ids)
            if answer.status_code != 200:
                return
            yield self._states(who, answer.json())
            self.cursors[who], more = answer.json()["next_cursor"], answer.json()["more"]

    def _states(self, who: str, page: dict[str, Any]) -> tuple[object, ...]:
        """The how-manieth version of each thing this reader was told, and the how-manieth digest of all: the tokens are random."""
        tokens = [(change["id"], change["version"]) for change in page["changes"]] + [("", page["scope_sha256"])]
        for id_, token in tokens:
            self.states.setdefault((who, id_), set()).add(token)
        return tuple(len(self.states[who, id_]) for id_, _ in tokens)

    def wait(self, **span: float) -> None:
        """Time passes and the background work is done; everybody signs in anew, at once: when he did shows in his own devices."""
        self.stage.world.work()
        clock = self.stage.world.clock
        assert isinstance(clock, StillClock)
        clock.at += timedelta(**span)
        self.stage.world.work()
        for client in self.stage.world._clients.values():
            client.close()
        self.stage.world._clients.clear()
        for who in READERS:
            self.stage.anyone(who)


@dataclass(frozen=True)
class Pair:
    """The ordinary world and the one with something sealed in it."""

    ordinary: Twin
    sealed: Twin
    readers: tuple[str, ...]

    def both(self, tape: Tape) -> None:
        """The same happens in both, and succeeds."""
        for twin in (self.ordinary, self.sealed):
            twin.play(tape)

    def wait(self, **span: float) -> None:
        """Time passes in both."""
        for twin in (self.ordinary, self.sealed):
            twin.wait(**span)

    def same(self, who: str, knock: Knock, ids: Ids) -> tuple[object, ...]:
        """One request in both worlds, the answers compared; the answer."""
        first, second = self.ordinary.ask(who, knock, ids), self.sealed.ask(who, knock, ids)
        assert first == second, f"{who}: {knock.method} {knock.path} {knock.options}"
        return first

    def tell(self, tape: Iterable[tuple[str, Knock]], ids: Ids) -> list[int]:
        """Requests in both worlds, the answers compared; their statuses."""
        return [int(str(self.same(who, knock, ids)[0])) for who, knock in tape]

    def ask_everything(self, ids: Ids, wanted: Callable[[Knock], bool] = lambda _: True, of: int = 2) -> int:
        """Everybody knocks at every door that is due, and pulls; says how many knocks were compared."""
        count, database = 0, self.ordinary.stage.world.database
        for place, who in enumerate(self.readers):
            for turn, knock in enumerate(knocks(ids), place):
                if wanted(knock) and not lawful(who, knock) and is_due(database, turn, of):
                    self.same(who, knock, ids)
                    count += 1
        self.pull_everything(ids)
        return count

    def pull_everything(self, ids: Ids) -> None:
        """Everybody's phone pulls."""
        for who in self.readers:
            assert list(self.ordinary.pull(who, ids)) == list(self.sealed.pull(who, ids)), f"{who}: sync"


def lawful(who: str, knock: Knock) -> bool:
    """The auditor reads actor, time and opaque id of every act (domain.md §3.4 rule 8): his log is another by right."""
    return who == "auditor" and knock.path.startswith("/audit")


def asks(knock: Knock) -> bool:
    """A question, or a verb of a machine."""
    return knock.method == "GET" or knock.path.endswith("/moves")


def reads(knock: Knock) -> bool:
    """A question; of the figures their numbers, whose lists are opened once elsewhere."""
    return knock.method == "GET" and not knock.path.endswith("/items")


def pair(
    stack: ExitStack, template: Template, engine: str, seed: Seed, listed: Iterable[str], colleagues: Iterable[str] = ()
) -> Pair:
    """Two worlds; whoever is listed knows of what is sealed, all others are compared."""
    inside = set(listed)
    twins = [Twin(_stage(stack, template, engine), seed, frozenset(colleagues)) for _ in range(2)]
    return Pair(twins[0], twins[1], tuple(who for who in READERS if who not in inside))


def _stage(stack: ExitStack, template: Template, engine: str) -> Stage:
    world: World = stack.enter_context(template.world(engine, StillClock()))
    for username, (name, role, unit) in HIRED.items():
        world.hire(username, name, role, unit_id=unit)
    nobody: httpx2.Client = stack.enter_context(world.client())
    return Stage(world, None, None, nobody)  # type: ignore[arg-type]
