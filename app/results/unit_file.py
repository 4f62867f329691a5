"""五位一体: one file a unit, over what the reader may see and nothing else."""

from uuid import UUID

from sqlalchemy import case, func

from app.core.db import Tx
from app.core.problem import NotFound
from app.examples import queries as examples
from app.examples.queries import ExampleFilter
from app.examples.states import State as ExampleState
from app.findings import queries as findings
from app.findings.models import Finding
from app.findings.queries import FindingFilter
from app.findings.states import Severity
from app.rectification import queries as orders
from app.rectification.models import Order
from app.rectification.queries import OrderFilter
from app.rectification.states import State as OrderState
from app.results import queries, telling
from app.results.queries import ActionFilter
from app.results.schemas import PillarOut, Supervision, UnitFile
from app.results.states import PILLARS, Pillar
from app.units.models import Unit

MOST_SHOWN = 200


def read(tx: Tx, unit_id: UUID) -> UnitFile:
    """The file of one unit and what lies below it. Raises: NotFound."""
    unit = tx.session.get(Unit, unit_id)
    if unit is None:
        raise NotFound
    rows = queries.page(tx, ActionFilter(unit_id=unit_id), None, MOST_SHOWN)
    told = telling.summaries(tx, rows)
    grouped = {pillar: [each for each in told if PILLARS[each.kind] is pillar] for pillar in Pillar if pillar != Pillar.SUPERVISION}
    promoted = examples.narrowed(tx, ExampleFilter(state=ExampleState.PROMOTED, unit_id=unit_id)).order_by(None)
    return UnitFile(
        unit_id=unit.id, unit_name=unit.name, supervision=_supervision(tx, unit_id),
        pillars=[PillarOut(pillar=pillar, count=len(items), items=items) for pillar, items in grouped.items()],
        examples_promoted=tx.session.scalar(promoted.with_only_columns(func.count())) or 0, as_of=tx.now,
    )  # fmt: skip


def _supervision(tx: Tx, unit_id: UUID) -> Supervision:
    def many(truth: object) -> object:
        return func.coalesce(func.sum(case((truth, 1), else_=0)), 0)  # type: ignore[arg-type]

    found = findings.visible(tx).with_only_columns(
        func.count(),
        many(Finding.severity == Severity.SERIOUS),
        many(Finding.closed_at.is_not(None)),
        many(Finding.reopen_count > 0),
    )  # type: ignore[call-overload]
    total, serious, closed, reopened = tx.session.execute(findings.narrowed(tx, found, FindingFilter(unit_id=unit_id))).one()
    stands = orders.narrowed(tx, OrderFilter(unit_id=unit_id)).where(Order.state != OrderState.CANCELLED).order_by(None)
    late = stands.where(Order.closed_at.is_(None), Order.due_at < tx.now)
    counted = [tx.session.scalar(each.with_only_columns(func.count())) or 0 for each in (stands, late)]
    return Supervision(
        findings=total, serious=serious, open=total - closed, closed=closed, reopened=reopened, orders=counted[0],
        orders_overdue=counted[1],
    )  # fmt: skip
