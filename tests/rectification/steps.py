"""What the tests of orders do again and again."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx2

from tests.making import a_photo, a_submission, an_evidence, an_order, upload
from tests.world import World

HANDS = ("township", "other-township", "reviewer", "director", "approver", "inspector", "inspector2", "leader1")
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # ten in the morning in legal time


def at(world: World, instant: datetime) -> World:
    """It is then; everybody signs in anew."""
    world.clock.set(instant)
    world.close()
    world._clients.clear()
    for who in HANDS:
        world.as_(who)
    return world


def later(world: World, days: int) -> None:
    """Days pass; everybody signs in anew."""
    world.clock.advance(days=days)
    world.close()
    world._clients.clear()


def move(client: httpx2.Client, kind: str, id_: str, verb: str, **more: Any) -> httpx2.Response:
    """A verb on an order, a finding, or what hangs on an order."""
    return client.post(f"/{kind}/{id_}/moves", json={"verb": verb} | more)


def read(world: World, order: str, who: str = "director") -> dict[str, Any]:
    """An order as somebody reads it."""
    told: dict[str, Any] = world.as_(who).get(f"/orders/{order}").json()
    return told


def answered(world: World, **changes: Any) -> dict[str, Any]:
    """An order whose answer has come in; as the office reads it."""
    order = an_order(world, **changes)
    sent = world.as_("township").post(f"/orders/{order['id']}/submissions", json=a_submission())
    assert (sent.status_code, sent.json()["state"]) == (201, "submitted"), sent.text
    return read(world, order["id"])


def closed(world: World, **changes: Any) -> dict[str, Any]:
    """An order answered, accepted, and its finding closed."""
    order = answered(world, **changes)
    finding = order["findings"][0]["id"]
    if changes.get("severity") == "serious":
        assert look(world, finding, "rectified").status_code == 201
    assert move(world.as_("director"), "orders", order["id"], "accept").status_code == 200
    assert move(world.as_("director"), "findings", finding, "close").status_code == 200
    return read(world, order["id"])


def look(world: World, finding: str, result: str, who: str = "inspector2", ends: str = "applied", **more: Any) -> httpx2.Response:
    """A second look with its photograph sent; the answer to the look."""
    photo, eyes = a_photo(7), world.as_(who)
    line = an_evidence(photo)
    draft = {"id": str(uuid4()), "result": result, "note": "现场所见", "inspected_at": "2026-11-21T02:00:00Z", "evidence": [line]}
    answer = eyes.post(f"/findings/{finding}/reinspections", json=draft | more)
    if answer.status_code == 201:
        assert upload(eyes, line, photo, reinspection_id=draft["id"]).headers["mingcha-report-state"] == ends
    return answer


def an_extension(new_due_on: str, **changes: Any) -> dict[str, Any]:
    """A request for more time."""
    words = {"reason": "连续降雨，土方无法外运", "progress": "已清运六成", "signed_by": "褚样本"}
    return {"id": str(uuid4()), "new_due_on": new_due_on} | words | changes


def long_order(world: World, due_on: str, **changes: Any) -> dict[str, Any]:
    """A long order."""
    return an_order(world, due_on=due_on, **{"class": "long"} | changes)
