"""Ledger pages on the wire."""

from app.core.paging import Page
from app.core.schema import Instant
from app.examples.schemas import ExampleOut
from app.findings.schemas import FindingOut
from app.rectification.part_schemas import ExtensionRow, LookRow
from app.rectification.schemas import OrderSummary
from app.results.schemas import ActionSummary
from app.tasks.views import TaskOut


class FindingLedger(Page[FindingOut]):
    """问题台账: a page, the whole count, and the lights, as of now."""

    total: int
    counts: dict[str, int]
    as_of: Instant


class OrderLedger(Page[OrderSummary]):
    """交办台账."""

    as_of: Instant


class TaskLedger(Page[TaskOut]):
    """督查事项台账."""

    as_of: Instant


class ExtensionLedger(Page[ExtensionRow]):
    """延期台账."""

    as_of: Instant


class LookLedger(Page[LookRow]):
    """回头看台账."""

    as_of: Instant


class ResultLedger(Page[ActionSummary]):
    """结果运用台账."""

    as_of: Instant


class ExampleLedger(Page[ExampleOut]):
    """典型台账."""

    as_of: Instant
