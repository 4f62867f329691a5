"""Sentences of the story: templates of data/*.toml with places, days and numbers filled in."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

DATA = Path(__file__).parent / "data"
RANGE = re.compile(r"\{(\d+)-(\d+)\}")
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Kind:
    """One category of data/variants.toml with its sentences."""

    area: str
    category: str
    who: str
    scene: tuple[str, ...]
    facts: tuple[str, ...]
    cause: tuple[str, ...]
    suggestion: tuple[str, ...]
    persons: tuple[tuple[str, str], ...]


@cache
def read(name: str) -> dict[str, Any]:
    """One file of the story."""
    return tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))


@cache
def kinds() -> dict[str, tuple[Kind, ...]]:
    """The categories of each area."""
    out: dict[str, tuple[Kind, ...]] = {}
    for row in read("variants")["category"]:
        kind = Kind(
            row["area"], row["category"], row["who"], tuple(row["scene"]), tuple(row["facts"]), tuple(row["cause"]),
            tuple(row["suggestion"]), tuple((post, kind) for post, kind in row["persons"]),
        )  # fmt: skip
        out[kind.area] = (*out.get(kind.area, ()), kind)
    return out


def words(name: str) -> Sequence[str]:
    """The ways one thing is said by the office or a unit."""
    found: list[str] = read("narrative")["words"][name]
    return found


def fill(template: str, rng: Random, slots: Mapping[str, object] | None = None) -> str:
    """Put the slots in, and a number wherever the template gives a range."""
    text = RANGE.sub(lambda found: str(rng.randint(int(found[1]), int(found[2]))), template)
    for name, value in (slots or {}).items():
        text = text.replace("{" + name + "}", str(value))
    return text


def said(name: str, rng: Random, slots: Mapping[str, object] | None = None) -> str:
    """One of the ways, filled in."""
    return fill(rng.choice(words(name)), rng, slots)


def says(name: str, **slots: object) -> str:
    """What somebody of the cycle says, word for word from data/cycle.toml."""
    text: str = read("cycle")["says"][name]
    return text.format(**slots) if slots else text


def moments(at: datetime) -> dict[str, str]:
    """How a finding speaks of its day and hour."""
    clock = f"{at.hour}时{at.minute}分" if at.minute else f"{at.hour}时"
    return {"day": f"{at.month}月{at.day}日", "clock": clock, "weekday": f"周{WEEKDAYS[at.weekday()]}"}
