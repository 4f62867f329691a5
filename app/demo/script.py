"""The deeds of the story as data: what is done, by whom, to what."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from random import Random
from uuid import UUID

from app.calendar.rules import WorkingCalendar
from app.core.db import Database, Tx
from app.core.files import Files
from app.demo import county
from app.demo.county import demo_id
from app.demo.scenes.palette import chance
from app.demo.sentences import said
from app.demo.shapes import UNORDERED, Ending, Fate, FindingSeed, Story, TaskSeed, VisitSeed

LONG_DAYS = 40
PHOTOS_WANTED = 0.3  # share of the orders that ask for photographs, with a reason
RECENT = timedelta(days=26)


class Deed(StrEnum):
    """One step of the story."""

    TASK = "task"
    SIGN_TASK = "sign_task"
    START_TASK = "start_task"
    REPORT = "report"
    ACCEPT_REPORT = "accept_report"
    RETURN_REPORT = "return_report"
    VOID_REPORT = "void_report"
    CONFIRM = "confirm"
    REJECT = "reject"
    ISSUE = "issue"
    SIGN = "sign"
    AUTO_SIGN = "auto_sign"
    ANSWER = "answer"
    RETURN_ANSWER = "return_answer"
    RECHECK = "recheck"
    ACCEPT_ANSWER = "accept_answer"
    CLOSE = "close"
    RELAPSE = "relapse"
    CANCEL = "cancel"
    ACT = "act"  # whatever its scene says


@dataclass(frozen=True, slots=True)
class OrderSeed:
    """One order: the ordered findings of one visit; `due_on` only for a long one."""

    key: str
    visit: VisitSeed
    findings: tuple[FindingSeed, ...]
    unit: str
    order_class: str
    due_on: date | None
    ending: Ending
    photo_reason: str | None

    @property
    def id(self) -> UUID:
        """Its id in the demo database."""
        return demo_id("order", self.key)


@dataclass(frozen=True, slots=True)
class Scene:
    """One act of one person: verbs of the rooms, called in the open transaction. Without `who` the system acts."""

    key: str
    who: str | None
    act: Callable[[Tx], object]


@dataclass(frozen=True, slots=True)
class Work:
    """A job of the worker's that opens its own transactions, at its place in the story."""

    key: str
    run: Callable[[Database, Files], object]


@dataclass(frozen=True, slots=True)
class Step:
    """A deed at its moment; `turn` counts the answers to one order."""

    at: datetime
    deed: Deed
    subject: TaskSeed | VisitSeed | FindingSeed | OrderSeed | Scene | Work
    turn: int = 0


def orders(story: Story) -> dict[str, OrderSeed]:
    """The orders of the story by their visit's key."""
    return {visit.key: order for visit in story.visits if (order := order_of(visit, story.today))}


def order_of(visit: VisitSeed, today: date) -> OrderSeed | None:
    """The order a visit leads to, if any."""
    carried = tuple(finding for finding in visit.findings if finding.ending not in UNORDERED)
    if visit.fate is not Fate.RELEASED or not carried:
        return None
    first, rng = carried[0], Random(f"order-{visit.key}")
    wanted, due_on = first.order_class, None
    if first.ending is Ending.ON_TIME and today - visit.started_at.date() < RECENT:
        wanted = "immediate"
    if wanted == "long":
        due_on = today if first.ending is Ending.DUE_TODAY else today + timedelta(days=LONG_DAYS)
    reason = said("photo_reason", rng) if visit.key.startswith("told") or chance(rng, PHOTOS_WANTED) else None
    return OrderSeed(visit.key, visit, carried, first.unit, wanted, due_on, first.ending, reason)


def at(day: date, hour: int, minute: int) -> datetime:
    """A moment of the story, in Asia/Shanghai."""
    return datetime.combine(day, time(hour, minute), county.ZONE)


@dataclass(frozen=True, slots=True)
class Diary:
    """Days of one chapter, counted back from the story's last, and its scenes."""

    book: WorkingCalendar
    today: date

    def ago(self, days: int) -> date:
        """The working day so many days before today, or the last one before it."""
        day = self.today - timedelta(days=days)
        while not self.book.is_working(day):
            day -= timedelta(days=1)
        return day

    def later(self, day: date, working_days: int) -> date:
        """So many working days after."""
        return self.book.add(day, working_days)

    def scene(self, day: date, clock: tuple[int, int], key: str, who: str | None, act: Callable[[Tx], object]) -> Step:
        """One act of one person at that time of day."""
        return Step(at(day, *clock), Deed.ACT, Scene(key, who, act))
