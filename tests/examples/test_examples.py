"""The example's machine, whole; who brings, verifies, approves and reads one; its ledger."""

from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from app.examples.models import Example
from app.examples.states import MOVES, State, Verb
from app.seals import service as seals
from tests.making import a_report
from tests.results.making import EXAMPLE, an_example, done, refusal
from tests.secrecy.stage import office_people
from tests.world import OTHER_TOWN, PEOPLE, TOWN, Template, World, user_id

S, V = State, Verb
DIAGRAM = {
    S.DRAFT: {V.VERIFY: S.VERIFIED, V.WITHDRAW: S.WITHDRAWN},
    S.VERIFIED: {V.APPROVE: S.APPROVED, V.WITHDRAW: S.WITHDRAWN},
    S.APPROVED: {V.PROMOTE: S.PROMOTED, V.WITHDRAW: S.WITHDRAWN},
    S.PROMOTED: {V.WITHDRAW: S.WITHDRAWN},
    S.WITHDRAWN: {},
}  # by hand, on purpose
NEEDS = {
    V.VERIFY: "example.verify", V.APPROVE: "example.approve", V.PROMOTE: "example.promote", V.WITHDRAW: "example.approve",
}  # fmt: skip
SEEN = {"seen": "现场看过，属实", "seen_on": "2026-11-20"}


def move(client: httpx2.Client, id_: str, verb: str, **more: Any) -> httpx2.Response:
    """A verb on an example."""
    return client.post(f"/examples/{id_}/moves", json={"verb": verb} | more)


def brought(world: World, who: str, **changes: Any) -> httpx2.Response:
    """Somebody brings an example."""
    return world.as_(who).put(f"/examples/{uuid4()}", json=EXAMPLE | changes)


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("state", State)
def test_every_state_under_every_verb(state: State, verb: Verb) -> None:
    arrows = [move for move in MOVES if (move.source, move.verb) == (state, verb)]
    assert [arrow.target for arrow in arrows] == ([DIAGRAM[state][verb]] if verb in DIAGRAM[state] else [])
    assert all(arrow.needs == NEEDS[verb] for arrow in arrows)


def test_the_way_of_an_example(world: World) -> None:
    id_ = an_example(world, "draft")["id"]
    field, director, reviewer = world.as_("inspector"), world.as_("director"), world.as_("reviewer")
    assert refusal(move(reviewer, id_, "verify", **SEEN)) == (403, "forbidden")
    assert refusal(move(field, id_, "verify")) == (422, "example-part-required")
    assert refusal(move(field, id_, "verify", seen="属实", seen_on="2098-01-01")) == (422, "example-part-required")
    assert refusal(move(director, id_, "approve")) == (409, "illegal-move")
    assert done(move(field, id_, "verify", **SEEN))["state"] == "verified"
    assert refusal(move(reviewer, id_, "approve")) == (403, "forbidden")
    assert done(move(director, id_, "approve"))["state"] == "approved"
    assert refusal(move(reviewer, id_, "promote")) == (422, "example-part-required")
    assert done(move(reviewer, id_, "promote", channel="县级简报"))["state"] == "promoted"
    assert refusal(move(director, id_, "promote", channel="x")) == (409, "illegal-move")
    assert refusal(move(director, id_, "withdraw")) == (422, "example-part-required")
    assert done(move(director, id_, "withdraw", reason="核实有误"))["withdrawn_reason"] == "核实有误"
    assert refusal(move(director, id_, "withdraw", reason="x")) == (409, "illegal-move")


@pytest.mark.parametrize("upto", ["draft", "verified", "approved"])
def test_it_is_withdrawn_from_anywhere(world: World, upto: str) -> None:
    id_ = an_example(world, upto)["id"]
    assert refusal(move(world.as_("reviewer"), id_, "withdraw", reason="x")) == (403, "forbidden")
    assert done(move(world.as_("director"), id_, "withdraw", reason="核实有误"))["state"] == "withdrawn"


def test_who_brings_one(world: World) -> None:
    report = a_report(world, positives=[{"title": "积分换服务", "facts": "干净"}])["id"]
    assert refusal(brought(world, "inspector")) == (422, "report-of-example")
    assert refusal(brought(world, "inspector2", report_id=report)) == (422, "report-of-example")
    assert brought(world, "inspector", report_id=report).json()["origin"] == "report"
    assert brought(world, "township").json()["origin"] == "unit"
    assert brought(world, "director").json()["origin"] == "office"
    assert refusal(brought(world, "other-township")) == (422, "not-own-unit")
    assert refusal(brought(world, "county-leader")) == (403, "forbidden")
    assert refusal(brought(world, "reviewer", focus_area="无")) == (422, "unknown-category")
    assert refusal(brought(world, "reviewer", unit_id=str(UUID(int=101)))) == (422, "unit-not-target")


