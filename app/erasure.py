"""Erasing content of the log at the console: the one who asks and the one who confirms are two people, and both are there."""

import getpass
from typing import NamedTuple
from uuid import UUID

from app.access.policy import Permission, require
from app.audit import erasing
from app.bundles import service as bundles
from app.bundles.jobs import expire_all
from app.core.actor import Actor, same_person
from app.core.db import Database, Tx
from app.core.problem import Forbidden
from app.identity.queries import actor_of
from app.identity.service import check_password

UNSCOURED = (
    "what was erased lies in the database's files still: another program is reading the database.\n"
    "End it (a backup, a shell), then give the same command again: it erases nothing twice, and clears the files.\n"
)


class Erased(NamedTuple):
    """How many entries, and whether the database's files are rid of what they said."""

    entries: int
    scoured: bool


def erase(database: Database, objects: tuple[UUID, ...], reason: str, people: tuple[str, str]) -> Erased:
    """Erase what is said of these things, and leave nothing of it in the files. Raises: Problem.

    Every evidence bundle is taken away with it, whatever it is of; those still wanted are made again.
    """
    database.claim()
    passwords = [getpass.getpass(f"{name}: ") for name in people]
    with database.transaction() as tx:
        asks, confirms = (_present(tx, *pair) for pair in zip(people, passwords, strict=True))
        require(asks, Permission.ERASE_ASK)
        require(confirms, Permission.ERASE_CONFIRM)
        if same_person(confirms, asks.id) or not reason.strip():
            raise Forbidden
        tx.actor = confirms
        count = erasing.erase(tx, erasing.Order(objects, reason.strip(), asks.id))
        bundles.expire_all(tx)
    expire_all(database, database.settings.storage)  # also what was made until that was committed
    return Erased(count, erasing.scour(database))


def _present(tx: Tx, name: str, password: str) -> Actor:
    check_password(tx, name, password, client=False)
    return actor_of(tx, name)
