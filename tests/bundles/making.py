"""Bundles asked for over HTTP and made by the worker; cases to make them of."""

from typing import Any
from uuid import uuid4

import httpx2
import orjson

from tests.making import a_photo, a_submission, an_order, upload
from tests.world import World

REASON = "县纪委监委来函调取，随案移送"


def asked(world: World, report: str, who: str = "director", **changes: Any) -> httpx2.Response:
    """The answer to asking for a bundle."""
    return world.as_(who).post("/bundles", json={"id": str(uuid4()), "report_id": report, "reason": REASON} | changes)


def made(world: World, report: str, who: str = "director", **changes: Any) -> tuple[dict[str, Any], bytes]:
    """A bundle that is made: what is said of it, and its bytes."""
    answer = asked(world, report, who, **changes)
    assert answer.status_code == 201, answer.text
    world.work()
    told = world.as_(who).get(f"/bundles/{answer.json()['id']}").json()
    assert (told["state"], told["failure"]) == ("made", None)
    fetched = world.as_(who).get(f"/bundles/{told['id']}/file")
    assert (fetched.status_code, len(fetched.content)) == (200, told["size_bytes"])
    return told, fetched.content


def an_answered_finding(world: World) -> tuple[str, str, dict[str, Any], bytes]:
    """A finding whose order was answered with a photograph: report, finding, the answer as sent, its photograph."""
    order, photo, unit = an_order(world), a_photo(9), world.as_("township")
    answer = a_submission([photo])
    assert unit.post(f"/orders/{order['id']}/submissions", json=answer).status_code == 201
    assert upload(unit, answer["evidence"][0], photo, submission_id=answer["id"]).status_code == 204
    finding = order["findings"][0]
    return finding["report_id"], finding["id"], answer, photo


def the_root(world: World) -> str:
    """The root key's thumbprint, as it would be handed over."""
    told = orjson.loads(world.as_("director").get("/keys").json()["manifest"])
    return str(next(each["id"] for each in told["keys"] if each["use"] == "root"))
