"""HTTP for telegrams."""

from typing import Annotated
from uuid import UUID

from fastapi import Header, Query, Request

from app.audit.service import extend
from app.core.clock import wire
from app.core.http import Answer, Reading, Router, Writing, expected_version, locale_of, made, problems, tags
from app.core.listing import Listing, listing
from app.core.machine import IllegalMove
from app.core.paging import InvalidCursor, Page
from app.core.problem import Forbidden, NotFound, PreconditionRequired, StaleVersion
from app.core.schema import Needle
from app.findings.errors import ReasonRequired
from app.rectification.errors import (
    DueRequired,
    DueTooFar,
    FindingNotConfirmed,
    FindingsOfOtherUnit,
    OrderIdReused,
    UnknownFinding,
)
from app.tasks.errors import DeadlinePassed
from app.telegrams import drafting, queries, service
from app.telegrams.errors import (
    AddresseeRequired,
    AlreadyReceived,
    NotCorrectable,
    OrderUnitNotAddressed,
    OwnDraft,
    SecretMarked,
    TelegramFixed,
    UnknownOrder,
)
from app.telegrams.schemas import Carried, TelegramDraft, TelegramMove, TelegramOut, TelegramSummary, TelegramText
from app.telegrams.states import TelegramState
from app.units.errors import UnitNotTarget, UnknownUnit

router = Router(prefix="/telegrams", tags=tags("telegrams"))


@router.get("", responses=problems(InvalidCursor))
def list_telegrams(
    tx: Reading, page: Listing, state: TelegramState | None = None, q: Annotated[Needle | None, Query(max_length=60)] = None
) -> Page[TelegramSummary]:
    """Telegrams the reader may see, the newest first."""
    cursor = listing(tx, page, "telegrams")
    rows = queries.page(tx, state, q, cursor.start, cursor.limit + 1)
    shown = cursor.page(rows, lambda row: row, lambda row: [wire(row.drafted_at), row.id.hex])
    return Page(items=queries.summaries(tx, shown.items), next_cursor=shown.next_cursor)


@router.post("/draft-text", responses=problems(Forbidden, UnknownUnit, UnknownFinding, DueTooFar, DeadlinePassed))
def draft_text(carried: Carried, request: Request, tx: Reading) -> TelegramText:
    """A title and a body written from orders, for a hand to edit; writes nothing."""
    return drafting.write(tx, carried, locale_of(request))


@router.get("/{telegram_id}", responses=problems(NotFound))
def read_telegram(telegram_id: UUID, tx: Reading) -> TelegramOut:
    """One telegram with its recipients and what it carries."""
    return queries.out(tx, queries.get(tx, telegram_id))


@router.put(
    "/{telegram_id}",
    responses=made(TelegramOut)
    | problems(
        Forbidden, NotFound, SecretMarked, AddresseeRequired, UnknownUnit, UnknownFinding, UnknownOrder, OrderUnitNotAddressed,
        NotCorrectable, TelegramFixed, PreconditionRequired, StaleVersion,
    ),
)  # fmt: skip
def put_telegram(
    telegram_id: UUID, draft: TelegramDraft, tx: Writing, if_match: Annotated[str | None, Header()] = None
) -> Answer[TelegramOut]:
    """Draft a telegram, or change the draft on the version read (`If-Match`)."""
    row, created = service.put(tx, telegram_id, draft, expected_version(if_match))
    extend(tx)  # so that the story told has this step too
    return Answer(queries.out(tx, row), 201 if created else 200)


@router.post(
    "/{telegram_id}/moves",
    responses=problems(
        NotFound, Forbidden, IllegalMove, OwnDraft, ReasonRequired, AlreadyReceived, UnknownUnit, UnitNotTarget, UnknownFinding,
        FindingNotConfirmed, FindingsOfOtherUnit, OrderIdReused, DueRequired, DueTooFar, DeadlinePassed,
    ),
)  # fmt: skip
def move_telegram(telegram_id: UUID, move: TelegramMove, tx: Writing) -> TelegramOut:
    """Countersign, sign, return, issue with its orders, sign for, archive."""
    row = service.move(tx, telegram_id, move)
    extend(tx)  # so that the story told has this step too
    return queries.out(tx, row)
