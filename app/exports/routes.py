"""HTTP for ledgers: the page, and the whole of what is shown as CSV or XLSX; every export is an entry of the log."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

from fastapi import Request, Response

from app.access.policy import Permission, require
from app.audit.service import record
from app.core.clock import legal_date, wire
from app.core.db import Tx
from app.core.http import Reading, Router, Writing, locale_of, problems, tags
from app.core.listing import Listing, listing
from app.core.paging import InvalidCursor
from app.core.problem import Forbidden
from app.examples import queries as examples
from app.examples.routes import Wanted as ExampleWanted
from app.exports import ledgers
from app.exports.filters import ExtensionWanted, LookWanted, OrderWanted
from app.exports.schemas import ExampleLedger, ExtensionLedger, FindingLedger, LookLedger, OrderLedger, ResultLedger, TaskLedger
from app.exports.sheet import Sheet, as_csv, as_xlsx
from app.findings import queries as findings
from app.findings.routes import Wanted
from app.rectification import ledger as parts
from app.rectification import queries as orders
from app.results import queries as results
from app.results import telling
from app.results.routes import Wanted as ResultWanted
from app.tasks import queries as tasks
from app.tasks.routes import TaskWanted

router = Router(prefix="/ledgers", tags=tags("ledgers"))
MOST_ROWS = 20_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Form(StrEnum):
    """How a ledger is carried away."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Export:
    """An export as the log names it."""

    id: UUID
    __tablename__ = "ledger"


FILES: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {}, XLSX: {}}, "description": "the file"}}


@router.get("/findings", responses=problems(Forbidden, InvalidCursor))
def finding_ledger(tx: Reading, page: Listing, wanted: Wanted) -> FindingLedger:
    """问题台账, the most urgent first, with the counts of its lights over the same filter."""
    require(tx.actor, Permission.LEDGER_READ)
    cursor = listing(tx, page, "ledger-findings")
    rows = findings.most_urgent(tx, wanted, cursor.start, cursor.limit + 1)
    shown = cursor.page(rows, lambda row: row, findings.urgency)
    total, counts = findings.tally(tx, wanted)
    items = findings.outs(tx, shown.items)
    lamps = {light.value: count for light, count in counts.items()}
    return FindingLedger(items=items, next_cursor=shown.next_cursor, total=total, counts=lamps, as_of=tx.now)


@router.get("/findings.{form}", response_class=Response, responses=FILES | problems(Forbidden))
def export_findings(form: Form, request: Request, tx: Writing, wanted: Wanted) -> Response:
    """The whole 问题台账 of a filter."""
    _require(tx)
    rows = findings.outs(tx, findings.every(tx, wanted, MOST_ROWS))
    return _file(tx, ledgers.findings(tx, rows, locale_of(request)), form)


@router.get("/orders", responses=problems(Forbidden, InvalidCursor))
def order_ledger(tx: Reading, page: Listing, wanted: OrderWanted) -> OrderLedger:
    """交办台账."""
    require(tx.actor, Permission.LEDGER_READ)
    cursor = listing(tx, page, "ledger-orders")
    rows = orders.page(tx, wanted, cursor.start, cursor.limit + 1)
    shown = cursor.page(rows, lambda row: row, lambda row: [wire(row.issued_at), row.id.hex])
    return OrderLedger(items=orders.summaries(tx, shown.items), next_cursor=shown.next_cursor, as_of=tx.now)


@router.get("/orders.{form}", response_class=Response, responses=FILES | problems(Forbidden))
def export_orders(form: Form, request: Request, tx: Writing, wanted: OrderWanted) -> Response:
    """The whole 交办台账 of a filter."""
    _require(tx)
    rows = orders.summaries(tx, orders.page(tx, wanted, None, MOST_ROWS))
    return _file(tx, ledgers.orders(tx, rows, locale_of(request)), form)


@router.get("/extensions", responses=problems(Forbidden, InvalidCursor))
def extension_ledger(tx: Reading, page: Listing, wanted: ExtensionWanted) -> ExtensionLedger:
    """延期台账."""
    require(tx.actor, Permission.LEDGER_READ)
    cursor = listing(tx, page, "ledger-extensions")
    rows = parts.extensions(tx, wanted, cursor.start, cursor.limit + 1)
    shown = cursor.page(rows, lambda row: row, lambda row: [wire(row.filed_at), row.id.hex])
    return ExtensionLedger(items=parts.extension_rows(tx, shown.items), next_cursor=shown.next_cursor, as_of=tx.now)


@router.get("/extensions.{form}", response_class=Response, responses=FILES | problems(Forbidden))
def export_extensions(form: Form, request: Request, tx: Writing, wanted: ExtensionWanted) -> Response:
    """The whole 延期台账 of a filter."""
    _require(tx)
    rows = parts.extension_rows(tx, parts.extensions(tx, wanted, None, MOST_ROWS))
    return _file(tx, ledgers.extensions(tx, rows, locale_of(request)), form)


