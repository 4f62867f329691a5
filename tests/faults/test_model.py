"""Whatever is sent twice, out of order or at once, and whatever rights come and go: phones and server end alike."""

import os
import sys
import threading
from collections.abc import Callable
from uuid import uuid4

import httpx2
import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults.crew import Maker, Stage
from tests.faults.model import Model
from tests.faults.oracle import examine
from tests.faults.promises import Promises
from tests.making import a_task
from tests.world import Template, World

SEED = int(os.environ.get("MINGCHA_FAULT_SEED", "20261130"))
AT_ONCE = 8
RARE = ("seal broken",)  # several steps in a row: only the long run is sure to take them
TRIED = (
    "report made", "sent once", "sent again", "dropped", "other content", "return", "accept", "void", "revised", "released",
    "taken back", "appointed", "delegated", "mission", "seal broken", "assigned", "pulled", "mislaid", "healed",
)  # fmt: skip


def play(stage: Stage, examples: int, steps: int) -> None:
    """So many examples of so many steps at most."""
    machine = type("Played", (Model,), {"stage": stage})
    wanted = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, database=None, phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck), print_blob=False,
    )  # fmt: skip
    try:
        run_state_machine_as_test(seed(stage.seed)(machine), settings=wanted)
    finally:
        stage.leave()


@pytest.mark.parametrize(
    ("engine", "examples", "steps", "least"),
    [
        ("sqlite", 260, 12, 1),
        ("postgresql", 40, 12, 0),
        pytest.param("sqlite", 4000, 50, 100, marks=pytest.mark.nightly),
        pytest.param("postgresql", 1000, 50, 20, marks=pytest.mark.nightly),
    ],
)
def test_three_phones_of_two_users_end_with_what_the_server_shows(
    template: Template, engine: str, examples: int, steps: int, least: int, capfd: pytest.CaptureFixture[str]
) -> None:
    stage = Stage(template, engine, SEED)
    play(stage, int(os.environ.get("MINGCHA_MODEL_RUNS", str(examples))), steps)
    with capfd.disabled():
        sys.__stderr__.write(f"\n{engine}: {stage.examples} examples, {len(stage.breaches)} breaches, {dict(stage.tried)}\n")  # type: ignore[union-attr]
    assert stage.breaches == []
    assert stage.tried["example"] >= int(os.environ.get("MINGCHA_MODEL_RUNS", str(examples)))
    wanted = TRIED if least > 1 else [each for each in TRIED if each not in RARE]
    assert [each for each in wanted if stage.tried[each] < least] == []


def at_once(send: Callable[[int], httpx2.Response]) -> list[httpx2.Response]:
    """The n-th request of each of several threads, all let go together."""
    barrier, answers = threading.Barrier(AT_ONCE), list[httpx2.Response]()

    def run(n: int) -> None:
        barrier.wait()
        answers.append(send(n))

    threads = [threading.Thread(target=run, args=(n,)) for n in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(answers) == AT_ONCE
    return answers


def test_one_report_sent_by_many_at_once_is_one_report_with_one_answer(world: World) -> None:
    promises = Promises()
    visit = Maker(SEED, promises).visit("inspector", a_task(world)["id"], 0)
    client = world.as_("inspector")
    answers = at_once(lambda _: client.put(f"/reports/{visit.id}", json=visit.manifest))
    assert sorted(answer.status_code for answer in answers) == [200] * (AT_ONCE - 1) + [201]
    assert len({answer.content for answer in answers}) == 1
    promises.answered(answers[0].json())
    found = examine(world.database, world.app.state.files, promises)
    assert [each for each in found if visit.id in each] == []


def test_of_contents_sent_at_once_under_one_id_one_wins_and_all_are_kept(world: World) -> None:
    visit, client = Maker(SEED + 1, Promises()).visit("inspector", a_task(world)["id"], 0), world.as_("inspector")
    answers = at_once(lambda n: client.put(f"/reports/{visit.id}", json=visit.manifest | {"summary": f"第{n}份"}))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * (AT_ONCE - 1)
    read = world.as_("director").get(f"/reports/{visit.id}").json()
    kept = {each["content_sha256"] for each in read["conflicts"]}
    assert (len(kept), read["receipt"]["content_sha256"] in kept) == (AT_ONCE - 1, False)


def test_one_key_sent_by_many_at_once_is_one_deed(world: World) -> None:
    visit, director = Maker(SEED + 2, Promises()).visit("inspector", a_task(world)["id"], 0), world.as_("director")
    assert world.as_("inspector").put(f"/reports/{visit.id}", json=visit.manifest).status_code == 201
    key, said = {"Idempotency-Key": str(uuid4())}, {"verb": "return", "reason": "补充近景"}
    answers = at_once(lambda _: director.post(f"/reports/{visit.id}/moves", json=said, headers=key))
    assert {(answer.status_code, answer.content) for answer in answers} == {(200, answers[0].content)}
    steps = [step["action"] for step in director.get(f"/reports/{visit.id}").json()["timeline"]]
    assert steps.count("report.return") == 1
