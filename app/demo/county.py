"""The demo county as data: units, projects, people and accounts, with ids that are the same everywhere."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta, timezone
from functools import cache
from itertools import starmap
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid5

NAMESPACE = UUID("6d1f5c0e-0c1d-4f0e-9a53-2f6f0c990121")  # demo data is public, so its ids may be foreseeable
SURNAMES = "蒋沈韩杨朱秦尤许何吕施孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方"
GIVEN = ("示例", "样本", "测试", "演示")
BOX_LON, BOX_LAT = (101.80, 102.40), (39.90, 40.35)
LARGE_TOWNSHIPS = 8
ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")
PHONE = "000-0000-{:04d}"
ANSWERING = frozenset({"department", "unit_contact"})


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of the county; `key` is its short name, with the township before a village's."""

    key: str
    name: str
    short_name: str
    kind: str
    parent: str | None
    code12: str | None
    lon: float
    lat: float
    hats: tuple[str, ...]
    phone: str | None

    @property
    def id(self) -> UUID:
        """Its id in the demo database."""
        return demo_id("unit", self.key)


@dataclass(frozen=True, slots=True)
class Project:
    """A construction or industry project; `owner` and `township` are unit keys, money in 万元."""

    name: str
    owner: str
    township: str
    invest_wan: int
    first_month: str
    last_month: str


@dataclass(frozen=True, slots=True)
class Account:
    """A person with an account; only those with `signs_in` have a password."""

    username: str
    name: str
    post: str
    unit: str
    role: str
    signs_in: bool

    @property
    def id(self) -> UUID:
        """Its id in the demo database."""
        return demo_id("user", self.username)


def demo_id(*parts: object) -> UUID:
    """The one id of a thing of the demo."""
    return uuid5(NAMESPACE, "/".join(str(part) for part in parts))


@cache
def source() -> dict[str, Any]:
    """The county as written down in data/county.toml."""
    return tomllib.loads((Path(__file__).parent / "data" / "county.toml").read_text("utf-8"))


@cache
def units() -> dict[str, Place]:
    """Every unit by its key, parents before children."""
    return {place.key: place for place in _units()}


@cache
def projects() -> tuple[Project, ...]:
    """The projects, in the county's order."""
    return tuple(starmap(Project, source()["projects"]["rows"]))


@cache
def accounts() -> tuple[Account, ...]:
    """The accounts people sign in with, then one contact per other unit that answers orders, and heads of townships and owners."""
    named = [Account(username, name, post, unit, role, True) for username, name, post, unit, role in source()["accounts"]["rows"]]
    held = {(account.unit, account.role) for account in named}
    answered = {unit for unit, role in held if role in ANSWERING}
    return (
        *named,
        *(contact for contact in _contacts() if contact.unit not in answered),
        *(head for head in _heads() if (head.unit, head.role) not in held),
    )


@cache
def contact(unit: str) -> str:
    """Username of who answers for a unit."""
    return next(account.username for account in accounts() if account.unit == unit and account.role in ANSWERING)


@cache
def townships() -> tuple[str, ...]:
    """Keys of the townships, the town itself first."""
    return tuple(row[0] for row in source()["townships"]["rows"])


@cache
def departments() -> tuple[str, ...]:
    """Keys of the departments that have a window for the public."""
    return tuple(place.key for place in units().values() if place.kind == "department" and place.parent == "县政府")


def person(key: str) -> str:
    """A made-up name, the same for the same key."""
    rng = Random(key)
    return rng.choice(SURNAMES) + rng.choice(GIVEN)


def _units() -> Iterator[Place]:
    yield from _roots()
    yield from _departments()
    for village_list in (_townships(), _villages(), _owners()):
        yield from village_list


def _roots() -> Iterator[Place]:
    lon, lat = source()["seat"]
    for row in source()["roots"]:
        yield Place(row["short_name"], row["name"], row["short_name"], row["kind"], None, None, lon, lat, ("organiser",), None)


