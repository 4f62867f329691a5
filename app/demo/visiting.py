"""Where the inspectors went and what they found there: the twenty findings of the story, then many more like them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from app.demo import county, sentences
from app.demo.plan import Stop
from app.demo.scenes.palette import chance
from app.demo.sentences import Kind, fill, moments, said
from app.demo.shapes import Ending, Fate, FindingSeed, PhotoSeed, TaskSeed, VisitSeed

HOME = "鹿鸣镇"  # the township whose two accounts sign in: it gets more visits than its share
SUSPECT = "inspector2"  # finds nothing suspiciously often
SERIES, PAIR, SINGLE, CALM = ("wide", "medium", "close"), ("wide", "close"), ("medium",), ("wide", "medium")
TURNS = (1, 1, 1, 1, 1, 6, 6, 8)
SEVERITIES = ("minor", "general", "general", "general", "serious")
SET_SEVERITIES = {Ending.ISSUED: "general", Ending.SIGNED: "general", Ending.LOWERED: "serious", Ending.EXTENSION_ASKED: "general"}
HOURS = (8, 9, 9, 10, 10, 11, 14, 15, 15, 16, 17)
POOR_FIX, NO_FIX, FAR_OFF, FROM_PICKER, WRONG_CLOCK, FIXED_AT_ONCE = 0.06, 0.02, 0.015, 0.04, 0.04, 0.1  # shares of all
STRAY_DEG, FAR_DEG = 0.0009, 0.02
TAIL = re.compile(r"(现场|工地|(\d号|服务)窗口)$")
SKEWS_MS, WRONG_SKEW_MS = (0, 400, -900, 1500, 2100), 412_000


@dataclass(frozen=True, slots=True)
class Site:
    """A place to go: its name, the unit it belongs to, the unit that answers for it, and how the facts name it."""

    name: str
    unit: str
    answers: str
    slots: dict[str, object]


@dataclass(frozen=True, slots=True)
class Outing:
    """One visit being told: who went where, when, for which task; `rng` is its own."""

    key: str
    task: TaskSeed
    site: Site
    at: datetime
    rng: Random
    author: str

    @property
    def spot(self) -> tuple[float, float]:
        """Latitude and longitude of the site."""
        place = county.units()[self.site.unit]
        return place.lat, place.lon


def told(row: dict[str, Any], key: str, task: TaskSeed, shift: timedelta) -> VisitSeed:
    """One finding of data/findings.toml as a visit of its own; the row may name who went, and how far the report came."""
    at = row["on"].replace(tzinfo=county.ZONE) + shift
    rng = Random(key)
    author = row.get("author") or rng.choice(task.inspectors)
    out = Outing(key, task, Site(row["site_name"], row["site"], row["unit"], {}), at, rng, author)
    photos = tuple(_shoot(out, key, row["scene"], at, SERIES))
    finding = FindingSeed(
        key, row["area"], row["category"], fill(row["facts"], rng, moments(at)), row["cause"], row["suggestion"],
        row["severity"], row["unit"], tuple((post, kind) for post, kind in row["persons"]), tuple(p.key for p in photos),
        row["class"], Ending(row["fate"]), row["scene"], _words(row["site_name"]), out.spot, out.author,
    )  # fmt: skip
    return _visit(out, photos, (finding,), Fate(row.get("report", Fate.RELEASED)))


def found(stop: Stop, number: int, task: TaskSeed) -> VisitSeed:
    """A visit put together from the sentences of its task's area."""
    rng = Random(f"visit-{number}")
    kinds = sentences.kinds()[task.area]
    first = kinds[(number + number // 8) % len(kinds)]
    site, at = _site(first, number, rng), _hour(stop.day, rng)
    lenient = SUSPECT if SUSPECT in task.inspectors else task.inspectors[0]
    author = rng.choice(task.inspectors) if stop.endings else lenient
    out = Outing(f"visit-{number}", task, site, at, rng, author)
    if not stop.endings:
        return _calm(out, first)
    pairs = [
        _finding(out, order, first if order == 0 else _of_same_answerer(first, kinds, number + order), ending, number // 4)
        for order, ending in enumerate(stop.endings)
    ]
    photos = tuple(photo for _, shots in pairs for photo in shots)
    return _visit(out, photos, tuple(finding for finding, _ in pairs), stop.fate)


def _finding(out: Outing, order: int, kind: Kind, ending: Ending, turn: int) -> tuple[FindingSeed, tuple[PhotoSeed, ...]]:
    rng, key, at = out.rng, f"{out.key}-{order}", out.at + timedelta(minutes=9 * order)
    pick, scene = (turn + order) % len(kind.facts), rng.choice(kind.scene)
    shots = tuple(_shoot(out, key, scene, at, SINGLE if order else PAIR))
    severity = SET_SEVERITIES.get(ending) or rng.choice(SEVERITIES)
    finding = FindingSeed(
        key, kind.area, kind.category, fill(kind.facts[pick], rng, out.site.slots | moments(at)), fill(kind.cause[pick], rng),
        fill(kind.suggestion[pick], rng), severity, out.site.answers, kind.persons, tuple(shot.key for shot in shots),
        "limited", ending, scene, _words(out.site.name), out.spot, out.author,
        fixed_on_the_spot=ending is Ending.SETTLED or (ending is Ending.ON_TIME and chance(rng, FIXED_AT_ONCE)),
    )  # fmt: skip
    return finding, shots


def _of_same_answerer(first: Kind, kinds: tuple[Kind, ...], number: int) -> Kind:
    same = [kind for kind in kinds if kind.who == first.who and kind is not first]
    return same[number % len(same)] if same else first


def _site(kind: Kind, number: int, rng: Random) -> Site:
    if kind.who == "township":
        town = HOME if number % 5 == 0 else county.townships()[1 + number % 13]
        village = rng.choice([key for key in county.units() if key.startswith(f"{town}/")])
        name = f"{village.replace('/', '')}{rng.randint(1, 6)}组"
        return Site(name, village, town, {"place": name})
    if kind.who == "owner":
        project = county.projects()[number % len(county.projects())]
        return Site(f"{project.name}现场", project.owner, project.owner, {"project": project.name})
    if kind.who == "department":
        department = county.departments()[number % len(county.departments())]
        return Site(f"{department}服务窗口", department, department, {"dept": department})
    street = rng.choice(sentences.words("streets"))
    return Site(f"县城{street}", "望舒街道", kind.who, {"street": street})


def _hour(day: date, rng: Random) -> datetime:
    return datetime(day.year, day.month, day.day, rng.choice(HOURS), rng.randrange(60), tzinfo=county.ZONE)


def _shoot(out: Outing, key: str, scene: str, at: datetime, labels: tuple[str, ...]) -> Iterator[PhotoSeed]:
    rng = out.rng
    for number, label in enumerate(labels):
        away = FAR_DEG if chance(rng, FAR_OFF) else 0.0
        lat, lon = (round(value + away + rng.uniform(-STRAY_DEG, STRAY_DEG), 7) for value in out.spot)
        accuracy = round(rng.uniform(62, 140) if chance(rng, POOR_FIX) else rng.uniform(3.5, 22.0), 1)
        yield PhotoSeed(
            f"{key}-{label}", scene, key, _words(out.site.name), label,
            at + timedelta(minutes=2 + number, seconds=rng.randrange(60)), lat, lon, None if chance(rng, NO_FIX) else accuracy,
            source="picker" if chance(rng, FROM_PICKER) else "camera", turn=rng.choice(TURNS),
        )  # fmt: skip


def _words(place: str) -> str:
    """What a sign on the spot would say: the village or the street, without the group."""
    if "村" in place:
        return place.split("村", maxsplit=1)[0] + "村"
    return TAIL.sub("", place)[:12]


def _calm(out: Outing, kind: Kind) -> VisitSeed:
    photos = tuple(replace(shot, after=True) for shot in _shoot(out, out.key, kind.scene[0], out.at, CALM))
    return _visit(out, photos, (), Fate.ACCEPTED)


def _visit(out: Outing, photos: tuple[PhotoSeed, ...], findings: tuple[FindingSeed, ...], fate: Fate) -> VisitSeed:
    rng, (lat, lon) = out.rng, out.spot
    slots = {"site": out.site.name, "count": len(findings)}
    stays = timedelta(minutes=24 + 14 * len(findings) + rng.randrange(25))
    return VisitSeed(
        out.key, out.task.key, out.author, out.site.name, out.site.unit, lat, lon, out.at, out.at + stays,
        said("summary" if findings else "summary_clean", rng, slots), photos, findings, fate,
        no_problem=None if findings else said("no_problem", rng),
        skew_ms=WRONG_SKEW_MS if chance(rng, WRONG_CLOCK) else rng.choice(SKEWS_MS),
    )  # fmt: skip
