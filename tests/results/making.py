"""Results at any stage, made over HTTP."""

from typing import Any
from uuid import uuid4

import httpx2

from tests.making import an_order, check_masks
from tests.world import TOWN, World, user_id

EXAMPLE = {
    "title": "“积分换服务”保洁机制", "unit_id": str(TOWN), "focus_area": "clean_county",
    "facts": "村民以保洁积分换取服务，村组常态干净。", "replicable_points": "积分公示、按月兑换。",
}  # fmt: skip


def move(client: httpx2.Client, action: str, verb: str, **more: Any) -> httpx2.Response:
    """A verb on a result."""
    return client.post(f"/results/{action}/moves", json={"verb": verb} | more)


def drafted(world: World, kind: str, **changes: Any) -> dict[str, Any]:
    """A reviewer's draft on a released finding of the town."""
    if "finding_ids" not in changes and "example_ids" not in changes:
        changes["finding_ids"] = [an_order(world)["findings"][0]["id"]]
    draft = {"kind": kind, "unit_id": str(TOWN), "proposal": "建议按程序办理"} | changes
    answer = world.as_("reviewer").put(f"/results/{uuid4()}", json=draft)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def done(answer: httpx2.Response) -> dict[str, Any]:
    """The body of an answer that must be a yes."""
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def approved(world: World, kind: str, **changes: Any) -> dict[str, Any]:
    """A result the leader has approved."""
    made = drafted(world, kind, **changes)
    action = made["id"]
    if kind == "exposure":
        check_masks(world, [each for ground in made["grounds"] for each in ground["evidence_ids"]])
    done(move(world.as_("reviewer"), action, "propose"))
    return done(move(world.as_("approver"), action, "approve", instrument="云督批〔2026〕8号"))


NOTICE = {"held_at": "2026-11-27T01:00:00Z", "place": "县督查室会议室", "about": "垃圾清运问题整改不力"}
STAFF = [str(user_id("reviewer")), str(user_id("director"))]
INTERVIEW = {"happened_on": "2026-11-20", "note": "被约谈人说明了情况。", "staff_ids": STAFF, "attendees": ["褚样本"]}
PRAISE = {"happened_on": "2026-11-20", "note": "全县通报表扬。"}
PLEDGE = {"person": "褚样本", "text": "月底前全面清运，长期保持。", "due_on": "2098-01-01"}
AIRING = {"programme": "抓落实进行时", "column": "lagging", "aired_on": "2026-11-20"}
CHECKS = {"secrecy_checked": True, "opinion_checked": True}


def a_package(action: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A package of the ground's own photographs."""
    ids = action["grounds"][0]["evidence_ids"]
    said = {"title": "清运不及时", "text": "某村排洪渠内垃圾积存。", "column": "lagging", "evidence_ids": ids, "masked": True}
    return said | changes


def masked(world: World) -> dict[str, Any]:
    """An exposure whose package is made."""
    action = approved(world, "exposure")
    done(move(world.as_("reviewer"), action["id"], "mask", package=a_package(action)))
    world.work()
    return done(world.as_("director").get(f"/results/{action['id']}"))


def checked(world: World) -> dict[str, Any]:
    """An exposure whose package was checked."""
    return done(move(world.as_("director"), masked(world)["id"], "check", **CHECKS))


def sent(world: World) -> dict[str, Any]:
    """An exposure the leader let go."""
    return done(move(world.as_("approver"), checked(world)["id"], "send"))


def executed(world: World, kind: str = "criticism") -> dict[str, Any]:
    """A result that was carried out."""
    action = approved(world, kind)
    if kind == "interview":
        done(move(world.as_("director"), action["id"], "notify", notice=NOTICE))
        return done(move(world.as_("director"), action["id"], "execute", execution=INTERVIEW))
    return done(move(world.as_("director"), action["id"], "execute", execution=PRAISE))


def handed(world: World, kind: str = "accountability") -> dict[str, Any]:
    """A result in the discipline office's hands."""
    return done(move(world.as_("director"), approved(world, kind)["id"], "hand_over", receiver="县纪委监委"))


def an_example(world: World, upto: str = "approved") -> dict[str, Any]:
    """The reviewer's example, verified on site, approved, promoted."""
    id_ = str(uuid4())
    answer = world.as_("reviewer").put(f"/examples/{id_}", json=EXAMPLE)
    assert answer.status_code == 201, answer.text
    steps: list[tuple[str, str, str, dict[str, Any]]] = [
        ("verified", "inspector", "verify", {"seen": "现场看过，属实", "seen_on": "2026-11-20"}),
        ("approved", "director", "approve", {}),
        ("promoted", "reviewer", "promote", {"channel": "县级简报"}),
    ]
    body: dict[str, Any] = answer.json()
    for state, who, verb, more in steps:
        if body["state"] == upto:
            break
        body = done(world.as_(who).post(f"/examples/{id_}/moves", json={"verb": verb} | more))
        assert body["state"] == state
    return body


def refusal(answer: httpx2.Response) -> tuple[int, str]:
    """Status and slug of an answer that must be a no."""
    return answer.status_code, str(answer.json().get("type", "")).removeprefix("/problems/")


def state(answer: httpx2.Response) -> str:
    """The state a yes leads to."""
    return str(done(answer)["state"])
