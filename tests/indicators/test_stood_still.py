"""The time an order's clock stood is nobody's: it is in no rate and in no waiting time (domain.md §5)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.indicators.test_figures import parts
from tests.making import a_submission, an_order
from tests.rectification.steps import at, move
from tests.world import Template, World


def day(month: int, number: int, hour: int = 10) -> datetime:
    """An hour of a day of 2026 in legal time."""
    return datetime(2026, month, number, hour - 8, tzinfo=UTC)


@pytest.fixture
def world(template: Template, engine: str) -> Iterator[World]:
    """Monday 23 November 2026; no holiday until the new year."""
    with template.world(engine) as made:
        yield at(made, day(11, 23))


def office(world: World, order: dict[str, Any], verb: str, **more: Any) -> None:
    told = move(world.as_("director"), "orders", order["id"], verb, **more)
    assert told.status_code == 200, told.text


def answer(world: World, order: dict[str, Any]) -> None:
    assert world.as_("township").post(f"/orders/{order['id']}/submissions", json=a_submission()).status_code == 201


def test_four_orders_of_three_working_days_that_stood_still(world: World) -> None:
    """All issued on Monday 23 November, due on Thursday the 26th.

    `lifted`: stood 24 Nov to 1 Dec, five working days (25, 26, 27, 30, 1): due 3 December; answered the 2nd, in time both by the
    deadline in force and by the first one, which the pause moves as well.
    `standing`: stands since the 24th: not due, on neither side.
    `late`: stands since the 30th, two working days after it was due: late all the same.
    `held`: answered on the 24th, stood 25 to 30 November, three days: due 1 December; returned that day. The office held the
    answer from the 24th to the 1st, five working days, three of which moved the deadline of themselves: two more, until the
    3rd. Answered again on the 4th: late by a day.
    """
    lifted, standing, late, held = (an_order(world, **{"class": "immediate"}) for _ in range(4))
    assert {each["due_on"] for each in (lifted, standing, late, held)} == {"2026-11-26"}
    at(world, day(11, 24))
    office(world, lifted, "suspend", reason="复核期间中止")
    office(world, standing, "suspend", reason="复核期间中止")
    answer(world, held)
    at(world, day(11, 25))
    office(world, held, "suspend", reason="复核期间中止")
    at(world, day(11, 30))
    office(world, held, "lift")
    office(world, late, "suspend", reason="复核期间中止")
    at(world, day(12, 1))
    office(world, lifted, "lift")
    office(world, held, "return", reason="未清运")
    at(world, day(12, 2))
    answer(world, lifted)
    office(world, lifted, "accept")
    at(world, day(12, 4))
    answer(world, held)
    office(world, held, "accept")
    at(world, day(12, 7))
    for name in ("on_time", "on_time_original"):
        assert parts(world, name, period="2026-11") == (0, 0, 1), name  # `late`
        assert parts(world, name, period="2026-12") == (0.5, 1, 2), name  # `lifted` of `lifted` and `held`


def test_what_the_office_held_and_the_pause_within_it_are_taken_off_once(world: World) -> None:
    """As `held` above, but answered again on 3 December, the last day."""
    order = an_order(world, **{"class": "immediate"})
    at(world, day(11, 24))
    answer(world, order)
    at(world, day(11, 25))
    office(world, order, "suspend", reason="复核期间中止")
    at(world, day(11, 30))
    office(world, order, "lift")
    at(world, day(12, 1))
    office(world, order, "return", reason="未清运")
    at(world, day(12, 3, 20))
    answer(world, order)
    office(world, order, "accept")
    at(world, day(12, 7))
    assert parts(world, "on_time", period="2026-12") == (1, 1, 1)


def test_a_unit_does_not_wait_to_sign_while_the_order_stands(world: World) -> None:
    """Issued on the 23rd, stood 24 to 30 November: signed on 1 December after six working days, four of them paused."""
    order = an_order(world)
    at(world, day(11, 24))
    office(world, order, "suspend", reason="复核期间中止")
    at(world, day(11, 30))
    office(world, order, "lift")
    at(world, day(12, 1))
    assert move(world.as_("township"), "orders", order["id"], "sign").status_code == 200
    assert parts(world, "sign_time", period="2026-11")[0] == 2
