"""Seeding: every state and light of the program stands in the demo county, once, and the log holds."""

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import create_engine, func, select, text

from app.audit import queries as audit
from app.audit.models import LogEntry
from app.calendar.lights import Light, light
from app.core.db import Database, Tx
from app.core.files import Files
from app.core.settings import Settings
from app.demo import county
from app.demo.seed import seed
from app.demo.shapes import PhotoSeed
from app.evidence.models import Evidence
from app.findings.models import Finding
from app.findings.states import State as FindingState
from app.identity.models import User
from app.identity.passwords import matches
from app.migrating import migrate
from app.rectification.models import Order, Reinspection, Submission
from app.rectification.states import State as OrderState
from app.reports.models import Report
from app.reports.states import State as ReportState
from app.tasks.models import Task
from app.units.models import Unit
from tests.world import Template

NOW = datetime(2026, 11, 23, 22, 0, tzinfo=county.ZONE)


def quickly(seeds: Iterable[PhotoSeed]) -> Iterator[tuple[PhotoSeed, bytes]]:
    """Develop thumbnails: the drawing itself is tested beside."""
    for seed_ in seeds:
        out = io.BytesIO()
        Image.new("RGB", (16, 12)).save(out, "JPEG", comment=seed_.key.encode())
        yield seed_, out.getvalue()


def interrupted(seeds: Iterable[PhotoSeed]) -> Iterator[tuple[PhotoSeed, bytes]]:
    """Lose power after a while."""
    for number, pair in enumerate(quickly(seeds)):
        if number == 40:
            raise KeyboardInterrupt
        yield pair


def silent(_done: int, _of: int) -> None:
    """Say nothing."""


def empty(template: Template, engine: str, folder: Path) -> Settings:
    """Settings of a migrated database with nobody in it."""
    url = ""
    if engine == "postgresql":
        base = template.settings(engine).database_url
        url = base.replace(base.partition("?")[0].rsplit("/", 1)[1], name := f"demo{uuid4().hex}", 1)
        admin = create_engine(base, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
    return Settings(data_dir=folder, database_url=url, disk_reserve_bytes=0)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def demo(request: pytest.FixtureRequest, template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A seeded county whose first seeding was interrupted."""
    settings = empty(template, request.param, tmp_path_factory.mktemp("demo"))
    database = Database(settings, lambda: NOW)
    migrate(database)
    with pytest.raises(KeyboardInterrupt):
        seed(database, Files(settings.storage), silent, interrupted)
    assert seed(database, Files(settings.storage), silent, quickly) > 500
    yield database
    database.close()


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
