"""The one reading of time. Stored in UTC; law and deadlines live in Asia/Shanghai (design.md D10)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LEGAL_ZONE = ZoneInfo("Asia/Shanghai")
Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, zone-aware, UTC."""
    return datetime.now(UTC)


def legal_date(instant: datetime) -> date:
    """The calendar day of an instant in legal time."""
    return instant.astimezone(LEGAL_ZONE).date()


def end_of_day(day: date) -> datetime:
    """The last second of a day in legal time, as UTC: “当日” ends 23:59:59 (domain.md §2.4)."""
    return datetime.combine(day, time(23, 59, 59), LEGAL_ZONE).astimezone(UTC)


def start_of_day(day: date) -> datetime:
    """The first instant of a day in legal time, as UTC."""
    return datetime.combine(day, time(0), LEGAL_ZONE).astimezone(UTC)


def wire(instant: datetime) -> str:
    """RFC 3339 in UTC with a Z, as every answer of the API carries it."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def stamp(instant: datetime) -> str:
    """To the millisecond, always with its three digits: as signed statements carry it (docs/evidence.md §1)."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
