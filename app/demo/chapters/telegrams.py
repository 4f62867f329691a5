"""Telegrams 明电: one that issues an order, and others in every state."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from app.core.db import Tx
from app.demo import county, drafts
from app.demo.county import demo_id
from app.demo.script import Diary, OrderSeed, Step
from app.demo.sentences import says
from app.demo.shapes import Story
from app.telegrams import service as telegrams
from app.telegrams.schemas import TelegramDraft, TelegramMove
from app.telegrams.states import TelegramVerb as V
from app.telegrams.states import Urgency

DESK = (("countersign", "director"), ("sign", "approver"), ("issue", "director"))  # who takes it further
UNREAD = ("鹿鸣镇", "杏雨乡", "星槎乡")  # who have not signed for the winter telegram yet


def issued_with(order: OrderSeed, diary: Diary, day: date) -> Iterator[Step]:
    """The telegram that issues an order: drafted in the morning, out in the afternoon, signed for the day after."""
    unit = county.units()[order.unit]
    draft = TelegramDraft.model_validate(
        {
            "title": says("telegram_order"), "body": says("telegram_order_body", unit=unit.name), "urgency": Urgency.TOP,
            "main_to": [unit.id], "contact": says("contact"),
            "orders": [drafts.order(order).model_dump(mode="json", by_alias=True)],
        }
    )  # fmt: skip
    key = f"telegram-{order.key}"
    yield diary.scene(day, (8, 50), f"{key}-draft", "reviewer", partial(_put, key, draft))
    for minute, (verb, who) in enumerate(DESK):
        yield diary.scene(day, (9, 20 + 10 * minute), f"{key}-{verb}", who, _move(key, verb))
    yield diary.scene(day, (16, 5), f"{key}-receive", county.contact(order.unit), _move(key, "receive"))


def scenes(_story: Story, diary: Diary) -> Iterator[Step]:
    """The others: archived with its correction, out and not yet signed for everywhere, signed, countersigned, a draft."""
    towns = county.townships()
    old, day = diary.ago(60), diary.ago(5)
    new = diary.later(old, 3)
    told: tuple[tuple[str, date, tuple[str, ...], Urgency, int], ...] = (
        ("rain", old, towns, Urgency.URGENT, 3), ("rain-corrected", new, towns, Urgency.URGENT, 3),
        ("winter", day, (*towns, "综合执法局", "应急局"), Urgency.TOP, 3),
        ("year-end", diary.ago(3), ("住建局", "财政局"), Urgency.ROUTINE, 2),
        ("burning", diary.ago(2), ("芦雪乡", "榆岭镇"), Urgency.SPECIAL, 1), ("roads", diary.ago(1), towns[:4], Urgency.ROUTINE, 0),
    )  # fmt: skip
    for key, on, to, urgency, steps in told:
        draft = TelegramDraft(
            title=says(f"telegram_{key}"), body=says(f"telegram_{key}_body"), urgency=urgency,
            main_to=[county.units()[each].id for each in to], contact=says("contact"),
            copy_to=[], orders=[], order_ids=[],
            corrects_id=demo_id("telegram", "rain") if key == "rain-corrected" else None,
        )  # fmt: skip
        yield diary.scene(on, (9, 10), f"telegram-{key}-draft", "reviewer", partial(_put, key, draft))
        for minute, (verb, who) in enumerate(DESK[:steps]):
            yield diary.scene(on, (10 + minute, 15), f"telegram-{key}-{verb}", who, _move(key, verb))
        if steps == len(DESK):
            for number, unit in enumerate(each for each in to if key != "winter" or each not in UNREAD):
                clock = (14 + number // 60, number % 60)
                yield diary.scene(on, clock, f"telegram-{key}-receive-{unit}", county.contact(unit), _move(key, "receive"))
    yield diary.scene(diary.ago(20), (16, 30), "telegram-rain-archive", "reviewer", _move("rain", "archive"))


def _put(key: str, draft: TelegramDraft, tx: Tx) -> object:
    return telegrams.put(tx, demo_id("telegram", key), draft, None)


def _move(key: str, verb: str) -> Callable[[Tx], object]:
    return lambda tx: telegrams.move(tx, demo_id("telegram", key), TelegramMove(verb=V(verb)))
