"""Who reads what of a result; the unit's file, the candidates, the ledger."""

import io
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from sqlalchemy import select

from app.audit import service as audit
from app.findings.models import Finding
from app.rectification.models import Order, Submission
from app.results.lagging import Record, quarter_from, weigh
from app.results.models import Action
from app.results.states import Lag
from app.rulebook.book import Rules
from app.seals import service as seals
from tests.making import a_submission, an_order
from tests.results.making import (
    AIRING,
    NOTICE,
    PLEDGE,
    an_example,
    approved,
    checked,
    done,
    drafted,
    executed,
    handed,
    move,
    refusal,
    sent,
)
from tests.secrecy.stage import office_people
from tests.world import OTHER_TOWN, PEOPLE, TOWN, Template, World, user_id

INSIDE = {"reviewer", "director", "approver"}


def readers(world: World, action: str) -> set[str]:
    """Who may read a result."""
    return {who for who in PEOPLE if world.as_(who).get(f"/results/{action}").status_code == 200}


def test_before_it_is_out_only_the_office_knows(world: World) -> None:
    for kind in ("criticism", "interview", "accountability", "exposure"):
        assert readers(world, approved(world, kind)["id"]) == INSIDE


def test_an_interviews_notice_is_the_units_and_what_was_done_the_leaders_too(world: World) -> None:
    id_ = approved(world, "interview")["id"]
    done(move(world.as_("director"), id_, "notify", notice=NOTICE))
    assert readers(world, id_) == INSIDE | {"township", "township-head", "county-leader"}


def test_a_transfer_is_sealed_from_the_first_day(world: World) -> None:
    id_ = drafted(world, "transfer")["id"]
    assert readers(world, id_) == INSIDE  # the reviewer wrote it
    assert readers(world, handed(world, "transfer")["id"]) == {"director", "approver", "discipline"}
    draft = {"kind": "transfer", "unit_id": str(TOWN), "proposal": "线索"}
    assert world.as_("director").put(f"/results/{UUID(int=77)}", json=draft).status_code == 201
    assert readers(world, str(UUID(int=77))) == {"director", "approver"}


def test_what_was_handed_over_is_sealed(world: World) -> None:
    id_ = handed(world)["id"]
    assert readers(world, id_) == {"director", "approver", "discipline"}
    told = world.as_("discipline").get(f"/results/{id_}")
    assert done(told)["grounds"][0]["title"].startswith("鹿鸣镇下梨坞村")
    assert [secret for secret in office_people() if secret in told.text] == []
    assert id_ not in world.as_("reviewer").get("/results").text
    assert [row["id"] for row in world.as_("discipline").get("/results", params={"kind": "exposure"}).json()["items"]] == []


def test_the_media_read_what_was_sent_to_them(world: World) -> None:
    before, after = checked(world)["id"], sent(world)["id"]
    assert readers(world, before) == INSIDE
    assert readers(world, after) == INSIDE | {"media"}
    told = world.as_("media").get(f"/results/{after}")
    read = done(told)
    assert (read["package"]["title"], read["package"]["photo_count"], read["moves"]) == ("清运不及时", 2, ["air"])
    assert (read["proposal"], read["instrument"], read["grounds"], read["package"]["evidence_ids"]) == (None, None, [], [])
    assert [secret for secret in office_people() if secret in told.text] == []
    done(move(world.as_("media"), after, "air", airing=AIRING))
    assert readers(world, after) == INSIDE | {"media", "township", "township-head", "county-leader"}
    assert refusal(world.as_("township").get(f"/results/{after}/package")) == (404, "not-found")


def test_a_unit_reads_no_thoughts_and_no_names(world: World) -> None:
    id_ = executed(world, "interview")["id"]
    told = world.as_("township-head").get(f"/results/{id_}")
    read = done(told)
    assert (read["proposal"], read["instrument"], read["because"], read["ground_count"]) == (None, None, None, 0)
    assert (read["execution"]["staff"], read["execution"]["attendees"], read["moves"]) == ([], ["褚样本"], ["pledge"])
    assert read["grounds"][0]["title"].startswith("鹿鸣镇下梨坞村")
    assert [secret for secret in office_people() if secret in told.text] == []
    assert [step["actor_name"] for step in read["timeline"]] == []


