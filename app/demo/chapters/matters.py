"""Matters beside the forty: proposals of departments, closed and archived ones; and what the forty's lead units report."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from app.closing import service as closing
from app.core.db import Tx
from app.demo import county
from app.demo.county import demo_id
from app.demo.script import Diary, Step
from app.demo.sentences import read, says
from app.demo.shapes import Story
from app.tasks import answering
from app.tasks import service as tasks
from app.tasks.schemas import FeedbackDraft, Figure, ProgressDraft, Responsible, SplitDraft, TaskDraft, TaskMove
from app.tasks.states import TaskVerb as V

ANSWERED = (("poverty_alleviation-1", 4), ("city_management-1", 5))  # task, and days back of its answer
RETURNED, SUSPENDED = ("industry_support-2", 18), ("clean_county-2", 10)
REPORTED = (("project_construction-0", 40), ("project_construction-0", 12), ("environment-0", 25), ("environment-0", 6))
FIGURES = {"project_construction-0": ("形象进度", (61.0, 78.0)), "environment-0": ("已封堵排口", (9.0, 14.0))}


def scenes(story: Story, diary: Diary) -> Iterator[Step]:
    """What the units say about the forty, and the others."""
    leads = {task.key: task.lead for task in story.tasks}
    for key, back in (*ANSWERED, RETURNED):
        yield diary.scene(
            diary.ago(back),
            (16, 10),
            f"task-{key}-answer",
            _answerer(leads[key]),
            partial(_answer, demo_id("task", key), leads[key]),
        )
    asked = TaskMove(verb=V.RETURN, responsible_persons=[], reason=says("task_returned"), due_on=diary.today + timedelta(days=8))
    yield diary.scene(
        diary.later(diary.ago(RETURNED[1]), 2), (10, 0), "task-return", "reviewer", _move(demo_id("task", RETURNED[0]), asked)
    )
    stop = TaskMove(verb=V.SUSPEND, responsible_persons=[], reason=says("task_suspended"))
    yield diary.scene(diary.ago(SUSPENDED[1]), (10, 30), "task-suspend", "approver", _move(demo_id("task", SUSPENDED[0]), stop))
    for number, (key, back) in enumerate(REPORTED):
        act = partial(_progress, demo_id("task", key), f"{key}-{number}", FIGURES[key], number % 2, diary.ago(back))
        yield diary.scene(diary.ago(back), (17, 15), f"task-progress-{number}", _answerer(leads[key]), act)
    yield from _others(diary)


def _answerer(unit: str) -> str:
    """Its contact; the office enters it for a unit without one."""
    known = {account.unit for account in county.accounts() if account.role in county.ANSWERING}
    return county.contact(unit) if unit in known else "reviewer"


def _answer(task: UUID, lead: str, tx: Tx) -> object:
    draft = FeedbackDraft(
        id=uuid5(task, "answer"),
        text=says("task_answer"),
        figures=[],
        truth_statement=True,
        signed_by=county.person(f"head-{lead}"),
    )
    return answering.answer(tx, task, draft)


def _progress(task: UUID, key: str, figure: tuple[str, tuple[float, float]], turn: int, on: date, tx: Tx) -> object:
    name, values = figure
    said = Figure(name=name, actual=values[turn], as_of=on)
    draft = ProgressDraft(id=demo_id("task-progress", key), text=says("task_progress"), figures=[said], truth_statement=True)
    return answering.report_progress(tx, task, draft)


def _move(task: UUID, asked: TaskMove) -> Callable[[Tx], object]:
    return lambda tx: closing.move(tx, task, asked)


def _others(diary: Diary) -> Iterator[Step]:
    """As data/cycle.toml lists them: where from, whose, and how far they come."""
    for row in read("cycle")["matter"]:
        yield from _told(diary, row, diary.ago(row["back"]))


def _told(diary: Diary, row: dict[str, Any], day: date) -> Iterator[Step]:
    made, lead = demo_id("task", row["key"]), row["lead"]
    proposer = row.get("proposer")
    if proposer:
        unit = next(account.unit for account in county.accounts() if account.username == county.contact(proposer))
        made = uuid5(county.units()[unit].id, str(made))
        yield diary.scene(day, (9, 15), f"task-{row['key']}", county.contact(proposer), partial(_propose, row, diary))
    else:
        yield diary.scene(day, (9, 15), f"task-{row['key']}", "reviewer", partial(_set_up, row, diary))
    for number, verb in enumerate(row["verbs"]):
        who, act = _does(diary, row, made, lead, verb)
        on = diary.later(day, 1 + number * row.get("pace", 1))
        yield diary.scene(on, (10 + number % 6, 20), f"task-{row['key']}-{number}-{verb}", who, act)


def _does(diary: Diary, row: dict[str, Any], made: UUID, lead: str, verb: str) -> tuple[str, Callable[[Tx], object]]:
    if verb == "answer":
        return _answerer(lead), partial(_answer, made, lead)
    who = {
        "sign": _answerer(lead),
        "start": _answerer(lead),
        "object": _answerer(lead),
        "archive": "reviewer",
        "cancel": "approver",
    }
    takes: dict[str, Any] = {}
    if verb == "start":
        takes = {"responsible_persons": [Responsible(name=county.person(f"line-{lead}"), post=says("line_leader"))]}
    if verb in {"cancel", "object", "close"}:
        takes = {"reason": says(f"task_{verb}")}
    if verb == "approve":
        takes = {"instrument": says("instrument", year=diary.today.year, number=27)}
    submitter = county.contact(row["proposer"]) if verb == "submit" and row.get("proposer") else "director"
    return who.get(verb, submitter), _move(made, TaskMove.model_validate({"verb": verb} | takes))


def _matter(row: dict[str, Any], diary: Diary) -> dict[str, Any]:
    return {
        "title": row["title"], "content": row["content"], "focus_area": row["area"],
        "lead_unit_id": county.units()[row["lead"]].id, "due_on": diary.today + timedelta(days=row["due"]),
        "assist_unit_ids": [county.units()[each].id for each in row.get("assists", ())],
    }  # fmt: skip


def _origin(row: dict[str, Any]) -> dict[str, Any]:
    return {"source_type": row["source"], "source_level": row["level"], "source_ref": row["ref"], "draft": row.get("draft", False)}


def _set_up(row: dict[str, Any], diary: Diary, tx: Tx) -> object:
    return tasks.put(tx, demo_id("task", row["key"]), TaskDraft.model_validate(_origin(row) | _matter(row, diary)), None)


def _propose(row: dict[str, Any], diary: Diary, tx: Tx) -> object:
    item = _matter(row, diary) | {"id": demo_id("task", row["key"])}
    return tasks.split(tx, SplitDraft.model_validate(_origin(row) | {"items": [item]}))
