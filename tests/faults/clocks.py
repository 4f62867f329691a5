"""What clocks do to a server, as a table: how far they step, and where to."""

from datetime import UTC, datetime, timedelta

from tests.world import World

STEPS = {
    "a second ahead": timedelta(seconds=1),
    "a second back": timedelta(seconds=-1),
    "five minutes ahead": timedelta(minutes=5),
    "five minutes back": timedelta(minutes=-5),
    "a day ahead": timedelta(days=1),
    "a day back": timedelta(days=-1),
    "to 1970": datetime(1970, 1, 1, 0, 0, 5, tzinfo=UTC),
    "to the end of 32 bits": datetime(2038, 1, 19, 3, 14, 7, tzinfo=UTC),
    "to 2100": datetime(2100, 2, 28, 23, 59, 59, tzinfo=UTC),  # no leap year
    "to a leap second": datetime(2016, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    "to where Europe's summer ends": datetime(2026, 10, 25, 0, 59, 59, tzinfo=UTC),
    "to where Europe's summer begins": datetime(2027, 3, 28, 0, 59, 59, tzinfo=UTC),
}
FAR = {name for name, to in STEPS.items() if isinstance(to, datetime)}


def step(world: World, name: str) -> None:
    """The clock steps; whoever was signed in signs in anew at his next request, as phones do."""
    to = STEPS[name]
    if isinstance(to, datetime):
        world.clock.set(to)
    else:
        world.clock.shift += to
    world._clients.clear()


def back(world: World) -> None:
    """The clock is set right."""
    world.clock.shift = timedelta()
    world._clients.clear()
