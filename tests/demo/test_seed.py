"""Seeding: every state and light of the program stands in the demo county, once, and the log holds."""

from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from app.audit import queries as audit
from app.audit.models import LogEntry
from app.calendar.lights import Light, light
from app.core.db import Database, Tx
from app.core.files import Files
from app.demo.seed import seed
from app.evidence.models import Evidence
from app.findings.models import Finding
from app.findings.states import State as FindingState
from app.identity.models import User
from app.identity.passwords import matches
from app.rectification.models import Order, Reinspection, Submission
from app.rectification.states import State as OrderState
from app.reports.models import Report
from app.reports.states import State as ReportState
from app.tasks.models import Task
from app.units.models import Unit
from tests.demo.conftest import NOW, interrupted, silent


@pytest.fixture
def tx(demo: Database) -> Iterator[Tx]:
    """A look into it."""
    with demo.reading() as reading:
        yield reading


def count(tx: Tx, column) -> Counter[str]:
    return Counter(dict(tx.session.execute(select(column, func.count()).group_by(column)).all()))


def test_a_second_seeding_changes_nothing(demo):
    with demo.reading() as tx:
        before = tx.session.scalar(select(func.max(LogEntry.idx)))
    assert seed(demo, Files(demo.settings.storage), silent, interrupted) == 0
    with demo.reading() as tx:
        assert tx.session.scalar(select(func.max(LogEntry.idx))) == before


def test_the_county_is_complete(tx):
    assert tx.session.scalar(select(func.count()).select_from(Unit)) == 187
    assert tx.session.scalar(select(func.count()).select_from(Task)) == 40
    assert tx.session.scalar(select(func.count()).select_from(Report)) >= 90
    assert tx.session.scalar(select(func.count()).select_from(Finding)) >= 160
    assert tx.session.scalar(select(func.count()).select_from(Evidence)) >= 250


def test_reports_findings_and_orders_stand_in_every_state(tx):
    assert set(count(tx, Report.state)) == set(ReportState)
    untold = {FindingState.NEED_MORE, FindingState.MERGED, FindingState.TRANSFERRED, FindingState.REVOKED}
    assert set(count(tx, Finding.state)) == set(FindingState) - untold
    assert set(count(tx, Order.state)) == set(OrderState) - {OrderState.SUSPENDED}


def test_every_light_shines(tx):
    shining = {light(NOW, order) for order in tx.session.scalars(select(Order).where(Order.state != OrderState.CANCELLED))}
    assert shining == set(Light)
    assert {light(NOW, task) for task in tx.session.scalars(select(Task))} >= {Light.GREEN, Light.YELLOW, Light.RED}


def test_orders_were_signed_by_the_system_returned_closed_late_and_reopened(tx):
    orders = tx.session.scalars(select(Order)).all()
    assert any(order.auto_signed for order in orders)
    assert any(order.return_count for order in orders)
    assert any(order.closed_at and order.fulfilled_at > order.due_at for order in orders)
    assert any(order.closed_at and order.fulfilled_at <= order.due_at for order in orders)
    assert any(order.due_on == NOW.date() for order in orders)
    assert any(order.due_on.month == 10 and order.issued_at.month == 9 for order in orders)
    assert any(finding.reopen_count for finding in tx.session.scalars(select(Finding)))


def test_answers_and_second_looks_came_in(tx):
    assert set(count(tx, Submission.state)) >= {"submitted", "accepted", "returned"}
    assert set(count(tx, Reinspection.result)) >= {"rectified", "fake", "relapsed"}


def test_photographs_lie_under_their_hashes_and_only_the_unsent_are_missing(demo, tx):
    files = Files(demo.settings.storage)
    rows = tx.session.scalars(select(Evidence)).all()
    assert all(files.original(row.sha256).stat().st_size == row.size_bytes for row in rows)
    unsent = {row.owner_id for row in rows if row.received_at is None}
    assert unsent == set(tx.session.scalars(select(Report.id).where(Report.state == ReportState.INCOMPLETE)))


def test_the_log_holds_and_its_time_never_runs_back(tx):
    assert audit.verify(tx).broken_at is None
    moments = tx.session.scalars(select(LogEntry.at).order_by(LogEntry.idx)).all()
    assert moments == sorted(moments)
    assert moments[-1] <= NOW


def test_the_people_of_the_design_can_sign_in_and_the_contacts_cannot(tx):
    users = {user.username: user for user in tx.session.scalars(select(User))}
    assert matches("Mingcha-Demo-2026", users["director"].password_hash)
    assert not any(name.startswith("contact-") and user.password_hash != "!" for name, user in users.items())
    assert users["demo-client"].scopes == ["tasks", "reports", "ledgers"]


def test_one_village_name_belongs_to_two_units(tx):
    assert tx.session.scalar(select(func.count()).where(Unit.short_name == "上苇湾村")) == 2
