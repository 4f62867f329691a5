"""The story of the demo county: forty matters, about a hundred visits, told so that its last day is today."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random
from typing import Any

from app.demo import casting, county, visiting
from app.demo.plan import LAST_DAY, stops
from app.demo.sentences import fill, moments, read
from app.demo.shapes import Fate, Story, TaskSeed, VisitSeed

TEAMS = (("inspector", "leader1"), ("inspector", "inspector2"), ("inspector2", "leader1"), ("inspector", "inspector2", "leader1"))
EVENING = time(19, 30)
POSITIVE_EVERY, DIFFICULTY_EVERY = 8, 9
DAMAGED_PHOTO = "told-14-medium"


def last_outing(now: datetime) -> date:
    """The last day on which someone went out: before the evening today's visits are not over."""
    local = now.astimezone(county.ZONE)
    return local.date() if local.time() >= EVENING else local.date() - timedelta(days=1)


def tell(today: date, latest: date) -> Story:
    """Tell the whole story with `today` (Asia/Shanghai) as its last day; nobody goes out after `latest`."""
    shift = today - LAST_DAY
    tasks = tuple(_tasks(shift))
    visits = [*_told(tasks, shift), *_found(tasks, today, latest)]
    visits.sort(key=lambda visit: (visit.started_at, visit.key))
    missions, sent = casting.cast(tasks, _embellished(visits), shift)
    return Story(today, tasks, sent, missions)


def _tasks(shift: timedelta) -> list[TaskSeed]:
    out: list[TaskSeed] = []
    for area, table in read("tasks").items():
        for number, row in enumerate(table["rows"]):
            team = TEAMS[(len(out) + number) % len(TEAMS)]
            out.append(_task(f"{area}-{number}", area, row, team, shift))
    return out


def _task(key: str, area: str, row: list[Any], team: tuple[str, ...], shift: timedelta) -> TaskSeed:
    title, content, kind, level, ref, priority, side, mode, lead, assists, created_on, due_on = row
    return TaskSeed(
        key, area, title, content, kind, level, ref, priority, side, mode, lead, tuple(assists), team,
        created_on + shift, due_on + shift,
    )  # fmt: skip


def _told(tasks: tuple[TaskSeed, ...], shift: timedelta) -> list[VisitSeed]:
    out, seen = [], Counter[str]()
    for number, row in enumerate(read("findings")["finding"], 1):
        at = (row["on"] + shift).date()
        choice = [task for task in tasks if task.area == row["area"] and task.created_on <= at]
        out.append(visiting.told(row, f"told-{number}", choice[seen[row["area"]] % len(choice)], shift))
        seen[row["area"]] += 1
    known = {task.key: task for task in tasks}
    return out + [visiting.told(row, row["key"], known[row["task"]], shift) for row in read("cycle")["finding"]]


def _found(tasks: tuple[TaskSeed, ...], today: date, latest: date) -> list[VisitSeed]:
    out, turns = [], cycle(_interleaved(tasks))
    for number, stop in enumerate(stops(today, latest)):
        task = next(turns)
        while task.created_on > stop.day:
            task = next(turns)
        out.append(visiting.found(stop, number, task))
    return out


def _interleaved(tasks: tuple[TaskSeed, ...]) -> list[TaskSeed]:
    return sorted(tasks, key=lambda task: (int(task.key.rsplit("-", 1)[1]), task.area))


def _embellished(visits: list[VisitSeed]) -> list[VisitSeed]:
    examples, asks = iter(read("narrative")["positive"]), iter(read("narrative")["difficulties"]["rows"])
    out = []
    for number, visit in enumerate(visits):
        rng, told = Random(f"embellish-{number}"), visit
        if number % POSITIVE_EVERY == POSITIVE_EVERY - 1 and (example := next(examples, None)):
            text = fill(example["facts"], rng, moments(visit.started_at))
            told = replace(told, positives=((example["title"], text),))
        if number % DIFFICULTY_EVERY == DIFFICULTY_EVERY - 1 and (ask := next(asks, None)):
            told = replace(told, difficulties=((ask[0], fill(ask[1], rng)),))
        out.append(_with_damage(told))
    return out


def _with_damage(visit: VisitSeed) -> VisitSeed:
    """One photograph of the story arrives broken: it stays evidence, and says so."""
    photos = tuple(replace(photo, damaged=photo.key == DAMAGED_PHOTO) for photo in visit.photos)
    return replace(visit, photos=photos)


def unsent(visit: VisitSeed) -> set[str]:
    """Keys of the photographs still on the phone."""
    return {visit.photos[-1].key} if visit.fate is Fate.INCOMPLETE else set()
