"""Who is given which copy: nobody outside before somebody checked, then the masked one and no other."""

import io
from itertools import starmap
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from tests.imaging.pictures import BLUE, GREEN, RED, WHITE, photo
from tests.making import a_manifest, a_submission, a_task, an_evidence, upload
from tests.masking.making import COVER, GREEN_HALF, RED_HALF, checked, covered, let_out, moved, near, picture, quarters, refusal
from tests.world import World

OUTSIDERS = ["township", "township-head", "county-leader"]
VIEWS = ["preview", "thumbnail", "watermarked"]
SIZE = (400, 300)


@pytest.mark.parametrize("reader", OUTSIDERS)
@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_given_out_before_somebody_checked(world: World, reader: str, view: str) -> None:
    evidence, outside = let_out(world)["evidence"], world.as_(reader)
    assert refusal(outside.get(f"/evidence/{evidence}/{view}")) == (409, "evidence-mask-pending")
    assert outside.get(f"/evidence/{evidence}").json()["rendition"] == "pending"
    assert covered(world.as_("reviewer"), evidence, [RED_HALF], 0).status_code == 200
    assert refusal(outside.get(f"/evidence/{evidence}/{view}")) == (409, "evidence-mask-pending")
    assert moved(world.as_("reviewer"), evidence, "check", 1).status_code == 200
    shown = quarters(picture(outside, evidence, view), SIZE)
    assert list(starmap(near, zip(shown, (COVER, GREEN, BLUE, WHITE), strict=True))) == [True] * 4
    assert outside.get(f"/evidence/{evidence}").json()["rendition"] == "masked"


@pytest.mark.parametrize("reader", OUTSIDERS)
def test_originals_exif_and_masks_are_never_an_outsiders(world: World, reader: str) -> None:
    evidence, outside = let_out(world)["evidence"], world.as_(reader)
    checked(world, evidence, [RED_HALF])
    for door in ("original", "checks", "mask", "masked"):
        assert refusal(outside.get(f"/evidence/{evidence}/{door}")) == (403, "forbidden")
    told = outside.get(f"/evidence/{evidence}").json()
    assert (told["exif"], told["mask"], told["checks"]) == (None, None, [])


@pytest.mark.parametrize("reader", ["inspector", "reviewer", "director", "approver"])
def test_inside_the_picture_stays_as_it_is(world: World, reader: str) -> None:
    evidence = let_out(world)["evidence"]
    checked(world, evidence, [RED_HALF])
    assert near(quarters(picture(world.as_(reader), evidence))[0], RED)
    assert world.as_(reader).get(f"/evidence/{evidence}").json()["rendition"] == "as_is"


def test_the_released_copy_is_small_upright_and_says_nothing_of_itself(world: World) -> None:
    exif = Image.Exif()
    exif[271], exif[274] = "SECRETMAKER", 1
    evidence = let_out(world, photo(exif=exif))["evidence"]
    checked(world, evidence, [RED_HALF])
    for view in VIEWS:
        content = world.as_("township").get(f"/evidence/{evidence}/{view}").content
        assert b"SECRETMAKER" not in content
        assert not Image.open(io.BytesIO(content)).getexif()


def test_a_mask_moved_after_release_is_what_is_given_out_next(world: World) -> None:
    evidence, unit, reviewer = let_out(world)["evidence"], world.as_("township"), world.as_("reviewer")
    checked(world, evidence, [RED_HALF])
    world.work()
    assert near(quarters(picture(unit, evidence))[0], COVER)
    assert moved(reviewer, evidence, "reopen", 2).status_code == 200
    assert refusal(unit.get(f"/evidence/{evidence}/preview")) == (409, "evidence-mask-pending")
    assert covered(reviewer, evidence, [GREEN_HALF], 3).status_code == 200
    assert moved(reviewer, evidence, "check", 4).status_code == 200
    for view in VIEWS:
        shown = quarters(picture(unit, evidence, view), SIZE)
        assert list(starmap(near, zip(shown, (RED, COVER, BLUE, WHITE), strict=True))) == [True] * 4
    assert "no-store" in unit.get(f"/evidence/{evidence}/preview").headers["cache-control"]


def test_with_nothing_to_cover_the_plain_copy_goes_out_and_still_not_the_original(world: World) -> None:
    evidence, unit = let_out(world)["evidence"], world.as_("township")
    checked(world, evidence, [])
    assert near(quarters(picture(unit, evidence))[0], RED)
    assert refusal(unit.get(f"/evidence/{evidence}/original")) == (403, "forbidden")


def test_a_unit_sees_its_own_answer_and_leaders_wait(world: World) -> None:
    out, unit, raw = let_out(world), world.as_("township"), photo()
    answer = a_submission([]) | {"evidence": [an_evidence(raw)]}
    line: dict[str, Any] = answer["evidence"][0]
    assert unit.post(f"/orders/{out['order']}/submissions", json=answer).status_code == 201
    assert upload(unit, line, raw, submission_id=answer["id"]).status_code == 204
    for own in ("township", "township-head"):
        assert near(quarters(picture(world.as_(own), line["id"]))[0], RED)
    leader = world.as_("county-leader")
    assert refusal(leader.get(f"/evidence/{line['id']}/preview")) == (409, "evidence-mask-pending")
    assert refusal(world.as_("other-township").get(f"/evidence/{line['id']}/preview")) == (404, "not-found")
    checked(world, line["id"], [RED_HALF])
    assert near(quarters(picture(leader, line["id"]))[0], COVER)
    assert near(quarters(picture(unit, line["id"]))[0], RED)


def test_the_office_is_told_how_many_wait(fresh: World) -> None:
    reviewer = fresh.as_("reviewer")
    out = let_out(fresh)
    assert reviewer.get(f"/orders/{out['order']}").json()["masks_waiting"] == 1
    assert [row["masks_waiting"] for row in reviewer.get("/orders").json()["items"]] == [1]
    assert [row["masks_waiting"] for row in reviewer.get("/reports").json()["items"]] == [1]
    assert fresh.as_("township").get(f"/orders/{out['order']}").json()["masks_waiting"] == 0
    checked(fresh, out["evidence"], [])
    assert reviewer.get(f"/reports/{out['report']}").json()["masks_waiting"] == 0


def test_an_order_goes_out_whether_or_not_masks_are_checked(world: World) -> None:
    out = let_out(world)
    order = world.as_("township").get(f"/orders/{out['order']}").json()
    assert (order["state"], order["findings"][0]["evidence_ids"]) == ("issued", [out["evidence"]])


def test_an_undecodable_photograph_is_told_as_such_and_vouched_for_by_nobody(world: World) -> None:
    raw = b"\xff\xd8\xff" + b"no picture at all" * 40
    report, client = str(uuid4()), world.as_("inspector")
    manifest = a_manifest(a_task(world)["id"], [raw])
    line = manifest["evidence"][0]
    assert client.put(f"/reports/{report}", json=manifest).status_code == 201
    reviewer = world.as_("reviewer")
    assert refusal(covered(reviewer, line["id"], [], 0)) == (409, "evidence-not-received")
    assert upload(client, line, raw, report_id=report).status_code == 204
    assert refusal(moved(reviewer, line["id"], "check", 0)) == (409, "mask-not-seen")
    world.work()
    assert refusal(moved(reviewer, line["id"], "check", 0)) == (409, "mask-not-seen")
    assert refusal(reviewer.get(f"/evidence/{line['id']}/masked")) == (404, "evidence-undecodable")
