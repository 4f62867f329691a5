"""Statements built once: for what every report and photograph asks, building a statement costs more than running it.

Figures in bench/README.md; everything else is written where it is used, in the ordinary way.
"""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from sqlalchemy import Select, Table, bindparam, select

from app.core.actor import Actor
from app.core.db import Base, Tx

MOST_ACTORS = 1000
M = TypeVar("M", bound=Base)
Q = TypeVar("Q")


def table(model: type[Base]) -> Table:
    """The bare table of a model: a statement without the class costs a third."""
    return cast("Table", model.__table__)


def by_id(model: type[M]) -> Select[M]:
    """The row of that `id`, read anew and locked."""
    return select(model).where(table(model).c.id == bindparam("id")).with_for_update().execution_options(populate_existing=True)


def per_actor(build: Callable[[Tx], Q]) -> Callable[[Tx], Q]:
    """A query that depends on nothing but who asks, built once for each."""
    built: dict[Actor, Q] = {}

    @wraps(build)
    def ready(tx: Tx) -> Q:
        if (query := built.get(tx.actor)) is None:
            if len(built) >= MOST_ACTORS:
                built.clear()
            query = built[tx.actor] = build(tx)
        return query

    return ready
