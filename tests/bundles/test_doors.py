"""Who may have a bundle made and carry it away, and what the log says of it."""

import hashlib
from datetime import timedelta
from uuid import UUID, uuid4

import orjson
import pytest
from sqlalchemy import select, update

from app.access.policy import Role
from app.audit.models import LogEntry
from app.bundles.making import place
from app.bundles.models import Bundle
from app.evidence.models import Evidence
from app.findings.models import Finding
from app.reports.models import Report
from app.seals.models import Seal, SealReader
from tests.bad_input.traces import refusal
from tests.bundles.making import REASON, an_answered_finding, asked, made
from tests.making import a_report
from tests.world import PEOPLE, World, user_id

OFFICE = {"reviewer", "director", "approver"}


def told_of(world: World, bundle: str) -> list[tuple[str, UUID, dict[str, str]]]:
    """What the log says of a bundle."""
    with world.database.reading() as tx:
        rows = tx.session.scalars(select(LogEntry).where(LogEntry.object_id == UUID(bundle)).order_by(LogEntry.idx)).all()
        return [(row.action, row.actor_id, orjson.loads(row.payload or b"{}")) for row in rows]


@pytest.mark.parametrize("who", [*PEOPLE, "other-system"])
def test_the_office_alone(world: World, who: str) -> None:
    sent = a_report(world, 1)
    answer = asked(world, sent["id"], who)
    listed = world.as_(who).get("/bundles", params={"report_id": sent["id"]})
    if who in OFFICE:
        assert (answer.status_code, answer.json()["state"]) == (201, "waiting")
        assert [each["id"] for each in listed.json()["items"]] == [answer.json()["id"]]
    else:
        assert refusal(answer)[:2] == refusal(listed)[:2] == (403, "forbidden")


def test_asking_making_and_fetching_are_in_the_log(world: World) -> None:
    sent = a_report(world, 1)
    told, content = made(world, sent["id"])
    said = told_of(world, told["id"])
    director, system = user_id("director"), UUID(int=0)
    assert said == [
        ("bundle.requested", director, {"finding": "", "reason": REASON, "report": sent["id"]}),
        ("bundle.made", system, {
            "report": sent["id"], "requester": str(director), "sha256": told["sha256"], "size_bytes": len(content),
        }),
        ("bundle.fetched", director, {"sha256": told["sha256"]}),
    ]  # fmt: skip


@pytest.mark.parametrize("reason", ["", "  ", None])
def test_a_reason_is_required(world: World, reason: str | None) -> None:
    answer = asked(world, a_report(world, 1)["id"], reason=reason)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/reason")


def test_the_same_request_again_is_the_same_bundle(world: World) -> None:
    report, bundle = a_report(world, 1)["id"], str(uuid4())
    assert [asked(world, report, id=bundle).status_code for _ in range(2)] == [201, 200]
    assert refusal(asked(world, report, id=bundle, reason="另一个理由"))[:2] == (409, "bundle-id-reused")
    assert refusal(asked(world, report, "approver", id=bundle))[:2] == (409, "bundle-id-reused")


def test_another_of_the_office_does_not_see_it(world: World) -> None:
    report = a_report(world, 1)["id"]
    told, _ = made(world, report)
    reviewer = world.as_("reviewer")
    for path in (f"/bundles/{told['id']}", f"/bundles/{told['id']}/file"):
        assert refusal(reviewer.get(path))[:2] == (404, "not-found")
    assert reviewer.get("/bundles", params={"report_id": report}).json() == {"items": []}


def test_a_finding_of_another_report_is_not_there(world: World) -> None:
    _, finding, _, _ = an_answered_finding(world)
    other = a_report(world, 1)["id"]
    for wrong in (finding, str(uuid4())):
        assert refusal(asked(world, other, finding_id=wrong))[:2] == (404, "not-found")


def sealed(world: World, report: str, *readers: str) -> None:
    """Seal a report under a mission of its own; the seal's keepers and these know of it."""
    mission = uuid4()
    with world.database.transaction() as tx:
        tx.session.add(Seal(id=mission, sealed_at=tx.now))
        tx.session.flush()
        tx.session.add_all(SealReader(seal_id=mission, user_id=user_id(who), standing="reader", named_at=tx.now) for who in readers)
        tx.session.get_one(Report, UUID(report)).mission_id = mission
        for row in tx.session.scalars(select(Evidence).where(Evidence.owner_id == UUID(report))):
            row.seal_id = mission


