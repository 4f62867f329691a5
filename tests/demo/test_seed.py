"""Seeding: every state and light of the program stands in the demo county, once, and the log holds."""

from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from app.audit import queries as audit
from app.audit.models import LogEntry
from app.calendar.lights import Light, light
from app.conclusions.models import Conclusion
from app.conclusions.states import State as ConclusionState
from app.coordination.models import Coordination, Difficulty
from app.coordination.states import CoordinationState, DifficultyState
from app.core.db import Database, Tx
from app.core.files import Files
from app.deadlines import queries as deadlines
from app.demo.seed import seed
from app.evidence.models import Evidence
from app.examples.models import Example
from app.examples.states import State as ExampleState
from app.findings.models import Finding
from app.findings.states import State as FindingState
from app.identity.models import User
from app.identity.passwords import matches
from app.jobs.models import Job
from app.missions import draw_queries, drawing
from app.missions.draw_models import MissionDraw
from app.missions.models import Mission
from app.rectification.models import Extension, Objection, Order, Reinspection, Submission
from app.rectification.states import State as OrderState
from app.reports.models import Report
from app.reports.states import State as ReportState
from app.results.models import Action
from app.results.states import Kind
from app.results.states import State as ResultState
from app.reviews.models import Review
from app.tasks.models import Task
from app.tasks.states import SourceType, TaskState
from app.telegrams.models import Telegram
from app.telegrams.states import TelegramState
from app.units.models import Unit
from app.worker import IN_TRANSACTION
from tests.county import NOW, interrupted, silent


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
    assert tx.session.scalar(select(func.count()).select_from(Task)) == 40 + 8  # the forty, and what data/cycle.toml adds
    assert tx.session.scalar(select(func.count()).select_from(Report)) >= 90
    assert tx.session.scalar(select(func.count()).select_from(Finding)) >= 160
    assert tx.session.scalar(select(func.count()).select_from(Evidence)) >= 250


def test_reports_findings_and_orders_stand_in_every_state(tx):
    assert set(count(tx, Report.state)) == set(ReportState)
    assert set(count(tx, Finding.state)) == set(FindingState)
    assert set(count(tx, Order.state)) == set(OrderState)


def test_thirty_missions_stand_where_the_story_says(tx):
    assert count(tx, Mission.state) == {
        "draft": 2, "pending": 1, "approved": 1, "deployed": 1, "fieldwork": 2, "reporting": 1, "concluded": 16, "archived": 4,
        "aborted": 1, "cancelled": 1,
    }  # fmt: skip
    assert count(tx, Mission.method) == {"covert": 18, "open": 8, "mixed": 4}
    assert tx.session.scalar(select(func.count()).where(Mission.joint)) == 6


def test_a_draw_of_the_story_computes_again(tx):
    drawn = tx.session.scalars(select(MissionDraw).order_by(MissionDraw.state)).all()
    assert [each.state for each in drawn] == ["drawn", "issued"]
    assert [draw_queries.faults(tx, each, drawing.nonce(tx, each)) for each in drawn] == [[], []]


def test_the_cycle_stands_in_many_states(tx):
    assert set(count(tx, Task.state)) == set(TaskState) - {"dispatched"}
    assert count(tx, Extension.state) == {"granted": 5, "refused": 1, "filed": 2, "escalated": 1, "withdrawn": 1}
    assert count(tx, Objection.state) == {"filed": 1, "refused": 1, "reassigned": 1}
    assert count(tx, Review.state) == {"out_of_time": 1, "reviewing": 1, "served": 1}
    assert set(count(tx, Conclusion.state)) == set(ConclusionState)
    assert set(count(tx, Telegram.state)) == set(TelegramState)
    assert set(count(tx, Coordination.state)) == set(CoordinationState)
    assert set(count(tx, Difficulty.state)) == set(DifficultyState)
    assert set(count(tx, Example.state)) == set(ExampleState)
    assert set(count(tx, Task.source_type)) == set(SourceType)


def test_results_of_every_kind_but_the_transfer(tx):
    people = Action.state != ResultState.SUGGESTED  # the program suggests interviews of its own
    assert Counter(tx.session.scalars(select(Action.kind).where(people, Action.kind == Kind.INTERVIEW))) == {"interview": 5}
    assert set(tx.session.scalars(select(Action.kind).where(people))) == set(Kind) - {Kind.TRANSFER}
    assert set(tx.session.scalars(select(Action.state))) == {
        "suggested", "draft", "dismissed", "proposed", "refused", "notified", "executed", "pledge_tracking", "handed_over",
        "outcome_recorded", "sent_to_media", "closed",
    }  # fmt: skip


def test_nothing_of_the_story_is_left_to_be_done_by_the_program(tx):
    assert deadlines.due_now(tx) == []
    assert not tx.session.scalars(select(Job.kind).where(Job.kind.in_(IN_TRANSACTION), Job.run_at <= NOW)).all()


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
    assert tx.session.scalar(select(func.count()).select_from(Reinspection)) >= 15


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
