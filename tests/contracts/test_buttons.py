"""The pages' buttons come from what the server says of a row: its `moves`, and whether the reader may change it."""

from typing import Any

from tests.conclusions.making import a_draft, move
from tests.making import a_task
from tests.missions.making import a_mission
from tests.telegrams.making import a_telegram
from tests.world import World


def told(world: World, path: str, field: str, *people: str) -> dict[str, Any]:
    """What each of them reads there."""
    return {who: world.as_(who).get(path).json()[field] for who in people}


def test_a_plan_is_written_while_it_is_a_draft_and_widened_while_it_runs(world: World) -> None:
    who = ("reviewer", "director", "leader1", "inspector")
    draft, approved = (f"/missions/{a_mission(world, state)['id']}" for state in ("draft", "approved"))
    assert told(world, draft, "editable", *who) == {"reviewer": True, "director": True, "leader1": True, "inspector": False}
    assert set(told(world, draft, "changeable", *who).values()) == {False}
    assert set(told(world, approved, "editable", *who).values()) == {False}
    assert told(world, approved, "changeable", *who) == {"reviewer": True, "director": True, "leader1": True, "inspector": False}


def test_a_conclusion_is_written_by_the_desk_until_it_is_signed(world: World) -> None:
    conclusion = a_draft(world)["id"]
    path, who = f"/conclusions/{conclusion}", ("reviewer", "director", "approver")
    assert told(world, path, "editable", *who) == {"reviewer": True, "director": True, "approver": False}
    assert move(world, "approver", conclusion, "sign").status_code == 200
    assert set(told(world, path, "editable", *who).values()) == {False}


def test_a_telegram_is_written_by_the_desk_until_it_is_countersigned(world: World) -> None:
    draft, signed = (f"/telegrams/{a_telegram(world, until)['id']}" for until in ("draft", "countersigned"))
    assert told(world, draft, "editable", "reviewer", "approver") == {"reviewer": True, "approver": False}
    assert told(world, signed, "editable", "reviewer", "director") == {"reviewer": False, "director": False}


def test_a_matter_is_written_by_the_office_until_it_is_over(world: World) -> None:
    task = a_task(world)["id"]
    path = f"/tasks/{task}"
    assert told(world, path, "editable", "reviewer", "approver", "township") == {
        "reviewer": True,
        "approver": False,
        "township": False,
    }
    over = {"verb": "cancel", "reason": "并入他项"}
    assert world.as_("approver").post(f"{path}/moves", json=over).status_code == 200
    assert told(world, path, "editable", "reviewer") == {"reviewer": False}
