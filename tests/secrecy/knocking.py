"""What a knock is, and whose door it is at."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

import httpx2

from app.core.db import Database

FIXED = b"the same few bytes"
OTHER_KINDS = (
    "mission", "site", "milestone", "extension", "objection", "plan", "conclusion", "review", "action", "example", "telegram",
    "coordination", "difficulty", "notice", "delegation", "step",
    "waiver", "device", "bundle", "key",
)  # fmt: skip


@dataclass(frozen=True)
class Ids:
    """One case's things; what a reader may not see, or what nobody ever made."""

    report: str
    finding: str
    evidence: str
    upload: str
    task: str
    order: str
    submission: str
    others: dict[str, str] = field(default_factory=lambda: {kind: str(uuid4()) for kind in OTHER_KINDS})

    @staticmethod
    def of_nothing() -> "Ids":
        """Ids nobody ever used."""
        return Ids(**{each.name: str(uuid4()) for each in fields(Ids) if each.name != "others"})

    def by_kind(self) -> dict[str, str]:
        """Every id by its kind."""
        own = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "others"}
        return own | self.others

    @cached_property
    def _written(self) -> list[tuple[str, str]]:
        return [
            (form, f"<{kind}>") for kind, value in self.by_kind().items() for form in (value, UUID(value).hex, value[:8].upper())
        ]

    def masked(self, text: str) -> str:
        """A text in which these ids, however written, read `<its kind>`."""
        for form, kind in self._written:
            if form in text:
                text = text.replace(form, kind)
        return text


@dataclass(frozen=True)
class Knock:
    """One request."""

    method: str
    path: str
    options: dict[str, Any] = field(default_factory=dict)

    def on(self, client: httpx2.Client) -> httpx2.Response:
        """Send it."""
        return client.request(self.method, self.path, **self.options)


def is_due(database: Database, turn: int, of: int = 2) -> bool:
    """Whether a database is knocked at for the n-th time: by day each takes its share of a list, by night each takes all."""
    return bool(os.environ.get("MINGCHA_EVERY_KNOCK")) or turn % of == (0 if database.sqlite else 1)


Asks = Callable[[Ids], list[dict[str, Any]]]


def plain(_: Ids) -> list[dict[str, Any]]:
    """Nothing but the address."""
    return [{}]


def bodies(*verbs: dict[str, Any]) -> Asks:
    """JSON bodies."""
    return lambda _: [{"json": verb} for verb in verbs]
