"""Coordination items beyond one department's power, and what units ask for themselves."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID, uuid5

from app.coordination import service as coordination
from app.coordination.schemas import CoordinationDraft, CoordinationMove, DifficultyDraft, DifficultyMove
from app.coordination.states import CoordinationVerb as C
from app.coordination.states import DifficultyVerb as D
from app.core.db import Tx
from app.demo import county
from app.demo.county import demo_id
from app.demo.script import Diary, Step, at
from app.demo.sentences import says
from app.demo.shapes import Fate, Story

ITEMS = (  # key, finding, coordinator, units that take part, how many steps it has come, first day back from today
    ("factory", "told-5", "孙样本", ("云岫产业园管理委员会", "工信局", "财政局"), 4, 35),
    ("workshop", "told-8", "周测试", ("苇塘乡", "人社局", "工信局"), 3, 30),
    ("outfall", "told-11", "周测试", ("鹿鸣镇", "生态环境分局", "住建局", "综合执法局"), 2, 20),
    ("hospital", "told-16", "孙样本", ("卫健局", "公安局", "综合执法局"), 1, 12),
    ("dump", "told-3", "周测试", ("白鹭镇", "交通局", "综合执法局"), 0, 5),
)
HELPERS = ("财政局", "住建局", "工信局", "农业农村局", "组织部", "教育局", "综合执法局", "自然资源局", "交通局", "人社局")
ASKED = (3, 3, 3, 2, 2, 1, 1, 0, 0, 0)  # how far each difficulty has come: assigned, answered, closed


def scenes(story: Story, diary: Diary) -> Iterator[Step]:
    """Items, and difficulties."""
    yield from _items(diary)
    yield from _difficulties(story, diary)


def _items(diary: Diary) -> Iterator[Step]:
    for key, finding, coordinator, parties, steps, back in ITEMS:
        day, item = diary.ago(back), demo_id("coordination", key)
        draft = CoordinationDraft(
            id=item, finding_id=demo_id("finding", finding), title=says(f"coordination_{key}"),
            reason=says(f"coordination_{key}_why"), coordinator=coordinator,
            participant_ids=[county.units()[each].id for each in parties],
        )  # fmt: skip
        yield diary.scene(day, (9, 30), f"coordination-{key}", "reviewer", _raise(draft))
        decision, due_on = says(f"coordination_{key}_decision"), diary.today + timedelta(days=9)
        meeting = at(diary.later(day, 3), 15, 0)
        moves = (
            ("reviewer", CoordinationMove(verb=C.SCHEDULE, meeting_at=meeting, meeting_place=says("meeting_place"))),
            (
                "approver",
                CoordinationMove(verb=C.DECIDE, decision=decision, due_on=due_on),
            ),
            ("reviewer", CoordinationMove(verb=C.FOLLOW, note=says(f"coordination_{key}_progress"))),
            ("director", CoordinationMove(verb=C.CLOSE, note=says("coordination_closed"))),
        )
        for number, (who, asked) in enumerate(moves[:steps]):
            yield diary.scene(
                diary.later(day, 1 + 3 * number), (16, 40), f"coordination-{key}-{asked.verb}", who, _item(item, asked)
            )


def _raise(draft: CoordinationDraft) -> Callable[[Tx], object]:
    return lambda tx: coordination.raise_item(tx, draft)


def _item(item: UUID, asked: CoordinationMove) -> Callable[[Tx], object]:
    return lambda tx: coordination.move_item(tx, item, asked)


def _difficulties(story: Story, diary: Diary) -> Iterator[Step]:
    told = [visit for visit in story.visits if visit.difficulties and visit.fate is Fate.RELEASED]
    for visit, helper, far in zip(told, HELPERS, ASKED, strict=False):
        day, asked = visit.started_at.date(), uuid5(visit.id, "difficulty 0")
        moves = (
            ("reviewer", DifficultyMove(verb=D.ASSIGN, helper_unit_id=county.units()[helper].id, note=says("help_wanted"))),
            (county.contact(helper), DifficultyMove(verb=D.ANSWER, note=says("help_given"))),
            ("reviewer", DifficultyMove(verb=D.CLOSE, note=says("help_done"))),
        )
        for number, (who, asked_for) in enumerate(moves[:far]):
            on = diary.later(day, 3 + 2 * number)
            yield diary.scene(on, (11, 20), f"difficulty-{visit.key}-{asked_for.verb}", who, _difficulty(asked, asked_for))
    own = DifficultyDraft(id=demo_id("difficulty", "own"), text=says("own_difficulty"))
    yield diary.scene(diary.ago(4), (10, 15), "difficulty-own", "township", lambda tx: coordination.enter(tx, own))


def _difficulty(asked: UUID, move: DifficultyMove) -> Callable[[Tx], object]:
    return lambda tx: coordination.move_difficulty(tx, asked, move)
