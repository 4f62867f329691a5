"""Telegrams on the wire."""

import hashlib
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.core.schema import Instant, Line, LongText, OptionalText, Schema
from app.rectification.schemas import OrderDraft
from app.rectification.states import OrderClass
from app.telegrams.states import Classification, TelegramState, TelegramVerb, Urgency


class Carried(Schema):
    """The orders a telegram carries: drafts to be issued with it, and existing ones it refers to."""

    orders: Annotated[list[OrderDraft], Field(max_length=40, default_factory=list)]
    order_ids: Annotated[list[UUID], Field(max_length=50, default_factory=list)]


class TelegramDraft(Carried):
    """A telegram as the desk writes it; `corrects_id` names the issued one it sets right."""

    title: Line
    body: LongText
    urgency: Urgency = Urgency.ROUTINE
    classification: Classification = Classification.INTERNAL
    main_to: Annotated[list[UUID], Field(max_length=200)]
    copy_to: Annotated[list[UUID], Field(max_length=200, default_factory=list)]
    contact: Line | None = None
    corrects_id: UUID | None = None

    def content_sha256(self) -> str:
        """The identity of the content."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class TelegramText(Schema):
    """A title and a body written from the orders, to be edited by hand."""

    title: str
    body: str


class TelegramMove(Schema):
    """A verb on a telegram; `return` takes a reason."""

    verb: TelegramVerb
    reason: OptionalText | None = None


class Recipient(Schema):
    """A unit it goes to; units read only their own receipt."""

    unit_id: UUID
    unit_name: str
    main: bool
    received_at: Instant | None
    receiver_name: str | None


class CarriedOrder(Schema):
    """An order it issued or refers to, if the reader may see that."""

    id: UUID
    number: str
    unit_name: str
    class_: OrderClass = Field(serialization_alias="class", validation_alias="kind")
    due_on: date


class TelegramStep(Schema):
    """One line of the story; names are null for units."""

    at: Instant
    action: str
    actor_name: str | None
    note: str | None


class TelegramSummary(Schema):
    """A telegram in a list; the office's names are null for units."""

    id: UUID
    number: str | None
    state: TelegramState
    urgency: Urgency
    classification: Classification
    title: str
    office_name: str
    drafted_at: Instant | None
    issued_at: Instant | None
    recipient_count: int | None
    received_count: int | None
    received_at: Instant | None = Field(description="when the reader's own unit signed for it")
    corrects_id: UUID | None
    corrected_by_id: UUID | None
    version: int
    moves: list[TelegramVerb]


class TelegramOut(TelegramSummary):
    """A whole telegram; `editable`: the reader may change it."""

    editable: bool
    body: str
    contact: str | None
    recipients: list[Recipient]
    orders: list[OrderDraft]
    order_ids: list[UUID]
    carried: list[CarriedOrder]
    drafter_name: str | None
    countersigner_name: str | None
    signer_name: str | None
    timeline: list[TelegramStep]
