"""The county's story counts back from the day it is told on: holidays and weekends move its days, never their order."""

from datetime import date, datetime, time

import pytest

from app.core.db import Database
from app.core.files import Files
from app.demo import county
from app.demo.seed import seed
from app.migrating import migrate
from tests.county import empty, quickly, silent
from tests.world import Template

DAYS = (  # two months after a long holiday, the day after one, within one, a Sunday, a Monday, New Year's Eve
    date(2026, 11, 30), date(2026, 10, 8), date(2026, 10, 3), date(2026, 12, 6), date(2026, 12, 7), date(2026, 12, 31),
)  # fmt: skip


def told_on(template: Template, day: date) -> int:
    """How many deeds the story has on that day."""
    now = datetime.combine(day, time(22), county.ZONE)
    settings = empty(template, "sqlite", template.folder / f"told-{day}")
    database = Database(settings, lambda: now)
    migrate(database)
    deeds = seed(database, Files(settings.storage), silent, quickly)
    database.close()
    return deeds


def test_the_county_is_told_two_months_after_a_long_holiday(template: Template) -> None:
    assert told_on(template, DAYS[0]) > 500


@pytest.mark.nightly
@pytest.mark.parametrize("day", DAYS[1:], ids=str)
def test_the_county_is_told_on_any_day(template: Template, day: date) -> None:
    assert told_on(template, day) > 500
