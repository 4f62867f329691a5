"""The filters of the ledgers, the same for page and file."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from app.calendar.lights import Light
from app.core.schema import Needle
from app.rectification.ledger import ExtensionFilter, LookFilter
from app.rectification.queries import OrderFilter
from app.rectification.states import ExtensionState, ReinspectionResult, State

Words = Annotated[Needle | None, Query(max_length=60)]


async def order_filter(
    state: State | None = None, light: Light | None = None, unit_id: UUID | None = None, q: Words = None
) -> OrderFilter:
    """Orders by state, light, unit and words."""
    return OrderFilter(state, light, unit_id, q)


async def extension_filter(state: ExtensionState | None = None, unit_id: UUID | None = None, q: Words = None) -> ExtensionFilter:
    """Requests for more time by state, unit and words."""
    return ExtensionFilter(state, unit_id, q)


async def look_filter(result: ReinspectionResult | None = None, unit_id: UUID | None = None, q: Words = None) -> LookFilter:
    """Second looks by result, unit and words."""
    return LookFilter(result, unit_id, q)


OrderWanted = Annotated[OrderFilter, Depends(order_filter)]
ExtensionWanted = Annotated[ExtensionFilter, Depends(extension_filter)]
LookWanted = Annotated[LookFilter, Depends(look_filter)]
