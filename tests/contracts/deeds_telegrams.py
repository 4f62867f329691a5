"""Telegrams are in the log, with the orders they issue."""

from typing import Any
from uuid import uuid4

from tests.telegrams.making import a_draft, a_telegram, an_order_draft
from tests.world import World


def put_telegram(world: World) -> Any:
    return "reviewer", lambda: world.as_("reviewer").put(f"/telegrams/{uuid4()}", json=a_draft())


def move_telegram(world: World) -> Any:
    path = f"/telegrams/{a_telegram(world, 'signed', orders=[an_order_draft(world)])['id']}/moves"
    return "director", lambda: world.as_("director").post(path, json={"verb": "issue"})


DEEDS: dict[tuple[str, str], Any] = {
    ("PUT", "/telegrams/{telegram_id}"): (put_telegram, ["telegram.drafted"]),
    ("POST", "/telegrams/{telegram_id}/moves"): (
        move_telegram, ["order.issued", "finding.release", "report.release", "telegram.issue"],
    ),
}  # fmt: skip
NO_DEED: set[tuple[str, str]] = {("POST", "/telegrams/draft-text")}  # a question
