"""Conclusions 督查结论 sent to units, and their applications for review 复核."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from app.conclusions import service as conclusions
from app.conclusions.schemas import ConclusionDraft, ConclusionMove
from app.conclusions.states import Verb as C
from app.core.db import Tx
from app.demo import county
from app.demo.county import demo_id
from app.demo.script import Diary, Step
from app.demo.sentences import says
from app.demo.shapes import Ending, FindingSeed, Story
from app.reviews import deciding
from app.reviews import service as reviews
from app.reviews.schemas import ReviewDraft, ReviewMove
from app.reviews.states import Decision
from app.reviews.states import Verb as R

PASSED = frozenset({Ending.REJECTED, Ending.UNDECIDED, Ending.CANCELLED, Ending.MERGED})


@dataclass(frozen=True, slots=True)
class Sent:
    """One conclusion: of which mission, to which unit, when drafted, and how many of its four steps it has come."""

    mission: str
    unit: str
    back: int
    steps: int = 4
    on_paper: bool = False


SENT = (
    Sent("s-clean", "杏雨乡", 65), Sent("s-clean", "鹿鸣镇", 65), Sent("s-project", "柳汀镇", 55), Sent("s-industry", "青禾镇", 55),
    Sent("s-poverty", "松涛镇", 50), Sent("s-env", "榆岭镇", 40, on_paper=True), Sent("o-party", "鹿鸣镇", 24),
    Sent("o-poverty", "青禾镇", 12), Sent("o-clean", "鹿鸣镇", 6, 3), Sent("o-env", "松涛镇", 5, 2),
    Sent("o-industry", "鹿鸣镇", 4, 1),
)  # fmt: skip
WHOLE = 4
LATE, OPEN = "杏雨乡", "o-party"


def scenes(story: Story, diary: Diary) -> Iterator[Step]:
    """Every conclusion of a mission, the late application, the open one, and the whole review of the revoked finding."""
    for sent in SENT:
        day = diary.ago(sent.back)
        carried = [
            finding.id
            for visit in story.visits
            for finding in visit.findings
            if visit.mission == sent.mission and finding.unit == sent.unit and finding.ending not in PASSED
        ]
        draft = ConclusionDraft(
            unit_id=county.units()[sent.unit].id, mission_id=demo_id("mission", sent.mission), finding_ids=carried,
            text=says("conclusion", unit=sent.unit, count=len(carried)),
        )  # fmt: skip
        yield from _sent(diary, f"{sent.mission}-{sent.unit}", sent, draft, day)
        if (sent.mission, sent.unit) == ("s-clean", LATE):
            yield from _late(diary, f"{sent.mission}-{sent.unit}", day)
        if sent.mission == OPEN:
            yield from _open(diary, f"{sent.mission}-{sent.unit}", day)
    yield from _revoked(story, diary)


def _sent(diary: Diary, key: str, sent: Sent, draft: ConclusionDraft, day: date) -> Iterator[Step]:
    put = demo_id("conclusion", key)
    yield diary.scene(day, (9, 50), f"conclusion-{key}", "reviewer", lambda tx: conclusions.put(tx, put, draft, None))
    receipt = ConclusionMove(verb=C.RECEIVE, receiver=county.person(f"head-{sent.unit}"))
    told = [("approver", 0, C.SIGN), ("director", 1, C.ISSUE)]
    for who, days, verb in told[: sent.steps - 1]:
        yield diary.scene(diary.later(day, days), (15, 30), f"conclusion-{key}-{verb}", who, _move(put, ConclusionMove(verb=verb)))
    if sent.steps == WHOLE and not sent.on_paper:
        yield diary.scene(diary.later(day, 2), (9, 40), f"conclusion-{key}-receive", county.contact(sent.unit), _move(put, receipt))
    if sent.on_paper:
        yield diary.scene(diary.later(day, 3), (9, 40), f"conclusion-{key}-receive", "reviewer", partial(_paper, put, sent))


def _paper(put: UUID, sent: Sent, tx: Tx) -> object:
    """The slip came back on paper: entered with who signed, when, and where it is kept."""
    asked = ConclusionMove(
        verb=C.ENTER_RECEIPT, receiver=county.person(f"head-{sent.unit}"), received_at=tx.now, proof=says("slip")
    )
    return conclusions.move(tx, put, asked)


def _move(put: UUID, asked: ConclusionMove) -> Callable[[Tx], object]:
    return lambda tx: conclusions.move(tx, put, asked)


def _late(diary: Diary, key: str, day: date) -> Iterator[Step]:
    """Filed after the thirty days: recorded as that, and nothing more."""
    yield from _filed(diary, key, LATE, diary.later(day, 30), "grounds_late")


def _filed(diary: Diary, key: str, unit: str, day: date, words: str) -> Iterator[Step]:
    draft = ReviewDraft(conclusion_id=demo_id("conclusion", key), grounds=says(words))
    head, put = _head(unit), demo_id("review", key)
    yield diary.scene(day, (10, 5), f"review-{key}-draft", head, lambda tx: reviews.put(tx, put, draft, None))
    yield diary.scene(day, (10, 25), f"review-{key}-file", head, _review(key, ReviewMove(verb=R.FILE)))


def _head(unit: str) -> str:
    return next(each.username for each in county.accounts() if each.unit == unit and each.role == "unit_principal")


def _review(key: str, asked: ReviewMove) -> Callable[[Tx], object]:
    return lambda tx: deciding.move(tx, demo_id("review", key), asked)


def _taken_up(diary: Diary, key: str, day: date) -> Iterator[Step]:
    yield diary.scene(
        diary.later(day, 2), (9, 35), f"review-{key}-accept", "review-officer", _review(key, ReviewMove(verb=R.ACCEPT))
    )
    handlers = ReviewMove(verb=R.ASSIGN, handler_ids=[demo_id("user", "review-officer")])
    yield diary.scene(diary.later(day, 3), (10, 35), f"review-{key}-assign", "director", _review(key, handlers))


def _open(diary: Diary, key: str, day: date) -> Iterator[Step]:
    filed = diary.later(day, 6)
    yield from _filed(diary, key, "鹿鸣镇", filed, "grounds_open")
    yield from _taken_up(diary, key, filed)


def _revoked(story: Story, diary: Diary) -> Iterator[Step]:
    """Stayed, handled, and decided in the unit's favour: the finding and its order fall."""
    finding, mission = _finding(story, Ending.REVOKED)
    unit, day = county.units()[finding.unit], diary.later(story_day(story, finding), 2)
    draft = ConclusionDraft(
        unit_id=unit.id, mission_id=demo_id("mission", mission) if mission else None, finding_ids=[finding.id],
        text=says("conclusion", unit=finding.unit, count=1),
    )  # fmt: skip
    key = "revoked"
    yield from _sent(diary, key, Sent("", finding.unit, 0), draft, day)
    filed = diary.later(day, 4)
    yield from _filed(diary, key, finding.unit, filed, "grounds_revoked")
    yield from _taken_up(diary, key, filed)
    decided = ReviewMove(verb=R.DECIDE, decision=Decision.REVOKE, reason=says("revoked"), meeting_record=says("meeting_record"))
    told = (
        (2, "approver", ReviewMove(verb=R.STAY, reason=says("stayed"))),
        (6, "review-officer", ReviewMove(verb=R.ADVISE, reason=says("advice"))),
        (8, "approver", decided), (9, "director", ReviewMove(verb=R.SEND)),
        (10, county.contact(finding.unit), ReviewMove(verb=R.RECEIVE, receiver=county.person(f"head-{finding.unit}"))),
    )  # fmt: skip
    for days, who, asked in told:
        yield diary.scene(diary.later(filed, days), (16, 15), f"review-{key}-{asked.verb}", who, _review(key, asked))


def _finding(story: Story, ending: Ending) -> tuple[FindingSeed, str | None]:
    return next((each, visit.mission) for visit in story.visits for each in visit.findings if each.ending is ending)


def story_day(story: Story, finding: FindingSeed) -> date:
    """The day of the visit that found it."""
    return next(visit.started_at.date() for visit in story.visits if finding in visit.findings)
