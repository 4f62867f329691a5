"""Drafting, signing, issuing and signing for telegrams."""

from collections.abc import Callable, Iterable
from uuid import UUID

from sqlalchemy import delete, select

from app.access.policy import Permission, require
from app.audit.service import record
from app.core.actor import same_person
from app.core.db import Tx
from app.core.machine import follow
from app.core.problem import NotFound, PreconditionRequired, StaleVersion
from app.core.register import next_number
from app.findings import queries as findings
from app.findings.errors import ReasonRequired
from app.findings.models import Finding
from app.rectification import issuing
from app.rectification import queries as orders
from app.rectification.errors import UnknownFinding
from app.rectification.models import Order
from app.rectification.schemas import OrderDraft
from app.telegrams import queries, rules
from app.telegrams.errors import (
    AddresseeRequired,
    AlreadyReceived,
    NotCorrectable,
    OrderUnitNotAddressed,
    OwnDraft,
    SecretMarked,
    TelegramFixed,
    UnknownOrder,
)
from app.telegrams.models import Telegram, TelegramRecipient, TelegramSeal
from app.telegrams.schemas import TelegramDraft, TelegramMove
from app.telegrams.states import MOVES, OUT, TelegramState, TelegramVerb
from app.units import queries as units


def put(tx: Tx, telegram_id: UUID, draft: TelegramDraft, expected: int | None) -> tuple[Telegram, bool]:
    """Draft a telegram, or change the draft on the version read; says whether it is new.

    Raises: Forbidden, NotFound, SecretMarked, AddresseeRequired, UnknownUnit, UnknownFinding, UnknownOrder,
    OrderUnitNotAddressed, NotCorrectable, TelegramFixed, PreconditionRequired, StaleVersion.
    """
    require(tx.actor, Permission.TELEGRAM_DRAFT)
    held = tx.session.get(Telegram, telegram_id, with_for_update=True)
    if held is not None:
        queries.get(tx, telegram_id)
        if held.content_sha256 == draft.content_sha256():
            return held, False
        _require_version(held, expected)
    _refuse_secrets(draft)
    carried = _check(tx, draft)
    row = held or Telegram(
        id=telegram_id, state=TelegramState.DRAFT, drafter_id=tx.actor.id, drafted_at=tx.now, number=None, version=0
    )
    for name in ("urgency", "classification", "title", "body", "contact", "corrects_id"):
        setattr(row, name, getattr(draft, name))
    row.orders = [each.model_dump(mode="json", by_alias=True) for each in draft.orders]
    row.order_ids, row.content_sha256 = [str(each) for each in draft.order_ids], draft.content_sha256()
    row.version += 1
    tx.session.add(row)
    tx.session.flush()
    _address(tx, row, draft)
    _seal(tx, row, carried)
    record(tx, "telegram.changed" if held else "telegram.drafted", row)
    return row, held is None


def _require_version(row: Telegram, expected: int | None) -> None:
    if not queries.is_draft(row):
        raise TelegramFixed
    if expected is None:
        raise PreconditionRequired(pointer="/headers/If-Match", version=row.version)
    if expected != row.version:
        raise StaleVersion(pointer="/headers/If-Match", version=row.version)


def _refuse_secrets(draft: TelegramDraft) -> None:
    for name in ("title", "body"):
        if mark := rules.secret_mark(getattr(draft, name)):
            raise SecretMarked(pointer=f"/{name}", mark=mark)
    for position, order in enumerate(draft.orders):
        if mark := rules.secret_mark(order.requirements):
            raise SecretMarked(pointer=f"/orders/{position}/requirements", mark=mark)


def _check(tx: Tx, draft: TelegramDraft) -> list[Finding]:
    """Whom it goes to and what it carries, as the writer may see that; the findings of its orders."""
    if not draft.main_to:
        raise AddresseeRequired(pointer="/main_to")
    for name in ("main_to", "copy_to"):
        for position, unit_id in enumerate(getattr(draft, name)):
            units.get(tx, unit_id, f"/{name}/{position}")
    addressed = {*draft.main_to, *draft.copy_to}
    for position, order in enumerate(draft.orders):
        if order.unit_id not in addressed:
            unit = units.get(tx, order.unit_id, f"/orders/{position}/unit_id")
            raise OrderUnitNotAddressed(pointer=f"/orders/{position}/unit_id", unit=unit.name)
    _check_references(tx, draft)
    return carried_findings(tx, draft.orders)


def _check_references(tx: Tx, draft: TelegramDraft) -> None:
    seen = set(tx.session.scalars(orders.visible(tx).with_only_columns(Order.id).where(Order.id.in_(draft.order_ids))))
    for position, order_id in enumerate(draft.order_ids):
        if order_id not in seen:
            raise UnknownOrder(pointer=f"/order_ids/{position}", order_id=str(order_id))
    if draft.corrects_id is not None:
        try:
            wrong = queries.get(tx, draft.corrects_id)
        except NotFound:
            raise NotCorrectable(pointer="/corrects_id") from None
        if wrong.state not in OUT:
            raise NotCorrectable(pointer="/corrects_id")


