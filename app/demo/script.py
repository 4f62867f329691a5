"""What the office and the units do after each visit, and when: the story as one list of deeds in order of time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from operator import itemgetter
from random import Random
from uuid import UUID

from app.calendar.rules import WorkingCalendar
from app.core.clock import end_of_day
from app.demo import county
from app.demo.county import demo_id
from app.demo.scenes.palette import chance
from app.demo.sentences import said
from app.demo.shapes import CLOSED, UNORDERED, Ending, Fate, FindingSeed, Story, TaskSeed, VisitSeed

IMMEDIATE_DAYS, LIMITED_DAYS = 3, 15
LONG_DAYS = 40
PHOTOS_WANTED = 0.3  # share of the orders that ask for photographs, with a reason
WAITING = "-4"  # the last matter of each area
RECENT = timedelta(days=26)
FALSE_ANSWER, SECOND_LOOK = "told-3", "told-20"  # the order answered with old photographs, and the visit that saw through it


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
class Step:
    """A deed at its moment; `turn` counts the answers to one order."""

    at: datetime
    deed: Deed
    subject: TaskSeed | VisitSeed | FindingSeed | OrderSeed
    turn: int = 0


def steps(story: Story, book: WorkingCalendar, now: datetime) -> list[Step]:
    """Everything that has to be done, none of it after `now`, in an order in which it can be done."""
    looks = {visit.key: visit.started_at for visit in story.visits}
    out: list[Step] = [Step(_at(task.created_on, 8, 40), Deed.TASK, task) for task in story.tasks]
    for task in story.tasks:
        out.extend(_taken_up(task, book))
    for visit in story.visits:
        out.extend(_Desk(book, story.today, looks[SECOND_LOOK]).after(visit))
    ordered = sorted(((step.at, place, step) for place, step in enumerate(out)), key=itemgetter(0, 1))
    return [Step(min(step.at, now), step.deed, step.subject, step.turn) for _, _, step in ordered]


def _taken_up(task: TaskSeed, book: WorkingCalendar) -> Iterator[Step]:
    """The lead unit signs the next working day and sets to work the day after; the last matter of each area waits."""
    yield Step(_at(book.add(task.created_on, 1), 9, 10), Deed.SIGN_TASK, task)
    if not task.key.endswith(WAITING):
        yield Step(_at(book.add(task.created_on, 2), 10, 20), Deed.START_TASK, task)


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


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), county.ZONE)


@dataclass(frozen=True, slots=True)
class _Desk:
    """The office at its desk; days are working days."""

    book: WorkingCalendar
    today: date
    second_look_at: datetime

    def after(self, visit: VisitSeed) -> Iterator[Step]:
        rng = Random(f"desk-{visit.key}")
        yield Step(visit.finished_at + timedelta(minutes=rng.choice((3, 6, 11, 25, 190))), Deed.REPORT, visit)
        day = self.book.add(visit.finished_at.date(), 1)
        simple = {Fate.RETURNED: Deed.RETURN_REPORT, Fate.VOID: Deed.VOID_REPORT}
        if visit.fate in simple:
            yield Step(_at(day, 9, 40), simple[visit.fate], visit)
        if visit.fate in {Fate.ACCEPTED, Fate.RELEASED}:
            yield Step(_at(day, 9, 5 + rng.randrange(50)), Deed.ACCEPT_REPORT, visit)
            yield from self._decided(visit, day)
        order = order_of(visit, self.today)
        if order:
            yield Step(_at(day, 15, rng.randrange(60)), Deed.ISSUE, order)
            yield from _Case(self, order, day, rng).followed()

    def _decided(self, visit: VisitSeed, day: date) -> Iterator[Step]:
        for number, finding in enumerate(visit.findings):
            if finding.ending is not Ending.UNDECIDED:
                deed = Deed.REJECT if finding.ending is Ending.REJECTED else Deed.CONFIRM
                yield Step(_at(day, 10, 30 + number), deed, finding)

    def yesterday(self) -> date:
        """The last working day before today."""
        day = self.today - timedelta(days=1)
        while not self.book.is_working(day):
            day -= timedelta(days=1)
        return day


@dataclass(frozen=True, slots=True)
class _Case:
    """What follows one order, in working days after its issue."""

    desk: _Desk
    order: OrderSeed
    issued: date
    rng: Random

    def followed(self) -> Iterator[Step]:
        ending = self.order.ending
        if ending is Ending.ISSUED:
            return
        if ending is Ending.AUTO_SIGNED_RED:
            yield Step(end_of_day(self.desk.book.add(self.issued, 2)) + timedelta(seconds=1), Deed.AUTO_SIGN, self.order)
            return
        yield self._step(1, 9, Deed.SIGN)
        if ending is Ending.CANCELLED:
            yield self._step(2, 15, Deed.CANCEL)
        elif ending in {Ending.SUBMITTED, Ending.SUBMITTED_RED}:
            yield Step(_at(self.desk.yesterday(), 16, self.rng.randrange(60)), Deed.ANSWER, self.order)
        elif ending is Ending.RETURNED_RED:
            yield self._step(13, 16, Deed.ANSWER)
            yield self._step(16, 10, Deed.RETURN_ANSWER)
        elif ending in CLOSED | {Ending.ACCEPTED}:
            yield from self._answered()

    def _answered(self) -> Iterator[Step]:
        immediate = self.order.order_class == "immediate"
        days, turn = 2 if immediate else self.rng.randrange(4, 10), 0
        if self.order.ending is Ending.LATE:
            days = (IMMEDIATE_DAYS if immediate else LIMITED_DAYS) + self.rng.randrange(2, 6)
        if self.order.ending is Ending.RETURNED_THEN_CLOSED:
            yield self._step(4, 11, Deed.ANSWER)
            yield self._step(5, 10, Deed.RETURN_ANSWER)
            days, turn = 9, 1
        yield self._step(days, 11, Deed.ANSWER, turn=turn)
        for finding in self.order.findings:
            if finding.severity == "serious":
                yield self._step(days + 1, 9, Deed.RECHECK, finding)
        yield self._step(days + 1, 15, Deed.ACCEPT_ANSWER, turn=turn)
        yield from self._closed(days + 2)

    def _closed(self, days: int) -> Iterator[Step]:
        for finding in self.order.findings:
            if finding.ending in CLOSED:
                yield self._step(days, 10, Deed.CLOSE, finding)
        if self.order.ending is Ending.REOPENED:
            at = self.desk.second_look_at + timedelta(minutes=30)
            if self.order.key != FALSE_ANSWER:
                at = _at(max(self.desk.book.add(self.issued, days + 1), self.desk.today - timedelta(days=4)), 10, 20)
            yield Step(at, Deed.RELAPSE, self.order.findings[0])

    def _step(self, days: int, hour: int, deed: Deed, finding: FindingSeed | None = None, turn: int = 0) -> Step:
        at = _at(self.desk.book.add(self.issued, days), hour, self.rng.randrange(50))
        return Step(at, deed, finding or self.order, turn)
