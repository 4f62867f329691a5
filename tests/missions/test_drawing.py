"""A draw over HTTP: every verb once, every refusal once, what the record proves, and what nobody reads before the field."""

import hashlib
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.missions.draw import replay
from app.missions.draw_models import MissionDraw
from tests.missions.making import a_mission, did, move, open_site, person, slug
from tests.world import BUREAU, OTHER_TOWN, TOWN, VILLAGE, World

NAMES = ("渡口东侧", "渡口西侧", "老街口", "货场北门")
NUMBER = {"verb": "draw", "public_number": "507184926", "public_source": "县公证处（示例）第2026-327期"}


def a_mission_to_draw(world: World, state: str = "approved") -> str:
    """A covert mission over both towns, led by leader1, that waits for its draw."""
    targets = [str(TOWN), str(OTHER_TOWN)]
    made = a_mission(world, state, target_unit_ids=targets, sites=[], member_ids=[], draw_required=True)
    return str(made["id"])


def a_draft(**changes: Any) -> dict[str, Any]:
    """Four sites in two towns, three people; two sites wanted with one inspector each."""
    homes = (TOWN, VILLAGE, OTHER_TOWN, OTHER_TOWN)
    return {
        "id": str(uuid4()),
        "sites": [
            {"id": str(uuid4()), "name": name, "unit_id": str(home), "weight": 2 if number == 1 else 1}
            for number, (name, home) in enumerate(zip(NAMES, homes, strict=True))
        ],
        "inspectors": [{"user_id": person(who)} for who in ("inspector", "inspector2", "leader1")],
        "sites_wanted": 2, "inspectors_per_site": 1,
    } | changes  # fmt: skip


def lock(world: World, mission: str, draft: dict[str, Any], who: str = "reviewer") -> Any:
    return world.as_(who).post(f"/missions/{mission}/draw", json=draft)


def act(world: World, who: str, mission: str, verb: str, **more: Any) -> Any:
    return world.as_(who).post(f"/missions/{mission}/draw/moves", json={"verb": verb} | more)


def brought(world: World, state: str, **changes: Any) -> tuple[str, dict[str, Any]]:
    """A draw in a state, by the people whose verbs they are."""
    mission = a_mission_to_draw(world)
    answer = lock(world, mission, a_draft(**changes))
    assert answer.status_code == 201, answer.text
    steps = {
        "committed": [("reviewer", {"verb": "commit"})], "drawn": [("reviewer", NUMBER)],
        "witnessed": [("director", {"verb": "witness"}), ("approver", {"verb": "witness"})],
        "issued": [("reviewer", {"verb": "issue"})],
    }  # fmt: skip
    order = ["locked", *steps]
    for reached in order[1 : order.index(state) + 1]:
        for who, body in steps[reached]:
            answer = world.as_(who).post(f"/missions/{mission}/draw/moves", json=body)
            assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    assert told["state"] == state
    return mission, told


def test_from_the_lists_to_the_field(world: World) -> None:
    mission = a_mission_to_draw(world)
    draft = a_draft()
    made = lock(world, mission, draft)
    assert made.status_code == 201
    assert made.json()["commitment"] is None  # not before it is published
    assert made.json()["moves"] == ["commit", "cancel"]
    assert lock(world, mission, draft).status_code == 200
    committed = act(world, "reviewer", mission, "commit").json()
    assert len(committed["commitment"]) == 64
    drawn = world.as_("reviewer").post(f"/missions/{mission}/draw/moves", json=NUMBER).json()
    assert (drawn["state"], drawn["complete"], drawn["replayed"]) == ("drawn", True, True)
    assert drawn["commitment"] == committed["commitment"]
    assert [len(group["inspectors"]) for group in drawn["groups"]] == [1, 1]
    first = act(world, "director", mission, "witness").json()
    assert (first["state"], [each["name"] for each in first["witnesses"]]) == ("drawn", ["周示例"])
    second = act(world, "approver", mission, "witness").json()
    assert second["state"] == "witnessed"
    issued = act(world, "reviewer", mission, "issue").json()
    assert (issued["state"], issued["moves"]) == ("issued", [])

    told = world.as_("director").get(f"/missions/{mission}").json()
    chosen = [group["site_id"] for group in issued["groups"]]
    assert [site["id"] for site in told["sites"]] == chosen
    sent = {each["id"] for group in issued["groups"] for each in group["inspectors"]}
    assert {each["id"] for each in told["members"]} == sent | {person("leader1")}
    for who in ("leader1", "inspector", "inspector2"):
        if person(who) in sent | {person("leader1")}:
            did(world, who, mission, "commit")
    did(world, "leader1", mission, "deploy")


