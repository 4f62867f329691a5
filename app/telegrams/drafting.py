"""A telegram's text written from the orders it carries, for a hand to edit."""

from collections.abc import Sequence

from sqlalchemy import select

from app.access.policy import Permission, require
from app.core.clock import legal_date
from app.core.db import Tx
from app.core.problem import messages
from app.findings.models import Finding
from app.rectification import issuing
from app.rectification import queries as orders
from app.rectification.errors import DueRequired
from app.rectification.models import Order
from app.rectification.schemas import DueQuestion, OrderDraft
from app.telegrams.schemas import Carried, TelegramText
from app.telegrams.service import carried_findings
from app.units import queries as units


def write(tx: Tx, carried: Carried, locale: str) -> TelegramText:
    """A title and a body in the reader's language, a paragraph a unit. Raises: Forbidden, UnknownFinding, UnknownUnit."""
    require(tx.actor, Permission.TELEGRAM_DRAFT)
    words = messages(locale)["telegram_draft"]
    parts = [words["opening"].format(office=tx.settings.office_name)]
    for number, (unit, rows, demands, due) in enumerate(_told(tx, carried, words["no_due"]), 1):
        parts.append(words["unit"].format(number=ordinal(number, locale), unit=unit))
        parts += [
            words["finding"].format(number=place, facts=row.facts.rstrip("。."), site=row.site_name, found_on=_day(row))
            for place, row in enumerate(rows, 1)
        ]
        parts.append(words["demand"].format(requirements=demands, due=due))
    return TelegramText(title=words["title"], body="\n".join([*parts, words["closing"]]))


def _told(tx: Tx, carried: Carried, no_due: str) -> list[tuple[str, Sequence[Finding], str, str]]:
    told: list[tuple[str, Sequence[Finding], str, str]] = []
    for draft in carried.orders:
        unit = units.get(tx, draft.unit_id, "/orders")
        told.append((unit.name, carried_findings(tx, [draft]), draft.requirements, _due(tx, draft, no_due)))
    issued = tx.session.scalars(orders.visible(tx).where(Order.id.in_(carried.order_ids)).order_by(Order.number)).all()
    homes = units.by_ids(tx, [order.unit_id for order in issued])
    for order in issued:
        query = select(Finding).where(Finding.order_id == order.id).order_by(Finding.number)
        told.append((homes[order.unit_id].name, tx.session.scalars(query).all(), order.requirements, order.due_on.isoformat()))
    return told


def _due(tx: Tx, draft: OrderDraft, no_due: str) -> str:
    """The day as it would be if issued now."""
    try:
        return issuing.preview_due(tx, DueQuestion(**{"class": draft.class_, "due_on": draft.due_on})).due_on.isoformat()
    except DueRequired:
        return no_due


def _day(row: Finding) -> str:
    return legal_date(row.found_at).isoformat()


_TENS = "零一二三四五六七八九十"


def ordinal(number: int, locale: str) -> str:
    """A paragraph's number: 一、二、…… 四十; Arabic in English."""
    if locale == "en":
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_TENS[tens]}十"
    return head + (_TENS[ones] if ones else "")