def carried_findings(tx: Tx, drafts: Iterable[OrderDraft]) -> list[Finding]:
    """The findings order drafts name, in their order. Raises: UnknownFinding for one the reader may not see."""
    wanted = [(at, place, each) for at, draft in enumerate(drafts) for place, each in enumerate(draft.finding_ids)]
    query = findings.visible(tx).where(Finding.id.in_([each for _, _, each in wanted]))
    seen = {row.id: row for row in tx.session.scalars(query)}
    for at, place, finding_id in wanted:
        if finding_id not in seen:
            raise UnknownFinding(pointer=f"/orders/{at}/finding_ids/{place}", finding_id=str(finding_id))
    return [seen[each] for _, _, each in wanted]


def _address(tx: Tx, row: Telegram, draft: TelegramDraft) -> None:
    tx.session.execute(delete(TelegramRecipient).where(TelegramRecipient.telegram_id == row.id))
    mains = list(dict.fromkeys(draft.main_to))
    everyone = [*mains, *(each for each in dict.fromkeys(draft.copy_to) if each not in set(mains))]
    homes = units.by_ids(tx, everyone)
    tx.session.add_all(
        TelegramRecipient(
            telegram_id=row.id, unit_id=each, unit_path=homes[each].path, main=position < len(mains), position=position,
            received_at=None, receiver_id=None,
        )
        for position, each in enumerate(everyone)
    )  # fmt: skip
    tx.session.flush()


def _seal(tx: Tx, row: Telegram, carried: list[Finding]) -> None:
    tx.session.execute(delete(TelegramSeal).where(TelegramSeal.telegram_id == row.id))
    missions = {finding.mission_id for finding in carried if finding.mission_id and finding.released_at is None}
    tx.session.add_all(TelegramSeal(telegram_id=row.id, seal_id=each) for each in missions)
    tx.session.flush()


def move(tx: Tx, telegram_id: UUID, asked: TelegramMove) -> Telegram:
    """A verb on a telegram.

    Raises: NotFound, Forbidden, IllegalMove, OwnDraft, ReasonRequired, AlreadyReceived, and as `rectification.issuing.issue`.
    """
    row = queries.get(tx, telegram_id, lock=True)
    target = follow(MOVES, tx.actor, row.state, asked.verb)
    if (work := _WORK.get(asked.verb)) is not None:
        work(tx, row, asked)
    row.state = target
    row.version += 1
    record(tx, f"telegram.{asked.verb}", row, reason=asked.reason, **({"number": row.number} if row.number else {}))
    return row


def _countersign(tx: Tx, row: Telegram, _asked: TelegramMove) -> None:
    _require_another(tx, row)
    row.countersigned_by, row.countersigned_at = tx.actor.id, tx.now


def _sign(tx: Tx, row: Telegram, _asked: TelegramMove) -> None:
    _require_another(tx, row)
    row.signed_by, row.signed_at = tx.actor.id, tx.now


def _require_another(tx: Tx, row: Telegram) -> None:
    if same_person(tx.actor, row.drafter_id):
        raise OwnDraft


def _return(_tx: Tx, row: Telegram, asked: TelegramMove) -> None:
    if not asked.reason:
        raise ReasonRequired(pointer="/reason")
    row.countersigned_by = row.countersigned_at = row.signed_by = row.signed_at = None


def _issue(tx: Tx, row: Telegram, _asked: TelegramMove) -> None:
    """Number it and issue its orders: all of that, or nothing."""
    drafts = [OrderDraft.model_validate(each) for each in row.orders]
    issued = [issuing.issue(tx, draft)[0] for draft in drafts]
    row.order_ids = list(dict.fromkeys([*row.order_ids, *(str(order.id) for order in issued)]))
    row.number, row.issued_at = next_number(tx, tx.settings.telegram_prefix), tx.now


def _receive(tx: Tx, row: Telegram, _asked: TelegramMove) -> None:
    sent = tx.session.scalars(select(TelegramRecipient).where(TelegramRecipient.telegram_id == row.id).with_for_update()).all()
    waiting = [each for each in queries.own_recipients(tx, sent) if each.received_at is None]
    if not waiting:
        raise AlreadyReceived
    for each in waiting:
        each.received_at, each.receiver_id = tx.now, tx.actor.id


def _archive(tx: Tx, row: Telegram, _asked: TelegramMove) -> None:
    row.archived_at = tx.now


_WORK: dict[TelegramVerb, Callable[[Tx, Telegram, TelegramMove], None]] = {
    TelegramVerb.COUNTERSIGN: _countersign, TelegramVerb.SIGN: _sign, TelegramVerb.RETURN: _return, TelegramVerb.ISSUE: _issue,
    TelegramVerb.RECEIVE: _receive, TelegramVerb.ARCHIVE: _archive,
}  # fmt: skip
