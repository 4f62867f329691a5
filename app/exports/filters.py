"""The filters of the ledgers, the same for page and file."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from app.calendar.lights import Light
from app.core.schema import Needle
from app.rectification.queries import OrderFilter
from app.rectification.states import State

Words = Annotated[Needle | None, Query(max_length=60)]


async def order_filter(
    state: State | None = None, light: Light | None = None, unit_id: UUID | None = None, q: Words = None
) -> OrderFilter:
    """Orders by state, light, unit and words."""
    return OrderFilter(state, light, unit_id, q)


OrderWanted = Annotated[OrderFilter, Depends(order_filter)]
