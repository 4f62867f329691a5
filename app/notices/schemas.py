"""Notices on the wire."""

from typing import Literal
from uuid import UUID

from app.core.schema import Instant, Schema


class NoticeOut(Schema):
    """One notice in the reader's language; `subject_type` and `subject_id` say what it opens."""

    id: UUID
    kind: str
    subject_type: str
    subject_id: UUID
    text: str
    created_at: Instant
    read_at: Instant | None


class NoticeList(Schema):
    """The reader's notices, the newest first, and how many are unread."""

    items: list[NoticeOut]
    next_cursor: str | None
    unread: int


class NoticeMove(Schema):
    """The only verb of a notice."""

    verb: Literal["read"]


class UnreadCount(Schema):
    """How many notices are left unread."""

    unread: int
