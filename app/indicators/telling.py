"""Every figure by its name; told as a number, and as the lists behind it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.access.policy import Sight, sees
from app.coordination import queries as coordination
from app.coordination.models import Coordination
from app.core.clock import end_of_day, legal_date
from app.core.db import Tx
from app.dictionary.categories import areas
from app.findings import queries as findings
from app.findings.models import Finding
from app.identity import queries as identity
from app.indicators import answers, duties, outcomes, visits, waiting
from app.indicators.errors import InvalidPeriod
from app.indicators.figures import Compute, Entry, Sides, groups_of, of_group, rest, value
from app.indicators.history import CHUNK, Scope
from app.indicators.rules import month_of, period
from app.indicators.schemas import Detail, IndicatorGroup, IndicatorItem, IndicatorOut, IndicatorSummary, Span
from app.indicators.states import Kind, Measure, Name, Side
from app.missions import queries as missions
from app.missions.models import Mission
from app.missions.sealing import unseal
from app.rectification import queries as rectification
from app.rectification.models import Order, Reinspection, Submission
from app.reports import queries as reports
from app.reports.models import Report
from app.tasks import queries as tasks
from app.tasks.models import Task
from app.units import queries as units

TITLE = 120  # characters of a text that stand for it in a list
M, N = Measure, Name
FIGURES: dict[Name, tuple[Measure, Compute]] = {
    N.ON_TIME: (M.SHARE, answers.on_time),
    N.ON_TIME_ORIGINAL: (M.SHARE, answers.on_time_original),
    N.OPEN: (M.COUNT, answers.open_orders),
    N.DUE_SOON: (M.COUNT, answers.due_soon),
    N.OVERDUE: (M.COUNT, answers.overdue),
    N.RETURN_RATE: (M.SHARE, answers.return_rate),
    N.SIGN_TIME: (M.DAYS, answers.sign_time),
    N.AUTO_SIGNED: (M.COUNT, answers.auto_signed),
    N.RELEASED: (M.COUNT, outcomes.released),
    N.RECTIFIED: (M.SHARE, outcomes.rectified),
    N.CLOSED: (M.COUNT, outcomes.closed),
    N.REOPEN_RATE: (M.SHARE, outcomes.reopen_rate),
    N.FALSE_RECTIFICATION: (M.SHARE, outcomes.false_rectification),
    N.DOWNGRADE: (M.SHARE, outcomes.downgrade),
    N.PRECISION: (M.SHARE, outcomes.precision),
    N.ZERO_PROBLEM: (M.SHARE, visits.zero_problem),
    N.CONTRADICTION: (M.SHARE, visits.contradiction),
    N.FINDINGS_PER_VISIT: (M.MEAN, visits.findings_per_visit),
    N.VILLAGE_SHARE: (M.SHARE, visits.village_share),
    N.COVERAGE_TOWNSHIPS: (M.SHARE, visits.coverage_townships),
    N.COVERAGE_VILLAGES: (M.SHARE, visits.coverage_villages),
    N.COVERAGE_TASKS: (M.SHARE, visits.coverage_tasks),
    N.BURDEN: (M.COUNT, visits.burden),
    N.DEPARTMENT_LED: (M.SHARE, duties.department_led),
    N.LEADER_LED: (M.SHARE, duties.leader_led),
    N.SITES_PER_MISSION: (M.MEAN, duties.sites_per_mission),
    N.DUTY_DEPARTMENTS: (M.SHARE, duties.duty_departments),
    N.DUTY_LEADERS: (M.SHARE, duties.duty_leaders),
    N.TO_DECIDE: (M.COUNT, waiting.to_decide),
    N.INSTRUCTIONS: (M.COUNT, waiting.instructions),
}
# over visits, which nobody outside the office may know of: for others these have no value, rather than a wrong one
OFFICE_ONLY = frozenset({
    N.DOWNGRADE, N.ZERO_PROBLEM, N.CONTRADICTION, N.FINDINGS_PER_VISIT, N.VILLAGE_SHARE, N.COVERAGE_TOWNSHIPS, N.COVERAGE_VILLAGES,
    N.COVERAGE_TASKS, N.BURDEN,
})  # fmt: skip
COUNTY_ONLY = frozenset(
    {N.FALSE_RECTIFICATION, N.DEPARTMENT_LED, N.LEADER_LED, N.SITES_PER_MISSION, N.DUTY_LEADERS, N.TO_DECIDE, N.INSTRUCTIONS}
)


def scope(tx: Tx, text: str | None, as_of: date | None) -> Scope:
    """What is asked for: this month, and now, unless said; never later than now. Raises: InvalidPeriod."""
    try:
        span = period(text or month_of(legal_date(tx.now)))
    except ValueError as error:
        raise InvalidPeriod(pointer="/query/period", given=text) from error
    return Scope(tx, span, min(tx.now, end_of_day(as_of)) if as_of else tx.now)


def span(asked: Scope) -> Span:
    """The period as it was read."""
    first, last = asked.period.first, asked.period.last
    return Span(text=f"{first}..{last}", first=first, last=last)


def open_to(asked: Scope, name: Name) -> bool:
    """Whether this figure is for this reader at all."""
    actor = asked.tx.actor
    if sees(actor, Sight.OFFICE):
        return True
    return name not in OFFICE_ONLY and (sees(actor, Sight.RELEASED) or name not in COUNTY_ONLY)


def sides(asked: Scope, name: Name) -> Sides:
    """Both lists of a figure, as far as the reader sees."""
    return FIGURES[name][1](asked) if open_to(asked, name) else Sides([], [])


def summary(asked: Scope, name: Name) -> IndicatorSummary:
    """A figure without its parts."""
    return IndicatorSummary(**_plain(asked, name, sides(asked, name)))


def _plain(asked: Scope, name: Name, held: Sides) -> dict[str, Any]:
    measure = FIGURES[name][0]
    return {
        "name": name, "measure": measure, "value": value(measure, held.top, held.bottom) if open_to(asked, name) else None,
        "numerator": len(held.top), "denominator": len(held.bottom), "provisional": held.provisional,
        "details": _details(held.details),
    }  # fmt: skip


def _details(numbers: dict[str, float | None]) -> list[Detail]:
    return [Detail(code=code, value=number) for code, number in numbers.items()]


def figure(asked: Scope, name: Name, locale: str) -> IndicatorOut:
    """A figure with its parts."""
    held = sides(asked, name)
    return IndicatorOut(
        **_plain(asked, name, held), period=span(asked), as_of=asked.as_of, groups=_groups(asked, name, held, locale)
    )


def _groups(asked: Scope, name: Name, held: Sides, locale: str) -> list[IndicatorGroup]:
    keys = groups_of(held)
    labels = _labels(asked.tx, keys, locale)
    made = []
    for key in keys:
        top, bottom = of_group(held.top, key), of_group(held.bottom, key)
        by = key.partition(":")[0]
        made.append(
            IndicatorGroup(
                key=key, by=by, label=labels.get(key, ""), value=value(FIGURES[name][0], top, bottom), numerator=len(top),
                denominator=len(bottom), flagged=key in held.flags, details=_details(held.more.get(key, {})),
            )
        )  # fmt: skip
    return sorted(made, key=lambda group: (group.by, group.label))


def _labels(tx: Tx, keys: Iterable[str], locale: str) -> dict[str, str]:
    parts = [(key, *key.partition(":")[::2]) for key in keys]
    homes = units.by_ids(tx, [UUID(each) for _, by, each in parts if by == "unit"])
    people = identity.names(tx, [UUID(each) for _, by, each in parts if by == "person"])
    found: dict[str, str] = {}
    for key, by, each in parts:
        if by == "unit" and UUID(each) in homes:
            found[key] = homes[UUID(each)].name
        elif by == "person":
            found[key] = people.get(UUID(each), "")
        elif by == "area" and each in areas():
            found[key] = areas()[each].label_en if locale == "en" else areas()[each].label
    return found


def listed(asked: Scope, name: Name, side: Side, group: str | None) -> list[Entry]:
    """One side of a figure, of one group if asked, in the order of the defining days."""
    held = sides(asked, name)
    chosen = {Side.NUMERATOR: held.top, Side.DENOMINATOR: held.bottom, Side.REST: rest(held)}[side]
    return sorted(of_group(chosen, group), key=lambda entry: (entry.on, entry.id.hex), reverse=True)


class Told(NamedTuple):
    """What a list says of a thing."""

    number: str | None = None
    title: str = ""
    unit_id: UUID | None = None
    order_id: UUID | None = None


def items(tx: Tx, entries: Sequence[Entry]) -> list[IndicatorItem]:
    """Entries as the reader may see them."""
    told: dict[tuple[Kind, UUID], Told] = {}
    for kind in {entry.kind for entry in entries}:
        ids = list({entry.id for entry in entries if entry.kind == kind})
        for start in range(0, len(ids), CHUNK):
            told |= {(kind, each): said for each, said in TELL[kind](tx, ids[start : start + CHUNK]).items()}
    homes = units.by_ids(tx, [said.unit_id for said in told.values() if said.unit_id])
    return [_item(entry, told.get((entry.kind, entry.id), Told()), homes) for entry in entries]


def _item(entry: Entry, said: Told, homes: dict[UUID, Any]) -> IndicatorItem:
    home = homes.get(said.unit_id) if said.unit_id else None
    return IndicatorItem(
        kind=entry.kind, id=entry.id, order_id=said.order_id, number=said.number, title=said.title[:TITLE],
        unit_name=home.name if home else None, on=entry.on, amount=entry.amount, note=entry.note,
    )  # fmt: skip


def _orders(tx: Tx, ids: list[UUID]) -> dict[UUID, Told]:
    rows = tx.session.scalars(rectification.visible(tx).where(Order.id.in_(ids)))
    return {row.id: Told(row.number, row.requirements, row.unit_id, row.id) for row in rows}


def _submissions(tx: Tx, ids: list[UUID]) -> dict[UUID, Told]:
    seen = rectification.visible(tx).join(Submission, Submission.order_id == Order.id).add_columns(Submission)
    rows = tx.session.execute(seen.where(Submission.id.in_(ids)))
    return {answer.id: Told(row.number, answer.result, row.unit_id, row.id) for row, answer in rows}


def _findings(tx: Tx, ids: list[UUID]) -> dict[UUID, Told]:
    rows = tx.session.scalars(findings.visible(tx).where(Finding.id.in_(ids)))
    return {row.id: Told(row.number, row.facts, row.responsible_unit_id, row.order_id) for row in rows}


def _looks(tx: Tx, ids: list[UUID]) -> dict[UUID, Told]:
    seen = findings.visible(tx).join(Reinspection, Reinspection.finding_id == Finding.id).add_columns(Reinspection)
    rows = tx.session.execute(seen.where(Reinspection.id.in_(ids)))
    return {look.id: Told(row.number, look.note, row.responsible_unit_id, row.order_id) for row, look in rows}


def _reports(tx: Tx, ids: list[UUID]) -> dict[UUID, Told]:
    rows = tx.session.scalars(reports.visible(tx).where(Report.id.in_(ids)))
    return {row.id: Told(None, row.site_name, row.site_unit_id) for row in rows}


def _missions(tx: Tx, ids: list[UUID]) -> dict[UUID, Told]:
    """A title only for whoever is let into the mission; the number once it has one."""
    rows = tx.session.scalars(missions.visible(tx).where(Mission.id.in_(ids)))
    titles = {row.id: unseal(tx, row.id, row.secret)["words"]["title"] for row in rows}
    numbers = tx.session.execute(select(Mission.id, Mission.number).where(Mission.id.in_(ids)))
    return {each: Told(number, titles.get(each, "")) for each, number in numbers}


def _tasks(tx: Tx, ids: list[UUID]) -> dict[UUID, Told]:
    rows = tx.session.scalars(tasks.visible(tx).where(Task.id.in_(ids)))
    return {row.id: Told(row.number, row.title, row.lead_unit_id) for row in rows}


def _coordination(tx: Tx, ids: list[UUID]) -> dict[UUID, Told]:
    rows = tx.session.scalars(coordination.visible(tx).where(Coordination.id.in_(ids)))
    return {row.id: Told(None, row.title) for row in rows}


def _units(tx: Tx, ids: list[UUID]) -> dict[UUID, Told]:
    return {each: Told(None, unit.name, unit.parent_id) for each, unit in units.by_ids(tx, ids).items()}


def _people(tx: Tx, ids: list[UUID]) -> dict[UUID, Told]:
    return {each: Told(None, name) for each, name in identity.names(tx, ids).items()}


TELL: dict[Kind, Callable[[Tx, list[UUID]], dict[UUID, Told]]] = {
    Kind.ORDER: _orders, Kind.SUBMISSION: _submissions, Kind.FINDING: _findings, Kind.REINSPECTION: _looks, Kind.REPORT: _reports,
    Kind.MISSION: _missions, Kind.TASK: _tasks, Kind.COORDINATION: _coordination, Kind.UNIT: _units, Kind.PERSON: _people,
}  # fmt: skip
