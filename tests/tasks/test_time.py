"""Lights, rest, signatures by the system and filing away, on a calendar."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.bad_input.traces import refusal
from tests.making import a_task
from tests.tasks.hands import MONDAY, answered, move, moved, reaching, rule
from tests.world import MovableClock, Template, World


class StillClock(MovableClock):
    """Stands still until it is moved."""

    def __init__(self) -> None:
        """Begins on Monday, 23 November 2026."""
        super().__init__()
        self.at = MONDAY

    def __call__(self) -> Any:
        return self.at


@pytest.fixture
def monday(template: Template, engine: str) -> Any:
    """A world on a Monday."""
    with template.world(engine, StillClock()) as made:
        yield made


def later(world: World, days: float) -> None:
    """Days pass, what is due is done, and everybody signs in anew."""
    world.clock.at += timedelta(days=days)  # type: ignore[attr-defined]
    world.work()
    world.close()
    world._clients.clear()


def seen(world: World, task: str, who: str = "director") -> Any:
    """The task as it is now."""
    return world.as_(who).get(f"/tasks/{task}").json()


def test_two_working_days_unsigned_and_the_system_signs_and_says_so(monday: World) -> None:
    task = a_task(monday, due_on="2026-12-25")["id"]
    later(monday, 2.5)  # Wednesday night: the second working day ends at midnight
    assert seen(monday, task)["state"] == "dispatched"
    later(monday, 1)
    after = seen(monday, task)
    assert (after["state"], after["auto_signed"], after["light"]) == ("signed", True, "yellow")
    assert after["timeline"][-1]["action"] == "task.auto_signed"


def test_who_signs_in_time_is_not_signed_for(monday: World) -> None:
    task = a_task(monday, due_on="2026-12-25")["id"]
    moved(monday, "township", task, "sign")
    later(monday, 5)
    assert (seen(monday, task)["auto_signed"], seen(monday, task)["light"]) == (False, "green")


def test_a_task_dispatched_anew_has_its_days_again(monday: World) -> None:
    task = a_task(monday, due_on="2026-12-25")["id"]
    later(monday, 1)
    moved(monday, "township", task, "object")
    moved(monday, "director", task, "reassign")
    moved(monday, "director", task, "dispatch")  # on Tuesday
    later(monday, 2)
    assert seen(monday, task)["state"] == "dispatched"
    later(monday, 1)
    assert seen(monday, task)["auto_signed"] is True


def test_an_objection_comes_within_two_working_days(monday: World) -> None:
    task = reaching(monday, "signed", due_on="2026-12-25")["id"]
    assert seen(monday, task, "township")["objection_until"] == "2026-11-25"
    later(monday, 2)
    assert "object" in seen(monday, task, "township")["moves"]
    later(monday, 1)
    assert refusal(move(monday, "township", task, "object"))[:2] == (409, "objection-late")
    assert "object" not in seen(monday, task, "township")["moves"]


def test_the_days_of_an_objection_are_the_office_s_to_set(monday: World) -> None:
    rule(monday, "task_objection_days", 4)
    task = reaching(monday, "signed", due_on="2026-12-25")["id"]
    later(monday, 4)
    assert moved(monday, "township", task, "object")["objection"]


def test_rest_moves_every_day_ahead_by_the_working_days_it_took(monday: World) -> None:
    done, open_ = str(uuid4()), str(uuid4())
    steps = [{"id": done, "name": "摸底", "due_on": "2026-11-24"}, {"id": open_, "name": "清运", "due_on": "2026-12-04"}]
    task = reaching(monday, "in_progress", due_on="2026-12-11", milestones=steps, report_cadence="weekly")["id"]
    monday.as_("township").put(f"/tasks/{task}/milestones/{done}", json={"done_on": "2026-11-23"})
    moved(monday, "approver", task, "suspend", reason="等上级政策")
    later(monday, 9)  # Wednesday of the week after: seven working days
    assert (seen(monday, task)["light"], seen(monday, task)["days_left"]) == ("grey", None)
    after = moved(monday, "approver", task, "resume")
    assert (after["due_on"], after["due_original_on"], after["state"]) == ("2026-12-22", "2026-12-11", "in_progress")
    assert [each["due_on"] for each in after["milestones"]] == ["2026-11-24", "2026-12-15"]
    assert after["next_report_on"] == "2026-12-09"  # 30 November and seven working days
    assert [step["action"] for step in after["timeline"]][-2:] == ["task.clock_moved", "task.resume"]
    assert after["days_left"] == 14


def test_a_rest_before_signing_gives_the_unit_its_days_again(monday: World) -> None:
    task = reaching(monday, "suspended", due_on="2026-12-25")["id"]
    later(monday, 10)
    assert seen(monday, task)["state"] == "suspended"
    moved(monday, "approver", task, "resume")
    later(monday, 0.1)
    assert seen(monday, task)["state"] == "signed"  # its two days had passed; the system signs at once


def test_milestones_colour_the_light_and_its_filter(monday: World) -> None:
    step = str(uuid4())
    plan = [{"id": step, "name": "摸底", "due_on": "2026-11-25"}]
    task = reaching(monday, "in_progress", due_on="2027-03-31", milestones=plan)["id"]

    def lights() -> tuple[str, list[str]]:
        client = monday.as_("director")
        lit = [light for light in ("green", "yellow", "red") if client.get("/tasks", params={"light": light}).json()["items"]]
        return seen(monday, task)["light"], lit

    assert lights() == ("green", ["green"])
    later(monday, 3)  # Thursday: one working day late
    assert lights() == ("yellow", ["yellow"])
    assert seen(monday, task)["milestones"][0]["late_days"] == 1
    later(monday, 6)  # Wednesday: five
    assert lights() == ("yellow", ["yellow"])
    later(monday, 1)  # six
    assert lights() == ("red", ["red"])
    monday.as_("township").put(f"/tasks/{task}/milestones/{step}", json={"done_on": "2026-12-03"})
    assert lights() == ("green", ["green"])
    moved(monday, "approver", task, "suspend")
    assert [row["id"] for row in monday.as_("director").get("/tasks", params={"light": "grey"}).json()["items"]] == [task]
    moved(monday, "approver", task, "cancel")
    assert seen(monday, task)["light"] is None
    assert lights()[1] == []


def test_ninety_days_after_closing_it_is_filed_away(monday: World) -> None:
    closed = reaching(monday, "closed", due_on="2026-12-25")["id"]
    cancelled = reaching(monday, "cancelled", due_on="2026-12-25")["id"]
    later(monday, 90)
    assert {seen(monday, task)["state"] for task in (closed, cancelled)} == {"closed", "cancelled"}
    later(monday, 1)
    filed = [seen(monday, task) for task in (closed, cancelled)]
    assert [each["state"] for each in filed] == ["archived", "archived"]
    assert [each["light"] for each in filed] == ["blue", None]
    assert {each["archive_number"] for each in filed} == {"云督档〔2027〕1号", "云督档〔2027〕2号"}


def test_what_was_taken_up_again_is_filed_away_after_its_own_ninety_days(monday: World) -> None:
    task = reaching(monday, "closed", due_on="2027-12-24")["id"]
    later(monday, 30)
    moved(monday, "director", task, "reopen")
    answered(monday, task)
    moved(monday, "director", task, "close")
    later(monday, 61)  # ninety-one days after the first closing
    assert seen(monday, task)["state"] == "closed"
    later(monday, 30)
    assert seen(monday, task)["state"] == "archived"


def test_what_is_filed_away_by_itself_names_nobody(monday: World) -> None:
    task = reaching(monday, "closed", due_on="2026-12-25")["id"]
    later(monday, 91)
    assert seen(monday, task)["timeline"][-1] == {
        "at": "2027-02-22T03:00:00Z", "action": "task.archive", "actor_name": None, "note": None,
    }  # fmt: skip


def test_closed_late_is_grey_and_in_time_is_blue(monday: World) -> None:
    late = reaching(monday, "in_progress", due_on="2026-11-25")["id"]
    timely = reaching(monday, "feedback_submitted", due_on="2026-11-25")["id"]
    later(monday, 4)
    assert seen(monday, late)["light"] == "red"
    answered(monday, late)
    for task in (late, timely):
        moved(monday, "director", task, "close")
    assert (seen(monday, late)["light"], seen(monday, timely)["light"]) == ("grey", "blue")