def test_nobody_but_the_director_reads_a_drawn_site_before_it_is_opened(world: World) -> None:
    mission, told = brought(world, "issued")
    going = next(who for who in ("inspector", "inspector2", "leader1") if person(who) == told["groups"][0]["inspectors"][0]["id"])
    for who in ("reviewer", "approver", going):
        for path in (f"/missions/{mission}", f"/missions/{mission}/draw", f"/missions/{mission}/draw/record"):
            answer = world.as_(who).get(path)
            assert answer.status_code == 200
            assert not any(name in answer.text for name in NAMES), (who, path)
    director = world.as_("director").get(f"/missions/{mission}/draw").json()
    assert all(group["site_name"] in NAMES for group in director["groups"])

    for who in {going, "leader1", *(w for w in ("inspector", "inspector2") if any(
        person(w) == each["id"] for group in told["groups"] for each in group["inspectors"]))}:  # fmt: skip
        did(world, who, mission, "commit")
    assert move(world, "leader1", mission, "deploy", reason="人少").status_code == 200
    assert open_site(world, going, mission, told["groups"][0]["site_id"]).status_code == 200
    seen = world.as_("reviewer").get(f"/missions/{mission}/draw").json()["groups"]
    assert seen[0]["opened"]
    assert seen[0]["site_name"] in NAMES
    assert seen[1]["site_name"] is None


def test_units_are_tokens_in_the_record(world: World) -> None:
    mission, _ = brought(world, "drawn")
    text = world.as_("reviewer").get(f"/missions/{mission}/draw/record").text
    assert not any(str(unit) in text for unit in (TOWN, OTHER_TOWN, VILLAGE, BUREAU))


def test_the_record_computes_to_itself_here_and_from_the_command_line(world: World, tmp_path: Path) -> None:
    mission, told = brought(world, "drawn")
    record = world.as_("reviewer").get(f"/missions/{mission}/draw/record").json()
    assert replay(record) == []
    assert record["result"]["groups"] == [
        {"site": group["site_id"], "inspectors": [each["id"] for each in group["inspectors"]]} for group in told["groups"]
    ]
    nonce, digest = bytes.fromhex(record["nonce"]), bytes.fromhex(record["digest"])
    assert hashlib.sha256(nonce + digest).hexdigest() == told["commitment"]
    held = tmp_path / "draw.json"
    held.write_text(json.dumps(record))
    good = subprocess.run([sys.executable, "-m", "app.cli", "draw-verify", str(held)], capture_output=True, text=True, check=False)
    assert (good.returncode, good.stdout.strip()) == (0, "一致")
    held.write_text(json.dumps(record | {"public_number": "507184927"}))
    bad = subprocess.run([sys.executable, "-m", "app.cli", "draw-verify", str(held)], capture_output=True, text=True, check=False)
    assert bad.returncode == 1
    assert "不一致" in bad.stdout


def test_a_stored_record_that_was_changed_is_found_and_not_handed_on(world: World) -> None:
    mission, told = brought(world, "witnessed")
    with world.database.transaction() as tx:
        row = tx.session.get_one(MissionDraw, UUID(told["id"]))
        groups = [dict(group) for group in row.result["groups"]]
        groups[0]["inspectors"], groups[1]["inspectors"] = groups[1]["inspectors"], groups[0]["inspectors"]
        row.result = {**row.result, "groups": groups}
    assert world.as_("director").get(f"/missions/{mission}/draw").json()["replayed"] is False
    assert slug(act(world, "reviewer", mission, "issue")) == "409 draw-broken"


def test_a_draw_is_never_drawn_again_and_one_taken_back_stays_on_record(world: World) -> None:
    mission, told = brought(world, "drawn")
    assert slug(world.as_("reviewer").post(f"/missions/{mission}/draw/moves", json=NUMBER)) == "409 illegal-move"
    assert slug(lock(world, mission, a_draft())) == "409 draw-exists"
    assert slug(act(world, "reviewer", mission, "cancel")) == "422 reason-required"
    gone = act(world, "reviewer", mission, "cancel", reason="见证人临时缺席").json()
    assert (gone["state"], gone["replayed"], len(gone["groups"])) == ("cancelled", True, 2)
    assert slug(act(world, "reviewer", mission, "commit")) == "409 illegal-move"
    again = lock(world, mission, a_draft()).json()
    assert [(each["id"], each["reason"]) for each in again["earlier"]] == [(told["id"], "见证人临时缺席")]


