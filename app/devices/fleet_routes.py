"""HTTP for phones' states: the phone says how it is, the office sees which need looking after."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.core import release
from app.core.http import Reading, Router, Writing, problems, tags
from app.core.listing import Listing, listing
from app.core.paging import InvalidCursor
from app.core.problem import Forbidden
from app.core.schema import Needle
from app.devices import fleet
from app.devices.fleet_schemas import DeviceStateDraft, DeviceStateTold, Fleet

router = Router(tags=tags("devices"))


@router.put("/device-states/{install_id}", responses=problems(Forbidden))
def tell_state(install_id: UUID, draft: DeviceStateDraft, tx: Writing) -> DeviceStateTold:
    """Say how this phone is: its queue, clock, room. Takes the place of what it said before; send it again whenever in doubt."""
    return fleet.tell(tx, install_id, draft)


@router.get("/device-states", responses=problems(InvalidCursor, Forbidden))
def list_states(
    tx: Reading,
    page: Listing,
    *,
    q: Annotated[Needle | None, Query(max_length=60)] = None,
    alarm: Annotated[bool, Query(description="Only phones with an alarm.")] = False,
) -> Fleet:
    """Phones as each last reported, by their owners' names; `alarm` keeps those that need looking after."""
    cursor = listing(tx, page, f"device-states {alarm} {q}")
    rows = fleet.page(tx, cursor.start, cursor.limit + 1, q=q, alarm=alarm)
    shown = cursor.page(rows, lambda row: fleet.out(tx, row), fleet.place)
    return Fleet(items=shown.items, next_cursor=shown.next_cursor, alarmed=fleet.alarmed(tx), current_version=release.VERSION)
