"""A draw on the wire. What is sealed is null."""

import hashlib
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from app.core.schema import Day, Instant, Line, OptionalText, Point, Schema
from app.missions.draw_states import State, Verb

MOST_SITES, MOST_PEOPLE, MOST_UNITS = 500, 200, 20
MOST_WEIGHT = 10


class DrawSite(Schema):
    """A candidate site; heavier ones are likelier. `last_visited_on` when the office knows of a later visit than the program."""

    id: UUID
    name: Line
    unit_id: UUID
    address: Line | None = None
    location: Point | None = None
    weight: Annotated[int, Field(ge=1, le=MOST_WEIGHT)] = 1
    last_visited_on: Day | None = None


class FormerUnit(Schema):
    """Where somebody served before, until when."""

    unit_id: UUID
    until: Day


class DrawInspector(Schema):
    """A candidate inspector, and what he keeps away from beside what is registered: own unit, former posts, declared interests."""

    user_id: UUID
    away: bool = False
    former_units: Annotated[list[FormerUnit], Field(max_length=MOST_UNITS, default_factory=list)]
    kin_unit_ids: Annotated[list[UUID], Field(max_length=MOST_UNITS, default_factory=list)]
    declared_unit_ids: Annotated[list[UUID], Field(max_length=MOST_UNITS, default_factory=list)]


class DrawDraft(Schema):
    """Both lists and what is wanted of them; locked as they are."""

    id: UUID
    sites: Annotated[list[DrawSite], Field(min_length=1, max_length=MOST_SITES)]
    inspectors: Annotated[list[DrawInspector], Field(min_length=1, max_length=MOST_PEOPLE)]
    sites_wanted: Annotated[int, Field(ge=1, le=50)]
    inspectors_per_site: Annotated[int, Field(ge=1, le=5)] = 2

    def content_sha256(self) -> str:
        """The identity of the content."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class DrawMove(Schema):
    """A verb on a draw: `draw` takes the public number and where it comes from, `cancel` a reason."""

    verb: Annotated[Verb, Field(json_schema_extra={"enum": [verb.value for verb in Verb if verb != Verb.ATTEST]})]
    public_number: Annotated[str, Field(pattern=r"^[0-9]{3,60}$")] | None = None
    public_source: Line | None = None
    reason: OptionalText | None = None


class DrawPerson(Schema):
    """Somebody in the draw."""

    id: UUID
    name: str


class DrawWitnessOut(DrawPerson):
    """A witness, and when."""

    at: Instant


class DrawCandidate(DrawPerson):
    """A candidate inspector: away, drawn, and how many units he keeps away from."""

    away: bool
    drawn: bool
    recusals: int


class DrawGroup(Schema):
    """One drawn site and who goes there; the name only once it was opened in the field, or for the director after issuing."""

    number: int
    site_id: UUID
    site_name: str | None
    unit_name: str | None
    opened: bool
    inspectors: list[DrawPerson]
    together_on: date | None


class DrawPassed(Schema):
    """A hit that was not taken: which group it was for, who (null for a site), and why."""

    group: int
    name: str | None
    reason: str


class DrawTally(Schema):
    """How many candidates carry this weight."""

    weight: int
    count: int


class DrawLists(Schema):
    """The locked lists in numbers."""

    sites: int
    sites_recent: int
    weights: list[DrawTally]
    townships: int
    inspectors: list[DrawCandidate]
    recent_months: int
    per_township_max: int
    recusal_years: int
    sites_wanted: int
    inspectors_per_site: int


class DrawEarlier(Schema):
    """A draw that was taken back."""

    id: UUID
    commitment: str | None
    locked_at: Instant
    drawn_at: Instant | None
    cancelled_at: Instant
    reason: str


class DrawOut(Schema):
    """A draw as those on the mission's list see it. `replayed` says whether the program computes the same again."""

    id: UUID
    mission_id: UUID
    state: State
    operator: DrawPerson
    lists: DrawLists
    digest: str
    commitment: str | None
    public_number: str | None
    public_source: str | None
    seed: str | None
    locked_at: Instant
    committed_at: Instant | None
    drawn_at: Instant | None
    witnessed_at: Instant | None
    issued_at: Instant | None
    cancelled_at: Instant | None
    cancel_reason: str | None
    complete: bool | None
    replayed: bool | None
    groups: list[DrawGroup]
    passed: list[DrawPassed]
    witnesses: list[DrawWitnessOut]
    witnesses_needed: int
    earlier: list[DrawEarlier]
    version: int
    moves: list[Verb]


class DrawRecord(Schema):
    """Everything a replay needs, as `mingcha draw-verify` and the page compute it: names are not in it."""

    algorithm: str
    lists: dict[str, Any]
    digest: str
    nonce: str
    commitment: str
    public_number: str
    seed: str
    result: dict[str, Any]
