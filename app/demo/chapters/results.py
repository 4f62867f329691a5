"""Results 结果运用: interviews, exposures, an incentive, what was handed over, and what was refused."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import select

from app.core.clock import legal_date
from app.core.db import Database, Tx
from app.core.files import Files
from app.demo import county
from app.demo.chapters import masks
from app.demo.county import demo_id
from app.demo.script import Deed, Diary, Step, Work, at
from app.demo.sentences import read, says
from app.demo.shapes import Story
from app.evidence.jobs import decoder
from app.jobs.models import Job
from app.results import jobs, moving
from app.results import service as results
from app.results.schemas import (
    ActionDraft,
    ActionMove,
    Airing,
    Execution,
    InterviewNotice,
    OutcomeReport,
    Package,
    Pledge,
)
from app.results.states import Column, Kind, Verb

OPEN_UNTIL, KEPT_BY = 9, -30  # days from the story's last to a pledge's
TO_SOMEBODY = frozenset({Kind.INTERVIEW, Kind.ACCOUNTABILITY})
STAFF = (demo_id("user", "director"), demo_id("user", "reviewer"))


class _Result:
    """One result on its way: a scene a step, in working days after it was drafted."""

    def __init__(self, diary: Diary, key: str, back: int, draft: ActionDraft, by: str = "reviewer") -> None:
        self.diary, self.key, self.day, self.draft, self.by = diary, key, diary.ago(back), draft, by

    def drafted(self) -> Step:
        return self._scene(0, (9, 20), "draft", self.by, lambda tx: results.put(tx, self.id, self.draft, None))

    def moved(self, days: int, who: str, verb: Verb, **takes: object) -> Step:
        hour = 10 + list(Verb).index(verb) % 8
        asked = ActionMove.model_validate({"verb": verb} | takes)
        return self._scene(days, (hour, 45), verb, who, lambda tx: moving.move(tx, self.id, asked))

    def done(self, days: int, who: str, verb: Verb, make: Callable[[date], dict[str, object]]) -> Step:
        """A step that names the day it happens on."""
        act = partial(_on_the_day, self.id, verb, make)
        return self._scene(days, (17, 5), verb, who, act)

    def _scene(self, days: int, clock: tuple[int, int], name: str, who: str, act: Callable[[Tx], object]) -> Step:
        return self.diary.scene(self.diary.later(self.day, days), clock, f"result-{self.key}-{name}", who, act)

    @property
    def id(self) -> UUID:
        return demo_id("result", self.key)

    def approved(self, days: int = 1) -> Iterator[Step]:
        yield self.drafted()
        yield self.moved(0, "reviewer", Verb.PROPOSE)
        yield self.moved(
            days, "approver", Verb.APPROVE, instrument=says("instrument", year=self.day.year, number=41 + self.day.day)
        )


def _on_the_day(action: UUID, verb: Verb, make: Callable[[date], dict[str, object]], tx: Tx) -> object:
    return moving.move(tx, action, ActionMove.model_validate({"verb": verb} | make(legal_date(tx.now))))


def scenes(story: Story, diary: Diary) -> Iterator[Step]:
    """All of them."""
    yield from _interviews(diary)
    yield from _exposures(story, diary)
    yield from _handed(diary)
    yield from _others(diary)


def _draft(kind: Kind, unit: str, finding: str | None, words: str, example: UUID | None = None) -> ActionDraft:
    return ActionDraft(
        kind=kind, unit_id=county.units()[unit].id, proposal=says(words),
        person_post=says("deputy") if kind in TO_SOMEBODY else None,
        finding_ids=[demo_id("finding", finding)] if finding else [], example_ids=[example] if example else [],
    )  # fmt: skip


def _interviews(diary: Diary) -> Iterator[Step]:
    """Four: one with its pledge open, one with it kept, one with its notice out, one before the leader."""
    told = (("bailu", "白鹭镇", "told-20", 19), ("xingyu", "杏雨乡", "told-4", 42), ("jiyue", "霁月乡", "told-13", 4))
    for key, unit, finding, back in told:
        result = _Result(diary, f"interview-{key}", back, _draft(Kind.INTERVIEW, unit, finding, "interview"))
        yield from result.approved()
        notice = InterviewNotice(
            held_at=at(diary.later(result.day, 4), 15, 0), place=says("meeting_place"), about=says("interview")
        )
        yield result.moved(2, "director", Verb.NOTIFY, notice=notice)
        if key == "jiyue":
            continue
        yield result.done(4, "director", Verb.EXECUTE, lambda day: {"execution": _minutes(day)})
        head = next(each for each in county.accounts() if each.unit == unit and each.role == "unit_principal")
        due = diary.today + timedelta(days=OPEN_UNTIL if key == "bailu" else KEPT_BY + 18)
        pledge = Pledge(person=head.name, text=says("pledge"), due_on=due)
        yield result.moved(5, head.username, Verb.PLEDGE, pledge=pledge)
        if key == "xingyu":
            yield result.moved(20, "reviewer", Verb.KEEP, reason=says("pledge_kept"))
    waiting = _Result(diary, "interview-songtao", 3, _draft(Kind.INTERVIEW, "松涛镇", "visit-13-0", "interview"))
    yield waiting.drafted()
    yield waiting.moved(0, "reviewer", Verb.PROPOSE)


def _minutes(day: date) -> Execution:
    return Execution(happened_on=day, note=says("minutes"), staff_ids=list(STAFF), attendees=[says("deputy"), says("clerk")])


def _exposures(story: Story, diary: Diary) -> Iterator[Step]:
    """Two: one shown and answered with a pledge, one with the media."""
    photos = {visit.key: [photo.id for photo in visit.photos] for visit in story.visits}
    aired = _Result(diary, "exposure-dump", 30, _draft(Kind.EXPOSURE, "白鹭镇", "told-3", "exposure"))
    yield from _to_the_media(aired, photos["told-3"], Column.LAGGING, "exposure_dump")
    yield aired.done(
        6, "media", Verb.AIR, lambda day: {"airing": Airing(programme=says("programme"), column=Column.LAGGING, aired_on=day)}
    )
    due_on = diary.today + timedelta(days=2 * OPEN_UNTIL)
    pledge = Pledge(person=county.person("head-白鹭镇"), text=says("pledge"), due_on=due_on)
    yield aired.moved(7, "reviewer", Verb.PLEDGE, pledge=pledge)
    sent = _Result(diary, "exposure-workshop", 6, _draft(Kind.EXPOSURE, "鹿鸣镇", "visit-27-0", "exposure"))
    yield from _to_the_media(sent, photos["visit-27"][:2], Column.EXPLAIN, "exposure_shed")


def _airing(day: date) -> Airing:
    return Airing(programme=says("programme"), column=Column.LAGGING, aired_on=day)


def _to_the_media(result: _Result, photos: list[UUID], column: Column, words: str) -> Iterator[Step]:
    package = Package(title=says(words), text=says(f"{words}_text"), column=column, evidence_ids=photos, masked=True)
    yield from result.approved(0)
    yield Step(at(result.diary.later(result.day, 1), 8, 30), Deed.ACT, masks.looked_at(result.key, photos))
    yield result.moved(1, "reviewer", Verb.MASK, package=package)
    made = at(result.diary.later(result.day, 1), 20, 0)
    yield Step(made, Deed.ACT, Work(f"result-{result.key}-package", partial(_make, result.id)))
    yield result.moved(2, "director", Verb.CHECK, secrecy_checked=True, opinion_checked=True)
    yield result.moved(3, "approver", Verb.SEND)


def _make(action: UUID, database: Database, files: Files) -> None:
    with database.reading() as tx:
        asked = [job.payload for job in tx.session.scalars(select(Job).where(Job.kind == jobs.PACKAGE))]
    with decoder(database.settings) as sandbox:
        for payload in asked:
            if payload["action_id"] == str(action):
                jobs.make(database, files, sandbox, payload)


def _handed(diary: Diary) -> Iterator[Step]:
    """Two: the discipline office has yet to receive one, and has told what came of the other."""
    waiting = _Result(diary, "handed-bailu", 14, _draft(Kind.ACCOUNTABILITY, "白鹭镇", "told-20", "accountability"))
    yield from waiting.approved()
    yield waiting.moved(3, "director", Verb.HAND_OVER, receiver=says("discipline"))
    told = _Result(diary, "handed-qinghe", 34, _draft(Kind.ACCOUNTABILITY, "青禾镇", "told-10", "accountability"))
    yield from told.approved()
    yield told.moved(2, "director", Verb.HAND_OVER, receiver=says("discipline"))
    yield told.moved(4, "discipline", Verb.RECEIVE, receipt=says("discipline_receipt"))
    outcome = OutcomeReport(text=says("outcome"), on=diary.later(told.day, 14))
    yield told.moved(14, "discipline", Verb.RECORD_OUTCOME, outcome=outcome)


def _others(diary: Diary) -> Iterator[Step]:
    example = demo_id("example", 0)
    praised = _Result(diary, "incentive", 9, _draft(Kind.INCENTIVE, _unit_of(0), None, "incentive", example))
    yield from praised.approved()
    yield praised.done(2, "director", Verb.EXECUTE, lambda day: {"execution": _done(day, "incentive_done")})
    waiting = _Result(diary, "praise", 2, _draft(Kind.PRAISE, _unit_of(1), None, "praise", demo_id("example", 1)))
    yield waiting.drafted()
    yield waiting.moved(0, "reviewer", Verb.PROPOSE)
    blamed = _Result(diary, "criticism", 28, _draft(Kind.CRITICISM, "鹿鸣河治理工程建设办公室", "visit-6-0", "criticism"))
    yield from blamed.approved()
    yield blamed.done(2, "director", Verb.EXECUTE, lambda day: {"execution": _done(day, "criticism_done")})
    yield blamed.moved(4, "reviewer", Verb.CLOSE, reason=says("no_pledge"))
    refused = _Result(diary, "refused", 12, _draft(Kind.CRITICISM, "文旅局", "visit-31-0", "criticism"))
    yield refused.drafted()
    yield refused.moved(0, "reviewer", Verb.PROPOSE)
    yield refused.moved(1, "approver", Verb.REFUSE, reason=says("result_refused"))
    dropped = _Result(diary, "dismissed", 11, _draft(Kind.CRITICISM, "公安局", "visit-39-0", "criticism"))
    yield dropped.drafted()
    yield dropped.moved(1, "reviewer", Verb.DISMISS, reason=says("result_dismissed"))
    suggested = _Result(diary, "by-leader", 3, _draft(Kind.INTERVIEW, "鹿鸣镇", "visit-35-0", "interview"), by="leader1")
    yield suggested.drafted()


def _done(day: date, words: str) -> Execution:
    return Execution(happened_on=day, note=says(words), staff_ids=[], attendees=[])


def _unit_of(number: int) -> str:
    return str(read("narrative")["positive"][number]["unit"])
