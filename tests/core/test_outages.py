"""What PostgreSQL's errors become: hand-written, by SQLSTATE."""

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.core.durable import SoftDatabaseError
from app.core.http import once_more, outside_fault
from app.core.outages import outage, unconfirmed
from app.core.problem import DatabaseBusy, DatabaseReadOnly, OutcomeUnknown, Problem, StorageFull

TOLD: dict[str, type[Problem] | None] = {
    "08006": DatabaseBusy,  # connection failure
    "57P01": DatabaseBusy,  # ended by an administrator
    "57P02": DatabaseBusy,  # the server crashed
    "57P03": DatabaseBusy,  # not up yet
    "57014": DatabaseBusy,  # statement timeout
    "55P03": DatabaseBusy,  # lock timeout
    "53300": DatabaseBusy,  # too many connections
    "53200": DatabaseBusy,  # out of memory
    "53100": StorageFull,  # disk full
    "40001": DatabaseBusy,  # serialisation failure
    "40P01": DatabaseBusy,  # deadlock
    "25P03": DatabaseBusy,  # idle in transaction for too long
    "25006": DatabaseReadOnly,
    "58030": DatabaseBusy,  # I/O error
    "23505": None,  # a rule of ours
    "42703": None,  # a bug of ours
    "22001": None,
    "25P02": None,
    "XX000": None,
}


def _wrapped(error: psycopg.Error, *, cut: bool = False) -> DBAPIError:
    made = DBAPIError.instance("SELECT 1", {}, error, psycopg.Error, connection_invalidated=cut)
    assert isinstance(made, DBAPIError)
    return made


@pytest.mark.parametrize(("state", "told"), TOLD.items())
def test_a_sqlstate_is_told_as(state: str, told: type[Problem] | None) -> None:
    found = outage(_wrapped(errors.lookup(state)("said")))
    assert (type(found) if found else None) is told


@pytest.mark.parametrize("kind", [psycopg.OperationalError, psycopg.InterfaceError])
def test_a_connection_that_ends_without_a_word_is_an_outage(kind: type[psycopg.Error]) -> None:
    assert isinstance(outside_fault(_wrapped(kind("consuming input failed"))), DatabaseBusy)


def test_no_free_connection_is_an_outage() -> None:
    assert isinstance(outside_fault(PoolTimeout("QueuePool limit")), DatabaseBusy)


def test_only_a_lost_connection_leaves_a_commit_unknown() -> None:
    assert isinstance(unconfirmed(_wrapped(psycopg.OperationalError("closed"))), OutcomeUnknown)
    assert isinstance(unconfirmed(_wrapped(errors.lookup("57P01")("terminating"))), OutcomeUnknown)
    assert isinstance(unconfirmed(_wrapped(errors.lookup("XX000")("gone"), cut=True)), OutcomeUnknown)
    assert unconfirmed(_wrapped(errors.lookup("40001")("could not serialize"))) is None


def test_a_deadlock_is_tried_again_and_a_lock_not_had_is_not() -> None:
    tries: list[str] = []

    def work(state: str) -> int:
        tries.append(state)
        if tries.count(state) == 1:
            raise _wrapped(errors.lookup(state)("said"))
        return len(tries)

    assert once_more(lambda: work("40P01")) == 2
    with pytest.raises(DBAPIError):
        once_more(lambda: work("55P03"))
    assert tries == ["40P01", "40P01", "55P03"]


def test_a_database_that_became_forgetful_acknowledges_nothing_and_is_no_fault_of_ours() -> None:
    assert isinstance(outside_fault(SoftDatabaseError("PostgreSQL runs with fsync=off")), DatabaseBusy)