@router.get("/looks", responses=problems(Forbidden, InvalidCursor))
def look_ledger(tx: Reading, page: Listing, wanted: LookWanted) -> LookLedger:
    """回头看台账."""
    require(tx.actor, Permission.LEDGER_READ)
    cursor = listing(tx, page, "ledger-looks")
    rows = parts.looks(tx, wanted, cursor.start, cursor.limit + 1)
    shown = cursor.page(rows, lambda row: row, lambda row: [wire(row.received_at), row.id.hex])
    return LookLedger(items=parts.look_rows(tx, shown.items), next_cursor=shown.next_cursor, as_of=tx.now)


@router.get("/looks.{form}", response_class=Response, responses=FILES | problems(Forbidden))
def export_looks(form: Form, request: Request, tx: Writing, wanted: LookWanted) -> Response:
    """The whole 回头看台账 of a filter."""
    _require(tx)
    rows = parts.look_rows(tx, parts.looks(tx, wanted, None, MOST_ROWS))
    return _file(tx, ledgers.looks(tx, rows, locale_of(request)), form)


@router.get("/tasks", responses=problems(Forbidden, InvalidCursor))
def task_ledger(tx: Reading, page: Listing, wanted: TaskWanted) -> TaskLedger:
    """督查事项台账."""
    require(tx.actor, Permission.LEDGER_READ)
    cursor = listing(tx, page, "ledger-tasks")
    rows = tasks.page(tx, wanted, cursor.start, cursor.limit + 1)
    shown = cursor.page(rows, lambda row: row, lambda row: [wire(row.due_at), row.id.hex])
    return TaskLedger(items=tasks.outs(tx, shown.items), next_cursor=shown.next_cursor, as_of=tx.now)


@router.get("/tasks.{form}", response_class=Response, responses=FILES | problems(Forbidden))
def export_tasks(form: Form, request: Request, tx: Writing, wanted: TaskWanted) -> Response:
    """The whole 督查事项台账 of a filter."""
    _require(tx)
    rows = tasks.outs(tx, tasks.page(tx, wanted, None, MOST_ROWS))
    return _file(tx, ledgers.tasks(tx, rows, locale_of(request)), form)


@router.get("/results", responses=problems(Forbidden, InvalidCursor))
def result_ledger(tx: Reading, page: Listing, wanted: ResultWanted) -> ResultLedger:
    """结果运用台账 (五位一体)."""
    require(tx.actor, Permission.LEDGER_READ)
    cursor = listing(tx, page, "ledger-results")
    rows = results.page(tx, wanted, cursor.start, cursor.limit + 1)
    shown = cursor.page(rows, lambda row: row, lambda row: [wire(row.opened_at), row.id.hex])
    return ResultLedger(items=telling.summaries(tx, shown.items), next_cursor=shown.next_cursor, as_of=tx.now)


@router.get("/results.{form}", response_class=Response, responses=FILES | problems(Forbidden))
def export_results(form: Form, request: Request, tx: Writing, wanted: ResultWanted) -> Response:
    """The whole 结果运用台账 of a filter."""
    _require(tx)
    rows = telling.summaries(tx, results.page(tx, wanted, None, MOST_ROWS))
    return _file(tx, ledgers.results(tx, rows, locale_of(request)), form)


@router.get("/examples", responses=problems(Forbidden, InvalidCursor))
def example_ledger(tx: Reading, page: Listing, wanted: ExampleWanted) -> ExampleLedger:
    """典型台账."""
    require(tx.actor, Permission.LEDGER_READ)
    cursor = listing(tx, page, "ledger-examples")
    rows = examples.page(tx, wanted, cursor.start, cursor.limit + 1)
    shown = cursor.page(rows, lambda row: row, lambda row: [wire(row.opened_at), row.id.hex])
    return ExampleLedger(items=examples.outs(tx, shown.items), next_cursor=shown.next_cursor, as_of=tx.now)


@router.get("/examples.{form}", response_class=Response, responses=FILES | problems(Forbidden))
def export_examples(form: Form, request: Request, tx: Writing, wanted: ExampleWanted) -> Response:
    """The whole 典型台账 of a filter."""
    _require(tx)
    rows = examples.outs(tx, examples.page(tx, wanted, None, MOST_ROWS))
    return _file(tx, ledgers.examples(tx, rows, locale_of(request)), form)


def _require(tx: Tx) -> None:
    require(tx.actor, Permission.LEDGER_EXPORT)


def _file(tx: Tx, sheet: Sheet, form: Form) -> Response:
    record(tx, "ledger.exported", Export(uuid4()), ledger=sheet.name, rows=len(sheet.rows), form=form)
    content = as_csv(sheet) if form == Form.CSV else as_xlsx(sheet)
    name = f"{sheet.name}-{legal_date(tx.now)}.{form}"
    headers = {
        "Content-Disposition": f"attachment; filename=\"ledger.{form}\"; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, headers=headers, media_type="text/csv; charset=utf-8" if form == Form.CSV else XLSX)
