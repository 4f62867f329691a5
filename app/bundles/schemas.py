"""Bundles on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.bundles.states import Failure, State
from app.core.schema import Instant, Schema, Text


class BundleDraft(Schema):
    """What shall be put together and why: a report, or with `finding_id` also that finding's order, answers and second looks."""

    id: UUID
    report_id: UUID
    finding_id: UUID | None = None
    reason: Annotated[Text, Field(max_length=1000, description="Who receives it and for what; recorded in the log.")]


class BundleOut(Schema):
    """One bundle as whoever asked for it sees it; `sha256` is that of its `bundle.json`, which names every other file.

    `fetchable`: its file can be had now.
    """

    id: UUID
    report_id: UUID
    finding_id: UUID | None
    reason: str
    state: State
    fetchable: bool
    failure: Failure | None
    requested_at: Instant
    made_at: Instant | None
    expires_at: Instant | None
    size_bytes: int | None
    sha256: str | None


class BundleList(Schema):
    """The reader's own bundles of one report, the newest first."""

    items: list[BundleOut]