def test_a_sealed_report_is_not_there_for_who_is_not_on_its_list(world: World) -> None:
    report = a_report(world, 1)["id"]
    told, _ = made(world, report, "reviewer")
    sealed(world, report)
    reviewer, ghost = world.as_("reviewer"), str(uuid4())
    answers = [asked(world, each, "reviewer") for each in (report, ghost)]
    listed = [reviewer.get("/bundles", params={"report_id": each}) for each in (report, ghost)]
    read = [reviewer.get(f"/bundles/{each}{part}") for each in (told["id"], ghost) for part in ("", "/file")]
    assert {refusal(each)[:2] for each in (*answers, *listed, *read)} == {(404, "not-found")}
    assert asked(world, report, "director").status_code == 201


def test_whoever_is_on_the_list_may(world: World) -> None:
    report = a_report(world, 1)["id"]
    sealed(world, report, "reviewer")
    assert made(world, report, "reviewer")[0]["state"] == "made"


def test_one_photograph_hidden_since_keeps_all_of_it_back(world: World) -> None:
    sent = a_report(world, 2)
    told, _ = made(world, sent["id"], "reviewer")
    with world.database.transaction() as tx:
        seal = uuid4()
        tx.session.add(Seal(id=seal, sealed_at=tx.now))
        tx.session.get_one(Evidence, UUID(sent["evidence"][1]["id"])).seal_id = seal
    assert refusal(world.as_("reviewer").get(f"/bundles/{told['id']}/file"))[:2] == (404, "not-found")


@pytest.mark.parametrize("of_finding", [False, True], ids=["report", "finding"])
def test_after_a_transfer_its_words_are_for_those_who_keep_seals(world: World, *, of_finding: bool) -> None:
    report, finding, _, _ = an_answered_finding(world)
    asked_for = {"finding_id": finding} if of_finding else {}
    told = {who: made(world, report, who, **asked_for)[0]["id"] for who in ("reviewer", "director")}
    with world.database.transaction() as tx:
        tx.session.execute(update(Finding).where(Finding.id == UUID(finding)).values(state="transferred"))
    assert refusal(world.as_("reviewer").get(f"/bundles/{told['reviewer']}/file"))[:2] == (404, "not-found")
    assert world.as_("director").get(f"/bundles/{told['director']}/file").status_code == 200


def test_it_is_taken_away_when_its_time_is_over(fresh: World) -> None:
    report = a_report(fresh, 1)["id"]
    told, _ = made(fresh, report)
    path = place(fresh.app.state.files.root, told["id"])
    assert path.is_file()
    fresh.clock.advance(days=7, minutes=1)
    fresh.work()
    assert not path.exists()
    fresh.hire("director2", "何示例", Role.DIRECTOR)
    with fresh.database.transaction() as tx:
        tx.session.get_one(Bundle, UUID(told["id"])).requester_id = user_id("director2")
    director = fresh.as_("director2")  # whose session is as young as the world is old
    assert director.get(f"/bundles/{told['id']}").json()["state"] == "expired"
    assert refusal(director.get(f"/bundles/{told['id']}/file"))[:2] == (410, "bundle-expired")
    assert [action for action, _, _ in told_of(fresh, told["id"])][-1] == "bundle.expired"


def test_before_it_is_made_there_is_no_file(world: World) -> None:
    bundle = asked(world, a_report(world, 1)["id"]).json()["id"]
    assert refusal(world.as_("director").get(f"/bundles/{bundle}/file"))[:2] == (409, "bundle-not-ready")


def test_a_file_is_sent_as_an_attachment_that_nobody_keeps(world: World) -> None:
    told, content = made(world, a_report(world, 1)["id"])
    answer = world.as_("director").get(f"/bundles/{told['id']}/file")
    assert hashlib.sha256(answer.content).digest() == hashlib.sha256(content).digest()
    headers = {
        name: answer.headers[name] for name in ("content-type", "cache-control", "x-content-type-options", "content-disposition")
    }
    assert headers == {
        "content-type": "application/zip", "cache-control": "private, no-store", "x-content-type-options": "nosniff",
        "content-disposition": f'attachment; filename="evidence-{told["sha256"][:12]}.zip"',
    }  # fmt: skip
    with world.database.reading() as tx:
        row = tx.session.get_one(Bundle, UUID(told["id"]))
        assert row.expires_at == row.made_at + timedelta(days=7)
