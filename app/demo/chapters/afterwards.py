"""Long orders month by month, second looks planned and asked for, and duties waived."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from app.core.db import Tx
from app.demo import county
from app.demo.county import demo_id
from app.demo.script import Diary, Step
from app.demo.sentences import says
from app.demo.shapes import Story
from app.indicators import service as duties
from app.indicators.rules import month_of, quarter_of
from app.indicators.schemas import WaiverDraft
from app.indicators.states import SubjectKind, WaiverGround
from app.rectification import planning, progressing
from app.rectification.look_schemas import PlanDraft, PlanMove, ReinspectorsDraft
from app.rectification.part_schemas import MilestonePlan, ProgressDraft
from app.rectification.states import LookVerb

LONG = (("told-5", 30), ("told-8", 26))  # orders with monthly progress, and days back of their plan
STEPS = (("step_plan", -24), ("step_half", 6), ("step_done", 30))  # names, and days from today
ASKED = "visit-43-1"  # a serious finding the unit says is done


def scenes(story: Story, diary: Diary) -> Iterator[Step]:
    """All of them."""
    yield from _long(story, diary)
    yield from _looks(diary)
    yield from _waivers(diary)


def _long(story: Story, diary: Diary) -> Iterator[Step]:
    answering = {visit.key: visit.findings[0].unit for visit in story.visits if visit.findings}
    for key, back in LONG:
        order, who = demo_id("order", key), county.contact(answering[key])
        yield diary.scene(diary.ago(back), (10, 10), f"long-{key}-plan", who, partial(_plan, order, key, diary.today))
        for month, later in enumerate((12, back - 3)):
            done = [demo_id("step", key, 0)] if month == 0 else []
            draft = ProgressDraft(id=demo_id("progress", key, month), text=says(f"progress_{month}"), done=done)
            yield diary.scene(diary.ago(back - later), (15, 20), f"long-{key}-{month}", who, partial(_enter, order, draft))


def _plan(order: UUID, key: str, today: date, tx: Tx) -> object:
    items = [
        {"id": demo_id("step", key, n), "name": says(name), "due_on": today + timedelta(days=d)}
        for n, (name, d) in enumerate(STEPS)
    ]
    return progressing.plan(tx, order, MilestonePlan.model_validate({"items": items}))


def _enter(order: UUID, draft: ProgressDraft, tx: Tx) -> object:
    return progressing.enter(tx, order, draft)


def _looks(diary: Diary) -> Iterator[Step]:
    """A sample drawn and sealed with its team; and one quick look asked for."""
    yield diary.scene(diary.ago(13), (9, 30), "look-plan", "director", _propose)
    yield diary.scene(diary.ago(12), (9, 45), "look-plan-sealed", "director", _seal)
    asked = ReinspectorsDraft(inspector_ids=[demo_id("user", "inspector")])
    yield diary.scene(
        diary.ago(1), (17, 30), "look-asked", "reviewer", lambda tx: planning.ask_inspectors(tx, demo_id("finding", ASKED), asked)
    )


def _ask(asked: ReinspectorsDraft, tx: Tx) -> object:
    return planning.ask_inspectors(tx, demo_id("finding", ASKED), asked)


def _propose(tx: Tx) -> object:
    return planning.propose(tx, demo_id("plan"), PlanDraft(note=says("look_note")))


def _seal(tx: Tx) -> object:
    asked = PlanMove(
        verb=LookVerb.SEAL, inspector_ids=[demo_id("user", "inspector"), demo_id("user", "leader1")],
        reviewer_ids=[demo_id("user", "reviewer")],
    )  # fmt: skip
    return planning.move(tx, demo_id("plan"), asked)


def _waivers(diary: Diary) -> Iterator[Step]:
    first = diary.ago(75)
    told = (
        ("org", SubjectKind.UNIT, county.units()["组织部"].id, month_of(first), WaiverGround.BURDEN, None),
        ("publicity", SubjectKind.UNIT, county.units()["宣传部"].id, month_of(diary.ago(40)), WaiverGround.QUOTA_ZERO, None),
        ("leader", SubjectKind.PERSON, demo_id("user", "county-leader"), quarter_of(first), WaiverGround.PART_QUARTER, 1),
    )
    for key, kind, subject, period, ground, months in told:
        draft = WaiverDraft(
            subject_kind=kind, subject_id=subject, period=period, ground=ground, months_in_post=months, reason=says(f"waiver_{key}")
        )
        yield diary.scene(diary.ago(22), (11, 30), f"waiver-{key}", "director", partial(_waive, demo_id("waiver", key), draft))


def _waive(waiver: UUID, draft: WaiverDraft, tx: Tx) -> object:
    return duties.waive(tx, waiver, draft)