def test_what_rests_on_a_sealed_finding_is_as_sealed(world: World) -> None:
    id_ = drafted(world, "criticism")["id"]
    ground = done(world.as_("reviewer").get(f"/results/{id_}"))["grounds"][0]["id"]
    mission = UUID(int=4242)
    with world.database.transaction() as tx:
        seals.seal(tx, mission)
        finding = tx.session.get_one(Finding, UUID(ground))
        finding.mission_id, finding.released_at = mission, None
    assert readers(world, id_) == {"director", "approver", "reviewer"}  # whoever drafted it
    with world.database.transaction() as tx:
        tx.session.get_one(Finding, UUID(ground)).released_at = tx.now
    other = drafted(world, "criticism", finding_ids=[ground])["id"]
    with world.database.transaction() as tx:
        tx.session.get_one(Finding, UUID(ground)).released_at = None
        tx.session.get_one(Action, UUID(other)).author_id = user_id("director")
    assert readers(world, other) == {"director", "approver"}


def test_the_board_counts_what_the_reader_sees(template: Template, engine: str) -> None:
    with template.world(engine) as world:
        approved(world, "criticism")
        id_ = executed(world, "interview")["id"]
        done(move(world.as_("township-head"), id_, "pledge", pledge=PLEDGE))
        handed(world)
        board = world.as_("reviewer").get("/results/board").json()
        assert {(each["state"], each["kind"]): each["count"] for each in board["cells"]} == {
            ("approved", "criticism"): 1, ("pledge_tracking", "interview"): 1,
        }  # fmt: skip
        assert (board["pledges_open"], board["pledges_overdue"]) == (1, 0)
        assert len(world.as_("director").get("/results/board").json()["cells"]) == 3
        assert world.as_("auditor").get("/results/board").json()["cells"] == []
        listed = world.as_("reviewer").get("/results", params={"pledge": "open"}).json()["items"]
        assert [row["id"] for row in listed] == [id_]
        first = world.as_("director").get("/results", params={"limit": 1}).json()
        second = world.as_("director").get("/results", params={"limit": 2, "cursor": first["next_cursor"]}).json()
        assert (len(first["items"]), len(second["items"]), second["next_cursor"]) == (1, 2, None)


def test_one_file_shows_all_five(template: Template, engine: str) -> None:
    with template.world(engine) as world:
        executed(world, "interview")
        executed(world, "praise")
        handed(world)
        done(move(world.as_("media"), sent(world)["id"], "air", airing=AIRING))
        an_example(world, "promoted")
        file = world.as_("director").get(f"/units/{TOWN}/results").json()
        assert file["supervision"] == {
            "findings": 4, "serious": 0, "open": 4, "closed": 0, "reopened": 0, "orders": 4, "orders_overdue": 0,
        }  # fmt: skip
        assert {each["pillar"]: each["count"] for each in file["pillars"]} == {
            "incentive": 1, "interview": 1, "accountability": 1, "exposure": 1,
        }  # fmt: skip
        assert file["examples_promoted"] == 1
        own = world.as_("township").get(f"/units/{TOWN}/results").json()
        assert {each["pillar"]: each["count"] for each in own["pillars"]}["accountability"] == 0
        other = world.as_("other-township").get(f"/units/{TOWN}/results").json()
        assert (other["supervision"]["findings"], [each["count"] for each in other["pillars"]]) == (0, [0, 0, 0, 0])
        assert refusal(world.as_("director").get(f"/units/{UUID(int=9)}/results")) == (404, "not-found")


def test_who_lags_is_shown_with_its_reasons_to_those_who_choose(template: Template, engine: str) -> None:
    with template.world(engine) as world:
        orders = [an_order(world)["id"] for _ in range(2)]
        assert world.as_("director").get("/results/candidates").json()["items"] == []
        with world.database.transaction() as tx:
            for id_ in orders:
                order = tx.session.get_one(Order, UUID(id_))
                order.due_on, order.due_at = date(2026, 9, 1), order.due_at.replace(year=2026, month=9, day=1)
                order.auto_signed, order.signed_at = True, tx.now
        (found,) = world.as_("approver").get("/results/candidates").json()["items"]
        assert found["unit_id"] == str(TOWN)
        assert found["reasons"] == [
            {"code": "long_overdue", "count": 2, "of": None}, {"code": "auto_signed", "count": 2, "of": None},
        ]  # fmt: skip
        assert len(found["finding_ids"]) == 2
        for who in ("reviewer", "township", "county-leader", "auditor"):
            assert refusal(world.as_(who).get("/results/candidates")) == (403, "forbidden")


def test_a_stopped_clock_makes_no_laggard(template: Template, engine: str) -> None:
    with template.world(engine) as world:
        director = world.as_("director")
        orders = [an_order(world)["id"] for _ in range(3)]
        with world.database.transaction() as tx:
            for id_ in orders:
                order = tx.session.get_one(Order, UUID(id_))
                order.due_on, order.due_at = date(2026, 9, 1), order.due_at.replace(year=2026, month=9, day=1)
        (found,) = director.get("/results/candidates").json()["items"]
        assert [reason["count"] for reason in found["reasons"]] == [3]
        for id_ in orders[:2]:
            done(director.post(f"/orders/{id_}/moves", json={"verb": "suspend", "reason": "等待上级批复"}))
        assert director.get("/results/candidates").json()["items"] == []