def _departments() -> Iterator[Place]:
    roots = {row["key"]: row["short_name"] for row in source()["roots"]}
    for number, (kind, short, name, root) in enumerate(source()["departments"]["rows"]):
        lon, lat = _near(short, source()["seat"], 0.012)
        yield Place(short, name, short, kind, roots[root], None, lon, lat, ("organiser", "target"), PHONE.format(number + 1))
    for number, row in enumerate(source()["supervision"]):
        lon, lat = source()["seat"]
        yield Place(
            row["short_name"], row["name"], row["short_name"], "office", row["under"], None, lon, lat,
            ("organiser",), PHONE.format(90 + number),
        )  # fmt: skip


def _townships() -> Iterator[Place]:
    for number, (name, code, lon, lat) in enumerate(source()["townships"]["rows"]):
        kind = "subdistrict" if name.endswith("街道") else "township"
        full = f"云岫县{name}{'办事处' if kind == 'subdistrict' else '人民政府'}"
        yield Place(
            name, full, name, kind, "县政府", f"{source()['code']}{code}000", lon, lat, ("organiser", "target"),
            PHONE.format(40 + number),
        )  # fmt: skip


def _villages() -> Iterator[Place]:
    names = _village_names()
    for town, code, lon, lat in source()["townships"]["rows"]:
        community = town.endswith("街道")
        for number, name in enumerate(source()["villages"]["communities"] if community else names[town]):
            at = _near(town + name, (lon, lat), 0.045)
            code12 = f"{source()['code']}{code}{1 + number if community else 200 + number:03d}"
            kind = "community" if community else "village"
            yield Place(f"{town}/{name}", f"{town}{name}", name, kind, town, code12, *at, ("target",), None)


@cache
def _village_names() -> dict[str, list[str]]:
    rules = source()["villages"]
    out: dict[str, list[str]] = {row[0]: [] for row in source()["townships"]["rows"] if not row[0].endswith("街道")}
    for town, name in [*rules["placed"], rules["homonym"]]:
        out[town].append(name)
    taken = {name for names in out.values() for name in names}
    free = [f"{side}{stem}村" for stem in rules["stems"] for side in rules["sides"] if f"{side}{stem}村" not in taken]
    Random(source()["code"]).shuffle(free)
    for order, names in enumerate(out.values()):
        while len(names) < (9 if order < LARGE_TOWNSHIPS else 8):
            names.append(free.pop())
    return out


def _owners() -> Iterator[Place]:
    for number, project in enumerate(projects()):
        town = next(row for row in source()["townships"]["rows"] if row[0] == project.township)
        lon, lat = _near(project.owner, (town[2], town[3]), 0.02)
        yield Place(
            project.owner, project.owner, project.owner, "project_owner", project.township, None, lon, lat,
            ("target",), PHONE.format(60 + number),
        )  # fmt: skip


def _near(key: str, middle: tuple[float, float], reach: float) -> tuple[float, float]:
    lon, lat = middle
    rng = Random(key)
    return (
        round(min(max(lon + rng.uniform(-reach, reach), BOX_LON[0] + 0.005), BOX_LON[1] - 0.005), 6),
        round(min(max(lat + rng.uniform(-reach, reach) * 0.8, BOX_LAT[0] + 0.005), BOX_LAT[1] - 0.005), 6),
    )


def _contacts() -> Iterator[Account]:
    for number, place in enumerate(units().values()):
        if place.kind in {"department", "office", "media"} and "target" in place.hats:
            yield Account(f"contact-{number:03d}", person(place.key), "督查联络员", place.key, "department", signs_in=False)
        elif place.kind in {"township", "subdistrict", "project_owner"}:
            yield Account(f"contact-{number:03d}", person(place.key), "督查联络员", place.key, "unit_contact", signs_in=False)


def _heads() -> Iterator[Account]:
    for number, place in enumerate(units().values()):
        if place.kind in {"township", "subdistrict", "project_owner"}:
            yield Account(
                f"head-{number:03d}", person(f"head-{place.key}"), "主要负责人", place.key, "unit_principal", signs_in=False
            )