@pytest.mark.parametrize(
    ("state", "who", "verb", "refusal"),
    [
        ("locked", "inspector", "commit", "404 not-found"), ("locked", "approver", "commit", "403 forbidden"),
        ("locked", "reviewer", "draw", "409 illegal-move"), ("locked", "director", "witness", "409 illegal-move"),
        ("locked", "reviewer", "attest", "409 illegal-move"), ("committed", "reviewer", "commit", "409 illegal-move"),
        ("committed", "reviewer", "draw", "422 public-number-required"), ("committed", "approver", "draw", "403 forbidden"),
        ("drawn", "reviewer", "witness", "403 witness-not-apart"), ("drawn", "leader1", "witness", "403 forbidden"),
        ("drawn", "reviewer", "issue", "409 illegal-move"), ("witnessed", "approver", "issue", "403 forbidden"),
        ("issued", "reviewer", "cancel", "409 illegal-move"), ("drawn", "approver", "cancel", "403 forbidden"),
    ],
)  # fmt: skip
def test_what_the_machine_refuses(world: World, state: str, who: str, verb: str, refusal: str) -> None:
    mission, _ = brought(world, state)
    assert slug(act(world, who, mission, verb, reason="理由")) == refusal


def test_each_witness_once(world: World) -> None:
    mission, _ = brought(world, "drawn")
    assert act(world, "director", mission, "witness").status_code == 200
    assert slug(act(world, "director", mission, "witness")) == "409 witnessed-already"


def test_an_office_that_asks_for_no_witness_has_none(fresh: World) -> None:
    fresh.as_("director").put("/rules/draw_witnesses", json={"value": 0, "reason": "县里规定"})
    mission = a_mission_to_draw(fresh)
    lock(fresh, mission, a_draft())
    act(fresh, "reviewer", mission, "commit")
    told = fresh.as_("reviewer").post(f"/missions/{mission}/draw/moves", json=NUMBER).json()
    assert (told["state"], told["witnesses"]) == ("witnessed", [])


def test_lists_that_cannot_be_locked(world: World) -> None:
    mission = a_mission_to_draw(world)
    draft = a_draft()
    twice = draft | {"sites": [draft["sites"][0], draft["sites"][0]]}
    assert slug(lock(world, mission, twice)) == "422 candidate-twice"
    assert slug(lock(world, mission, draft | {"sites_wanted": 4})) == "422 too-few-candidates"
    assert slug(lock(world, mission, draft | {"sites": [draft["sites"][0] | {"unit_id": str(BUREAU)}]})) == "422 outside-plan"
    assert slug(lock(world, mission, draft | {"sites": [draft["sites"][0] | {"unit_id": str(uuid4())}]})) == "422 unknown-unit"
    stranger = draft | {"inspectors": [{"user_id": str(uuid4())}]}
    assert slug(lock(world, mission, stranger)) == "422 unknown-person"
    assert slug(lock(world, mission, draft | {"inspectors": [{"user_id": person("media")}]})) == "422 not-field-person"
    away = draft | {"inspectors": [each | {"away": True} for each in draft["inspectors"]]}
    assert slug(lock(world, mission, away)) == "422 too-few-candidates"
    assert slug(lock(world, mission, draft, "approver")) == "403 forbidden"
    assert slug(lock(world, mission, draft, "inspector")) == "404 not-found"
    assert lock(world, mission, draft).status_code == 201
    assert slug(lock(world, mission, draft | {"sites_wanted": 1})) == "409 draw-id-reused"


def test_a_draw_waits_for_the_approval(world: World) -> None:
    mission = a_mission_to_draw(world, "draft")
    assert slug(lock(world, mission, a_draft())) == "409 not-drawable"


def test_there_is_no_record_before_the_number(world: World) -> None:
    mission, _ = brought(world, "committed")
    assert slug(world.as_("reviewer").get(f"/missions/{mission}/draw/record")) == "409 not-drawn-yet"
    assert world.as_("reviewer").get(f"/missions/{a_mission_to_draw(world)}/draw").status_code == 404


def test_recusals_that_leave_a_place_empty_stop_the_draw(world: World) -> None:
    people = [{"user_id": person(who), "kin_unit_ids": [str(TOWN), str(OTHER_TOWN)]} for who in ("inspector", "inspector2")]
    mission, told = brought(world, "drawn", inspectors=people)
    assert told["complete"] is False
    assert {each["reason"] for each in told["passed"]} == {"kin"}
    assert told["moves"] == ["cancel"]
    for who in ("director", "approver"):
        assert act(world, who, mission, "witness").status_code == 200
    assert slug(act(world, "reviewer", mission, "issue")) == "409 draw-incomplete"


