"""The whole story as one list of deeds in order of time: matters, missions, visits, and everything that follows from them."""

from collections.abc import Iterator
from datetime import datetime
from operator import itemgetter

from app.calendar.rules import WorkingCalendar
from app.demo.cases import Desk
from app.demo.chapters import afterwards, conclusions, examples, helping, masks, matters, missions, nights, results, telegrams
from app.demo.script import Deed, Diary, Step, at
from app.demo.shapes import Story, TaskSeed

CHAPTERS = (conclusions, results, examples, telegrams, helping, matters, afterwards, masks)
WAITING = "-4"  # the last matter of each area
SECOND_LOOK = "told-20"  # the visit that saw through a false answer


def steps(story: Story, book: WorkingCalendar, now: datetime) -> list[Step]:
    """Everything that has to be done, none of it after `now`, in an order in which it can be done."""
    looks = {visit.key: visit.started_at for visit in story.visits}
    out: list[Step] = [Step(at(task.created_on, 8, 40), Deed.TASK, task) for task in story.tasks]
    for task in story.tasks:
        out.extend(_taken_up(task, book))
    for visit in story.visits:
        out.extend(Desk(book, story.today, looks[SECOND_LOOK]).after(visit))
    diary = Diary(book, story.today)
    out.extend(missions.scenes(story.missions, book))
    for chapter in CHAPTERS:
        out.extend(chapter.scenes(story, diary))
    out.extend(nights.scenes(diary, min(task.created_on for task in story.tasks)))
    ordered = sorted(((step.at, place, step) for place, step in enumerate(out)), key=itemgetter(0, 1))
    return [Step(min(step.at, now), step.deed, step.subject, step.turn) for _, _, step in ordered]


def _taken_up(task: TaskSeed, book: WorkingCalendar) -> Iterator[Step]:
    """The lead unit signs the next working day and sets to work the day after; the last matter of each area waits."""
    yield Step(at(book.add(task.created_on, 1), 9, 10), Deed.SIGN_TASK, task)
    if not task.key.endswith(WAITING):
        yield Step(at(book.add(task.created_on, 2), 10, 20), Deed.START_TASK, task)
