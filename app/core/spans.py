"""For endpoints that stream: short transactions of their own, each authenticated anew."""

from collections.abc import Callable
from typing import TypeVar

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.core.db import Tx
from app.core.http import house, once_more, outside_fault

T = TypeVar("T")


async def reading(request: Request, work: Callable[[Tx], T]) -> T:
    """Run `work` in a reading transaction as the request's actor, in a thread."""
    return await run_in_threadpool(read_now, request, work)


async def writing(request: Request, work: Callable[[Tx], T]) -> T:
    """Run `work` in a writing transaction as the request's actor, in a thread."""
    return await run_in_threadpool(write_now, request, work)


def read_now(request: Request, work: Callable[[Tx], T]) -> T:
    """As `reading`, in this thread."""
    place = house(request)
    try:
        with place.database.reading() as tx:
            place.authenticate(tx, request)
            return work(tx)
    except (PoolTimeout, DBAPIError) as error:
        raise outside_fault(error) from error


def write_now(request: Request, work: Callable[[Tx], T]) -> T:
    """As `writing`, in this thread."""
    place = house(request)

    def written() -> T:
        with place.database.transaction() as tx:
            place.authenticate(tx, request)
            return work(tx)

    try:
        return once_more(written)
    except (PoolTimeout, DBAPIError) as error:
        raise outside_fault(error) from error
