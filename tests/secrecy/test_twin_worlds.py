"""Two worlds from one seed, one with a sealed visit more: whoever is not on its list cannot tell which they are in."""

from contextlib import ExitStack

from tests.secrecy.twins import Seed, a_task_tape, a_visit, an_answer, an_order_tape, asks, pair, reads
from tests.world import Template

OFFICE = ("director", "approver", "reviewer", "inspector")  # who reads reports no mission seals, and their author


def test_nobody_outside_can_tell_a_world_with_a_sealed_visit_from_one_without(template: Template, engine: str) -> None:
    seed = Seed()
    task, setting = a_task_tape(seed)
    open_case, findings, visit = a_visit(seed, task, 2)
    second = seed.ids(report=open_case.report, finding=findings[1], evidence=open_case.evidence, task=task)
    hidden = [a_visit(seed, task, 2)[2] for _ in range(3)]
    with ExitStack() as stack:
        worlds = pair(stack, template, engine, seed, OFFICE)
        worlds.both(setting)
        worlds.sealed.play(hidden[0])
        worlds.both([*visit, *an_order_tape(open_case.order, findings[0])])
        worlds.ask_everything(open_case, reads, of=4)
        worlds.sealed.play(hidden[1])
        worlds.tell(an_answer(open_case), open_case)
        worlds.pull_everything(open_case)
        worlds.sealed.play(hidden[2])
        worlds.both(an_order_tape(second.order, findings[1]))
        worlds.wait(days=4)
        worlds.ask_everything(second, asks, of=4)
