"""走在后、说清楚: the package for the media is masked, checked by another, sent by the leader, and aired."""

import io
import json
import zipfile
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from app.audit import queries as audit
from tests.making import an_order
from tests.masking.making import COVER, RED_HALF, covered, moved, near, quarters
from tests.results.making import (
    AIRING,
    CHECKS,
    PRAISE,
    a_package,
    approved,
    checked,
    done,
    masked,
    move,
    refusal,
    sent,
    state,
)
from tests.world import World


def test_an_exposure_is_masked_checked_sent_and_aired(world: World) -> None:
    reviewer, director, media = world.as_("reviewer"), world.as_("director"), world.as_("media")
    action = approved(world, "exposure")
    id_ = action["id"]
    assert refusal(move(director, id_, "execute", execution=PRAISE)) == (409, "verb-not-of-kind")
    assert refusal(move(reviewer, id_, "mask")) == (422, "result-part-required")
    assert refusal(move(reviewer, id_, "mask", package=a_package(action, masked=False))) == (422, "result-part-required")
    foreign = an_order(world)["findings"][0]["evidence_ids"]
    assert refusal(move(reviewer, id_, "mask", package=a_package(action, evidence_ids=foreign))) == (422, "photo-not-released")
    assert state(move(reviewer, id_, "mask", package=a_package(action))) == "masked"
    assert refusal(move(director, id_, "check", **CHECKS)) == (409, "package-not-ready")
    assert refusal(reviewer.get(f"/results/{id_}/package")) == (409, "package-not-ready")
    world.work()
    assert refusal(move(director, id_, "check", secrecy_checked=True)) == (422, "result-part-required")
    assert refusal(move(director, id_, "return")) == (422, "reason-required")
    assert state(move(director, id_, "return", reason="车牌可辨")) == "approved"
    assert state(move(reviewer, id_, "mask", package=a_package(action))) == "masked"
    world.work()
    assert state(move(director, id_, "check", **CHECKS)) == "checked"
    assert refusal(move(director, id_, "send")) == (409, "appeal-window-open")
    assert refusal(move(media, id_, "air", airing=AIRING)) == (404, "not-found")
    assert state(move(world.as_("approver"), id_, "send")) == "sent_to_media"
    assert refusal(move(media, id_, "air")) == (422, "result-part-required")
    assert refusal(move(media, id_, "air", airing=AIRING | {"aired_on": "2098-01-01"})) == (422, "in-the-future")
    assert refusal(move(director, id_, "air", airing=AIRING)) == (403, "forbidden")
    read = done(move(media, id_, "air", airing=AIRING))
    assert (read["state"], read["column"], read["aired_on"]) == ("aired", "lagging", "2026-11-20")


def test_nobody_checks_the_package_they_made(world: World) -> None:
    action, director = approved(world, "exposure"), world.as_("director")
    done(move(director, action["id"], "mask", package=a_package(action)))
    world.work()
    assert refusal(move(director, action["id"], "check", **CHECKS)) == (403, "masker-checks")


def test_a_package_holds_copies_without_exif_and_tells_no_names(world: World) -> None:
    action = sent(world)
    answer = world.as_("media").get(f"/results/{action['id']}/package")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        names = book.namelist()
        told = json.loads(book.read("manifest.json"))
        pictures = [book.read(name) for name in names[1:]]
    assert names == ["manifest.json", "01.webp", "02.webp"]
    assert all(picture[:4] == b"RIFF" and b"EXIF" not in picture for picture in pictures)
    assert set(told) == {"title", "text", "unit", "column", "pictures"}
    assert [line["name"] for line in told["pictures"]] == names[1:]
    logged = done(world.as_("director").get(f"/results/{action['id']}"))
    assert answer.headers["etag"] == f'"{logged["package"]["sha256"]}"'
    with world.database.reading() as tx:
        actions = [entry.action for entry in audit.story(tx, UUID(action["id"]))]
    assert actions[-1] == "result.package_read"
    assert "result.packaged" in actions


