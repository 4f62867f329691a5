"""What the office and the unit do after each visit, and when, by what shall become of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from app.calendar.rules import WorkingCalendar
from app.core.clock import end_of_day
from app.demo.chapters import orders, review, telegrams
from app.demo.script import Deed, Diary, OrderSeed, Scene, Step, at, order_of
from app.demo.shapes import CLOSED, Ending, Fate, FindingSeed, VisitSeed

IMMEDIATE_DAYS, LIMITED_DAYS = 3, 15
ANSWERED_ON = {Ending.EXTENDED: 17, Ending.LIFTED: 11}  # working days after the issue
FALSE_ANSWER = "told-3"  # the order answered with old photographs


@dataclass(frozen=True, slots=True)
class Desk:
    """The office at its desk; days are working days."""

    book: WorkingCalendar
    today: date
    second_look_at: datetime

    def after(self, visit: VisitSeed) -> Iterator[Step]:
        """Everything from the report's arrival on."""
        rng = Random(f"desk-{visit.key}")
        yield Step(visit.finished_at + timedelta(minutes=rng.choice((3, 6, 11, 25, 190))), Deed.REPORT, visit)
        day = self.book.add(visit.finished_at.date(), 1)
        simple = {Fate.RETURNED: Deed.RETURN_REPORT, Fate.VOID: Deed.VOID_REPORT}
        if visit.fate in simple:
            yield Step(at(day, 9, 40), simple[visit.fate], visit)
        if visit.fate in {Fate.ACCEPTED, Fate.RELEASED}:
            yield Step(at(day, 9, 5 + rng.randrange(50)), Deed.ACCEPT_REPORT, visit)
            yield from self._decided(visit, day)
        order = order_of(visit, self.today)
        if order:
            if order.ending is Ending.BY_TELEGRAM:
                day = self.book.add(day, 1)
                yield from telegrams.issued_with(order, Diary(self.book, self.today), day)
            else:
                yield Step(at(day, 15, rng.randrange(60)), Deed.ISSUE, order)
            yield from Case(self, order, day, rng).followed()

    def _decided(self, visit: VisitSeed, day: date) -> Iterator[Step]:
        for number, finding in enumerate(visit.findings):
            if finding.ending is Ending.UNDECIDED:
                continue
            scenes = review.decided(finding)
            for later, scene in enumerate(scenes):
                yield Step(at(day, 10 + later, 30 + number), Deed.ACT, scene)
            if not scenes:
                deed = Deed.REJECT if finding.ending is Ending.REJECTED else Deed.CONFIRM
                yield Step(at(day, 10, 30 + number), deed, finding)

    def yesterday(self) -> date:
        """The last working day before today."""
        day = self.today - timedelta(days=1)
        while not self.book.is_working(day):
            day -= timedelta(days=1)
        return day


@dataclass(frozen=True, slots=True)
class Case:
    """What follows one order, in working days after its issue."""

    desk: Desk
    order: OrderSeed
    issued: date
    rng: Random

    def followed(self) -> Iterator[Step]:
        """Everything after the issue."""
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
            yield Step(at(self.desk.yesterday(), 16, self.rng.randrange(60)), Deed.ANSWER, self.order)
        elif ending is Ending.RETURNED_RED:
            yield self._step(13, 16, Deed.ANSWER)
            yield self._step(16, 10, Deed.RETURN_ANSWER)
        elif ending in CLOSED | {Ending.ACCEPTED}:
            yield from self._acts()
            yield from self._answered()
        else:
            yield from self._acts()

    def _acts(self) -> Iterator[Step]:
        """What else happens to the order, by working days after its issue; -1 is the last working day before today."""
        for days, hour, scene in orders.acts(self.order):
            if days < 0:
                yield Step(at(self.desk.yesterday(), hour, self.rng.randrange(50)), Deed.ACT, scene)
            elif hour >= orders.AT_NIGHT:
                yield Step(end_of_day(self.desk.book.add(self.issued, days)) + timedelta(seconds=1), Deed.ACT, scene)
            else:
                yield self._step(days, hour, Deed.ACT, scene)

    def _answered(self) -> Iterator[Step]:
        immediate = self.order.order_class == "immediate"
        days, turn = 2 if immediate else self.rng.randrange(4, 10), 0
        if self.order.ending is Ending.LATE:
            days = (IMMEDIATE_DAYS if immediate else LIMITED_DAYS) + self.rng.randrange(2, 6)
        if self.order.ending in ANSWERED_ON:
            days = ANSWERED_ON[self.order.ending]
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
            moment = self.desk.second_look_at + timedelta(minutes=30)
            if self.order.key != FALSE_ANSWER:
                moment = at(max(self.desk.book.add(self.issued, days + 1), self.desk.today - timedelta(days=4)), 10, 20)
            yield Step(moment, Deed.RELAPSE, self.order.findings[0])

    def _step(self, days: int, hour: int, deed: Deed, subject: FindingSeed | Scene | None = None, turn: int = 0) -> Step:
        moment = at(self.desk.book.add(self.issued, days), hour, self.rng.randrange(50))
        return Step(moment, deed, subject or self.order, turn)
