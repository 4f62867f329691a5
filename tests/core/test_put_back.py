"""A job during which the database failed is put back as it was; one that fails by itself is counted."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.core.db import Tx
from app.core.problem import OutcomeUnknown
from app.jobs import service as jobs
from app.jobs.models import Job
from app.worker import IN_TRANSACTION
from tests.world import World

KIND = "test.fails"
OUTAGE = DBAPIError.instance("SELECT 1", {}, psycopg.OperationalError("server closed the connection"), psycopg.Error)
TOO_LONG = DBAPIError.instance("SELECT 1", {}, errors.QueryCanceled("statement timeout"), psycopg.Error)


@pytest.fixture
def engine() -> str:
    """The errors are PostgreSQL's; where the queue is does not matter."""
    return "sqlite"


@pytest.fixture
def tried(fresh: World, request: pytest.FixtureRequest) -> Iterator[Job]:
    """A job that was tried once and met that error."""

    def fail(_tx: Tx, _payload: dict[str, str]) -> None:
        raise request.param

    IN_TRANSACTION[KIND] = fail
    with fresh.database.transaction() as tx:
        jobs.enqueue(tx, KIND)
    fresh.work()
    with fresh.database.reading() as tx:
        yield tx.session.scalars(select(Job).where(Job.kind == KIND)).one()
    del IN_TRANSACTION[KIND]


@pytest.mark.parametrize("tried", [OUTAGE, OutcomeUnknown()], indirect=True)
def test_an_outage_is_not_the_jobs_fault(tried: Job) -> None:
    assert (tried.attempts, tried.last_error, tried.dead_at) == (0, None, None)


@pytest.mark.parametrize("tried", [ValueError("a fault of its own"), TOO_LONG], indirect=True)
def test_a_fault_of_its_own_is_counted_and_so_is_a_statement_that_took_too_long(tried: Job) -> None:
    assert (tried.attempts, bool(tried.last_error)) == (1, True)