def test_what_is_registered_keeps_people_away_and_the_office_may_add_to_it(world: World) -> None:
    """One used to serve in the town, by the records; the office knows that the other did in the other town."""
    ended = (datetime.now(UTC).date() - timedelta(days=300)).isoformat()
    posts = {"posts": [{"unit_id": str(TOWN), "until": ended}]}
    assert world.as_("sysadmin").put(f"/users/{person('inspector2')}/former-posts", json=posts).status_code == 200
    interests = {"interests": [{"unit_id": str(TOWN), "kind": "kin"}, {"unit_id": str(TOWN), "kind": "interest"}]}
    assert world.as_("inspector2").put("/me/interests", json=interests).status_code == 200
    added = {"former_units": [{"unit_id": str(OTHER_TOWN), "until": ended}], "declared_unit_ids": [str(VILLAGE)]}
    people = [{"user_id": person("inspector")} | added, {"user_id": person("inspector2")}]
    for town, goes, stays, why in ((TOWN, "王示例", "李样本", "former_unit"), (OTHER_TOWN, "李样本", "王示例", "former_unit")):
        mission = a_mission_to_draw(world)
        sites = [{"id": str(uuid4()), "name": name, "unit_id": str(town)} for name in NAMES[:2]]
        told = lock(world, mission, a_draft(inspectors=people, sites=sites, sites_wanted=1)).json()
        # own offices stand above no town and are not counted: two added to the one, three registered of the other
        assert {each["name"]: each["recusals"] for each in told["lists"]["inspectors"]} == {"王示例": 2, "李样本": 3}
        act(world, "reviewer", mission, "commit")
        drawn = world.as_("reviewer").post(f"/missions/{mission}/draw/moves", json=NUMBER).json()
        assert [each["name"] for each in drawn["groups"][0]["inspectors"]] == [goes]
        assert drawn["passed"] in ([], [{"group": 1, "name": stays, "reason": why}])


def test_an_unknown_unit_to_keep_away_from_is_refused(world: World) -> None:
    unknown = [{"user_id": person("inspector"), "kin_unit_ids": [str(uuid4())]}, {"user_id": person("inspector2")}]
    answer = lock(world, a_mission_to_draw(world), a_draft(inspectors=unknown))
    assert (slug(answer), answer.json()["pointer"]) == ("422 unknown-unit", "/inspectors/0")


def test_what_was_opened_lately_is_out_and_pairs_are_known(fresh: World) -> None:
    """A site of the village was opened a month ago: its unit is out. The two who went then do not go together again.

    What is sealed still is not known to a draw, not even to the planner's own.
    """
    fresh.clock.set(datetime.now(UTC) - timedelta(days=31))
    before = a_mission(fresh, "fieldwork", sites=[{"id": str(uuid4()), "name": "旧点", "unit_id": str(VILLAGE)}])
    sealed = lock(fresh, a_mission_to_draw(fresh), a_draft(inspectors_per_site=1, sites_wanted=1)).json()
    assert sealed["lists"]["sites_recent"] == 0
    did(fresh, "leader1", before["id"], "report")
    did(fresh, "director", before["id"], "conclude", result_check="已清")
    fresh.clock.set(datetime.now(UTC))
    fresh.close()
    fresh._clients.clear()
    mission = a_mission_to_draw(fresh)
    told = lock(fresh, mission, a_draft(inspectors_per_site=1, sites_wanted=1)).json()
    assert told["lists"]["sites_recent"] == 1
    with fresh.database.reading() as tx:
        pairs = tx.session.get_one(MissionDraw, UUID(told["id"])).lists["pairs"]
    assert len(pairs) == 3  # three people went: every two of them


def test_the_log_binds_the_record(world: World) -> None:
    from app.audit import queries as audit
    from app.missions.draw import canonical

    mission, told = brought(world, "drawn")
    record = world.as_("reviewer").get(f"/missions/{mission}/draw/record").json()
    with world.database.reading() as tx:
        entries = audit.story(tx, UUID(told["id"]))
        assert [entry.action for entry in entries] == ["draw.locked", "draw.commit", "draw.draw"]
        assert hashlib.sha256(canonical(record)).hexdigest().encode() in (entries[-1].payload or b"")
