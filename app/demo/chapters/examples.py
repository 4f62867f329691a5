"""Positive examples 典型: from the visits that saw them to where they are told, and one that did not hold."""

from collections.abc import Callable, Iterator
from functools import partial
from uuid import UUID

from app.core.clock import legal_date
from app.core.db import Tx
from app.demo import county
from app.demo.county import demo_id
from app.demo.script import Diary, Step
from app.demo.sentences import read, says
from app.demo.shapes import Fate, Story, VisitSeed
from app.examples import service as examples
from app.examples.schemas import ExampleDraft, ExampleMove
from app.examples.states import Verb

COME = (3, 3, 2, 2, 1, 1, 0, 0)  # verified, approved, promoted: how far each has come, the first told the furthest
VERIFIERS = ("inspector2", "leader1")
FINISHED = frozenset({Fate.RELEASED, Fate.ACCEPTED})


def scenes(story: Story, diary: Diary) -> Iterator[Step]:
    """Those of the visits, one the office brought and withdrew, and one a unit brought itself."""
    told = [(rank, visit) for rank, visit in _ranked(story) if visit.fate in FINISHED]
    for (number, visit), far in zip(told, COME, strict=False):
        yield from _brought(diary, number, visit, far)
    yield from _withdrawn(diary)
    own = _draft("鹿鸣镇", "clean_county", "own_example")
    yield diary.scene(diary.ago(3), (15, 10), "example-own", "township", partial(_put, demo_id("example", "own"), own))


def _ranked(story: Story) -> list[tuple[int, VisitSeed]]:
    """Visits with an example, each with the example's place in data/narrative.toml."""
    places = {row["title"]: number for number, row in enumerate(read("narrative")["positive"])}
    return [(places[title], visit) for visit in story.visits for title, _ in visit.positives]


def _brought(diary: Diary, number: int, visit: VisitSeed, far: int) -> Iterator[Step]:
    row, made = read("narrative")["positive"][number], demo_id("example", number)
    title, facts = visit.positives[0]
    draft = ExampleDraft(
        title=title, unit_id=county.units()[row["unit"]].id, focus_area=visit.task.rsplit("-", 1)[0], facts=facts,
        replicable_points=says("replicable"), report_id=visit.id,
    )  # fmt: skip
    day, key = diary.later(visit.started_at.date(), 2), f"example-{number}"
    yield diary.scene(day, (14, 20), f"{key}-draft", visit.author, partial(_put, made, draft))
    verifier = next(name for name in VERIFIERS if name != visit.author)
    late = diary.ago(16)
    told = (
        (diary.later(day, 3), verifier, _verify(made)),
        (diary.later(day, 5), "director", _move(made, ExampleMove(verb=Verb.APPROVE))),
        (max(late, diary.later(day, 8)), "reviewer", _move(made, ExampleMove(verb=Verb.PROMOTE, channel=says("channel")))),
    )
    for place, (on, who, act) in enumerate(told[:far]):
        yield diary.scene(on, (16, 30), f"{key}-{place}", who, act)


def _verify(made: UUID) -> Callable[[Tx], object]:
    def act(tx: Tx) -> object:
        asked = ExampleMove(verb=Verb.VERIFY, seen=says("example_seen"), seen_on=legal_date(tx.now))
        return examples.move(tx, made, asked)

    return act


def _move(made: UUID, asked: ExampleMove) -> Callable[[Tx], object]:
    return lambda tx: examples.move(tx, made, asked)


def _withdrawn(diary: Diary) -> Iterator[Step]:
    made, day = demo_id("example", "withdrawn"), diary.ago(40)
    yield diary.scene(
        day, (10, 20), "example-withdrawn", "reviewer", partial(_put, made, _draft("白鹭镇", "clean_county", "lost_example"))
    )
    yield diary.scene(diary.later(day, 2), (16, 0), "example-withdrawn-seen", "inspector", _verify(made))
    asked = ExampleMove(verb=Verb.WITHDRAW, reason=says("example_lost"))
    yield diary.scene(diary.later(day, 9), (16, 0), "example-withdrawn-out", "director", _move(made, asked))


def _draft(unit: str, area: str, words: str) -> ExampleDraft:
    return ExampleDraft(
        title=says(words), unit_id=county.units()[unit].id, focus_area=area, facts=says(f"{words}_facts"),
        replicable_points=says("replicable"),
    )  # fmt: skip


def _put(made: UUID, draft: ExampleDraft, tx: Tx) -> object:
    return examples.put(tx, made, draft, None)