def test_nobody_verifies_what_they_brought(world: World) -> None:
    report = a_report(world)["id"]
    id_ = brought(world, "inspector", report_id=report).json()["id"]
    assert refusal(move(world.as_("inspector"), id_, "verify", **SEEN)) == (403, "own-example")
    assert done(move(world.as_("inspector2"), id_, "verify", **SEEN))["state"] == "verified"
    own = brought(world, "director").json()["id"]
    done(move(world.as_("inspector"), own, "verify", **SEEN))
    assert refusal(move(world.as_("director"), own, "approve")) == (403, "own-example")


def test_a_draft_is_changed_on_its_version(world: World) -> None:
    made = an_example(world, "draft")
    at, client, other = f"/examples/{made['id']}", world.as_("reviewer"), EXAMPLE | {"title": "新标题"}
    assert client.put(at, json=EXAMPLE).status_code == 200
    assert refusal(client.put(at, json=other)) == (428, "precondition-required")
    assert refusal(client.put(at, json=other, headers={"If-Match": '"9"'})) == (412, "stale-version")
    assert done(client.put(at, json=other, headers={"If-Match": '"1"'}))["title"] == "新标题"
    assert refusal(world.as_("township").put(at, json=EXAMPLE)) == (409, "example-not-a-draft")
    done(move(world.as_("inspector"), made["id"], "verify", **SEEN))
    assert refusal(client.put(at, json=EXAMPLE, headers={"If-Match": '"3"'})) == (409, "example-not-a-draft")


def readers(world: World, id_: str) -> set[str]:
    """Who may read an example."""
    return {who for who in PEOPLE if world.as_(who).get(f"/examples/{id_}").status_code == 200}


FIELD, INSIDE, UNITS = (
    {"inspector", "inspector2", "leader1"}, {"reviewer", "director", "approver"},
    {"township", "township-head", "other-township", "dept"},
)  # fmt: skip


def test_who_reads_one(world: World) -> None:
    assert readers(world, an_example(world, "draft")["id"]) == INSIDE | FIELD
    assert readers(world, an_example(world, "verified")["id"]) == INSIDE | {"inspector"}
    assert readers(world, an_example(world, "approved")["id"]) == INSIDE | {"inspector"}
    assert readers(world, an_example(world, "promoted")["id"]) == INSIDE | FIELD | UNITS | {"county-leader"}
    own = brought(world, "township").json()["id"]
    assert readers(world, own) == INSIDE | FIELD | {"township", "township-head"}
    told = world.as_("township").get(f"/examples/{an_example(world, 'promoted')['id']}").text
    assert [secret for secret in office_people() if secret in told] == []


def test_what_comes_from_a_sealed_report_is_sealed(world: World) -> None:
    id_, mission = an_example(world, "approved")["id"], uuid4()
    with world.database.transaction() as tx:
        seals.seal(tx, mission)
        tx.session.get_one(Example, UUID(id_)).mission_id = mission
    assert readers(world, id_) == {"director", "approver", "inspector"}  # the inspector verified it
    assert refusal(move(world.as_("director"), id_, "promote", channel="简报")) == (409, "example-sealed")
    with world.database.transaction() as tx:
        tx.actor = tx.actor.__class__(user_id("director"), "", None, "", frozenset(), frozenset())
        seals.break_seal(tx, mission)
    assert done(move(world.as_("director"), id_, "promote", channel="简报"))["state"] == "promoted"


def test_the_ledger(template: Template, engine: str) -> None:
    with template.world(engine) as world:
        an_example(world, "draft")
        promoted = an_example(world, "promoted")
        assert [row["id"] for row in world.as_("township").get("/ledgers/examples").json()["items"]] == [promoted["id"]]
        lines = world.as_("reviewer").get("/ledgers/examples.csv").content.decode("utf-8-sig").splitlines()
        assert (lines[0][:8], len(lines)) == ("状态,来源,标题", 3)
        assert world.as_("reviewer").get("/ledgers/examples.xlsx").content[:2] == b"PK"
        for narrow in ({"state": "draft"}, {"unit_id": str(OTHER_TOWN)}, {"q": "没有"}, {"focus_area": "poverty"}):
            assert promoted["id"] not in world.as_("reviewer").get("/examples", params=narrow).text
        first = world.as_("reviewer").get("/examples", params={"limit": 1, "unit_id": str(TOWN)}).json()
        assert first["next_cursor"]
        assert refusal(world.as_("media").get("/ledgers/examples")) == (403, "forbidden")
