"""Reading a notice is in the log."""

from typing import Any
from uuid import uuid4

from app.notices import service
from app.notices.service import Message
from tests.world import World, user_id


def told(world: World) -> str:
    """A notice to the inspector."""
    with world.database.transaction() as tx:
        service.tell(tx, [(user_id("inspector"), Message("new_work", "order", uuid4()))])
    return str(world.as_("inspector").get("/notices").json()["items"][0]["id"])


def read_one(world: World) -> Any:
    notice = told(world)
    return "inspector", lambda: world.as_("inspector").post(f"/notices/{notice}/moves", json={"verb": "read"})


def read_all(world: World) -> Any:
    told(world)
    return "inspector", lambda: world.as_("inspector").post("/notices/moves", json={"verb": "read"})


DEEDS: dict[tuple[str, str], Any] = {
    ("POST", "/notices/{notice_id}/moves"): (read_one, ["notice.read"]),
    ("POST", "/notices/moves"): (read_all, ["notice.all_read"]),
}
NO_DEED: set[tuple[str, str]] = set()
