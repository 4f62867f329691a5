"""What PostgreSQL, and the way to it, may do to us, as refusals: none is a bug of ours, and each asks to come again."""

from typing import TypeGuard

import psycopg
import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.core.durable import SoftDatabaseError
from app.core.problem import OUTAGES, DatabaseBusy, DatabaseReadOnly, OutcomeUnknown, Problem, StorageFull

log = structlog.get_logger()
FULL, READ_ONLY = "53100", "25006"
TOO_LONG = frozenset({"57014", "25P03"})  # a statement, a silent transaction: the same would happen again
LOST_RACES = frozenset({"40001", "40P01"})  # serialisation failure, deadlock: the other one won, nothing was written
GONE = ("08", "57P")  # the connection failed; the server was stopped, crashed, or is not up yet
# a transaction thrown back or idle for too long; no resources; a lock not had in time; ended by an operator or a timeout; I/O
PASSING = (*GONE, "40", "25P03", "25P04", "53", "55P03", "57", "58")


def outage(error: Exception) -> Problem | None:
    """The refusal for a fault outside of us, said in the log without a word of what was asked; None for any other error."""
    found = _refusal(error)
    return None if found is None else _said(found, error)


def passing(error: Exception) -> bool:
    """Whether a worker need only wait: the database's surroundings failed, and not a job that took too long over it."""
    return sqlstate(error) not in TOO_LONG and (isinstance(error, OUTAGES) or outage(error) is not None)


def unconfirmed(error: Exception) -> Problem | None:
    """The refusal for a commit whose answer was lost with the connection; None if it was answered."""
    return _said(OutcomeUnknown(), error) if cut_off(error) else None


def _said(refusal: Problem, error: Exception) -> Problem:
    kind = getattr(error, "orig", None) or error
    log.warning("database outage", refusal=refusal.slug, kind=type(kind).__name__, sqlstate=sqlstate(error))
    return refusal


def _refusal(error: Exception) -> Problem | None:
    if isinstance(
        error, PoolTimeout | SoftDatabaseError
    ):  # settings that were made soft meanwhile: nothing is acknowledged under them
        return DatabaseBusy()
    if not _of_postgresql(error):
        return None
    state = sqlstate(error)
    if state == READ_ONLY:
        return DatabaseReadOnly()
    if state == FULL:
        return StorageFull()
    return DatabaseBusy() if cut_off(error) or state.startswith(PASSING) else None


def cut_off(error: Exception) -> bool:
    """Whether the connection was lost: what had been asked last may have been done or not."""
    if not _of_postgresql(error):
        return False
    state = sqlstate(error)
    silent = not state and isinstance(error.orig, psycopg.OperationalError | psycopg.InterfaceError)
    return error.connection_invalidated or silent or state.startswith(GONE)


def lost_race(error: Exception) -> bool:
    """Whether PostgreSQL threw the transaction back for another's sake: it may be tried again as it was."""
    return _of_postgresql(error) and sqlstate(error) in LOST_RACES


def sqlstate(error: Exception) -> str:
    """PostgreSQL's five characters; empty when it had no time to say any."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) or ""


def _of_postgresql(error: Exception) -> TypeGuard[DBAPIError]:
    return isinstance(error, DBAPIError) and isinstance(error.orig, psycopg.Error)
