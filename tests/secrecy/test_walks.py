"""Random walks through both worlds: whatever people off the list do, in whatever order, they are told the same.

What a step does stays done, so that a walk makes its own plans, drafts and answers and goes on with them. A walk is told by its
seed; it is not shrunk, since each begins where the one before ended.
"""

from random import Random

import pytest

from tests.secrecy.doors import DOORS, knocks_at
from tests.secrecy.hidden import TAKEN, Scene, a_scene, at
from tests.secrecy.knocking import Ids, Knock
from tests.secrecy.twins import lawful
from tests.world import Template

STEPS, A_WORLD_LASTS = 12, 100  # walks
DAY, NIGHT = 20, 2_000


def a_step(chance: Random, scene: Scene, own: Ids) -> tuple[str, Knock]:
    """Somebody knocks at some door with some case's ids, or with ids of the walk's own; what is sealed is not made anew."""
    while True:
        who, ids = chance.choice(scene.worlds.readers), chance.choice((scene.shown, scene.hidden, own, own))
        knock = chance.choice(list(knocks_at(chance.choice(list(DOORS)), ids)))
        taken = ids is scene.hidden and knock.method != "GET" and at(ids, knock.path) in TAKEN
        if not (taken or lawful(who, knock)):
            return who, knock


def walk(chance: Random, scene: Scene, number: int) -> int:
    """One walk, and a pull by somebody at its end; says how many steps succeeded."""
    own, done = scene.seed.ids(task=scene.task, finding=scene.shown.finding), 0
    for step in range(STEPS):
        who, knock = a_step(chance, scene, own)
        first, second = (twin.ask(who, knock, own) for twin in (scene.worlds.ordinary, scene.worlds.sealed))
        assert first == second, f"walk {number}, step {step}: {who}: {knock}"
        done += str(first[0]).startswith("2")
    who = chance.choice(scene.worlds.readers)
    pages = [list(twin.pull(who, own)) for twin in (scene.worlds.ordinary, scene.worlds.sealed)]
    assert pages[0] == pages[1], f"walk {number}: {who}: sync"
    if chance.random() < 0.1:
        scene.worlds.wait(hours=chance.choice((1, 7, 30)))
    return done


def walks(template: Template, engine: str, seed: int, count: int) -> None:
    """So many walks, in as many worlds as they wear out."""
    chance, done = Random(seed), 0
    print(f"\nwalks of seed {seed} on {engine}")  # ruff: ignore[print]  what is needed to walk them again
    for first in range(0, count, A_WORLD_LASTS):
        with a_scene(template, engine, start=first) as scene:
            done += sum(walk(chance, scene, number) for number in range(first, min(first + A_WORLD_LASTS, count)))
    assert done >= count  # a walk that is refused at every door would show nothing


def test_a_few_walks_tell_nothing(template: Template, engine: str) -> None:
    walks(template, engine, 20261125, DAY)


@pytest.mark.nightly
def test_two_thousand_walks_tell_nothing(template: Template, engine: str) -> None:
    walks(template, engine, Random().getrandbits(32), NIGHT)
