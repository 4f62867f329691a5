"""Everybody at every door of everything (S1): 100 % of the cells, and a new route without a row fails the build."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx2
import pytest

from app.core.settings import Settings
from app.identity import service as identity
from app.identity.models import User
from app.main import create_app
from tests.secrecy import idor
from tests.secrecy.doors import DOORS, knocks_at
from tests.secrecy.matrix import READERS, RELATIONS, STRANGERS, Row, Seen, Stage, rehearsed, set_up
from tests.secrecy.telling import told
from tests.world import Template, user_id

ROWS: dict[tuple[str, str], Row] = dict(idor.ROWS)
SEEN: dict[str, Seen] = dict(idor.SEEN)
ROOMS = [import_module(f"tests.secrecy.{path.stem}") for path in sorted(Path(__file__).parent.glob("idor_*.py"))]
for _room in ROOMS:
    ROWS |= _room.ROWS
    SEEN |= _room.SEEN
CELLS: Counter[str] = Counter()
ROUTES = list(DOORS)


@pytest.fixture(scope="module")
def stage(template: Template) -> Iterator[Stage]:
    """One world; the policy knows no database."""
    with template.world("sqlite") as world:
        made = set_up(world)
        for room in ROOMS:
            if hasattr(room, "things"):
                room.things(made)
        world.work()
        made_clients = {who: _client(made, who) for who in READERS}
        with rehearsed(world.database):
            made.clients = made_clients
            yield made
        for who in STRANGERS:
            made_clients[who].close()
    print(f"\nIDOR matrix: {sum(CELLS.values())} cells: {dict(CELLS)}")  # ruff: ignore[print]  the count is asked for


def _client(stage: Stage, who: str) -> httpx2.Client:
    world = stage.world
    if who == "anonymous":
        return world.client()
    if who not in STRANGERS:
        return world.as_(who)
    with world.database.transaction() as tx:
        user = tx.session.get_one(User, user_id("inspector2" if who == "expired" else "other-township"))
        if who == "disabled":
            user = User(
                id=user_id("disabled"), username="disabled", name="孔样本", post=None, unit_id=user.unit_id, roles=["unit_contact"],
                scopes=[], password_hash=user.password_hash, active=True, grant_epoch=1, created_at=tx.now,
            )  # fmt: skip
            tx.session.add(user)
            tx.session.flush()
        if who == "expired":
            tx.now -= timedelta(days=90)
        token = identity.sign_in(tx, world.app.state.keys, user, "test").access_token
        user.active = who != "disabled"
    return world.client({"Authorization": f"Bearer {token}"})


def test_every_route_has_a_row() -> None:
    document = create_app(Settings(database_url="sqlite://")).openapi()
    routes = {(method.upper(), path.removeprefix("/api/v1")) for path, methods in document["paths"].items() for method in methods}
    assert routes == set(ROWS)
    assert {row.kind for row in ROWS.values() if row.kind} <= set(SEEN)
    assert all(set(seen) == set(RELATIONS) for seen in SEEN.values())


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_every_cell_of_a_route(stage: Stage, route: tuple[str, str]) -> None:
    row, wrong = ROWS[route], []
    relations = RELATIONS if row.kind else ("absent",)
    clients = stage.clients
    for who in READERS:
        ghosts = [told(knock.on(clients[who]), stage.cases["absent"]) for knock in knocks_at(route, stage.cases["absent"])]
        for relation in relations:
            ids = stage.cases[relation]
            for turn, knock in enumerate(knocks_at(route, ids)):
                answer = knock.on(clients[who])
                fault = _fault(row, turn, who, relation, answer, told(answer, ids) == ghosts[turn])
                CELLS[fault or "as written"] += 1
                if fault:
                    wrong.append(f"{who} {relation} #{turn}: {answer.status_code} {answer.text[:120]}: {fault}")
    assert wrong == []


def _fault(row: Row, turn: int, who: str, relation: str, answer: Any, like_ghost: bool) -> str | None:  # ruff: ignore[boolean-type-hint-positional-argument]
    """What is wrong with an answer, if anything."""
    status = answer.status_code
    if status >= 500:
        return "a fault"
    if row.open or who in STRANGERS:
        return None if row.open or status == 401 else "a stranger was let in"
    may = who in row.those_who_may(turn)
    if row.kind is None:
        return None if (status not in {401, 403}) is may else "may, and was refused" if may else "may not, and was let in"
    if who not in SEEN[row.kind][relation]:
        return None if like_ghost and status in {400, 403, 404, 409, 422} else "what is hidden is not like what never was"
    if may:
        return None if status not in {401, 403, 404} else "sees and may, and was refused"
    return None if status == 403 else "sees and may not, and was not told so"
