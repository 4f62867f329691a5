"""HTTP for the reader's own notices."""

from uuid import UUID

from fastapi import Request

from app.access.policy import Permission, require
from app.core.http import Reading, Router, Writing, locale_of, problems, tags
from app.core.listing import Listing, listing
from app.core.paging import InvalidCursor
from app.core.problem import Forbidden, NotFound
from app.notices import queries, service
from app.notices.schemas import NoticeList, NoticeMove, NoticeOut, UnreadCount

router = Router(prefix="/notices", tags=tags("notices"))


@router.get("", responses=problems(InvalidCursor, Forbidden))
def list_notices(tx: Reading, page: Listing, request: Request, *, unread: bool = False) -> NoticeList:
    """The reader's notices, the newest first; `unread` leaves out what was read."""
    require(tx.actor, Permission.NOTICE_READ)
    cursor, locale = listing(tx, page, "notices/2"), locale_of(request)
    rows = queries.page(tx, cursor.start, cursor.limit + 1, unread=unread)
    shown = cursor.page(rows, lambda row: queries.out(row, locale), queries.place)
    return NoticeList(items=shown.items, next_cursor=shown.next_cursor, unread=queries.unread(tx))


@router.post("/moves", responses=problems(Forbidden))
def read_notices(_move: NoticeMove, tx: Writing) -> UnreadCount:
    """Everything is read."""
    service.read_all(tx)
    tx.session.flush()
    return UnreadCount(unread=queries.unread(tx))


@router.post("/{notice_id}/moves", responses=problems(Forbidden, NotFound))
def read_notice(notice_id: UUID, _move: NoticeMove, tx: Writing, request: Request) -> NoticeOut:
    """One is read."""
    return queries.out(service.read(tx, notice_id), locale_of(request))