def test_the_offices_own_reading_time_makes_no_laggard(template: Template, engine: str) -> None:
    """Due Friday 13; one answer filed Tue 10 and returned Thu 12, so the next of Mon 16 came within Tue 17."""
    with template.world(engine) as world:
        world.clock.set(datetime(2026, 11, 20, 3, tzinfo=UTC))
        for _ in range(5):
            order = an_order(world)["id"]
            assert world.as_("township").post(f"/orders/{order}/submissions", json=a_submission()).status_code == 201
            done(world.as_("director").post(f"/orders/{order}/moves", json={"verb": "return", "reason": "未清运到位"}))
        with world.database.transaction() as tx:
            for order in tx.session.scalars(select(Order)):
                order.due_on, order.due_at = date(2026, 11, 13), datetime(2026, 11, 13, 15, 59, 59, tzinfo=UTC)
                order.fulfilled_at = datetime(2026, 11, 16, 2, tzinfo=UTC)
            for answer in tx.session.scalars(select(Submission)):
                answer.submitted_at = datetime(2026, 11, 10, 2, tzinfo=UTC)
                answer.judged_at = datetime(2026, 11, 12, 3, tzinfo=UTC)
        assert world.as_("director").get("/results/candidates").json()["items"] == []
        with world.database.transaction() as tx:
            for answer in tx.session.scalars(select(Submission)):
                answer.judged_at = answer.submitted_at
        (found,) = world.as_("director").get("/results/candidates").json()["items"]
        assert found["reasons"] == [{"code": "on_time", "count": 0, "of": 5}]


def test_what_an_appeal_revoked_was_no_relapse(template: Template, engine: str) -> None:
    with template.world(engine) as world:
        findings = [an_order(world)["findings"][0]["id"] for _ in range(2)]
        with world.database.transaction() as tx:
            for id_ in findings:
                audit.record(tx, "finding.reopen", tx.session.get_one(Finding, UUID(id_)))
        (found,) = world.as_("director").get("/results/candidates").json()["items"]
        assert found["reasons"] == [{"code": "reopened", "count": 2, "of": None}]
        with world.database.transaction() as tx:
            tx.session.get_one(Finding, UUID(findings[0])).state = "revoked"
        assert world.as_("director").get("/results/candidates").json()["items"] == []


@pytest.mark.parametrize(("due", "on_time", "lags"), [(5, 3, True), (5, 4, False), (4, 0, False), (10, 7, True)])
def test_an_on_time_share_below_the_rule_needs_enough_orders(due: int, on_time: int, *, lags: bool) -> None:
    own: Any = Record(due=[None] * due, on_time=on_time)  # type: ignore[list-item]
    assert [reason.code for reason in weigh(own, Rules())] == ([Lag.ON_TIME] if lags else [])


@pytest.mark.parametrize(
    ("day", "first"),
    [(date(2026, 11, 25), date(2026, 10, 1)), (date(2026, 1, 1), date(2026, 1, 1)), (date(2026, 9, 30), date(2026, 7, 1))],
)
def test_the_quarter_of_a_day(day: date, first: date) -> None:
    assert quarter_from(day) == first


def test_the_ledger_is_what_the_reader_may_see(template: Template, engine: str) -> None:
    with template.world(engine) as world:
        mine = executed(world, "criticism")
        handed(world)
        page = world.as_("township").get("/ledgers/results").json()
        assert [row["id"] for row in page["items"]] == [mine["id"]]
        lines = world.as_("director").get("/ledgers/results.csv").content.decode("utf-8-sig").splitlines()
        assert lines[0].startswith("编号,类别,状态,单位")
        assert len(lines) == 3
        book = openpyxl.load_workbook(io.BytesIO(world.as_("township").get("/ledgers/results.xlsx").content))
        rows = list(book.worksheets[0].values)
        assert (len(rows), rows[1][0], rows[1][1], rows[1][5]) == (2, mine["number"], "批评", None)
        english = world.as_("director").get("/ledgers/results.csv", headers={"Accept-Language": "en"}).text
        assert "Accountability proposal" in english
        assert refusal(world.as_("media").get("/ledgers/results")) == (403, "forbidden")
        assert world.as_("other-township").get("/ledgers/results", params={"unit_id": str(TOWN)}).json()["items"] == []
        assert world.as_("director").get("/ledgers/results", params={"unit_id": str(OTHER_TOWN)}).json()["items"] == []