def test_what_the_unit_was_not_shown_any_more_is_not_sent(world: World) -> None:
    order = an_order(world)
    finding = order["findings"][0]["id"]
    action = approved(world, "exposure", finding_ids=[finding])
    done(move(world.as_("reviewer"), action["id"], "mask", package=a_package(action)))
    world.work()
    done(move(world.as_("director"), action["id"], "check", **CHECKS))
    done(world.as_("director").post(f"/orders/{order['id']}/moves", json={"verb": "cancel", "reason": "事实有误"}))
    assert refusal(move(world.as_("approver"), action["id"], "send")) == (409, "ground-not-released")


def test_the_director_sends_once_nobody_may_ask_for_review(fresh: World) -> None:
    id_ = checked(fresh)["id"]
    fresh.clock.advance(days=45)
    fresh.close()
    fresh._clients.clear()
    assert state(move(fresh.as_("director"), id_, "send")) == "sent_to_media"


@pytest.mark.parametrize("made", [masked, checked, sent, lambda world: approved(world, "praise")])
def test_before_it_is_out_the_leader_takes_it_back(world: World, made: Any) -> None:
    id_ = made(world)["id"]
    assert refusal(move(world.as_("approver"), id_, "withdraw")) == (422, "reason-required")
    assert refusal(move(world.as_("director"), id_, "withdraw", reason="x")) == (403, "forbidden")
    assert state(move(world.as_("approver"), id_, "withdraw", reason="情况有变")) == "withdrawn"
    assert refusal(world.as_("media").get(f"/results/{id_}/package")) == (404, "not-found")


def test_a_picture_nobody_checked_is_not_packed(world: World) -> None:
    finding = an_order(world)["findings"][0]
    action = approved(world, "exposure", finding_ids=[finding["id"]])
    reviewer, photo = world.as_("reviewer"), finding["evidence_ids"][0]
    assert moved(reviewer, photo, "reopen", 1).status_code == 200
    refused = move(reviewer, action["id"], "mask", package=a_package(action))
    assert refusal(refused) == (409, "evidence-mask-pending")
    assert refused.json()["pointer"] == "/package/evidence_ids/0"


def test_a_package_whose_mask_was_changed_goes_no_further_and_is_made_anew(world: World) -> None:
    action, reviewer, media = sent(world), world.as_("reviewer"), world.as_("media")
    photo = action["grounds"][0]["evidence_ids"][0]
    assert media.get(f"/results/{action['id']}/package").status_code == 200
    assert moved(reviewer, photo, "reopen", 1).status_code == 200
    assert refusal(media.get(f"/results/{action['id']}/package")) == (409, "evidence-mask-pending")
    assert covered(reviewer, photo, [RED_HALF], 2).status_code == 200
    assert moved(reviewer, photo, "check", 3).status_code == 200
    assert refusal(media.get(f"/results/{action['id']}/package")) == (409, "package-mask-changed")
    other = masked(world)
    photo = other["grounds"][0]["evidence_ids"][0]
    assert moved(reviewer, photo, "reopen", 1).status_code == 200
    assert covered(reviewer, photo, [RED_HALF], 2).status_code == 200
    assert moved(reviewer, photo, "check", 3).status_code == 200
    director = world.as_("director")
    assert refusal(move(director, other["id"], "check", **CHECKS)) == (409, "package-mask-changed")
    done(move(director, other["id"], "return", reason="遮挡有变动"))
    done(move(reviewer, other["id"], "mask", package=a_package(other)))
    world.work()
    done(move(director, other["id"], "check", **CHECKS))
    with zipfile.ZipFile(io.BytesIO(director.get(f"/results/{other['id']}/package").content)) as book:
        shown = quarters(Image.open(io.BytesIO(book.read("01.webp"))).convert("RGB"))
    assert near(shown[0], COVER)
    assert not near(shown[3], COVER)
