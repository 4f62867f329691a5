"""Two worlds from one seed, one with a sealed visit more: whoever is not on its list cannot tell which they are in."""

import base64
import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import httpx2

from tests.making import a_finding, a_manifest, a_photo, a_submission, an_evidence
from tests.secrecy.doors import Ids, Knock, knocks
from tests.secrecy.stage import Stage, StillClock
from tests.secrecy.test_units_see_nothing import told
from tests.world import TOWN, Template, World, running, user_id

READERS = (
    "township", "township-head", "other-township", "dept", "county-leader", "inspector2", "leader1", "review-officer", "discipline",
    "media", "sysadmin", "secadmin", "auditor", "anonymous",
)  # fmt: skip
UPLOAD_PLACE = re.compile(r"/uploads/[0-9a-f-]{36}")
Tape = list[tuple[str, Knock]]


class Seed:
    """Ids and photographs, the same for both worlds."""

    def __init__(self) -> None:
        """A fixed sequence."""
        self._chance = Random(20261123)

    def id(self) -> str:
        """The next id."""
        return str(UUID(int=self._chance.getrandbits(128), version=4))


def a_task_tape(seed: Seed) -> tuple[str, Tape]:
    """A task of the township."""
    draft = {
        "title": "渣土专项", "source_type": "document", "source_level": "county", "content": "内容", "focus_area": "clean_county",
        "lead_unit_id": str(TOWN), "due_on": "2027-01-08", "inspector_ids": [str(user_id("inspector"))],
    }  # fmt: skip
    task = seed.id()
    return task, [("reviewer", Knock("PUT", f"/tasks/{task}", {"json": draft}))]


def a_visit(seed: Seed, task: str, findings: int) -> tuple[Ids, list[str], Tape]:
    """A report with its photographs, accepted, its findings confirmed."""
    photos = [a_photo(each, (64, 48)) for each in range(findings)]
    lines = [an_evidence(photo, id=seed.id()) for photo in photos]
    found = [a_finding([line["id"]], id=seed.id()) for line in lines]
    report = seed.id()
    manifest = a_manifest(task, [], evidence=lines, findings=found, no_problem_statement=None)
    tape: Tape = [("inspector", Knock("PUT", f"/reports/{report}", {"json": manifest}))]
    tape += [("inspector", sending(line, photo, report_id=report)) for line, photo in zip(lines, photos, strict=True)]
    tape.append(("director", Knock("POST", f"/reports/{report}/moves", {"json": {"verb": "accept"}})))
    for each in found:
        tape.append(("director", Knock("POST", f"/findings/{each['id']}/moves", {"json": {"verb": "confirm"}})))
    ids = Ids(report, found[0]["id"], lines[0]["id"], seed.id(), task, seed.id(), seed.id())
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


class Twin:
    """One of the worlds, with each reader's place in its log."""

    def __init__(self, stage: Stage) -> None:
        """Nobody has read anything."""
        self.stage = stage
        self.cursors: dict[str, str] = {}

    def play(self, tape: Tape) -> None:
        """Things happen, and succeed."""
        for who, knock in tape:
            answer = knock.on(self.stage.anyone(who))
            assert answer.status_code < 300, f"{knock.method} {knock.path}: {answer.text}"

    def ask(self, who: str, knock: Knock, ids: Ids) -> tuple[object, ...]:
        """What a reader is told."""
        answer = knock.on(self.stage.anyone(who))
        if location := answer.headers.get("location"):
            answer.headers["location"] = UPLOAD_PLACE.sub("/uploads/<new>", location)
        return told(answer, ids)

    def pull(self, who: str, ids: Ids) -> Iterator[tuple[object, ...]]:
        """Every page of sync since the last."""
        client, more = self.stage.anyone(who), True
        while more:
            held = self.cursors.get(who)
            answer = client.get("/sync", params={"cursor": held} if held else {})
            yield told(answer, ids)
            if answer.status_code != 200:
                return
            self.cursors[who], more = answer.json()["next_cursor"], answer.json()["more"]

    def wait(self, **span: float) -> None:
        """Time passes and the background work is done; everybody signs in anew."""
        self.stage.world.work()
        clock = self.stage.world.clock
        assert isinstance(clock, StillClock)
        clock.at += timedelta(**span)
        self.stage.world.work()
        for client in self.stage.world._clients.values():
            client.close()
        self.stage.world._clients.clear()


def compare(ordinary: Twin, sealed: Twin, ids: Ids, tape: Tape = ()) -> None:  # type: ignore[assignment]
    """Everybody asks everything, in both worlds."""
    for who, knock in tape or [(who, knock) for who in READERS for knock in knocks(ids)]:
        lawful = who == "auditor" and knock.path.startswith(
            "/audit"
        )  # actor, time and opaque id of every act (domain.md §3.4 rule 8)
        if not lawful and (tape or knock.method == "GET" or "moves" in knock.path):
            assert ordinary.ask(who, knock, ids) == sealed.ask(who, knock, ids), f"{who}: {knock}"
    for who in READERS:
        assert list(ordinary.pull(who, ids)) == list(sealed.pull(who, ids)), f"{who}: sync"


def test_nobody_outside_can_tell_a_world_with_a_sealed_visit_from_one_without(template: Template, engine: str) -> None:
    seed = Seed()
    task, setting = a_task_tape(seed)
    open_case, findings, visit = a_visit(seed, task, 2)
    second = Ids(open_case.report, findings[1], open_case.evidence, seed.id(), task, seed.id(), seed.id())
    hidden = [a_visit(seed, task, 2)[2] for _ in range(3)]
    with ExitStack() as stack:
        ordinary, sealed = (Twin(_stage(stack, template, engine)) for _ in range(2))
        for twin in (ordinary, sealed):
            twin.play(setting)
        sealed.play(hidden[0])
        for twin in (ordinary, sealed):
            twin.play(visit)
            twin.play(an_order_tape(open_case.order, findings[0]))
        compare(ordinary, sealed, open_case)
        sealed.play(hidden[1])
        compare(ordinary, sealed, open_case, an_answer(open_case))
        sealed.play(hidden[2])
        for twin in (ordinary, sealed):
            twin.play(an_order_tape(second.order, findings[1]))
            twin.wait(days=4)
        compare(ordinary, sealed, second)


def _stage(stack: ExitStack, template: Template, engine: str) -> Stage:
    world: World = stack.enter_context(running(template.settings(engine), StillClock()))
    nobody: httpx2.Client = stack.enter_context(world.client())
    return Stage(world, None, None, nobody)  # type: ignore[arg-type]
