"""A world with one sealed case of the township and one open case of its neighbour, on a clock that stands still."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx2

from app.access.policy import Role
from tests.making import a_finding, a_manifest, a_photo, a_submission, a_task, an_evidence, upload
from tests.secrecy.doors import Ids
from tests.world import OFFICE, OTHER_TOWN, PEOPLE, TOWN, MovableClock, Template, World, user_id

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
SITE, FACTS, CAUSE, ADVICE, SUMMARY = "松风坪弃渣场东侧", "弃渣越线堆放约200立方米", "值守缺位半月", "立即清退弃渣", "弃渣占道"
SECOND = "弃渣场北侧挡墙开裂两处"


class StillClock(MovableClock):
    """Stands still until moved."""

    def __init__(self) -> None:
        """Begins on a Monday."""
        super().__init__()
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Case:
    """A report and what is hidden with it."""

    ids: Ids
    second: Ids
    evidence: list[dict[str, Any]]


def a_case(world: World, unit: UUID, task: str) -> Case:
    """A complete report with two findings, one photograph each, the first one confirmed."""
    photos = [a_photo(1, (64, 48)), a_photo(2, (64, 48))]
    lines = [an_evidence(photo) for photo in photos]
    made = {"severity": "serious", "responsible_unit_id": str(unit), "cause": CAUSE, "suggestion": ADVICE}
    found = [a_finding([line["id"]], facts=words, **made) for line, words in zip(lines, (FACTS, SECOND), strict=True)]
    site = {"name": SITE, "unit_id": str(unit), "location": {"lat": 40.4321, "lon": 102.1234}}
    manifest = a_manifest(task, [], site=site, summary=SUMMARY, evidence=lines, findings=found, no_problem_statement=None)
    report, author = str(uuid4()), world.as_("inspector")
    assert author.put(f"/reports/{report}", json=manifest).status_code == 201
    sent = [upload(author, line, photo, report_id=report) for line, photo in zip(lines, photos, strict=True)]
    assert [answer.status_code for answer in sent] == [204, 204]
    uploads = [str(answer.url).rsplit("/", 1)[-1] for answer in sent]
    director = world.as_("director")
    assert director.post(f"/reports/{report}/moves", json={"verb": "accept"}).status_code == 200
    assert director.post(f"/findings/{found[0]['id']}/moves", json={"verb": "confirm"}).status_code == 200
    nothing = Ids.of_nothing()
    ids = [
        Ids(report, finding["id"], line["id"], place, task, nothing.order, nothing.submission)
        for finding, line, place in zip(found, lines, uploads, strict=True)
    ]
    return Case(ids[0], ids[1], lines)


def ordered(world: World, ids: Ids, unit: UUID) -> Ids:
    """The same case once an order on its finding is out, and an answer to it begun."""
    asked = {"finding_ids": [ids.finding], "unit_id": str(unit), "class": "limited", "requirements": "限期清退弃渣"}
    answer = world.as_("director").post("/orders", json={"id": ids.order} | asked)
    assert answer.status_code == 201, answer.text
    return ids


@dataclass
class Stage:
    """Everything the tests knock at."""

    world: World
    mine: Case  # the township's, sealed
    theirs: Case  # the neighbour's, ordered and answered
    nobody: httpx2.Client

    def anyone(self, username: str) -> httpx2.Client:
        """A client signed in as that person; nobody for `anonymous`."""
        if username == "anonymous":
            return self.nobody
        return self.world.as_(username)


@contextmanager
def staged(template: Template, engine: str) -> Iterator[Stage]:
    """A running stage."""
    with template.world(engine, StillClock()) as world, world.client() as nobody:
        yield set_up(world, nobody)


def set_up(world: World, nobody: httpx2.Client) -> Stage:
    """Both cases."""
    task = a_task(world, title="渣土专项", due_on="2027-01-08", sites=[{"name": SITE, "unit_id": str(TOWN)}])["id"]
    foreign = a_task(world, title="邻镇专项", due_on="2027-01-08", lead_unit_id=str(OTHER_TOWN), sites=[])["id"]
    theirs = a_case(world, OTHER_TOWN, foreign)
    ordered(world, theirs.ids, OTHER_TOWN)
    photo = a_photo(5, (64, 48))
    answer = a_submission([photo], id=theirs.ids.submission)
    neighbour = world.as_("other-township")
    assert neighbour.post(f"/orders/{theirs.ids.order}/submissions", json=answer).status_code == 201
    assert upload(neighbour, answer["evidence"][0], photo, submission_id=answer["id"]).status_code == 204
    return Stage(world, a_case(world, TOWN, task), theirs, nobody)


def office_people() -> list[str]:
    """Names, usernames as JSON values, and ids of everybody in the office: no unit ever reads one."""
    inside = {name: person for name, person in PEOPLE.items() if person[1] == OFFICE}
    ids = [written for name in inside for written in (str(user_id(name)), user_id(name).hex)]
    told_apart = [name for name in inside if name not in set(Role)]  # some are called after their role, a word anybody may read
    return [person[0] for person in inside.values()] + [f'"{name}"' for name in told_apart] + ids


def sealed(case: Case) -> list[str]:
    """Every trace of a case that could show."""
    ids = [getattr(each, kind) for each in (case.ids, case.second) for kind in ("report", "finding", "evidence", "upload")]
    words = [SITE, FACTS, SECOND, CAUSE, ADVICE, SUMMARY, "弃渣", "40.4321", "102.1234"]
    return ids + [UUID(each).hex for each in ids] + words + [line["sha256"] for line in case.evidence]
