"""The IDOR matrix (reliability.md §2.4 S1): whose things, who asks, and what by hand each may expect.

A cell is one reader × one knock of a route × one relation of the object. `Row.kind` is whose visibility decides, `Row.may` who
may do it once seen: one set for every knock of the door, or one set a knock. The rooms of the main path are in `idor.py`; every
other room has a file beside, `idor_<room>.py`, with `ROWS`, `SEEN` and, where it has things of its own, `things(stage)`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx2

from app.core.db import Database, Tx
from tests import arrows
from tests.making import a_finding, a_manifest, a_photo, a_submission, a_task, an_evidence, upload
from tests.secrecy.knocking import Ids
from tests.world import BUREAU, OTHER_TOWN, PEOPLE, TOWN, VILLAGE, World

RELATIONS = ("own", "same_unit", "other_unit", "hidden", "released", "deleted", "absent", "other_tree")
STRANGERS = ("anonymous", "expired", "disabled")
READERS = (*PEOPLE, "other-system", *STRANGERS)
ALL = frozenset({*PEOPLE, "other-system"})
OFFICE = frozenset({"reviewer", "director", "approver"})
DESK = OFFICE - {"approver"}
FIELD = frozenset({"inspector", "inspector2", "leader1"})
TOWN_PEOPLE, OTHERS, BUREAU_PEOPLE = frozenset({"township", "township-head"}), frozenset({"other-township"}), frozenset({"dept"})
UNITS = TOWN_PEOPLE | OTHERS | BUREAU_PEOPLE
LEADERS = frozenset({"county-leader"})
NOBODY: frozenset[str] = frozenset()
# relation: whose report, whose unit
WHOSE = {
    "own": ("inspector", TOWN), "same_unit": ("inspector2", VILLAGE), "other_unit": ("inspector2", OTHER_TOWN),
    "hidden": ("inspector", TOWN), "released": ("inspector", TOWN), "deleted": ("inspector", TOWN),
    "other_tree": ("inspector2", BUREAU),
}  # fmt: skip
PEOPLE_OF = {
    "own": TOWN_PEOPLE, "same_unit": TOWN_PEOPLE, "other_unit": OTHERS, "hidden": TOWN_PEOPLE, "released": TOWN_PEOPLE,
    "deleted": TOWN_PEOPLE, "other_tree": BUREAU_PEOPLE,
}  # fmt: skip
Seen = dict[str, frozenset[str]]  # readers who may see the thing, by relation


@dataclass(frozen=True)
class Row:
    """What is expected of one route; `open` ones ask for no sign-in."""

    kind: str | None
    may: frozenset[str] | tuple[frozenset[str], ...]
    open: bool = False

    def those_who_may(self, knock: int) -> frozenset[str]:
        """Who may send the n-th knock of the door."""
        return self.may if isinstance(self.may, frozenset) else self.may[knock]


@dataclass
class Stage:
    """One world with a case for every relation."""

    world: World
    cases: dict[str, Ids] = field(default_factory=dict)
    clients: dict[str, httpx2.Client] = field(default_factory=dict)


def seen(**more: frozenset[str]) -> Seen:
    """A visibility by hand: nobody unless said."""
    return {relation: more.get(relation, NOBODY) for relation in RELATIONS}


def set_up(world: World) -> Stage:
    """A case for every relation, and one nobody ever made."""
    stage = Stage(world, {"absent": Ids.of_nothing()})
    for relation, (author, unit) in WHOSE.items():
        stage.cases[relation] = _case(world, author, unit, relation)
    return stage


def _case(world: World, author: str, unit: UUID, relation: str) -> Ids:
    others = Ids.of_nothing().others
    steps = [{"id": others["milestone"], "name": "清运到位", "due_on": "2098-01-01"}]
    photo, task = a_photo(3, (64, 48)), a_task(world, lead_unit_id=str(unit), milestones=steps, due_on="2098-06-01")["id"]
    line = an_evidence(photo)
    finding = a_finding([line["id"]], responsible_unit_id=str(unit))
    manifest = a_manifest(task, [], evidence=[line], findings=[finding], no_problem_statement=None)
    report, order, client = str(uuid4()), str(uuid4()), world.as_(author)
    _done(client.put(f"/reports/{report}", json=manifest))
    place = _done(upload(client, line, photo, report_id=report)).url.path.rsplit("/", 1)[-1]
    director = world.as_("director")
    _done(director.post(f"/reports/{report}/moves", json={"verb": "accept"}))
    _done(director.post(f"/findings/{finding['id']}/moves", json={"verb": "confirm"}))
    answer = a_submission()
    if relation != "hidden":
        asked = {"finding_ids": [finding["id"]], "unit_id": str(unit), "class": "limited", "requirements": "限期整改"}
        _done(director.post("/orders", json={"id": order} | asked))
    if relation == "deleted":
        _done(director.post(f"/orders/{order}/moves", json={"verb": "cancel", "reason": "事实有误"}))
    if relation == "own":
        _done(world.as_("township").post(f"/orders/{order}/submissions", json=answer))
    return Ids(report, finding["id"], line["id"], place, task, order, answer["id"], others)


def _done(answer: Any) -> Any:
    assert answer.status_code < 300, answer.text
    return answer


@contextmanager
def rehearsed(database: Database) -> Iterator[None]:
    """Every deed is done and answered, and nothing of it stays: the world is the same for every cell."""

    @contextmanager
    def transaction() -> Iterator[Tx]:
        with database._writing() as session:
            tx = Tx(session, database.clock(), database.settings)
            yield tx
            session.flush()
            for act in tx.before_commit:
                act(tx)
            session.rollback()

    database.transaction = transaction  # type: ignore[method-assign]
    try:
        with arrows.uncounted():  # what is undone has walked no arrow
            yield
    finally:
        del database.transaction
